"""Draw diagrams at build: Mermaid source -> SVG for the page, or the reason why it cannot be drawn."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ..document import Diagram, Entry
from ..errors import Problem, make_warning
from ..transcript import fingerprint
from .engine import IS_AVAILABLE, parse_model, render_svg
from .outline import Outline, make_outline
from .svg import clean_svg
from .theme import replace_sentinels

_DIRECTIVE = re.compile(r"%%\{.*?\}%%", re.DOTALL)
_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n.*?\n[ \t]*---[ \t]*(?:\n|\Z)", re.DOTALL)
_INTERACTION = re.compile(r"^[ \t]*(?:click|links?|href|callback)\s+\S.*$", re.MULTILINE)
_SIZE = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True)
class Drawing:
    """What became of a diagram.

    `status` is `rendered`, `repaired`, `client` (the browser draws it) or `source` (nothing can). Width and height are
    CSS pixels. `drawn` is the source as drawn, with the repairs in it.
    """

    status: str
    svg: str = ""
    width: int = 0
    height: int = 0
    error: str = ""
    drawn: str = ""
    outline: Outline = field(default_factory=lambda: Outline("diagram"))


def draw_diagrams(entries: Iterable[Entry]) -> tuple[Mapping[Diagram, Drawing], tuple[Problem, ...]]:
    """Draw every diagram of every entry, each text once, with a warning for each that cannot be drawn."""
    by_source: dict[str, Drawing] = {}
    drawings: dict[Diagram, Drawing] = {}
    problems: list[Problem] = []
    for entry in entries:
        for digest in entry.digests.values():
            blocks = (*digest.figures, *digest.blocks)
            for diagram in [block for block in blocks if isinstance(block, Diagram)]:
                if diagram.source not in by_source:
                    by_source[diagram.source] = draw_diagram(diagram.source)
                drawing = drawings[diagram] = by_source[diagram.source]
                if drawing.status == "source":
                    message = f"diagram not drawn: {drawing.error}; its source is shown instead, mend it"
                    problems.append(make_warning(digest.path, diagram.line, message))
    return MappingProxyType(drawings), tuple(problems)


def draw_diagram(source: str) -> Drawing:
    """Draw one diagram. Its own theme, configuration and interaction are left out."""
    plain = strip_settings(source)
    if not IS_AVAILABLE or os.environ.get("READING_LIST_DIAGRAMS") == "client":
        return Drawing("client", drawn=plain)
    drawing = _render(plain)
    return replace(drawing, drawn=plain)


def _render(plain: str) -> Drawing:
    try:
        svg = clean_svg(replace_sentinels(render_svg(plain, f"d{fingerprint(plain)}")))
        outline = make_outline(parse_model(plain))
    except ValueError as error:
        return Drawing("source", error=str(error))
    size = _SIZE.search(svg)
    width, height = (round(float(size[1])), round(float(size[2]))) if size else (0, 0)
    return Drawing("rendered", svg, width, height, outline=outline)


def strip_settings(source: str) -> str:
    """The source without directives, front matter and lines that make a node react to a click."""
    return _INTERACTION.sub("", _DIRECTIVE.sub("", _FRONT_MATTER.sub("", source)))
