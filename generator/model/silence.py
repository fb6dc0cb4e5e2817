"""What a user wants to hear no more of, and why: findings by code, on some lines of a file or anywhere in a project."""

from __future__ import annotations

from msgspec import Struct

from generator.model.problem import Source


class Silence(Struct, frozen=True):
    """``lines`` of the file of ``source``; None silences the whole project. Without a reason nothing is silenced."""

    codes: tuple[str, ...]
    reason: str
    source: Source
    lines: tuple[int, ...] | None = None
    is_shared: bool = False
    """Whether it serves several projects, so that one may well have no use for it."""
