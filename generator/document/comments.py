"""Lists the comments of a Word or Excel file: what people write beside a form, which is no part of its text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.office.package import Package
from generator.office.xml import Element, parse_xml
from generator.problem import JixiaoError, Source

# Threaded comments of Excel have a copy among the others, for older versions.
_PARTS = re.compile(r"(?:word/comments\d*|xl/(?:[^/]*/)?comments?\d*|xl/threadedComments/[^/]*)\.xml", re.IGNORECASE)
_THREAD = re.compile(r"\[(?:Threaded comment|线程批注|批注线程|线索注释)\]", re.IGNORECASE)


def comments_in(package: Package) -> Iterator[tuple[str, str]]:
    """The cell (blank in Word) and the text of each comment, as the file has them; each text once."""
    seen: set[tuple[str, str]] = set()
    for name, data in package.members.items():
        if not _PARTS.fullmatch(name):
            continue
        try:
            root = parse_xml(data, Source(package.name, place=name))
        except JixiaoError:
            continue  # Office shows none of it either
        for comment in root.iter("{*}comment", "{*}threadedComment"):
            found = (comment.get("ref", ""), _text(comment))
            if found[1] and not _THREAD.match(found[1]) and found not in seen:
                seen.add(found)
                yield found


def _text(comment: Element) -> str:
    texts = (each.text or "" for each in comment.iter("{*}t", "{*}text") if not len(each))
    return " ".join("".join(texts).split())
