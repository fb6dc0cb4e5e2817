"""Decimal amounts in, the ways a form writes them out: 大写金额, 千分位, 万元, and plain digits.

Nothing passes through float or through the precision of the current decimal context. A number that is not finite
is a ValueError.
"""

from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_HALF_UP, Context, Decimal

_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, rounding=ROUND_HALF_UP)
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_LIMIT = Decimal(10) ** 16


def in_words(amount: Decimal) -> str:
    """The amount of 元 as cheques write it (《支付结算办法》附一): ``1680.5`` is ``壹仟陆佰捌拾元伍角整``.

    零 is left out wherever the rules leave it to the writer (``10.50`` is ``壹拾元伍角整``); 整 follows 元 and 角.
    ValueError from 一亿亿 upwards and for parts of a 分.
    """
    _require_finite(amount)
    if amount.copy_abs() >= _LIMIT:
        raise ValueError(f"大写金额只到 9999 万亿元，{amount} 太大")
    cents = amount.copy_abs().scaleb(2, _EXACT)
    if cents != cents.to_integral_value():
        raise ValueError(f"大写金额只到分，{amount} 的小数多于两位")
    if not cents:
        return "零元整"
    yuan, rest = divmod(int(cents), 100)
    return ("负" if amount < 0 else "") + (_integer(yuan) + "元" if yuan else "") + _cents(yuan, *divmod(rest, 10))


def grouped(number: Decimal, places: int | None = 2) -> str:
    """With thousands separators: ``1234567.5`` is ``1,234,567.50``; ``places`` None keeps the decimals it has."""
    _require_finite(number)
    if places is not None:
        number = number.quantize(Decimal((0, (1,), -places)), context=_EXACT)
    return format(number or number.copy_abs(), ",f")


def ten_thousands(yuan: Decimal) -> str:
    """元 as 万元, exactly and without trailing zeros: ``30000000.00`` is ``3000``."""
    _require_finite(yuan)
    return plain(yuan.scaleb(-4, _EXACT))


def plain(number: Decimal) -> str:
    """Digits only, exact: no exponent, no trailing zeros after the point, no ``-0``."""
    _require_finite(number)
    digits = format(number, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return digits if number else "0"


def _require_finite(number: Decimal) -> None:
    if not number.is_finite():
        raise ValueError(f"{number} 不是一个数")


def _integer(number: int) -> str:
    """A whole number from 1 to below 10¹⁶, read as so many 亿 and the rest."""
    words = ""
    gap = False
    for size, name in ((10**12, "万"), (10**8, "亿"), (10**4, "万"), (1, "")):
        section = number // size % 10**4
        if section:
            words += ("零" if words and (gap or section < 1000) else "") + _section(section) + name
        elif size == 10**8 and words:
            words += name
        gap = not section
    return words


def _section(number: int) -> str:
    """1 to 9999; zeros between digits are one 零, zeros at the end none."""
    words = ""
    gap = False
    for digit, place in zip(map(int, f"{number:04d}"), _PLACES, strict=True):
        if digit:
            words += ("零" if words and gap else "") + _DIGITS[digit] + place
        gap = not digit
    return words


def _cents(yuan: int, jiao: int, fen: int) -> str:
    if not fen:
        return (f"{_DIGITS[jiao]}角" if jiao else "") + "整"
    if not jiao:
        return ("零" if yuan else "") + f"{_DIGITS[fen]}分"
    return f"{_DIGITS[jiao]}角{_DIGITS[fen]}分"
