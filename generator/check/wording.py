"""Reads Chinese wording: what a phrase is about, exact numbers with their units, the numbers that a narrative states.

Also document numbers, and names of places, units and projects that may be written in several ways. Takes texts only;
what is not certain is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from msgspec import Struct

from generator.chinese.numbers import NUMERAL, UNSIGNED, as_number, half_width, numeral
from generator.chinese.quantity import UNIT, multiple_of, parse_quantity

_REMARK = re.compile(r"\([^()]*\)\Z")
_SIGNS = re.compile("[\\s“”\"'‘’《》的]")
# Words before what a phrase is about: numbering, 2024年, 预计, 完成, 全省 …
_LEADERS = re.compile(
    "(?:[(]?[0-9一二三四五六七八九十]+[.、)]+|[一二三四五六七八九十]是|(?:19|20)[0-9]{2}年度?|本?年度|本年|今年|当年|全年|年内|到?年底"
    "|预计|力争|争取|确保|保证|努力|计划|完成|实现|促成|促进|推动|推进|带动|使|全[国省市州县区]|我[省市州县区]|以及|并)+"
)
# Words between it and its number: 不低于, 达到, 控制在, 共计, ≥ …
_TRAILERS = re.compile(
    "(?:[不未](?:得|应|能|可)?(?:少于|低于|小于|下于|超过|高于|大于|多于)|[大高多小低少]于|等于|至少|最少|至多|达到?了?|超过|突破"
    "|实现|完成|控制|保持|(?:增加|提高|提升|增)[到至]|力争|预计|共计|合计|累计|共|计|为|是|到|至|在|了|[≥≤<>=])+\\Z"
)
_COMPARED = re.compile("同比|[较比][上去]年度?(?:同期)?")
_GROWTH = re.compile("(?:增长率|增长幅度|增长速度|增幅|增速)\\Z")
_COUNTED = re.compile("(?:总数量|总数|数量|个数|家数|数)\\Z")
_QUALIFIERS = re.compile("重点|重大|主要|各类|各项|有效|相关")


@lru_cache(maxsize=16_384)
def one_line(text: str) -> str:
    """A label without its line breaks and spaces."""
    return "".join(text.split())


@lru_cache(maxsize=4096)
def section(label: str) -> str:
    """The name of a 一级 or 二级 without 指标 and its points: 产出 of ``产出指标(50分)``."""
    return _REMARK.sub("", half_width(one_line(label))).removesuffix("指标")


@lru_cache(maxsize=16_384)
def mentioned(phrase: str) -> str:
    """What a half-width phrase speaks of: without words that begin it (全年, 完成) or end it (达到, 不少于)."""
    begun = _SIGNS.sub("", phrase)
    leaders = _LEADERS.match(begun)
    return _TRAILERS.sub("", begun[leaders.end() :] if leaders else begun)


@lru_cache(maxsize=16_384)
def core(phrase: str) -> str:
    """What a phrase or the name of an indicator is about, to match a narrative with indicators.

    As ``mentioned``, and without comparisons (同比) and 数量 at the end; 增幅 and 增长率 become 增长.
    """
    counted = _COUNTED.sub("", _GROWTH.sub("增长", _COMPARED.sub("", mentioned(phrase))))
    return counted.replace("满意率", "满意度")


@lru_cache(maxsize=16_384)
def bare(phrase: str) -> str:
    """As ``core``, also without 重点, 各类 and the like."""
    return _QUALIFIERS.sub("", core(phrase))


_DASHES = frozenset("—–-－―/")
# Characters that make a number rough (约, 余) or part of a range (~, 至).
_ROUGH = frozenset("约余多近超()+~至到")
_LONGEST = 24  # digits that decimal arithmetic keeps exact, sums included

# Enough digits for the longest number divided by the smallest, with two decimals.
_WIDE = Context(prec=100, rounding=ROUND_HALF_UP)


class Measure(Struct, frozen=True):
    """A number and its unit; the unit is blank if the text gives none."""

    number: Decimal
    unit: str


def is_blank(text: str) -> bool:
    """Whether a text is blank or a dash, which forms print for nothing."""
    return set(text.strip()) <= _DASHES


def number_in(text: str) -> Decimal | None:
    """As ``as_number``; None also for a number too long for exact arithmetic."""
    return as_number(text) if len(text) <= _LONGEST else None


def points_in(text: str) -> Decimal | None:
    """The number of a text like ``96``, ``96分`` or, of weights, ``30%``; None for others."""
    return number_in(half_width(text).strip().removesuffix("分").removesuffix("%"))


def to_cents(number: Decimal) -> Decimal:
    """The number rounded half up to two decimals."""
    return number.quantize(Decimal("0.01"), context=_WIDE)


@lru_cache(maxsize=16_384)
def measure(text: str) -> Measure | None:
    """The exact number with its unit that a text is: ``500``, ``1,200.50万元``, ``95%``.

    None for texts with a sign (``≥``), ranges and rough numbers (``约``).
    """
    number = number_in(text)
    if number is not None:
        return Measure(number, "")
    if len(text) > _LONGEST or _ROUGH & set(half_width(text)):
        return None
    found = parse_quantity(text)
    if found is None or found.sign or found.value is None:
        return None
    return Measure(found.value, found.unit)


def in_one_unit(measures: Sequence[Measure]) -> tuple[tuple[Decimal, ...], str] | None:
    """The numbers converted to one unit, and that unit (元 for 万元 and 元); None if the units do not compare."""
    units = {each.unit for each in measures}
    if len(units) == 1:
        return tuple(each.number for each in measures), units.pop()
    multiples = [multiple_of(each.unit) for each in measures]
    bases = {base for _, base in multiples}
    if len(bases) != 1 or "" in bases:
        return None
    return tuple(each.number * times for each, (times, _) in zip(measures, multiples, strict=True)), bases.pop()


# A comma between groups of three digits, 1,200, does not end a clause.
_CLAUSE = re.compile(r"(?:[^,;:。!?\n]|,(?=[0-9]{3}(?![0-9])))+")
# Of numbers in Chinese numerals only amounts are read (五百万元); others are mostly parts of words (三方, 二级).
_NUMBER = re.compile(
    rf"(?<![0-9A-Za-z.,第〔\[])(?P<number>{UNSIGNED})(?P<unit>{UNIT})?"
    rf"|(?<!{NUMERAL})(?P<words>{NUMERAL}{{2,}}|[十拾])(?P<yuan>元)"
)
_ROUGH_BEFORE = re.compile(rf"(?:约为?|近|[-–—~]|[0-9](?:{UNIT})?[至到])\Z")
_ROUGH_AFTER = re.compile(r"[余多+]|左右|上下|[-–—~至到][0-9]")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_REACH = 120  # characters around a number that may say what it is of
_LONGEST_UNIT = 8
_CALENDAR = frozenset("年月日")


class Claim(Struct, frozen=True):
    """A number that a narrative states.

    ``before`` and ``after`` are the text around it in its clause, half-width; ``since`` is the part of ``before`` that
    follows the previous number. ``text``, the number, and ``clause``, shortened if it is long, are as typed. ``offset``
    is that of the clause. ``is_rough``: with 约 or 余, or an end of a range.
    """

    number: Decimal
    unit: str
    text: str
    before: str
    since: str
    after: str
    clause: str
    offset: int
    is_rough: bool = False


def claims(text: str) -> Iterator[Claim]:
    """The numbers of a narrative, without dates, ordinals and parts of codes."""
    plain = half_width(text)
    for match in _CLAUSE.finditer(plain):
        yield from _in_clause(text[match.start() : match.end()], match[0], match.start())


def _in_clause(typed: str, clause: str, offset: int) -> Iterator[Claim]:
    """The claims of a clause, given as typed and in half-width; ``offset`` is where it begins."""
    last, quoted = 0, _quoted(typed)
    for match in _NUMBER.finditer(clause):
        start, end, unit = match.start(), match.end(), match["unit"] or match["yuan"] or ""
        before, after = clause[max(0, start - _REACH) : start], clause[end : end + _REACH]
        since, last = clause[max(last, start - _REACH) : start], end
        number = numeral(match["words"]) if match["words"] else number_in(match["number"])
        if number is None or len(unit) > _LONGEST_UNIT or _is_date(match["number"] or "", unit, after):
            continue
        said = typed[start:end]
        is_rough = bool(_ROUGH_BEFORE.search(before) or _ROUGH_AFTER.match(after))
        yield Claim(number, unit, said, before, since, after, quoted, offset, is_rough)


def _quoted(clause: str) -> str:
    """A clause as a message quotes it, shortened if it is long."""
    stripped = clause.strip()
    return stripped if len(stripped) <= _REACH else f"{stripped[:_REACH]}…"


def _is_date(number: str, unit: str, after: str) -> bool:
    return unit in {"月", "日"} or (bool(_YEAR.fullmatch(number)) and (unit or after[:1]) in _CALENDAR)


_EARLIER = re.compile("去年|上年|往年|以前年度|历年|累计|此前")
_NAMED_YEAR = re.compile("((?:19|20)[0-9]{2})年")


def is_of_other_year(said: str, years: Collection[int]) -> bool:
    """Whether the words before a number, half-width, say that it is of another year than these; none: not known."""
    named = {int(year) for year in _NAMED_YEAR.findall(said)}
    return bool(_EARLIER.search(said) or (years and named and not named & set(years)))


# Nationalities in the names of autonomous places.
_NATIONS = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜"
    "|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙"
    "|鄂伦春|赫哲|门巴|珞巴|基诺"
)
_AUTONOMOUS = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{2,4}}?)(?P<nations>(?:(?:{_NATIONS})族)+)自治(?P<kind>[州县])")
# 《title》 and 州政办发〔2022〕15号. In round brackets a year counts only after a character that ends such an issuer.
_NUMBERED = re.compile(
    r"(?:《(?P<title>[^《》]{4,80})》[(（]?)?(?:根据|依据|按照|参照|执行)?(?P<by>[\u4e00-\u9fff]{2,10})"
    r"(?P<open>[〔［\[【]|(?<=[发函办字指令规通政财预])[(（])(?P<year>(?:19|20)[0-9]{2})(?P<close>[〕］\]】)）])"
    r"第?(?P<number>[0-9]{1,5})号"
)
_QUOTED = re.compile("《[^《》]*》")
# Not among the first two characters, where it is part of a word: 市场监管局.
_PLACE_ENDS = re.compile("(?<=..)[省市州县区]")
_DECORATION = re.compile("[\\s“”\"'‘’《》()-]|\\A[0-9]{4}年度?")
_JOINED = re.compile("[及与暨和]")
_KIND_OF_FUND = re.compile("(?:专项|资金|经费|项目)+\\Z")


class DocumentNumber(Struct, frozen=True):
    """A document number in a text, ``州政办发〔2022〕15号``; ``title`` is blank if it is cited without one.

    ``key`` identifies the document: the end of the issuer's name, year and number, whatever the brackets.
    """

    typed: str
    key: tuple[str, str, str]
    brackets: str
    title: str
    offset: int


class PlaceName(Struct, frozen=True):
    """An autonomous place; ``spellings`` are its full name and the short ones in use (``某某自治州``, ``某某州``)."""

    spellings: tuple[str, ...]


def document_numbers(text: str) -> Iterator[DocumentNumber]:
    """All document numbers in a text."""
    for match in _NUMBERED.finditer(text) if "号" in text else ():
        number = match[0][match.start("by") - match.start() :]
        key = (match["by"][-3:], match["year"], match["number"])
        title = "".join(half_width(match["title"] or "").split())
        yield DocumentNumber(number, key, match["open"] + match["close"], title, match.start("by"))


def without_titles(text: str) -> str:
    """The text with spaces for titles (《…》), so that offsets stay: a title is cited as it was written."""
    return _QUOTED.sub(lambda match: " " * len(match[0]), text)


def autonomous_places(texts: Iterable[str]) -> list[PlaceName]:
    """Places that the texts give both by their full name and shortened; the texts must be without titles."""
    whole = "\n".join(dict.fromkeys(texts))
    found: dict[str, PlaceName] = {}
    for match in _AUTONOMOUS.finditer(whole):
        given = re.split("[省市]", match["name"])[-1]
        kind, rest = match["kind"], f"{match['nations']}自治{match['kind']}"
        # The pattern may take in words before the name, so shorter and shorter ends of the match are tried.
        for name in (given[start:] for start in range(len(given) - 1)):
            short = [spelling for spelling in (f"{name}自治{kind}", f"{name}{kind}") if spelling in whole]
            if short:
                found.setdefault(name, PlaceName((f"{name}{rest}", *short)))
                break
    return list(found.values())


@lru_cache(maxsize=8192)
def unit_stem(unit: str) -> str:
    """The name of a unit without the 省, 市, 县 of its place, so that ``某某市商务局`` and ``某某商务局`` are equal."""
    return _PLACE_ENDS.sub("", unit)


def may_be_one_unit(one: str, other: str) -> bool:
    """Whether two names of one stem may mean one unit: one leaves out a 市 or 县 that the other has.

    With different ones, 市商务局 and 县商务局, they are two units.
    """
    return _is_within("".join(_PLACE_ENDS.findall(one)), "".join(_PLACE_ENDS.findall(other))) or _is_within(
        "".join(_PLACE_ENDS.findall(other)), "".join(_PLACE_ENDS.findall(one))
    )


@lru_cache(maxsize=8192)
def undecorated(name: str) -> str:
    """The name of a project without year, quotes, brackets and white space."""
    return _DECORATION.sub("", half_width(name))


@lru_cache(maxsize=8192)
def project_stem(name: str) -> str:
    """The name of a project without 专项, 资金 and the like at its end, and with 和 for 及, 与 and 暨."""
    return _JOINED.sub("和", _KIND_OF_FUND.sub("", undecorated(name)))


def joined_otherwise(stem: str) -> re.Pattern[str] | None:
    """A pattern for a stem with 及, 与, 暨 or 和 in place of each 和; None for a short stem or one without 和."""
    if "和" not in stem[1:-1] or len(stem) < 6:
        return None
    return re.compile("[及与暨和]".join(map(re.escape, stem.split("和"))))


def _is_within(few: str, many: str) -> bool:
    """Whether all characters of ``few`` occur in ``many`` in the same order."""
    rest = iter(many)
    return all(character in rest for character in few)
