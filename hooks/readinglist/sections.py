"""Arrange the blocks of a digest: why it matters, key points with their places, figures, and the rest as it stands."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .document import Block, Diagram, Point, Prose
from .transcript import fingerprint

WHY = frozenset({"why it matters", "why this matters", "为什么重要", "为何重要", "为什么值得读"})
POINTS = frozenset({"key points", "main points", "要点", "关键要点"})
DIGEST = frozenset({"digest", "摘要"})
DIAGRAM = re.compile(
    r"^(?:\d+[.)、]?\s*)?(?:mermaid\s*)?(?:diagrams?|charts?|flow\s?charts?|figures?|图|图示|图表|流程图|示意图|"
    r"mermaid\s*图表?|mermaid)\s*(?:[:：]\s*(?P<caption>.*))?$",
    re.IGNORECASE,
)
"""A heading that only announces a diagram; what stands behind a colon is its caption."""

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$")
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_LINK = r"\[[^\[\]]*\]\((?:[^()\s]|\([^()\s]*\))*\)"
_PLACE = re.compile(rf"(?P<text>.*?)[\s,，;；]*(?P<place>{_LINK}(?:[\s,，、;；]*{_LINK})*)\s*[.。]?\s*$", re.DOTALL)
_ITEM = re.compile(r"^ {0,3}(?:\d{1,3}[.)]|[-*+])\s+(.*)$")


@dataclass(frozen=True)
class Sections:
    """The parts of a digest; `why` is Markdown, `pointless` the lines of key points without a place."""

    why: str
    points: tuple[Point, ...]
    figures: tuple[Diagram, ...]
    blocks: tuple[Block, ...]
    pointless: tuple[int, ...] = ()
    near: tuple[tuple[int, str, str], ...] = ()
    """(line, heading, known heading) of those that look like a known one, misspelt."""


@dataclass(frozen=True)
class _Heading:
    level: int
    text: str
    line: int


_Piece = _Heading | Prose | Diagram


def arrange_sections(blocks: tuple[Block, ...], *, hoist: bool) -> Sections:
    """Take the known sections out of a digest.

    With `hoist`, diagrams leave the text and become figures, and headings under which nothing is left are dropped;
    without, diagrams stay where the author put them.
    """
    pieces = [piece for block in blocks for piece in _split(block)]
    why_pieces, pieces = _take_section(pieces, WHY)
    point_pieces, rest = _take_section(pieces, POINTS)
    points, pointless = _parse_points(point_pieces)
    if points and (len(pointless) < len(points)):
        pieces = rest
    else:
        points = ()
    figures: tuple[Diagram, ...] = ()
    if hoist:
        figures, pieces = _hoist(pieces)
        pieces = _drop_empty(pieces)
    if points:
        pieces = [piece for piece in pieces if not (isinstance(piece, _Heading) and _fold(piece.text) in DIGEST)]
    why = "\n\n".join(piece.text for piece in why_pieces if isinstance(piece, Prose))
    return Sections(why, points, figures, _join(pieces), pointless, tuple(_find_near(pieces)))


def _find_near(pieces: list[_Piece]) -> Iterator[tuple[int, str, str]]:
    """Headings that were not recognised and are a letter or two away from a known one."""
    for piece in pieces:
        if isinstance(piece, _Heading) and piece.level <= 3:
            near = difflib.get_close_matches(_fold(piece.text), WHY | POINTS | DIGEST, n=1, cutoff=0.84)
            if near and near[0] != _fold(piece.text):
                yield piece.line, piece.text, near[0]


def _fold(text: str) -> str:
    return text.strip().strip(":：").casefold()


def _split(block: Block) -> list[_Piece]:
    """Cut Markdown prose at its headings."""
    if isinstance(block, Diagram) or not block.is_markdown:
        return [block]
    pieces: list[_Piece] = []
    lines: list[str] = []
    start = block.line
    fence = ""
    for number, line in enumerate(block.text.split("\n"), block.line):
        mark = _FENCE.match(line)
        if mark:
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        heading = None if fence else _HEADING.match(line)
        if heading is None:
            lines.append(line)
            continue
        _append_prose(pieces, lines, start)
        pieces.append(_Heading(len(heading[1]), heading[2], number))
        lines, start = [], number + 1
    _append_prose(pieces, lines, start)
    return pieces


def _append_prose(pieces: list[_Piece], lines: list[str], start: int) -> None:
    while lines and not lines[0].strip():
        lines, start = lines[1:], start + 1
    text = "\n".join(lines).rstrip()
    if text:
        pieces.append(Prose(text, start))


def _take_section(pieces: list[_Piece], names: frozenset[str]) -> tuple[list[_Piece], list[_Piece]]:
    """(the pieces under the first heading of one of these names, the others without that heading)."""
    for i, piece in enumerate(pieces):
        if isinstance(piece, _Heading) and piece.level <= 3 and _fold(piece.text) in names:
            end = _find_section_end(pieces, i, piece.level)
            kept = [inner for inner in pieces[i + 1 : end] if isinstance(inner, Diagram)]
            return pieces[i + 1 : end], pieces[:i] + list(kept) + pieces[end:]
    return [], pieces


def _find_section_end(pieces: list[_Piece], i: int, level: int) -> int:
    """The index after the section of the heading at `i`."""
    for j in range(i + 1, len(pieces)):
        other = pieces[j]
        if isinstance(other, _Heading) and other.level <= level:
            return j
    return len(pieces)


def _parse_points(pieces: list[_Piece]) -> tuple[tuple[Point, ...], tuple[int, ...]]:
    """Key points of a list, and the lines of those that name no place."""
    points: list[Point] = []
    pointless: list[int] = []
    for piece in pieces:
        if not isinstance(piece, Prose):
            continue
        for number, item in _split_items(piece):
            match = _PLACE.match(item)
            text, place = (match["text"], match["place"]) if match else (item, "")
            if not match:
                pointless.append(number)
            points.append(Point(f"p-{fingerprint(text)}", text.strip(), place, number))
    return tuple(points), tuple(pointless)


def _split_items(prose: Prose) -> list[tuple[int, str]]:
    items: list[tuple[int, str]] = []
    for number, line in enumerate(prose.text.split("\n"), prose.line):
        match = _ITEM.match(line)
        if match:
            items.append((number, match[1]))
        elif items and line.strip():
            items[-1] = (items[-1][0], f"{items[-1][1]} {line.strip()}")
    return items


def _hoist(pieces: list[_Piece]) -> tuple[tuple[Diagram, ...], list[_Piece]]:
    """Take the diagrams out; a heading that only announces one gives its caption and goes."""
    figures: list[Diagram] = []
    kept: list[_Piece] = []
    for i, piece in enumerate(pieces):
        if isinstance(piece, Diagram):
            before = pieces[i - 1] if i else None
            announced = DIAGRAM.match(before.text) if isinstance(before, _Heading) else None
            caption = (announced["caption"] or "") if announced else ""
            figures.append(replace(piece, caption=caption.strip()) if caption else piece)
        else:
            kept.append(piece)
    return tuple(figures), kept


def _drop_empty(pieces: list[_Piece]) -> list[_Piece]:
    """Leave out headings with nothing under them."""
    kept: list[_Piece] = []
    for i, piece in enumerate(pieces):
        if isinstance(piece, _Heading):
            end = _find_section_end(pieces, i, piece.level)
            if all(isinstance(inner, _Heading) for inner in pieces[i + 1 : end]):
                continue
        kept.append(piece)
    return kept


def _join(pieces: list[_Piece]) -> tuple[Block, ...]:
    """Blocks again: runs of headings and prose become one prose."""
    blocks: list[Block] = []
    for piece in pieces:
        if isinstance(piece, Diagram) or (isinstance(piece, Prose) and not piece.is_markdown):
            blocks.append(piece)
            continue
        text = f"{'#' * piece.level} {piece.text}" if isinstance(piece, _Heading) else piece.text
        last = blocks[-1] if blocks else None
        if isinstance(last, Prose) and last.is_markdown:
            blocks[-1] = replace(last, text=f"{last.text}\n\n{text}")
        else:
            blocks.append(Prose(text, piece.line))
    return tuple(blocks)
