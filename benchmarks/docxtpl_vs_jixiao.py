"""The forms of one project in, forms per second of docxtpl and of jixiao out: one process, the same lean template.

docxtpl gets the template with its own tags in it: ``{%tr for %}`` in rows of their own, ``{% vm %}`` where cells merge.
It merges one level per loop, so it is let off merging 一级. Both fill from memory into memory, their template loaded
once, in rounds that take turns; the median counts.
"""

from __future__ import annotations

import argparse
import copy
import io
import statistics
import time
import zipfile
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate as Peer
from lxml import etree

from generator.build.prepare import prepare
from generator.project.resolve import SubForm
from generator.template.catalogue import catalogue
from generator.template.word.template import compile_docx

ROOT = Path(__file__).resolve().parents[1]
PROJECT = ROOT / "data" / "2024年对非经贸合作资金.yaml"
ROUNDS = 9
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN = "word/document.xml"


def main() -> None:
    """Print both speeds and their ratio."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = options.parse_args().rounds
    folders = catalogue(ROOT / "templates")
    prepared, problems = prepare(PROJECT, folders)
    if prepared is None:
        raise SystemExit("\n".join(map(str, problems)))
    forms = list(prepared.sub_forms(()))
    path = folders.find(prepared.project.template, prepared.project.template_source).docx
    if path is None:
        raise SystemExit("没有 Word 模板")
    ours, peer = compile_docx(path), Peer(io.BytesIO(with_tags_of_docxtpl(path)))
    contexts = [plain(form) for form in forms]

    def fill_ours() -> bytes:
        return [ours.render(form.context, form.name) for form in forms][-1]

    def fill_peer() -> bytes:
        return [_filled(peer, context) for context in contexts][-1]

    _same_cells(fill_ours(), fill_peer())
    mine, theirs = in_turns(rounds, fill_ours, fill_peer)
    for name, seconds in (("docxtpl", theirs), ("jixiao", mine)):
        print(f"{name:8}{len(forms) / seconds:9,.1f} forms/s   {1000 * seconds / len(forms):7.2f} ms a form")
    print(f"ratio   {theirs / mine:9.1f}")


def in_turns(rounds: int, *sides: Callable[[], object]) -> list[float]:
    """The median seconds of each side."""
    spent: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for side, seconds in zip(sides, spent, strict=True):
            started = time.perf_counter()
            side()
            seconds.append(time.perf_counter() - started)
    return [statistics.median(seconds) for seconds in spent]


def plain(form: SubForm) -> dict[str, Any]:
    """A context as docxtpl wants it: texts escaped, the rows grouped as its loops go."""
    texts = {name: _escaped(value) for name, value in form.context.items() if isinstance(value, str)}
    names = ("一级", "二级", "三级", "指标值")
    rows = [{name: _escaped(row[name]) for name in names} for row in form.context["指标"]]
    groups = [list(group) for _, group in groupby(rows, key=lambda row: (row["一级"], row["二级"]))]
    return {**texts, "分组": groups}


def _escaped(value: object) -> str:
    return str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _filled(peer: Any, context: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    peer.render(context)
    peer.save(file)
    return file.getvalue()


def with_tags_of_docxtpl(path: Path) -> bytes:
    """The template of the row ``{% for 行 in 指标 %} … {% endfor %}`` with the tags of docxtpl in its place."""
    file = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, _retagged(data) if name == _MAIN else data)
    return file.getvalue()


def _retagged(document: bytes) -> bytes:
    root = etree.fromstring(document)
    row = (
        next(text for text in root.iter(f"{_W}t") if "{% for" in (text.text or "")).iterancestors(f"{_W}tr").__next__()
    )
    texts = [text for text in row.iter(f"{_W}t") if text.text]
    cells = ("{{ 行.一级 }}", "{% vm %}{{ 行.二级 }}", "{{ 行.三级 }}", "{{ 行.指标值 }}")
    for tag in ("for 组 in 分组", "for 行 in 组"):
        row.addprevious(_tag_row(row, tag))
    for _ in range(2):
        row.addnext(_tag_row(row, "endfor"))
    for text, cell in zip(texts, cells, strict=True):
        text.text = cell
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _tag_row(row: Any, tag: str) -> Any:
    own = copy.deepcopy(row)
    for number, text in enumerate(own.iter(f"{_W}t")):
        text.text = f"{{%tr {tag} %}}" if number == 0 else ""
    return own


def _same_cells(ours: bytes, theirs: bytes) -> None:
    """Both sides must print the same indicators, or their speeds say nothing."""
    sides = [_last_column(docx) for docx in (ours, theirs)]
    if sides[0] != sides[1]:
        raise SystemExit(f"the two sides differ:\n{sides[0]}\n{sides[1]}")


def _last_column(docx: bytes) -> Sequence[str]:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        root = etree.fromstring(package.read(_MAIN))
    cells = [row.findall(f"{_W}tc")[-1] for row in root.iter(f"{_W}tr")]
    return ["".join(text.text or "" for text in cell.iter(f"{_W}t")) for cell in cells]


if __name__ == "__main__":
    main()
