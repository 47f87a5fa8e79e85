"""Chinese for search: traditional characters as simplified ones, and runs of them as overlapping pairs."""

from __future__ import annotations

import functools
import operator
import re
import unicodedata

from opencc import OpenCC

from .language import HAN

_RUN = re.compile(f"[{HAN}]+")
_WIDE = re.compile(r"([\u3000-\u303f\uff00-\uffef“”‘’…—·]+)")
_NARROW = {
    code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
"""Full-width digits and letters as plain ones; the marks stay, as excerpts show them."""
SEPARATOR = "\u2063"
"""Stands between two runs that only a blank keeps apart, so that pairs can be joined to the text they were cut from."""


@functools.cache
def make_simplified() -> dict[int, str]:
    """Traditional character -> simplified one, for `str.translate`; those of OpenCC that are one for one."""
    characters = [chr(code) for code in range(0x3400, 0xFB00) if unicodedata.category(chr(code)) == "Lo"]
    simplified = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = zip(characters, simplified, strict=True)
    return {ord(old): new for old, new in pairs if old != new and len(new) == 1}


def make_table(text: str) -> str:
    """The same for the browser, as far as a text holds its half: each traditional character, then its simplified."""
    used = set(text)
    return "".join(f"{chr(old)}{new}" for old, new in make_simplified().items() if new in used)


@functools.cache
def _make_folding() -> dict[int, str]:
    """All that `cut_pairs` writes otherwise, for `str.translate`."""
    return _NARROW | make_simplified()


@functools.cache
def _find_foldable() -> re.Pattern[str]:
    """Finds one of them. Most texts have none, and asking takes a tenth of the time."""
    return re.compile(f"[{''.join(map(chr, _make_folding()))}]")


def fold(text: str) -> str:
    """A text with letters of one width, simplified."""
    return text.translate(_make_folding()) if _find_foldable().search(text) else text


def has_han(text: str) -> bool:
    """Whether there is a Han character in a text."""
    return _RUN.search(text) is not None


def cut_pairs(text: str) -> str:
    """A text for the index: letters of one width, simplified, each run of Han characters as the pairs in it.

    `量子纠缠` becomes `量子 子纠 纠缠`, so that two characters inside a run are a word, and a longer word is some words
    that follow one another. The query is cut the same way (`search.js`).
    """
    if text.isascii():
        return " ".join(text.split())
    apart = re.sub(f"(?<=[{HAN}])[ \t\n]+(?=[{HAN}])", f" {SEPARATOR} ", fold(text))
    spaced = _WIDE.sub(r" \1 ", apart)
    return " ".join(_RUN.sub(lambda match: f" {_cut_run(match[0])} ", spaced).split())


def _cut_run(run: str) -> str:
    return " ".join(map(operator.add, run, run[1:])) or run
