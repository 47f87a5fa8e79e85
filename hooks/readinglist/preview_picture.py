"""Glyphs at their places -> a preview card as a PNG file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache

from PIL import Image, ImageChops, ImageColor, ImageDraw

from .fonts import load_pen
from .preview_layout import ACCENT, DIM, FOOT_BASELINE, HEIGHT, INK, MARGIN, MARK_SIZE, RULE_TOP, WIDTH, Ink

PAPER, RULE = "#fcfcfa", "#e2e2dc"
LEVELS = 15
"""Steps from the ground to a colour at the edges of glyphs: few enough that the file is small, and none is seen."""
RAMPS = ((PAPER, INK), (PAPER, DIM), (PAPER, ACCENT), (ACCENT, "#ffffff"), (PAPER, RULE))
"""(ground, colour), `LEVELS` entries of the palette each; the entry before them all is paper."""
_ON_MARK, _RULE = 3, 4

_MARK_UNITS, _MARK_RADIUS, _MARK_STROKE = 32, 7, 2.6
_MARK_LINES = (((8, 9), (18, 9)), ((8, 15), (21, 15)), ((8, 21), (15, 21)), ((19, 21.5), (21.6, 24.1), (26, 19)))
"""The geometry of hooks/theme/assets/mark.svg."""
COMPRESSION = 6
"""Level of zlib: the highest one makes files a tenth smaller in ten times the time."""
_FINER = 8
"""How much larger the mark is drawn than it stands on the card, as Pillow's lines have no soft edges."""


def draw(inks: Sequence[Ink]) -> bytes:
    """A card as a PNG with a palette. The same inks, fonts and version of Pillow give the same bytes."""
    image = Image.new("L", (WIDTH, HEIGHT))
    for number, (_, colour) in enumerate(RAMPS[:_ON_MARK]):
        mask = _draw_text([ink for ink in inks if ink.colour == colour])
        image = ImageChops.lighter(image, mask.point(_make_tables(number)[0]))  # no two glyphs share a pixel
    image.putpalette(_list_palette())
    image.paste(_get_index(_RULE, LEVELS), (MARGIN, RULE_TOP, WIDTH - MARGIN, RULE_TOP + 2))
    _draw_mark(image)
    data = io.BytesIO()
    image.save(data, "PNG", compress_level=COMPRESSION)
    return data.getvalue()


@cache
def _list_palette() -> list[int]:
    palette = [*ImageColor.getrgb(PAPER)]
    for ground, colour in RAMPS:
        ends = list(zip(ImageColor.getrgb(ground), ImageColor.getrgb(colour), strict=True))
        for level in range(1, LEVELS + 1):
            palette += [round(begin + (end - begin) * level / LEVELS) for begin, end in ends]
    return palette


def _get_index(ramp: int, level: int) -> int:
    """Where in the palette a step of a ramp stands; step 0 is not painted."""
    return ramp * LEVELS + level


def _draw_text(inks: Sequence[Ink]) -> Image.Image:
    """How much of each pixel the glyphs cover, 0 to 255."""
    mask = Image.new("L", (WIDTH, HEIGHT))
    pen = ImageDraw.Draw(mask)
    for ink in inks:
        pen.text((ink.x, ink.y), ink.text, fill=255, font=load_pen(ink.face, ink.size), anchor="ls")
    return mask


def _paint(image: Image.Image, mask: Image.Image, ramp: int, at: tuple[int, int] = (0, 0)) -> None:
    """Put a colour on a picture as far as a mask covers it."""
    box = mask.getbbox()
    if box is None:
        return
    inner, (indices, covered) = mask.crop(box), _make_tables(ramp)
    image.paste(inner.point(indices), (at[0] + box[0], at[1] + box[1]), inner.point(covered))


@cache
def _make_tables(ramp: int) -> tuple[list[int], list[int]]:
    """For each coverage from 0 to 255: the place in the palette, and whether anything is painted at all."""
    levels = [round(value * LEVELS / 255) for value in range(256)]
    return [_get_index(ramp, level) if level else 0 for level in levels], [255 if level else 0 for level in levels]


def _draw_mark(image: Image.Image) -> None:
    """The site's mark, standing on the baseline of the last line as capitals would."""
    at = (MARGIN, FOOT_BASELINE - MARK_SIZE + 12)
    for ramp, mask in zip((RAMPS.index((PAPER, ACCENT)), _ON_MARK), _draw_mark_masks(), strict=True):
        _paint(image, mask, ramp, at)


@cache
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
