"""An SVG of a page -> an SVG that stands alone: namespaces, plain colours, a font and a title."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from types import MappingProxyType

LIGHT: Mapping[str, str] = MappingProxyType(
    {
        "node": "#eef1fd",
        "text": "#1d1f24",
        "border": "#8fa1ee",
        "line": "#62666f",
        "group": "#f4f4f0",
        "group-border": "#d4d4cc",
        "paper": "#fcfcfa",
        "note": "#fdf3d7",
        "note-border": "#d9b95c",
        "point": "#2f4fd0",
        "series-0": "#dfe5fc",
        "series-1": "#d8efdf",
        "series-2": "#fbe6cf",
        "series-3": "#f6dcec",
        "series-4": "#d5eef2",
        "series-5": "#eee3fb",
        "series-6": "#f3efc9",
        "series-7": "#e6e6e0",
        "plot-0": "#5f78df",
        "plot-1": "#c2571a",
        "plot-2": "#1d7a46",
        "plot-3": "#8a4fc0",
    }
)
"""Role -> colour in the light scheme, as in the style sheet (a test compares them)."""

_VARIABLE = re.compile(r"var\(--dg-([\w-]+)\)")
_FOREIGN = re.compile(r"(<foreignObject[^>]*>)<(div|span|p)\b")


def make_standalone(svg: str, title: str) -> str:
    """The SVG as a file of its own. Programs that draw no HTML in SVG show the shapes without their labels."""
    svg = _VARIABLE.sub(lambda match: LIGHT.get(match[1], LIGHT["text"]), svg)
    svg = _FOREIGN.sub(r'\1<\2 xmlns="http://www.w3.org/1999/xhtml"', svg.replace("<br>", "<br/>"))
    opening, _, rest = svg.partition(">")
    style = f"<style>svg{{background:{LIGHT['paper']}}}p{{margin:0}}</style>"
    has_title = "<title" in rest
    heading = "" if has_title else f"<title>{html.escape(title, quote=False)}</title>"
    return f"{opening}>{heading}{style}{rest}\n"
