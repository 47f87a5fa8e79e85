"""Text and fonts -> lines of placed glyphs that fit a width, in ems; draws nothing."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import jieba
import uharfbuzz

from .fonts import Face, has_glyph, load_shaper

AUTOSPACE = 0.125
"""Between a Chinese character and a Latin letter or digit, as CSS `text-autospace` has it (an eighth of an em)."""
ELLIPSIS = "…"

_WIDE = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\U00020000-\U0003ffff"
_IS_WIDE = re.compile(f"[{_WIDE}]")
_IDEOGRAPHS = re.compile(r"[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_ALPHANUMERIC = re.compile(r"[^\W_]")
_NO_START = frozenset("，。、；：？！）》〉」』】〕〗”’…—～·・ー々％‰℃,.;:?!)]}%ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
"""What no line begins with, and below what none ends with (GB/T 15834-2011, 5.1; JIS X 4051 for kana)."""
_NO_END = frozenset("（《〈「『【〔〖“‘￥＄([{$#@")
_UNITS = frozenset("万亿千百年月日号个倍美元岁天层版代")
"""What belongs to the number before it."""
_NARROWED = frozenset("“”‘’—–·")
"""Marks as wide as a character in a Chinese face, narrow beside Latin letters."""
_CLOSING = frozenset("，。、；：！？）》」』】")
_OPENING = frozenset("（《「『【")
_IGNORABLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]")
"""What is not seen anyway: joiners, marks of direction, variation selectors."""
_LEFT_OUT = "\0"
_GAP = re.compile(rf"\s*{_LEFT_OUT}+\s*([,.;:!?，。、；：！？])|{_LEFT_OUT}")
_AT_THE_END = " ，。、；：,.;:-–—…"
"""What an ellipsis takes the place of."""


class Glyph(NamedTuple):
    """A character (with its combining marks), its face, the line's length before and after it, where it is drawn."""

    text: str
    face: Face
    start: float
    end: float
    x: float


Line = tuple[Glyph, ...]


def measure(line: Sequence[Glyph]) -> float:
    """The width of a line in ems."""
    return line[-1].end - line[0].start if line else 0.0


def clean_text(text: str, faces: Sequence[Face]) -> str:
    """The text in characters that the faces have.

    One that none of them has gives way to its plain form where it has one (a bold mathematical letter, a ligature), and
    is left out otherwise (an emoji, for one), and with it the blank before a mark.
    """
    seen = _IGNORABLE.sub("", unicodedata.normalize("NFC", text))
    parts = [_choose_form(character, tuple(faces)) for character in seen]
    return " ".join(_GAP.sub(r"\1", "".join(parts)).split())


@cache
def _choose_form(character: str, faces: tuple[Face, ...]) -> str:
    if unicodedata.category(character) in ("Cc", "Zl", "Zp"):
        return " "
    plain = unicodedata.normalize("NFKC", character)
    return next((form for form in (character, plain) if all(_choose_face(c, faces) for c in form)), _LEFT_OUT)


@cache
def _choose_face(character: str, faces: tuple[Face, ...]) -> Face | None:
    return next((face for face in faces if has_glyph(face, character)), None)


def is_latin(text: str) -> bool:
    """Whether a text has no Chinese in it, and so has narrow quotes, dashes and dots."""
    return not _IS_WIDE.search(text)


def shape(text: str, faces: Sequence[Face]) -> Line:
    """The glyphs of a clean text on one line, kerned, with a thin space between Chinese and Latin."""
    text = text.replace(ELLIPSIS, "...") if is_latin(text) and text != ELLIPSIS else text
    glyphs: list[Glyph] = []
    position = 0.0
    for begin, end, face in _split_by_face(text, faces):
        for at, advance, offset in _shape_run(text[begin:end], face):
            index = begin + at[0]
            position += AUTOSPACE if _is_mixed(text[index - 1 : index + 1]) else 0
            width = advance - _trim(text[index : index + 2])
            glyphs.append(Glyph(text[index : begin + at[1]], face, position, position + width, position + offset))
            position += width
    return tuple(glyphs)


def _split_by_face(text: str, faces: Sequence[Face]) -> list[tuple[int, int, Face]]:
    """Runs of a text that one face sets. Narrow marks come from the second face that has them, if there is one."""
    runs: list[tuple[int, int, Face]] = []
    for index, character in enumerate(text):
        is_narrow = character in _NARROWED and _is_among_latin(text, index)
        face = _choose_face(character, (*faces[1:], faces[0]) if is_narrow else tuple(faces)) or faces[0]
        if runs and runs[-1][2] is face:
            runs[-1] = (runs[-1][0], index + 1, face)
        else:
            runs.append((index, index + 1, face))
    return runs


def _is_among_latin(text: str, index: int) -> bool:
    """Whether no Chinese character stands beside a mark, blanks aside; a dot between blanks divides a list."""
    around = text[:index].rstrip()[-1:] + text[index + 1 :].lstrip()[:1]
    return is_latin(around) or text[index - 1 : index + 2] == " · "


def _shape_run(text: str, face: Face) -> list[tuple[tuple[int, int], float, float]]:
    """((begin, end) in the text, advance, offset) of each glyph, in the order of the text; no ligatures."""
    font = load_shaper(face)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer, {"kern": True, "liga": False, "clig": False, "calt": False})
    placed: dict[int, list[float]] = {}
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        values = placed.setdefault(info.cluster, [0.0, place.x_offset])
        values[0] += place.x_advance
    begins = sorted(placed)
    units = font.face.upem
    return [
        ((begin, end), placed[begin][0] / units, placed[begin][1] / units)
        for begin, end in pairwise([*begins, len(text)])
    ]


