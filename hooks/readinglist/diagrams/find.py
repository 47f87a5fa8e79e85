"""Find the Mermaid blocks of a text, in tags, fences, both, or unclosed: text -> prose and diagrams in order."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from ..document import Block, Diagram, Prose

FAMILIES = (
    "graph flowchart flowchart-elk sequenceDiagram classDiagram classDiagram-v2 stateDiagram stateDiagram-v2 "
    "erDiagram journey gantt pie quadrantChart requirementDiagram gitGraph mindmap timeline zenuml sankey sankey-beta "
    "xychart xychart-beta block block-beta packet packet-beta kanban architecture architecture-beta radar radar-beta "
    "treemap treemap-beta C4Context C4Container C4Component C4Dynamic C4Deployment"
).split()
"""First words of a diagram, as of Mermaid 12.3."""

_TAG = r"mermaid(?:[ _-]?(?:diagram|code|graph))?"
_TAG_OPEN = re.compile(rf"<{_TAG}\s*>", re.IGNORECASE)
_TAG_CLOSE = re.compile(rf"</\s*{_TAG}\s*>", re.IGNORECASE)
_FENCE = re.compile(r"^(?P<indent>[ \t]*)(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>[^`]*)$")
_INFO = re.compile(r"\{?\s*\.?mermaid\b", re.IGNORECASE)
_FIRST_WORD = re.compile(rf"\s*(?:{'|'.join(map(re.escape, FAMILIES))})(?:[\s:;]|$)")
_INVISIBLE = re.compile("[\ufeff\u200b\u200c\u200d\u2060\u00ad]")


@dataclass(frozen=True)
class _Line:
    number: int
    text: str


def find_diagrams(text: str, first_line: int, is_markdown: bool = True) -> tuple[Block, ...]:
    """Cut `text` into prose and diagrams, in order. `first_line` is the line of the source on which it begins.

    A block that nothing closes reaches to the end of the text. A diagram that stands twice is given once.
    """
    lines = [_Line(first_line + i, line) for i, line in enumerate(_split_tags(text).split("\n"))]
    lines = _restore_numbers(lines)
    blocks: list[Block] = []
    seen: set[str] = set()
    for is_diagram, chunk in _cut(lines):
        if not is_diagram:
            if any(line.text.strip() for line in chunk):
                blocks.append(_make_prose(chunk, is_markdown))
            continue
        diagram = make_diagram(chunk)
        if diagram is not None and diagram.source not in seen:
            seen.add(diagram.source)
            blocks.append(diagram)
    return tuple(blocks)


_SAME_LINE = "\x1f"
"""Marks a line break that the source does not have; the character itself is not allowed in a source."""


def _split_tags(text: str) -> str:
    """Put every tag on a line of its own, so that all that follows can go line by line."""
    text = text.replace(_SAME_LINE, "")

    def isolate(match: re.Match[str]) -> str:
        return f"\n{_SAME_LINE}{match[0]}\n{_SAME_LINE}"

    return _TAG_CLOSE.sub(isolate, _TAG_OPEN.sub(isolate, text))


def _restore_numbers(lines: list[_Line]) -> list[_Line]:
    """Give lines that were split off the number of the line they come from."""
    restored: list[_Line] = []
    added = 0
    for line in lines:
        added += line.text.startswith(_SAME_LINE)
        restored.append(_Line(line.number - added, line.text.removeprefix(_SAME_LINE)))
    return restored


def _cut(lines: list[_Line]) -> Iterator[tuple[bool, list[_Line]]]:
    """(is a diagram, its lines), in order; wrappers are still inside a diagram's lines where they are nested."""
    prose: list[_Line] = []
    i = 0
    while i < len(lines):
        end = _find_end(lines, i)
        if end is None:
            prose.append(lines[i])
            i += 1
            continue
        is_diagram, after = end
        if not is_diagram:
            prose.extend(lines[i:after])
        else:
            yield False, prose
            prose = []
            yield True, lines[i:after]
        i = after
    yield False, prose


def _find_end(lines: list[_Line], i: int) -> tuple[bool, int] | None:
    """Whether a tag or fence opens in line `i`: (it holds a diagram, index after its last line)."""
    if _TAG_OPEN.fullmatch(lines[i].text.strip()):
        for j in range(i + 1, len(lines)):
            if _TAG_CLOSE.fullmatch(lines[j].text.strip()):
                return True, j + 1
        return True, len(lines)
    fence = _FENCE.match(lines[i].text)
    if fence is None:
        return None
    is_mermaid = bool(_INFO.match(fence["info"]))
    after = _find_fence_end(lines, i, fence["mark"])
    if not is_mermaid and not fence["info"].strip():
        inside = next((line.text for line in lines[i + 1 : after] if line.text.strip()), "")
        is_mermaid = bool(_FIRST_WORD.match(inside))
    return is_mermaid, after


def _find_fence_end(lines: list[_Line], i: int, mark: str) -> int:
    for j in range(i + 1, len(lines)):
        text = lines[j].text.strip()
        if len(text) >= len(mark) and set(text) == {mark[0]}:
            return j + 1
    return len(lines)


def make_diagram(lines: list[_Line]) -> Diagram | None:
    """The diagram inside its wrappers, without common indent; None where nothing is inside."""
    inner = [line for line in lines if not _is_wrapper(line.text)]
    while inner and not inner[0].text.strip():
        inner = inner[1:]
    if not inner:
        return None
    source = _INVISIBLE.sub("", textwrap.dedent("\n".join(line.text for line in inner)))
    source = "\n".join(line.rstrip() for line in source.split("\n")).strip("\n")
    return Diagram(source, inner[0].number) if source.strip() else None


def _is_wrapper(text: str) -> bool:
    bare = text.strip()
    if _TAG_OPEN.fullmatch(bare) or _TAG_CLOSE.fullmatch(bare):
        return True
    fence = _FENCE.match(text)
    return fence is not None and (not fence["info"].strip() or bool(_INFO.match(fence["info"])))


def _make_prose(lines: list[_Line], is_markdown: bool) -> Prose:
    while not lines[0].text.strip():
        lines = lines[1:]
    return Prose("\n".join(line.text for line in lines).rstrip(), lines[0].number, is_markdown)
