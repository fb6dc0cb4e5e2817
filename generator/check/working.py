"""Numbers in, the sum as a message shows it out: ``9.9 + 49.8 + 26.2 + 10 = 95.9``."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from generator.chinese.amount import plain

_MOST = 12  # more addends than this are shortened in the middle
_SHOWN = 4


def added(addends: Sequence[Decimal], unit: str = "") -> str:
    """The addends and their sum; many are shortened in the middle. A single one stands alone: ``50``."""
    total = f"{plain(sum(addends, Decimal(0)))}{unit}"
    if len(addends) < 2:
        return total
    shown = [_addend(number) for number in addends]
    if len(shown) > _MOST:
        shown = [*shown[:_SHOWN], f"…（共 {len(shown)} 个数）…", *shown[-_SHOWN:]]
    return f"{' + '.join(shown)} = {total}"


def _addend(number: Decimal) -> str:
    return f"({plain(number)})" if number < 0 else plain(number)
