"""The figures in a text, in English or Chinese, brought to one scale, so that two languages can be compared."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

_ENGLISH_SCALES: Mapping[str, int] = MappingProxyType(
    {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "bn": 9, "tn": 12}
    | {"K": 3, "k": 3, "M": 6, "B": 9, "T": 12}
)
"""Word or letter behind a figure -> its power of ten."""
_CHINESE_SCALES: Mapping[str, int] = MappingProxyType({"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8, "萬": 4, "億": 8})
_UNITS = (
    "Gbps|Mbps|Tbps|GB|TB|MB|KB|PB|GiB|TiB|MiB|KiB|GHz|MHz|TFLOPS?|PFLOPS?|FLOPS?|MW|GW|kW|W|V|nm|ms|s|x|th|st|nd|rd"
)
"""What may stand right behind a figure that is one; other letters make it a name, as in 3FS, and so does 36氪."""
_FIGURE = re.compile(
    r"(?<![A-Za-z0-9_.])(?<![A-Za-z0-9][-‑])"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?:\s?[多余来几]?(?P<chinese>[十百千万亿萬億]+)|(?:[\s‑-]?(?P<word>hundred|thousand|million|billion|trillion|bn|tn)\b)"
    rf"|(?P<letter>[KkMBT])(?![A-Za-z])|(?=(?:{_UNITS})(?![A-Za-z]))|(?![A-Za-z_0-9氪]|\.\d))",
)
_DIGIT = re.compile(r"\d")
_RANGE = re.compile(r"\s*(?:to|and|or|of(?: the)?|–|—|-|~|至|到|或|和|、|/)\s*")
"""What stands between the figures of a range whose second alone names the scale: "1.5 to 2 million"."""

_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_MONTHS = "January February March April May June July August September October November December"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth"
_WORDS: Mapping[str, Decimal] = MappingProxyType(
    {word: Decimal(value) for value, word in enumerate(_SMALL.split())}
    | {word: Decimal(10 * value) for value, word in enumerate(_TENS.split(), 2)}
    | {word.lower(): Decimal(value) for value, word in enumerate(_MONTHS.split(), 1)}
    | {word: Decimal(value) for value, word in enumerate(_ORDINALS.split(), 1)}
    | {"a": Decimal(1), "an": Decimal(1), "single": Decimal(1), "once": Decimal(1), "both": Decimal(2)}
    | {"twice": Decimal(2), "double": Decimal(2), "doubled": Decimal(2), "doubles": Decimal(2), "pair": Decimal(2)}
    | {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "triple": Decimal(3), "dozen": Decimal(12)}
    | {"hundred": Decimal(100), "thousand": Decimal(1000), "million": Decimal(10**6), "billion": Decimal(10**9)}
)
_ENGLISH_WORD = re.compile(r"[A-Za-z]+")
_FOLD = re.compile(r"(?P<number>[a-z]+)fold")
_CHINESE_WORD = re.compile("[零〇一二两兩三四五六七八九十百千万萬亿億半]+")


@dataclass(frozen=True)
class Quantity:
    """A figure written in digits: as it stands, its values (several where a range shares a scale), where it begins."""

    text: str
    values: frozenset[Decimal]
    offset: int


@functools.lru_cache(maxsize=20_000)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The figures of a text in order; those inside names (V3, H800, GPT-4) are none."""
    matches = list(_FIGURE.finditer(text)) if _DIGIT.search(text) else []
    found = [
        Quantity(match[0].strip(), frozenset({_scale(match, _get_power(match))}), match.start()) for match in matches
    ]
    for i, (one, other) in enumerate(itertools.pairwise(matches)):
        if not _get_power(one) and _get_power(other) and _RANGE.fullmatch(text[one.end() : other.start()]):
            found[i] = replace(found[i], values=found[i].values | {_scale(one, _get_power(other))})
    return tuple(found)


def _get_power(match: re.Match[str]) -> int:
    """The power of ten by which a figure is to be taken."""
    if match["chinese"]:
        return sum(_CHINESE_SCALES[character] for character in match["chinese"])
    return _ENGLISH_SCALES[match["word"] or match["letter"]] if match["word"] or match["letter"] else 0


def _scale(match: re.Match[str], power: int) -> Decimal:
    return Decimal(match["number"].replace(",", "")).scaleb(power).normalize()


@functools.lru_cache(maxsize=20_000)
def find_number_words(text: str) -> frozenset[Decimal]:
    """Values of the numbers that a text may name in words (three, tenfold, 三十, 半); more of them than it means."""
    return frozenset(value.normalize() for value in (*_read_english(text), *_read_chinese(text)))


def _read_english(text: str) -> Iterator[Decimal]:
    before = None
    for word in _ENGLISH_WORD.findall(text.lower()):
        fold = _FOLD.fullmatch(word)
        value = _WORDS.get(fold["number"] if fold else word)
        if value is None:
            before = None
            continue
        yield value
        if before is not None:
            yield before * value if value >= 100 else before + value
        before = value


def _read_chinese(text: str) -> Iterator[Decimal]:
    for match in _CHINESE_WORD.finditer(text):
        yield from (Decimal(str(_get_numeric(character))) for character in match[0])
        yield _parse_chinese(match[0])


def _parse_chinese(word: str) -> Decimal:
    """The value of a number in Chinese characters: 三百二十万 is 3,200,000."""
    total, section, digit = Decimal(0), Decimal(0), Decimal(0)
    for character in word:
        value = Decimal(str(_get_numeric(character)))
        if value < 10:
            digit = value
        elif value < 10_000:
            section, digit = section + (digit or 1) * value, Decimal(0)
        else:
            total, section, digit = (total + section + digit or 1) * value, Decimal(0), Decimal(0)
    return total + section + digit


def _get_numeric(character: str) -> float | int:
    value = {"两": 2, "兩": 2, "半": 0.5}.get(character) or unicodedata.numeric(character)
    return int(value) if value == int(value) else value
