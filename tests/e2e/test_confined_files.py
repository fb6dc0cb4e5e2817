"""A project that came from elsewhere reads and changes nothing outside its folder, unless its user says so."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import GOOD

if TYPE_CHECKING:
    from command_line import Office

OUTSIDE = "在项目的文件夹之外，不读它：请把它放进来，或用 --allow 写明它所在的文件夹"
PROJECTS = {
    "沿用": ("沿用: {file}\n" + GOOD, "底.yaml", "备注: 秘密\n"),
    "打分": (GOOD + "打分: {file}\n", "我省.yaml", "等级: {优: 90}\n"),
    "数据": (GOOD[: GOOD.index("  各表")] + "  数据: {file}\n", "数.csv", "市,数\n甲市,1\n"),
    "文件": (GOOD + "备注: !文件 {file}\n", "说明.txt", "绩效秘密 的目标\n"),
}


@pytest.fixture
def secret(office: Office, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is not the user's, who works in the folder of the project."""
    monkeypatch.chdir(office.folder)
    return tmp_path_factory.mktemp("别处")


@pytest.mark.parametrize("key", PROJECTS)
@pytest.mark.parametrize("way", ["absolute", "relative", "link"])
def test_files_outside_are_not_read(office: Office, secret: Path, key: str, way: str) -> None:
    text, name, content = PROJECTS[key]
    (secret / name).write_text(content, encoding="utf-8")
    file = {"absolute": str(secret / name), "relative": os.path.relpath(secret / name, office.folder / "data")}.get(
        way, name
    )
    if way == "link":
        office.project("")
        (office.folder / "data" / name).symlink_to(secret / name)
    office.project(text.replace("{file}", file))
    shown = os.path.join("data", file)  # noqa: PTH118  # as messages show it
    ran = office.run("check")
    assert (
        [line for line in ran.results if "Y040" in line]
        == [line for line in ran.results if f"错误 [Y040] 「{shown}」{OUTSIDE}" in line]
        != []
    )
    assert (ran.status, "秘密" in "".join(ran.results)) == (1, False)
    allowed = office.run("check", "--allow", str(secret))
    assert not [line for line in allowed.results if "Y040" in line]


def test_fixes_change_no_file_outside(office: Office, secret: Path) -> None:
    text, name, content = PROJECTS["文件"]
    (secret / name).write_text(content, encoding="utf-8")
    office.project(text.replace("{file}", str(secret / name)))
    office.run("check", "--fix")
    assert (secret / name).read_text(encoding="utf-8") == content
    office.run("check", "--fix", "--allow", str(secret))
    assert (secret / name).read_text(encoding="utf-8") == "绩效秘密的目标\n"


def test_files_in_the_working_folder_are_read_from_a_project_in_it(office: Office) -> None:
    text, name, content = PROJECTS["数据"]
    office.put(f"共用/{name}", content)
    office.project(text.replace("{file}", f"../共用/{name}"))
    assert office.build().status == 0


@pytest.mark.skipif(os.name == "nt", reason="makes pipes")
@pytest.mark.parametrize("key", PROJECTS)
def test_a_pipe_is_not_waited_for(office: Office, key: str) -> None:
    text, name, _ = PROJECTS[key]
    office.project(text.replace("{file}", name))
    os.mkfifo(office.folder / "data" / name)
    ran = office.run("check")
    assert (ran.status, [line for line in ran.results if name in line][:1]) != (0, [])


@pytest.mark.skipif(os.name == "nt", reason="makes links")
@pytest.mark.parametrize("linked", ["output", "output/项目"])
def test_forms_are_not_written_where_a_link_leads(office: Office, secret: Path, linked: str) -> None:
    office.project(GOOD)
    (office.folder / linked).parent.mkdir(exist_ok=True)
    (office.folder / linked).symlink_to(secret)
    ran = office.build()
    assert ran.messages[0] == (
        f"{linked}: 错误 [O004] 这个文件夹是一个链接，表不写到它指向的地方；请用 --out 写明真正的文件夹"
    )
    assert list(secret.iterdir()) == []
