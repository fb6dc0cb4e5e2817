"""Pairs tags into blocks: which ``endfor`` ends which ``for``, and which ``elif`` and ``else`` lie between."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from generator.jinja.syntax import BRANCHES, CLOSING, OPENING
from generator.problem import Problem
from generator.template.language.tags import Occurrence, TemplateCode

# Python compiles at most 20 nested blocks; generated source adds some around those of the template.
MAX_DEPTH = 12


class Block(Struct, eq=False):
    """A ``for`` or ``if`` with its tags; ``number`` counts in tag order, ``parent`` is the enclosing block, if any.

    ``sets`` are the ``set`` tags directly inside it; ``closing`` is None only until the end is found.
    """

    opening: Occurrence
    number: int
    parent: Block | None
    branches: list[Occurrence] = field(default_factory=list)
    closing: Occurrence | None = None
    sets: list[Occurrence] = field(default_factory=list)

    @property
    def is_loop(self) -> bool:
        """Whether it is a ``for``."""
        return self.opening.keyword == "for"

    @property
    def tags(self) -> list[Occurrence]:
        """Opening, branches and closing tag in document order."""
        return [self.opening, *self.branches, *([self.closing] if self.closing else [])]


class MatchedBlocks(Struct, frozen=True):
    """The complete blocks in tag order, the ``set`` tags outside all blocks, and what does not pair."""

    blocks: tuple[Block, ...]
    sets: tuple[Occurrence, ...]
    problems: tuple[Problem, ...]


def match_blocks(occurrences: Iterable[Occurrence]) -> MatchedBlocks:
    """Pair the block tags of one part of a document; blocks that do not pair are problems and are left out."""
    blocks: list[Block] = []
    problems: list[Problem] = []
    sets: list[Occurrence] = []
    open_blocks: list[Block] = []
    for occurrence in occurrences:
        keyword = occurrence.keyword
        innermost = open_blocks[-1] if open_blocks else None
        if keyword in OPENING:
            block = Block(occurrence, len(blocks), innermost)
            blocks.append(block)
            open_blocks.append(block)
            if len(open_blocks) == MAX_DEPTH + 1:
                problems.append(occurrence.problem(TemplateCode.LIMIT, f"块套得太深，最多 {MAX_DEPTH} 层"))
        elif keyword == "set":
            (innermost.sets if innermost else sets).append(occurrence)
        elif keyword in BRANCHES:
            problems += _branch(occurrence, innermost)
        elif keyword in CLOSING:
            problems += _close(occurrence, open_blocks)
    problems += [_unclosed(block) for block in open_blocks]
    return MatchedBlocks(tuple(block for block in blocks if block.closing), tuple(sets), tuple(problems))


def _branch(occurrence: Occurrence, innermost: Block | None) -> list[Problem]:
    keyword = occurrence.keyword
    if innermost is None:
        return [occurrence.problem(TemplateCode.UNMATCHED, f"{keyword} 前面没有 {{% if … %}}")]
    if keyword == "elif" and innermost.is_loop:
        return [
            occurrence.problem(
                TemplateCode.UNMATCHED, f"elif 不能放在 for 里（for 在{innermost.opening.source.place}）"
            )
        ]
    if innermost.branches and innermost.branches[-1].keyword == "else":
        return [occurrence.problem(TemplateCode.UNMATCHED, f"else 之后不能再有 {keyword}")]
    innermost.branches.append(occurrence)
    return []


def _close(occurrence: Occurrence, open_blocks: list[Block]) -> list[Problem]:
    wanted = CLOSING[occurrence.keyword]
    if not any(block.opening.keyword == wanted for block in open_blocks):
        return [occurrence.problem(TemplateCode.UNMATCHED, f"前面没有与它配对的 {{% {wanted} … %}}")]
    problems: list[Problem] = []
    # The end belongs to an outer block: the blocks inside that block lack theirs.
    while open_blocks[-1].opening.keyword != wanted:
        problems.append(_unclosed(open_blocks.pop()))
    open_blocks.pop().closing = occurrence
    return problems


def _unclosed(block: Block) -> Problem:
    ending = OPENING[block.opening.keyword]
    return block.opening.problem(TemplateCode.UNMATCHED, f"没有结束，缺 {{% {ending} %}}")
