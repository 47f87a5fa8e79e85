"""Cut a flowchart into statements: comments apart, labels over several lines joined, kinds told; text in, value out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .change import Draft, Line, Repair
from .flow_groups import is_end, is_header
from .flow_links import find_arrow, read_arrow
from .header import read_direction

_COMMENT_LINE = re.compile(
    r"(?P<indent>\s*)(?:(?P<mark>//+|#+(?=\s)|<!--|/\*+|;;+|--(?=\s+[^->\n]*$)|'(?=\s)|\*(?=\s))(?P<text>.*))$"
)
_TRAILING = re.compile(r"(?:(?<=[\s\])}\x22])%%(?!\{)|(?<=\s)//|(?<=\s)#(?=\s)|<!--|/\*)")
_KEYWORD = re.compile(
    r"\s*(?P<word>style|classDef|class|linkStyle|click)\s+(?![-=]{2}|-\.|[-=]>|[&|→<~]|[xo](?:--|==))", re.IGNORECASE
)
_DIRECTION = re.compile(r"\s*direction\b\s*[:=]?\s*(?P<way>.*?)\s*;?\s*$", re.IGNORECASE)
_ACCESSIBLE = re.compile(r"\s*acc(?:Title|Descr)\s*[:{]")
_CSS_LINE = re.compile(r"\s*(?:fill|stroke|color|stroke-width|stroke-dasharray|font-[a-z]+|opacity|rx|ry)\s*:")
_SPELLINGS = {"style": "style", "classdef": "classDef", "class": "class", "linkstyle": "linkStyle", "click": "click"}
_MAX_LABEL_LINES = 12


def mend_comments(draft: Draft) -> Draft:
    """Give every comment a line of its own that begins with `%%`, the only form Mermaid knows."""
    lines: list[Line] = []
    repairs: list[Repair] = []
    for line in draft.lines:
        parts = split_comment(line.text)
        if parts != [line.text]:
            repairs.append(
                Repair("comment", line.number, line.text.strip(), " ⏎ ".join(part.strip() for part in parts))
            )
        lines += [Line(line.number, part) for part in parts]
    return draft.put(lines, *repairs)


def split_comment(text: str) -> list[str]:
    """The line, or the line and its comment: `A --> B // note` -> `A --> B`, `%% note`."""
    if "%%{" in text or text.lstrip().startswith("%%"):
        return [text]
    whole = _COMMENT_LINE.match(text)
    if (whole and find_arrow(whole["text"], 0) is None) or (whole and whole["mark"] in ("//", "<!--")):
        return [f"{whole['indent']}%% {_strip_marks(whole['text'])}"]
    if re.match(r"\s*(?:style|classDef|linkStyle|click)\s", text):
        match = re.search(r"\s+(?:%%|//\s)", text)
    else:
        match = next((m for m in _TRAILING.finditer(text) if not _is_inside(text[: m.start()])), None)
    if match is None or not text[: match.start()].strip():
        return [text]
    indent = text[: len(text) - len(text.lstrip())]
    return [f"{indent}%% {_strip_marks(text[match.start() :].strip().lstrip('%/#'))}", text[: match.start()].rstrip()]


def _strip_marks(text: str) -> str:
    return re.sub(r"^\s*(?:!--|\*+)?|(?:-->|\*/)\s*$", "", text).strip()


def _is_inside(before: str) -> bool:
    """Whether the place behind `before` lies in a label."""
    if before.count('"') % 2 or before.count("|") % 2 or re.search(r"(?:(?<!-)--|(?<!=)==|-\.)\s+$", before):
        return True
    bare = re.sub(r'"[^"]*"', "", before)
    return any(bare.count(left) > bare.count(right) for left, right in ("[]", "()", "{}"))


def join_labels(lines: Sequence[Line]) -> tuple[Line, ...]:
    r"""Labels over several lines, and links that go on in the next line, as one line each (with `\\n` inside)."""
    joined: list[Line] = []
    i = 0
    while i < len(lines):
        count = _count_joined(lines, i)
        joined.append(Line(lines[i].number, "\n".join(line.text for line in lines[i : i + count])))
        i += count
    return tuple(joined)


def _count_joined(lines: Sequence[Line], start: int) -> int:
    if lines[start].text.lstrip().startswith("%%"):
        return 1
    text, count = lines[start].text, 1
    while start + count < len(lines):
        following = lines[start + count].text
        if _goes_on(text, following):
            text, count = f"{text}\n{following}", count + 1
            continue
        extra = _count_label(lines, start + count - 1, text)
        if not extra:
            return count
        text = "\n".join([text, *(line.text for line in lines[start + count : start + count + extra])])
        count += extra
    return count


def _goes_on(text: str, following: str) -> bool:
    """Whether a statement continues: an arrow or `&` stands at the end of this line or the start of the next."""
    if not following.strip() or following.lstrip().startswith("%%") or not text.strip() or _KEYWORD.match(text):
        return False
    if is_end(text) or is_end(following) or is_header(text) or is_header(following) or text.lstrip().startswith("%%"):
        return False
    bare = following.lstrip()
    if bare.startswith("&") or (re.match(r"\w", bare) is None and read_arrow(bare, 0) and not re.match(r"-\s", bare)):
        return not _is_inside(text)
    last = text.rstrip()
    if last.endswith("&") and not _is_inside(text):
        return True
    arrow = find_arrow(last, max(0, len(last) - 60))
    while arrow is not None and arrow.end < len(last):
        rest = last[arrow.end :]
        if re.fullmatch(r"\s*\|[^|]*\|\s*", rest):
            return not _is_inside(last[: arrow.start])
        arrow = find_arrow(last, arrow.end)
    return arrow is not None and not _is_inside(last[: arrow.start])


def _count_label(lines: Sequence[Line], start: int, text: str) -> int:
    """How many following lines belong to a label that `text` leaves open; 0 where it is just not closed."""
    if not _is_inside(text) or _KEYWORD.match(text):
        return 0
    joined = text
    for count, line in enumerate(lines[start + 1 : start + 1 + _MAX_LABEL_LINES], 1):
        joined = f"{joined}\n{line.text}"
        if not _is_inside(joined):
            opens = re.match(r"[^\])}\"]*", line.text)
            has_link = find_arrow(opens[0], 0) if opens else None
            is_new = re.match(r"\s*(?:subgraph|end|style|classDef|class|linkStyle|click|direction)\b", line.text)
            return 0 if has_link or is_new else count
        if find_arrow(line.text, 0) is not None or re.match(r"\s*(?:subgraph|end)\b", line.text):
            return 0
    return 0


def join_css(draft: Draft) -> Draft:
    """`style A fill:#f9f;` with its declarations in the next lines, as one line."""
    lines: list[Line] = []
    repairs: list[Repair] = []
    for line in draft.lines:
        if lines and _CSS_LINE.match(line.text) and re.match(r"\s*(?:style|classDef)\s", lines[-1].text):
            last = lines.pop()
            line_text = f"{last.text.rstrip().rstrip(';,')},{line.text.strip()}"
            repairs.append(Repair("style", line.number, line.text.strip(), line_text.strip()))
            line = Line(last.number, line_text)
        lines.append(line)
    return draft.put(lines, *repairs)


def tell_kind(text: str) -> str:
    """What a statement is: blank, comment, subgraph, end, direction, style … or chain."""
    bare = text.strip()
    if not bare or bare.startswith("%%"):
        return "comment" if bare else "blank"
    if _ACCESSIBLE.match(text):
        return "accessible"
    if is_header(text):
        return "subgraph"
    if is_end(text):
        return "end"
    direction = _DIRECTION.match(text)
    if direction and read_direction(direction["way"]):
        return "direction"
    keyword = _KEYWORD.match(text)
    if keyword and keyword["word"] not in _SPELLINGS.values() and find_arrow(text, 0) is not None:
        return "chain"
    if keyword and keyword["word"].lower() in _SPELLINGS and not re.match(r"\s*\w+\s*[\[({]", text):
        return _SPELLINGS[keyword["word"].lower()]
    return "chain"


def mend_direction(text: str) -> str:
    """`direction: left to right` -> `direction LR`."""
    match = _DIRECTION.match(text)
    way = read_direction(match["way"]) if match else None
    if match is None or way is None or re.fullmatch(r"\s*direction\s+(?:TB|TD|BT|LR|RL)\s*;?\s*", text):
        return text
    return f"{text[: len(text) - len(text.lstrip())]}direction {way}"
