"""Prepared projects in, one PDF for the printer out: every form that could be made, in order, for stamping."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from generator.build.forms import Filling, Press
from generator.build.prepare import Prepared
from generator.build.stack_pdf import print_stack
from generator.layout.page import Pages
from generator.problem import JixiaoError, Problem, Severity


class Stack:
    """A stack being made; ``printed`` and ``failed`` count its forms, ``tell`` is given what is wrong."""

    def __init__(self, tell: Callable[[Sequence[Problem]], None]) -> None:
        self._tell = tell
        self._press = Press()
        self.printed = self.failed = 0

    def make(self, prepared: Sequence[Prepared], only: Sequence[str], *, duplex: bool, copies: int) -> bytes | None:
        """The file; None where no form could be made."""
        forms = self._forms(prepared, only)
        first = next(forms, None)
        if first is None:
            return None
        made = print_stack(chain([first], forms), self._press.fonts, duplex=duplex, copies=copies)
        self._tell(self._press.close())
        return made

    def _forms(self, prepared: Sequence[Prepared], only: Sequence[str]) -> Iterator[tuple[str, Pages]]:
        for each in prepared:
            self.failed += sum(not only or name in only for name in each.project.broken)
            for form in each.sub_forms(only):
                pages = self._pages(Filling(each, form, self._press))
                if pages is None:
                    self.failed += 1
                    continue
                self.printed += 1
                named = len(prepared) > 1 and form.name != each.project.name
                yield (f"{each.project.name} {form.name}" if named else form.name), pages

    def _pages(self, filling: Filling) -> Pages | None:
        self._tell(filling.form.problems)
        if any(problem.severity is Severity.ERROR for problem in filling.form.problems):
            return None
        try:
            pages = filling.pages
        except JixiaoError as error:
            self._tell(error.problems)
            return None
        self._tell(filling.problems)
        return pages
