"""The few ways in which files are changed on the disk; what returned without an error survives a power cut.

A rename or removal does so once its folder is synced. Everything that writes files for a user calls these by their
module, so that a test can record them, and stop after any of them.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

# Some network and virtual file systems cannot sync a file or folder; Windows cannot sync a folder.
_CANNOT_SYNC = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}


def create(file: Path, data: bytes) -> None:
    """Write a file that is not there yet, and sync it. OSError where that fails: part of it may be there."""
    with file.open("xb") as stream:
        stream.write(data)
        stream.flush()
        _sync(stream.fileno())


def append(file: Path, data: bytes) -> None:
    """Append to a file with a single system call, so that lines of several processes do not mix, and sync it."""
    is_new = not file.exists()
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    try:
        if os.write(descriptor, data) < len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        _sync(descriptor)
    finally:
        os.close(descriptor)
    if is_new:
        sync_folder(file.parent)


def rename(file: Path, target: Path) -> None:
    """Put a file in the place of another in one step, within a file system."""
    file.replace(target)


def remove(file: Path) -> None:
    """Remove a file."""
    file.unlink()


def sync_folder(folder: Path) -> None:
    """Make the names of the files in a folder last."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)


def _sync(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise
