"""A drawing as bytes, and back: what a build keeps, so that the next one need not draw again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from .outline import Outline, Part
from .render import Drawing
from .repair import Repair


def make_key(source: str, stamp: str) -> str:
    """The name under which a drawing is kept; `stamp` stands for all else that a drawing depends on."""
    return hashlib.sha256(f"{stamp}\n{source}".encode()).hexdigest()[:40]


def dump_drawing(drawing: Drawing) -> bytes:
    """A drawing as JSON in UTF-8."""
    return json.dumps(asdict(drawing), ensure_ascii=False, separators=(",", ":")).encode()


def load_drawing(text: bytes) -> Drawing | None:
    """The drawing of `dump_drawing`; None for a text that is none."""
    try:
        data: dict[str, Any] = json.loads(text.decode())
        outline = Outline(**_make_tuples(data["outline"]) | {"parts": _load_parts(data["outline"]["parts"])})
        repairs = tuple(Repair(**repair) for repair in data["repairs"])
        return Drawing(**_make_tuples(data) | {"outline": outline, "repairs": repairs})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _load_parts(parts: list[dict[str, Any]]) -> tuple[Part, ...]:
    return tuple(Part(part["text"], _load_parts(part["parts"])) for part in parts)


def _make_tuples(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
