"""Whatever stands in a project file or a table of data, problems come out: no exception, no long run, little memory."""

from __future__ import annotations

import contextlib
from pathlib import Path
from random import Random

import pytest
from examples import scaled
from hostile_files import spoilt_package, spoilt_text
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from limits import within_limits
from sheet import sheet

from generator.build.forms import Filling, SharedFonts
from generator.build.prepare import check, prepare
from generator.problem import JixiaoError, Severity, Source
from generator.project.load import load_project
from generator.project.tables.tables import read_table
from generator.template.catalogue import Catalogue

CHECKOUT = Path(__file__).parents[2]
SEEDS = st.integers(0, 2**32)
ONE_FOLDER = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
CATALOGUE = Catalogue((CHECKOUT / "templates",))
PROJECTS = sorted((CHECKOUT / "data").glob("*.yaml"))
HEAD = "模板: 专项资金绩效目标表\n项目名称: 甲\n"
CSV = '市州,资金,贸易规模,支持企业\n长沙市,410,230,4\n株洲市,40,7,1\n"湘,潭",1,,（空）\n'
XLSX = sheet(["市州", "资金", "率"], ["长沙市", 1.5, "=1+1"], ["株洲市", True, "{{ 年度 }}"], merges=["A5:B6"])


@settings(derandomize=True, deadline=None, max_examples=scaled(60), suppress_health_check=ONE_FOLDER)
@given(st.sampled_from(PROJECTS), SEEDS)
def test_a_spoilt_project_file_is_checked_and_made_or_refused(tmp_path: Path, project: Path, seed: int) -> None:
    for beside in project.parent.iterdir():
        (tmp_path / beside.name).write_bytes(beside.read_bytes())
    path = tmp_path / project.name
    path.write_bytes(spoilt_text(project.read_text(encoding="utf-8"), Random(seed)))  # noqa: S311
    check(path, CATALOGUE)
    prepared, _ = prepare(path, CATALOGUE)
    for form in [] if prepared is None else list(prepared.sub_forms(()))[:2]:
        if not any(problem.severity is Severity.ERROR for problem in form.problems):
            made_or_refused(Filling(prepared, form, SharedFonts()))  # type: ignore[arg-type]


def made_or_refused(filling: Filling) -> None:
    with contextlib.suppress(JixiaoError):
        assert filling.docx.startswith(b"PK")


@settings(derandomize=True, deadline=None, max_examples=scaled(500), suppress_health_check=ONE_FOLDER)
@given(SEEDS)
def test_a_spoilt_csv_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "数据.csv"
    path.write_bytes(spoilt_text(CSV, Random(seed)))  # noqa: S311
    read_or_refused(path)


@settings(derandomize=True, deadline=None, max_examples=scaled(300), suppress_health_check=ONE_FOLDER)
@given(SEEDS)
def test_a_spoilt_workbook_of_data_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "数据.xlsx"
    path.write_bytes(spoilt_package(XLSX, Random(seed)))  # noqa: S311
    read_or_refused(path)


def read_or_refused(path: Path) -> None:
    table, problems = read_table(path, path.name, Source("项目.yaml"))
    assert table is not None or problems
    for row in [] if table is None else table.rows:
        assert len(row) == len(table.headings)  # type: ignore[union-attr]


