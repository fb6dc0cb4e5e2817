"""Reads files as text: decoding, line breaks, invisible characters; and the text files that ``!文件 名称`` names.

Also holds the codes of all problems that reading files finds. Nothing here parses YAML.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from generator.office.read import NotRegularError, read_regular
from generator.problem import Problem, Severity, Source
from generator.project.yaml.nodes import FileText, Group, Listing, Node, Null, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


# All problems that reading YAML, tables and text files can find.
CODES = MappingProxyType(
    {
        "Y001": "文件不存在、打不开，或者是文件夹",
        "Y002": "文件太大",
        "Y003": "不是 UTF-8 编码",
        "Y004": "看不见的控制字符",
        "Y005": "文件是空的",
        "Y006": "一个文件里有几份内容",
        "Y007": "最外层不是「键: 值」",
        "Y008": "嵌套太深",
        "Y009": "内容太多，或引用展开后太大",
        "Y010": "键重复",
        "Y011": "键不是文字",
        "Y012": "不认识的标签",
        "Y013": "引用了没有定义的锚点",
        "Y014": "没有被引用的锚点",
        "Y015": "<< 后面不是键值表",
        "Y020": "制表符（Tab）",
        "Y021": "用全角冒号代替了半角冒号",
        "Y022": "全角空格",
        "Y023": "冒号后面缺空格",
        "Y024": "以 {{ 或 {% 开头的值没有引号",
        "Y025": "值以 YAML 的特殊符号开头而没有引号",
        "Y026": "引号或括号后面还有文字",
        "Y027": "值以「- 」开头而没有引号",
        "Y028": "没有引号的值里有「: 」",
        "Y029": "缩进对不齐",
        "Y030": "# 后面的文字被当作注释",
        "Y031": "引号没有收尾",
        "Y032": "括号没有收尾",
        "Y033": "双引号里的 \\",
        "Y034": "「>」后面没有文字",
        "Y035": "{ } 或 [ ] 里少了逗号，或用了全角逗号",
        "Y036": "{ } 或 [ ] 里的逗号把一个值断开了",
        "Y039": "其他不合 YAML 写法之处",
        "Y040": "文件在项目的文件夹之外",
        "Y101": "数据表打不开，或格式不对",
        "Y102": "数据表的表头重复或空白",
        "Y103": "数据表没有数据",
        "Y104": "数据表的一行比表头长",
        "Y105": "数据表的单元格是错误值，或公式没有结果",
        "Y106": "数据表的单元格用了不认识的数字格式",
        "Y107": "数据表里的长号码可能少了几位",
        "Y108": "数据表的单元格横着合并了几列",
        "Y109": "数据表的单元格有数，数字格式不显示它",
        "Y110": "工作簿里两张工作表同名",
        "Y111": "工作簿里缺少工作表或列",
        "Y112": "工作簿里有没有读的工作表",
        "Y113": "工作簿里一个值写了两次，或既有值又有下级",
        "Y114": "工作簿的一行缺少名称",
        "Y115": "工作簿的一行说的分表或指标没有",
        "Y201": "去掉了 Markdown 记号",
    }
)

SIZE_LIMIT = 20_000_000
_YAML_LIMIT = 5_000_000  # even of blank lines ruamel takes 1 to 2 µs a character
# Besides what XML 1.0 (2.2) forbids: DEL, C1, U+2028 and U+2029 (line breaks to some programs), a BOM in the middle.
INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
# The marks of a heading and of bold text in Markdown.
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(?=\S)", re.MULTILINE)
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")


def read_text_file(path: Path, shown_as: str, at: Source) -> tuple[Text | None, list[Problem]]:
    """A text file in UTF-8 or GB18030, without Markdown's ``#`` and ``**``; None if it cannot be read.

    ``at`` is where the project file names it: the place of the problem if the file is missing.
    """
    data = read_bytes(path, shown_as, at)
    if isinstance(data, Problem):
        return None, [data]
    text = decode(data)
    if text is None:
        return None, [Problem(Source(shown_as), "Y003", "看不懂这个文件的编码：请用记事本打开，另存为时编码选 UTF-8")]
    problems = invisible_characters(text, shown_as)
    if problems:
        return None, problems
    source = Source(shown_as, 1, 1)
    text, headings = _HEADING.subn("", text)
    text, bolds = _BOLD.subn(r"\1", text)
    if headings or bolds:
        message = f"去掉了 Markdown 记号：标题的 # {headings} 处，加粗的 ** {bolds} 处"
        problems = [Problem(source, "Y201", message, severity=Severity.INFO)]
    return Text(text, source, 1), problems


def read_bytes(path: Path, shown_as: str, at: Source) -> bytes | Problem:
    """The bytes of a file of at most 20 MB, or the problem, at ``at``, because of which there are none."""
    try:
        data = read_regular(path, SIZE_LIMIT)
    except (IsADirectoryError, NotRegularError):
        return Problem(at, "Y001", f"「{shown_as}」是文件夹（或设备），这里要一个文件")
    except FileNotFoundError:
        return Problem(at, "Y001", f"找不到文件「{shown_as}」：请检查文件名和所在的文件夹")
    except (OSError, ValueError):
        return Problem(at, "Y001", f"打不开文件「{shown_as}」：请检查权限，以及它是不是正被别的程序占用")
    if len(data) > SIZE_LIMIT:
        return Problem(at, "Y002", f"「{shown_as}」超过 20 MB，太大了：请检查是不是放错了文件")
    return data


def read_utf8(path: Path, shown_as: str) -> str | list[Problem]:
    """The text of a UTF-8 file with line breaks as LF and without tabs at the ends of lines, or the problems."""
    data = read_bytes(path, shown_as, Source(shown_as))
    if isinstance(data, Problem):
        return [data]
    if len(data) > _YAML_LIMIT:
        advice = "长的文字请用 !文件，分表多的请用数据表"
        return [Problem(Source(shown_as), "Y002", f"「{shown_as}」超过 5 MB，太大了：{advice}")]
    try:
        text = unify_line_breaks(data.decode("utf-8-sig"))
        bad_line = 1 if is_utf16(data) else 0
    except UnicodeDecodeError as error:
        text, bad_line = "", data.count(b"\n", 0, error.start) + 1
    if bad_line:
        name = "UTF-16 " if is_utf16(data) else "GBK（ANSI）" if decode(data) is not None else "UTF-8 以外的"
        message = f"文件是 {name}编码：请用记事本打开，点「另存为」，编码选 UTF-8"
        return [Problem(Source(shown_as, bad_line, 1), "Y003", message)]
    return invisible_characters(text, shown_as) or _without_trailing_tabs(text)


def _without_trailing_tabs(text: str) -> str:
    """The text without tabs at the ends of lines: ruamel refuses them, and nobody can see one."""
    if "\t" not in text:
        return text
    return "\n".join(line.rstrip(" \t") if line.endswith(("\t", "\t ")) else line for line in text.split("\n"))


def decode(data: bytes) -> str | None:
    """The text of bytes in UTF-8 (without its BOM) or GB18030, line breaks as LF; None for anything else."""
    # GB18030 would decode UTF-16 without a BOM, into nonsense.
    if is_utf16(data):
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return unify_line_breaks(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return None


def is_utf16(data: bytes) -> bool:
    """Whether the bytes are UTF-16: with a BOM, or with the zero bytes that ASCII characters have in it."""
    return data.startswith((b"\xff\xfe", b"\xfe\xff")) or (b"\x00" in data[:200] and data[:200].count(b"\x00") > 3)


def unify_line_breaks(text: str) -> str:
    """The text with CRLF and CR replaced by LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def invisible_characters(text: str, shown_as: str) -> list[Problem]:
    """An error for each line that holds invisible characters, at the first of the line."""
    problems: list[Problem] = []
    line, counted_to = 1, 0
    for found in INVISIBLE.finditer(text):
        new_lines = text.count("\n", counted_to, found.start())
        if new_lines or not problems:
            line, counted_to = line + new_lines, found.start()
            column = found.start() - text.rfind("\n", 0, found.start())
            message = f"这里有看不见的字符 U+{ord(found[0]):04X}：请把它删去，或把这一处重新输入"
            problems.append(Problem(Source(shown_as, line, column), "Y004", message))
    return problems


