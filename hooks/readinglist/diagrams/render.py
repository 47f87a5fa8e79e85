"""Draw diagrams at build: Mermaid source -> SVG for the page, or the reason why it cannot be drawn."""

from __future__ import annotations

import functools
import html
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ..document import Diagram, Digest, Entry, Origin
from ..errors import Problem, make_note, make_warning
from ..transcript import fingerprint
from . import official
from .engine import IS_AVAILABLE, MAX_SOURCE, RenderError, parse_model, render_svg
from .outline import Outline, make_outline
from .repair import Repair, Repaired, repair_diagram, unwrap_diagram
from .repair.counting import count_links
from .svg import clean_svg
from .theme import FONT_SIZE, replace_sentinels

MAX_WIDTH = 1000
"""CSS pixels; a flowchart wider than that is laid out the other way round, if it is much narrower then."""
MUCH_NARROWER = 0.6

_DIRECTIVE = re.compile(r"%%\{.*?\}%%", re.DOTALL)
_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n.*?\n[ \t]*---[ \t]*(?:\n|\Z)", re.DOTALL)
_INTERACTION = re.compile(r"^[ \t]*(?:click|links?|href|callback)\s+\S.*$", re.MULTILINE)
_SIZE = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')
_SIDEWAYS = re.compile(r"\A(\s*(?:%%[^\n]*\n\s*)*(?:graph|flowchart)[ \t]+)(LR|RL)\b")


@dataclass(frozen=True)
class Drawing:
    """What became of a diagram.

    `status` is `rendered`, `repaired`, `client` (the browser draws it) or `source` (nothing can). Width and height are
    CSS pixels. `drawn` is the source as drawn, with the repairs in it; `cut` the lines that were no part of it.
    """

    status: str
    svg: str = ""
    width: int = 0
    height: int = 0
    error: str = ""
    drawn: str = ""
    outline: Outline = field(default_factory=lambda: Outline("diagram"))
    repairs: tuple[Repair, ...] = ()
    cut: tuple[str, ...] = ()


def draw_diagrams(
    entries: Iterable[Entry], known: Mapping[str, Drawing]
) -> tuple[Mapping[Diagram, Drawing], tuple[Problem, ...]]:
    """Draw every diagram, each text once and none that is known (by its source) already.

    Gives a warning for each that cannot be drawn, a note for each repair, a warning where the digest is our own.
    """
    placed = list_diagrams(entries)
    drawn = {
        source: known.get(source) or draw_diagram(source)
        for source in dict.fromkeys(diagram.source for diagram, _ in placed)
    }
    drawn |= hand_over(
        [source for source, drawing in drawn.items() if drawing.status == "source" and source not in known]
    )
    drawings = {diagram: drawn[diagram.source] for diagram, _ in placed}
    problems = [problem for diagram, digest in placed for problem in _list_problems(diagram, drawings[diagram], digest)]
    return MappingProxyType(drawings), tuple(problems)


def list_diagrams(entries: Iterable[Entry]) -> list[tuple[Diagram, Digest]]:
    """Every diagram of the entries with the digest it stands in."""
    return [
        (block, digest)
        for entry in entries
        for digest in entry.digests.values()
        for block in (*digest.figures, *digest.blocks)
        if isinstance(block, Diagram)
    ]


def hand_over(sources: Sequence[str]) -> dict[str, Drawing]:
    """Source -> drawing for the browser, for those of the sources that are valid: Mermaid itself draws them."""
    plain = {source: unwrap_diagram(strip_settings(source)) for source in sources if len(source) <= MAX_SOURCE}
    if not official.IS_AVAILABLE or not plain:
        return {}
    verdicts = official.ask_mermaid([unwrapped.source for unwrapped in plain.values()])
    return {
        source: _make_client(unwrapped, _find_error(source))
        for (source, unwrapped), is_valid in zip(plain.items(), verdicts, strict=True)
        if is_valid
    }


def _make_client(repaired: Repaired, error: str = "") -> Drawing:
    return Drawing("client", error=error, drawn=repaired.source, repairs=repaired.repairs, cut=repaired.cut)


def _list_problems(diagram: Diagram, drawing: Drawing, digest: Digest) -> list[Problem]:
    path = digest.path
    if drawing.status == "source":
        message = f"diagram not drawn: {drawing.error}; its source is shown instead, mend it"
        return [make_warning(path, diagram.line, message)]
    problems = [_describe_repair(repair, digest, diagram.line + repair.line - 1) for repair in drawing.repairs]
    if drawing.status == "client" and drawing.error:
        message = f"diagram left to the browser, as Mermaid draws it and the renderer does not: {drawing.error}"
        problems.append(make_note(path, diagram.line, message))
    if drawing.status == "repaired" and (links := count_links(strip_settings(diagram.source))) not in (
        0,
        drawing.outline.edges,
    ):
        message = f"diagram drawn with {drawing.outline.edges} links, its source has {links}; compare the two"
        problems.append(make_warning(path, diagram.line, message))
    left_out = "left out, no part of the diagram above it"
    return problems + [
        make_warning(path, diagram.line, f'{left_out}: "{line.strip()[:60]}"; close the diagram before it')
        for line in drawing.cut
        if line.strip()
    ]


def _describe_repair(repair: Repair, digest: Digest, line: int) -> Problem:
    """A note; a warning where a line of the author's is not drawn, or where the author is the curator."""
    if repair.name == "stray-text":
        message = f'left out of the diagram: found "{repair.before[:60]}", no statement; move it out or mend it'
        return make_warning(digest.path, line, message)
    message = f"diagram repaired ({repair.name}): {repair.after.strip()}"
    if digest.origin is Origin.OURS:
        return make_warning(digest.path, line, f"{message}; write it so in the source")
    return make_note(digest.path, line, message)


def draw_diagram(source: str, font_size: int = FONT_SIZE) -> Drawing:
    """Draw one diagram, repaired where it has to be. Its own theme, configuration and interaction are left out.

    `font_size` is that of its labels in CSS pixels at its natural size.
    """
    plain = strip_settings(source)
    if not IS_AVAILABLE:
        return _make_client(repair_diagram(plain, bool) or Repaired(plain, (), ()))
    repaired = repair_diagram(plain, is_drawable)
    is_for_browser = os.environ.get("READING_LIST_DIAGRAMS") == "client"
    if repaired is None and is_for_browser:
        return Drawing("client", drawn=plain)
    if repaired is None:
        return Drawing("source", error=_find_error(plain), drawn=source)
    drawing = _turn(_render(repaired.source, font_size), font_size)
    status = "repaired" if repaired.repairs or repaired.cut else "rendered"
    repairs = (*repaired.repairs, *drawing.repairs)
    drawing = replace(drawing, status=status, repairs=repairs, cut=repaired.cut)
    return replace(drawing, status="client", svg="") if is_for_browser else drawing


def is_drawable(source: str) -> bool:
    """Whether the renderer draws a source without losing a word of a flowchart's labels."""
    try:
        drawing = _render(source, FONT_SIZE)
    except ValueError:
        return False
    return not drawing.outline.family.startswith("flowchart") or not find_lost_words(drawing)


def find_lost_words(drawing: Drawing) -> list[str]:
    """Words of labels that the picture does not show: Mermaid drops a label without a word of warning."""
    shown = re.sub(r"\s+", "", html.unescape(re.sub(r"<style>.*?</style>|<[^>]*>", "", drawing.svg, flags=re.DOTALL)))
    words = {word for label in drawing.outline.labels for word in label.split()}
    return sorted(word for word in words if word not in shown)


def _find_error(source: str) -> str:
    """The first line of what the renderer says to a source it does not draw."""
    try:
        lost = find_lost_words(_render(source, FONT_SIZE))
    except ValueError as error:
        return str(error)
    return f"the labels {', '.join(lost)} would be lost" if lost else "its syntax is not Mermaid's"


@functools.lru_cache(maxsize=64)
def _render(source: str, font_size: int) -> Drawing:
    """The drawing of an accepted source. Raises ValueError with the renderer's reason."""
    diagram_id = f"d{fingerprint(source)}"
    svg = clean_svg(replace_sentinels(render_svg(source, diagram_id, font_size)), diagram_id)
    size = _SIZE.search(svg)
    if size is None:
        raise RenderError("the picture has no size")
    width, height = round(float(size[1])), round(float(size[2]))
    return Drawing("rendered", svg, width, height, drawn=source, outline=make_outline(parse_model(source)))


def _turn(drawing: Drawing, font_size: int) -> Drawing:
    """The drawing laid out from top to bottom, where it is too wide from left to right. A hint, not meaning."""
    header = _SIDEWAYS.match(drawing.drawn)
    if header is None or drawing.width <= MAX_WIDTH:
        return drawing
    turned = f"{header[1]}{'TB' if header[2] == 'LR' else 'BT'}{drawing.drawn[header.end() :]}"
    try:
        other = _render(turned, font_size)
    except ValueError:
        return drawing
    if other.width > drawing.width * MUCH_NARROWER:
        return drawing
    line = drawing.drawn.count("\n", 0, header.end()) + 1
    before, after = header[0].strip(), turned.split("\n")[line - 1].strip()
    return replace(other, repairs=(Repair("turn-layout", line, before, after),))


def strip_settings(source: str) -> str:
    """The source without directives, front matter and lines that make a node react to a click."""
    return _INTERACTION.sub("", _DIRECTIVE.sub("", _FRONT_MATTER.sub("", source)))
