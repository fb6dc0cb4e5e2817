"""Compiles a .xlsx template into an ``XlsxTemplate``, whose ``render`` turns a context into the bytes of a .xlsx.

Filled sheets replace those of the template's package; parts that refer to cells are adapted, all others are copied.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any, Self

from msgspec import Struct, field
from msgspec.structs import replace

from generator.document.properties import with_core_properties
from generator.jinja.environment import Environment
from generator.office.archive import CONTENT_TYPES, zip_bytes
from generator.office.columns import letters_of
from generator.office.package import Package, read_package
from generator.office.parts import relationships_name
from generator.office.xml import SS, Element, parse_xml, qn, to_bytes
from generator.problem import JixiaoError, Problem, Severity, Source, few_of_a_kind
from generator.template.active.clean import without_active
from generator.template.elsewhere import tags_elsewhere, without_hidden_tags
from generator.template.excel.calculation.error_values import lasting_errors
from generator.template.excel.compiled import SheetLayout, cell_text
from generator.template.excel.finish import FilledSheet, WorksheetFrame, filled_sheet
from generator.template.excel.moves import Columns, Moves
from generator.template.excel.parts import ReferringPart, Workbook, parts_that_stay, referring_parts
from generator.template.excel.read import shared_strings
from generator.template.excel.sheet import SheetPart
from generator.template.excel.state import SheetState
from generator.template.excel.stored import Results, lasting_results
from generator.template.excel.styles import AddedFormats, Stylesheet
from generator.template.excel.tree import F, text_of, unique_title
from generator.template.excel.unclear import unclear_references
from generator.template.language.compile import CompiledPart, digest_of, foreign, free_shapes
from generator.template.language.fill import fill
from generator.template.language.marks import CUT
from generator.template.language.tags import TemplateCode
from generator.template.packed import PackedTemplate, related_part

_MAX_HEADER = 255


@cache
def environment() -> Environment:
    """The Jinja environment that all Excel templates share."""
    return Environment(finalize=cell_text)


class TemplateSheet(Struct, frozen=True):
    """A sheet of the template: its ``title`` and the ``name`` of its part.

    ``layout`` and ``frame``, the worksheet without its rows, are None for a chart sheet.
    """

    title: str
    name: str
    is_hidden: bool = False
    layout: SheetLayout | None = None
    frame: WorksheetFrame | None = None

    @property
    def is_named_by_context(self) -> bool:
        """Whether the title holds a tag."""
        return self.layout is not None and self.layout.named_by_context


class OutputState(Struct):
    """What the sheets of one output file share: added formats, the titles in use in lower case, and problems."""

    extras: AddedFormats
    taken: set[str]
    problems: list[Problem] = field(default_factory=list)

    def check(self) -> None:
        """Raise JixiaoError if there is an error among the problems."""
        if any(problem.severity is Severity.ERROR for problem in self.problems):
            raise JixiaoError(*self.problems)


class FilledBook(Struct, frozen=True):
    """The sheets of one form (None for a chart sheet), and where the cells of each went."""

    sheets: tuple[FilledSheet | None, ...]
    moves: tuple[Moves, ...]


class XlsxTemplate(PackedTemplate, frozen=True, kw_only=True):
    """A compiled Excel template; ``referring_parts`` follow the cells that they refer to.

    ``stored`` are the results of formulas that hold in every filled sheet, for each sheet; ``strings`` are the shared
    ones. ``problems`` are warnings of what cannot follow.
    """

    sheets: tuple[TemplateSheet, ...]
    referring_parts: tuple[ReferringPart, ...]
    stylesheet: Stylesheet
    workbook: Workbook
    stored: tuple[Results, ...]
    strings: tuple[str, ...]
    problems: tuple[Problem, ...]

    def with_parts(self, changed: Callable[[CompiledPart], CompiledPart]) -> Self:
        """The template with other source in its sheets."""
        sheets = []
        for sheet in self.sheets:
            layout = sheet.layout
            sheets.append(replace(sheet, layout=layout and replace(layout, part=changed(layout.part))))
        return replace(self, sheets=tuple(sheets))

    def render(self, context: Mapping[str, Any], form: str = "", title: str = "") -> bytes:
        """The filled workbook; JixiaoError with all its problems, which name the 分表 ``form``."""
        return self.render_with_warnings(context, form, title)[0]

    def render_with_warnings(
        self, context: Mapping[str, Any], form: str = "", title: str = ""
    ) -> tuple[bytes, tuple[Problem, ...]]:
        """The filled workbook and its warnings (such as text too long for a row); JixiaoError as for ``render``."""
        output = OutputState(AddedFormats(self.stylesheet), set())
        filled = self.fill(context, form, output)
        output.check()
        made = self._workbook_of(filled, output, title, form)
        output.check()
        return made, tuple(output.problems)

    def attempt(self, context: Mapping[str, Any], problems: list[Problem]) -> bytes:
        """The filled workbook, with blanks where something went wrong, which is added to ``problems``."""
        output = OutputState(AddedFormats(self.stylesheet), set(), problems)
        filled = self.fill(context, "", output)
        # Where blanks stand for values, formulas may well have no result.
        return self._workbook_of(filled, OutputState(output.extras, output.taken), "")

    def _workbook_of(self, filled: FilledBook, output: OutputState, title: str, form: str = "") -> bytes:
        members = {name: xml.encode() for name, xml in self.sheets_xml(filled, output, form).items()}
        for part in self.referring_parts:
            moved = part.moved(filled.moves)
            members[part.name] = self.package.members[part.name] if moved is None else moved
        members[self.stylesheet.name] = self.stylesheet.part(output.extras.all)
        members[self.workbook.name] = self.workbook.part(filled.moves)
        return self.archive(members, title)

    def fill(
        self, context: Mapping[str, Any], form: str, output: OutputState, titles: Sequence[str] = ()
    ) -> FilledBook:
        """The sheets of one form; their titles, formats and problems are added to ``output``.

        ``titles`` replace the names that sheets have in the template, except names that hold a tag.
        """
        filled: list[FilledSheet | None] = []
        moves: list[Moves] = []
        if not titles:
            # A name without a tag stays as it is; sheets named by the context keep clear of it.
            output.taken |= {sheet.title.lower() for sheet in self.sheets if not sheet.is_named_by_context}
        wishes: Sequence[str | None] = titles or [None] * len(self.sheets)
        for sheet, wanted in zip(self.sheets, wishes, strict=True):
            if sheet.layout is None:
                title = sheet.title if wanted is None else unique_title(wanted, output.taken)
                filled.append(None)
                moves.append(Moves(sheet.title, title, (), 0, (), Columns()))
                continue
            made = self._fill_sheet(sheet.layout, context, form, output, wanted)
            filled.append(made)
            moves.append(made.moves)
        return FilledBook(tuple(filled), tuple(moves))

    def sheets_xml(self, filled: FilledBook, output: OutputState, form: str, *, first: bool = True) -> dict[str, str]:
        """The XML of the filled sheets by part name; what is wrong with their formulas is added to ``output``.

        In a book only sheets of the ``first`` form may be selected.
        """
        shown = {
            sheet.name: (sheet, each.moves, sheet.frame.xml(each, filled.moves, first=first), stored)
            for sheet, each, stored in zip(self.sheets, filled.sheets, self.stored, strict=True)
            if sheet.frame is not None and each is not None
        }
        if not any("</f>" in xml or ' t="e"' in xml for _, _, xml, _ in shown.values()):
            return {name: xml for name, (_, _, xml, _) in shown.items()}
        # openpyxl, which formulas need, takes long to import.
        from generator.template.excel.calculation.calculate import calculated  # noqa: PLC0415
        from generator.template.excel.calculation.problems import fault_problems  # noqa: PLC0415
        from generator.template.excel.calculation.sheets import FilledXml  # noqa: PLC0415

        calculation = calculated(
            [
                FilledXml(moves.title, xml, moves.filled(stored), sheet.is_hidden)
                for sheet, moves, xml, stored in shown.values()
            ],
            self.strings,
        )
        moved = [moves for _, moves, _, _ in shown.values()]
        output.problems += fault_problems(calculation.faults, moved, self.file, form)
        return dict(zip(shown, calculation.sheets, strict=True))

    def _fill_sheet(
        self, layout: SheetLayout, context: Mapping[str, Any], form: str, output: OutputState, wanted: str | None
    ) -> FilledSheet:
        state = SheetState(layout.rows, layout.cells, layout.stretches, output.extras)
        text = fill(layout.part, {**context, **state.names}, Source(self.file), form, output.problems)
        # The text is empty if filling failed; the problems say why.
        title, rows, *printed = text.split(CUT) if text else ("", "")
        headers = [unescape(header).removesuffix("\n") for header in printed]
        wanted = unescape(title) if layout.named_by_context else wanted
        title = layout.title if wanted is None else unique_title(wanted, output.taken)
        made = filled_sheet(layout, state, title, rows, headers)
        output.problems += self._beyond_limits(made, form)
        return made

    def _beyond_limits(self, sheet: FilledSheet, form: str) -> list[Problem]:
        where = f"工作表“{sheet.layout.title}”"
        found: list[Problem] = []
        for length in (len(header) for header in sheet.headers.values() if len(header) > _MAX_HEADER):
            source = Source(self.file, place=f"{where} 页眉页脚")
            found.append(
                Problem(source, TemplateCode.LIMIT, f"有 {length:,} 字，Excel 的页眉页脚最多 {_MAX_HEADER} 字", form)
            )
        for row, column in sheet.clipped:
            source = Source(self.file, place=f"{where} {letters_of(column)}{row}")
            message = "文字太多，缩到 6 磅、行高 409 磅也放不下；请加宽这一列，或把格子并成几行"
            found.append(Problem(source, TemplateCode.CLIPPED, message, form, severity=Severity.WARNING))
        return found


def compile_xlsx(path: Path, shown_as: str | None = None, *, keeps_active: bool = False) -> XlsxTemplate:
    """Compile a template; JixiaoError with all its mistakes. ``shown_as`` replaces the path in messages.

    Its active content is left out unless ``keeps_active``.
    """
    package = read_package(path, kind="xlsx", shown_as=shown_as)
    return _Compiler(package, shown_as or str(path), keeps_active=keeps_active).compile()


class _Compiler:
    def __init__(self, package: Package, file: str, *, keeps_active: bool) -> None:
        self._original = package
        self._package, self._active = without_active(package, file, keeps=keeps_active)
        self._file = file
        self._main = package.part_by_relationship("/officeDocument")

    def compile(self) -> XlsxTemplate:
        root = self._parse(self._main)
        stylesheet = self._stylesheet()
        sheets, beside = self._sheets(root, stylesheet)
        layouts = [sheet.layout for sheet in sheets if sheet.layout is not None]
        workbook = Workbook(
            self._main, root, calculates=any(next(each.root.iter(F), None) is not None for each in layouts)
        )
        digest = digest_of(self._package)
        package, core = with_core_properties(without_hidden_tags(without_calculation_chain(self._package)))
        filled = {self._main, stylesheet.name, core}
        filled |= {*(layout.name for layout in layouts), *(part.name for part in beside)}
        sources = [(layout.name, Source(self._file, place=f"工作表“{layout.title}”")) for layout in layouts]
        stored = lasting_results([sheet.layout for sheet in sheets])
        self._refuse_errors(sheets, stored)
        return XlsxTemplate(
            file=self._file,
            package=package,
            digest=digest,
            main=self._main,
            sheets=tuple(sheets),
            referring_parts=tuple(beside),
            core=core,
            static=zip_bytes({name: data for name, data in package.members.items() if name not in filled}),
            stylesheet=stylesheet,
            workbook=workbook,
            stored=stored,
            strings=tuple(text_of(each) for each in shared_strings(self._package, self._main)),
            shapes=free_shapes(environment(), [layout.part for layout in layouts]),
            problems=tuple(
                few_of_a_kind(
                    (
                        *self._active,
                        *parts_that_stay(package, sources),
                        *unclear_references(self._file, [sheet.layout for sheet in sheets]),
                        *(each for layout in layouts for each in layout.warnings),
                    )
                )
            ),
        )

    def _refuse_errors(self, sheets: Sequence[TemplateSheet], stored: Sequence[Results]) -> None:
        """Raise JixiaoError if a sheet that shows has a cell with an error in every form."""
        found = [
            problem
            for sheet, results in zip(sheets, stored, strict=True)
            if sheet.layout is not None and not sheet.is_hidden
            for problem in lasting_errors(self._file, sheet.layout, results)
        ]
        if found:
            raise JixiaoError(*found)

    def _sheets(self, root: Element, stylesheet: Stylesheet) -> tuple[list[TemplateSheet], list[ReferringPart]]:
        """The sheets, and the parts that refer to their cells; JixiaoError with the mistakes of all."""
        links = {link.id: link for link in self._package.relationships(self._main)}
        nodes = [
            (node, link)
            for node in root.iterfind(f"{qn('ss:sheets')}/{qn('ss:sheet')}")
            if (link := links.get(node.get(qn("r:id"), "")))
        ]
        found = [(node.get("name", ""), link) for node, link in nodes]
        hidden = [node.get("state", "visible") != "visible" for node, _ in nodes]
        if not found:
            raise JixiaoError(Problem(Source(self._file), TemplateCode.FOREIGN, "工作簿里没有工作表"))
        strings = shared_strings(self._package, self._main)
        titles = [title for title, _ in found]
        sheets: list[TemplateSheet] = []
        beside: list[ReferringPart] = []
        sheet_names = {link.target: f"工作表“{title}”" for title, link in found}
        problems = tags_elsewhere(self._original, self._file, sheet_names)
        for number, (title, link) in enumerate(found):
            if not link.type.endswith("/worksheet") or link.target not in self._package.members:
                sheets.append(TemplateSheet(title, link.target, hidden[number]))
                continue
            part = self._parse(link.target)
            try:
                layout = SheetPart(
                    self._file, number, titles, link.target, part, strings, stylesheet, environment()
                ).layout()
            except JixiaoError as error:
                problems += error.problems
                continue
            sheets.append(TemplateSheet(title, link.target, hidden[number], layout, WorksheetFrame(layout.root)))
            beside += referring_parts(self._package, link.target, number, self._file)
        if problems:
            raise JixiaoError(*few_of_a_kind(problems))
        return sheets, beside

    def _parse(self, name: str) -> Element:
        source = Source(self._file, place=name)
        root = parse_xml(self._package.members[name], source)
        # The generated XML writes the names of SpreadsheetML without a prefix, as Excel and WPS do.
        if root.prefix is not None or not root.tag.startswith(f"{{{SS}}}"):
            raise foreign(source, "Excel")
        return root

    def _stylesheet(self) -> Stylesheet:
        name = related_part(self._package, self._main, "/styles")
        if not name:
            message = "工作簿里没有样式；请用 Excel 或 WPS 打开，另存一份再试"
            raise JixiaoError(Problem(Source(self._file), TemplateCode.FOREIGN, message))
        return Stylesheet(name, self._package.members[name], self._file)


def without_calculation_chain(package: Package) -> Package:
    """The package without calcChain, which lists the cells with formulas and would be wrong once rows move.

    Excel makes it again.
    """
    members = dict(package.members)
    main = package.part_by_relationship("/officeDocument")
    for link in package.relationships(main):
        if link.type.endswith("/calcChain") and members.pop(link.target, None) is not None:
            rels = relationships_name(main)
            for name, attribute, value in (
                (rels, "Id", link.id),
                (CONTENT_TYPES, "PartName", f"/{posixpath.normpath(link.target)}"),
            ):
                root = parse_xml(members[name], Source(package.name, place=name))
                for node in [node for node in root if node.get(attribute) == value]:
                    root.remove(node)
                members[name] = to_bytes(root)
    return Package(members, package.name)
