"""What cannot be wrong is mended, and nothing else: in texts, and in files with all their layout."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.check import fix as fix_module
from generator.check.fix import Fix, applied, differs_only_by_fixes, fix, fixes

MENDED = {
    r"\geq 90%": "≥90%",
    r"$\leq$ 3天": "≤ 3天",
    r"\geqslant5": "≥5",
    "》90%": "≥90%",
    "》 ９０％": "≥ 90%",
    "１．５倍": "1.5倍",
    "支持 企业数量": "支持企业数量",
    "满意 度": "满意度",
    "目标， 提高": "目标，提高",
    " 稳定外贸 ": "稳定外贸",
    "第一行  \n第二行\u3000": "第一行\n第二行",
}
KEPT = [
    "《办法》90%",
    "〉90%",
    r"\gear",
    "张 三",
    "年 月 日",
    "长沙市 株洲市",
    "甲乡 乙镇 丙村",
    "一、 总体情况",
    "签字：      日期：",
    "支持 4 家 ABC 企业",
    "≥ 312",
    "{{ 甲  or '》９' }}",
    "\u3000\u3000段首缩进\n第二行",
    " \n ",
]


@pytest.mark.parametrize(("typed", "better"), MENDED.items())
def test_what_cannot_be_wrong_is_mended(typed: str, better: str) -> None:
    assert applied(typed, fixes(typed, is_value=True)) == better


@pytest.mark.parametrize("text", KEPT)
def test_what_may_be_meant_stays(text: str) -> None:
    assert fixes(text, is_value=True) == []


def test_a_closing_title_mark_stays_in_prose() -> None:
    assert fixes("》90%") == []


def test_short_words_side_by_side_in_prose_may_be_persons() -> None:
    assert fixes("参加人员名单\n张三 李四") == []


@given(st.text(alphabet="甲乙丙度、。 \u3000９5》《\\geq${}%\n", max_size=30), st.booleans())
def test_fixes_never_change_what_a_text_says(text: str, is_value: bool) -> None:  # noqa: FBT001
    better = applied(text, fixes(text, is_value=is_value))
    assert differs_only_by_fixes(text, better) or differs_only_by_fixes(
        better, applied(better, fixes(better, is_value=True))
    )
    assert better.count("\n") == text.count("\n")


PROJECT = r"""# 注释　　保留␠
模板: 表   # 尾注 １２
标题: "数量 \\geq 10，年份２０２４ "
说明: |  # 头
  支持 企业数量增长。␠␠
    缩进 \geq 3
折叠: >-
  稳定外贸 基本盘。
地区: [长沙 市, 株洲 市区]
联系人: 张三 李四
绩效指标:
  产出指标:
    数量指标:
      满意度: 》90%   # 说明 》90%
      '键 名称': {指标值: '\leq ５', 备注: "{{ '甲 乙丙' }}"}
分表:
  按: 市
  各表: {甲市: {数: 》5家, 说: 【支持 企业】}}
""".replace("␠", " ")
MENDED_PROJECT = r"""# 注释　　保留␠
模板: 表   # 尾注 １２
标题: "数量 ≥10，年份2024"
说明: |  # 头
  支持企业数量增长。
    缩进 ≥3
折叠: >-
  稳定外贸基本盘。
地区: [长沙 市, 株洲 市区]
联系人: 张三 李四
绩效指标:
  产出指标:
    数量指标:
      满意度: ≥90%   # 说明 》90%
      '键 名称': {指标值: '≤5', 备注: "{{ '甲 乙丙' }}"}
分表:
  按: 市
  各表: {甲市: {数: ≥5家, 说: 【支持企业】}}
""".replace("␠", " ")


def written(folder: Path, text: str | bytes, name: str = "项目.yaml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_project_file_keeps_every_character_outside_the_fixes(tmp_path: Path) -> None:
    (fixed,) = fix(written(tmp_path, PROJECT))
    assert fixed.replacement.after.decode() == MENDED_PROJECT


def test_line_ends_and_the_mark_at_the_start_stay(tmp_path: Path) -> None:
    (fixed,) = fix(written(tmp_path, ("\ufeff" + PROJECT).replace("\n", "\r\n")))
    assert fixed.replacement.after.decode() == ("\ufeff" + MENDED_PROJECT).replace("\n", "\r\n")


def test_a_second_run_finds_nothing(tmp_path: Path) -> None:
    assert fix(written(tmp_path, MENDED_PROJECT)) == []


def test_the_diff_shows_only_the_lines_that_change(tmp_path: Path) -> None:
    path = written(tmp_path, "模板: 表\n甲: 一\n乙: 二\n丙: ３\n")
    (fixed,) = fix(path)
    assert fixed.diff == f"--- {path}\n+++ {path}\n@@ -3,2 +3,2 @@\n 乙: 二\n-丙: ３\n+丙: 3\n"


def test_a_fix_that_would_change_anything_else_is_left_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def with_a_bad_one(text: str, **options: bool) -> list[Fix]:
        return [Fix(0, 1, "#", "")] if text == "错" else fixes(text, **options)

    monkeypatch.setattr(fix_module, "fixes", with_a_bad_one)
    (fixed,) = fix(written(tmp_path, "模板: 表\n甲: 错\n乙: ３\n丙: 错\n"))
    assert fixed.replacement.after.decode() == "模板: 表\n甲: 错\n乙: 3\n丙: 错\n"


@pytest.mark.parametrize("text", ["", "a: [", "\t", "- 》9", "x: !文件 \n", b"\xff\xfe\x00", b"\x81"])
def test_what_cannot_be_read_is_left_alone(text: str | bytes, tmp_path: Path) -> None:
    assert fix(written(tmp_path, text)) == []


def test_narratives_are_mended_in_their_own_encoding(tmp_path: Path) -> None:
    text = "一、 总体 绩效目标\r\n达到２０家。 \r\n"
    narrative = written(tmp_path, text.encode("gb18030"), "正文.txt")
    (fixed,) = fix(written(tmp_path, "模板: 表\n正文: !文件 正文.txt\n"))
    assert fixed.replacement.path == narrative
    assert fixed.replacement.after.decode("gb18030") == "一、 总体绩效目标\r\n达到20家。\r\n"


def test_a_table_keeps_its_headings_names_and_quoted_lines(tmp_path: Path) -> None:
    table = '市,数 量,说明\r\n长沙 市区,》９０％,支持 企业数量\r\n株洲市,1,"甲,乙 丙丁"\r\n'
    path = written(tmp_path, table, "表.csv")
    (fixed,) = fix(written(tmp_path, "模板: 表\n分表: {按: 市, 数据: 表.csv}\n"))
    assert fixed.replacement.path == path
    assert fixed.replacement.after.decode() == table.replace("》９０％,支持 企业数量", "≥90%,支持企业数量")


def test_names_below_a_title_and_a_spread_heading_are_left_alone(tmp_path: Path) -> None:
    table = "某某表,,\n市　州,数\n长沙 市区,》９０％\n"
    written(tmp_path, table, "表.csv")
    (fixed,) = fix(written(tmp_path, "模板: 表\n分表: {按: 市州, 数据: 表.csv}\n"))
    assert fixed.replacement.after.decode() == table.replace("》９０％", "≥90%")
