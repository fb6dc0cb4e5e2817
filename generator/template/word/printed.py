"""What the source of a part prints: values as WordprocessingML."""

from __future__ import annotations

import re
from typing import Any

from generator.template.language.texts import Xml, plain_text

_ESCAPED = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        "\n": '</w:t><w:br/><w:t xml:space="preserve">',
        "\t": '</w:t><w:tab/><w:t xml:space="preserve">',
    }
)
_SPECIAL = re.compile(r"[&<>\n\t]")
# The properties of a paragraph that takes as good as no room.
LOW = (
    '<w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    '<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr>'
)


def xml_text(value: Any) -> str:
    """What ``{{ }}`` prints, inside a w:t: line breaks become w:br; a character that XML forbids is reported."""
    if type(value) is Xml:
        return value
    text = plain_text(value)
    return text.translate(_ESCAPED) if _SPECIAL.search(text) else text
