import re
from contextlib import suppress
from datetime import date
from decimal import Decimal, localcontext

from hypothesis import example, given
from hypothesis import strategies as st

from generator.chinese.dates import chinese_date
from generator.chinese.names import clean_file_name
from generator.chinese.nearest import nearest
from generator.chinese.numbers import as_number, grouped, in_words, plain, ten_thousands
from generator.chinese.quantity import parse_quantity

_ANY_TEXT = st.text(st.characters(exclude_categories=()))
_VALUE_LIKE = st.text(
    "≥≤<>=＞不少于超过达到以上下内增长家次场万亿元%％年月日底前第率（）()，,。、；.．0123456789０９-～至 \n￥+多余",
    max_size=30,
)
_NAME_LIKE = st.text('甲乙aC:.\\/ *?"<>|\n\u3000CONULPT1_', max_size=12)
_NUMBERS = st.decimals(min_value=-(10**15), max_value=10**15, allow_nan=False, places=2)
_ALL_NUMBERS = st.builds(
    lambda digits, exponent: Decimal(f"{digits}E{exponent}"), st.integers(-(10**40), 10**40), st.integers(-30, 30)
)


def _spoken(words: str) -> Decimal:
    """The amount that 大写 words name, read by another way than they were written."""
    total = {"元": 0, "角": 0, "分": 0}
    whole = section = digit = 0
    for character in words.removeprefix("负").removesuffix("整"):
        if character in total:
            total[character] = whole + section + digit
            whole = section = digit = 0
        elif character in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(character)
        elif character in "拾佰仟":
            section += digit * 10 ** ("拾佰仟".index(character) + 1)
            digit = 0
        elif character == "万":
            whole += (section + digit) * 10**4
            section = digit = 0
        else:
            whole = (whole + section + digit) * 10**8
            section = digit = 0
    amount = total["元"] + Decimal(total["角"]) / 10 + Decimal(total["分"]) / 100
    return -amount if words.startswith("负") else amount


@given(_NUMBERS)
def test_an_amount_in_words_names_its_digits(amount: Decimal) -> None:
    words = in_words(amount)
    assert _spoken(words) == amount
    assert "零零" not in words
    assert re.fullmatch("负?[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分]+整?", words)


@given(_ALL_NUMBERS)
def test_a_number_written_out_reads_back_as_itself(number: Decimal) -> None:
    assert as_number(plain(number)) == number
    assert as_number(grouped(number, None)) == number
    with localcontext(prec=100):
        assert as_number(ten_thousands(number)) == number.scaleb(-4)


@given(_ANY_TEXT | _VALUE_LIKE)
def test_a_plain_number_is_digits_and_nothing_else(text: str) -> None:
    number = as_number(text)
    assert number is None or (number.is_finite() and as_number(f"{text}家") is None)


@given(_ANY_TEXT | _VALUE_LIKE)
@example("1" * 5000)
@example("1," * 99)
@example("(" * 199 + "1")
@example("3至" * 60 + "5")
@example("1万" * 100)
def test_any_text_is_a_quantity_or_none(text: str) -> None:
    quantity = parse_quantity(text)
    if quantity is not None:
        assert quantity.sign in {"", "≥", "≤", ">", "<", "="}
        assert re.search("[0-9]", quantity.number)
        assert quantity.value is None or quantity.low == quantity.value == quantity.high
        assert quantity.low is None or quantity.high is None or quantity.low <= quantity.high


@given(
    st.sampled_from(["≥", "≤", ">", "<", "=", ""]),
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.sampled_from(["", "家", "%", "万元", "人次", "个工作日", "亿美元"]),
    st.sampled_from(["", " ", "\u3000", "\n"]),
)
def test_a_quantity_put_together_is_taken_apart_again(sign: str, number: Decimal, unit: str, space: str) -> None:
    quantity = parse_quantity(f"{sign}{space}{number}{space}{unit}")
    assert quantity is not None
    assert (quantity.sign, quantity.value, quantity.unit) == (sign, number, unit)


@given(_ANY_TEXT | _NAME_LIKE | st.text("长ab. ", min_size=80, max_size=400))
def test_a_file_name_is_safe_short_and_stays_as_it_is(name: str) -> None:
    with suppress(ValueError):
        clean = clean_file_name(name)
        assert clean_file_name(clean) == clean
        assert 0 < len(clean.encode()) <= 180
        assert not re.search(r'[\\/:*?"<>|\x00-\x1f\x7f]', clean)
        assert clean == clean.strip().rstrip(".")


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_spelling_of_a_date_prints_the_same(day: date) -> None:
    iso = day.isoformat()
    printed = chinese_date(iso)
    assert chinese_date(printed) == printed == chinese_date(iso.replace("-", "")) == chinese_date(iso.replace("-", "/"))


@given(_ANY_TEXT, st.lists(st.text(max_size=6)))
def test_the_nearest_name_is_a_known_one_in_any_order(name: str, known: list[str]) -> None:
    found = nearest(name, known)
    assert found is None or found in known
    assert nearest(name, reversed(known)) == found
