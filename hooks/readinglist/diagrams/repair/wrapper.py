"""Take off what stands around a diagram: tags, fences, invisible characters, prose; a draft in, a draft out."""

from __future__ import annotations

import re

from .change import Draft, Line, Repair
from .header import is_header

_INVISIBLE = re.compile("[\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad]")
_JOINER = re.compile("(?<=[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f])\u200d")
_TAG = re.compile(r"^\s*</?\s*mermaid[\w -]*>\s*$", re.IGNORECASE)
_INNER_TAG = re.compile(r"</?\s*mermaid[ _-]?(?:diagram|code|graph)\s*>", re.IGNORECASE)
_FENCE = re.compile(r"^\s*(?:`{3,}|~{3,})\s*(?P<info>[\w{}. -]*)$")
_PREAMBLE = re.compile(r"^\s*(?:$|%%|//|---|#\s|<!--)")


def unwrap(draft: Draft) -> Draft:
    """The diagram alone: from its front matter or header to the end of its fence."""
    return _cut_before(_cut_fences(_clean_characters(draft)))


def _clean_characters(draft: Draft) -> Draft:
    """Drop invisible characters (but the joiner inside an emoji), carriage returns and tags."""
    lines: list[Line] = []
    repairs: list[Repair] = []
    for line in draft.lines:
        text = _JOINER.sub("\x1e", line.text.replace("\r", ""))
        text = _INNER_TAG.sub("", _INVISIBLE.sub("", text)).replace("\x1e", "\u200d")
        if _TAG.match(text):
            text = ""
        if text != line.text:
            repairs.append(Repair("unwrap", line.number, line.text.strip(), text.strip()))
        lines.append(Line(line.number, text))
    return draft.put(lines, *repairs)


def _cut_fences(draft: Draft) -> Draft:
    """Keep what stands in the first fence; what follows it is cut and reported."""
    marks = [i for i, line in enumerate(draft.lines) if _FENCE.match(line.text)]
    if not marks:
        return draft
    has_text = any(line.text.strip() for line in draft.lines[: marks[0]])
    opens = not has_text or (bool(_find_info(draft.lines[marks[0]])) and not _find_header(draft.lines[: marks[0]]))
    start = marks[0] + 1 if opens else 0
    ends = [i for i in marks if i >= start]
    end = ends[0] if ends else len(draft.lines)
    cut = [
        line.text for line in (*draft.lines[: marks[0] if opens else 0], *draft.lines[end + 1 :]) if line.text.strip()
    ]
    repairs = [Repair("unwrap", draft.lines[i].number, draft.lines[i].text.strip(), "") for i in marks[: 1 + opens]]
    kept = draft.put(draft.lines[start:end], *repairs)
    return Draft(kept.lines, kept.repairs, kept.cut + tuple(cut))


def _find_info(line: Line) -> str:
    match = _FENCE.match(line.text)
    return match["info"].strip() if match else ""


def _find_header(lines: tuple[Line, ...]) -> int | None:
    return next((i for i, line in enumerate(lines) if is_header(line.text)), None)


def _cut_before(draft: Draft) -> Draft:
    """Cut prose that stands before the header; comments, directives and front matter stay."""
    texts = [line.text for line in draft.lines]
    first = next((i for i, text in enumerate(texts) if text.strip()), None)
    header = _find_header(draft.lines)
    if first is None:
        return draft
    if header is None or header == first or _PREAMBLE.match(texts[first]) or "%%{" in "".join(texts[:header]):
        return draft.put(draft.lines[first:])
    cut = tuple(text for text in texts[first:header] if text.strip())
    repairs = [Repair("cut-prose", draft.lines[first].number, cut[0].strip(), "")]
    return Draft(draft.lines[header:], (*draft.repairs, *repairs), draft.cut + cut)
