from __future__ import annotations

from pathlib import Path

import pytest

from generator.layout.fonts import cache

MAGIC = b"trial\n"


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    cache.save(tmp_path / "new" / "a", MAGIC, b"body")
    assert cache.load(tmp_path / "new" / "a", MAGIC) == b"body"
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a"]


def test_nothing_is_loaded_from_nowhere(tmp_path: Path) -> None:
    assert cache.load(tmp_path / "a", MAGIC) is None
    assert cache.load(tmp_path / "a\0", MAGIC) is None


def test_another_format_is_not_loaded(tmp_path: Path) -> None:
    cache.save(tmp_path / "a", MAGIC, b"body")
    assert cache.load(tmp_path / "a", b"other\n") is None


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b + b"x", lambda b: b[:8] + b"?" + b[9:], lambda b: b""]
)
def test_a_damaged_file_is_not_loaded(tmp_path: Path, damage: object) -> None:
    cache.save(tmp_path / "a", MAGIC, b"body")
    assert callable(damage)
    (tmp_path / "a").write_bytes(damage((tmp_path / "a").read_bytes()))
    assert cache.load(tmp_path / "a", MAGIC) is None


def test_where_nothing_can_be_written_nothing_happens(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache.save(tmp_path / "file" / "a", MAGIC, b"body")
    cache.save(tmp_path, MAGIC, b"body")
    assert sorted(path.name for path in tmp_path.parent.iterdir() if path.name.endswith(".tmp")) == []
