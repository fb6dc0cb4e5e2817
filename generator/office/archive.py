"""Zip archives of which the same members always give the same bytes, written by ``zipfile``.

Members that are the same in many archives are compressed once: an archive of them is the beginning of the others.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import IO

CONTENT_TYPES = "[Content_Types].xml"

_MADE_ON_DOS = 0  # zipfile would name the system it runs on


def zip_bytes(members: Mapping[str, bytes | IO[bytes]], beginning: bytes = b"", level: int = 6) -> bytes:
    """The archive of ``members``, deflated at ``level``, in their order but ``[Content_Types].xml`` first.

    ``beginning`` is an archive, of no such members, that this one begins with. A member given as a file is read from
    its start.
    """
    file = BytesIO(beginning)
    # Office writes the content types first, and programs that guess the type of a file look at its beginning.
    ordered = sorted(members.items(), key=lambda member: member[0] != CONTENT_TYPES)
    with zipfile.ZipFile(file, "a") as archive:
        for name, data in ordered:
            member = zipfile.ZipInfo(name)  # of 1980-01-01, the first day that a zip can name
            member.create_system = _MADE_ON_DOS
            if isinstance(data, bytes):
                archive.writestr(member, data, zipfile.ZIP_DEFLATED, level)
                continue
            member.compress_type = zipfile.ZIP_DEFLATED
            data.seek(0)
            with archive.open(member, "w") as compressed:
                shutil.copyfileobj(data, compressed)
    return file.getvalue()
