from decimal import Decimal

import pytest

from generator.chinese.quantity import Quantity, is_bare_quantity, lacks_number, parse_quantity, wording


@pytest.mark.parametrize(
    ("text", "sign", "number", "unit"),
    [
        ("≥4家", "≥", "4", "家"),
        ("> 810", ">", "810", ""),
        ("≥ 230 亿元", "≥", "230", "亿元"),
        ("≥\n4家", "≥", "4", "家"),
        (">=90%", "≥", "90", "%"),
        ("≧90%", "≥", "90", "%"),
        ("＞90％", ">", "90", "%"),
        ("＞＝９０％", "≥", "90", "%"),
        ("<=3天", "≤", "3", "天"),
        ("＜5‰", "<", "5", "‰"),
        ("=100", "=", "100", ""),
        ("≥-3%", "≥", "-3", "%"),
        ("≥10元/人", "≥", "10", "元/人"),
        ("≥3场次/年", "≥", "3", "场次/年"),
        ("≤3个工作日", "≤", "3", "个工作日"),
        ("≥200家外贸企业", "≥", "200", "家"),
        ("≥1企业", "≥", "1", "企业"),
        ("≥5mol", "≥", "5", "mol"),
        ("≥5%（按年）", "≥", "5", "%"),
    ],
)
def test_a_sign_is_read_with_its_number_and_unit(text: str, sign: str, number: str, unit: str) -> None:
    assert parse_quantity(text) == Quantity(sign, number, unit)


@pytest.mark.parametrize(
    ("word", "sign"),
    [
        ("不少于", "≥"),
        ("不低于", "≥"),
        ("不小于", "≥"),
        ("不得少于", "≥"),
        ("至少", "≥"),
        ("大于等于", "≥"),
        ("大于或等于", "≥"),
        ("达到", "≥"),
        ("达到或超过", "≥"),
        ("不超过", "≤"),
        ("不高于", "≤"),
        ("不多于", "≤"),
        ("不大于", "≤"),
        ("小于等于", "≤"),
        ("控制在", "≤"),
        ("最多", "≤"),
        ("超过", ">"),
        ("大于", ">"),
        ("多于", ">"),
        ("低于", "<"),
        ("小于", "<"),
        ("少于", "<"),
        ("不足", "<"),
        ("等于", "="),
    ],
)
def test_a_comparing_word_is_its_sign(word: str, sign: str) -> None:
    assert parse_quantity(f"{word}5次") == Quantity(sign, "5", "次")


@pytest.mark.parametrize(
    ("text", "sign", "number", "unit"),
    [
        ("90%以上", "≥", "90", "%"),
        ("10场以上", "≥", "10", "场"),
        ("10场及以上", "≥", "10", "场"),
        ("10场以上活动", "≥", "10", "场"),
        ("200万美元（含）以上", "≥", "200", "万美元"),
        ("5次以下", "≤", "5", "次"),
        ("3天以内", "≤", "3", "天"),
        ("3个工作日内", "≤", "3", "个工作日"),
        ("控制在5%以内", "≤", "5", "%"),
        ("达到5%以下", "≤", "5", "%"),
        ("超过90%以上", ">", "90", "%"),
        ("50余场次", ">", "50", "场次"),
        ("10多家", ">", "10", "家"),
        ("50家左右", "", "50", "家"),
        ("3项内容", "", "3", "项"),
    ],
)
def test_a_word_after_the_number_is_its_sign(text: str, sign: str, number: str, unit: str) -> None:
    assert parse_quantity(text) == Quantity(sign, number, unit)


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("1000", "1000", ""),
        ("0", "0", ""),
        ("010", "010", ""),
        ("28.80", "28.80", ""),
        ("1,234.5", "1,234.5", ""),
        ("１２，３４５.５万元", "12,345.5", "万元"),
        ("100%", "100", "%"),
        ("5000万元", "5000", "万元"),
        ("1500千万", "1500", "千万"),
        ("1万人次", "1", "万人次"),
        ("80000标箱", "80000", "标箱"),
        ("3年", "3", "年"),
        ("11个项目", "11", "个"),
        ("约50家", "50", "家"),
        ("50（含县市区）", "50", ""),
        ("10（家）", "10", "家"),
        ("100万元（其中省级50万元）", "100", "万元"),
        ("￥5,000.00", "5,000.00", "元"),
        ("￥5000元", "5000", "元"),
        ("¥3万", "3", "万元"),
        ("$200万", "200", "万美元"),
        ("同比增长10%", "10", "%"),
        ("增长100%", "100", "%"),
        ("贸易额比上年提高2个百分点", "2", "个百分点"),
        ("下降5%", "5", "%"),
        ("预算执行率100%", "100", "%"),
        ("+10%", "+10", "%"),
    ],
)
def test_a_number_that_compares_nothing_has_a_blank_sign(text: str, number: str, unit: str) -> None:
    assert parse_quantity(text) == Quantity("", number, unit)


@pytest.mark.parametrize(
    ("text", "sign", "number", "unit"),
    [
        ("新增自非进口200万美元（含）以上企业≥1家", "≥", "1", "家"),
        ("对非贸易规模达到230亿元。", "≥", "230", "亿元"),
        ("企业覆盖率达95%", "≥", "95", "%"),
        ("满意度90%以上", "≥", "90", "%"),
        ("贸易额同比增长10%以上", "≥", "10", "%"),
        ("年增长不低于5%", "≥", "5", "%"),
        ("2024年，培训≥100人次", "≥", "100", "人次"),
        ("推动规模突破，新增企业10家以上", "≥", "10", "家"),
    ],
)
def test_a_sentence_gives_the_comparison_that_ends_it(text: str, sign: str, number: str, unit: str) -> None:
    assert parse_quantity(text) == Quantity(sign, number, unit)


