"""Tells what a name on a form is used for (目标值, 分值, 资金总额 …), whichever of its usual words an office takes.

The words are data, ``vocabulary.yaml``. A word of several meanings is decided by the names beside it and by the values
under it; what cannot be decided has no role, so that no rule computes with a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from msgspec import Struct
from ruamel.yaml import YAML

from generator.chinese.nearest import nearest
from generator.chinese.numbers import as_number, half_width
from generator.chinese.quantity import is_sign


class Role(StrEnum):
    """What a name is used for; the values are the keys of ``vocabulary.yaml``, which users see."""

    # Columns of indicators
    INDICATOR = "三级指标"
    TARGET = "目标值"
    PERIOD_TARGET = "周期目标值"
    ACTUAL = "完成值"
    PARTIAL_ACTUAL = "阶段完成值"
    FORECAST = "预计完成值"
    LAST_YEAR = "上年值"
    REVIEWED_ACTUAL = "复核完成值"
    ADJUSTED_TARGET = "调整后目标值"
    WEIGHT = "分值"
    SCORE = "得分"
    REVIEWED_SCORE = "复核得分"
    GRADE = "等级"
    SIGN = "符号"
    DIRECTION = "方向"
    KIND = "类别"
    UNIT = "计量单位"
    EXPLANATION = "值的说明"
    SCORING_RULE = "评分标准"
    REASON = "偏差原因"
    REASON_CLASS = "原因分类"
    POSSIBILITY = "完成可能性"
    DEVIATION = "偏离度"
    REMARK = "其他说明"
    RESPONSIBLE = "责任单位"
    COMPUTED = "计算用"
    # Fields
    GOAL = "总体目标"
    PERIOD_GOAL = "周期目标"
    GOAL_RESULT = "目标完成情况"
    FUNDS = "资金总额"
    PERIOD_FUNDS = "周期资金总额"
    INVESTMENT = "计划投资"
    ALLOCATION = "财政拨款"
    ALLOCATION_BY_LEVEL = "财政拨款按级"
    ALLOCATION_BY_FUND = "财政拨款按类"
    CARRIED_OVER = "结转"
    FISCAL_ACCOUNT = "财政专户"
    UNIT_FUNDS = "单位资金"
    UNIT_FUNDS_BY_KIND = "单位资金按类"
    OWN_FUNDS = "自筹"
    OTHER_FUNDS = "其他资金"
    BASIC_EXPENSE = "基本支出"
    EXPENSE_BY_USE = "支出按用途"
    BASIC_EXPENSE_BY_KIND = "基本支出按类"
    EXPENSE_TOTAL = "支出总额"
    FIRST_BUDGET = "年初预算"
    BUDGET = "预算"
    SPENT = "执行"
    PARTIAL_SPENT = "阶段执行"
    SPENT_FORECAST = "预计执行"
    RECEIVED = "到位"
    RATE = "执行率"
    RATE_WEIGHT = "执行率分值"
    RATE_SCORE = "执行率得分"
    TOTAL_WEIGHT = "总分值"
    TOTAL_SCORE = "总得分"
    REVIEWED_TOTAL = "复核总得分"
    DEPARTMENT = "主管部门"
    IMPLEMENTER = "实施单位"
    REPORTER = "填报单位"
    PERSON = "人名"
    PHONE = "电话"
    SERVICE_PHONE = "服务电话"
    ACCOUNT = "账号"
    PERIOD = "起止"
    START = "开始"
    END = "结束"
    YEAR = "年度"
    REPORTED = "填报日期"
    ALLOTTED = "下达时间"
    PAID = "支出时间"
    PROJECT = "项目名称"
    TITLE = "标题"
    CODE = "代码"
    MONEY_UNIT = "金额单位"
    BASIS = "测算依据"
    PLACE = "地方"
    OF_WHICH = "其中"
    SUM_ROW = "合计行"
    SUBTOTAL_ROW = "小计行"


SETTLED = "项目文件或打分办法写明"


class Naming(Struct, frozen=True):
    """What a name was taken for and why (Chinese); ``role`` is None for a name that no list has."""

    role: Role | None
    reason: str
    is_value: bool = True
    """Whether what stands under it is a value of the form: not for the variable that names the 分表."""


class NameInUse(Struct, frozen=True):
    """A name as a project uses it: some of the values under it, and the names that stand beside it in its group."""

    name: str
    values: Sequence[str] = ()
    beside: Collection[str] = ()


class Sense(Struct, frozen=True):
    """One meaning of a word of several: it holds if all conditions do."""

    role: Role
    other: Role | None
    lacking: Role | None
    beside: frozenset[str]
    values: str


class WordList(Struct, frozen=True):
    """The words of one kind of names: ``roles`` by folded word, ``rank`` orders the words of a role, ``senses``."""

    roles: Mapping[str, Role]
    rank: Mapping[str, int]
    senses: Mapping[str, Sequence[Sense]]

    def words(self, role: Role) -> list[str]:
        """The words of a role, the longest first."""
        return sorted((word for word, each in self.roles.items() if each is role), key=len, reverse=True)

    def usual(self, role: Role) -> str:
        """The word that is taken for a role where there is none."""
        return min((word for word, each in self.roles.items() if each is role), key=self.rank_of)

    def rank_of(self, name: str) -> int:
        """The key to sort names of one role by, the likeliest first."""
        return self.rank.get(folded(name), len(self.rank))

    def naming(self, use: NameInUse, given: Mapping[str, Role], others: Collection[Role]) -> Naming:
        """What a name is used for; ``given`` are the roles that the project gives its words, by folded word.

        ``others`` are the roles of the other names.
        """
        word = folded(use.name)
        if word in given:
            return Naming(given[word], SETTLED)
        for sense in self.senses.get(word, ()):
            reason = _reason(sense, use, others)
            if reason is not None:
                return Naming(sense.role, reason or "词汇表")
        role = self.roles.get(word)
        return Naming(role, "词汇表" if role else "词汇表里没有")

    def namings(self, uses: Sequence[NameInUse], given: Mapping[str, Role]) -> list[Naming]:
        """What each name is used for: those of one meaning first, as they decide the others."""
        sure = {at for at, use in enumerate(uses) if folded(use.name) not in self.senses}
        found = {at: self.naming(uses[at], given, ()) for at in sure}
        known = {naming.role for naming in found.values() if naming.role}
        for at, use in enumerate(uses):
            if at not in sure:
                found[at] = self.naming(use, given, known)
                known |= {role for role in (found[at].role,) if role}
        return [found[at] for at in range(len(uses))]


class Vocabulary(Struct, frozen=True):
    """The words for columns of indicators and for fields of forms."""

    attributes: WordList
    fields: WordList
    money: tuple[str, ...]

    def speaks_of_money(self, name: str) -> bool:
        """Whether a name that no list has is likely that of an amount of the form's funds."""
        return any(word in name for word in self.money)

    def role_called(self, name: str) -> Role | None:
        """The role that a project means by a standard name: that of a role or a word of one meaning; None if none."""
        word = folded(name)
        named = next((role for role in Role if role.value == word), None)
        return named or self.attributes.roles.get(word) or self.fields.roles.get(word)

    def standard_name_near(self, name: str) -> str | None:
        """The standard name that a mistyped one may mean."""
        return nearest(name, [*(role.value for role in Role), *self.attributes.roles, *self.fields.roles])


