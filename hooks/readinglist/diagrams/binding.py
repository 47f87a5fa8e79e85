"""The fast way through merman's Python binding: text measurements as bytes in, bytes out, each text measured once.

The generated binding (merman 0.9, `merman_uniffi.py`) unpacks and packs every field of every measurement with a context
manager of its own, which takes longer than the drawing. Where it is the version that is known here, the library is
given a function of ours to call, which handles the bytes of UniFFI's format (big-endian; strings and options with a
length or flag before them) in one go; of any other version the public way is used, which gives the same pictures.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

KNOWN_VERSION = "0.9.2"
"""The version whose format of measurements is the one below; the requirements pin it."""


@dataclass(frozen=True)
class Request:
    """What the renderer asks of a text: the operation's name, sizes in CSS pixels."""

    operation: str
    text: str
    font_size: float
    font_weight: str
    max_width: float | None
    line_height: float


@dataclass(frozen=True)
class Result:
    """What it is told: `kind` names the fields that count. Sizes in CSS pixels."""

    kind: str
    width: float = 0.0
    height: float = 0.0
    length: float = 0.0
    line_count: int = 0
    raw_width: float | None = None


_KEPT: list[Any] = []
"""What the library has been given pointers to, and what Python must therefore not throw away."""


def speed_up(uniffi: Any, answer: Callable[[bytes], bytes]) -> bool:
    """Let the library ask `answer` for measurements, bytes for bytes; False where the binding is not the known one."""
    try:
        if version("merman") != KNOWN_VERSION:
            return False
    except PackageNotFoundError:
        return False
    library = uniffi._UniffiLib
    allocate, free = library.ffi_merman_uniffi_rustbuffer_alloc, library.ffi_merman_uniffi_rustbuffer_free
    status = ctypes.byref(uniffi._UniffiRustCallStatus.default())

    @uniffi._UNIFFI_CALLBACK_INTERFACE_MERMAN_UNIFFI_MERMAN_TEXT_MEASURER_METHOD0  # type: ignore[untyped-decorator]
    def measure(_handle: int, request: Any, returned: Any, _status: Any) -> None:
        data = answer(ctypes.string_at(request.data, request.len))
        free(request, status)
        buffer = allocate(len(data), status)
        ctypes.memmove(buffer.data, data, len(data))
        buffer.len = len(data)
        returned[0] = buffer

    generated = uniffi._UniffiTraitImplMermanTextMeasurerImpl
    table = uniffi._UniffiVTableCallbackInterfaceMermanUniffiMermanTextMeasurer(
        generated._uniffi_free, generated._uniffi_clone, measure
    )
    _KEPT.extend([table, measure, status])
    library.uniffi_merman_uniffi_fn_init_callback_vtable_mermantextmeasurer(ctypes.byref(table))
    return True


_INTS = struct.Struct(">ii")
_INT = struct.Struct(">i")
_DOUBLE = struct.Struct(">d")


def unpack_request(data: bytes, operations: tuple[str, ...]) -> Request:
    """A measurement as the renderer asks for it; `operations` are the names of the binding's enumeration."""
    operation, _phase = _INTS.unpack_from(data)
    text, at = _read_string(data, 8)
    _family, at = _read_optional(data, at)
    (size,) = _DOUBLE.unpack_from(data, at)
    weight, at = _read_optional(data, at + 8)
    _style, at = _read_string(data, at)
    width = _DOUBLE.unpack_from(data, at + 1)[0] if data[at] else None
    (line_height,) = _DOUBLE.unpack_from(data, at + (9 if data[at] else 1))
    return Request(operations[operation - 1], text, size, weight or "", width, line_height)


def _read_string(data: bytes, at: int) -> tuple[str, int]:
    (length,) = _INT.unpack_from(data, at)
    return data[at + 4 : at + 4 + length].decode(), at + 4 + length


def _read_optional(data: bytes, at: int) -> tuple[str | None, int]:
    return _read_string(data, at + 1) if data[at] else (None, at + 1)


_RESULT = struct.Struct(">BidddQBB")


def pack_result(result: Result | None, kinds: tuple[str, ...]) -> bytes:
    """An answer as the renderer reads it; `kinds` are the names of the binding's enumeration."""
    if result is None:
        return b"\0"
    number = kinds.index(result.kind) + 1
    data = _RESULT.pack(1, number, result.width, result.height, result.length, result.line_count, 0, 0)
    raw = result.raw_width
    return data + (b"\0" if raw is None else b"\1" + _DOUBLE.pack(raw))
