"""Reports what of a file the ``Document`` cannot hold, with the place where a person finds it: ``表2 第5行 第3列``."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from generator.problem import Problem, Severity, Source

_MOST_PROBLEMS = 200


class Unsupported(Enum):
    """Features of a .docx that are lost or changed: problem code, and what happens and what to do about it."""

    INSERTION = ("N001", "有未处理的修订：新增的内容按已接受处理。请在“审阅”里接受或拒绝修订，再保存")
    DELETION = ("N002", "有未处理的修订：删去的内容没有显示。请在“审阅”里接受或拒绝修订，再保存")
    TEXT_BOX = ("N003", "文本框里的内容没有读取。请把文字移到正文或表格里")
    SHAPE = ("N004", "图形没有读取（线条、形状、浮动的图片等）。要保留图片，请把它的环绕方式改为“嵌入型”")
    CHART = ("N005", "图表没有读取。请把它复制后粘贴为图片")
    SMART_ART = ("N006", "SmartArt 图形没有读取。请把它复制后粘贴为图片")
    OBJECT = ("N007", "嵌入的对象或控件没有读取。请把它换成图片或文字")
    FORMULA = ("N008", "公式只读取了文字，排列可能不同。请核对，必要时换成图片")
    PICTURE = ("N009", "图片没有读取：只支持 PNG 和 JPEG。请把它另存为这两种格式再插入")
    COLUMNS = ("N010", "分栏按一栏处理。请把这一节改为一栏")
    VERTICAL = ("N011", "竖排或旋转的文字按横排处理。请核对版面")
    NOTE = ("N012", "脚注和尾注只有编号，没有注文。请把注文写到正文里")
    PAGE_BORDER = ("N013", "页面边框没有读取。请用表格边框代替")
    WATERMARK = ("N014", "水印没有读取")
    CELL_SPACING = ("N015", "单元格的间距按 0 处理。请在表格选项里取消“允许调整单元格间距”")
    FLOATING = ("N016", "浮动的表格或文本框架按普通段落的位置处理。请把表格的文字环绕改为“无”")
    TOO_WIDE = ("N017", "表格超出了纸张：各列宽度之和超过页面。请缩小列宽，或把纸张改为横向")
    PARAGRAPH_BORDER = ("N018", "段落的边框和底纹没有读取。请用表格边框代替")
    FOREIGN_PART = ("N019", "插入的其他文件没有读取。请把它的内容复制到正文里")
    RUBY = ("N020", "拼音没有读取，只有文字。请核对")
    SYMBOL = ("N021", "有用符号字体插入的符号认不出来，没有读取。请用普通的符号重新输入")
    EMPHASIS = ("N022", "着重号没有读取。请改用加粗或下划线")
    TABLE_SHAPE = ("N023", "表格太大或已损坏，多出的列没有读取")
    LINE_NUMBERS = ("N024", "行号没有读取")
    CHARACTER_BORDER = ("N025", "字符边框没有读取。请改用加粗或下划线，或放进表格的格子里")
    TWO_LINES = ("N026", "双行合一、纵横混排的文字排成一行。请改成两行，或放进表格的格子里")
    FIT_TEXT = ("N027", "“调整宽度”没有读取，文字按原来的宽度排。请用空格或“分散对齐”代替")
    TEXT_EFFECT = ("N028", "文字效果（阴影、空心、发光等）没有读取。请去掉效果，或用 Word 打印")
    DIAGONAL = ("N029", "单元格的斜线没有读取。请把斜线表头改为普通的格子，或用 Word 打印")
    EQ_FIELD = ("N031", "带圈字符、合并字符（EQ 域）没有读取，里面的字印不出来。请改用普通的字符（如 ①、㊙）")
    DRAWN_FIELD = ("N035", "自动编号、符号、按钮、条码等域没有存下结果，没有读取，这里的字印不出来。请改成普通的文字")
    PATTERN = ("N036", "底纹的花纹没有读取，只有底色。请改用纯色的底纹")
    LINE_STYLE = ("N037", "下划线的颜色和花样、双删除线、小型大写字母按普通的画。请核对，或用 Word 打印")
    TABLE_WIDTH = ("N038", "表格指定的宽度与各列宽度之和不同，照各列排。请在 Word 里拖一拖列线，保存后再用")
    WORD_ART = ("N039", "艺术字没有读取，里面的字印不出来。请改用普通的文字")
    ALTERED_PICTURE = ("N052", "图片的裁剪、旋转、边框或效果没有读取，照原图印。请在看图软件里改好再插入")
    CUT_PICTURE = ("N034", "图片所在的段落行距是固定值，图片只露出一条，或盖住上面的文字。请把这一段的行距改为单倍行距")
    CHARACTER_GRID = ("N032", "文档网格的每行字数没有读取，字距照字号排。请核对版面，或在页面设置里只指定行网格")


class UnsupportedInSheet(Enum):
    """Features of an .xlsx that are lost or changed, in the same form."""

    NO_RESULT = ("N040", "公式没有存下结果，按空白处理。请用 Excel 或 WPS 打开，算出结果后再保存")
    NOT_CALCULATED = (
        "N050",
        "公式这里算不出，按空白处理。请用 Excel 打开、保存后再印，或改用 SUM、IF 等简单的公式",
    )
    ERROR_VALUE = ("N051", "格子里是错误值（#DIV/0!、#REF! 等），会照样印出来。请改好公式或内容，保存后再印")
    DRAWING = ("N041", "工作表里的图片、图形和图表没有读取。请把要紧的文字写到单元格里")
    TURNED = ("N042", "竖排或旋转的文字按横排处理。请核对版面")
    DIAGONAL = ("N043", "斜线边框没有读取")
    AREAS = ("N044", "打印区域有好几块，只读取了第一块。请把它设为连续的一块")
    PAGE_BREAKS = ("N045", "手动分页符没有读取，分页由行高决定。请核对版面")
    TOO_WIDE = ("N046", "各列宽度之和超过纸张，已缩小到一页宽。请在“页面布局”里设为一页宽，或缩小列宽")
    TOO_LARGE = ("N047", "工作表太大，超出的行和列没有读取。请删去表格以外的内容")
    PRINT_TIME = ("N048", "页眉或页脚里的打印日期、时间和图片没有读取：每次打印都会不同")
    HIDDEN = ("N060", "隐藏了（或被筛选掉），里面的内容照样读了。请取消隐藏，核对以后再交")
    OTHER_SHEET = ("N049", "图表工作表没有读取。请把图表复制到普通的工作表里")
    NUMBER_FORMAT = ("N059", "数字格式还不认识，照存的数显示。请核对，或换一种数字格式")


_CHINESE = {
    "bidi": "从右向左的排版", "rtl": "从右向左的文字", "bidiVisual": "从右向左的表格",
    "tcFitText": "“适应文字”的单元格", "pgNum": "旧格式的页码", "contentPart": "墨迹", "subDoc": "子文档",
    "mirrorMargins": "对称的页边距",
    "jc": "单独一行的对齐", "ptab": "按页边距对齐的制表位", "bar": "竖线制表位",
    "lvlJc": "居中、靠右的编号", "vAlign": "两端对齐的页面",
    **dict.fromkeys(("dayShort", "monthShort", "yearShort", "dayLong", "monthLong", "yearLong"), "自动的日期"),
}  # fmt: skip


class OtherFeature(Struct, frozen=True):
    """An element or property of WordprocessingML by its ``name``, of which nobody thought."""

    name: str

    @property
    def value(self) -> tuple[str, str]:
        """Problem code and message, as those of ``Unsupported``."""
        return "N033", f"{_CHINESE.get(self.name, f'格式“{self.name}”')}没有读取。请去掉它，或用 Word 打印"


Feature: TypeAlias = Unsupported | UnsupportedInSheet | OtherFeature


def without_text(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those of the problems that say that text of the form would not be printed."""
    of_text = Unsupported.TEXT_BOX, Unsupported.WORD_ART, Unsupported.EQ_FIELD, Unsupported.DRAWN_FIELD
    codes = {feature.value[0] for feature in of_text}
    return tuple(problem for problem in problems if problem.code in codes)


