"""Reads a YAML file into a tree of nodes with places, every scalar as typed, and finds all problems of the file.

ruamel parses, but only its events are used: its constructor would make a number of ``010`` and a date of
``2024-01-01``. Where it stops at a fault, ``mistakes.py`` looks for what people commonly mistype, and what it finds is
reported instead.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from ruamel.yaml import events as ev
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from generator.problem import Problem, Severity, Source, few_of_a_kind
from generator.project.yaml.events import DEPTH_LIMIT, events
from generator.project.yaml.mistakes import find_mistakes, glued_comment, misread_key, quoted, shortened
from generator.project.yaml.nodes import FileText, Group, Listing, Node, Null, Text
from generator.project.yaml.text_file import INVISIBLE, read_utf8

if TYPE_CHECKING:
    from pathlib import Path

# As DEPTH_LIMIT, with aliases expanded: a few lines of nested aliases may stand for billions of nodes.
NODE_LIMIT = 500_000
# As written: ruamel takes 30 to 60 µs an event. 10,000 分表 of five variables in a file are 130,000.
EVENT_LIMIT = 150_000
_MOST_OF_A_KIND = 100
_FILE_TAG = "!文件"
# The anchor and tag before a value, with the comments and line breaks between them.
_PROPERTIES = re.compile(r"(?:[&!]\S*(?:\s|#.*)*)*")
_FLOW_COLON = re.compile(r"(?:\s|#.*+)*+:")
_COLON = re.compile(r" *:(?=\s|\Z|[,}])")
_THOUSANDS = re.compile(r"[^0-9,]*[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?[^0-9,]*")
_OUTER_KEY = re.compile(r"^[^\s#\-][^\n:]*:(?=\s|\Z)", re.MULTILINE)
_MOST_OUTER_KEYS = 5_000
_NUMBER_ENTRY = re.compile(r"[^：:]+[：:]\s*[\d≥≤<>=]")
_WIDE_SPACES = "\u3000\u00a0"


def read_yaml(path: Path, shown_as: str) -> tuple[Group | None, list[Problem]]:
    """The mapping that a file holds, and its problems in order of the lines.

    The mapping is None if the file cannot be parsed or holds something else. Beside errors it is what could be read:
    good for finding more errors, not for making forms.
    """
    text = read_utf8(path, shown_as)
    if not isinstance(text, str):
        return None, text
    # Parsing takes 0.1 ms a key: whoever has more has put a table here.
    if (count := len(_OUTER_KEY.findall(text))) > _MOST_OUTER_KEYS:
        message = (
            f"最外层有 {count:,} 个键，最多 {_MOST_OUTER_KEYS:,} 个；成批的数据请放进数据表（分表 里写 数据: 文件名）"
        )
        return None, [Problem(Source(shown_as), "Y002", message)]
    return _read_text(text, shown_as)


def _read_text(text: str, file: str) -> tuple[Group | None, list[Problem]]:
    tree = _NodeBuilder(text, file)
    try:
        for event in events(text):
            tree.take(event)
    except _StopReadingError as stop:
        return None, _in_order([*tree.problems, stop.problem])
    except (YAMLError, ValueError, OverflowError) as error:  # the last two from chr(), for "\UFFFFFFFF"
        found = find_mistakes(text, file)
        marked = error if isinstance(error, MarkedYAMLError) else MarkedYAMLError(problem_mark=tree.last_mark)
        return None, _in_order([*found, *_unreported(tree.problems, found), *_translated(marked, file, found)])
    tree.report_unused_anchors()
    if isinstance(tree.root, Group):
        return tree.root, _in_order(tree.problems)
    return None, _in_order([*tree.problems, *_not_a_mapping(tree.root, text, file, tree.problems)])


def _not_a_mapping(root: Node | None, text: str, file: str, known: list[Problem]) -> list[Problem]:
    if root is None or isinstance(root, Null):
        return [Problem(Source(file, 1, 1), "Y005", "文件是空的：至少要写 模板: 模板名称")]
    if found := _unreported(find_mistakes(text, file), known):
        return found
    if known:
        return []
    kind = "一个列表" if isinstance(root, Listing) else "一段文字"
    return [Problem(root.source, "Y007", f"整个文件是{kind}：最外层应当一行一个「键: 值」，例如 模板: 模板名称")]


def _unreported(problems: list[Problem], known: list[Problem]) -> list[Problem]:
    """The problems on lines that have no known problem: one for each line is enough."""
    lines = {problem.source.line for problem in known}
    return [problem for problem in problems if problem.source.line not in lines]


def _in_order(problems: list[Problem]) -> list[Problem]:
    by_place = sorted(problems, key=lambda problem: (problem.source.line or 0, problem.source.column or 0))
    return few_of_a_kind(by_place, _MOST_OF_A_KIND)


# A fragment of ruamel's message, the code and the message for it; the first that fits counts, the last fits always.
_TRANSLATIONS = (
    ("unexpected end of stream", "Y031", "从这里开始的引号没有收尾：请补上后引号"),
    ("document separator", "Y031", "从这里开始的引号没有收尾：请补上后引号"),
    ("could not find expected ':'", "Y039", "这一行不是「键: 值」：请检查冒号（半角，后面有空格）和缩进"),
    ("mapping values are not allowed", "Y028", "这里的「: 」不该出现：值里有冒号时请用引号括起来；也请检查缩进"),
    ("sequence entries are not allowed", "Y027", "这里的「- 」不该出现：是文字请用引号括起来，是列表请另起一行"),
    ("cannot start any token", "Y025", "值不能直接以这个符号开头：请把整个值用引号括起来"),
    ("escape", "Y033", "双引号里的 \\ 有特殊意思：要印出 \\ 本身，请改用单引号"),
    ("expected <block end>", "Y029", "这一行和上面接不上：请检查缩进是否对齐，引号或括号后面是不是还有文字"),
    ("expected ',' or", "Y035", "{ } 或 [ ] 里的各项要用半角逗号隔开，括号要成对；值里有符号时请用引号括起来"),
    ("", "Y039", "这里不合 YAML 的写法：请检查冒号、括号、引号和缩进，值里有符号时请用引号括起来"),
)


def _translated(error: MarkedYAMLError, file: str, known: list[Problem]) -> list[Problem]:
    """The error of ruamel in Chinese; none if a known error on the lines that it names explains it."""
    mark = error.problem_mark or error.context_mark
    line = mark.line if mark else 0
    first = error.context_mark.line if error.context_mark else line - 1
    explained = range(first + 1, line + 2)
    if any(problem.severity is Severity.ERROR and problem.source.line in explained for problem in known):
        return []
    english = f"{error.context} {error.problem}"
    # An open quote or bracket swallows the rest of the file; the error at its end is only the consequence.
    if "<stream end>" in english and not {"Y031", "Y032"}.isdisjoint(problem.code for problem in known):
        return []
    code, message = next((code, message) for fragment, code, message in _TRANSLATIONS if fragment in english)
    at = error.context_mark if code == "Y031" else mark
    return [Problem(Source(file, at.line + 1, at.column + 1) if at else Source(file, 1, 1), code, message)]


class _StopReadingError(Exception):
    """The file is refused at this problem, whatever follows."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Key(Struct):
    """A key whose value comes next. ``end`` is ruamel's mark after it; a dropped key has been reported."""

    text: str
    source: Source
    end: Any
    is_merge: bool = False
    is_dropped: bool = False


