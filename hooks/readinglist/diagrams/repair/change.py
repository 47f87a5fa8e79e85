"""The data of a repair: numbered lines, named changes, the draft that goes from rule to rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Repair:
    """One named, recorded change. `line` is 1-based in the published source."""

    name: str
    line: int
    before: str
    after: str


@dataclass(frozen=True)
class Repaired:
    """A diagram that is accepted, with what was changed in it and the lines that were cut off."""

    source: str
    repairs: tuple[Repair, ...]
    cut: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A line and its 1-based number in the published source; a line that a rule adds has its neighbour's number."""

    number: int
    text: str

    @property
    def indent(self) -> str:
        """The blanks before the text."""
        return self.text[: len(self.text) - len(self.text.lstrip())]


@dataclass(frozen=True)
class Draft:
    """A diagram on its way through the rules."""

    lines: tuple[Line, ...]
    repairs: tuple[Repair, ...] = ()
    cut: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """The text of all lines."""
        return "\n".join(line.text for line in self.lines)

    @property
    def names(self) -> frozenset[str]:
        """The rules that have changed something."""
        return frozenset(repair.name for repair in self.repairs)

    def put(self, lines: Iterable[Line], *repairs: Repair) -> Draft:
        """The draft with other lines and more repairs."""
        return replace(self, lines=tuple(lines), repairs=self.repairs + repairs)


Rule = Callable[[Draft], Draft]
"""One step: a draft in, a draft out."""
LineRule = Callable[[str], str | None]
"""A step that sees one line: the line as it should be (may hold line breaks), or None to drop it."""


def make_draft(source: str) -> Draft:
    """The lines of a text, numbered from 1."""
    return Draft(tuple(Line(i, text) for i, text in enumerate(source.split("\n"), 1)))


def change_lines(draft: Draft, name: str, rule: LineRule) -> Draft:
    """Put every line through `rule` and record each that it changes under `name`."""
    lines: list[Line] = []
    repairs: list[Repair] = []
    for line in draft.lines:
        text = rule(line.text)
        if text != line.text:
            repairs.append(Repair(name, line.number, line.text.strip(), (text or "").strip()))
        if text is not None:
            lines.extend(Line(line.number, part) for part in text.split("\n"))
    return draft.put(lines, *repairs)
