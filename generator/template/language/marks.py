"""The characters by which generated source, filled texts and traces mark places that only a later step can complete.

The control characters below are forbidden in XML and refused in printed values (``fill``), so no text of a form holds
them; U+0002 to U+0007 are the delimiters of generated Jinja (``jinja/environment.py``). The others are of the private
use area, because lxml refuses control characters in an attribute and a traced document is a real file.
"""

from __future__ import annotations

import re

CUT = "\x0c"
"""Separates the pieces of a filled part: a body and its section, or the title, rows and headers of a sheet."""

MERGE, MERGE_END = "\x13", "\x14"
"""Around the number of a merge, where its w:vMerge will stand if it has a second row."""

ROW_START = "\x0e"
"""Begins a filled row of a sheet."""
ROW_NUMBER = "\x0f"
"""Stands for the number of the row in the reference of a cell."""
FORMULA = "\x10"
"""Before and after the number, column and copy of a formula, whose references are moved when all rows are placed."""
RUN, RUN_END = "\x11", "\x12"
"""Around the number of the formatted run of a cell that the text behind it belongs to."""

SLOT, SLOT_END = "\ue7f0", "\ue7f1"
"""Around the number of a slot in the value of an attribute (``slots``)."""

TRACE, TRACE_TEXT, TRACE_END = "\uf8f0", "\uf8f1", "\uf8f2"
"""Before the number of a traced value, between number and text, and after the text (``trace``)."""

MERGE_NUMBER = re.compile(f"{MERGE}([0-9]+){MERGE_END}")
FORMULA_PLACE = re.compile(f"{FORMULA}([0-9]+):([0-9]+):([0-9]+){FORMULA}(A{FORMULA})?")
RUN_NUMBER = re.compile(f"{RUN}([0-9]+){RUN_END}")
TRACE_MARKS = re.compile(f"{TRACE}[0-9]+{TRACE_TEXT}|{TRACE_END}")
