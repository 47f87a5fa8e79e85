"""Colours of diagrams: every role gets a colour of its own to draw with, replaced by a CSS variable of the site."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Mapping
from itertools import product
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


def make_site_config(font_size: int = FONT_SIZE) -> dict[str, Any]:
    """Mermaid's site configuration for all diagrams of the site; `font_size` in CSS pixels."""
    variables: dict[str, Any] = {
        "fontSize": f"{font_size}px",
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
        "fontSize": font_size,
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


_COLOUR = re.compile(r"#[0-9a-fA-F]{6}(?![0-9a-fA-F])|(?P<name>rgb|hsl)(?P<alpha>a?)\((?P<values>[\d\s.,%-]+)\)")


def _parse_channels(match: re.Match[str]) -> tuple[int, ...]:
    """Red, green and blue, 0 to 255, of a colour in any of the forms that Mermaid derives from a theme's."""
    if match["name"] is None:
        return tuple(int(match[0][i : i + 2], 16) for i in (1, 3, 5))
    values = [float(value.strip(" %") or 0) for value in match["values"].split(",")][:3]
    if len(values) < 3:
        return ()
    if match["name"] == "hsl":
        hue, saturation, light = values[0] / 360 % 1, values[1] / 100, values[2] / 100
        values = [channel * 255 for channel in colorsys.hls_to_rgb(hue, light, saturation)]
    return tuple(round(value) for value in values)


_ROLE_OF = {
    tuple(int(colour[i : i + 2], 16) + offset for i, offset in zip((1, 3, 5), offsets, strict=True)): role
    for role, colour in SENTINELS.items()
    for offsets in product((-1, 0, 1), repeat=3)
}
"""Red, green and blue, each give or take one for rounding -> role."""


def replace_sentinels(svg: str) -> str:
    """The SVG with every sentinel colour as the CSS variable of its role.

    Translucent ones stand behind the labels of links; they become the paper's, so that no line is seen through.
    """

    def name(match: re.Match[str]) -> str:
        role = _ROLE_OF.get(_parse_channels(match))
        if role is None:
            return match[0]
        return "var(--dg-paper)" if match["alpha"] else f"var(--dg-{role})"

    return _COLOUR.sub(name, svg)
