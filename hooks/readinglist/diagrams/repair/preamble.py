"""Keep front matter, directives and comments before a diagram apart, and mend its header; a draft in, a draft out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .change import Draft, Line, Repair
from .flow_links import find_arrow
from .header import FAMILIES, Header, read_header, read_invented

_CLUES: tuple[tuple[str, str], ...] = (
    (
        "sequenceDiagram",
        r"^\s*(?:participant|actor)\s+\w|->>.*[:：]|^\s*\w+\s*-{1,2}>>?[+-]?\s*\w+\s*[:：]\s*\w.*\n\s*(?:note|alt|activate)\b",
    ),
    ("stateDiagram-v2", r"^\s*\[\*\]\s*-->|-->\s*\[\*\]"),
    ("erDiagram", r"[|}][|o]--|--[|o][|{]"),
    ("classDiagram", r"^\s*class\s+\w+\s*\{|<\|--|--\|>|\*--|o--\s*\"?\w"),
    ("gantt", r"^\s*dateFormat\s"),
    ("mindmap", r"^\s*root\s*\(\("),
    ("pie", r"\A(?:\s*title\b.*\n)?(?:\s*\"[^\"]+\"\s*:\s*[\d.]+\s*\n?)+\Z"),
)
"""What tells the family of a diagram whose header is missing."""


def split_preamble(draft: Draft) -> tuple[tuple[Line, ...], Draft]:
    """(front matter, directives and comments, the diagram from its header on)."""
    texts = [line.text for line in draft.lines]
    end = _skip_front_matter(texts)
    while end < len(texts):
        bare = texts[end].strip()
        if bare.startswith("%%{"):
            end = _skip_directive(texts, end)
        elif not bare or bare.startswith(("%%", "//", "<!--")) or re.match(r"#(?!\w)", bare):
            end += 1
        else:
            break
    comments = [Line(line.number, _mend_comment(line.text)) for line in draft.lines[:end]]
    repairs = [
        Repair("comment", a.number, a.text.strip(), b.text)
        for a, b in zip(draft.lines, comments, strict=False)
        if a != b
    ]
    return tuple(comments), draft.put(draft.lines[end:], *repairs)


def _mend_comment(text: str) -> str:
    bare = text.strip()
    if bare.startswith(("//", "<!--")) or re.match(r"#(?!\w)", bare):
        return f"%% {bare.lstrip('/<!-#').removesuffix('-->').strip()}"
    return text


def _skip_front_matter(texts: Sequence[str]) -> int:
    first = next((i for i, text in enumerate(texts) if text.strip()), len(texts))
    if first == len(texts) or texts[first].strip() != "---":
        return first
    return next((i + 1 for i in range(first + 1, len(texts)) if texts[i].strip() == "---"), first)


def _skip_directive(texts: Sequence[str], start: int) -> int:
    return next((i + 1 for i in range(start, len(texts)) if "}%%" in texts[i]), start + 1)


def mend_header(draft: Draft) -> tuple[str, Draft]:
    """(family, the draft with a header that Mermaid knows). A family that does not exist becomes a flowchart."""
    if not draft.lines:
        return "", draft
    first = draft.lines[0]
    header = read_header(first.text)
    if header is None or _is_statement(first.text, header):
        return _add_header(draft)
    if header.spelling == header.word and header.family != "flowchart":
        return header.family, _split_rest(draft, header)
    if header.family != "flowchart":
        return header.family, _split_rest(_replace(draft, f"{first.indent}{header.word}{_tidy(header.rest)}"), header)
    return "flowchart", _mend_flow_header(draft, header)


def _tidy(rest: str) -> str:
    return re.sub(r"^\s*[:：;]\s*$", "", rest)


def _is_statement(text: str, header: Header) -> bool:
    """Whether a line that begins with a diagram's word is a statement: `graph --> end`."""
    return re.match(r"\s*(?:[-=]{2}|[-=]>|[\[({](?!\s*(?:TD|TB|LR|RL|BT)))", header.rest) is not None


