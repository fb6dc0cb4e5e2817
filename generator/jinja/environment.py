"""The sandboxed Jinja environment: no imports, no macros, no private attributes, Decimal arithmetic, bounded work.

Expressions come from project files and from templates that other offices send, so none is trusted. Only the filters,
tests and methods listed here are offered. A failure is reported and evaluation goes on (``reports.py``); only unbounded
work stops it, with LimitError.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from decimal import Decimal, DecimalException
from types import BuiltinMethodType, MethodType
from typing import Any, ClassVar, TypeVar

from jinja2 import Template, nodes, pass_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import SandboxedEnvironment

from generator.jinja.filters import DEFAULTS, OUR_FILTERS
from generator.jinja.order import NOTHING, is_amount, quoted
from generator.jinja.reports import CHARACTERS_A_STEP, LimitError, check_length, current
from generator.jinja.values import FAILED, IndicatorRow, Missing, Typed, fail, number_of, printed, shown, without_places

T = TypeVar("T")

# Delimiters of the tags of generated source: characters that neither YAML nor XML can hold, so no text contains them.
PRINT_START, PRINT_END, BLOCK_START, BLOCK_END = "\x02", "\x03", "\x04", "\x05"

_JINJA_FILTERS = (
    "abs dictsort first groupby items last length count list lower map reject rejectattr"
    " reverse select selectattr string title trim truncate unique upper"
).split()
_JINJA_TESTS = (
    "boolean defined divisibleby eq equalto == even false ge gt greaterthan >= > in iterable le lessthan lt <= <"
    " mapping ne != none odd sameas sequence string true undefined upper lower"
).split()
MAX_DIGITS = 100
_METHODS: dict[type, frozenset[str]] = {
    str: frozenset(
        "split rsplit strip lstrip rstrip startswith endswith upper lower title splitlines count find rfind"
        " isdigit isdecimal isalpha removeprefix removesuffix partition rpartition".split()
    ),
    dict: frozenset(("items", "keys", "values", "get")),
    list: frozenset(("index", "count")),
    tuple: frozenset(("index", "count")),
}


def _is_ours(node: nodes.Node) -> bool:
    """Whether a node is a name that begins with ``_``, or an attribute of one.

    Generated source uses such names for our own objects; ``syntax.py`` refuses them in what people type.
    """
    owner = node.node if isinstance(node, nodes.Getattr) else node
    return isinstance(owner, nodes.Name) and owner.name.startswith("_")


class _CodeGenerator(CodeGenerator):
    """Jinja's code generator, with no sandbox around our own objects, which generated source uses."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802  # Jinja's name
        if not _is_ours(node):
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(  # type: ignore[override]  # noqa: N802  # its decorator takes keywords only
        self, node: nodes.Call, frame: Frame, **options: Any
    ) -> None:
        if not _is_ours(node.node):
            super().visit_Call(node, frame, **options)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")