class _OpenCollection(Struct):
    """A collection that is still open; ``start`` is the event that opened it.

    ``size`` counts its nodes with aliases expanded, ``height`` the levels below it. ``merged`` are the mappings of
    ``<<``. ``is_misread`` marks a ``{{ 变量 }}`` without quotes, which YAML reads as a mapping whose key is a mapping.
    """

    start: Any
    is_group: bool
    is_misread: bool
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Source] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    merged: list[Group] = field(default_factory=list)
    cut: dict[str, list[_Key]] = field(default_factory=dict)
    """The pieces without a colon in ``{ }``, by the key that a comma cut them off from; blank if there is none."""
    plain: list[Any] = field(default_factory=list)
    """The events of the items without quotes in ``[ ]``."""
    key: _Key | None = None
    size: int = 1
    height: int = 0


class _Anchored(Struct):
    """A node with an anchor; ``size`` and ``height`` as in ``_OpenCollection``."""

    name: str
    node: Node
    source: Source
    size: int
    height: int
    is_used: bool = False


class _NodeBuilder:
    """Builds nodes from the events of one file, given to ``take``; the result is in ``root`` and ``problems``."""

    def __init__(self, text: str, file: str) -> None:
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.last_mark: Any = None
        self._text, self._file = text, file
        self._open: list[_OpenCollection] = []
        self._anchors: dict[str, _Anchored] = {}
        self._anchored: list[_Anchored] = []
        self._documents = 0
        self._events = 0

    def take(self, event: Any) -> None:
        """Take in the next event of ruamel's parser."""
        self.last_mark = event.end_mark
        self._events += 1
        if self._events > EVENT_LIMIT:
            advice = "分表多的，请把变量放进数据表（.xlsx 或 .csv），或分成几个文件"
            message = f"内容超过 {EVENT_LIMIT} 项（键、值、括号）：{advice}"
            raise _StopReadingError(Problem(self._at(event.start_mark), "Y009", message))
        if isinstance(event, ev.ScalarEvent):
            self._place(self._scalar(event), event)
        elif isinstance(event, ev.AliasEvent):
            self._alias(event)
        elif isinstance(event, ev.CollectionStartEvent):
            self._begin(event)
        elif isinstance(event, ev.CollectionEndEvent):
            self._end(event)
        elif isinstance(event, ev.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                message = "一个文件里只能有一份内容：请删去这一行 ---，或拆成几个文件"
                raise _StopReadingError(Problem(self._at(event.start_mark), "Y006", message))

    def report_unused_anchors(self) -> None:
        """Report anchors that no alias uses: most likely text that begins with ``&``, which YAML silently drops."""
        for anchored in self._anchored:
            if not anchored.is_used:
                is_text = isinstance(anchored.node, (Text, Null, FileText))
                severity = Severity.ERROR if is_text else Severity.WARNING
                advice = "如果是文字，请把整个值用引号括起来" if is_text else "如果不需要，请删去"
                message = f"「&{anchored.name}」是 YAML 的锚点，不会印出来，也没有地方引用它：{advice}"
                self.problems.append(Problem(anchored.source, "Y014", message, severity=severity))

    def _at(self, mark: Any) -> Source:
        return Source(self._file, mark.line + 1, mark.column + 1)

    def _error(self, mark: Any, code: str, message: str, severity: Severity = Severity.ERROR) -> None:
        self._report(self._at(mark), code, message, severity)

    def _report(self, at: Source, code: str, message: str, severity: Severity = Severity.ERROR) -> None:
        # Inside a {{ }} without quotes, which is reported itself, YAML finds only nonsense.
        if not any(frame.is_misread for frame in self._open):
            self.problems.append(Problem(at, code, message, severity=severity))

    def _scalar(self, event: Any) -> Node:
        if event.style is None and not event.value and event.tag is None:
            return self._null(event)
        source = self._at(event.start_mark)
        if event.style is None:
            self._check_comment(self._at(event.end_mark), event.end_mark.index)
        # The file was searched for these characters already; an escape like "\x07" makes one anew.
        if event.style == '"' and (bad := INVISIBLE.search(event.value)):
            message = f"双引号里的 \\ 写出了看不见的字符 U+{ord(bad[0]):04X}：请删去；要印出 \\ 本身，请改用单引号"
            self._error(event.start_mark, "Y004", message)
        if event.style == ">" and not event.value:
            self._error(event.start_mark, "Y034", '「>」后面没有文字，会印成空白：要印出 > 请写 ">"，要空白请写 ""')
        if event.tag == _FILE_TAG:
            if not event.value.strip():
                self._error(event.start_mark, "Y012", "「!文件」后面没有文件名：写作 正文: !文件 报告正文.txt")
            return FileText(event.value.strip(), source)
        self._check_tag(event, ("!!str",))
        return Text(event.value, source, self._first_line(event))

    def _null(self, event: Any) -> Null:
        """An empty value, placed behind the colon of its key; ruamel's event has the place of the next token."""
        key = self._open[-1].key if self._open else None
        colon = _COLON.match(self._text, key.end.index) if key else None
        if key is None or colon is None or event.anchor is not None:
            return Null(self._at(event.start_mark))
        length = colon.end() - key.end.index
        source = Source(self._file, key.end.line + 1, key.end.column + length + 1)
        self._check_comment(source, colon.end())
        return Null(source)

    def _check_comment(self, at: Source, index: int) -> None:
        if message := glued_comment(self._text, index):
            self._report(at, "Y030", message, Severity.WARNING)

    def _check_tag(self, event: Any, allowed: tuple[str, ...]) -> None:
        if event.tag is not None and event.tag not in allowed:
            message = f"不认识「{event.tag}」：如果是文字，请把整个值用引号括起来；只认识 !文件 文件名"
            self._error(event.start_mark, "Y012", message)

    def _first_line(self, event: Any) -> int | None:
        """The line of the first character of a scalar, after its anchor, tag and block header; None if it is folded."""
        if event.style == ">":
            return None
        line: int = event.start_mark.line + 1
        if event.anchor is not None or event.tag is not None:
            begin = event.start_mark.index
            after = _PROPERTIES.match(self._text, begin, event.end_mark.index)
            line += self._text.count("\n", begin, after.end() if after else begin)
        return line + 1 if event.style == "|" else line

    def _begin(self, event: Any) -> None:
        if len(self._open) >= DEPTH_LIMIT:
            message = f"嵌套超过 {DEPTH_LIMIT} 层：请检查括号和缩进"
            raise _StopReadingError(Problem(self._at(event.start_mark), "Y008", message))
        is_group = isinstance(event, ev.MappingStartEvent)
        is_template = self._text.startswith("{{", event.start_mark.index)
        if is_template:
            message = '以 {{ 开头的值要用引号括起来，写作 "{{ 变量 }}"'
            self._error(event.start_mark, "Y024", message)
        elif event.tag is not None:
            self._check_tag(event, ("!!map",) if is_group else ("!!seq",))
        self._open.append(_OpenCollection(event, is_group, is_template))

    def _end(self, event: Any) -> None:
        frame = self._open.pop()
        start = frame.start
        source = self._at(start.start_mark)
        node: Node
        if frame.is_misread:
            # Kept as the text that was meant, so that later checks know the names that it uses.
            node = Text(self._text[start.start_mark.index : event.end_mark.index], source, source.line)
        elif frame.is_group:
            self._report_cut(frame)
            node = self._group(frame, source)
        else:
            self._report_thousands(frame)
            node = Listing(tuple(frame.items), source)
        self._place(node, start, frame.size, frame.height + 1)

    def _group(self, frame: _OpenCollection, source: Source) -> Group:
        entries: dict[str, Node] = {}
        keys: dict[str, Source] = {}
        # An entry of the mapping itself counts before those of <<, and an earlier << before a later one.
        for group in frame.merged:
            for name, node in group.entries.items():
                if name not in entries:
                    entries[name], keys[name] = node, group.keys[name]
        return Group(entries | frame.entries, source, keys | frame.keys)

    def _alias(self, event: Any) -> None:
        """An alias stands for the same node again; one without an anchor is kept as text."""
        anchored = self._anchors.get(event.anchor)
        if anchored is not None:
            anchored.is_used = True
            self._place(anchored.node, event, anchored.size, anchored.height)
            return
        is_self = any(frame.start.anchor == event.anchor for frame in self._open)
        reason = "引用了它自己所在的那一块" if is_self else f"引用的锚点 &{event.anchor} 在前面没有定义"
        message = f"「*{event.anchor}」{reason}：如果是文字，请把整个值用引号括起来"
        self._error(event.start_mark, "Y013", message)
        self._place(Text(f"*{event.anchor}", self._at(event.start_mark), event.start_mark.line + 1), event)

    def _place(self, node: Node, event: Any, size: int = 1, height: int = 0) -> None:
        """Add a finished node to what it belongs to: as the root, an item, a key or a value."""
        if not isinstance(event, ev.AliasEvent) and event.anchor is not None:
            anchored = _Anchored(event.anchor, node, self._at(event.start_mark), size, height)
            self._anchors[event.anchor] = anchored
            self._anchored.append(anchored)
        if not self._open:
            self.root = node
            return
        frame = self._open[-1]
        self._count(frame, event, size, height)
        if not frame.is_group:
            frame.items.append(node)
            if frame.start.flow_style and isinstance(event, ev.ScalarEvent) and event.style is None:
                frame.plain.append(event)
        elif frame.key is None:
            frame.key = self._key(frame, node, event)
        else:
            key, frame.key = frame.key, None
            self._value(frame, key, node, event)

    def _count(self, frame: _OpenCollection, event: Any, size: int, height: int) -> None:
        """Add a node to the size of its collection; stops reading past the limits."""
        frame.size += size
        frame.height = max(frame.height, height)
        if frame.size > NODE_LIMIT:
            message = f"内容展开后超过 {NODE_LIMIT} 项：请检查锚点（&）和引用（*）是不是层层重复"
            raise _StopReadingError(Problem(self._at(event.start_mark), "Y009", message))
        if len(self._open) + height > DEPTH_LIMIT:
            message = f"引用展开后嵌套超过 {DEPTH_LIMIT} 层：请检查锚点（&）和引用（*）"
            raise _StopReadingError(Problem(self._at(event.start_mark), "Y008", message))

    def _key(self, frame: _OpenCollection, node: Node, event: Any) -> _Key:
        """The key that a node is; dropped, and reported, if it is no text or occurs twice."""
        source = self._at(event.start_mark)
        if not isinstance(node, Text):
            if not self._text.startswith("{{", event.start_mark.index):
                what = "冒号前面没有键" if isinstance(node, Null) else "键只能是文字，不能是列表、键值表或文件"
                self._error(event.start_mark, "Y011", f"{what}：写作 键: 值")
            return _Key("", source, event.end_mark, is_dropped=True)
        is_plain = isinstance(event, ev.ScalarEvent) and event.style is None
        key = _Key(node.value, source, event.end_mark, is_merge=is_plain and node.value == "<<")
        if frame.start.flow_style and not _FLOW_COLON.match(self._text, event.end_mark.index):
            key.is_dropped = True
            if key.text.endswith(":"):
                self._report(source, "Y023", f"「{key.text}」后面缺一个空格：写作 {key.text} 值")
            elif mistake := misread_key(key.text):  # 键：值 and 键:值 are keys to YAML
                self._report(source, *mistake)
            else:
                frame.cut.setdefault(next(reversed(frame.entries), ""), []).append(key)
            return key
        if is_plain and key.text != key.text.strip(_WIDE_SPACES):
            key.is_dropped = True
            self._error(event.start_mark, "Y022", f"「{key.text.strip()}」前后有全角空格：缩进和空格都要用半角空格")
        if key.text in frame.keys:
            key.is_dropped = True
            first = frame.keys[key.text].line
            message = f"「{key.text}」重复了：第 {first} 行和第 {source.line} 行只能留一个"
            self._error(event.start_mark, "Y010", message)
        return key

    def _value(self, frame: _OpenCollection, key: _Key, node: Node, event: Any) -> None:
        is_plain = isinstance(event, ev.ScalarEvent) and event.style is None and not isinstance(node, Null)
        if is_plain and event.end_mark.line > key.end.line:
            self._check_plain_lines(event, key)
        if key.is_merge:
            self._merge(frame, node, event)
        elif not key.is_dropped:
            frame.entries[key.text] = node
            frame.keys[key.text] = key.source

    def _report_cut(self, frame: _OpenCollection) -> None:
        """Report each value that YAML cut off at a comma: ``{金额: 1,234.50}`` is 1 and a key 234.50."""
        for name, keys in frame.cut.items():
            before = frame.entries.get(name)
            pieces = ",".join(key.text for key in keys)
            if isinstance(before, Text):
                whole = f"{name}: {quoted(f'{before.value},{pieces}')}"
                left = shortened(before.value)
                message = f"「{name}」的值在逗号处断开，只剩「{left}」：要写千分位或逗号，请加引号，写作 {whole}"
            else:
                message = f"「{shortened(pieces)}」后面没有冒号和值：写作 键: 值；要写千分位或逗号，请给整个值加引号"
            self._report(keys[0].source, "Y036", message)

    def _report_thousands(self, frame: _OpenCollection) -> None:
        """Warn of numbers with separators in a list: ``[1,234.50]`` is 1 and 234.50."""
        runs: list[list[Any]] = []
        for event in frame.plain:
            if runs and self._text[runs[-1][-1].end_mark.index : event.start_mark.index] == ",":
                runs[-1].append(event)
            else:
                runs.append([event])
        for run in runs:
            whole = ",".join(event.value for event in run)
            if _THOUSANDS.fullmatch(whole):
                message = (
                    f"「{whole}」在 [ ] 里是 {len(run)} 项：是一个数请加引号，写作 {quoted(whole)}；"
                    f"是 {len(run)} 项请在逗号后面空一格"
                )
                self._error(run[0].start_mark, "Y036", message, Severity.WARNING)

    def _merge(self, frame: _OpenCollection, node: Node, event: Any) -> None:
        for group in node.items if isinstance(node, Listing) else (node,):
            if isinstance(group, Group):
                frame.merged.append(group)
            else:
                self._error(event.start_mark, "Y015", "「<<」后面应当引用一个键值表，写作 <<: *锚点")

    def _check_plain_lines(self, event: Any, key: _Key) -> None:
        """Report lines below a key that look like entries but which YAML joins to one plain text."""
        begins_below = event.start_mark.line > key.end.line
        lines = self._text[event.start_mark.index : event.end_mark.index].split("\n")
        for offset, line in enumerate(lines):
            mistake = misread_key(line.lstrip(" "))
            # In a text that goes on from the line of its key, 其中：一半 is prose, unless a number follows the colon.
            if mistake and (begins_below or (offset and _NUMBER_ENTRY.match(line))):
                column = len(line) - len(line.lstrip(" ")) if offset else event.start_mark.column
                at = Source(self._file, event.start_mark.line + 1 + offset, column + 1)
                code, message = mistake
                severity = Severity.ERROR if begins_below else Severity.WARNING
                self._report(at, code, f"{message}；如果是文字，请用引号括起来", severity)
