"""The steps of compiling that both formats share: read the tags of a text, compile the Jinja source of a part.

Also the digest of a package, and what the parts expect of each name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

from jinja2 import Environment as JinjaEnvironment
from jinja2 import Template, TemplateError, nodes
from msgspec import Struct

from generator.jinja.environment import Environment
from generator.jinja.shapes import Shape, shapes
from generator.jinja.syntax import understand
from generator.jinja.tags import scan
from generator.office.package import Package
from generator.problem import JixiaoError, Problem, Source
from generator.template.language import slots
from generator.template.language.tags import Occurrence, TemplateCode

_MOST_SLOTS = 20_000


class CompiledPart(Struct, frozen=True):
    """A part compiled by Jinja; ``tags`` maps line numbers of its source to the tags they came from."""

    name: str
    tags: Mapping[int, Occurrence]
    tree: nodes.Template
    template: Template


def compile_part(environment: Environment, file: str, name: str, source: slots.JinjaSource) -> CompiledPart:
    """Compile the source of one part; JixiaoError where it is too complex for Jinja or Python."""
    if source.slots > _MOST_SLOTS:
        message = f"要填的地方（标签、书签、编号、图片的编码）超过 {_MOST_SLOTS:,} 处；请删去用不着的，或分成几个模板"
        raise JixiaoError(Problem(Source(file), TemplateCode.LIMIT, message))
    try:
        tree = environment.parse(source.text)
        # By this name ``fill`` finds the frames of the template in a traceback.
        return CompiledPart(name, source.tags, tree, code_of(environment, tree, name, f"<{file}:{name}>"))
    except (TemplateError, SyntaxError, RecursionError) as error:
        raise _too_complex(file, error) from error


def code_of(environment: JinjaEnvironment, tree: nodes.Template, name: str, file_name: str) -> Template:
    """The code of a syntax tree."""
    return Template.from_code(environment, environment.compile(tree, name, file_name), environment.globals)


def foreign(source: Source, program: str) -> JixiaoError:
    """The error of a part that the office program should write another way than it is."""
    message = f"不是 {program} 或 WPS 写出的文件；请用 {program} 或 WPS 打开，另存一份再试"
    return JixiaoError(Problem(source, TemplateCode.FOREIGN, message))


def _too_complex(file: str, error: Exception) -> JixiaoError:
    return JixiaoError(Problem(Source(file), TemplateCode.LIMIT, f"模板里的块套得太深或太复杂（{error}）"))


def free_shapes(environment: Environment, parts: Iterable[CompiledPart]) -> dict[str, Shape]:
    """What the parts expect of each name that a context must give."""
    found: Mapping[str, Any] = shapes(part.tree for part in parts)
    return {
        name: shape for name, shape in found.items() if not name.startswith("_") and name not in environment.globals
    }


def digest_of(package: Package) -> str:
    """A hash of the names and contents of all members, in hex."""
    digest = blake2b(digest_size=16)
    for name, data in package.members.items():
        digest.update(b"%s %d:" % (name.encode(), len(data)))
        digest.update(data)
    return digest.hexdigest()


def read_tags(
    text: str, element: Any, source: Source, environment: Environment
) -> tuple[list[tuple[int, int, Occurrence]], list[Problem]]:
    """The tags of a text as (start, end, tag), and what is wrong with them; ``element`` holds the text."""
    tags, unclosed = scan(text)
    problems = [Problem(source, TemplateCode.UNCLOSED, f"{bad.raw}：{bad.message}") for bad in unclosed]
    found: list[tuple[int, int, Occurrence]] = []
    for tag in tags:
        meaning = understand(environment, tag)
        if isinstance(meaning, list):
            problems += [Problem(source, TemplateCode.SYNTAX, f"{tag.raw}：{message}") for message in meaning]
        else:
            found.append((tag.start, tag.end, Occurrence(meaning, element, source)))
    return found, problems