@pytest.mark.parametrize(
    ("text", "number", "unit", "low", "high"),
    [
        ("3-5次", "3-5", "次", "3", "5"),
        ("3～5次", "3~5", "次", "3", "5"),
        ("3至5次", "3至5", "次", "3", "5"),
        ("90%-95%", "90-95", "%", "90", "95"),
        ("3万—5万元", "3—5", "万元", "3", "5"),
        ("1800-2000", "1800-2000", "", "1800", "2000"),
        ("1,000-2,000.5", "1,000-2,000.5", "", "1000", "2000.5"),
    ],
)
def test_a_range_has_two_ends_and_no_value(text: str, number: str, unit: str, low: str, high: str) -> None:
    quantity = parse_quantity(text)
    assert quantity == Quantity("", number, unit)
    assert quantity.value is None
    assert (quantity.low, quantity.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("text", "sign", "date"),
    [
        ("2024年底前", "≤", "2024年底"),
        ("2024 年底之前", "≤", "2024年底"),
        ("于2024年12月底前完成拨付", "≤", "2024年12月底"),
        ("2024年12月31日前", "≤", "2024年12月31日"),
        ("12月底前", "≤", "12月底"),
        ("12月前", "≤", "12月"),
        ("不晚于2024年6月", "≤", "2024年6月"),
        ("2024年内", "≤", "2024年"),
        ("2024-12-31前", "≤", "2024-12-31"),
        ("2024年", "", "2024年"),
        ("2024年上半年", "", "2024年上半年"),
        ("2024-01-02", "", "2024-01-02"),
    ],
)
def test_a_deadline_is_a_date_that_nothing_computes_with(text: str, sign: str, date: str) -> None:
    quantity = parse_quantity(text)
    assert quantity == Quantity(sign, date, "")
    assert (quantity.value, quantity.low, quantity.high) == (None, None, None)


def test_a_single_number_is_its_value_and_both_ends() -> None:
    quantity = parse_quantity("≥1,234.50万元")
    assert quantity is not None
    assert str(quantity.value) == "1234.50"
    assert quantity.low == quantity.high == quantity.value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "是",
        "完成",
        "—",
        "正增长",
        "显著提升",
        "高质量发展",
        "三家",
        "》90%",
        r"\geq 85",
        "≥",
        "≥家",
        "（4家）",
        "A4",
        "5G",
        "9710出口额",
        "跨境电商9710",
        "第3名",
        "3/4",
        "1:3",
        "1e5",
        "3 5次",
        "1+1",
        "≥1,23",
        "0743-8528269",
        "13800000000-1",
        "5-3次",
        "3-5-7",
        "2023-2025年",
        "2023-2025",
        "￥5家",
        "￥5元奖励",
        "1-3月",
        "5000-1万元",
        "2024年预算执行率",
        "2024年前三季度",
        "2024年内容",
        "高于2023年水平",
        "≥2024年",
        "满意率90",
        "新增200万美元以上企业",
        "10" + "，完成" * 100,
    ],
)
def test_a_text_without_a_certain_quantity_gives_none(text: str) -> None:
    assert parse_quantity(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "≥4且≤10",
        "≥1家，≥2次",
        "不少于3次且不超过5次",
        "培训3次，满意度≥90%",
        "培训3次，满意度90%以上",
        "进口额增长10%，出口额增长20%",
        "10≤x≤20",
    ],
)
def test_two_quantities_in_one_text_give_none(text: str) -> None:
    assert parse_quantity(text) is None


@pytest.mark.parametrize("text", ["≥90%以下", "不低于90%以下", "不超过10家以上", "=90%以上"])
def test_a_sign_that_contradicts_its_ending_gives_none(text: str) -> None:
    assert parse_quantity(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "约10",
        "10万",
        "≥5家",
        "不少于5家",
        "1，200",
        "10%",
        "近10万元",
        "≈10",
        "10+",
        "3-5人",
        "１２",
        "10(万元)",
        "增长10%",
        "（200）",
        "(1,200.50)",
        "（¥ 200）",
        "（5%）",
    ],
)
def test_quantity_in_the_place_of_a_number_is_bare(text: str) -> None:
    assert is_bare_quantity(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "—",
        "/",
        "无",
        "2024年",
        "2024年底",
        "5月",
        "2024-01-01",
        "2024-2025",
        "第1批",
        "一、10",
        "10家企业",
        "前10名",
        "万元",
        "（2024年）",
        "（一）",
        "（200）其他",
    ],
)
def test_heading_date_or_sentence_is_not_bare(text: str) -> None:
    assert not is_bare_quantity(text)


@pytest.mark.parametrize(
    "text", ["≥张", "人次", "≥%", "万元", "≥", "不少于家", "家以上", "<=", "-人", "≤ 万美元", "≥/人次", "／家", "≥无家"]
)
def test_a_value_whose_number_is_lacking(text: str) -> None:
    assert lacks_number(text)


@pytest.mark.parametrize(
    "text",
    ["", "≥2张", "省", "达到", "提高", "是", "以上", "年底前", "零起", "优", "5", "无", "/", "无人投诉"],
)
def test_a_value_that_lacks_no_number(text: str) -> None:
    assert not lacks_number(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("新增进口200万美元（含）以上企业≥1家", "新增进口200万美元(含)以上企业"),
        ("≥1家（含续建）", "(含续建)"),
        ("不少于10场", ""),
        ("共计 10 场以上", ""),
        ("3-5次", ""),
        ("10（场）", ""),
        ("同比增长10%", "同比增长"),
        ("显著提升", ""),
    ],
)
def test_what_a_value_says_besides_its_quantity(text: str, said: str) -> None:
    assert wording(text) == said
