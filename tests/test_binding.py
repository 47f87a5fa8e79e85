"""The fast way through merman's binding says the same as the public one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from readinglist.diagrams.binding import Request, Result, pack_result, unpack_request
from readinglist.diagrams.engine import render_svg

merman = pytest.importorskip("merman", reason="merman has no wheel for this machine")
uniffi = merman.merman_uniffi

FAMILIES = sorted(Path(__file__).with_name("diagrams").glob("*.mmd"))
OPERATIONS = tuple(merman.MermanTextMeasurementOperation.__members__)
KINDS = tuple(merman.MermanTextMeasurementResultKind.__members__)
numbers = st.floats(0, 1e6)


def _read_buffer(buffer: Any) -> bytes:
    data = bytes(buffer.data[: buffer.len])
    buffer.free()
    return data


@given(st.sampled_from(OPERATIONS), st.text(), numbers, st.none() | st.text(), st.none() | numbers, numbers)
def test_a_request_is_read_as_the_binding_writes_it(
    operation: str, text: str, size: float, weight: str | None, width: float | None, height: float
) -> None:
    """Whatever the renderer asks, unpacking gives what the binding's own converter packed."""
    request = merman.MermanTextMeasureRequest(
        operation=merman.MermanTextMeasurementOperation[operation],
        phase=next(iter(merman.MermanTextMeasurementPhase)),
        text=text,
        font_family=weight,
        font_size=size,
        font_weight=weight,
        font_style="normal",
        max_width=width,
        line_height=height,
        letter_spacing=0.0,
        word_spacing=0.0,
        wrap_mode=next(iter(merman.MermanTextWrapMode)),
        direction=next(iter(merman.MermanTextDirection)),
        white_space=next(iter(merman.MermanTextWhiteSpace)),
    )
    data = _read_buffer(uniffi._UniffiFfiConverterTypeMermanTextMeasureRequest.lower(request))
    assert unpack_request(data, OPERATIONS) == Request(operation, text, size, weight or "", width, height)


@given(st.sampled_from(KINDS), numbers, numbers, numbers, st.integers(0, 1000), st.none() | numbers)
def test_an_answer_is_packed_as_the_binding_packs_it(
    kind: str, width: float, height: float, length: float, lines: int, raw: float | None
) -> None:
    """Whatever is answered, the bytes are those of the binding's own converter."""
    result = merman.MermanTextMeasureResult(
        result_kind=merman.MermanTextMeasurementResultKind[kind],
        width=width,
        height=height,
        length=length,
        line_count=lines,
        bbox_left=None,
        bbox_right=None,
        raw_width=raw,
    )
    data = _read_buffer(uniffi._UniffiFfiConverterOptionalTypeMermanTextMeasureResult.lower(result))
    assert pack_result(Result(kind, width, height, length, lines, raw), KINDS) == data
    assert pack_result(None, KINDS) == b"\0"


PUBLIC = """
import json, sys
from readinglist.diagrams import binding, engine
binding.KNOWN_VERSION = "another"
json.dump([engine.render_svg(open(path, encoding="utf-8").read(), "d1") for path in sys.argv[1:]], sys.stdout)
"""


def test_another_version_of_the_binding_draws_the_same_pictures() -> None:
    """Where the binding is not the known one, the public way is taken, and no picture changes."""
    command = [sys.executable, "-c", PUBLIC, *map(str, FAMILIES)]
    environment = {"PYTHONPATH": str(ROOT / "hooks"), "PYTHONIOENCODING": "utf-8"}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, encoding="utf-8")
    assert json.loads(result.stdout) == [render_svg(path.read_text(encoding="utf-8"), "d1") for path in FAMILIES]