# What forms add to a name: a mark, 其中, numbering, brackets at the end, a colon.
_ADDED = re.compile(
    r"\A\*+|\A其中:?(?=[^:])|\A\(?[0-9一二三四五六七八九十]+(?:[、.)]|\)、)|:+\Z|(?<=.)\([^()]*\)\Z|\A\d+[.、]"
)


@lru_cache(maxsize=8192)
def folded(name: str) -> str:
    """A name as words are compared: half-width, without white space and what forms add to it.

    当年财政拨款 of ``其中：当年财政拨款（万元）``.
    """
    plain = "".join(half_width(name).split())
    while (shorter := _ADDED.sub("", plain)) != plain and shorter:
        plain = shorter
    return plain


OF_ROWS = "指标/"
"""Before the name of a column of indicators, where names of columns and of fields are listed together."""


def folded_path(path: str) -> str:
    """A path of names (``预算执行/年度资金总额``) with each name folded."""
    return "/".join(map(folded, path.split("/")))


def of_columns(given: Mapping[str, Role]) -> dict[str, Role]:
    """The roles that a project gives columns of indicators, by name alone: of ``分值`` and ``指标/分值``."""
    return {word.removeprefix(OF_ROWS): role for word, role in given.items()}


_KINDS = frozenset("定性 定量 定性指标 定量指标".split())
_CURRENCY = re.compile(r"\(?(?:单位:)?(?:[十百千万亿]*(?:元|美元|欧元))\)?")
_LONGEST_NUMBER = 12  # characters of a value that may be a unit or an amount

