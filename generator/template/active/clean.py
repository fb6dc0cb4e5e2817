"""A package → the same without its active content, and a warning for each piece of it with its place.

Relationships, parts, content types and elements go together, so that Office opens what is left without repairing it.
A package that has no active content is returned as it is, byte for byte.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from generator.office.archive import CONTENT_TYPES
from generator.office.package import Package
from generator.office.parts import relationships_name
from generator.office.xml import Element, parse_xml, qn, to_bytes
from generator.problem import Problem, Severity, Source
from generator.template.active.elements import clean_elements, links_used
from generator.template.active.fields import clean_fields
from generator.template.active.formulas import clean_formulas, names_reaching_out
from generator.template.active.kinds import Active
from generator.template.active.links import ActiveLink, Recogniser, relationships_of, root_of
from generator.template.active.pictures import with_pictures
from generator.template.active.places import Places
from generator.template.active.workbooks import clean_table
from generator.template.language.tags import TemplateCode

_MOST_NAMED = 3  # pieces of active content that a warning of a whole file names


def without_active(package: Package, file: str, *, keeps: bool = False) -> tuple[Package, tuple[Problem, ...]]:
    """The package without active content, and what that was; with ``keeps`` the package as it is, and what it keeps."""
    cleaning = _Cleaning(with_pictures(package), file, keeps=keeps)
    cleaned = cleaning.package()
    return package if keeps else cleaned, tuple(cleaning.problems)


def active_in(package: Package, file: str) -> tuple[Problem, ...]:
    """A warning that names what is active in a file that is only read; none where nothing is."""
    names = list(dict.fromkeys(_Cleaning(package, file, keeps=True).names()))
    if not names:
        return ()
    more = f"等 {len(names)} 处" if len(names) > _MOST_NAMED else ""
    message = (
        f"里面有会运行程序或读取别处的内容（{'、'.join(names[:_MOST_NAMED])}{more}），读回时不理会；"
        "用 Word、Excel 打开以前请核实来历"
    )
    return (Problem(Source(file), TemplateCode.ACTIVE, message, severity=Severity.WARNING),)


class _Cleaning:
    def __init__(self, package: Package, file: str, *, keeps: bool) -> None:
        self._package = package
        self._file = file
        self._keeps = keeps
        recogniser = Recogniser(package)
        links = list(recogniser.links())
        going = {(link.part, link.relationship.id) for link in links}
        reached, left = _reachable(package, set()), _reachable(package, going)
        stray = {part for part in package.members if part not in reached and recogniser.is_macro(part)}
        self._removed = reached - left | stray
        self._links: dict[str, dict[str, ActiveLink]] = defaultdict(dict)
        for link in links:
            if link.part not in self._removed:
                self._links[link.part][link.relationship.id] = link
        self._places = Places(package)
        self._names = _names_reaching_out(package)
        self._found: dict[Problem, str] = {}
        if stray:
            self._tell(Active.MACRO, "宏", "", "")

    @property
    def problems(self) -> Collection[Problem]:
        """What was found, each once."""
        return self._found.keys()

    def names(self) -> Collection[str]:
        """What a person calls each of it."""
        self.package()
        return self._found.values()

    def package(self) -> Package:
        """The package without what was found; the same one where that is nothing."""
        changed: dict[str, bytes] = {}
        for part in ("", *self._package.members):
            if part not in self._removed and not part.endswith(".rels") and part != CONTENT_TYPES:
                changed |= self._cleaned(part)
        if not changed and not self._removed and not any(self._links.values()):
            return self._package
        return self._assembled(changed)

    def _cleaned(self, part: str) -> dict[str, bytes]:
        """A part under its name if something was taken out of it."""
        root = root_of(self._package, part) if part else None
        links = self._links.get(part, {})
        used = frozenset[str]() if root is None or not links else links_used(root)
        for key, link in links.items():
            if key not in used:
                self._tell(link.kind, link.name, "", self._places.of_part(part, root))
        if root is None:
            return {}
        is_changed = False

        def say(element: Element, kind: Active, name: str, shown: str) -> None:
            nonlocal is_changed
            is_changed = True
            self._tell(kind, name, shown, self._places.of(part, root, element))

        clean_fields(root, say)
        clean_elements(root, links, say)
        if self._names is not None:
            clean_formulas(root, self._names, say)
            clean_table(root, say)
        return {part: to_bytes(root)} if is_changed else {}

    def _tell(self, kind: Active, name: str, shown: str, place: str) -> None:
        if kind.is_told:
            self._found[kind.problem(Source(self._file, place=place), name, shown, keeps=self._keeps)] = name

    def _assembled(self, changed: Mapping[str, bytes]) -> Package:
        """The package with its changed parts, and without the parts and relationships that go."""
        members = {**self._package.members, **changed}
        for part in self._removed:
            members.pop(part)
            members.pop(relationships_name(part), None)
        for part, links in self._links.items():
            self._drop_nodes(members, relationships_name(part), "Id", links)
        extensions = {name.rpartition(".")[2].lower() for name in members}
        gone = {part.rpartition(".")[2].lower() for part in self._removed} - extensions
        self._drop_nodes(members, CONTENT_TYPES, "PartName", {f"/{part}" for part in self._removed})
        self._drop_nodes(members, CONTENT_TYPES, "Extension", gone)
        return Package(members, self._package.name)

    def _drop_nodes(self, members: dict[str, bytes], name: str, attribute: str, values: Collection[str]) -> None:
        """Remove the entries of a part that describes the package."""
        # Names of parts are equal whatever their case, ids are not (part 2, 6.2.2.3 and 6.5.3.4).
        key = str if attribute == "Id" else str.lower
        wanted = {key(value) for value in values}
        root = parse_xml(members[name], Source(self._file, place=name))
        nodes = [node for node in root if key(node.get(attribute, "")) in wanted]
        for node in nodes:
            root.remove(node)
        if nodes:
            members[name] = to_bytes(root)


def _reachable(package: Package, without: Collection[tuple[str, str]]) -> set[str]:
    """The parts to which relationships lead from the package itself, but for some of them."""
    found, waiting = {""}, [""]
    while waiting:
        part = waiting.pop()
        for link in relationships_of(package, part):
            if link.external or (part, link.id) in without or link.target in found:
                continue
            if link.target in package.members:
                found.add(link.target)
                waiting.append(link.target)
    return found


def _names_reaching_out(package: Package) -> frozenset[str] | None:
    """The defined names of a workbook that reach out of it; None for a document."""
    root = root_of(package, package.part_by_relationship("/officeDocument"))
    return names_reaching_out(root) if root is not None and root.tag == qn("ss:workbook") else None
