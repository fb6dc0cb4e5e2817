"""Which printed pieces of a text changed to what."""

from __future__ import annotations

import pytest

from generator.returned.expected import PrintedPiece, fits, readings

GOAL = (PrintedPiece("贸易达到"), PrintedPiece("7", "贸易"), PrintedPiece("亿元。"))
OFFICES = (PrintedPiece("甲", "市"), PrintedPiece("商务局、"), PrintedPiece("甲", "市"), PrintedPiece("财政局"))
TWO = (PrintedPiece("3", "a"), PrintedPiece("至"), PrintedPiece("5", "b"))


@pytest.mark.parametrize("text", ["贸易达到7亿元。", " 贸易达到7亿\n元。", "贸 易 达 到7亿元。"])
def test_fixed_words_fit_in_any_spacing(text: str) -> None:
    assert fits(GOAL, text)


def test_fixed_words_fit_in_any_width() -> None:
    assert fits((PrintedPiece("(万元)"),), "（万元）")
    assert not fits((PrintedPiece("(万元)"),), "（亿元）")


def test_printed_pieces_do_not_fit_in_another_width() -> None:
    assert not fits((PrintedPiece("(7)", "a"),), "（7）")


@pytest.mark.parametrize(
    ("pieces", "text", "expected"),
    [
        (GOAL, "贸易达到9.5亿元。", [{"贸易": "9.5"}]),
        (GOAL, "贸易达到亿元。", [{"贸易": ""}]),
        (GOAL, "贸易超过9亿元。", []),
        (OFFICES, "乙商务局、乙财政局", [{"市": "乙"}]),
        (OFFICES, "乙商务局、丙财政局", []),
        (TWO, "3至6", [{"b": "6"}]),
        (TWO, "4至6", [{"a": "4", "b": "6"}]),
        ((PrintedPiece("3", "a"), PrintedPiece("3", "b")), "34", [{"b": "4"}]),
        ((PrintedPiece("1", "a"), PrintedPiece("1", "b")), "121", [{"a": "12"}, {"b": "21"}]),
    ],
)
def test_readings(pieces: tuple[PrintedPiece, ...], text: str, expected: list[dict[str, str]]) -> None:
    assert readings(pieces, text) == expected


def _boxes(ticked: int, count: int = 19) -> list[PrintedPiece]:
    pieces = ((str(number), ".", f"类{number}", "☑" if number == ticked else "□", " ") for number in range(count))
    return [
        PrintedPiece(text, None if at in {1, 4} else (number, at))
        for number, row in enumerate(pieces)
        for at, text in enumerate(row)
    ]


def test_other_box_ticked_among_many_is_read_at_once() -> None:
    """Boxes for all of a list, each with its number: the tick moves from one to another."""
    text = "".join(piece.text for piece in _boxes(12))
    assert readings(_boxes(3), text) == [{(3, 3): "□", (12, 3): "☑"}]
    assert readings(_boxes(3), text.replace("类5", "别的").replace(".", "，")) == []
