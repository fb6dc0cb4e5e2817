"""Building again: only what changed is written, and nothing that a person typed into a form is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from command_line import GOOD, TEMPLATE
from docx_grid import structure_problems
from word import docx, section, table

if TYPE_CHECKING:
    from command_line import Office


def stamps(office: Office) -> dict[str, tuple[bytes, int]]:
    root = office.folder / "output"
    return {name: ((root / name).read_bytes(), (root / name).stat().st_mtime_ns) for name in office.made()}


def test_nothing_changed_nothing_is_written(office: Office) -> None:
    office.project(GOOD)
    office.build("--book")
    before = stamps(office)
    ran = office.build("--book")
    assert (ran.status, ran.messages) == (0, [])
    assert ran.results[-1].startswith("生成 0 份，3 份没有变化（1 个项目）")
    assert stamps(office) == before


def test_a_change_of_one_form_rewrites_that_form_and_the_book(office: Office) -> None:
    office.project(GOOD)
    office.build("--book")
    before = stamps(office)
    office.project(GOOD.replace("乙市: {数: 2}", "乙市: {数: 3}"))
    ran = office.build("--book")
    assert ran.results[-1].startswith("生成 2 份，1 份没有变化")
    after = stamps(office)
    assert {name for name in after if after[name] != before[name]} == {"项目/乙市.docx", "项目/合订本.docx"}


def test_a_change_of_the_template_rewrites_every_form(office: Office) -> None:
    office.project(GOOD)
    office.build()
    office.template(
        "表.docx", docx("新的{{ 标题 }}", table(("{% for 行 in 指标 %}{{ 行.三级 }}{% endfor %}",)), "", section())
    )
    assert office.build().results[-1].startswith("生成 2 份（1 个项目）")


def test_force_makes_what_has_not_changed_again(office: Office) -> None:
    office.project(GOOD)
    office.build()
    assert office.build("--force").results[0].startswith("生成 2 份（1 个项目）")


def test_a_book_that_no_longer_shows_its_forms_is_said(office: Office) -> None:
    office.project(GOOD)
    office.build("--book")
    office.project(GOOD.replace("数: 2", "数: 3"))
    ran = office.build()
    assert ran.messages == ["output/项目/合订本.docx: 警告 [O022] 分表有变化，合订本还是旧的；请加 --book 再生成"]


def edited(office: Office, form: str) -> bytes:
    """A form as a person edits and saves it."""
    path = office.folder / "output" / "项目" / f"{form}.docx"
    content = TEMPLATE + form.encode()
    path.write_bytes(content)
    return content


def test_a_form_edited_by_hand_is_kept_beside_the_new_one_whatever_the_build(office: Office) -> None:
    for arguments in ((), ("--force",), ("--prune",), ("--book",), ("--jobs", "2")):
        office.project(GOOD)
        office.build("--book")
        content = edited(office, "甲市")
        ran = office.build(*arguments)
        kept = [name for name in office.made() if "甲市.手改-" in name]
        assert [(office.folder / "output" / name).read_bytes() for name in kept] == [content]
        (name,) = kept
        file_name = name.partition("/")[2]
        (message,) = ran.messages
        assert message == (
            f"output/项目/甲市.docx: 警告 [O020] 甲市: 这份表有人手改过，原样另存为“{file_name}”；"
            "要保留的修改请写进项目文件，再生成一次"
        )
        assert not structure_problems(office.folder / "output" / "项目" / "甲市.docx")
        (office.folder / "output" / name).unlink()


def test_an_edited_book_is_kept_too(office: Office) -> None:
    office.project(GOOD)
    office.build("--book")
    content = edited(office, "合订本")
    office.build("--book")
    (kept,) = (name for name in office.made() if "合订本.手改-" in name)
    assert (office.folder / "output" / kept).read_bytes() == content


def test_forms_that_are_gone_are_listed_and_go_with_prune_unless_edited(office: Office) -> None:
    office.project(GOOD)
    office.build()
    gone = GOOD.replace("    乙市: {数: 2}\n", "    丙市: {数: 2}\n")
    office.project(gone)
    ran = office.build()
    assert ran.messages == ["output/项目/乙市.docx: 警告 [O021] 项目里已没有这个分表；不要了请加 --prune 删去"]
    edited(office, "乙市")
    ran = office.build("--prune")
    assert ran.messages == ["output/项目/乙市.docx: 警告 [O021] 项目里已没有这个分表，但它有人手改过，所以没有删"]
    assert office.made() == ["项目/丙市.docx", "项目/乙市.docx", "项目/甲市.docx"]
    office.project(GOOD + "    丙市: {数: 2}\n")
    office.build("--force")
    office.project(gone)
    ran = office.build("--prune")
    assert ran.messages == ["output/项目/乙市.docx: 提示 [O021] 项目里已没有这个分表，已删去"]
    assert "项目/乙市.docx" not in office.made()


def test_of_many_forms_that_are_gone_the_first_are_listed_and_all_go(office: Office) -> None:
    office.project(GOOD + "".join(f"    第{number}市: {{数: 1}}\n" for number in range(10, 35)))
    office.build()
    office.project(GOOD)
    message = "项目里已没有这个分表，已删去"
    ran = office.build("--prune")
    assert ran.messages == [
        *(f"output/项目/第{number}市.docx: 提示 [O021] {message}" for number in range(10, 30)),
        f"output/项目: 提示 [O021] 还有 5 个文件没有列出：{message}",
    ]
    assert office.made() == ["项目/乙市.docx", "项目/甲市.docx"]


def test_a_build_of_some_forms_takes_the_others_for_no_leftovers(office: Office) -> None:
    office.project(GOOD)
    office.build()
    assert office.build("--only", "甲市").messages == []
