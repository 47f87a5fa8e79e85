"""What a preview card says -> every glyph at its place on the card; draws nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .fonts import Face, Fonts
from .typeset import (
    Line,
    balance,
    break_words,
    clean_text,
    fill_lines,
    fits,
    get_indent,
    is_latin,
    join_lines,
    measure,
    shape,
    shorten,
)

WIDTH, HEIGHT = 1200, 630
"""Pixels: the size that readers of Open Graph show whole (1.91 : 1)."""
MARGIN = 84
TEXT_WIDTH = WIDTH - 2 * MARGIN
INK, DIM, ACCENT = "#1d1f24", "#5c6069", "#2f4fd0"
"""The light palette of site.css."""

TITLE_SIZES = ((88, 2), (76, 3), (66, 3), (58, 4), (50, 4))
"""(pixels, lines at most), tried in this order; at the last one a title is cut."""
OTHER_SIZE, KIND_SIZE, SITE_SIZE, FACTS_SIZE = 32, 27, 29, 25
KIND_BASELINE, RULE_TOP, FOOT_BASELINE = 108, 504, 566
LEADING = {True: 1.2, False: 1.32}
"""From one baseline of the title to the next, in ems: of Latin text, and of text with Chinese in it."""
OTHER_LEADING = 1.32
TRACKING = 0.05
"""Ems between the capitals of the kind."""
MARK_SIZE = 44
MIN_FACT = 6
"""Ems below which a fact is not worth cutting short."""


@dataclass(frozen=True)
class Preview:
    """What stands on a card. All but the title may be empty."""

    title: str
    other_title: str = ""
    kind: str = ""
    facts: tuple[str, ...] = ()
    """Who, where, when; the first gives way where the line is too long."""
    site: str = ""


class Ink(NamedTuple):
    """Text at a place: `x` and the baseline `y` in pixels from the card's upper left corner."""

    text: str
    face: Face
    size: int
    x: float
    y: int
    colour: str


def arrange(preview: Preview, fonts: Fonts) -> tuple[Ink, ...]:
    """All text of a card in its place."""
    title = clean_text(preview.title, fonts.bold) or clean_text(preview.other_title, fonts.bold)
    size, lines = _fit_title(break_words(shape(title, fonts.bold)), fonts)
    baseline = KIND_BASELINE + round(size * 1.05) + (14 if preview.kind else -24)
    inks = _place_lines(lines, size, baseline, INK, LEADING[is_latin(title)])
    below = inks[-1].y if inks else baseline
    inks += _arrange_other_title(preview.other_title, below + round(size * 0.3), fonts)
    inks += _arrange_kind(preview.kind, fonts)
    return (*inks, *_arrange_foot(preview, fonts))


def _fit_title(pieces: Sequence[Line], fonts: Fonts) -> tuple[int, list[Line]]:
    """The largest size at which a title takes few enough lines, and its lines."""
    for size, most in TITLE_SIZES:
        width = TEXT_WIDTH / size
        if fits(pieces, width) and len(fill_lines(pieces, width)) <= most:
            return size, balance(pieces, width)
    return size, shorten(pieces, TEXT_WIDTH / size, most, fonts.bold)


def _arrange_other_title(text: str, below: int, fonts: Fonts) -> list[Ink]:
    """The title in the other language: as many lines as there is room for, two at most."""
    clean = clean_text(text, fonts.regular)
    baseline = below + round(OTHER_SIZE * OTHER_LEADING)
    room = int((RULE_TOP - 22 - baseline) / (OTHER_SIZE * OTHER_LEADING)) + 1
    if not clean or room < 1:
        return []
    pieces, width = break_words(shape(clean, fonts.regular)), TEXT_WIDTH / OTHER_SIZE
    lines = balance(pieces, width)
    if len(lines) > min(room, 2):
        lines = shorten(pieces, width, min(room, 2), fonts.regular)
    return _place_lines(lines, OTHER_SIZE, baseline, DIM, OTHER_LEADING)


def _arrange_kind(kind: str, fonts: Fonts) -> list[Ink]:
    """The kind in capitals, the letters a little apart, as on the site."""
    line = shape(clean_text(kind.upper(), fonts.bold), fonts.bold)
    spaced = tuple(glyph._replace(x=glyph.x + TRACKING * number) for number, glyph in enumerate(line))
    return _place_lines([spaced], KIND_SIZE, KIND_BASELINE, ACCENT, 1)


def _arrange_foot(preview: Preview, fonts: Fonts) -> list[Ink]:
    """The name of the site beside its mark, and on the right who, where, when."""
    name = shape(clean_text(preview.site, fonts.bold), fonts.bold)
    left = MARGIN + MARK_SIZE + 16
    inks = _place_lines([name], SITE_SIZE, FOOT_BASELINE, INK, 1, left)
    room = (WIDTH - MARGIN - left - measure(name) * SITE_SIZE - 56) / FACTS_SIZE
    facts = [clean for fact in preview.facts if (clean := clean_text(fact, fonts.regular))]
    line = _join_facts(facts, room, fonts)
    right = WIDTH - MARGIN - measure(line) * FACTS_SIZE
    return inks + _place_lines([line], FACTS_SIZE, FOOT_BASELINE, DIM, 1, right)


def _join_facts(facts: Sequence[str], room: float, fonts: Fonts) -> Line:
    """Facts on one line: all of them, the first cut short, or only the last ones."""
    line = shape(" · ".join(facts), fonts.regular)
    if not facts or measure(line) <= room:
        return line
    rest = shape("".join(f" · {fact}" for fact in facts[1:]), fonts.regular)
    short = shorten(break_words(shape(facts[0], fonts.regular)), room - measure(rest), 1, fonts.regular)
    if measure(rest) + MIN_FACT <= room and short:
        return join_lines(short[0], rest)
    return _join_facts(facts[1:], room, fonts) if len(facts) > 1 else short[0]


def _place_lines(
    lines: Sequence[Line], size: int, baseline: int, colour: str, leading: float, left: float = MARGIN
) -> list[Ink]:
    inks = []
    for number, line in enumerate(lines):
        y = baseline + round(number * size * leading)
        for glyph in line:
            x = left + (glyph.x - line[0].start - get_indent(line)) * size
            inks.append(Ink(glyph.text, glyph.face, size, round(x, 2), y, colour))
    return [ink for ink in inks if ink.text != " "]
