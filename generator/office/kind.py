"""The two kinds of Office file: what people call them, and the content types of their main parts."""

from __future__ import annotations

from typing import Literal

Kind = Literal["docx", "xlsx"]

WANTED: dict[Kind, str] = {"docx": "Word 文档（.docx）", "xlsx": "Excel 工作簿（.xlsx）"}
OPENED_BY: dict[Kind, str] = {"docx": "Word 或 WPS 文字", "xlsx": "Excel 或 WPS 表格"}

MAIN_TYPE: dict[Kind, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
# One of these words is in the content type of every variant: with macros, a template, binary.
FAMILY: dict[Kind, tuple[str, str]] = {
    "docx": ("wordprocessingml", "ms-word"),
    "xlsx": ("spreadsheetml", "ms-excel"),
}
