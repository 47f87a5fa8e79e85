"""How wide text is in a diagram: a table of advance widths for the renderer, so that labels fit their boxes."""

from __future__ import annotations

import functools
import html
import re
import unicodedata

WIDTHS = {
    0.23: "′",
    0.27: "'",
    0.28: "ijlìíîïĩīĭįıĵĺļł",
    0.29: "IJÌÍÎÏĨĪĬĮİĴ",
    0.32: " ,.·‘’‚",
    0.34: "/:;\\|¦ŀ",
    0.35: "fſ",
    0.36: "-‐‑",
    0.37: "″",
    0.39: "()[]tţťŧľ",
    0.4: "!¡²³¹‹›",
    0.41: "rŕŗř",
    0.46: '"',
    0.47: "ªº",
    0.5: "*_`§¨¯°´¸–†‡",
    0.52: "szśŝşšźżž“”„",
    0.53: "?¿",
    0.55: "cçćĉċč",
    0.56: "LĹĻĽĿŁ",
    0.58: "Fkķĸ",
    0.59: "vxyýÿŷ•",
    0.6: "PÞ",
    0.61: "TYao«»ÝàáâãäåðòóôõöøāăąōŏőŢŤŦŶŸ",
    0.62: "eèéêëēĕėęě",
    0.63: "ESbdghnpquÈÉÊËßñùúûüþďđĒĔĖĘĚĝğġģĥńņňŋŚŜŞŠũūŭůűų",
    0.64: "$0123456789{}¢£¤¥µ¶€√",
    0.66: "KĶ",
    0.68: "AVÀÁÂÃÄÅĀĂĄ",
    0.69: "BRXZħŔŖŘŹŻŽ",
    0.7: "CÇĆĈĊČ",
    0.73: "UÙÚÛÜŨŪŬŮŰŲ",
    0.75: "HNÑĤŃŅŇŊ",
    0.77: "DGÐĎĐĜĞĠĢ",
    0.78: "&",
    0.79: "OQÒÓÔÕÖØŌŎŐ",
    0.82: "wŵ",
    0.84: "#+<=>^~¬±×÷→←↑↓↔⇒≈≠≤≥−✓✔✗✕∞",
    0.86: "M",
    0.92: "Ħ●◉◐",
    0.95: "%",
    0.98: "mæ¼½¾Æ",
    1.0: "W@©®—…™Ŵ",
    1.05: "œŒ",
    1.34: "‰",
}
"""Advance width in em -> characters: those of DejaVu Sans (its `hmtx` table), the widest of the fonts that stand behind
`system-ui` (San Francisco, Segoe UI, Roboto, Noto Sans, DejaVu Sans), so that a label fits in each of them."""

OTHER = 0.78
"""Em for a character of any other alphabet; the mean of DejaVu's capitals."""
FULL = 1.0
"""Em for a Chinese character or full-width mark."""
EMOJI = 1.3
BOLD = 1.12
"""How much wider DejaVu Sans Bold is, on average over English text."""
FACTOR = 1.03
"""Room for rounding and for fonts a little wider than the table."""

_BY_CHARACTER = {character: width for width, characters in WIDTHS.items() for character in characters}
_AMBIGUOUS_QUOTES = frozenset("“”‘’…—·")
_PLACEHOLDER = re.compile(r"ﬂ°(°?)(\w+)¶ß")
_TAG = re.compile(r"</?[A-Za-z][^>]*>")
_TOKEN = re.compile(r"\s+|[^\s?-]*[?-]+|[^\s?-]+")


@functools.lru_cache(maxsize=20_000)
def measure_line(text: str, *, bold: bool = False) -> float:
    """Width of a line of text in em."""
    has_han = any(unicodedata.east_asian_width(character) == "W" for character in text)
    width = sum(_measure_character(character, has_han) for character in text)
    return width * (BOLD if bold else 1.0) * FACTOR


def _measure_character(character: str, has_han: bool) -> float:
    """In Chinese text a Chinese font may draw quotation marks and dashes, at full width."""
    if has_han and character in _AMBIGUOUS_QUOTES:
        return FULL
    known = _BY_CHARACTER.get(character)
    if known is not None:
        return known
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return EMOJI if unicodedata.category(character) == "So" else FULL
    return 0.0 if unicodedata.combining(character) or character in "\u200b\u200d\ufe0f" else OTHER


def wrap_text(text: str, max_width: float | None, *, bold: bool = False) -> list[float]:
    """Widths in em of the lines that a browser makes of a text, `max_width` em wide.

    Lines break at line breaks, after blanks, after `-` and `?`, and between Chinese characters; a longer word stands
    out (CSS Text 3, `white-space: break-spaces`, as Chromium does it).
    """
    widths: list[float] = []
    for line in _strip_markup(text).split("\n"):
        if max_width is None or measure_line(line, bold=bold) <= max_width:
            widths.append(measure_line(line, bold=bold))
        else:
            widths.extend(_wrap_line(line, max_width, bold))
    return widths


def _wrap_line(line: str, max_width: float, bold: bool) -> list[float]:
    widths: list[float] = []
    current = 0.0
    for piece in split_pieces(line):
        width = measure_line(piece, bold=bold)
        if current and not piece.isspace() and current + width > max_width:
            widths.append(current)
            current = 0.0
        current += width
    return [*widths, current]


def split_pieces(line: str) -> list[str]:
    """The pieces of a line of text between which it may break, as wrap_text breaks it; together they are the line."""
    pieces: list[str] = []
    for token in _TOKEN.findall(line):
        start = 0
        for i in range(1, len(token)):
            if _may_break(token[i - 1], token[i]):
                pieces.append(token[start:i])
                start = i
        pieces.append(token[start:])
    return pieces


_NO_START = frozenset("，。、；：？！）】》」』’”…·,.;:?!)]}%")
_NO_END = frozenset("（【《「『‘“([{")


def _may_break(before: str, after: str) -> bool:
    """Whether a line may break between two characters, one of them Chinese (UAX #14, without its rarer classes)."""
    if after in _NO_START or before in _NO_END:
        return False
    return "W" in (unicodedata.east_asian_width(before), unicodedata.east_asian_width(after))


def resolve_placeholders(text: str) -> str:
    """A text with the characters for what Mermaid puts aside while it parses: `#58;` is then `ﬂ°°58¶ß`.

    `encodeEntities`, https://github.com/mermaid-js/mermaid/blob/develop/packages/mermaid/src/utils.ts.
    """
    if "¶ß" not in text:
        return text
    return _PLACEHOLDER.sub(lambda match: html.unescape(f"&{'#' if match[1] else ''}{match[2]};"), text)


def _strip_markup(text: str) -> str:
    text = re.sub(r"<br\s*/?>", "\n", text, flags=re.IGNORECASE)
    return _TAG.sub("", text).replace("**", "").replace("`", "")
