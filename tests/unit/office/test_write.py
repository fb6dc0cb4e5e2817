from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from generator.office.write import replace_atomic, sweep, write_atomic
from generator.problem import JixiaoError, Source


def problem(path: Path) -> tuple[str, str]:
    with pytest.raises(JixiaoError) as caught:
        write_atomic(path, b"new")
    (found,) = caught.value.problems
    assert found.source == Source(str(path))
    return found.code, found.message


def fail_to_replace(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def replace(self: Path, target: Path) -> None:
        raise error

    monkeypatch.setattr(Path, "replace", replace)


def everything_below(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


def test_the_file_and_its_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "对非" / "长沙市" / "表.docx"
    write_atomic(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


def test_an_old_file_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "表.docx"
    path.write_bytes(b"a longer old text")
    path.chmod(0o640)
    write_atomic(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert everything_below(tmp_path) == [path]


def test_a_new_file_is_as_readable_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"")
    write_atomic(tmp_path / "new", b"")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_symbolic_link_is_written_through(tmp_path: Path) -> None:
    target = tmp_path / "真.yaml"
    target.write_bytes(b"old")
    link = tmp_path / "链.yaml"
    link.symlink_to(target)
    replace_atomic(link, b"old", b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert problem(link)[0] == "O004"  # what nobody read is not written through a link
    assert target.read_bytes() == b"new"


def test_a_file_is_written_into_a_folder_that_is_a_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "真").mkdir()
    (tmp_path / "链").symlink_to("真")
    write_atomic(tmp_path / "链" / "表.docx", b"new")
    assert (tmp_path / "链").is_symlink()
    assert (tmp_path / "真" / "表.docx").read_bytes() == b"new"


@pytest.mark.parametrize("there", [True, False])
def test_a_relative_symbolic_link_is_written_through_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, there: bool
) -> None:
    folder, elsewhere = tmp_path / "链", tmp_path / "真"
    folder.mkdir()
    elsewhere.mkdir()
    if there:
        (elsewhere / "表.yaml").write_bytes(b"old")
    (folder / "表.yaml").symlink_to("../真/表.yaml")
    monkeypatch.chdir(tmp_path)
    replace_atomic(Path("链/表.yaml"), b"old" if there else None, b"new")
    assert (folder / "表.yaml").is_symlink()
    assert (elsewhere / "表.yaml").read_bytes() == b"new"
    assert everything_below(elsewhere) == [elsewhere / "表.yaml"]


def test_a_relative_path_is_written_in_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_atomic(Path("表.docx"), b"new")
    assert (tmp_path / "表.docx").read_bytes() == b"new"


def test_the_longest_name_that_a_folder_takes_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / f"{'表' * 83}.docx"
    write_atomic(path, b"new")
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("number", "code", "message"),
    [
        (errno.EACCES, "O001", "没有写入权限，请换一个文件夹，或请管理员开放权限"),
        (errno.EPERM, "O001", "没有写入权限，请换一个文件夹，或请管理员开放权限"),
        (errno.EROFS, "O002", "文件夹是只读的，请换一个文件夹"),
        (errno.ENOSPC, "O003", "磁盘已满或超出配额，请腾出空间再试"),
        (errno.EDQUOT, "O003", "磁盘已满或超出配额，请腾出空间再试"),
        (errno.EBUSY, "O006", "文件正被别的程序打开（多半是 Word、WPS 或 Excel），或设成了只读；请关闭后再试"),
        (errno.EIO, "O009", f"文件写不进去（{os.strerror(errno.EIO)}）"),
    ],
)
def test_a_failure_is_told_and_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str, message: str
) -> None:
    path = tmp_path / "表.docx"
    path.write_bytes(b"old")
    fail_to_replace(monkeypatch, OSError(number, os.strerror(number)))
    assert problem(path) == (code, message)
    assert path.read_bytes() == b"old"
    assert everything_below(tmp_path) == [path]


def test_a_failure_takes_away_the_folders_it_made_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "旧").mkdir()
    fail_to_replace(monkeypatch, OSError(errno.ENOSPC, ""))
    assert problem(tmp_path / "旧" / "新" / "更新" / "表.docx")[0] == "O003"
    assert everything_below(tmp_path) == [tmp_path / "旧"]


def test_an_interrupted_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_to_replace(monkeypatch, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        write_atomic(tmp_path / "新" / "表.docx", b"new")
    assert everything_below(tmp_path) == []


@pytest.mark.parametrize(("number", "code"), [(32, "O006"), (33, "O006"), (123, "O005"), (206, "O005"), (5, "O001")])
def test_what_windows_means_is_told_by_its_own_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    error = PermissionError(errno.EACCES, "denied")
    vars(error)["winerror"] = number
    fail_to_replace(monkeypatch, error)
    assert problem(tmp_path / "表.docx")[0] == code


def test_a_folder_in_the_place_of_the_file_is_told_and_kept(tmp_path: Path) -> None:
    message = "这个位置上是文件夹（或设备），文件写不进去；请换一个名称"
    assert problem(tmp_path) == ("O004", message)
    os.mkfifo(tmp_path / "管道")
    assert problem(tmp_path / "管道") == ("O004", message)
    assert everything_below(tmp_path) == [tmp_path / "管道"]


@pytest.mark.parametrize("below", ["表.docx", "a/b/表.docx"])
def test_a_file_in_the_place_of_a_folder_is_told_and_kept(tmp_path: Path, below: str) -> None:
    file = tmp_path / "长沙市"
    file.write_bytes(b"old")
    assert problem(file / below) == ("O007", "上级文件夹的位置上是一个文件，建不了文件夹；请把它改名或移走")
    assert file.read_bytes() == b"old"
    assert everything_below(tmp_path) == [file]


@pytest.mark.parametrize("name", ["表" * 100, "a\0b", "\ud800"], ids=["too long", "null", "surrogate"])
def test_a_name_that_cannot_be_is_told(tmp_path: Path, name: str) -> None:
    assert problem(tmp_path / name) == ("O005", "文件名或路径太长，或含有系统不允许的字符，请缩短或改名")
    assert problem(tmp_path / "新" / name)[0] == "O005"
    assert everything_below(tmp_path) == []


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
def test_a_place_where_nothing_can_be_made_is_told() -> None:
    assert problem(Path("/proc/无/表.docx")) == (
        "O008",
        "这个位置不存在，也建不起来（移动盘、网络盘可能已断开）",
    )


def test_half_written_files_of_a_killed_build_are_swept_away(tmp_path: Path) -> None:
    half = tmp_path / f".{'0123456789abcdef' * 2}.tmp"
    others = [tmp_path / name for name in (".表.tmp", "0123456789abcdef0123456789abcdef.tmp", "表.docx")]
    for file in (half, *others):
        file.write_bytes(b"x")
    sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted(others)


def test_a_file_that_was_saved_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "项目.yaml"
    path.write_bytes(b"read")
    replace_atomic(path, b"read", b"1")
    path.write_bytes(b"saved")
    with pytest.raises(JixiaoError, match="O025"):
        replace_atomic(path, b"1", b"2")
    with pytest.raises(JixiaoError, match="O025"):
        replace_atomic(path, None, b"2")
    assert (path.read_bytes(), everything_below(tmp_path)) == (b"saved", [path])