@cache
def _is_mixed(pair: str) -> bool:
    """Whether one of two characters is Chinese and the other a Latin letter or a digit."""
    wide = [bool(_IDEOGRAPHS.match(character)) for character in pair]
    return len(pair) == 2 and wide[0] != wide[1] and all(map(_ALPHANUMERIC.match, pair))


def _trim(pair: str) -> float:
    """The empty half of a closing mark before another mark, as CSS `text-spacing-trim` has it."""
    return 0.5 if len(pair) == 2 and pair[0] in _CLOSING - {"！", "？"} and pair[1] in _CLOSING | _OPENING else 0.0


def break_words(line: Line) -> list[Line]:
    """The pieces of a line between which it may be broken: Latin words, Chinese words with their punctuation."""
    allowed = _find_breaks("".join(glyph.text for glyph in line))
    pieces: list[list[Glyph]] = []
    index = 0
    for glyph in line:
        if index in allowed or not pieces:
            pieces.append([])
        pieces[-1].append(glyph)
        index += len(glyph.text)
    return [tuple(piece) for piece in pieces]


@cache
def learn_words(dictionary: str) -> None:
    """Keep words whole that jieba does not know; `dictionary` has one a line. The first time takes half a second."""
    jieba.setLogLevel(logging.WARNING)
    jieba.load_userdict(io.StringIO(dictionary))


def _find_breaks(text: str) -> set[int]:
    """Where a line may begin."""
    inside = _find_insides(text)
    return {index for index in range(1, len(text)) if index not in inside and _may_part(text[index - 1], text[index])}


def _find_insides(text: str) -> set[int]:
    """Places inside Chinese words."""
    inside: set[int] = set()
    for run in _IDEOGRAPHS.finditer(text):
        begin = run.start()
        for word in jieba.lcut(run[0]):
            inside.update(range(begin + 1, begin + len(word)))
            begin += len(word)
    return inside


def _may_part(before: str, after: str) -> bool:
    if after == " " or after in _NO_START or before in _NO_END:
        return False
    if before.isdigit() and after in _UNITS:
        return False
    return before == " " or bool(_IS_WIDE.match(before) or _IS_WIDE.match(after)) or before in "”—…"


def fill_lines(pieces: Sequence[Line], width: float) -> list[Line]:
    """Pieces -> lines at most `width` ems wide; a piece that is wider is broken anywhere."""
    lines: list[list[Line]] = []
    for piece in pieces:
        if lines and _get_end(piece) - lines[-1][0][0].start <= width:
            lines[-1].append(piece)
        else:
            lines += [[part] for part in _break_anywhere(piece, width)]
    joined = (_strip(tuple(glyph for piece in line for glyph in piece)) for line in lines)
    return [line for line in joined if line]


def fits(pieces: Sequence[Line], width: float) -> bool:
    """Whether every piece has room on a line."""
    return all(_get_end(piece) - piece[0].start <= width for piece in pieces)


def _break_anywhere(piece: Line, width: float) -> list[Line]:
    parts = []
    while len(piece) > 1 and not fits([piece], width):
        most = max(1, sum(glyph.end - piece[0].start <= width for glyph in piece))
        parts.append(piece[:most])
        piece = piece[most:]
    return [*parts, piece]


def _get_end(piece: Line) -> float:
    """Where a piece ends, the blanks after it aside."""
    return (_strip(piece) or piece)[-1].end


def _strip(line: Line) -> Line:
    """A line without the blanks at its end."""
    end = len(line)
    while end and line[end - 1].text == " ":
        end -= 1
    return line[:end]


def balance(pieces: Sequence[Line], width: float) -> list[Line]:
    """The same number of lines as `width` gives, as even as they get, as CSS `text-wrap: balance` has it."""
    lines = fill_lines(pieces, width)
    narrow, wide = 0.0, width
    while wide - narrow > AUTOSPACE:
        middle = (narrow + wide) / 2
        if len(fill_lines(pieces, middle)) > len(lines):
            narrow = middle
        else:
            wide = middle
    return fill_lines(pieces, wide)


def shorten(pieces: Sequence[Line], width: float, most: int, faces: Sequence[Face]) -> list[Line]:
    """At most `most` lines; where there are more, the last one ends in an ellipsis."""
    lines = fill_lines(pieces, width)
    if len(lines) <= most:
        return lines
    begin = lines[most - 1][0].start
    rest = [piece for piece in pieces if piece[-1].end > begin]
    dots = shape("..." if is_latin("".join(glyph.text for line in lines for glyph in line)) else ELLIPSIS, faces)
    while len(rest) > 1 and not _fits_with(rest, dots, width):
        rest.pop()
    last = tuple(glyph for piece in rest for glyph in piece if glyph.start >= begin)
    while last and (last[-1].text in _AT_THE_END or measure(last) + measure(dots) > width):
        last = last[:-1]
    return [*lines[: most - 1], join_lines(last, dots)]


def _fits_with(pieces: Sequence[Line], dots: Line, width: float) -> bool:
    return _get_end(pieces[-1]) - pieces[0][0].start + measure(dots) <= width


def get_indent(line: Line) -> float:
    """The empty half, in ems, of an opening mark at the beginning of a line, which then hangs out by as much."""
    is_wide = bool(line) and line[0].text in _OPENING | {"“", "‘"} and measure(line[:1]) > 0.9
    return 0.5 if is_wide else 0.0


def join_lines(first: Line, second: Line) -> Line:
    """Two lines as one."""
    by = (first[-1].end if first else 0.0) - (second[0].start if second else 0.0)
    return (*first, *_move(second, by))


def _move(line: Line, by: float) -> Line:
    return tuple(glyph._replace(start=glyph.start + by, end=glyph.end + by, x=glyph.x + by) for glyph in line)
