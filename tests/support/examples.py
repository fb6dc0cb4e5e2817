"""How many examples a test of hypothesis tries, where it says so itself: ``max_examples=scaled(300)``."""

from __future__ import annotations

from hypothesis import settings

_USUAL = 100
_FEWEST = 5


def scaled(full: int) -> int:
    """``full`` examples in the profile of that name; in a quicker one fewer, as it tries fewer of the usual 100."""
    return min(full, max(_FEWEST, full * settings().max_examples // _USUAL))
