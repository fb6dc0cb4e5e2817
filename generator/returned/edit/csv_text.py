"""The bytes of a .csv, the name of a row and of a column in; the bytes with that one cell changed out.

Encoding, BOM, line ends, quotes and all other cells stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.project.tables.tables import BLANK_MARKS, delimiter
from generator.returned.edit.narrative import unified
from generator.returned.edit.yaml_text import EditError


def put_cell(data: bytes, by: str, name: str, column: str, text: str) -> bytes:
    """EditError where the row or column is not there."""
    body, ends = unified(data)
    between = delimiter(body)
    records = [record for record in _records(body, between) if any(_plain(body, span).strip() for span in record)]
    headings = [_plain(body, span).strip() for span in records[0]] if records else []
    if by not in headings or column not in headings:
        raise EditError(f"数据表里没有“{column}”这一列")
    for record in records[1:]:
        if len(record) > headings.index(by) and _plain(body, record[headings.index(by)]).strip() == name:
            return ends.restored(_edited(body, record, headings.index(column), text, between))
    raise EditError(f"数据表里没有“{name}”这一行")


def _edited(body: str, record: list[tuple[int, int]], at: int, text: str, between: str) -> str:
    text = text or next(iter(sorted(BLANK_MARKS)))
    cell = '"' + text.replace('"', '""') + '"' if any(mark in text for mark in (between, '"', "\n", "\r")) else text
    if at < len(record):
        start, end = record[at]
        return body[:start] + cell + body[end:]
    end = record[-1][1]
    return body[:end] + between * (at - len(record) + 1) + cell + body[end:]


def _plain(body: str, span: tuple[int, int]) -> str:
    text = body[span[0] : span[1]]
    return text[1:-1].replace('""', '"') if len(text) > 1 and text[0] == text[-1] == '"' else text


def _records(body: str, between: str) -> Iterator[list[tuple[int, int]]]:
    """The span of every cell, record by record (RFC 4180)."""
    record: list[tuple[int, int]] = []
    start, at, quoted = 0, 0, False
    while at < len(body):
        character = body[at]
        if character == '"' and (quoted or at == start):
            quoted = not quoted
        elif not quoted and character in (between, "\n", "\r"):
            record.append((start, at))
            if character != between:
                yield record
                record = []
                at += body.startswith("\r\n", at)
            start = at + 1
        at += 1
    if start < len(body) or record:
        yield [*record, (start, len(body))]
