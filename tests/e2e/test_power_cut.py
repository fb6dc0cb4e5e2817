"""Whatever moment a process is killed or the power is cut at: no saved edit is lost, none is made up, files agree."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import GOOD
from edited_form import EditedForm
from power_cut import files_below, moments, record, restore

from generator.office import disk

if TYPE_CHECKING:
    from collections.abc import Callable

    from command_line import Office

CSV = "市,数\n甲市,1\n乙市,2\n"
WITH_TABLE = GOOD[: GOOD.index("  各表")] + "  数据: 数.csv\n"


@pytest.fixture
def chance() -> random.Random:
    return random.Random(11)  # noqa: S311  # moments, not secrets


@pytest.fixture(autouse=True)
def _state_in_folder(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is noted outside the user's folders is cut off like the rest."""
    monkeypatch.setattr(
        "generator.office.replacements.user_state_path", lambda *_, **__: office.folder / "state", raising=True
    )


def edited(data: bytes, text: str) -> bytes:
    form = EditedForm(data)
    form.type("企业数", text)
    return form.bytes()


def test_a_build_loses_no_edit_and_makes_none_up(
    office: Office, monkeypatch: pytest.MonkeyPatch, chance: random.Random
) -> None:
    folder = office.folder / "output" / "项目"
    office.project(GOOD)
    office.build("--to", "docx,xlsx")
    form = folder / "甲市.docx"
    form.write_bytes(edited(form.read_bytes(), "≥7家"))
    edit = form.read_bytes()
    office.project(GOOD.replace("数: 1", "数: 3").replace("数: 2", "数: 4"))
    recording = record(office.folder, monkeypatch, lambda: office.build("--to", "docx,xlsx"))
    # The copy of an edit is named after the minute in which the edited file was last written.
    made = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}
    made = {name: data for name, data in made.items() if data != edit}
    assert len(recording.steps) > 20
    for files in moments(recording, chance):
        assert edit in files.values()
        restore(office.folder, files)
        ran = office.build("--to", "docx,xlsx")
        assert (ran.status, [line for line in ran.messages if "O024" in line]) == (0, [])
        found = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}
        assert {name: found.get(name) for name in made} == made
        assert {data for name, data in found.items() if name not in made} == {edit}
        assert not list(folder.glob(".*.tmp"))


def changed_together(
    office: Office, monkeypatch: pytest.MonkeyPatch, chance: random.Random, run: Callable[[], object]
) -> None:
    """At every moment the next command finds all files of the project as before, or all as after; then ``run`` ends."""
    data = office.folder / "data"

    def now() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in data.iterdir() if not path.name.startswith(".")}

    before = now()
    recording = record(office.folder, monkeypatch, run)
    after = now()
    assert len([name for name in before if before[name] != after[name]]) == 2
    for files in moments(recording, chance):
        restore(office.folder, files)
        office.run("check")
        assert now() in (before, after)
        run()
        assert now() == after
        assert not list(data.glob(".*.tmp"))


def test_read_back_changes_all_files_or_none(
    office: Office, monkeypatch: pytest.MonkeyPatch, chance: random.Random
) -> None:
    forms = "  各表:\n    甲市: {年: 2024}\n    乙市: {年: 2025}\n"
    office.project(WITH_TABLE.replace("{{ 市 }}", "{{ 市 }}{{ 年 }}年") + forms)
    office.put("data/数.csv", CSV)
    office.build()
    form = office.folder / "output/项目/甲市.docx"
    returned = EditedForm(edited(form.read_bytes(), "≥9家"))
    returned.type_paragraph("甲市2024年绩效目标表", "甲市2026年绩效目标表")
    form.write_bytes(returned.bytes())
    changed_together(
        office,
        monkeypatch,
        chance,
        lambda: office.run(
            "read", str(form), "--project", "data/项目.yaml", "--only", "甲市", "--write", "--prefer", "变量"
        ),
    )


def test_fixes_change_all_files_or_none(office: Office, monkeypatch: pytest.MonkeyPatch, chance: random.Random) -> None:
    office.project(WITH_TABLE.replace("绩效目标表", "绩效 目标表"))
    office.put("data/数.csv", CSV.replace("2", "２"))
    changed_together(office, monkeypatch, chance, lambda: office.run("check", "--fix"))


@pytest.mark.parametrize("name", ["项目.yaml", "数.csv"])
def test_what_a_person_saves_meanwhile_is_not_overwritten(
    office: Office, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    office.project(WITH_TABLE.replace("绩效目标表", "绩效 目标表"))
    office.put("data/数.csv", CSV.replace("2", "２"))
    saved = (office.folder / "data" / name).read_bytes() + b"# saved\n"
    create = disk.create

    def while_a_person_saves(file: Path, data: bytes) -> None:
        (office.folder / "data" / name).write_bytes(saved)
        create(file, data)

    before = files_below(office.folder / "data")
    monkeypatch.setattr(disk, "create", while_a_person_saves)
    ran = office.run("check", "--fix")
    assert (ran.status, [line for line in ran.messages if "O025" in line][:1]) == (
        2,
        [f"data/{name}: 错误 [O025] 这个文件刚才又被改过（多半是别的程序保存的），没有覆盖它；请再运行一次"],
    )
    after = files_below(office.folder / "data")
    assert {path.name: data for path, data in after.items() if path.name != ".jixiao.lock"} == {
        path.name: data for path, data in before.items()
    } | {name: saved}
