from __future__ import annotations

from pathlib import Path

from sample_workbooks import write_workbook

from generator.build.prepare import find_projects

COMMON = [["名称", "值"], ["模板", "表"]]


def found_in(folder: Path, *names: str) -> tuple[list[str], list[str]]:
    files, problems = find_projects([folder / name for name in names] or [folder])
    return (
        [str(file.relative_to(folder)) for file in files],
        [str(problem).replace(f"{folder}/", "") for problem in problems],
    )


def test_a_workbook_in_a_folder_is_a_project_if_its_common_sheet_names_a_template(tmp_path: Path) -> None:
    write_workbook(tmp_path / "甲.xlsx", 共同=COMMON)
    write_workbook(tmp_path / "乙.xlsx", 共同=[["名称", "值"], ["沿用", "甲.xlsx"]])
    write_workbook(tmp_path / "丙.xlsx", 共同=[["市州", "资金"], ["长沙市", "1"]])
    write_workbook(tmp_path / "丁.xlsx", 数据=COMMON)
    write_workbook(tmp_path / "~$甲.xlsx", 共同=COMMON)
    (tmp_path / "戊.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "己.yaml").write_text("模板: 表\n")
    assert found_in(tmp_path) == (["乙.xlsx", "己.yaml", "甲.xlsx"], [])


def test_a_workbook_that_is_named_is_taken_for_a_project(tmp_path: Path) -> None:
    write_workbook(tmp_path / "表.xlsx", 数据=COMMON)
    assert found_in(tmp_path, "表.xlsx") == (["表.xlsx"], [])


def test_neither_of_two_project_files_of_one_name_is_built(tmp_path: Path) -> None:
    write_workbook(tmp_path / "甲.xlsx", 共同=COMMON)
    (tmp_path / "甲.yaml").write_text("模板: 表\n")
    advice = "是同名的两个项目文件，不知道以哪个为准，都没有做：请移走其中一个"
    yaml, xlsx = f"甲.yaml: 错误 [O019] 与 甲.xlsx {advice}", f"甲.xlsx: 错误 [O019] 与 甲.yaml {advice}"
    assert found_in(tmp_path) == ([], [xlsx, yaml])
    assert found_in(tmp_path, "甲.yaml") == ([], [yaml])


def test_a_table_may_have_the_name_of_its_project(tmp_path: Path) -> None:
    write_workbook(tmp_path / "甲.xlsx", 数据=[["市州", "资金"], ["长沙市", "1"]])
    (tmp_path / "甲.yaml").write_text("模板: 表\n")
    assert found_in(tmp_path) == (["甲.yaml"], [])
