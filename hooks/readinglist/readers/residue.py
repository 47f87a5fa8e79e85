"""Clean a machine-written description: the assistant's talk goes, bold lines that are headings become headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from ..document import Block, Prose

Dropped = tuple[int, str]
"""1-based line and a sentence for the report."""


@dataclass(frozen=True)
class Line:
    """A line of text with its 1-based number in the source."""

    number: int
    text: str


_OPENER = r"(?:absolutely|certainly|sure(?: thing)?|of course|okay|ok|great|got it|alright|yes|understood|no problem)"
_OFFER = r"(?:here(?:'s|’s| is| are)|below (?:is|are)|the following (?:is|are))"
_PROMISE = r"(?:let me|let's|let’s|i(?:'ve|’ve|'ll|’ll|'d|’d| have| will| can)|this is)"
_NOUN = (
    r"(?:summary|breakdown|break down|outline|overview|analysis|diagram|notes|recap|digest|key points|takeaways|"
    r"summari[sz]e|structured)"
)
_OPENER_CHINESE = r"(?:好的|当然(?:可以)?|没问题|可以|明白(?:了)?|收到|了解)"
_NOUN_CHINESE = r"(?:总结|概述|概要|大纲|摘要|梳理|整理|分析|要点|流程图|图表|图)"
_PREAMBLES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^{_OPENER}\s*[!.…]*$",
        rf"^{_OPENER}\s*[!,.:;…]+\s.{{0,60}}?\b(?:{_OFFER}|{_PROMISE})\b",
        rf"^{_OPENER}\s*[!,.:;…]+\s.*\b{_NOUN}\b.*[:：]$",
        rf"^{_OFFER} (?:[\w’'-]+,? ){{0,5}}?{_NOUN}\b",
        rf"^this is (?:[\w’'-]+,? ){{0,5}}?{_NOUN}\b.*[:：]$",
        rf"^(?!this){_PROMISE}\b.*\b{_NOUN}\b",
        rf"^{_OPENER_CHINESE}\s*[,，!！.。:：]*$",
        rf"^{_OPENER_CHINESE}\s*[,，!！.。:：].*(?:以下|下面|这是|我(?:来|将|会|已|为|给|帮)|{_NOUN_CHINESE}[^。]*[:：]$)",
        rf"^(?:以下|下面)(?:就)?(?:是|为|给出).{{0,60}}{_NOUN_CHINESE}[^。，,]{{0,16}}[:：。]?$",
        rf"^这(?:就)?是.{{0,60}}{_NOUN_CHINESE}\s*[:：]$",
    )
)
_CLOSINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?:please )?let me know if\b",
        r"^(?:i )?hope (?:this|that|it) helps(?: you\b|\s*[!.,;:~]|$)",
        r"^(?:would|do) you (?:like|want) me to\b",
        r"^feel free to (?:ask|reach)\b",
        r"^希望.{0,10}(?:总结|概述|整理|分析|内容|回答|这).{0,8}有(?:所)?帮助\s*[。!！~]*$",
        r"^(?:如果|若)(?:您|你)?(?:还)?(?:有|需要|想).{0,30}(?:告诉我|随时|联系我|提问)",
        r"^(?:请)?随时(?:告诉我|联系我|提问)",
    )
)
MAX_TALK = 240
"""Characters; an assistant's opening or closing remark is one or two sentences, longer text is content."""

_BOLD_LINE = re.compile(r"^ {0,3}(\*\*|__)(?=\S)(?P<text>(?:(?!\1).)+?)(?<=\S)\1\s*[:：]?\s*$")
_BOLD_ITEM = re.compile(
    r"^(?P<number>\d{1,2})[.)](?P<gap>\s+)(\*\*|__)(?=\S)(?P<text>(?:(?!\3).)+?)\3\s*(?P<colon>[:：]?)\s*(?P<rest>.*)$"
)
_HEADING = re.compile(r"^ {0,3}(?P<marks>#{1,6})(?:\s+|$)(?P<text>.*?)(?:\s+#+)?\s*$")
_NUMBERED = re.compile(r"^\d+(?:\.\d+)*[.)、]?\s")
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")


def clean_description(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[Dropped, ...]]:
    """Drop the assistant's talk at both ends and make headings of bold lines. Gives the blocks and what was dropped."""
    dropped: list[Dropped] = []
    cleaned: list[Block] = []
    for i, block in enumerate(blocks):
        if not isinstance(block, Prose):
            cleaned.append(block)
            continue
        lines = _number(block)
        if i == 0:
            lines = _drop_talk(lines, _PREAMBLES, dropped, "preamble")
        if i == len(blocks) - 1:
            lines = _drop_talk(lines[::-1], _CLOSINGS, dropped, "closing remark")[::-1]
        lines = make_headings(lines)
        if lines:
            cleaned.append(Prose("\n".join(line.text for line in lines), lines[0].number))
    return tuple(cleaned), tuple(dropped)


