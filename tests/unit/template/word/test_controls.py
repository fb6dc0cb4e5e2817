"""Content controls bound to data: Word shows the data, so that what is filled must not be bound."""

from __future__ import annotations

import pytest
from word import docx, fill, paragraph, part

BINDING = '<w:dataBinding w:xpath="/x" w:storeItemID="{0}"/>'


def bound(content: str) -> str:
    return f"<w:sdt><w:sdtPr>{BINDING}<w:text/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(bound(paragraph("{{ 标题 }}")), id="around a paragraph"),
        pytest.param(paragraph("名：", bound("<w:r><w:t>{{ 标题 }}</w:t></w:r>")), id="inside one"),
    ],
)
def test_filled_control_is_freed_from_its_data(content: str) -> None:
    made = part(fill(docx(content), 标题="目标表"))
    assert "目标表" in made
    assert "dataBinding" not in made


def test_control_without_tags_keeps_its_data() -> None:
    assert "dataBinding" in part(fill(docx(bound(paragraph("固定")), paragraph("{{ 标题 }}")), 标题="目标表"))
