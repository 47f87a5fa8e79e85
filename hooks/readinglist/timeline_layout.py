"""The picture of a top-down timeline -> the same with its boxes stacked without gaps, overlaps and empty margins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from .diagrams.render import Drawing

MARGIN = 8
"""CSS pixels around the chart."""
GAPS: Mapping[str, int] = MappingProxyType({"section": 22, "task": 14, "event": 7})
"""CSS pixels above a box: of a year, a period, a further event of a period."""

_BOX = (
    r'<g(?: class="(?P<wrapper>task|event)Wrapper")? transform="translate\((?P<x>-?[\d.]+), ?(?P<y>-?[\d.]+)\)">'
    r'(?=<g class="timeline-node.*?<line class="node-line[^"]*" x1="0" y1="[\d.]+" x2="(?P<width>[\d.]+)" '
    r'y2="(?P<height>[\d.]+)")'
)
_LINE = r'<line x1="(?P<x1>[\d.]+)" y1="(?P<y1>[\d.]+)" x2="(?P<x2>[\d.]+)" y2="(?P<y2>[\d.]+)"'
_PIECE = re.compile(f"{_BOX}|{_LINE}", re.DOTALL)
_VIEW = re.compile(r'viewBox="(-?[\d.]+) (-?[\d.]+) ([\d.]+) ([\d.]+)"')


def arrange_timeline(drawing: Drawing) -> Drawing:
    """The drawing of a `timeline TD` with its boxes one below the other; any other drawing as it is.

    Mermaid gives each period the height of the tallest one, and merman 0.9 lets the next section cover the last period;
    a fifth of the width is margin.
    """
    if not _PIECE.search(drawing.svg):
        return drawing
    stack = _Stack()
    svg = _PIECE.sub(stack.place, drawing.svg)
    if not stack.right:
        return drawing
    left, width, height = stack.left - MARGIN, stack.right - stack.left + 2 * MARGIN, stack.bottom + 2 * MARGIN
    svg = svg.replace(_Stack.END, f"{stack.bottom:g}")
    svg = _VIEW.sub(f'viewBox="{left:g} {-MARGIN} {width:g} {height:g}"', svg, count=1)
    return replace(drawing, svg=svg, width=round(width), height=round(height))


class _Stack:
    """Places the boxes of a timeline in the order in which they stand in the picture."""

    END = "{end}"
    """Stands where the axis ends until all boxes are placed."""

    def __init__(self) -> None:
        self.left = float("inf")
        self.right = self.bottom = self.top = self.middle = 0.0
        self.is_first_event = True

    def place(self, piece: re.Match[str]) -> str:
        """A box's opening tag, or a line, at its new place."""
        return self._place_line(piece) if piece["x1"] else self._place_box(piece)

    def _place_box(self, box: re.Match[str]) -> str:
        kind = box["wrapper"] or "section"
        if kind == "event" and self.is_first_event:
            self.is_first_event = False
        else:
            self.top = self.bottom + (GAPS[kind] if self.bottom else 0)
        self.is_first_event = kind == "task" or (self.is_first_event and kind != "event")
        x, width, height = float(box["x"]), float(box["width"]), float(box["height"])
        self.left, self.right = min(self.left, x), max(self.right, x + width)
        self.middle = self.top + height / 2
        self.bottom = max(self.bottom, self.top + height)
        return box[0].replace(f"translate({box['x']}, {box['y']})", f"translate({x:g}, {self.top:g})")

    def _place_line(self, line: re.Match[str]) -> str:
        """A line from the axis to the event before it, or the axis itself, which is upright."""
        is_axis = line["x1"] == line["x2"]
        y1, y2 = ("4", self.END) if is_axis else (f"{self.middle:g}", f"{self.middle:g}")
        return f'<line x1="{line["x1"]}" y1="{y1}" x2="{line["x2"]}" y2="{y2}"'