def _replace(draft: Draft, *texts: str) -> Draft:
    first = draft.lines[0]
    if list(texts) == [first.text]:
        return draft
    repair = Repair("header", first.number, first.text.strip(), " ⏎ ".join(text.strip() for text in texts))
    return draft.put([*(Line(first.number, text) for text in texts), *draft.lines[1:]], repair)


def _split_rest(draft: Draft, header: Header) -> Draft:
    """Headers that take nothing behind them: a title becomes a comment, a statement its own line."""
    if header.family not in (
        "sequence",
        "class",
        "state",
        "er",
        "mindmap",
        "journey",
        "timeline",
        "git",
        "gantt",
        "quadrant",
    ):
        return draft
    text = draft.lines[0].text
    rest = re.sub(r"^[:：;\s]+", "", text[text.index(header.word) + len(header.word) :] if header.word in text else "")
    if (
        not rest
        or (header.family == "git" and re.match(r"(?:TB|LR|BT)\b", rest))
        or (header.family == "class" and rest.startswith("-v2"))
    ):
        return (
            draft
            if not re.search(r"[;：:]\s*$", text) or header.family == "git"
            else _replace(draft, text.rstrip(" ;：:"))
        )
    if header.family in ("timeline",) and re.match(r"(?:LR|TD)\b", rest):
        return draft
    indent = draft.lines[0].indent
    if header.family in ("gantt", "journey", "timeline", "quadrant", "sequence"):
        title = re.sub(r"^title\b\s*:?\s*", "", rest)
        return _replace(draft, f"{indent}{header.word}", f"{indent}    title {title.strip(chr(34))}")
    return _replace(draft, f"{indent}{header.word}", f"{indent}%% {rest}")


def _mend_flow_header(draft: Draft, header: Header) -> Draft:
    first = draft.lines[0]
    direction = header.direction
    rest = header.rest
    if re.fullmatch(rf"\s*{header.word}(?:[ \t]+(?:TB|TD|BT|LR|RL))?\s*(?:;.*)?", first.text) and (
        ";" not in first.text or not rest.strip(" ;")
    ):
        return draft
    rest = re.sub(r"^[\s;:：,；.]+", "", rest).rstrip()
    word = header.word if direction or rest or header.spelling != header.word else first.text.strip()
    line = f"{first.indent}{word} {direction or 'TD'}"
    if not rest or re.fullmatch(r"[{;:]+", rest):
        return _replace(draft, line)
    is_statement = find_arrow(rest, 0) or re.match(r"[\w-]+\s*[\[({]|subgraph\b", rest)
    if is_statement:
        return _replace(draft, line, *(f"{first.indent}    {part.strip()}" for part in [rest]))
    return _replace(draft, line, f"{first.indent}    %% {rest.lstrip('%/# ')}")


def _add_header(draft: Draft) -> tuple[str, Draft]:
    """A header for a diagram whose first line is none, or one that does not exist."""
    first = draft.lines[0]
    invented = read_invented(first.text)
    body = draft.lines[1:] if invented else draft.lines
    text = "\n".join(line.text for line in body)
    word = next((word for word, clue in _CLUES if re.search(clue, text, re.MULTILINE | re.IGNORECASE)), "")
    word = word or _guess_flowchart(body)
    if not word:
        return "", draft
    line = Line(first.number, word)
    before = first.text.strip() if invented else ""
    name = "invented-type" if invented else "missing-header"
    return FAMILIES[word.split()[0]], draft.put([line, *body], Repair(name, first.number, before, word))


def _guess_flowchart(lines: Sequence[Line]) -> str:
    """`flowchart TD` where there is a link and most lines are statements of a flowchart."""
    texts = [line.text for line in lines if line.text.strip() and not line.text.lstrip().startswith("%%")]
    linked = [text for text in texts if find_arrow(text, 0) is not None]
    others = [
        text
        for text in texts
        if text not in linked and not re.match(r"\s*(?:subgraph|end|style|class|direction)\b|\s*[\w-]+\s*[\[({]", text)
    ]
    return "flowchart TD" if linked and len(others) * 2 < len(texts) else ""
