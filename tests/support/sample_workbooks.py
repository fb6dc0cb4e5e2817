"""Workbooks that are projects, as a person types them, and the tree that a project file holds, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from generator.project.yaml.nodes import FileText, Group, Listing, Node, Null

Rows = Sequence[Sequence[Any]]


def write_workbook(path: Path, **sheets: Rows) -> Path:
    """Save a workbook with these sheets; a row is a list of cells, None being a blank one."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def plain(node: Node | None) -> Any:
    """A node as dicts, lists and texts; ``None`` for a null, ``Path`` for a file."""
    if isinstance(node, Group):
        return {key: plain(child) for key, child in node.entries.items()}
    if isinstance(node, Listing):
        return [plain(item) for item in node.items]
    if node is None or isinstance(node, Null):
        return None
    return Path(node.path) if isinstance(node, FileText) else node.value