def _number(prose: Prose) -> list[Line]:
    return [Line(prose.line + i, text) for i, text in enumerate(prose.text.split("\n"))]


def _drop_talk(
    lines: list[Line], patterns: tuple[re.Pattern[str], ...], dropped: list[Dropped], what: str
) -> list[Line]:
    """Drop lines at the beginning of `lines` that are an assistant's talk, and rules and blank lines around them."""
    start = 0
    for i, line in enumerate(lines):
        bare = line.text.strip().strip("*_ ")
        if not bare or set(bare) <= {"-", "*", "_"}:
            continue
        if len(bare) > MAX_TALK or not any(pattern.search(bare) for pattern in patterns):
            break
        dropped.append((line.number, f'dropped the assistant\'s {what} "{bare[:60]}"'))
        start = i + 1
    while start < len(lines) and (not lines[start].text.strip() or set(lines[start].text.strip()) == {"-"}):
        start += 1
    return lines[start:]


def make_headings(lines: list[Line]) -> list[Line]:
    """Turn lines that are bold from end to end, and numbered bold items with a list of their own, into headings."""
    items_are_headings = _has_outline_items(lines)
    made: list[Line] = []
    level = 2
    dedent = 0
    fence = ""
    has_numbers = False
    for i, line in enumerate(lines):
        fence = _track_fence(line.text, fence)
        heading = None if fence else _HEADING.match(line.text)
        if heading:
            level = len(heading["marks"])
            made.append(Line(line.number, f"{heading['marks']} {_unwrap_bold(heading['text'])}"))
        elif not fence and items_are_headings and (item := _BOLD_ITEM.match(line.text)):
            dedent = _find_indent(lines[i + 1 :])
            made.append(_make_heading(line, level + 1, f"{item['number']}. {item['text']}"))
            if item["rest"]:
                made += [Line(line.number, ""), Line(line.number, item["rest"])]
        elif not fence and (bold := _BOLD_LINE.match(line.text)) and _stands_alone(lines, i):
            deeper = has_numbers and not _NUMBERED.match(bold["text"])
            made.append(_make_heading(line, level + (2 if deeper else 1), bold["text"]))
            dedent = 0
        else:
            if line.text.strip() and not line.text.startswith(" "):
                dedent = 0
            made.append(Line(line.number, _dedent(line.text, dedent)))
        has_numbers = has_numbers or _is_numbered_heading(made[-1].text)
    return made


def _make_heading(line: Line, level: int, text: str) -> Line:
    return Line(line.number, f"{'#' * min(level, 6)} {text.strip().rstrip(':：').strip()}")


def _has_outline_items(lines: list[Line]) -> bool:
    """Whether some numbered item is a bold phrase alone with indented lines under it: then such items are headings."""
    for line, after in pairwise(lines):
        item = _BOLD_ITEM.match(line.text)
        if item and not item["rest"] and after.text.startswith((" ", "\t")):
            return True
    return False


def _find_indent(lines: list[Line]) -> int:
    """The smallest indent of the lines that belong to an item, columns."""
    indents: list[int] = []
    for line in lines:
        if not line.text.strip():
            continue
        width = len(line.text) - len(line.text.lstrip(" "))
        if width == 0:
            break
        indents.append(width)
    return min(indents, default=0)


def _dedent(text: str, width: int) -> str:
    return text[width:] if width and not text[:width].strip() else text


def _track_fence(text: str, fence: str) -> str:
    match = _FENCE.match(text)
    if match is None:
        return fence
    if not fence:
        return match[1]
    return "" if match[1].startswith(fence) else fence


def _stands_alone(lines: list[Line], i: int) -> bool:
    """Whether line `i` has nothing, a heading or another bold line before it."""
    before = lines[i - 1].text if i else ""
    return not before.strip() or bool(_HEADING.match(before) or _BOLD_LINE.match(before))


def _is_numbered_heading(text: str) -> bool:
    heading = _HEADING.match(text)
    return heading is not None and bool(_NUMBERED.match(heading["text"]))


def _unwrap_bold(text: str) -> str:
    bold = _BOLD_LINE.match(text)
    return bold["text"].rstrip(":：") if bold else text.rstrip(":：")
