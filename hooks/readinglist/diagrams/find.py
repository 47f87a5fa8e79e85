"""Find the Mermaid blocks of a text, in tags, fences, both, or unclosed: text -> prose and diagrams in order."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from ..document import Block, Diagram, Prose
from ..policy import clean_text

FAMILIES = (
    "graph flowchart flowchart-elk sequenceDiagram classDiagram classDiagram-v2 stateDiagram stateDiagram-v2 "
    "erDiagram journey gantt pie quadrantChart requirementDiagram gitGraph mindmap timeline zenuml sankey sankey-beta "
    "xychart xychart-beta block block-beta packet packet-beta kanban architecture architecture-beta radar radar-beta "
    "treemap treemap-beta C4Context C4Container C4Component C4Dynamic C4Deployment"
).split()
"""First words of a diagram, as of Mermaid 12.3."""

_NAME = r"mermaid(?:[ _-]?(?:diagram|code|graph))?"
_TAG = re.compile(rf"(</?\s*{_NAME}\s*>)", re.IGNORECASE)
_TAG_OPEN = re.compile(rf"<\s*{_NAME}\s*>", re.IGNORECASE)
_TAG_CLOSE = re.compile(rf"</\s*{_NAME}\s*>", re.IGNORECASE)
_FENCE = re.compile(r"^(?P<indent>[ \t]*)(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>[^`]*)$")
_INFO = re.compile(r"\{?\s*\.?mermaid\b", re.IGNORECASE)
_FIRST_WORD = re.compile(rf"\s*(?:{'|'.join(map(re.escape, FAMILIES))})(?:[\s:;]|$)")
_START = re.compile(rf"{_FIRST_WORD.pattern}|\s*(?:%%|---\s*$)")
"""What a diagram begins with: its family, a directive or comment, or front matter of its own."""


@dataclass(frozen=True)
class _Line:
    number: int
    text: str


def find_diagrams(text: str, first_line: int, is_markdown: bool = True) -> tuple[Block, ...]:
    """Cut `text` into prose and diagrams, in order. `first_line` is the line of the source on which it begins.

    A block that nothing closes reaches to the end of the text. A diagram that stands twice is given once.
    """
    blocks: list[Block] = []
    seen: set[str] = set()
    for is_diagram, chunk in _cut(
        _split_tags([_Line(first_line + i, line) for i, line in enumerate(text.split("\n"))])
    ):
        if not is_diagram:
            if any(line.text.strip() for line in chunk):
                blocks.append(_make_prose(chunk, is_markdown))
            continue
        diagram = make_diagram(chunk)
        if diagram is not None and diagram.source not in seen:
            seen.add(diagram.source)
            blocks.append(diagram)
    return tuple(blocks)


def _split_tags(lines: list[_Line]) -> list[_Line]:
    """Put every tag on a line of its own (with the number of the line it comes from), but for those in code."""
    split: list[_Line] = []
    mark = ""
    is_code = False
    for i, line in enumerate(lines):
        fence = _FENCE.match(line.text)
        if mark:
            split += [line] if is_code else _cut_at_tags(line)
            mark = "" if _closes(line.text, mark) else mark
        elif fence is not None:
            split.append(line)
            mark, is_code = fence["mark"], not _holds_diagram(lines, i, fence["info"])
        else:
            split += _cut_at_tags(line)
    return split


def _cut_at_tags(line: _Line) -> list[_Line]:
    """A line cut before and after each tag that does not stand between backticks."""
    parts = [""]
    backticks = 0
    for part in _TAG.split(line.text):
        if _TAG.fullmatch(part) and backticks % 2 == 0:
            parts += [part, ""]
            continue
        parts[-1] += part
        backticks += part.count("`")
    return [_Line(line.number, part) for part in parts if part.strip()] if len(parts) > 1 else [line]


def _cut(lines: list[_Line]) -> Iterator[tuple[bool, list[_Line]]]:
    """(is a diagram, its lines), in order; wrappers are still inside a diagram's lines where they are nested."""
    prose: list[_Line] = []
    i = 0
    while i < len(lines):
        is_diagram, after = _find_end(lines, i)
        if is_diagram:
            yield False, prose
            prose = []
            yield True, lines[i:after]
        else:
            prose.extend(lines[i:after])
        i = after
    yield False, prose


