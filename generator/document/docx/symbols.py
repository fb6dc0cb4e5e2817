"""The Unicode characters that look like the signs of symbol fonts (Wingdings, Symbol …)."""

from __future__ import annotations

from collections.abc import Mapping

# By symbol font: the Unicode characters that look like those at its code points.
_WINGDINGS = {
    0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□", 0x75: "◆", 0x76: "❖",
    0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xAF: "✭", 0xD8: "➢", 0xE0: "→", 0xDF: "←",
    0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x81 + index: chr(ord("①") + index) for index in range(10)},
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x98: "•", 0xA2: "■", 0xA3: "□",
    0xA4: "□", 0x96: "•", 0x97: "●", 0x99: "○", 0x9A: "○",
}  # fmt: skip
_SYMBOL = {
    0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB7: "•", 0xB9: "≠", 0xBB: "≈", 0xB0: "°", 0xA5: "∞",
    0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xD6: "√", 0xE5: "∑",
    0x61: "α", 0x62: "β", 0x67: "γ", 0x64: "δ", 0x44: "Δ", 0x6C: "λ", 0x6D: "μ", 0x70: "π", 0x73: "σ", 0x53: "Σ",
    0x57: "Ω",
}  # fmt: skip
_FONTS: Mapping[str, Mapping[int, str]] = {
    "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "wingdings 3": {}, "webdings": {}, "symbol": _SYMBOL,
}  # fmt: skip


def _is_sign(font: str, character: str) -> bool:
    """Whether a symbol font has a sign of its own for a character, which Word writes from U+F020 on."""
    if font.lower() == "symbol" and character.isascii():
        return character.isalpha()
    return "\x20" < character < "\u0100" or "\uf020" <= character <= "\uf0ff"


def symbol(font: str, code: str) -> str:
    """The Unicode character for a ``w:sym``, ``code`` being hexadecimal; empty where none is known."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    table = _FONTS.get(font.lower())
    # Word moves the code points of symbol fonts into the private use area, from U+F000 on (17.3.3.30).
    if table is not None:
        return table.get(number & 0xFF if 0xF000 <= number <= 0xF0FF else number, "")
    if 0xE000 <= number <= 0xF8FF or not 0x20 <= number <= 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        return ""
    return chr(number)


def is_symbol_font(font: str) -> bool:
    """Whether a font has signs in place of letters."""
    return font.lower() in _FONTS


def in_unicode(font: str, text: str) -> tuple[str, bool]:
    """A text in a symbol font, its signs in Unicode; and whether all of them are known."""
    signs = [symbol(font, f"{ord(each):X}") if _is_sign(font, each) else each for each in text]
    return "".join(signs), all(signs)
