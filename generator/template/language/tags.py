"""The tags of a template with their places, as all later steps of compiling use them; and the codes of its problems."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from msgspec import Struct

from generator.jinja.syntax import Meaning
from generator.jinja.tags import lost_braces
from generator.problem import Problem, Severity, Source


class TemplateCode(StrEnum):
    """The codes of problems in templates."""

    UNCLOSED = "T030"  # a tag without an end
    SYNTAX = "T031"  # a tag whose expression is wrong
    UNMATCHED = "T032"  # a block without its end, or an end without its block
    PLACEMENT = "T033"  # a block whose ends, branches or neighbours stand where they cannot
    LAYOUT = "T034"  # 合并, 按列, 段落, 公文, or any tag, where it has no meaning
    UNDEFINED = "T035"  # a name that nothing defines
    ABSENT = "T036"  # a field that this 分表 does not have
    FAILED = "T037"  # an expression that cannot be computed
    LIMIT = "T038"  # unbounded work
    STYLE = "T039"  # a style that the template lacks
    FOREIGN = "T042"  # a file that no office program wrote
    LEFT_BEHIND = "T043"  # parts that cannot follow rows that move (warning)
    CLIPPED = "T044"  # text that fits no row of a sheet (warning)
    UNFILLED = "T045"  # a tag in a place that is not filled
    BRACE = "T046"  # a brace that belongs to no tag and would be printed (warning)
    FIELD = "T047"  # a field of Word whose result is that of the blank (warning)
    FORMULA = "T048"  # a formula of a Word table that cannot be computed
    UNCLEAR = "T049"  # a reference in a formula that may mean several cells once rows repeat (warning)
    EXAMPLE = "T050"  # words of the blank beside the rows of a loop (warning)
    ERROR_VALUE = "T051"  # a cell that shows an error such as #DIV/0!
    LEFT_OUT = "T052"  # a text that a total leaves out (warning)
    REVISION = "T053"  # tracked changes or comments that every form would hold (warning)
    ACTIVE = "T054"  # what runs a program or reads from elsewhere (warning)


class Occurrence(Struct, eq=False):
    """A tag in the document: ``element`` is the paragraph or line that holds it, ``source`` tells a person where."""

    meaning: Meaning
    element: Any
    source: Source

    @property
    def keyword(self) -> str:
        """``for``, ``endif`` …; empty for a print tag or a comment."""
        return self.meaning.tag.keyword

    def problem(self, code: TemplateCode, message: str) -> Problem:
        """A problem at this tag; the message begins with the tag as typed."""
        return Problem(self.source, code, f"{self.meaning.tag.raw}：{message}")


class TaggedText(Struct):
    """A text and its tags in order as (start, end, tag), counted in characters."""

    text: str
    tags: list[tuple[int, int, Occurrence]]

    def without_tags(self, between: str = "") -> str:
        """The text with its tags removed, or with something in the place of each."""
        at, rest = 0, []
        for start, end, _ in self.tags:
            rest.append(self.text[at:start])
            at = end
        return between.join([*rest, self.text[at:]])

    def lost_braces(self, source: Source) -> list[Problem]:
        """A warning for each brace that belongs to no tag."""
        # A mark keeps what stands on both sides of a tag apart.
        rest = self.without_tags("\n")
        return [
            Problem(source, TemplateCode.BRACE, message, severity=Severity.WARNING) for message in lost_braces(rest)
        ]

    def is_only(self, tags: Collection[Occurrence]) -> bool:
        """Whether the text is nothing but some of these tags and white space."""
        return bool(self.tags) and self.blank_without_tags() and all(tag in tags for _, _, tag in self.tags)

    def blank_without_tags(self) -> bool:
        """Whether the text is nothing but tags and white space."""
        return not self.without_tags().strip()
