"""Any project survives the way into a workbook and back: the same tree, in the same order, with its comments."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from examples import scaled
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_workbooks import plain

from generator.build.convert import converted
from generator.problem import Source
from generator.project.subforms import read_project_file
from generator.project.yaml.nodes import FileText, Group, Listing, Node, Null, Text
from generator.project.yaml.writing import yaml_text

_AT = Source("")
_ODD = [
    *(
        "-",
        "- 甲",
        "（空）",
        "\\（空）",
        "（删去）",
        "（空列表）",
        "（无下级）",
        "（见工作表 指标）",
        "!文件 x",
        "\\",
        "\\ ",
    ),
    *(
        " 甲",
        "甲 ",
        "甲\n乙",
        "甲\n",
        "\n",
        " ",
        "\t",
        "#",
        "a #b",
        "a: b",
        "=1+1",
        "#REF!",
        "_x0041_",
        "010",
        "2024-01-01",
    ),
    *(
        "资金（万元）",
        "2024年资金",
        "{{ 市州 }}",
        "［甲］",
        "'甲'",
        '"',
        "<<",
        "是",
        "1,234.50",
        "　甲",
        "（各地区）",
        "（除）甲",
    ),
]
_LETTERS = st.text(st.sampled_from("甲乙丙ab1（）-\\ \n#:'\"{}[],|>&*!%@"), max_size=5)
texts = st.one_of(st.sampled_from(["1", "≥4家", "100%", *_ODD]), _LETTERS)
keys = st.one_of(st.sampled_from(["甲", "乙", "丙", "资金", "指标值", "分值", "值", "三级", "市州", *_ODD]), _LETTERS)
singles: st.SearchStrategy[Node] = st.one_of(
    texts.map(lambda value: Text(value, _AT)),
    st.just(Null(_AT)),
    st.sampled_from(["正文.txt", "甲 乙.txt"]).map(lambda path: FileText(path, _AT)),
)


def group(names: st.SearchStrategy[str], nodes: st.SearchStrategy[Node], most: int = 4) -> st.SearchStrategy[Node]:
    return st.dictionaries(names, nodes, max_size=most).map(lambda entries: Group(entries, _AT))


def listing(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.lists(nodes, max_size=3).map(lambda items: Listing(items, _AT))


anything: st.SearchStrategy[Node] = st.recursive(
    singles, lambda nodes: st.one_of(group(keys, nodes), listing(nodes)), max_leaves=8
)
attributes = st.sampled_from(["指标值", "分值", "类型", "值", "单位", "分解", "三级"])
places = st.sampled_from(["长沙", "株洲", "湘潭"])
breakdowns = st.one_of(
    group(places, st.one_of(singles, group(attributes, singles))),
    group(
        st.sampled_from(["除", "周期值", "当年值"]), st.one_of(singles, listing(places.map(lambda at: Text(at, _AT))))
    ),
    anything,
)
indicators = st.one_of(
    singles,
    group(attributes, singles),
    st.tuples(group(attributes, singles), breakdowns).map(
        lambda each: Group({**each[0].entries, "分解": each[1]}, _AT)  # type: ignore[union-attr]
    ),
    anything,
)
seconds = st.one_of(group(keys, indicators), listing(st.one_of(group(attributes, singles), indicators)), singles)
trees = st.one_of(group(keys, st.one_of(group(keys, seconds), singles)), group(keys, indicators), anything)
records = listing(group(st.sampled_from(["科目", "金额", "备注"]), singles))
form = st.one_of(
    group(
        st.sampled_from(["资金", "企业", "备注", "显示", "绩效指标", "长期绩效指标", "支出", "收入"]),
        st.one_of(singles, records, trees, anything),
        6,
    ),
    singles,
)
forms = st.one_of(
    group(st.sampled_from(["长沙", "合计", "全省", "一、市本级", "株洲 ", "湘潭", "-"]), form).map(
        lambda each: Group({"按": Text("市州", _AT), "各表": each}, _AT)
    ),
    # A 分表 whose name is blank or has a line break cannot be made, and so need not convert.
    st.tuples(
        group(keys.filter(lambda key: bool(key.strip()) and "\n" not in key), form),
        st.permutations(["按", "各表", "数据"]),
    ).map(lambda each: Group({name: each[0] if name == "各表" else Text(name, _AT) for name in each[1]}, _AT)),
    anything,
)
_PARTS: dict[str, st.SearchStrategy[Node]] = {
    "模板": st.just(Text("表", _AT)),
    "绩效指标": trees,
    "长期绩效指标": trees,
    "显示": group(keys, singles),
    "地区": st.just(Listing([Text(name, _AT) for name in ("长沙", "株洲", "湘潭")], _AT)),
    "分表": forms,
    "检查": anything,
}


@st.composite
def projects(draw: st.DrawFn) -> Group:
    names = draw(st.lists(st.one_of(st.sampled_from(list(_PARTS)), keys), unique=True, max_size=7))
    entries = {name: draw(_PARTS.get(name, anything)) for name in ("模板", *names)}
    return Group({name: entries[name] for name in draw(st.permutations(list(entries)))}, _AT)


def exact(node: Node | None) -> Any:
    """As ``plain``, but with the order of keys."""
    if isinstance(node, Group):
        return [(key, exact(child)) for key, child in node.entries.items()]
    return [[exact(item) for item in node.items]] if isinstance(node, Listing) else plain(node)


def convert(path: Path, target: Path) -> Group:
    data, _ = converted(path, target.suffix)
    target.write_bytes(data)
    root, problems = read_project_file(target, target.name)
    assert root is not None
    assert not [problem for problem in problems if problem.severity == "error"]
    return root


@settings(max_examples=scaled(400), deadline=None)
@given(projects())
def test_a_project_converts_both_ways_without_loss(project: Group) -> None:
    with TemporaryDirectory() as folder:
        yaml, book, again = (Path(folder) / name for name in ("甲.yaml", "乙.xlsx", "丙.yaml"))
        yaml.write_text(yaml_text(project, {}), encoding="utf-8")
        root, problems = read_project_file(yaml, yaml.name)
        assert [str(problem) for problem in problems if problem.severity == "error"] == []
        assert exact(root) == exact(project)
        assert exact(convert(yaml, book)) == exact(project)
        assert exact(convert(book, again)) == exact(project)
