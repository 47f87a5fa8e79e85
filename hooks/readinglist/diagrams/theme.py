"""Colours of diagrams: every role gets a colour of its own to draw with, replaced by a CSS variable of the site."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

FONT_FAMILY = "system-ui,sans-serif"
"""The family that the site's style sheet gives to diagrams, too."""
FONT_SIZE = 14
"""CSS pixels of a label at a diagram's natural size. Shown at no less than 0.85 of that, it stays above 11 pixels."""
SMALL_FONT_SIZE = 13
"""The same for labels that Mermaid sets smaller (commits, tasks)."""

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
        "paper": (
            "background",
            "edgeLabelBackground",
            "sequenceNumberColor",
            "labelBackgroundColor",
            "labelBackground",
        ),
        "note": ("noteBkgColor", "critBkgColor"),
        "note-border": ("noteBorderColor",),
        "point": ("quadrantPointFill", "personBorder", "errorBkgColor"),
    }
)
"""Role -> variables of Mermaid's `base` theme that it fills. The style sheet defines `--dg-ROLE` in both schemes."""

SERIES = 8
"""Colours of series (`--dg-series-0` and on), over which pies, timelines, mind maps and git graphs turn."""

_LIMITS = {"cScale": 12, "git": 8, "fillType": 8}


def _make_sentinel(index: int) -> str:
    """A colour no author writes and none of which is another's neighbour."""
    return f"#{1 + index * 7:02x}{250 - index * 5:02x}{11 + index * 6:02x}"


PLOTS = 4
"""Strong colours of charts (`--dg-plot-0` and on), for bars and lines."""

_NAMES = (*_ROLES, *(f"series-{i}" for i in range(SERIES)), *(f"plot-{i}" for i in range(PLOTS)))
SENTINELS: Mapping[str, str] = MappingProxyType({name: _make_sentinel(i) for i, name in enumerate(_NAMES)})
"""Role -> the colour it is drawn with."""


def make_site_config() -> dict[str, Any]:
    """Mermaid's site configuration for all diagrams of the site."""
    variables: dict[str, Any] = {
        "fontSize": f"{FONT_SIZE}px",
        "fontFamily": FONT_FAMILY,
        "commitLabelFontSize": f"{SMALL_FONT_SIZE}px",
        "tagLabelFontSize": f"{SMALL_FONT_SIZE}px",
        "pieTitleTextSize": "16px",
        "pieSectionTextSize": f"{FONT_SIZE}px",
        "pieLegendTextSize": f"{FONT_SIZE}px",
    }
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
        "fontSize": FONT_SIZE,
        "htmlLabels": True,
        "themeVariables": variables,
        **_make_family_config(),
    }


def _make_family_config() -> dict[str, Any]:
    """Sizes by family: Mermaid's own go down to 10 pixels, and its nodes are at least 120 pixels wide."""
    axis = {"labelFontSize": SMALL_FONT_SIZE, "titleFontSize": FONT_SIZE}
    return {
        "flowchart": {"wrappingWidth": 170, "nodeSpacing": 36, "rankSpacing": 44, "padding": 12, "minNodeWidth": 40},
        "sequence": {"actorFontSize": FONT_SIZE, "noteFontSize": FONT_SIZE, "messageFontSize": FONT_SIZE, "width": 120},
        "gantt": {"fontSize": SMALL_FONT_SIZE, "sectionFontSize": SMALL_FONT_SIZE, "barHeight": 24, "useWidth": 1000},
        "journey": {"taskFontSize": FONT_SIZE},
        "er": {"fontSize": FONT_SIZE},
        "quadrantChart": {
            "pointLabelFontSize": SMALL_FONT_SIZE,
            "quadrantLabelFontSize": FONT_SIZE,
            "xAxisLabelFontSize": FONT_SIZE,
            "yAxisLabelFontSize": FONT_SIZE,
            "titleFontSize": 16,
        },
        "xyChart": {"titleFontSize": 16, "xAxis": axis, "yAxis": axis},
    }


def _make_xychart() -> dict[str, str]:
    text, line = SENTINELS["text"], SENTINELS["line"]
    names = ("titleColor", "xAxisTitleColor", "xAxisLabelColor", "yAxisTitleColor", "yAxisLabelColor", "dataLabelColor")
    lines = ("xAxisTickColor", "xAxisLineColor", "yAxisTickColor", "yAxisLineColor")
    palette = ",".join(SENTINELS[f"plot-{i}"] for i in range(PLOTS))
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


_TRANSLUCENT = tuple(
    re.compile(rf"rgba\(\s*{int(colour[1:3], 16)},\s*{int(colour[3:5], 16)},\s*{int(colour[5:7], 16)},[^)]*\)")
    for colour in SENTINELS.values()
)


def replace_sentinels(svg: str) -> str:
    """The SVG with every sentinel colour as the CSS variable of its role.

    Translucent ones stand behind the labels of links; they become the paper's, so that no line is seen through.
    """
    for pattern in _TRANSLUCENT:
        svg = pattern.sub("var(--dg-paper)", svg)
    for pattern, variable in _FORMS:
        svg = pattern.sub(variable, svg)
    return svg
