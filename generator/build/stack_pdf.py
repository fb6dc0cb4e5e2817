"""Laid-out forms in, one PDF for the printer out: a list of the forms, then the forms, as often as there are copies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from generator.build.stack_list import TITLE, ListedForm, print_list
from generator.layout.page import Pages
from generator.layout.pages import lay_out
from generator.layout.text.measuring import Faces
from generator.writers.pdf.file import Chapter, Leaf, PdfFile


def print_stack(forms: Iterable[tuple[str, Pages]], faces: Faces, *, duplex: bool, copies: int) -> bytes:
    """The stack of forms with their names; they are taken one by one, and their pages not kept.

    ``duplex`` begins each form on an odd page. A copy is all forms in order; the list is there once.
    """
    file = PdfFile()
    sheet = 2 if duplex else 1
    chapters = [Chapter(name, file.draw(pages)) for name, pages in forms]
    bound = [_filled(chapter, sheet) for chapter in chapters]
    listed = file.draw(_list_pages(chapters, faces, sheet, copies))
    first = _filled(Chapter(TITLE, _unmarked(listed)), sheet)
    again = _unmarked(leaf for chapter in bound for leaf in chapter.leaves)
    others = [Chapter(f"第{copy}份", again) for copy in range(2, copies + 1)]
    return file.bind([first, *bound, *others], TITLE, "", duplex=duplex)


def _list_pages(chapters: Sequence[Chapter], faces: Faces, sheet: int, copies: int) -> Pages:
    """The list; how many pages it has decides where the forms begin, but not the other way round."""
    forms = [
        ListedForm(chapter.title, [leaf.stamps for leaf in chapter.leaves], _whole(len(chapter.leaves), sheet))
        for chapter in chapters
    ]
    pages = lay_out(print_list(forms, sheet, copies), faces)
    before = _whole(len(pages.pages), sheet)
    return pages if before == sheet else lay_out(print_list(forms, before, copies), faces)


def _filled(chapter: Chapter, sheet: int) -> Chapter:
    """A chapter that fills whole sheets of paper, behind it an empty page if need be."""
    missing = _whole(len(chapter.leaves), sheet) - len(chapter.leaves)
    blank = [Leaf(leaf.width, leaf.height, contents="") for leaf in chapter.leaves[-1:]] * missing
    return Chapter(chapter.title, (*chapter.leaves, *blank))


def _unmarked(leaves: Iterable[Leaf]) -> tuple[Leaf, ...]:
    """Leaves without places to stamp: the list speaks of them, and those of the first copy have the names."""
    return tuple(replace(leaf, stamps=()) for leaf in leaves)


def _whole(pages: int, sheet: int) -> int:
    """The pages of whole sheets."""
    return -(-pages // sheet) * sheet
