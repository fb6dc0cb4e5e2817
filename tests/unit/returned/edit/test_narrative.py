"""A text file keeps its encoding, line ends and marks wherever its words stay."""

from __future__ import annotations

import pytest

from generator.returned.edit.narrative import decoded, put_lines


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_only_the_changed_line_changes(encoding: str) -> None:
    old = "# 一、标题\r\n**要点**在前\n最后\r\n"
    new = "一、标题\n要点在前\n中间\n最后"
    assert put_lines(old.encode(encoding), new) == "# 一、标题\r\n**要点**在前\n中间\r\n最后\r\n".encode(encoding)


def test_what_was_unified_is_restored() -> None:
    for data in (b"", b"a", b"a\r\nb\n\nc", "\ufeff甲\r\n".encode()):
        text, ends = decoded(data)
        assert "\r\n" not in text
        assert ends.encoded(text) == data
