"""Glyphs at their places -> a preview card as a PNG file."""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Sequence
from functools import cache, lru_cache

from PIL import Image, ImageColor, ImageDraw
from PIL.PngImagePlugin import putchunk
from zlib_ng import zlib_ng

from .fonts import Face, load_pen
from .preview_layout import ACCENT, DIM, FOOT_BASELINE, HEIGHT, INK, MARGIN, MARK_SIZE, RULE_TOP, WIDTH, Ink

PAPER, RULE = "#fcfcfa", "#e2e2dc"
RAMPS = ((PAPER, INK, 5), (PAPER, DIM, 4), (PAPER, ACCENT, 3), (ACCENT, "#ffffff", 2), (PAPER, RULE, 1))
"""(ground, colour, steps from the one to the other at the edges of glyphs). None of the steps is seen, and with the
paper they make a palette of 16: half a byte for each pixel."""
_ACCENT, _ON_MARK, _RULE = 2, 3, 4

_MARK_UNITS, _MARK_RADIUS, _MARK_STROKE = 32, 7, 2.6
_MARK_LINES = (((8, 9), (18, 9)), ((8, 15), (21, 15)), ((8, 21), (15, 21)), ((19, 21.5), (21.6, 24.1), (26, 19)))
"""The geometry of hooks/theme/assets/mark.svg."""
_BITS, _INDEXED = 4, 3
"""For each pixel; the colour type of a PNG with a palette (PNG specification, third edition, 11.2.1)."""
_FILTER = 8 // _BITS
"""Pixels before each line, in the first place of the palette: the byte 0 that says that the line is not filtered."""
_MEMORY = 9
"""The most that zlib can be given."""
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
STEPS = 4
"""Places within a pixel at which a glyph may begin; so few that most glyphs were drawn before."""
_FINER = 8
"""How much larger the mark is drawn than it stands on the card, as Pillow's lines have no soft edges."""


def draw(inks: Sequence[Ink]) -> bytes:
    """A card as a PNG with a palette. The same inks, fonts and version of Pillow give the same bytes."""
    image = _draw_ground().copy()
    ramps = {colour: ramp for ramp, (_, colour, _) in enumerate(RAMPS[:_ON_MARK])}
    for text, face, size, x, y, colour in inks:
        place = math.floor(x * STEPS + 0.5)
        glyph, covered, left, top = _draw_glyph(text, face, size, place % STEPS, ramps[colour])
        image.paste(glyph, (_FILTER + place // STEPS + left, y + top), covered)
    return _write_png(image)


def _write_png(image: Image.Image) -> bytes:
    """The file of a picture whose lines begin with their filter.

    Pillow would filter each line in every way and keep the shortest, which takes longer than all the rest of a card;
    with a palette little comes of it. Runs alone are looked for: at half a byte for each pixel there is not much else,
    and whichever zlib it is finds the same ones.
    """
    palette = _list_palette()
    image.putpalette(palette)
    deflate = zlib_ng.compressobj(1, zlib_ng.DEFLATED, zlib_ng.MAX_WBITS, _MEMORY, zlib_ng.Z_RLE)
    lines = deflate.compress(image.tobytes("raw", f"P;{_BITS}")) + deflate.flush()
    header = struct.pack(">2I5B", image.width - _FILTER, image.height, _BITS, _INDEXED, 0, 0, 0)
    data = io.BytesIO(PNG_SIGNATURE)
    data.seek(0, io.SEEK_END)
    for name, content in ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", lines), (b"IEND", b"")):
        putchunk(data, name, content)
    return data.getvalue()


@cache
def _draw_ground() -> Image.Image:
    """What all cards have: the paper, the rule, the mark; in places of the palette, as are the pictures of glyphs."""
    image = Image.new("L", (_FILTER + WIDTH, HEIGHT))
    image.paste(_get_index(_RULE, 1), (_FILTER + MARGIN, RULE_TOP, _FILTER + WIDTH - MARGIN, RULE_TOP + 2))
    _draw_mark(image)
    return image


@cache
def _list_palette() -> bytes:
    palette = [*ImageColor.getrgb(PAPER)]
    for ground, colour, steps in RAMPS:
        ends = list(zip(ImageColor.getrgb(ground), ImageColor.getrgb(colour), strict=True))
        for step in range(1, steps + 1):
            palette += [round(begin + (end - begin) * step / steps) for begin, end in ends]
    return bytes(palette)


def _get_index(ramp: int, step: int) -> int:
    """Where in the palette a step of a ramp stands; step 0 is not painted."""
    return sum(steps for *_, steps in RAMPS[:ramp]) + step


@lru_cache(maxsize=8192)
def _draw_glyph(text: str, face: Face, size: int, step: int, ramp: int) -> tuple[Image.Image, Image.Image, int, int]:
    """A glyph that begins `step` steps within a pixel, as a card has it: places in the palette, and what it covers.

    The last two are where the picture lies from that pixel.
    """
    pen, edge = load_pen(face, size), 2
    left, top, right, bottom = map(round, pen.getbbox(text, anchor="ls"))
    mask = Image.new("L", (right - left + 2 * edge, bottom - top + 2 * edge))
    at = (edge - left + step / STEPS, edge - top)
    ImageDraw.Draw(mask).text(at, text, fill=255, font=pen, anchor="ls")
    return *_colour(mask, ramp), left - edge, top - edge


def _colour(mask: Image.Image, ramp: int) -> tuple[Image.Image, Image.Image]:
    """How much of each pixel is covered, 0 to 255 -> places in the palette, and what is painted at all."""
    indices, covered = _make_tables(ramp)
    return mask.point(indices), mask.point(covered)


@cache
def _make_tables(ramp: int) -> tuple[list[int], list[int]]:
    """For each coverage from 0 to 255: the place in the palette, and whether anything is painted at all."""
    steps = [round(value * RAMPS[ramp][-1] / 255) for value in range(256)]
    return [_get_index(ramp, step) if step else 0 for step in steps], [255 if step else 0 for step in steps]


def _draw_mark(image: Image.Image) -> None:
    """The site's mark, standing on the baseline of the last line as capitals would."""
    at = (_FILTER + MARGIN, FOOT_BASELINE - MARK_SIZE + 12)
    for ramp, mask in zip((_ACCENT, _ON_MARK), _draw_mark_masks(), strict=True):
        indices, covered = _colour(mask, ramp)
        image.paste(indices, at, covered)


def _draw_mark_masks() -> tuple[Image.Image, ...]:
    """The ground of the mark and its lines, in the size in which they stand on a card."""
    size = (MARK_SIZE, MARK_SIZE)
    return tuple(mask.resize(size, Image.Resampling.BOX) for mask in (_draw_mark_ground(), _draw_mark_lines()))


def _draw_mark_ground() -> Image.Image:
    mask, scale = _start_mark()
    edge = MARK_SIZE * _FINER - 1
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, edge, edge), _MARK_RADIUS * scale, fill=255)
    return mask


def _draw_mark_lines() -> Image.Image:
    mask, scale = _start_mark()
    pen, radius = ImageDraw.Draw(mask), _MARK_STROKE * scale / 2
    for line in _MARK_LINES:
        points = [(x * scale, y * scale) for x, y in line]
        pen.line(points, fill=255, width=round(2 * radius))
        for point in points:
            pen.circle(point, radius, fill=255)
    return mask


def _start_mark() -> tuple[Image.Image, float]:
    side = MARK_SIZE * _FINER
    return Image.new("L", (side, side)), side / _MARK_UNITS
