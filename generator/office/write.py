"""Writes a file whole or not at all: after a failure the old file is untouched and no temporary file is left.

What was written survives a power cut.

Problem codes: O001 no permission, O002 read-only, O003 disk full, O004 not a regular file, O005 bad or too long name,
O006 open in another program, O007 a file stands where a folder should, O008 the place is gone, O009 anything else.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from generator.office import disk
from generator.office.read import read_regular
from generator.problem import JixiaoError, Problem, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MESSAGES = {
    "O001": "没有写入权限，请换一个文件夹，或请管理员开放权限",
    "O002": "文件夹是只读的，请换一个文件夹",
    "O003": "磁盘已满或超出配额，请腾出空间再试",
    "O004": "这个位置上是文件夹（或设备），文件写不进去；请换一个名称",
    "O005": "文件名或路径太长，或含有系统不允许的字符，请缩短或改名",
    "O006": "文件正被别的程序打开（多半是 Word、WPS 或 Excel），或设成了只读；请关闭后再试",
    "O007": "上级文件夹的位置上是一个文件，建不了文件夹；请把它改名或移走",
    "O008": "这个位置不存在，也建不起来（移动盘、网络盘可能已断开）",
}
_CODES = {
    errno.EACCES: "O001",
    errno.EPERM: "O001",
    errno.EROFS: "O002",
    errno.ENOSPC: "O003",
    errno.EDQUOT: "O003",
    errno.EFBIG: "O003",
    errno.EISDIR: "O004",
    errno.ENXIO: "O004",
    errno.ENAMETOOLONG: "O005",
    errno.EINVAL: "O005",
    errno.EILSEQ: "O005",
    errno.EBUSY: "O006",
    errno.ETXTBSY: "O006",
    errno.ENOTDIR: "O007",
    errno.EEXIST: "O007",
    errno.ENOENT: "O008",
    errno.ENODEV: "O008",
}
_TEMPORARY = re.compile(r"\.[0-9a-f]{32}\.tmp")
_MAX_PATH = 260  # Windows reports a longer path as not found
# ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION, ERROR_INVALID_NAME, ERROR_FILENAME_EXCED_RANGE: their errno misleads.
_WINDOWS_CODES = {32: "O006", 33: "O006", 123: "O005", 206: "O005"}


def write_atomic(path: Path, data: bytes) -> None:
    """Writes ``data`` to ``path``, making its folder where needed; never through a symbolic link.

    ``JixiaoError`` with one problem where that fails; then nothing has changed.
    """
    if os.path.islink(path):  # noqa: PTH114  # never raises
        message = "这个位置上是一个链接，不写到它指向的文件里；请换一个文件名，或把链接移走"
        raise JixiaoError(Problem(Source(str(path)), "O004", message))
    _write(path, data, lambda: None, is_synced=True)


def replace_atomic(path: Path, before: bytes | None, data: bytes, *, is_synced: bool = True) -> None:
    """Like ``write_atomic``, but only while the file holds what was read of it, ``before``; None: while there is none.

    A symbolic link stays, and its target, which was read, is written.
    Without ``is_synced`` a power cut may bring the old file back, whole, until its folder is synced.
    """
    _write(path, data, lambda: _refuse_unless(path, before), is_synced=is_synced)


def _write(path: Path, data: bytes, check: Callable[[], None], *, is_synced: bool) -> None:
    try:
        # Linked folders need no resolving, which would ask the system about each folder on the way.
        target = Path(os.path.realpath(path)) if path.is_symlink() else path
        with _made_folder(target.parent):
            _write_and_rename(target, data, check)
            if is_synced:
                disk.sync_folder(target.parent)
    except (OSError, ValueError) as exc:
        raise JixiaoError(write_problem(path, exc)) from exc


def _write_and_rename(target: Path, data: bytes, check: Callable[[], None]) -> None:
    is_new = not target.exists()
    if not is_new and not target.is_file():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    # In the same folder, because a rename replaces a file in one step only within one file system.
    temporary = target.parent / f".{os.urandom(16).hex()}.tmp"
    try:
        disk.create(temporary, data)
        if not is_new:
            with contextlib.suppress(OSError):  # some file systems keep no modes
                shutil.copymode(target, temporary)
        check()  # last, so that nobody can save much between it and the rename
        _rename(temporary, target)
    except BaseException:  # an interrupt from the keyboard leaves no file behind either
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _refuse_unless(path: Path, before: bytes | None) -> None:
    if bytes_of(path) != before:
        message = "这个文件刚才又被改过（多半是别的程序保存的），没有覆盖它；请再运行一次"
        raise JixiaoError(Problem(Source(str(path)), "O025", message))


def bytes_of(path: Path) -> bytes | None:
    """A file that may be replaced; None if it does not exist. OSError if it cannot be read: then it must stay."""
    try:
        return read_regular(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def sweep(folder: Path) -> None:
    """Remove the half-written files of a killed process; only for who holds the folder (``lock.one_at_a_time``)."""
    with contextlib.suppress(OSError):
        for file in folder.iterdir():
            if _TEMPORARY.fullmatch(file.name):
                file.unlink()


def _rename(temporary: Path, target: Path) -> None:
    try:
        disk.rename(temporary, target)
    except PermissionError as exc:
        # Windows answers so where a program holds the file open: the folder itself could be written a moment ago.
        if os.name == "nt":
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY)) from exc
        raise


@contextlib.contextmanager
def _made_folder(folder: Path) -> Iterator[None]:
    """Makes the folder and its parents; after a failure those that it made are removed again."""
    if folder.is_dir():
        yield
        return
    # The innermost first, so that each is empty when it is removed.
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for parent in missing:
            disk.sync_folder(parent.parent)
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            for parent in missing:
                parent.rmdir()
        raise


def write_problem(path: Path, error: OSError | ValueError) -> Problem:
    """Explains an error of the operating system; a ValueError is a path that it cannot encode."""
    code = "O005"
    if isinstance(error, OSError):
        windows_code: int | None = getattr(error, "winerror", None)
        code = _WINDOWS_CODES.get(windows_code or 0) or _CODES.get(error.errno or 0, "O009")
        if code == "O008" and len(str(path.absolute())) >= _MAX_PATH:
            code = "O005"
    message = _MESSAGES.get(code) or f"文件写不进去（{getattr(error, 'strerror', None) or error}）"
    return Problem(Source(str(path)), code, message)
