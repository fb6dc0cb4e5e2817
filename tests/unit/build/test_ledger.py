"""What we wrote is told from what a person edited, whatever happened in between."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from generator.build.ledger import JOURNAL, LEDGER, LOCK, Ledger, fingerprint, one_at_a_time
from generator.jinja.values import Absent, IndicatorRow, Label, Typed
from generator.problem import JixiaoError, Problem, Source


def test_an_output_is_current_until_it_or_its_origin_changes(tmp_path: Path) -> None:
    ledger = Ledger.load(tmp_path)
    assert not ledger.is_current("甲.docx", "o1")
    assert ledger.write("甲.docx", b"1", "o1") is None
    ledger.save()
    again = Ledger.load(tmp_path)
    assert again.is_current("甲.docx", "o1")
    assert not again.is_current("甲.docx", "o2")
    (tmp_path / "甲.docx").write_bytes(b"edited")
    assert not again.is_current("甲.docx", "o1")
    (tmp_path / "甲.docx").unlink()
    assert not again.is_current("甲.docx", "o1")


def test_an_edited_output_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    ledger = Ledger.load(tmp_path)
    ledger.write("甲.docx", b"1", "o1")
    ledger.save()
    (tmp_path / "甲.docx").write_bytes(b"edited")
    kept = Ledger.load(tmp_path).write("甲.docx", b"2", "o2")
    assert kept is not None
    assert kept.name.startswith("甲.手改-")
    assert (kept.read_bytes(), (tmp_path / "甲.docx").read_bytes()) == (b"edited", b"2")


def test_every_edit_is_kept_under_a_name_of_its_own_and_the_same_one_once(tmp_path: Path) -> None:
    ledger = Ledger.load(tmp_path)
    names: set[tuple[str, bytes]] = set()
    for text in (b"a", b"b", b"b"):
        (tmp_path / "甲.docx").write_bytes(text)
        kept = ledger.write("甲.docx", b"new" + text * len(names), "o")
        assert kept is not None
        names.add((kept.name, kept.read_bytes()))
    assert sorted(content for _, content in names) == [b"a", b"b"]


def test_a_file_that_we_know_nothing_of_is_kept_unless_it_is_what_we_would_write(tmp_path: Path) -> None:
    (tmp_path / "甲.docx").write_bytes(b"somebody's")
    (tmp_path / "乙.docx").write_bytes(b"2")
    ledger = Ledger.load(tmp_path)
    assert ledger.write("甲.docx", b"1", "o") is not None
    assert ledger.write("乙.docx", b"2", "o") is None


@pytest.mark.parametrize("written", [True, False])
def test_a_build_killed_before_or_after_a_write_takes_no_file_of_ours_for_an_edited_one(
    tmp_path: Path, *, written: bool
) -> None:
    ledger = Ledger.load(tmp_path)
    ledger.write("甲.docx", b"1", "o1")
    ledger.save()
    killed = Ledger.load(tmp_path)
    killed.write("甲.docx", b"2", "o2")
    if not written:
        (tmp_path / "甲.docx").write_bytes(b"1")
    after = Ledger.load(tmp_path)
    assert after.is_current("甲.docx", "o2") == written
    assert after.write("甲.docx", b"3", "o3") is None


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"version": 9, "files": {}}', b'{"version": 1, "files": [1]}', b"\xff"]
)
def test_a_damaged_ledger_loses_no_edit(tmp_path: Path, damage: bytes) -> None:
    ledger = Ledger.load(tmp_path)
    ledger.write("甲.docx", b"1", "o1")
    ledger.save()
    (tmp_path / LEDGER).write_bytes(damage)
    (tmp_path / JOURNAL).write_bytes(damage)
    (tmp_path / "甲.docx").write_bytes(b"edited")
    kept = Ledger.load(tmp_path).write("甲.docx", b"2", "o2")
    assert kept is not None
    assert kept.read_bytes() == b"edited"


def test_what_other_processes_wrote_is_in_the_ledger(tmp_path: Path) -> None:
    ours, theirs = Ledger.load(tmp_path), Ledger.load(tmp_path)
    theirs.write("乙.docx", b"2", "o2")
    ours.write("甲.docx", b"1", "o1")
    ours.save()
    assert set(json.loads((tmp_path / LEDGER).read_text(encoding="utf-8"))["files"]) == {"甲.docx", "乙.docx"}
    assert not (tmp_path / JOURNAL).exists()


def test_orphans_are_listed_and_pruned_unless_edited(tmp_path: Path) -> None:
    ledger = Ledger.load(tmp_path)
    for name in ("甲.docx", "乙.docx", "丙.docx"):
        ledger.write(name, name.encode(), "o")
    ledger.save()
    (tmp_path / "丙.docx").write_bytes(b"edited")
    again = Ledger.load(tmp_path)
    assert again.orphans({"甲.docx"}) == ["丙.docx", "乙.docx"]
    assert (again.prune("乙.docx"), again.prune("丙.docx")) == (True, False)
    assert sorted(path.name for path in tmp_path.glob("*.docx")) == ["丙.docx", "甲.docx"]


def test_saving_twice_leaves_the_ledger_as_it_is(tmp_path: Path) -> None:
    ledger = Ledger.load(tmp_path)
    ledger.write("甲.docx", b"1", "o1")
    ledger.save()
    before = (tmp_path / LEDGER).stat().st_mtime_ns
    Ledger.load(tmp_path).save()
    assert (tmp_path / LEDGER).stat().st_mtime_ns == before


def test_an_edit_that_cannot_be_kept_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "甲.docx").write_bytes(b"edited")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("generator.office.write._rename", full)
    with pytest.raises(JixiaoError, match="O003"):
        Ledger.load(tmp_path).write("甲.docx", b"1", "o")
    assert (tmp_path / "甲.docx").read_bytes() == b"edited"


def test_a_ledger_from_elsewhere_reaches_no_file_outside_its_folder(tmp_path: Path) -> None:
    outside = tmp_path / "别人的.docx"
    outside.write_bytes(b"1")
    folder = tmp_path / "项目"
    Ledger.load(folder).write("../别人的.docx", b"1", "o")
    assert Ledger.load(folder).orphans(set()) == []
    assert outside.exists()


def test_an_output_that_cannot_be_read_is_neither_current_nor_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = Ledger.load(tmp_path)
    ledger.write("甲.docx", b"1", "o")

    def locked(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", locked)
    assert not ledger.is_current("甲.docx", "o")
    for refused in (lambda: ledger.write("甲.docx", b"2", "o"), lambda: ledger.prune("甲.docx")):
        with pytest.raises(JixiaoError, match="O001"):
            refused()
    monkeypatch.undo()
    assert (tmp_path / "甲.docx").read_bytes() == b"1"


def test_a_file_that_could_not_be_replaced_is_still_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger(tmp_path)
    ledger.write("表.docx", b"old", "origin 1")

    def held(_path: Path, _data: bytes) -> None:
        raise JixiaoError(Problem(Source("表.docx"), "O006", "文件正被别的程序打开"))

    with monkeypatch.context() as patched:
        patched.setattr("generator.build.ledger.write_atomic", held)
        with pytest.raises(JixiaoError):
            ledger.write("表.docx", b"new", "origin 2")
    ledger.save()
    again = Ledger.load(tmp_path)
    assert again.is_current("表.docx", "origin 1")
    assert again.write("表.docx", b"new", "origin 2") is None


def test_half_written_files_of_a_killed_build_are_swept_away(tmp_path: Path) -> None:
    half = tmp_path / f".{'0123456789abcdef' * 2}.tmp"
    others = [tmp_path / name for name in (".表.tmp", "0123456789abcdef0123456789abcdef.tmp", "表.docx")]
    for file in (half, *others):
        file.write_bytes(b"x")
    Ledger.load(tmp_path).sweep()
    assert sorted(tmp_path.iterdir()) == sorted(others)


def test_an_edit_is_kept_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger(tmp_path)
    ledger.write("表.docx", b"old", "origin")
    (tmp_path / "表.docx").write_bytes(b"edited")

    def interrupted(*_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("generator.office.write._rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        ledger.write("表.docx", b"new", "origin 2")
    assert [path.name for path in tmp_path.glob("*手改*")] == []
    assert (tmp_path / "表.docx").read_bytes() == b"edited"


# One build at a time in an output folder.


def test_a_free_folder_is_held_and_released(tmp_path: Path) -> None:
    waited: list[str] = []
    for _ in range(2):
        with one_at_a_time(tmp_path / "output", lambda: waited.append("")):
            assert (tmp_path / "output" / LOCK).exists()
    assert waited == []


def test_a_second_build_says_that_it_waits_and_gives_up_with_a_message(tmp_path: Path) -> None:
    waited: list[str] = []
    held = one_at_a_time(tmp_path, lambda: waited.append(""), longest=0.1)
    with FileLock(tmp_path / LOCK), pytest.raises(JixiaoError) as caught, held:
        pytest.fail("both held the folder")
    assert waited == [""]
    assert [problem.code for problem in caught.value.problems] == ["O016"]


def test_a_second_build_goes_on_when_the_first_is_done(tmp_path: Path) -> None:
    first = FileLock(tmp_path / LOCK)
    first.acquire()
    with one_at_a_time(tmp_path, first.release):
        assert not first.is_locked


def test_a_folder_that_cannot_be_made_stops_nothing_here(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("", encoding="utf-8")
    with one_at_a_time(tmp_path / "output", lambda: pytest.fail("nobody holds it")):
        assert (tmp_path / "output").is_file()


# Equal contexts have equal hashes; anything that could print otherwise changes the hash.


def context(**changes: Any) -> dict[str, Any]:
    rows = [IndicatorRow({"一级": Label("产出", None, ("产出",)), "指标值": Typed("≥4家")}, frozenset())]
    return {"资金": Typed("410"), "指标": rows, "名单": ["甲", "乙"], "备注": Absent("备注"), "序号": 1} | changes


def test_the_same_values_give_the_same_hash_wherever_they_were_typed() -> None:
    moved = context(资金=Typed("410", Source("项目.yaml", 9, 9)))
    assert fingerprint(context()) == fingerprint(moved)


@pytest.mark.parametrize(
    "changes",
    [
        {"资金": Typed("41")},
        {"资金": Absent("资金")},
        {"名单": ["甲乙"]},
        {"名单": ["乙", "甲"]},
        {"序号": 2},
        {"序号": Decimal(1)},
        {"新": Typed("")},
        {"指标": []},
        {"指标": [IndicatorRow({"一级": Label("产出", None, ("产", "出")), "指标值": Typed("≥4家")}, frozenset())]},
        {"指标": [IndicatorRow({"一级": Label("产出", None, ("产出",)), "指标值": Typed("≥5家")}, frozenset())]},
    ],
)
def test_any_change_gives_another_hash(changes: dict[str, Any]) -> None:
    assert fingerprint(context()) != fingerprint(context(**changes))
