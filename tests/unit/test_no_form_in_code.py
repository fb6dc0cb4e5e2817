"""The program knows no city, fund or form: all of them are data and templates."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = {
    path: path.read_text(encoding="utf-8")
    for path in ROOT.joinpath("generator").rglob("*")
    if path.suffix in {".py", ".yaml"} and "builtin_templates" not in path.parts
}


def test_no_city_of_the_data_stands_in_the_code() -> None:
    texts = [path.read_text(encoding="utf-8") for path in ROOT.joinpath("data").glob("*.yaml")]
    cities = {name for text in texts for name in re.findall(r"[一-龥]{2,6}(?=市[:：、，,\]]|州[:：、，,\]])", text)}
    assert len(cities) > 20
    found = {
        (path.name, city)
        for path, code in CODE.items()
        for city in cities
        if f"{city}市" in code or f"{city}州" in code
    }
    assert found == set()


def test_no_fund_or_template_stands_in_the_code() -> None:
    names = {path.stem for folder in ("data", "templates") for path in ROOT.joinpath(folder).rglob("*.*")}
    assert {(path.name, name) for path, code in CODE.items() for name in names if name in code} == set()
