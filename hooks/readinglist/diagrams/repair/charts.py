"""Repair pies, quadrants and xy charts: quotes around labels, numbers that are numbers; a line in, a line out."""

from __future__ import annotations

import re

from .change import Draft, Line, Repair, change_lines
from .words import mend_comment

_SLICE = re.compile(
    r"(?P<indent>\s*)(?:[-*]\s+)?[\"“'「]?(?P<label>[^\"“”:：=]+?|[^\"“”]+?)[\"”'」]?\s*[:：=]\s*(?P<value>[\d.,]+)\s*[%％]?\s*[,;；]?\s*$"
)
_VALID_SLICE = re.compile(r"\s*\"[^\"]+\"\s*:\s*\d+(?:\.\d+)?\s*")
_POINT = re.compile(
    r"(?P<indent>\s*)[\"“]?(?P<label>[^\[\]\"“”]+?)[\"”]?\s*[:：]?\s*[\[(（]\s*(?P<x>[\d.]+)\s*%?\s*[,，]\s*(?P<y>[\d.]+)\s*%?\s*[\])）](?P<rest>.*)$"
)
_AXIS = re.compile(r"(?P<indent>\s*)(?P<axis>[xy])[ -]?axis\s*[:：]?\s*(?P<rest>.+?)\s*$", re.IGNORECASE)
_QUADRANT = re.compile(r"(?P<indent>\s*)quadrant[ -]?(?P<n>[1-4])\s*[:：]?\s*(?P<text>.+?)\s*$", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 _&]*")
_KEPT = re.compile(r"\s*(?:$|%%|title\b|accTitle|accDescr|showData|classDef)", re.IGNORECASE)
_SERIES = re.compile(
    r"(?P<indent>\s*)(?P<kind>bar|line)\s*[:：]?\s*(?P<label>\"[^\"]*\")?\s*[\[(](?P<values>[^\])]*)[\])]\s*;?\s*$",
    re.IGNORECASE,
)
_LIST = re.compile(r"\[(?P<items>.*)\]\s*$")


def repair_pie(draft: Draft) -> Draft:
    """Quote labels, drop percent signs."""
    draft = change_lines(draft, "comment", mend_comment)
    head, *rest = draft.lines
    mended = change_lines(draft.put(rest), "pie-slice", _mend_slice)
    return mended.put([head, *mended.lines])


def _mend_slice(text: str) -> str:
    if _VALID_SLICE.fullmatch(text) or _KEPT.match(text):
        return re.sub(r"^(\s*title)\s*[:：]\s*", r"\1 ", text)
    match = _SLICE.match(text)
    if match is None:
        return f"%% {text.strip()}"
    value = (
        match["value"].replace(",", "")
        if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", match["value"])
        else match["value"].replace(",", ".")
    )
    return f'{match["indent"]}"{match["label"].strip()}" : {value.rstrip(".")}'


def repair_quadrant(draft: Draft) -> Draft:
    """Quote labels, bring points between 0 and 1."""
    draft = change_lines(draft, "comment", mend_comment)
    points = [match for line in draft.lines if (match := _POINT.match(line.text)) and not _AXIS.match(line.text)]
    largest = max((float(m[key]) for m in points for key in "xy" if m[key].count(".") < 2), default=1)
    scale = 1.0 if largest <= 1 else 10.0 if largest <= 10 else 100.0 if largest <= 100 else largest
    lines: list[Line] = [draft.lines[0]]
    repairs: list[Repair] = []
    for line in draft.lines[1:]:
        text = _mend_quadrant_line(line.text, scale)
        if text != line.text:
            repairs.append(Repair("quadrant", line.number, line.text.strip(), text.strip()))
        lines.append(Line(line.number, text))
    return draft.put(lines, *repairs)


def _mend_quadrant_line(text: str, scale: float) -> str:
    if _KEPT.match(text):
        return text
    axis, quadrant = _AXIS.match(text), _QUADRANT.match(text)
    if axis:
        ends = re.split(r"\s*(?:--+>?|->|→|—+>?)\s*", axis["rest"])
        return _keep(
            text, f"{axis['indent']}{axis['axis'].lower()}-axis {' --> '.join(_quote(end) for end in ends[:2] if end)}"
        )
    if quadrant:
        return _keep(text, f"{quadrant['indent']}quadrant-{quadrant['n']} {_quote(quadrant['text'])}")
    point = _POINT.match(text)
    if point:
        x, y = (f"{min(float(point[key]) / scale, 1):.4g}" for key in "xy")
        return _keep(text, f"{point['indent']}{_quote(point['label'])}: [{x}, {y}]{point['rest'].rstrip(' ;')}")
    return f"%% {text.strip()}"


def _keep(before: str, after: str) -> str:
    """The line as it was where only blanks differ."""
    return before if re.sub(r"\s", "", before) == re.sub(r"\s", "", after) else after


def _quote(text: str) -> str:
    bare = text.strip().strip('"“”')
    is_plain = _PLAIN.fullmatch(bare) and text.strip() == bare
    return bare if is_plain else f'"{bare}"'


def repair_xychart(draft: Draft) -> Draft:
    """Quote titles and categories."""
    draft = change_lines(draft, "comment", mend_comment)
    head, *rest = draft.lines
    mended = change_lines(draft.put(rest), "xychart", _mend_xy_line)
    return mended.put([head, *mended.lines])


def _mend_xy_line(text: str) -> str:
    title = re.match(r"(?P<indent>\s*)title\s*[:：]?\s*(?P<text>.+?)\s*$", text)
    if title:
        return (
            text
            if re.fullmatch(r"\"[^\"]*\"|\w+", title["text"]) and ":" not in text.split(title["text"])[0]
            else f'{title["indent"]}title "{title["text"].strip(chr(34))}"'
        )
    series = _SERIES.match(text)
    if series:
        values = ", ".join(re.sub(r"[^\d.+-]", "", value) or "0" for value in series["values"].split(","))
        label = f"{series['label']} " if series["label"] else ""
        return _keep(text, f"{series['indent']}{series['kind'].lower()} {label}[{values}]")
    axis = _AXIS.match(text)
    return _keep(text, _write_axis(axis)) if axis else text


def _write_axis(match: re.Match[str]) -> str:
    rest = match["rest"].rstrip(";")
    listed = _LIST.search(rest)
    prefix = f"{match['indent']}{match['axis'].lower()}-axis "
    if listed:
        name = rest[: listed.start()].strip()
        items = ", ".join(_quote_item(item) for item in re.split(r"[,，]", listed["items"]) if item.strip())
        return f"{prefix}{_quote_item(name) + ' ' if name else ''}[{items}]"
    span = re.match(r"(?P<name>.*?)\s*(?P<low>-?[\d.]+)\s*-+>\s*(?P<high>-?[\d.]+)$", rest)
    if span:
        return f"{prefix}{_quote_item(span['name']) + ' ' if span['name'] else ''}{span['low']} --> {span['high']}"
    return f"{prefix}{_quote_item(rest)}"


def _quote_item(text: str) -> str:
    bare = text.strip().strip("\"“”'")
    return bare if re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", bare) and not text.strip().startswith('"') else f'"{bare}"'
