"""The functions that generated source calls, by the names they have there.

Their code is in ``word/state.py`` and ``excel/state.py``. The names begin with an underscore, which tags of a template
must not use, so they never meet a name that a person typed.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

LINE = "_line"
"""The variable of the loop that prints the lines of 段落 and 公文."""


class Function(StrEnum):
    """A function of generated source. What both formats have comes first, then what only Word and only Excel have."""

    ITEMS = "_items"  # the items of a 按列 loop
    MARK = "_mark"  # passes a value with 合并 on and notes its node of the tree
    TRACE = "_trace"  # a printed value between marks that lead to its source, see ``trace``

    BEGINS_FORM = "_begins_form"
    FIRST_TIME = "_first_time"
    FIT_COLUMNS = "_fit_columns"
    FOLLOWS_A_FORM = "_follows_a_form"
    LACKS_PARAGRAPH = "_lacks_paragraph"
    LINES = "_lines"  # the lines of 段落
    MERGE_RUN = "_merge_run"
    OFFICIAL = "_official"  # the lines of 公文
    OWN_ID = "_own_id"
    PAGE_COUNT = "_page_count"
    SAME_ID = "_same_id"
    SAME_NAME = "_same_name"
    SHARE = "_share"
    STRETCH = "_stretch"
    STYLE = "_style"
    TABLE = "_table"
    UNIQUE_ID = "_unique_id"
    UNIQUE_NAME = "_unique_name"
    XML = "_xml"

    BEGIN_ROW = "_begin_row"
    CARRY = "_carry"
    CELL = "_cell"
    FRESH = "_fresh"
    HEADER = "_header"
    LETTER = "_letter"
    MARKED_CELL = "_marked_cell"
    MARKED_TEXT = "_marked_text"
    NEW_RUN = "_new_run"
    REPEAT_COLUMNS = "_repeat_columns"
    SKIP = "_skip"
    TEXT = "_text"
    TURN = "_turn"

    def call(self, *arguments: object) -> str:
        """The source of a call; arguments are source too, blank ones are left out."""
        return f"{self}({', '.join(text for argument in arguments if (text := str(argument)))})"


def by_name(*functions: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
    """Functions by their names in generated source, which are their own after an underscore."""
    return {Function(f"_{function.__name__.lstrip('_')}"): function for function in functions}
