"""Reads files that may come from elsewhere: only regular ones, never more than is wanted, never waiting for one."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


class NotRegularError(OSError):
    """A device, pipe or socket, whose end may never come."""


def read_regular(file: Path, limit: int | None = None) -> bytes:
    """The bytes of a file: ``limit`` and one more where there are more. OSError where there are none to read.

    IsADirectoryError is a folder, ``NotRegularError`` anything else that is no file.
    """
    # A pipe would be waited for when it is opened. Not every system has these flags.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if file.is_dir():  # Windows opens no folder
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    with open(os.open(file, flags), "rb") as stream:  # noqa: PTH123 - pathlib opens no descriptor
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise NotRegularError(errno.ENXIO, os.strerror(errno.ENXIO))
        # The size is not asked for: what a file says of itself may not be so.
        return stream.read() if limit is None else stream.read(limit + 1)
