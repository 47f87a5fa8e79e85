"""Read a diagram's first line: which family it is, how the line must be spelt; text in, value out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("graph", "flowchart", "flowchart-elk"), "flowchart"),
        "sequenceDiagram": "sequence",
        **dict.fromkeys(("classDiagram", "classDiagram-v2"), "class"),
        **dict.fromkeys(("stateDiagram", "stateDiagram-v2"), "state"),
        "erDiagram": "er",
        "journey": "journey",
        "gantt": "gantt",
        "pie": "pie",
        "quadrantChart": "quadrant",
        "requirementDiagram": "requirement",
        "gitGraph": "git",
        "mindmap": "mindmap",
        "timeline": "timeline",
        **dict.fromkeys(("xychart", "xychart-beta"), "xychart"),
        **dict.fromkeys(
            "zenuml sankey sankey-beta block block-beta packet packet-beta kanban architecture architecture-beta radar "
            "radar-beta treemap treemap-beta C4Context C4Container C4Component C4Dynamic C4Deployment".split(),
            "other",
        ),
    }
)
"""First word of a diagram (Mermaid 12.3) -> family."""

_ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "flow": "flowchart",
        "flowdiagram": "flowchart",
        "flowgraph": "flowchart",
        "digraph": "flowchart",
        "sequence": "sequenceDiagram",
        "sequencechart": "sequenceDiagram",
        "seqdiagram": "sequenceDiagram",
        "classchart": "classDiagram",
        "class_diagram": "classDiagram",
        "statechart": "stateDiagram-v2",
        "statemachine": "stateDiagram-v2",
        "statediagramv2": "stateDiagram-v2",
        "classdiagramv2": "classDiagram-v2",
        "entityrelationshipdiagram": "erDiagram",
        "entityrelationdiagram": "erDiagram",
        "erd": "erDiagram",
        "ganttchart": "gantt",
        "ganttdiagram": "gantt",
        "piechart": "pie",
        "piediagram": "pie",
        "mindmapdiagram": "mindmap",
        "mind_map": "mindmap",
        "timelinediagram": "timeline",
        "userjourney": "journey",
        "journeydiagram": "journey",
        "quadrant": "quadrantChart",
        "gitdiagram": "gitGraph",
        "xychartbeta": "xychart-beta",
    }
)
_BY_FOLDED = {re.sub(r"[\s_-]", "", word).lower(): word for word in FAMILIES} | dict(_ALIASES)

_DIRECTIONS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            "td topdown toptodown topbottomdown ttd down vertical 从上到下 自上而下 从上往下 竖向".split(), "TD"
        ),
        **dict.fromkeys("tb topbottom toptobottom ttb".split(), "TB"),
        **dict.fromkeys("lr leftright lefttoright ltr right horizontal 从左到右 自左向右 从左往右 横向".split(), "LR"),
        **dict.fromkeys("rl rightleft righttoleft rtl left 从右到左".split(), "RL"),
        **dict.fromkeys("bt bottomup bottomtop bottomtotop btt dt up 从下到上".split(), "BT"),
    }
)
_PHRASES = "|".join(
    (
        r"top[\s_-]*(?:to[\s_-]*)?(?:down|bottom)",
        r"left[\s_-]*(?:to[\s_-]*)?right",
        r"right[\s_-]*(?:to[\s_-]*)?left",
        r"bottom[\s_-]*(?:to[\s_-]*)?(?:up|top)",
        r"[从自][上下左右][到往向而至][上下左右]",
        r"(?:TD|TB|LR|RL|BT|TTB|LTR|RTL|BTT|DT|down|up|left|right|vertical|horizontal|[竖横]向)(?![\w-])",
    )
)
_DIRECTION = re.compile(rf"""\s*[:：,;(（"'`=]*\s*(?P<word>{_PHRASES})[)）"'`]*""", re.IGNORECASE)
_SECOND_WORDS = ("diagram", "chart", "graph", "map", "machine", "relationship", "journey")
_WORD = re.compile(r"\s*(?P<word>[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*)")
_INVENTED = re.compile(
    r"^\s*(?P<word>(?:[a-z]+(?:Diagram|Chart|Graph|Flow|Map)|data_?flow|dataflow|workflow|process|architecture|component|"
    r"deployment|activity|useCase|usecase|network|system|concept|diagram|mermaid)\b)(?!\s*(?:[-=.<]{2}|[\[({]))"
    r"(?P<rest>.*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Header:
    """A first line: the word Mermaid knows, its family, direction (flowcharts; may be empty) and what follows."""

    word: str
    family: str
    direction: str
    rest: str
    spelling: str
    """The word as it was written."""


def is_header(text: str) -> bool:
    """Whether a line begins a diagram, spelt right or nearly so."""
    header = read_header(text)
    if header is None or header.spelling in FAMILIES:
        return header is not None and not re.match(r"\s*(?:[-=]{2}|[\[({])", text[len(header.spelling) :] or "")
    return not header.rest.strip() or (header.family in ("flowchart", "pie") and bool(header.direction))


def read_header(text: str) -> Header | None:
    """The header in a line, whatever its case and spacing; None where its first word is no diagram's."""
    match = _WORD.match(text)
    if match is None:
        return None
    spelling, end = match["word"], match.end()
    second = _WORD.match(text, end)
    found = FAMILIES.get(spelling) and spelling
    if (
        not found
        and second
        and second["word"].lower().startswith(_SECOND_WORDS)
        and text[end : second.start("word")].isspace()
    ):
        found = _fold(spelling + second["word"])
        if found:
            spelling, end = text[match.start("word") : second.end()], second.end()
            version = re.match(r"[\s_-]+(?:v2|beta)\b", text[end:], re.IGNORECASE)
            end += version.end() if version else 0
    found = found or _fold(spelling)
    if not found:
        return _read_glued(text)
    rest = text[end:]
    if FAMILIES[found] != "flowchart":
        return Header(found, FAMILIES[found], "", rest, spelling)
    return _read_direction(found, spelling, rest)


def _fold(word: str) -> str | None:
    return _BY_FOLDED.get(re.sub(r"[\s_-]", "", word).lower())


def _read_glued(text: str) -> Header | None:
    """`graphTD`, `flowchartLR`: the direction without a blank."""
    match = re.match(r"\s*(graph|flowchart)(TD|TB|LR|RL|BT)\b", text, re.IGNORECASE)
    if match is None:
        return None
    return Header(match[1].lower(), "flowchart", match[2].upper(), text[match.end() :], match[0].strip())


def _read_direction(word: str, spelling: str, rest: str) -> Header:
    match = _DIRECTION.match(rest)
    if match is None:
        return Header(word, "flowchart", "", rest, spelling)
    folded = re.sub(r"[\s_-]", "", match["word"]).lower()
    return Header(word, "flowchart", _DIRECTIONS.get(folded, "TD"), rest[match.end() :], spelling)


def read_invented(text: str) -> tuple[str, str] | None:
    """(word, what follows) where a line consists of a diagram type that does not exist, such as `componentDiagram`."""
    match = _INVENTED.match(text)
    return (match["word"], match["rest"]) if match else None


def read_direction(text: str) -> str | None:
    """`TB`, `LR` … for a direction in any spelling; None where the text is none."""
    match = _DIRECTION.fullmatch(text.rstrip(" ;；."))
    return _DIRECTIONS.get(re.sub(r"[\s_-]", "", match["word"]).lower()) if match else None
