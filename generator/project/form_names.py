"""Says which names of sub-forms give no file name, or one that is taken, and which are not what they look like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.chinese.names import clean_file_name, shown_plainly, unseen_character
from generator.problem import Problem, Source
from generator.project.keywords import BOOK
from generator.project.problems import error, warning

_OF_WHICH = ("其中：", "其中:")


def name_problems(sources: Mapping[str, Source]) -> Iterator[tuple[str, Problem]]:
    """The problems with the names of sub-forms, each with the name; one with an error cannot be made."""
    taken: dict[str, str] = {}
    without_blanks: dict[str, str] = {}
    for name, source in sources.items():
        if name.startswith(_OF_WHICH):
            message = (
                f"“{name}”像是另一行的一部分，现在单独做成一张分表：不要的请删去这一行，要的请只写名称，不写“其中”"
            )
            yield name, warning("P056", source, message, name)
        if hidden := unseen_character(name):
            what = f"分表“{shown_plainly(name)}”的名称里有看不见的字符 U+{ord(hidden):04X}"
            yield name, error("P057", source, f"{what}：请把它删去，或把名称重新输入", name)
            continue
        try:
            file_name = clean_file_name(name)
        except ValueError as reason:
            yield name, error("P014", source, str(reason), name)
            continue
        folded = file_name.casefold()  # Windows takes names that differ in case for one file
        if folded == BOOK.casefold():
            yield name, error("P015", source, f"分表不能叫“{BOOK}”，这是合订文件的名称，请换个名称", name)
        elif folded in taken:
            message = f"分表“{name}”与“{taken[folded]}”的文件名都是“{file_name}”，请改其中一个的名称"
            yield name, error("P013", source, message, name)
        elif other := without_blanks.get("".join(folded.split())):
            yield name, error("P013", source, f"分表“{name}”与“{other}”只差空格，请写成一样", name)
        else:
            taken[folded] = without_blanks["".join(folded.split())] = name