BOMBS = {
    "tags": f"总体目标: '{'{{ 1 / 0 }}' * 60_000}'\n",
    "opened tags": f"总体目标: '{'{{ ' * 150_000}'\n",
    "loops": "总体目标: '" + "{% for a in range(1000) %}" * 4 + "x" + "{% endfor %}" * 4 + "'\n",
    "powers": "总体目标: \"{{ 'a' * 10**9 }}{{ 9**9**9 }}{{ '%999999999d' % 1 }}\"\n",
    "brackets": f"总体目标: {'[' * 300_000}\n",
    "parentheses": f"总体目标: '{{{{ {'(' * 90_000}1{')' * 90_000} }}}}'\n",
    "sums": f"总体目标: '{{{{ {'1+' * 90_000}1 }}}}'\n",
    "indents": "".join(" " * depth + "a:\n" for depth in range(1200)),
    "anchors": "a0: &a0 {k: v}\n" + "".join(f"a{n + 1}: &a{n + 1} {{p: *a{n}, q: *a{n}}}\n" for n in range(30)),
    "an anchor in itself": "a: &a [*a]\n",
    "merges": "a0: &a0 {k: v}\n" + "".join(f"a{n + 1}: &a{n + 1} {{<<: [*a{n}, *a{n}]}}\n" for n in range(2000)),
    "doubling": "".join(f"v{n}: '{{{{ v{n + 1} }}}}{{{{ v{n + 1} }}}}'\n" for n in range(60)) + "v60: aaaa\n",
    "keys that nothing uses": "".join(f"键{number}: 值\n" for number in range(15_000)),
    "a long key": f"{'甲' * 100_000}: 1\n{'甲' * 100_001}: 1\n",
    "labels of nothing": "绩效指标: {产出: {数量: {甲: 1}}}\n显示: {"
    + ",".join(f"指{number}: 乙" for number in range(8_000))
    + "}\n",
    "a long number": f"总体目标: \"{{{{ {'9' * 200_000} + 1 }}}}\"\n项目资金: '{'9' * 100_000}'\n",
    "spaces": f"总体目标: 'a{' ' * 300_000}b'\n",
    "errors": "".join(f"a{number}：1\n" for number in range(20_000)),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_project_file_that_asks_for_unbounded_work_is_done_soon(bomb: str, tmp_path: Path) -> None:
    path = tmp_path / "项目.yaml"
    path.write_text(HEAD + BOMBS[bomb], encoding="utf-8")
    assert path.stat().st_size < 1_000_000

    def load_and_resolve() -> None:
        project, problems = load_project(path)
        assert project is not None or problems
        for form in [] if project is None else project.contexts():
            assert form.name

    within_limits(load_and_resolve)


INDICATORS = "绩效指标:\n  产出指标:\n    数量指标:\n"
CHECKED_BOMBS = {
    "silences": "".join(f"说明{number}: '甲（' # 检查: 忽略 D002 原因\n" for number in range(13_000)),
    "silences of nothing": "# 检查: 忽略 B003 原因\n" * 25_000,
    "silences of no rule": "检查:\n  忽略:\n" + "".join(f"    B{number}: 原因\n" for number in range(10_000)),
    "circles": "".join(
        f"值{number}: '{{{{ 值{number + 1} }}}}{{{{ 值0 }}}}{{{{ 值1 }}}}'\n" for number in range(9_000)
    ),
    "names nearly known": "".join(
        f"项目资金名称{number}: '{{{{ 项目资金名稱{number} }}}}'\n" for number in range(8_000)
    ),
    "an order nearly right": INDICATORS
    + "".join(f"      指标名称{number}: 1\n" for number in range(8_000))
    + f"顺序: {{数量指标: [{', '.join(f'指标名稱{number}' for number in range(8_000))}]}}\n",
    "filters nearly known": "".join(f"值{number}: '{{{{ 1 | 千分外{number} }}}}'\n" for number in range(15_000)),
    "wide spaces": f"总体目标: '{'　' * 290_000}x'\n",
    "blocks": "".join(f"值{number}: '{{% if 1 %}}{number}{{% endif %}}'\n" for number in range(20_000)),
    "long loops": "".join(f"值{number}: '{{% for a in range(99_999) %}}x{{% endfor %}}'\n" for number in range(12_000)),
    "sums over all": "合计: '{{ 全部分表 | sum(attribute=\"资金\") }}'\n份额: '{{ 资金 / (全部分表 | length) }}'\n"
    "分表: {按: 市州, 各表: {" + ", ".join(f"市{number}: {{资金: {number}}}" for number in range(5_000)) + "}}\n",
    "names by forms": "分表: {按: 市州, 各表: {"
    + ", ".join(f"市{number}: {{变量{number}: 1}}" for number in range(20_000))
    + "}}\n",
    "places by indicators": f"地区: [{', '.join(f'区{number}' for number in range(3_000))}]\n{INDICATORS}"
    + "".join(f"      指标{number}: {{值: 1, 分解: {{当年值: 1}}}}\n" for number in range(8_000)),
    "brackets that do not pair": "".join(f"说明{number}: '甲（{number}'\n" for number in range(20_000)),
}


@pytest.mark.parametrize("bomb", CHECKED_BOMBS)
def test_a_project_file_that_is_hard_to_check_is_checked_soon(bomb: str, tmp_path: Path) -> None:
    path = tmp_path / "项目.yaml"
    path.write_text(HEAD + CHECKED_BOMBS[bomb], encoding="utf-8")
    assert path.stat().st_size < 1_000_000
    within_limits(lambda: check(path, CATALOGUE))