K = TypeVar("K")


class YamlPlace(Struct, frozen=True):
    """A file of a project: its path, the path as messages show it, and the folders that it may name files in."""

    path: Path
    shown_as: str
    roots: tuple[Path, ...]

    def beside(self, name: str, at: Source) -> YamlPlace | Problem:
        """The file that it names by a path relative to itself; a problem at ``at`` for one outside the folders."""
        file = YamlPlace(self.path.parent / name, str(Path(self.shown_as).parent / name), self.roots)
        try:
            real = Path(os.path.realpath(file.path))
        except ValueError:  # a null character in the name
            return Problem(at, "Y001", f"找不到文件「{file.shown_as}」：请检查文件名和所在的文件夹")
        if any(real.is_relative_to(root) for root in self.roots):
            return file
        message = f"「{file.shown_as}」在项目的文件夹之外，不读它：请把它放进来，或用 --allow 写明它所在的文件夹"
        return Problem(at, "Y040", message)


def place_of_project(path: Path, shown_as: str, allowed: Collection[Path]) -> YamlPlace:
    """A project file with the folders that its files may lie in: a project may come from elsewhere.

    These are the working folder if it lies there, else its own, and those ``allowed``; links are followed first.
    """
    working, own = (Path(os.path.realpath(folder)) for folder in (Path.cwd(), path.parent))
    root = working if own.is_relative_to(working) else own
    return YamlPlace(path, shown_as, (root, *(Path(os.path.realpath(folder)) for folder in allowed)))


def with_file_texts(node: Node, place: YamlPlace) -> tuple[Node, list[Problem]]:
    """A node with the text of every ``!文件`` read in; the node itself if there is none. An unreadable file is blank.

    ``place`` is the YAML file of the node: paths are relative to it.
    """
    if isinstance(node, FileText):
        file = place.beside(node.path, node.source)
        if isinstance(file, Problem):
            return Null(node.source), [file]
        text, problems = read_text_file(file.path, file.shown_as, node.source)
        return text or Null(node.source), problems
    if isinstance(node, Group):
        entries, problems = _all(node.entries, place)
        return (node if entries is None else Group(entries, node.source, node.keys)), problems
    if isinstance(node, Listing):
        numbered: dict[int, Node] = dict(enumerate(node.items))
        items, problems = _all(numbered, place)
        return (node if items is None else Listing(tuple(items.values()), node.source)), problems
    return node, []


def _all(children: Mapping[K, Node], place: YamlPlace) -> tuple[dict[K, Node] | None, list[Problem]]:
    """The children with their texts read in, or None if none of them names a file."""
    problems: list[Problem] = []
    result: dict[K, Node] = {}
    changed = False
    for name, child in children.items():
        result[name], found = with_file_texts(child, place)
        problems += found
        changed = changed or result[name] is not child
    return result if changed else None, problems
