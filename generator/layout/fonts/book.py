"""Chooses the face that draws each character, and reports which fonts stood in for those that a document asks for.

A character is drawn by the font that Word would take (``names.is_east_asian``), or by the first of these that has it:
that font's substitutes, the run's other font and its substitutes, fonts with many signs, those that come with us.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Self

from msgspec import Struct
from msgspec.structs import replace
from platformdirs import user_cache_path

from generator.document.model import Font
from generator.layout.fonts.cut import Cut, CutFace
from generator.layout.fonts.face import Face
from generator.layout.fonts.index import FontFile, FontIndex, embedded_folder, font_folders, open_index
from generator.layout.fonts.names import (
    LAST_RESORTS,
    FontClass,
    all_names,
    class_of,
    folded,
    is_east_asian,
    is_sans,
    needs_bold,
    substitutes,
)
from generator.layout.fonts.signs import SignFace
from generator.problem import JixiaoError, Problem, Severity, Source

# The installed fonts to try for a font name, in order.


class FontStyle(Struct, frozen=True):
    """What the text asks for besides the name of a font."""

    bold: bool
    italic: bool


class FontChoice(Struct, frozen=True):
    """A font to try, and whether to set it bold: the text may be bold, and a bold Song replaces 小标宋."""

    file: FontFile
    bold: bool


def candidates(index: FontIndex, name: str, style: FontStyle, *, east_asian: bool) -> tuple[FontChoice, ...]:
    """The font of that name, if it is installed and may be embedded, then those that look like it, best first."""
    families = ((family, style.bold or needs_bold(name, family)) for family in substitutes(name, east_asian=east_asian))
    return tuple(_installed(index, families, style))


def last_resorts(index: FontIndex, style: FontStyle) -> tuple[FontChoice, ...]:
    """The installed fonts that have many signs, whatever they look like."""
    return tuple(_installed(index, ((family, style.bold) for family in LAST_RESORTS), style))


def is_font_named(file: FontFile, name: str) -> bool:
    """Whether ``file`` is the font called ``name``, be it under another of its names."""
    own = {folded(other) for other in all_names(name)}
    return any(folded(given) in own for given in file.names)


def why_absent(index: FontIndex, name: str) -> str:
    """Why a font is not used (Chinese): it is not installed, or its licence forbids embedding."""
    for other in all_names(name):
        file = index.choose(other, bold=False, italic=False)
        if file is not None and file.barred:
            return file.barred
    return "没有安装这种字体"


def _installed(index: FontIndex, families: Iterable[tuple[str, bool]], style: FontStyle) -> Iterator[FontChoice]:
    """Those of the families, each with its boldness, that are installed and may be embedded; each font once."""
    seen = set()
    for family, bold in families:
        file = index.choose(family, bold=bold, italic=style.italic)
        if file is not None and not file.barred and file.identity not in seen:
            seen.add(file.identity)
            yield FontChoice(file, bold)


class Substitution(Struct, frozen=True):
    """The font ``used`` stood in for the font ``asked``: for these ``characters``, or for all if that is empty.

    ``file`` is the name of its file without a folder.
    """

    asked: str
    used: str
    file: str
    reason: str
    characters: str = ""


class EmbeddedFonts(Struct, frozen=True):
    """The fonts that are installed with this program: they have common characters, and draw what no other font has."""

    serif: FontFile
    sans: FontFile

    def candidates(self, name: str, style: FontStyle, *, east_asian: bool) -> tuple[FontChoice, ...]:
        """Both, first the one that looks more like the font ``name``."""
        files = (self.sans, self.serif) if is_sans(name, east_asian=east_asian) else (self.serif, self.sans)
        return tuple(FontChoice(file, style.bold or needs_bold(name, file.family)) for file in files)


class FacesByCharacter(dict[str, Face]):
    """The face of each character in one formatting, found when first asked for."""

    def __init__(self, book: FontBook, font: Font) -> None:
        super().__init__()
        self._book = book
        self._font = font

    def __missing__(self, character: str) -> Face:
        face = self[character] = self._book.find(character, self._font)
        return face


class FontBook:
    """The fonts that a run may use, and which it used; ``save`` keeps what was read of them for the next run."""

    def __init__(self, index: FontIndex, embedded: EmbeddedFonts, folder: Path) -> None:
        self._index = index
        self._embedded = embedded
        self._folder = folder
        self._cuts: dict[tuple[str, int], Cut] = {}
        self._by_font: dict[tuple[str, str, bool, bool, bool], FacesByCharacter] = {}
        self._chains: dict[tuple[str, FontStyle, bool], tuple[CutFace, ...]] = {}
        self._last_chains: dict[tuple[str, FontStyle, bool], tuple[CutFace, ...]] = {}
        self._substitutions: dict[tuple[str, bool, str], Substitution] = {}
        self._missing: set[str] = set()

    @classmethod
    def open(cls, folders: Sequence[Path] | None = None, cached: Path | None = None) -> Self:
        """The fonts in ``folders``, None for those of JIXIAO_FONTS or of the system.

        ``cached`` is the folder that keeps what was read, None for the user's. ``JixiaoError`` (Z001) if the fonts that
        are installed with this program are not there.
        """
        kept = cached or user_cache_path("jixiao") / "fonts"
        index = open_index(font_folders() if folders is None else folders, kept / "installed")
        ours = open_index((embedded_folder(),), kept / "embedded")
        serif, sans = (ours.choose(name, bold=False, italic=False) for name in ("Noto Serif SC", "Noto Sans SC"))
        if serif is None or sans is None:
            message = "程序自带的字体不见了，请重新安装：pip install --force-reinstall pylopdf-fonts-zh-cn"
            raise JixiaoError(Problem(Source(str(embedded_folder())), "Z001", message))
        return cls(index, EmbeddedFonts(serif, sans), kept / "glyphs")

    def faces(self, font: Font) -> FacesByCharacter:
        """The faces by character: quicker than ``face_of`` for many, one object for all fonts with the same choice."""
        key = (font.east_asian, font.latin, font.bold, font.italic, font.east_asian_hint)
        if key not in self._by_font:
            self._by_font[key] = FacesByCharacter(self, font)
        return self._by_font[key]

    def face_of(self, character: str, font: Font) -> Face:
        """The face that draws a character; where no font has it, an embedded one, which draws its .notdef."""
        return self.faces(font)[character]

    def find(self, character: str, font: Font) -> Face:
        """Find the face of a character, and note it if another font stands in or none has it."""
        style = FontStyle(font.bold, font.italic)
        east_asian = is_east_asian(character, hint=font.east_asian_hint)
        asked, other = (font.east_asian, font.latin) if east_asian else (font.latin, font.east_asian)
        own = self._chain(asked, style, east_asian=east_asian)
        others = self._chain(other, style, east_asian=not east_asian)
        last = self._last_chain(asked, style, east_asian=east_asian)
        # That Word turns to the run's other font is no substitution of ours, unless there is nothing like the first.
        for name, chain in ((asked, own), (other if own else asked, others), (asked, last)):
            for face in chain:
                if face.has(character):
                    # A font that is installed but lacks the character is substituted for this character only.
                    lacks_character = bool(own) and face not in (*own[:1], *others[:1])
                    self._note(name, face, character if lacks_character else "")
                    return face
        self._missing.add(character)
        return self._face(self._embedded.candidates(asked, style, east_asian=east_asian)[0], style)

    def substitutions(self) -> tuple[Substitution, ...]:
        """The substitutions so far, by the name asked for."""
        return tuple(self._substitutions[key] for key in sorted(self._substitutions))

    def missing(self) -> str:
        """The characters met so far that no font has."""
        return "".join(sorted(self._missing))

    def fingerprint(self, names: Iterable[str]) -> str:
        """A digest that changes when other fonts, or other versions of them, would draw texts in the fonts ``names``.

        It does not depend on where the files lie, nor on the text: it covers every font that might be chosen.
        """
        asked = sorted({folded(name) for name in names})
        digest = hashlib.sha256(f"{self._embedded.serif.identity}{self._embedded.sans.identity}".encode())
        for bold, italic in product((False, True), repeat=2):
            style = FontStyle(bold, italic)
            chains = [
                candidates(self._index, name, style, east_asian=script)
                for name, script in product(asked, (False, True))
            ]
            for chain in (*chains, last_resorts(self._index, style)):
                digest.update("\n".join(["", *(candidate.file.identity for candidate in chain)]).encode())
        return digest.hexdigest()

    def save(self) -> None:
        """Keep what was read of the fonts; where it cannot be written, the next run reads it again."""
        for cut in self._cuts.values():
            cut.save()

    def first(self, name: str, *, east_asian: bool) -> FontFile:
        """The font that draws text in the font ``name``, as far as it has the characters."""
        style = FontStyle(bold=False, italic=False)
        chains = (chain(name, style, east_asian=east_asian) for chain in (self._chain, self._last_chain))
        return next(face.cut.file for chain in chains for face in chain)

    def why_absent(self, name: str) -> str:
        """Why ``name`` is not drawn by the font of that name."""
        return why_absent(self._index, name)

    def _chain(self, name: str, style: FontStyle, *, east_asian: bool) -> tuple[CutFace, ...]:
        key = (name, style, east_asian)
        if key not in self._chains:
            found = candidates(self._index, name, style, east_asian=east_asian)
            self._chains[key] = tuple(self._face(candidate, style) for candidate in found)
        return self._chains[key]

    def _last_chain(self, name: str, style: FontStyle, *, east_asian: bool) -> tuple[CutFace, ...]:
        key = (name, style, east_asian)
        if key not in self._last_chains:
            installed = [self._face(candidate, style) for candidate in last_resorts(self._index, style)]
            embedded = self._embedded.candidates(name, style, east_asian=east_asian)
            faces = [self._face(candidate, style) for candidate in embedded]
            signs = SignFace(faces[0].cut, bold=embedded[0].bold, italic=style.italic)
            self._last_chains[key] = (*installed, *faces, signs)
        return self._last_chains[key]

    def _face(self, candidate: FontChoice, style: FontStyle) -> CutFace:
        file = candidate.file
        # A static font has one weight: ``weight`` and ``heaviest`` are the same there.
        weight = min(max(700 if candidate.bold else 400, file.weight), file.heaviest)
        key = (file.identity, weight)
        if key not in self._cuts:
            self._cuts[key] = Cut(file, weight, self._folder)
        return CutFace(self._cuts[key], bold=candidate.bold, italic=style.italic)

    def _note(self, asked: str, face: CutFace, lacked: str) -> None:
        """Note a substitution: for the font ``asked``, or only for the character ``lacked`` unless that is empty."""
        file = face.cut.file
        if is_font_named(file, asked):
            return
        key = (asked, bool(lacked), file.family)
        noted = self._substitutions.get(key)
        if noted is None:
            reason = "字体里没有这些字" if lacked else self.why_absent(asked)
            noted = Substitution(asked, file.family, Path(file.path).name, reason)
        self._substitutions[key] = replace(noted, characters="".join(sorted({*noted.characters, *lacked})))


# What to report of a font book: a row for each font name, and the problems of a run.

_SOURCE = Source("字体")
_MOST_NAMED = 20


class FontRow(Struct, frozen=True):
    """One font asked for, and the one used; ``reason`` says why another stands in, empty where none does."""

    asked: str
    font_class: FontClass
    used: str
    file: str
    reason: str


def font_rows(book: FontBook, names: Iterable[str]) -> tuple[FontRow, ...]:
    """A row for each name, in their order."""
    return tuple(_row(book, name) for name in names)


def font_problems(book: FontBook) -> tuple[Problem, ...]:
    """What the run so far could not draw as asked: characters printed as a box (Z002), fonts replaced (Z003)."""
    boxes = (Problem(_SOURCE, "Z002", _no_font(c), severity=Severity.WARNING) for c in book.missing())
    others = (Problem(_SOURCE, "Z003", _replaced(s), severity=Severity.INFO) for s in book.substitutions())
    return (*boxes, *others)


def _no_font(character: str) -> str:
    code = f"U+{ord(character):04X}"
    return f"哪种字体都没有“{character}”（{code}），PDF 里印成方框；请换一个字，或安装有这个字的字体"


def _replaced(substitution: Substitution) -> str:
    message = f"“{substitution.asked}”：{substitution.reason}，PDF 里用“{substitution.used}”（{substitution.file}）代替"
    lacked = substitution.characters
    more = f" 等 {len(lacked)} 个" if len(lacked) > _MOST_NAMED else ""
    return f"{message}：{lacked[:_MOST_NAMED]}{more}" if lacked else message


def _row(book: FontBook, name: str) -> FontRow:
    font_class = class_of(name, east_asian=not name.isascii())
    file = book.first(name, east_asian=font_class.east_asian)
    reason = "" if is_font_named(file, name) else book.why_absent(name)
    return FontRow(name, font_class, file.family, Path(file.path).name, reason)