class Environment(SandboxedEnvironment):
    """Jinja's sandbox, narrowed to what forms need; ``finalize`` turns each printed value into output text."""

    code_generator_class = _CodeGenerator
    intercepted_binops: ClassVar[frozenset[str]] = frozenset(("+", "-", "*", "/", "//", "%", "**"))  # type: ignore[misc]
    intercepted_unops: ClassVar[frozenset[str]] = frozenset(("+", "-"))  # type: ignore[misc]

    def __init__(self, finalize: Callable[[Any], str]) -> None:
        @pass_context
        def finalized(_: Context, value: Any) -> str:
            return finalize(value)

        super().__init__(
            block_start_string=BLOCK_START,
            block_end_string=BLOCK_END,
            variable_start_string=PRINT_START,
            variable_end_string=PRINT_END,
            comment_start_string="\x06",
            comment_end_string="\x07",
            keep_trailing_newline=True,
            undefined=Missing,
            # Constants are not evaluated while compiling, when nobody collects their reports: those that a template
            # prints, because finalizing takes the context, and those inside expressions.
            finalize=finalized,
            optimized=False,
            autoescape=False,
            cache_size=0,
        )
        self._range = self.globals["range"]  # the sandbox's own, whose length is limited
        self.globals.clear()
        self.globals["range"] = self._range
        ours = {name: reporting_filter(name, function) for name, function in OUR_FILTERS.items()}
        self.filters = {name: reporting_filter(name, self.filters[name]) for name in _JINJA_FILTERS} | ours
        self.filters |= {"_each": loop_items, "_concat": concat, "_without_places": without_places}
        self.tests = {name: self.tests[name] for name in _JINJA_TESTS}
        self.tests["number"] = lambda value: number_of(value) is not None

    def parse(self, source: str, name: str | None = None, filename: str | None = None) -> nodes.Template:
        """The syntax tree of a source, in which all work is limited."""
        tree = super().parse(source, name, filename)
        _limit_work(tree)
        return tree

    def from_string(self, source: str | nodes.Template, *options: Any, **named: Any) -> Template:
        """The template of a source or of its syntax tree."""
        return super().from_string(self.parse(source) if isinstance(source, str) else source, *options, **named)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002
        """Whether templates may use an attribute, whatever its ``value``: only listed methods of listed types."""
        if attr.startswith("_"):
            return False
        if isinstance(obj, (Missing, IndicatorRow, LoopContext)):
            return True
        return any(isinstance(obj, kind) and attr in names for kind, names in _METHODS.items())

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether templates may call an object: ``range`` and the methods that ``is_safe_attribute`` allows.

        Calls of our own functions skip the sandbox and do not come here.
        """
        if isinstance(obj, Missing) or obj is self._range:
            return True
        if isinstance(obj, (BuiltinMethodType, MethodType)):
            owner = obj.__self__
            return self.is_safe_attribute(owner, obj.__name__, obj) and not isinstance(owner, IndicatorRow)
        return False

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """The result of a call in a template; a failure of the function is reported."""
        if isinstance(obj, Missing):
            obj.report_use()
            return FAILED
        if not self.is_safe_callable(obj):
            return fail(f"{shown(obj)}不能调用")
        current().spend_on(getattr(obj, "__self__", None))
        try:
            return context.call(obj, *args, **kwargs)
        except (TypeError, ValueError, OverflowError, ArithmeticError) as error:
            return fail(f"调用失败：{error}")

    def call_binop(self, context: Context | None, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002
        """The result of an operator, computed in Decimal. ``+`` joins two texts unless both are numbers, and lists."""
        for side in (left, right):
            if isinstance(side, Missing):
                side.report_use()
                return FAILED
        # Loop counters stay int, so that they can be used as indices; the bound keeps the results small.
        if type(left) is int and type(right) is int and operator in "+-*" and abs(left) + abs(right) < 2**31:
            return self.binop_table[operator](left, right)
        a, b = number_of(left), number_of(right)
        if a is not None and b is not None:
            try:
                return limited_number(self.binop_table[operator](a, b))
            except (DecimalException, ZeroDivisionError, OverflowError):
                zero = operator in {"/", "//", "%"} and not b
                return fail("除数是 0" if zero else f"{shown(left)} {operator} {shown(right)} 算不出来")
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            if wrong_sum := _meant_as_numbers(left, right):
                return fail(wrong_sum)
            return Typed(limited_text(left + right))
        if operator == "+" and isinstance(left, list) and isinstance(right, list):
            current().spend(len(left) + len(right))
            return left + right
        wrong = left if a is None else right
        return fail(f"{shown(wrong)}不是数，不能计算")

    def call_unop(self, context: Context | None, operator: str, arg: Any) -> Any:  # noqa: ARG002
        """``+`` or ``-`` before a number."""
        if isinstance(arg, Missing):
            arg.report_use()
            return FAILED
        number = number_of(arg)
        if number is None:
            return fail(f"{shown(arg)}不是数，不能计算")
        return self.unop_table[operator](number if isinstance(number, Decimal) else arg)


def _meant_as_numbers(left: str, right: str) -> str:
    """Why two texts can neither be added, though they look like numbers, nor be joined; blank if they can be."""
    sides = [text.strip() for text in (left, right)]
    odd = [text for text in sides if number_of(text) is None]
    for text in odd:
        other = sides[1] if text is sides[0] else sides[0]
        if (is_amount(text) and (number_of(other) is not None or is_amount(other))) or (
            text in NOTHING and number_of(other) is not None
        ):
            return f"{quoted(text)}不是数，不能与{quoted(other)}相加；要连成文字请用 ~，要相加请先写成数"
    return ""


def _limit_work(tree: nodes.Template) -> None:
    """Passes what a loop runs over through ``_each`` and the parts of ``a ~ b`` through ``_concat``."""
    for loop in list(tree.find_all(nodes.For)):
        # A loop may write a whole page of XML at each step: that much literal text counts as several steps.
        written = sum(len(data.data) for data in loop.find_all(nodes.TemplateData))
        weight = nodes.Const(1 + written // CHARACTERS_A_STEP, lineno=loop.lineno)
        loop.iter = nodes.Filter(loop.iter, "_each", [weight], [], None, None, lineno=loop.lineno)
    for joined in list(tree.find_all(nodes.Concat)):
        parts = nodes.List(joined.nodes, lineno=joined.lineno)
        joined.nodes = [nodes.Filter(parts, "_concat", [], [], None, None, lineno=joined.lineno)]


def loop_items(value: Any, weight: int = 1) -> list[Any]:
    """The items that a loop runs over; counts ``weight`` steps for each of them.

    A text is refused: nobody means a loop over its characters.
    """
    if isinstance(value, Missing):
        value.report_use()
        return []
    if value is None:
        return []
    if isinstance(value, str) or not hasattr(value, "__iter__") or isinstance(value, IndicatorRow):
        fail(f"{shown(value)}不是列表，不能用 {{% for %}} 循环")
        return []
    if hasattr(value, "__len__"):
        current().spend(len(value) * weight)
        return list(value)
    items = list(value)
    current().spend(len(items) * weight)
    return items


def concat(parts: list[Any]) -> str:
    """The texts of ``a ~ b``, joined; LimitError if the result would be too long."""
    texts = [printed(part) for part in parts]
    check_length(sum(map(len, texts)))
    return Typed("".join(texts))


def limited_number(number: Any) -> Any:
    """The number itself; OverflowError if it is beyond 10 to the power of plus or minus MAX_DIGITS."""
    if isinstance(number, Decimal) and number and abs(number.adjusted()) > MAX_DIGITS:
        raise OverflowError
    return number


def limited_text(value: T) -> T:
    """The value itself; LimitError for a text that is too long."""
    if isinstance(value, str):
        check_length(len(value))
    return value


def reporting_filter(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter wrapped so that an undefined input and any failure are reported and its text is limited in length."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        # Jinja passes the context or environment first, where a filter asks for it.
        subject = next((each for each in args if not isinstance(each, (Context, EvalContext, Environment))), None)
        if isinstance(subject, Missing) and name not in DEFAULTS:
            subject.report_use()
            return FAILED
        current().spend_on(subject)
        try:
            result = function(*args, **kwargs)
            # Filters like map are lazy: run them here, where their failures can be reported.
            if result is not None and hasattr(result, "__next__"):
                result = list(result)
            # A text computes as one that was typed.
            return Typed(limited_text(result)) if type(result) is str else result
        except LimitError:
            raise
        except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError) as error:
            # Our own filters explain themselves in Chinese; messages of Python mean nothing to the user.
            reason = str(error) if isinstance(error, ValueError) and not str(error).isascii() else "参数不对"
            return fail(f"过滤器“{name}”不能用于{shown(subject)}：{reason}")
        except Exception as error:  # noqa: BLE001  # jinja2's own FilterArgumentError and friends
            return fail(f"过滤器“{name}”不能用于{shown(subject)}：{error}")

    return call
