"""Prints what ``jixiao read`` found in returned forms, as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.returned.decide import Change, Status, brief
from generator.returned.read import FormRead, Reading


def as_text(reading: Reading) -> Iterator[str]:
    """The lines for a person: each form, its changes with what would be written, and a line that counts them."""
    for form in reading.forms:
        count = f"改了 {len(form.changes)} 处" if form.changes else "没有改动"
        yield f"{form.form}（{form.file}）：{count}"
        for change in form.changes:
            yield from _change(change)
    yield _summary(reading)


def _change(change: Change) -> Iterator[str]:
    old, new = (" ".join(text.split("\n")) for text in brief(change.old, change.new))
    where = "  ".join(word for word in (change.place, change.label) if word)
    yield f"  {where}：{f'“{old}”' if old else '（空）'} → {f'“{new}”' if new else '（空）'}"
    if change.status is Status.WRITE:
        yield f"    {change.status.value}：{change.written}" + (f"（{change.message}）" if change.message else "")
    else:
        yield f"    {change.status.value}：{change.message}"


def _summary(reading: Reading) -> str:
    changes = [change for form in reading.forms for change in form.changes]
    changed = sum(1 for form in reading.forms if form.changes)
    counts = {status: sum(1 for change in changes if change.status is status) for status in Status}
    rest = "，".join(f"{status.value} {count}" for status, count in counts.items() if count)
    total = f"，共 {len(changes)} 处：{rest}" if changes else ""
    return f"读了 {len(reading.forms)} 份表，{changed} 份有改动{total}"


def as_json(reading: Reading) -> str:
    """The changes as a JSON list; ``writes`` has the path and value of each entry, null where it is removed."""
    records = [_record(form, change) for form in reading.forms for change in form.changes]
    return json.dumps(records, ensure_ascii=False, indent=2)


def _record(form: FormRead, change: Change) -> dict[str, object]:
    return {
        "file": str(form.file),
        "form": form.form,
        "place": change.place,
        "label": change.label,
        "old": change.old,
        "new": change.new,
        "status": change.status.name.lower(),  # the value is Chinese, for people
        "message": change.message,
        "writes": [{"path": list(write.path), "value": write.value} for write in change.writes],
    }


def all_written(reading: Reading) -> bool:
    """Whether every change can be written without asking."""
    return all(change.status is Status.WRITE for form in reading.forms for change in form.changes)