_OF_CONTENT = frozenset(
    feature.value[0]
    for feature in (
        *(Unsupported.INSERTION, Unsupported.DELETION, Unsupported.TEXT_BOX, Unsupported.CHART, Unsupported.SMART_ART),
        *(Unsupported.OBJECT, Unsupported.FORMULA, Unsupported.NOTE, Unsupported.FOREIGN_PART, Unsupported.SYMBOL),
        *(Unsupported.TABLE_SHAPE, Unsupported.EQ_FIELD, Unsupported.DRAWN_FIELD, Unsupported.WORD_ART),
        *(UnsupportedInSheet.ERROR_VALUE, UnsupportedInSheet.DRAWING, UnsupportedInSheet.TOO_LARGE),
        *(UnsupportedInSheet.OTHER_SHEET, UnsupportedInSheet.NUMBER_FORMAT, UnsupportedInSheet.HIDDEN),
        OtherFeature(""),
    )
)


def of_content(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The warnings and errors that matter to who reads the words of a form, not its looks.

    A formula without a result is left to who needs its value.
    """
    kept = (problem for problem in problems if problem.severity is not Severity.INFO)
    return tuple(problem for problem in kept if not problem.code.startswith("N") or problem.code in _OF_CONTENT)


def before_filling(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those of the problems of a template that its forms will have: the results of formulas come with the values."""
    of_values = UnsupportedInSheet.NO_RESULT, UnsupportedInSheet.NOT_CALCULATED, UnsupportedInSheet.NUMBER_FORMAT
    codes = {feature.value[0] for feature in of_values}
    return tuple(problem for problem in problems if problem.code not in codes)


class UnsupportedReport:
    """Collects problems; the reader keeps ``part``, ``steps``, ``paragraph`` and ``table`` at the place it is reading.

    ``steps`` are (table, row, cell) for each table around that place, the outermost first, counted from 1.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._found: dict[tuple[Feature, str], Problem] = {}
        self.part = ""
        self.steps: list[tuple[int, int, int]] = []
        self.paragraph = 0
        self.table = 0

    def add(self, feature: Feature) -> None:
        """Reports a feature at the present place; once for each place, ``_MOST_PROBLEMS`` problems at most."""
        place = self._place()
        if (feature, place) not in self._found and len(self._found) < _MOST_PROBLEMS:
            code, message = feature.value
            source = replace(self._source, place=place)
            self._found[feature, place] = Problem(source, code, message, severity=Severity.WARNING)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems, in the order in which they were found."""
        return tuple(self._found.values())

    def _place(self) -> str:
        """The present place in words; a row or cell number of 0 is left out."""
        if not self.steps:
            return self.part + (f"第{self.paragraph}段" if self.paragraph else "")
        marks = "表{} ", "第{}行 ", "第{}列"
        steps = (
            "".join(mark.format(number) for mark, number in zip(marks, step, strict=True) if number)
            for step in self.steps
        )
        return self.part + " 内 ".join(map(str.rstrip, steps))
