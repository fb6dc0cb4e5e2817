"""Recognises what people mistype in YAML, and reports a problem for each line with such a mistake.

Used for a text that YAML cannot parse: a parser stops at the first fault, this reads all lines. It reads leniently,
and never decides what a value is.
"""

from __future__ import annotations

import re

from generator.problem import Problem, Severity, Source

GLUED_COMMENT = re.compile(r"[ ]+(#[^\s#=\-][^\n]*)")
_KEY_WORD = r"[^\s：:,，。；;、!！?？\"'{}\[\]#&*|>%@`≥≤<=-][^：:,，。；;、!！?？\n\"'{}\[\]]{0,29}"
# Left as strings, which re compiles at first use: most files hold no line that is matched against them.
_WIDE_COLON = rf"(?:- )*({_KEY_WORD})："
_GLUED_COLON = rf"(?:- )*(?!\d+:\d)({_KEY_WORD}):(?!//)[^ \t:]"
_WIDE_SPACE_COLON = rf"(?:- )*({_KEY_WORD}):[\u3000\u00a0]"
_GLUED_DASH = re.compile(r"-[^\s\d-]")
_BLOCK_KEY = re.compile(
    r"""(?P<key>
        "(?:[^"\\]|\\.)*" | '(?:[^']|'')*' | (?![\[\]{}"'#|>%@`,!&*]|[-?][ \t])(?:(?![ \t]\#|:(?:[ \t]|$)).)+
    )[ ]*:(?=[ \t]|$)""",
    re.VERBOSE,
)
_BLOCK_HEADER = re.compile(r"[|>](?:[1-9][+-]?|[+-][1-9]?)?(?:[ \t]+#.*|[ \t]*)$")
_QUOTED = {'"': re.compile(r'(?:[^"\\]|\\.|\\$)*'), "'": re.compile(r"(?:[^']|'')*")}
# In double quotes: an escaped backslash, which is skipped, or a backslash that begins no escape of YAML (group 1).
# After \U must come a code that Unicode has.
_BAD_ESCAPE = re.compile(r'\\(?:\\|([^0abtnvfre "/\\N_LPxuU\t]|U(?!0010|000)))')
# A plain scalar in { } or [ ]: it ends at a comma, a bracket, a colon with a space, or a comment.
_FLOW_PLAIN = re.compile(r"(?:[^,\[\]{}:# \t]|:(?![ \t]|$|[\[\]{}])|(?<=[^ \t])#|[ \t]+(?=[^ \t#,\[\]{}:]|:[^ \t]))+")
_COMMENT = re.compile(r"(?:^|[ \t])#")
_SPECIAL = "%@`,]}"
_QUOTE_IT = "请把整个值用引号括起来，写作"


def misread_key(text: str) -> tuple[str, str] | None:
    """Code and message if a text looks like ``键：值`` or ``键:值``: to YAML these are plain text, not an entry."""
    if found := re.match(_WIDE_COLON, text):
        return "Y021", f"「{found[1]}」后面是全角冒号「：」：请改成半角冒号加一个空格，写作 {found[1]}: 值"
    if found := re.match(_WIDE_SPACE_COLON, text):
        return "Y022", f"「{found[1]}:」后面是全角空格：请改成半角空格"
    if found := re.match(_GLUED_COLON, text):
        return "Y023", f"「{found[1]}:」后面缺一个空格：写作 {found[1]}: 值"
    if _GLUED_DASH.match(text):
        return "Y023", "列表的「-」后面缺一个空格：写作 - 值"
    return None


def glued_comment(text: str, begin: int) -> str:
    """The message for a `` #`` at offset ``begin`` that begins a comment but may be meant as text; else blank.

    ``# ``, ``##``, ``#=`` and ``#-`` are taken for comments that somebody meant.
    """
    found = GLUED_COMMENT.match(text, begin)
    if found is None:
        return ""
    return f"「{shortened(found[1])}」被当作注释，不会印出来：要印出来请把整个值用引号括起来；是注释请在 # 后面加空格"


