"""The renderer: merman with our text measurer and our theme; the only file that knows merman."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import asdict
from typing import Any

from .binding import Request, Result, pack_result, speed_up, unpack_request
from .measure import measure_line, resolve_placeholders, wrap_text
from .theme import FONT_SIZE, make_site_config

try:
    import merman
except ImportError:  # no wheel for this machine (README of merman 0.9): the browser draws
    merman = None

IS_AVAILABLE = merman is not None

LINE_HEIGHT = 1.17
"""Em from line to line in SVG text: ascent and descent of DejaVu Sans."""
RESOURCES = {"profile": "trusted-native"}
"""`interactive`, the default, refuses some diagrams of 400 nodes; what is drawn here is bounded by MAX_SOURCE."""
MAX_SOURCE = 40_000
"""Characters of one diagram; the longest real one seen has 12,300."""


_TIMESTAMPS = re.compile(r"\A\s*(?:%%[^\n]*\n\s*)*gantt\b.*?^\s*dateFormat\s+[Xx]\s*$", re.DOTALL | re.MULTILINE)


class RenderError(ValueError):
    """Why the renderer does not draw a diagram, in its own words."""


def render_svg(source: str, diagram_id: str, font_size: int = FONT_SIZE) -> str:
    """The SVG of a diagram, as the renderer writes it, with labels of `font_size` CSS pixels. Raises RenderError."""
    if _TIMESTAMPS.match(source):  # merman 0.9.2 lets every bar begin at 0, without a word
        raise RenderError("a gantt chart in timestamps (dateFormat X) comes out wrong; give dates (YYYY-MM-DD)")
    options = {"svg": {"diagram_id": diagram_id, "pipeline": "parity"}}
    return str(_run("render_svg", source, json.dumps(options), font_size))


def parse_model(source: str) -> dict[str, Any]:
    """The parsed model of a diagram. Raises RenderError."""
    model = json.loads(_run("parse_json", source, None))
    return dict(model)


def _run(operation: str, source: str, options: str | None, font_size: int = FONT_SIZE) -> str:
    if len(source) > MAX_SOURCE:
        raise RenderError(f"too long: {len(source)} characters, at most {MAX_SOURCE}")
    try:
        return str(getattr(_get_engine(font_size), operation)(source, options))
    except merman.MermanError as error:
        text = getattr(error, "message", None) or str(error)
        raise RenderError(re.sub(r"\s+", " ", str(text)).strip()[:200]) from None


@functools.cache
def _get_engine(font_size: int) -> Any:
    """The one engine for labels of a size, made when first needed: its theme takes 20 ms to read."""
    services = merman.MermanEngineServices().with_text_measurer(_make_measurer())
    options = {"site_config": make_site_config(font_size), "resources": RESOURCES}
    return merman.MermanEngine(json.dumps(options), services)


_WRAPPED = ("WRAPPED", "WRAPPED_WITH_RAW_WIDTH")
_METRICS = ("MEASURE", "MERMAID_CALCULATE_TEXT_DIMENSIONS")
_LENGTHS = (
    "COMPUTED_LENGTH", "SIMPLE_B_BOX_WIDTH", "RAW_B_BOX_WIDTH", "TSPAN_B_BOX_WIDTH", "WRAP_PROBE_B_BOX_WIDTH",
    "BOUNDING_CLIENT_RECT_WIDTH", "CANVAS_MEASURE_TEXT_WIDTH",
)  # fmt: skip


def _make_measurer() -> Any:
    class Measurer(merman.MermanTextMeasurer):  # type: ignore[misc, unused-ignore]  # merman has no type hints
        """Answers the operations that ask for widths; heights are left to the renderer."""

        def measure(self, request: Any) -> Any:
            """Pixels for a text; None where the renderer's own estimate is as good."""
            return _make_result(measure_text(_make_request(request)))

    speed_up(merman.merman_uniffi, _answer)
    return Measurer()


@functools.lru_cache(maxsize=20_000)
def _answer(data: bytes) -> bytes:
    operations = tuple(merman.MermanTextMeasurementOperation.__members__)
    kinds = tuple(merman.MermanTextMeasurementResultKind.__members__)
    return pack_result(measure_text(unpack_request(data, operations)), kinds)


def _make_request(request: Any) -> Request:
    weight = str(request.font_weight or "")
    return Request(
        request.operation.name, request.text, request.font_size, weight, request.max_width, request.line_height
    )


def _make_result(result: Result | None) -> Any:
    if result is None:
        return None
    fields = asdict(result)
    kind = merman.MermanTextMeasurementResultKind[fields.pop("kind")]
    return merman.MermanTextMeasureResult(result_kind=kind, bbox_left=None, bbox_right=None, **fields)


def measure_text(request: Request) -> Result | None:
    """Pixels for a text; None where the renderer's own estimate is as good."""
    size, text = request.font_size, resolve_placeholders(request.text)
    bold = request.font_weight.lower() in ("bold", "bolder", "600", "700", "800", "900")
    if request.operation in _LENGTHS:
        return Result("LENGTH", length=measure_line(text, bold=bold) * size)
    if request.operation not in _WRAPPED + _METRICS:
        return None
    is_wrapped = request.operation in _WRAPPED
    limit = request.max_width / size if request.max_width and is_wrapped else None
    plain = wrap_text(text, None, bold=bold)
    lines = [width * size for width in (plain if limit is None else wrap_text(text, limit, bold=bold))]
    if request.max_width is not None and len(lines) > len(plain):
        lines.append(request.max_width)  # the box of a label that wraps is as wide as it may be
        lines.remove(min(lines))
    height = len(lines) * (request.line_height if is_wrapped else LINE_HEIGHT * size)
    if request.operation == "WRAPPED_WITH_RAW_WIDTH":
        return Result(request.operation, max(lines), height, line_count=len(lines), raw_width=max(plain) * size)
    return Result("METRICS", max(lines), height, line_count=len(lines))