def _find_end(lines: list[_Line], i: int) -> tuple[bool, int]:
    """(whether a tag or fence with a diagram opens in line `i`, index after its last line, or after line `i`)."""
    if _TAG_OPEN.fullmatch(lines[i].text.strip()):
        after = _find_tag_end(lines, i)
        return (False, i + 1) if after is None else (True, after)
    return _find_fence(lines, i) or (False, i + 1)


def _find_tag_end(lines: list[_Line], i: int) -> int | None:
    """The index after the block that a tag opens in line `i`; None where the tag is only mentioned.

    A fence in it closes it, too: what follows is text that a model wrote behind its diagram.
    """
    first = i + 1
    while first < len(lines) and not lines[first].text.strip():
        first += 1
    if first == len(lines):
        return first
    if _TAG_OPEN.fullmatch(lines[first].text.strip()):
        return first
    fence = _FENCE.match(lines[first].text)
    if fence is not None and _is_wrapper(lines[first].text):
        after = _find_fence_end(lines, first, fence["mark"])
        closing = next((j for j in range(after, len(lines)) if lines[j].text.strip()), None)
        return closing + 1 if closing is not None and _TAG_CLOSE.fullmatch(lines[closing].text.strip()) else after
    for j in range(first, len(lines)):
        if _TAG_CLOSE.fullmatch(lines[j].text.strip()):
            return j + 1
        if _TAG_OPEN.fullmatch(lines[j].text.strip()):
            return j if _START.match(lines[first].text) else None
    return len(lines) if _START.match(lines[first].text) else None


def _find_fence(lines: list[_Line], i: int) -> tuple[bool, int] | None:
    """Whether a fence opens in line `i`: (it holds a diagram, index after its last line)."""
    fence = _FENCE.match(lines[i].text)
    if fence is None:
        return None
    return _holds_diagram(lines, i, fence["info"]), _find_fence_end(lines, i, fence["mark"])


def _holds_diagram(lines: list[_Line], i: int, info: str) -> bool:
    """Whether the fence in line `i` says that it holds Mermaid, or says nothing and holds some."""
    if info.strip():
        return bool(_INFO.match(info))
    inside = next((lines[j].text for j in range(i + 1, len(lines)) if lines[j].text.strip()), "")
    return bool(_FIRST_WORD.match(inside) or _TAG_OPEN.match(inside.strip()))


def _find_fence_end(lines: list[_Line], i: int, mark: str) -> int:
    return next((j + 1 for j in range(i + 1, len(lines)) if _closes(lines[j].text, mark)), len(lines))


def _closes(text: str, mark: str) -> bool:
    bare = text.strip()
    return len(bare) >= len(mark) and set(bare) == {mark[0]}


def make_diagram(lines: list[_Line]) -> Diagram | None:
    """The diagram inside its wrappers, without common indent; None where nothing is inside."""
    inner = [line for line in lines if not _is_wrapper(line.text)]
    while inner and not inner[0].text.strip():
        inner = inner[1:]
    if not inner:
        return None
    source = clean_text(textwrap.dedent("\n".join(line.text for line in inner)))
    source = "\n".join(line.rstrip() for line in source.split("\n")).strip("\n")
    return Diagram(source, inner[0].number) if source.strip() else None


def _is_wrapper(text: str) -> bool:
    bare = text.strip()
    if _TAG_OPEN.fullmatch(bare) or _TAG_CLOSE.fullmatch(bare):
        return True
    fence = _FENCE.match(text)
    return fence is not None and (not fence["info"].strip() or bool(_INFO.match(fence["info"])))


def _make_prose(lines: list[_Line], is_markdown: bool) -> Prose:
    whole = [
        _Line(number, "".join(line.text for line in parts))
        for number, parts in groupby(lines, key=lambda line: line.number)
    ]
    while not whole[0].text.strip():
        whole = whole[1:]
    return Prose("\n".join(line.text for line in whole).rstrip(), whole[0].number, is_markdown)