def find_mistakes(text: str, file: str) -> list[Problem]:
    """At most one problem for each line, in order; none for the inside of comments, quotes and block scalars."""
    scan = _Scan(text, file)
    row = 0
    while row < len(scan.lines):
        row = scan.line(row)
    return [scan.found[row] for row in sorted(scan.found)]


def shortened(text: str) -> str:
    """At most 20 characters of a text, as a message quotes it."""
    return text if len(text) <= 20 else f"{text[:19]}…"


class _Scan:
    """Goes through the lines and keeps the state of block context; rows and columns count from 0.

    ``found`` holds the problem of a row: an error replaces a warning, else the first stays.
    """

    def __init__(self, text: str, file: str) -> None:
        self.lines = text.split("\n")
        self.found: dict[int, Problem] = {}
        self._file = file
        self._aliases = set(re.findall(r"\*([^\s,\[\]{}]+)", text))
        self._anchors = set(re.findall(r"&([^\s,\[\]{}]+)", text))
        self._levels: list[int] = []  # columns of the open mappings and lists
        self._expects_deeper = True  # whether the next line may be indented deeper
        self._plain_below: int | None = None  # column of the key whose plain value may go on in deeper lines

    def report(self, row: int, column: int, code: str, message: str, severity: Severity = Severity.ERROR) -> None:
        known = self.found.get(row)
        if known is None or (known.severity is Severity.WARNING and severity is Severity.ERROR):
            self.found[row] = Problem(Source(self._file, row + 1, column + 1), code, message, severity=severity)

    def line(self, row: int) -> int:
        """Reads the entry that begins on a row; returns the row after it."""
        line = self.lines[row]
        body = line.lstrip(" \t\u3000\u00a0")
        blank, column = line[: len(line) - len(body)], len(line) - len(body)
        if not body or body.startswith("#") or (not column and re.match(r"(---|\.\.\.)(\s|$)|%(YAML|TAG) ", body)):
            return row + 1
        if self._plain_below is not None and column > self._plain_below and not _BLOCK_KEY.match(body):
            return row + 1
        if "\t" in blank:
            self.report(row, blank.index("\t"), "Y020", "缩进里有制表符（Tab）：请全部改成空格，每层两个")
        elif blank.strip(" "):
            self.report(
                row, len(blank.rstrip("\u3000\u00a0")), "Y022", "缩进里有全角空格：请全部改成半角空格，每层两个"
            )
        # Indentation with a tab or a wide space tells no column, so it is not compared with that of other lines.
        return self._entry(row, column, is_level_known=not blank.strip(" "))

    def _entry(self, row: int, column: int, *, is_level_known: bool) -> int:
        """Reads the dashes, the key and the value of an entry; returns the row after it."""
        line = self.lines[row]
        self._plain_below = None
        parent = column
        while re.match(r"-([ \t]|$)", line[column:]):
            if is_level_known:
                self._level(row, column, is_dash=True)
            self._expects_deeper, parent = True, column
            column += 1
            column += len(line[column:]) - len(line[column:].lstrip(" "))
        key = _BLOCK_KEY.match(line, column)
        if key is None:
            mistake = misread_key(line[column:])
            if mistake:
                self.report(row, column, *mistake)
                return row + 1
            return self.value(row, column, parent - 1 if parent == column else parent)
        if is_level_known:
            self._level(row, column)
        begin = key.end()
        begin += len(line[begin:]) - len(line[begin:].lstrip(" "))
        self._expects_deeper = not line[begin:] or line[begin] in "#&!"
        return self.value(row, begin, column)

    def _level(self, row: int, column: int, *, is_dash: bool = False) -> None:
        """Reports indentation that matches no open level, or that is deeper than the line above allows."""
        is_dedent = False
        while self._levels and self._levels[-1] > column:
            self._levels.pop()
            is_dedent = True
        if self._levels and self._levels[-1] == column:
            return
        if is_dedent:
            self.report(row, column, "Y029", "缩进和上面各行都对不齐：同一层的各行要从同一列开始")
        elif self._levels and not self._expects_deeper:
            thing = "「- 」" if is_dash else "键"
            message = (
                f"缩进比上一行深，但上一行已经有值，不能再有下级的{thing}：请与上一行对齐，或删去上一行冒号后面的值"
            )
            self.report(row, column, "Y029", message)
        self._levels.append(column)

    def value(self, row: int, column: int, parent: int) -> int:
        """Reads a value in block context, ``parent`` being the column of its key; returns the row after it."""
        line = self.lines[row]
        rest = line[column:]
        if not rest or rest.startswith("#"):
            if message := glued_comment(line, len(line[:column].rstrip(" "))):
                self.report(row, column, "Y030", message, Severity.WARNING)
            return row + 1
        first = rest[0]
        if first == "\t" or rest.lstrip(" ").startswith("\t"):
            self.report(row, column, "Y020", "这里有制表符（Tab）：请改成空格")
            return row + 1
        if rest.startswith(("{{", "{%")):
            self.report(row, column, "Y024", f"以 {rest[:2]} 开头的值要用引号括起来，写作 {quoted(rest)}")
            return row + 1
        if first in "\"'":
            return self._quoted_value(row, column, parent)
        if first in "{[":
            return self._flow_value(row, column, parent)
        if first in "|>":
            return self._block_value(row, column, parent)
        if first in "&*!":
            return self._property_value(row, column, parent)
        if re.match(r"[-?]([ \t]|$)", rest):
            message = f"值以「{first} 」开头：如果是文字，{_QUOTE_IT} {quoted(rest)}；如果是列表，请另起一行"
            self.report(row, column, "Y027", message)
        elif first in _SPECIAL:
            self.report(row, column, "Y025", f"值不能直接以「{first}」开头：{_QUOTE_IT} {quoted(rest)}")
        else:
            self._plain_value(row, column, parent)
        return row + 1

    def _plain_value(self, row: int, column: int, parent: int) -> None:
        line = self.lines[row]
        comment = _COMMENT.search(line, column)
        text = line[column : comment.start() if comment else None]
        colon = re.search(r":([ \t]|$)", text)
        if colon:
            message = f"没有引号的值里不能有「: 」：{_QUOTE_IT} {quoted(text)}，或改用全角冒号"
            self.report(row, column + colon.start(), "Y028", message)
        elif "\t" in text:
            self.report(
                row, column + text.index("\t"), "Y020", "值里有制表符（Tab）：请改成空格，或把整个值用引号括起来"
            )
        elif comment and (message := glued_comment(line, column + len(text.rstrip(" ")))):
            self.report(row, column + len(text), "Y030", message, Severity.WARNING)
        self._plain_below = parent

    def _block_value(self, row: int, column: int, parent: int) -> int:
        """Skips a block scalar: all lines that are indented deeper than its key."""
        rest = self.lines[row][column:]
        if not _BLOCK_HEADER.match(rest):
            self.report(row, column, "Y025", f"值不能直接以「{rest[0]}」开头：{_QUOTE_IT} {quoted(rest)}")
            return row + 1
        row += 1
        while row < len(self.lines):
            line = self.lines[row]
            if line.strip(" ") and len(line) - len(line.lstrip(" ")) <= parent:
                break
            row += 1
        return row

    def _property_value(self, row: int, column: int, parent: int) -> int:
        """Reads a value that begins with an alias, an anchor or a tag, or a text that only looks like one."""
        line = self.lines[row]
        mark, text = line[column], _COMMENT.split(line[column:], maxsplit=1)[0].strip()
        if not self.is_property(text):
            self.report(row, column, "Y025", f"值不能直接以「{mark}」开头：{_QUOTE_IT} {quoted(text)}")
            return row + 1
        after = column + len(text.split(maxsplit=1)[0])
        after += len(line[after:]) - len(line[after:].lstrip(" "))
        return row + 1 if mark == "*" else self.value(row, after, parent)

    def is_property(self, text: str) -> bool:
        """Whether a text that begins with ``*``, ``&`` or ``!`` is an alias, an anchor in use or a tag."""
        name, *rest = text[1:].split(maxsplit=1) or [""]
        return {
            "*": name in self._anchors and not rest,
            "&": name in self._aliases,
            "!": name in {"文件", "!str", "!map", "!seq"},
        }[text[0]]

    def _quoted_value(self, row: int, column: int, parent: int) -> int:
        end = self.close_quote(row, column, parent)
        if end is None:
            return row + 1
        self.leftover(*end, "引号", self.lines[row][column:])
        return end[0] + 1

    def close_quote(self, row: int, column: int, parent: int) -> tuple[int, int] | None:
        """Row and column after the closing quote; if there is none before the next entry, reports that: None."""
        quote, at, begin = self.lines[row][column], row, column + 1
        while at < len(self.lines):
            line = self.lines[at]
            if at > row and self.is_next_entry(line, parent):
                break
            inside = _QUOTED[quote].match(line, begin)
            end = inside.end() if inside else begin
            if quote == '"':
                self._escapes(at, begin, end)
            if end < len(line):
                return at, end + 1
            at, begin = at + 1, 0
        self.report(row, column, "Y031", f"这里的引号 {quote} 没有收尾：请在值的末尾补上 {quote}")
        return None

    def _escapes(self, row: int, begin: int, end: int) -> None:
        for escape in _BAD_ESCAPE.finditer(self.lines[row], begin, end):
            if escape[1]:
                message = f"双引号里的 {escape[0]} 有特殊意思：要印出 \\ 本身，请改用单引号"
                self.report(row, escape.start(), "Y033", message)

    @staticmethod
    def is_next_entry(line: str, parent: int) -> bool:
        """Whether a line looks like the next entry, so that an open quote or bracket should have ended before it."""
        body = line.lstrip(" ")
        is_entry = _BLOCK_KEY.match(body) or body.startswith("- ")
        return bool(is_entry) and len(line) - len(body) <= parent and not body.rstrip().endswith(",")

    def leftover(self, row: int, column: int, closed: str, value: str) -> None:
        """Reports text after a closing quote or bracket; a comment or the colon of a quoted key may stand there."""
        line = self.lines[row]
        if re.match(r"[ \t]*$|[ \t]+#", line[column:]):
            return
        after = line[column:].strip()
        if after.startswith("："):
            self.report(row, column, "Y021", "键后面是全角冒号「：」：请改成半角冒号加一个空格")
        elif not re.match(r":([ \t]|$)", after):
            message = f"{closed}后面还有文字「{shortened(after)}」：{_QUOTE_IT} {quoted(value)}"
            self.report(row, column, "Y026", message)

    def _flow_value(self, row: int, column: int, parent: int) -> int:
        return _FlowCollection(self, row, column, parent).read()


