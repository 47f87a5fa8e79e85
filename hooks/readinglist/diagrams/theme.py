"""Colours of diagrams: every role gets a colour of its own to draw with, replaced by a CSS variable of the site."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

FONT_FAMILY = "system-ui,sans-serif"
"""The family that the site's style sheet gives to diagrams, too."""
LAYOUT_FONT_SIZE = 16
"""Pixels for which boxes are laid out; the style sheet shows 13.6, so that text of any font fits its box."""

_ROLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "node": (
            "primaryColor",
            "mainBkg",
            "nodeBkg",
            "actorBkg",
            "classBackground",
            "taskBkgColor",
            "rowOdd",
            "stateBkg",
            "compositeBackground",
            "quadrant1Fill",
            "activeTaskBkgColor",
            "relationLabelBackground",
            "attributeBackgroundColorOdd",
            "requirementBackground",
        ),
        "text": (
            "primaryTextColor",
            "nodeTextColor",
            "textColor",
            "titleColor",
            "actorTextColor",
            "classText",
            "signalTextColor",
            "labelTextColor",
            "loopTextColor",
            "taskTextColor",
            "taskTextOutsideColor",
            "taskTextDarkColor",
            "taskTextLightColor",
            "stateLabelColor",
            "transitionLabelColor",
            "secondaryTextColor",
            "tertiaryTextColor",
            "pieTitleTextColor",
            "pieSectionTextColor",
            "pieLegendTextColor",
            "quadrant1TextFill",
            "quadrant2TextFill",
            "quadrant3TextFill",
            "quadrant4TextFill",
            "quadrantPointTextFill",
            "quadrantXAxisTextFill",
            "quadrantYAxisTextFill",
            "quadrantTitleFill",
            "commitLabelColor",
            "tagLabelColor",
            "requirementTextColor",
            "relationLabelColor",
            "gitBranchLabel0",
            "scaleLabelColor",
            "noteTextColor",
            "labelColor",
            "errorTextColor",
        ),
        "border": (
            "primaryBorderColor",
            "nodeBorder",
            "actorBorder",
            "taskBorderColor",
            "stateBorder",
            "activeTaskBorderColor",
            "requirementBorderColor",
            "gridColor",
            "doneTaskBorderColor",
            "quadrantInternalBorderStrokeFill",
            "quadrantExternalBorderStrokeFill",
            "tagLabelBorder",
            "labelBoxBorderColor",
            "actorLineColor",
            "activationBorderColor",
            "secondaryBorderColor",
            "tertiaryBorderColor",
            "pieStrokeColor",
            "pieOuterStrokeColor",
        ),
        "line": (
            "lineColor",
            "signalColor",
            "arrowheadColor",
            "defaultLinkColor",
            "transitionColor",
            "relationColor",
            "specialStateColor",
            "todayLineColor",
            "critBorderColor",
        ),
        "group": (
            "tertiaryColor",
            "clusterBkg",
            "secondaryColor",
            "altBackground",
            "sectionBkgColor",
            "sectionBkgColor2",
            "labelBoxBkgColor",
            "activationBkgColor",
            "quadrant2Fill",
            "quadrant3Fill",
            "quadrant4Fill",
            "rowEven",
            "attributeBackgroundColorEven",
            "altSectionBkgColor",
            "doneTaskBkgColor",
            "excludeBkgColor",
            "commitLabelBackground",
            "tagLabelBackground",
            "compositeTitleBackground",
        ),
        "group-border": ("clusterBorder",),
        "paper": ("background", "edgeLabelBackground", "labelBackgroundColor", "labelBackground"),
        "note": ("noteBkgColor", "critBkgColor"),
        "note-border": ("noteBorderColor",),
        "point": ("quadrantPointFill", "personBorder", "errorBkgColor"),
    }
)
"""Role -> variables of Mermaid's `base` theme that it fills. The style sheet defines `--dg-ROLE` in both schemes."""

SERIES = 8
"""Colours of series (`--dg-series-0` and on), over which pies, timelines, mind maps and git graphs turn."""

_SERIES_VARIABLES = ("cScale{}", "git{}", "fillType{}")
_LIMITS = {"cScale": 12, "git": 8, "fillType": 8}


def _make_sentinel(index: int) -> str:
    """A colour no author writes and none of which is another's neighbour."""
    return f"#{1 + index * 7:02x}{250 - index * 5:02x}{11 + index * 6:02x}"


_NAMES = (*_ROLES, *(f"series-{i}" for i in range(SERIES)))
SENTINELS: Mapping[str, str] = MappingProxyType({name: _make_sentinel(i) for i, name in enumerate(_NAMES)})
"""Role -> the colour it is drawn with."""


def make_site_config() -> dict[str, Any]:
    """Mermaid's site configuration for all diagrams of the site."""
    variables: dict[str, Any] = {"fontSize": f"{LAYOUT_FONT_SIZE}px", "fontFamily": FONT_FAMILY}
    for role, names in _ROLES.items():
        variables.update(dict.fromkeys(names, SENTINELS[role]))
    for prefix, limit in _LIMITS.items():
        for i in range(limit):
            variables[f"{prefix}{i}"] = SENTINELS[f"series-{i % SERIES}"]
    for i in range(12):
        variables[f"pie{i + 1}"] = SENTINELS[f"series-{i % SERIES}"]
        variables[f"cScaleLabel{i}"] = variables[f"cScalePeer{i}"] = SENTINELS["text"]
        variables[f"gitBranchLabel{i % 8}"] = variables[f"cScaleInv{i}"] = SENTINELS["text"]
    variables["xyChart"] = _make_xychart()
    return {
        "theme": "base",
        "look": "classic",
        "fontFamily": FONT_FAMILY,
        "fontSize": LAYOUT_FONT_SIZE,
        "htmlLabels": True,
        "themeVariables": variables,
    }


def _make_xychart() -> dict[str, str]:
    text, line = SENTINELS["text"], SENTINELS["line"]
    names = ("titleColor", "xAxisTitleColor", "xAxisLabelColor", "yAxisTitleColor", "yAxisLabelColor", "dataLabelColor")
    lines = ("xAxisTickColor", "xAxisLineColor", "yAxisTickColor", "yAxisLineColor")
    palette = ",".join(SENTINELS[f"series-{i}"] for i in range(SERIES))
    return {
        **dict.fromkeys(names, text),
        **dict.fromkeys(lines, line),
        "backgroundColor": SENTINELS["paper"],
        "plotColorPalette": palette,
    }


def _make_forms(colour: str) -> str:
    """An expression for a colour as hexadecimal, `rgb()` with any rounding, or `hsl()`."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    hue, light, saturation = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    degrees = hue * 360
    hsl = rf"hsl\(\s*{degrees:.1f}\d*,\s*{saturation * 100:.1f}\d*%,\s*{light * 100:.1f}\d*%\s*\)"
    return rf"(?:{colour}(?![0-9a-f])|rgb\(\s*{red}(?:\.0+)?,\s*{green}(?:\.0+)?,\s*{blue}(?:\.0+)?\s*\)|{hsl})"


_FORMS = tuple(
    (re.compile(_make_forms(colour), re.IGNORECASE), f"var(--dg-{role})") for role, colour in SENTINELS.items()
)


def replace_sentinels(svg: str) -> str:
    """The SVG with every sentinel colour as the CSS variable of its role."""
    for pattern, variable in _FORMS:
        svg = pattern.sub(variable, svg)
    return svg
