"""A YAML text in, the events that ruamel finds in it out; nothing is constructed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.reader import Reader
from ruamel.yaml.scanner import Scanner
from ruamel.yaml.tokens import TagToken

from generator.project.yaml.text_file import INVISIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_KEY = 1024
_TAG_END = "\0 \t\n,[]{}"


def events(text: str) -> Iterator[Any]:
    """What ruamel finds in a text, in order; YAMLError where it cannot go on."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Reader, yaml.Scanner = _Reader, _Scanner
    yield from yaml.parse(text)


class _Reader(Reader):
    """ruamel's reader, which compiles a pattern for long; all that it refuses ours finds, compiled already."""

    def check_printable(self, data: str) -> None:
        if INVISIBLE.search(data):
            super().check_printable(data)


class _Scanner(Scanner):
    """ruamel's scanner, but a tag is everything up to a space: the stock one allows ASCII only.

    The parser asks it several times about every token, and in nested brackets many keys may still be open: it looks
    once, and at the first of them, which is the oldest.
    """

    _is_ready = False

    def need_more_tokens(self) -> bool:
        self._is_ready = self._is_ready or not super().need_more_tokens()
        return not self._is_ready

    def check_token(self, *choices: type) -> bool:
        while not self._is_ready and self.need_more_tokens():
            self.fetch_more_tokens()
        return bool(self.tokens) and (not choices or isinstance(self.tokens[0], choices))

    def get_token(self) -> Any:
        token = super().get_token()
        self._is_ready = False
        return token

    def next_possible_simple_key(self) -> int | None:
        return next((key.token_number for key in self.possible_simple_keys.values()), None)

    def stale_possible_simple_keys(self) -> None:
        oldest = next(iter(self.possible_simple_keys.values()), None)
        if oldest and (oldest.line != self.reader.line or self.reader.index - oldest.index > _LONGEST_KEY):
            super().stale_possible_simple_keys()

    def scan_tag(self) -> TagToken:
        start = self.reader.get_mark()
        length = 1
        while self.reader.peek(length) not in _TAG_END:
            length += 1
        name = self.reader.prefix(length)
        self.reader.forward(length)
        # A tag without handle is percent-decoded later; this keeps it as typed.
        return TagToken((None, name.replace("%", "%25")), start, self.reader.get_mark())