def quoted(value: str) -> str:
    """The value in quotes, as a message suggests it: single quotes if it holds double ones or a backslash."""
    text = _COMMENT.split(value, maxsplit=1)[0].strip()
    if '"' not in text and "\\" not in text:
        return f'"{shortened(text)}"'
    return "'" + shortened(text.replace("'", "''")) + "'"


class _FlowCollection:
    """Goes through one ``{ }`` or ``[ ]``, over as many lines as it takes.

    ``_colons`` counts the colons since the last comma, to find a second one in an entry.
    """

    def __init__(self, scan: _Scan, row: int, column: int, parent: int) -> None:
        self._scan, self._start, self._parent = scan, (row, column), parent
        self._row, self._column = row, column
        self._brackets: list[str] = []
        self._colons = 0
        self._is_after_value = False

    def read(self) -> int:
        """Reads to its end; returns the row after the line that closes it, or that should have closed it."""
        while True:
            line = self._scan.lines[self._row]
            if self._column >= len(line):
                if not self._next_line():
                    return self._row
            elif line[self._column] in " \t":
                self._column += 1
            elif line[self._column] == "#" and (not self._column or line[self._column - 1] in " \t"):
                self._comment(line)
            elif line[self._column] in "}]":
                if self._close():
                    return self._row + 1
            elif not self._token(line):
                return self._row + 1

    def _comment(self, line: str) -> None:
        message = glued_comment(line, len(line[: self._column].rstrip(" ")))
        if message and re.search(r"[}\]]", line[self._column :]):
            # The comment swallows a closing bracket: it is text, so reading goes on behind the #.
            self._report("Y030", message)
            self._column += 1
        else:
            self._column = len(line)

    def _next_line(self) -> bool:
        """Goes to the next line; False, and reported, if that is outside the brackets."""
        following = self._row + 1
        lines = self._scan.lines
        if following >= len(lines) or self._scan.is_next_entry(lines[following], self._parent):
            bracket = lines[self._start[0]][self._start[1]]
            closing = "}" if bracket == "{" else "]"
            self._scan.report(*self._start, "Y032", f"这里的括号 {bracket} 没有收尾：请补上 {closing}")
            self._row = following
            return False
        self._row, self._column = following, 0
        return True

    def _close(self) -> bool:
        """Reads a closing bracket, of either kind; True if it closes the whole collection."""
        line = self._scan.lines[self._row]
        opened = self._brackets.pop()
        if opened + line[self._column] not in {"{}", "[]"}:
            self._report("Y032", f"括号 {opened} 与 {line[self._column]} 不成对：请改成同一种半角括号")
        self._column += 1
        self._is_after_value, self._colons = True, 1
        if self._brackets:
            return False
        row, column = self._start
        self._scan.leftover(self._row, self._column, "括号", self._scan.lines[row][column:])
        return True

    def _report(self, code: str, message: str) -> None:
        self._scan.report(self._row, self._column, code, message)

    def _token(self, line: str) -> bool:
        """Reads one comma, colon, bracket or scalar; False if the rest cannot be read."""
        char = line[self._column]
        if char == ",":
            self._column, self._colons, self._is_after_value = self._column + 1, 0, False
        elif char == ":":
            if self._colons and self._brackets[-1] == "{":
                self._report("Y028", f'没有引号的值里不能有「: 」：{_QUOTE_IT} 键: "值"，各项之间用半角逗号隔开')
            self._column, self._colons, self._is_after_value = self._column + 1, self._colons + 1, False
        elif line.startswith(("{{", "{%"), self._column) and self._brackets:
            self._template(line)
        elif self._is_after_value:
            self._report(
                "Y026", f"值的后面还有文字「{shortened(line[self._column :])}」：请把整个值用引号括起来，或补上逗号"
            )
            self._column, self._is_after_value = self._column + 1, False
        elif char in "{[":
            self._brackets.append(char)
            self._column, self._colons = self._column + 1, 0
        elif char in "\"'":
            end = self._scan.close_quote(self._row, self._column, self._parent)
            if end is None:
                return False
            self._row, self._column = end
            self._is_after_value = True
        else:
            self._plain(line)
        return True

    def _template(self, line: str) -> None:
        message = '{ } 或 [ ] 里带 {{ }} 的值要用引号括起来，例如 资金: "{{ 变量 }}"'
        self._report("Y024", message)
        closing = line.find("}}" if line.startswith("{{", self._column) else "%}", self._column)
        self._column = closing + 2 if closing >= 0 else len(line)
        self._is_after_value = False

    def _plain(self, line: str) -> None:
        found = _FLOW_PLAIN.match(line, self._column)
        end = found.end() if found else self._column + 1
        text = line[self._column : end]
        follows = line[end:].lstrip(" ")
        if text[0] in "%@`|>" or (text[0] in "*&!" and not self._scan.is_property(text)):
            self._report("Y025", f"值不能直接以「{text[0]}」开头：{_QUOTE_IT} {quoted(text)}")
        elif self._brackets[-1] == "{" and not self._colons and follows[:1] in {",", "}"} and misread_key(text):
            self._scan.report(self._row, self._column, *misread_key(text) or ("", ""))
        elif self._colons and (wide := re.match(r"[^，]{1,20}(，)[^，：:]{1,12}[:：]", text + follows[:1])):
            self._scan.report(
                self._row, self._column + wide.start(1), "Y035", "{ } 里的各项之间是全角逗号「，」：请改成半角逗号"
            )
        self._column, self._is_after_value = end, False