_VALUE_TESTS: Mapping[str, Callable[[Sequence[str]], bool]] = {
    "符号": lambda values: any(map(is_sign, values)),
    "定性定量": lambda values: bool(values) and all(value in _KINDS for value in values),
    "货币": lambda values: bool(values) and all(_CURRENCY.fullmatch(value) for value in values),
    "机构": lambda values: any(re.search("[局厅委办院校所站中心公司会部]$", value) for value in values),
    "文字": lambda values: any(len(value) > _LONGEST_NUMBER for value in values),
    "数": lambda values: bool(values) and all(as_number(value) is not None for value in values),
}


def _reason(sense: Sense, use: NameInUse, others: Collection[Role]) -> str | None:
    """Why a meaning holds (blank for the last, which has no condition); None if it does not hold."""
    values = [plain for value in use.values if (plain := half_width(value).strip())]
    beside = [name for name in use.beside if folded(name) in sense.beside] if sense.beside else []
    if (
        (sense.other and sense.other not in others)
        or (sense.lacking and sense.lacking in others)
        or (sense.beside and not beside)
        or (sense.values and not _VALUE_TESTS[sense.values](values))
    ):
        return None
    said = (
        f"另有{sense.other}" if sense.other else "",
        f"没有{sense.lacking}" if sense.lacking else "",
        f"旁边有“{beside[0]}”" if beside else "",
        f"下面填的是{sense.values}" if sense.values else "",
    )
    return "，".join(part for part in said if part)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the package, read once."""
    data = YAML(typ="safe").load(Path(__file__).with_suffix(".yaml"))
    blanks = {key: words.split() for key, words in data.items() if isinstance(words, str)}
    attributes, fields = (_word_list(data[kind], data["多义"][kind], blanks) for kind in ("指标", "表"))
    return Vocabulary(attributes, fields, tuple(data["钱的字"].split()))


@lru_cache(maxsize=4096)
def columns_called(names: tuple[str, ...], given: frozenset[tuple[str, Role]]) -> Mapping[Role, tuple[str, ...]]:
    """The columns of indicators for each role, the likeliest first, by their names alone.

    ``given`` are the roles that the project gives its words, by folded word.
    """
    words = vocabulary().attributes
    namings = words.namings([NameInUse(name, (), names) for name in names], of_columns(dict(given)))
    found: dict[Role, list[str]] = {}
    for name, naming in sorted(zip(names, namings, strict=True), key=lambda pair: words.rank_of(pair[0])):
        if naming.role:
            found.setdefault(naming.role, []).append(name)
    return {role: tuple(columns) for role, columns in found.items()}


def _word_list(roles: Mapping[str, str], senses: Mapping[str, str], blanks: Mapping[str, Sequence[str]]) -> WordList:
    words = [
        (folded(word), Role(role)) for role, listed in roles.items() for each in listed.split()
        for word in _spelt_out(each, blanks)
    ]  # fmt: skip
    rank = {word: number for number, (word, _) in reversed(list(enumerate(words)))}
    # A word that two roles list belongs to the first, except where its senses decide.
    by_word = dict(reversed(words))
    decided = {
        folded(word): tuple(_sense(each, blanks) for each in meanings.split("；"))
        for spelt, meanings in senses.items()
        for word in _spelt_out(spelt, blanks)
    }
    return WordList(by_word, rank, decided)


def _spelt_out(word: str, blanks: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The words that a pattern like ``{级}财政`` stands for."""
    blank = next((key for key in blanks if f"{{{key}}}" in word), None)
    if blank is None:
        yield word
        return
    for filled in blanks[blank]:
        yield word.replace(f"{{{blank}}}", filled)


def _sense(meaning: str, blanks: Mapping[str, Sequence[str]]) -> Sense:
    """The meaning in ``完成值（同组有 目标值 计划值，没有 完成值）``."""
    role, _, conditions = meaning.removesuffix("）").partition("（")
    given = dict(condition.split(" ", 1) for condition in conditions.split("，") if condition)
    other, lacking = given.get("另有"), given.get("没有")
    beside = (word for each in given.get("同组有", "").split() for word in _spelt_out(each, blanks))
    return Sense(
        role=Role(role),
        other=Role(other) if other else None,
        lacking=Role(lacking) if lacking else None,
        beside=frozenset(map(folded, beside)),
        values=given.get("值", ""),
    )
