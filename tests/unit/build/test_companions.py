from __future__ import annotations

from pathlib import Path

import pytest
from filled_documents import document, paragraph
from word import docx

from generator.build import companions as module
from generator.build.build import build
from generator.build.companions import COMPANIONS, Companion, Finished, is_companion
from generator.build.folder import MadeForm, Options
from generator.build.forms import SharedFonts
from generator.build.ledger import Ledger
from generator.build.prepare import Checks, prepare
from generator.problem import Problem
from generator.template.catalogue import Catalogue
from generator.writers.excel.from_document import workbook_of

PROJECT = "模板: 表\n标题: '{{ 市 }}'\n分表:\n  按: 市\n  各表:\n    甲市: {}\n    乙市: {}\n"


class Folder:
    """A folder with a project, built with one more file beside its forms, which says what ``text`` has."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path, self.text, self.made = path, "", 0
        (path / "docx").mkdir()
        (path / "docx" / "表.docx").write_bytes(docx("{{ 标题 }}"))
        self.project(PROJECT)
        note = Companion("意见", "txt", self._make, lambda project: project.total > 1, lambda finished: ())
        monkeypatch.setattr(module, "COMPANIONS", (*COMPANIONS, note))

    def project(self, text: str) -> None:
        (self.path / "项目.yaml").write_text(text, encoding="utf-8")

    def _make(self, _finished: Finished) -> bytes | None:
        self.made += 1
        return self.text.encode() or None

    def build(self, *only: str, prune: bool = False, force: bool = False) -> list[Problem]:
        catalogue = Catalogue((self.path,))
        prepared, problems = prepare(self.path / "项目.yaml", catalogue)
        assert prepared is not None, problems
        options = Options(self.path / "output", catalogue, only=only, prune=prune, force=force)
        outcomes: list[MadeForm] = []
        return build(prepared, options, outcomes.append, SharedFonts(), lambda _: None, Checks(prepared))

    @property
    def file(self) -> Path:
        return self.path / "output" / "项目" / "意见.txt"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    return Folder(tmp_path, monkeypatch)


def test_a_file_beside_the_forms_is_made_once_until_something_changes(folder: Folder) -> None:
    folder.text = "有"
    assert folder.build() == folder.build() == []
    assert (folder.file.read_text(encoding="utf-8"), folder.made) == ("有", 1)
    folder.project(PROJECT.replace("乙市", "丙市"))
    folder.build()
    assert folder.made == 2
    folder.build(force=True)
    assert folder.made == 3


def test_one_that_has_nothing_to_say_is_not_there_and_not_asked_again(folder: Folder) -> None:
    folder.build()
    folder.build()
    assert (folder.file.exists(), folder.made) == (False, 1)


def test_one_that_has_nothing_to_say_any_more_goes_unless_a_person_edited_it(folder: Folder) -> None:
    folder.text = "有"
    folder.build()
    folder.text = ""
    folder.build(force=True)
    assert not folder.file.exists()
    folder.text = "又有"
    folder.build(force=True)
    folder.file.write_text("改", encoding="utf-8")
    folder.text = ""
    folder.build(force=True)
    assert folder.file.read_text(encoding="utf-8") == "改"


def test_one_that_was_removed_comes_back(folder: Folder) -> None:
    folder.text = "有"
    folder.build()
    folder.file.unlink()
    folder.build()
    assert folder.file.exists()


def test_an_edited_one_is_kept_beside_the_new_one(folder: Folder) -> None:
    folder.text = "有"
    folder.build()
    folder.file.write_text("改", encoding="utf-8")
    (problem,) = folder.build()
    assert (problem.code, problem.form) == ("O020", "意见")
    (kept,) = folder.file.parent.glob("意见.手改-*.txt")
    assert (kept.read_text(encoding="utf-8"), folder.file.read_text(encoding="utf-8")) == ("改", "有")


def test_a_project_that_no_longer_has_it_lists_it_and_prunes_it(folder: Folder) -> None:
    folder.text = "有"
    folder.build()
    folder.project(PROJECT.replace("    乙市: {}\n", ""))
    left = sorted(Path(problem.source.file).name for problem in folder.build() if problem.code == "O021")
    assert left == ["乙市.docx", "意见.txt", "汇总.xlsx"]
    folder.build(prune=True)
    assert [path.name for path in folder.file.parent.glob("[!.]*")] == ["甲市.docx"]


@pytest.mark.parametrize(
    ("names", "expected"), [(("甲市", "乙市"), "汇总"), (("汇总", "乙市"), "汇总(2)"), (("汇总", "汇总(2)"), "汇总(3)")]
)
def test_a_form_of_the_same_name_keeps_it(names: tuple[str, str], expected: str, folder: Folder) -> None:
    folder.project(PROJECT.replace("甲市", names[0]).replace("乙市", names[1]))
    assert folder.build() == folder.build() == []
    assert {path.name for path in folder.file.parent.glob("*.xlsx")} == {f"{expected}.xlsx"}
    assert set(Ledger.load(folder.file.parent).entries) >= {f"{expected}.xlsx", f"{names[0]}.docx"}


def test_it_is_told_from_forms_by_what_it_says_of_itself(folder: Folder) -> None:
    folder.build()
    summary, form = folder.file.with_name("汇总.xlsx"), folder.file.with_name("甲市.docx")
    renamed = summary.with_name("汇总（2024年）.xlsx")
    renamed.write_bytes(summary.read_bytes())
    other = summary.with_name("汇总表.xlsx")
    other.write_bytes(workbook_of(document(paragraph("附件2")), "汇总表"))
    damaged = summary.with_name("汇总-坏.xlsx")
    damaged.write_bytes(b"PK")
    files = (summary, renamed, form, other, damaged)
    assert [is_companion(file) for file in files] == [True, True, False, False, False]
