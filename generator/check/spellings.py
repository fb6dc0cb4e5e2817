"""Texts in, what may be written in several ways out: document numbers, autonomous places, units, project names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct

from generator.chinese.half_width import half_width

_NATIONS = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜"
    "|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙"
    "|鄂伦春|赫哲|门巴|珞巴|基诺"
)
_AUTONOMOUS = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{2,4}}?)(?P<nations>(?:(?:{_NATIONS})族)+)自治(?P<kind>[州县])")
_NUMBERED = re.compile(
    r"(?:《(?P<title>[^《》]{4,80})》[(（]?)?(?:根据|依据|按照|参照|执行)?(?P<by>[\u4e00-\u9fff]{2,10})"
    r"(?P<open>[〔［\[【]|(?<=[发函办字指令规通政财预])[(（])(?P<year>(?:19|20)[0-9]{2})(?P<close>[〕］\]】)）])"
    r"第?(?P<number>[0-9]{1,5})号"
)
_QUOTED = re.compile("《[^《》]*》")
_PLACE_ENDS = re.compile("(?<=..)[省市州县区]")
_DECORATION = re.compile("[\\s“”\"'‘’《》()-]|\\A[0-9]{4}年度?")
_JOINED = re.compile("[及与暨和]")
_KIND_OF_FUND = re.compile("(?:专项|资金|经费|项目)+\\Z")


class DocumentNumber(Struct, frozen=True):
    """``州政办发〔2022〕15号`` in a text; ``title`` is blank if the text cites the number alone."""

    typed: str
    key: tuple[str, str, str]
    brackets: str
    title: str
    offset: int


class Place(Struct, frozen=True):
    """An autonomous place; ``spellings`` are its full name and what it is shortened to."""

    spellings: tuple[str, ...]


def document_numbers(text: str) -> Iterator[DocumentNumber]:
    """Every document number of a text."""
    for match in _NUMBERED.finditer(text) if "号" in text else ():
        number = match[0][match.start("by") - match.start() :]
        key = (match["by"][-3:], match["year"], match["number"])
        title = "".join(half_width(match["title"] or "").split())
        yield DocumentNumber(number, key, match["open"] + match["close"], title, match.start("by"))


def without_titles(text: str) -> str:
    """The text without what stands between 《 and 》: a title is cited as it is; places stay where they are."""
    return _QUOTED.sub(lambda match: " " * len(match[0]), text)


def autonomous_places(texts: Iterable[str]) -> list[Place]:
    """Places that texts give by their full name and also shortened, ``某某州``; texts without titles."""
    whole = "\n".join(dict.fromkeys(texts))
    found: dict[str, Place] = {}
    for match in _AUTONOMOUS.finditer(whole):
        given = re.split("[省市]", match["name"])[-1]
        kind, rest = match["kind"], f"{match['nations']}自治{match['kind']}"
        for name in (given[start:] for start in range(len(given) - 1)):
            short = [spelling for spelling in (f"{name}自治{kind}", f"{name}{kind}") if spelling in whole]
            if short:
                found.setdefault(name, Place((f"{name}{rest}", *short)))
                break
    return list(found.values())


@lru_cache(maxsize=8192)
def unit_stem(unit: str) -> str:
    """A unit's name without 省, 市, 县 behind a place: ``某某市商务局`` and ``某某商务局`` are one."""
    return _PLACE_ENDS.sub("", unit)


def may_be_one_unit(one: str, other: str) -> bool:
    """Whether one name only leaves out what the other says: 市商务局 and 县商务局 are two."""
    return _is_within("".join(_PLACE_ENDS.findall(one)), "".join(_PLACE_ENDS.findall(other))) or _is_within(
        "".join(_PLACE_ENDS.findall(other)), "".join(_PLACE_ENDS.findall(one))
    )


@lru_cache(maxsize=8192)
def undecorated(name: str) -> str:
    """A project's name without its year, quotes, brackets and spaces."""
    return _DECORATION.sub("", half_width(name))


@lru_cache(maxsize=8192)
def project_stem(name: str) -> str:
    """A project's name without 专项 and 资金 at its end, 及 and 与 as 和."""
    return _JOINED.sub("和", _KIND_OF_FUND.sub("", undecorated(name)))


def joined_otherwise(stem: str) -> re.Pattern[str] | None:
    """A pattern of the stem with any 及, 与 or 和; None for a stem that has none."""
    if "和" not in stem[1:-1] or len(stem) < 6:
        return None
    return re.compile("[及与暨和]".join(map(re.escape, stem.split("和"))))


def _is_within(few: str, many: str) -> bool:
    rest = iter(many)
    return all(character in rest for character in few)
