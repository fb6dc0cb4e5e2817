"""Compiles a .docx template into a ``DocxTemplate``, whose ``render`` turns a context into the bytes of a .docx.

Each part goes through the pipeline (``language/pipeline.py``) as a ``WordPart``. Parts without tags are deflated once
and copied into every output, whatever they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Self

from msgspec.structs import replace

from generator.document.properties import with_core_properties
from generator.jinja.environment import Environment
from generator.office.archive import zip_bytes
from generator.office.package import Package, read_package
from generator.office.xml import Element, parse_xml, qn
from generator.problem import JixiaoError, Problem, Severity, Source, few_of_a_kind
from generator.template.active.clean import without_active
from generator.template.elsewhere import tags_elsewhere, without_hidden_tags
from generator.template.language.compile import CompiledPart, digest_of, foreign, free_shapes
from generator.template.language.fill import fill
from generator.template.language.marks import CUT
from generator.template.language.pipeline import compile_tagged
from generator.template.language.tags import TemplateCode
from generator.template.language.units import ancestor
from generator.template.packed import PackedTemplate, related_part
from generator.template.word.formulas import computed, has_formulas
from generator.template.word.ids import highest_id
from generator.template.word.part import WordPart
from generator.template.word.state import RenderState
from generator.template.word.styles import Styles
from generator.template.word.text import xml_text
from generator.template.word.tree import CONTAINERS, TBL, P, numbers_of, place_of

_MOST_SECTIONS = 1_000  # each is a sheet of the workbook made from it
_HEADERS = ("/header", "/footer")
_PARTS_TO_FILL = (*_HEADERS, "/footnotes", "/endnotes")


@cache
def environment() -> Environment:
    """The Jinja environment that all Word templates share."""
    return Environment(finalize=xml_text)


class DocxTemplate(PackedTemplate, frozen=True, kw_only=True):
    """A compiled Word template; ``parts`` are filled, the main one first.

    ``styles`` maps paragraph styles to their ids, ``relationship_ids`` the ids of filled headers and footers to their
    part names. ``next_id`` is free for a new bookmark or drawing, ``sections`` counts the w:sectPr.
    ``separate_tables``: a paragraph separates tables that touch. ``calculated`` are the parts with formulas in tables.
    ``problems`` are warnings of what no form can show as the template means it.
    """

    parts: tuple[CompiledPart, ...]
    styles: Mapping[str, str]
    relationship_ids: Mapping[str, str]
    next_id: int
    sections: int
    separate_tables: bool
    calculated: frozenset[str]
    problems: tuple[Problem, ...]

    def with_parts(self, changed: Callable[[CompiledPart], CompiledPart]) -> Self:
        """The template with other source in its parts."""
        return replace(self, parts=tuple(map(changed, self.parts)))

    def state(self) -> RenderState:
        """A new state for one output file."""
        return RenderState(self.styles, self.next_id, separate_tables=self.separate_tables)

    def render(self, context: Mapping[str, Any], form: str = "", title: str = "") -> bytes:
        """The filled document under a title; JixiaoError with all its problems, which name the 分表 ``form``."""
        return self.render_with_warnings(context, form, title)[0]

    def render_with_warnings(
        self, context: Mapping[str, Any], form: str = "", title: str = ""
    ) -> tuple[bytes, tuple[Problem, ...]]:
        """The filled document and its warnings (such as a total that counts twice); JixiaoError as for ``render``."""
        problems: list[Problem] = []
        data = self.attempt(context, problems, form, title)
        if any(problem.severity is Severity.ERROR for problem in problems):
            raise JixiaoError(*problems)
        return data, tuple(problems)

    def attempt(self, context: Mapping[str, Any], problems: list[Problem], form: str = "", title: str = "") -> bytes:
        """The filled document, with blanks where something went wrong, which is added to ``problems``."""
        state = self.state()
        filled: dict[str, bytes] = {}
        for part in self.parts:
            text = self.fill(part, context, state, form, problems)
            filled[part.name] = text.replace(CUT, "").encode()
        return self.archive(filled, title)

    def fill(
        self, part: CompiledPart, context: Mapping[str, Any], state: RenderState, form: str, problems: list[Problem]
    ) -> str:
        """The XML of one filled part, ``CUT`` included; what goes wrong is added to ``problems``."""
        text = state.finish(fill(part, {**context, **state.names}, Source(self.file), form, problems))
        # The text is empty if filling failed; the problems say why.
        return computed(text, self.file, form, problems) if text and part.name in self.calculated else text


def compile_docx(path: Path, shown_as: str | None = None, *, keeps_active: bool = False) -> DocxTemplate:
    """Compile a template; JixiaoError with all its mistakes. ``shown_as`` replaces the path in messages.

    Its active content is left out unless ``keeps_active``.
    """
    package = read_package(path, kind="docx", shown_as=shown_as)
    return _Compiler(package, shown_as or str(path), keeps_active=keeps_active).compile()


class _Compiler:
    def __init__(self, package: Package, file: str, *, keeps_active: bool) -> None:
        self._original = package
        self._package, self._active = without_active(package, file, keeps=keeps_active)
        self._file = file
        self._main = package.part_by_relationship("/officeDocument")

    def compile(self) -> DocxTemplate:
        links = {link.id: link for link in self._package.relationships(self._main)}
        names = [self._main]
        names += [
            link.target
            for link in links.values()
            if link.type.endswith(_PARTS_TO_FILL) and link.target in self._package.members and not link.external
        ]
        roots = {name: self._parse(name) for name in dict.fromkeys(names)}
        styles = self._styles()
        next_id = highest_id(roots.values()) + 1
        sections = max(1, sum(1 for _ in roots[self._main].iter(qn("w:sectPr"))))
        if sections > _MOST_SECTIONS:
            message = f"分节符超过 {_MOST_SECTIONS:,} 个；请删去用不着的"
            raise JixiaoError(Problem(Source(self._file), TemplateCode.LIMIT, message))
        # Where the template itself puts two tables together, nothing may come between them.
        separate_tables = not any(
            (following := table.getnext()) is not None and following.tag == TBL for table in roots[self._main].iter(TBL)
        )
        calculated = frozenset(name for name, root in roots.items() if has_formulas(root))
        compiled, problems = self._compile_parts(roots, styles)
        parts = tuple(compiled[name] for name in roots if name in compiled)
        digest = digest_of(self._package)
        package, core = with_core_properties(without_hidden_tags(self._package))
        changing = {*compiled, core}
        static = zip_bytes({name: data for name, data in package.members.items() if name not in changing})
        headers = {
            key: link.target for key, link in links.items() if link.target in compiled and link.type.endswith(_HEADERS)
        }
        return DocxTemplate(
            file=self._file,
            package=package,
            digest=digest,
            main=self._main,
            parts=parts,
            core=core,
            static=static,
            shapes=free_shapes(environment(), parts),
            styles=styles.ids,
            relationship_ids=headers,
            next_id=next_id,
            sections=sections,
            separate_tables=separate_tables,
            calculated=calculated,
            problems=(*self._active, *problems),
        )

    def _compile_parts(
        self, roots: Mapping[str, Element], styles: Styles
    ) -> tuple[dict[str, CompiledPart], tuple[Problem, ...]]:
        """The parts that hold something to fill, and warnings; JixiaoError with the mistakes of all."""
        compiled: dict[str, CompiledPart] = {}
        problems = tags_elsewhere(self._original, self._file, dict.fromkeys(roots, ""))
        warnings: list[Problem] = []
        # Headers first: the main part must know which of them are filled.
        for name, root in reversed(list(roots.items())):
            links = self._package.relationships(self._main) if name == self._main else ()
            filled = frozenset(link.id for link in links if link.target in compiled)
            part = WordPart(self._file, name, root, styles, environment(), filled)
            try:
                source = compile_tagged(part)
            except JixiaoError as error:
                problems += error.problems
            else:
                warnings += part.warnings
                compiled |= {name: source} if source is not None else {}
        if problems:
            raise JixiaoError(*few_of_a_kind(sorted(problems, key=_is_beside_body)))
        return compiled, tuple(few_of_a_kind(sorted(warnings, key=_is_beside_body)))

    def _parse(self, name: str) -> Element:
        source = Source(self._file, place=name)
        root = parse_xml(self._package.members[name], source)
        # The generated XML writes w: itself, as Word and WPS do.
        if root.prefix != "w":
            raise foreign(source, "Word")
        # lxml moves the white space behind an element with it, where it could land among text.
        for element in root.iter():
            element.tail = None
        # No office program puts a paragraph into another; its text would be read twice.
        for paragraph in root.iter(P):
            holder = ancestor(paragraph, P, *CONTAINERS)
            if holder is not None and holder.tag == P:
                raise foreign(Source(self._file, place=place_of(paragraph, numbers_of(root))), "Word")
        return root

    def _styles(self) -> Styles:
        name = related_part(self._package, self._main, "/styles")
        return Styles(self._parse(name) if name else None)


def _is_beside_body(problem: Problem) -> bool:
    """Whether a problem stands in a header, footer or note: those are told after the body's."""
    return problem.source.place.startswith(("页", "脚", "尾"))
