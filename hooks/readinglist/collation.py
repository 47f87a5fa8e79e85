"""The order of names in an edition: by letter in English, by pinyin in Chinese, and the letter a name stands under."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

OTHER = "#"
"""Where names stand that begin with a digit or a mark."""

T = TypeVar("T")


@functools.lru_cache(maxsize=4096)
def make_sort_key(name: str) -> tuple[str, ...]:
    """A key that sorts names as a reader looks for them: pinyin for Chinese, folded letters for all else."""
    plain = unicodedata.normalize("NFKD", " ".join(_read(name))).casefold()
    folded = "".join(character for character in plain if not unicodedata.combining(character))
    return "0" if get_letter(name) == OTHER else "1", folded, name


def get_letter(name: str) -> str:
    """The letter A to Z that a name stands under, by its pinyin if it is Chinese; OTHER where it has none."""
    first = unicodedata.normalize("NFKD", "".join(_read(name.lstrip("“\"'‘《「")[:4]))).upper()[:1]
    return first if first.isascii() and first.isalpha() else OTHER


def _read(name: str) -> list[str]:
    """The syllables of Chinese, with all else between them as it is."""
    return [name] if name.isascii() else _load_reader()(name)


@functools.cache
def _load_reader() -> Callable[[str], list[str]]:
    """The library, which takes a quarter of a second to load: a list without Chinese names has no need of it."""
    from pypinyin import lazy_pinyin, load_phrases_dict

    # The library has 长上 as a word of its own, "one's elders", with another reading.
    load_phrases_dict({"长上下文": [["cháng"], ["shàng"], ["xià"], ["wén"]]})
    return lazy_pinyin


def group_by_letter(things: Iterable[T], get_name: Callable[[T], str]) -> list[tuple[str, list[T]]]:
    """(letter, things whose names stand under it), all in order."""
    groups: dict[str, list[T]] = {}
    for thing in sorted(things, key=lambda thing: make_sort_key(get_name(thing))):
        groups.setdefault(get_letter(get_name(thing)), []).append(thing)
    return list(groups.items())
