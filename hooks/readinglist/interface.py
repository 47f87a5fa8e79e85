"""The words of the interface in each edition; every text that a page shows and no source gave stands here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .chinese import CHINESE
from .data_words import DATA_WORDS
from .english import ENGLISH
from .list_words import LIST_WORDS
from .search_words import SEARCH_WORDS

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": MappingProxyType({**ENGLISH, **DATA_WORDS["en"], **SEARCH_WORDS["en"], **LIST_WORDS["en"]}),
        "zh": MappingProxyType({**CHINESE, **DATA_WORDS["zh"], **SEARCH_WORDS["zh"], **LIST_WORDS["zh"]}),
    }
)
"""Edition -> name of a text -> the text."""


def format_date(date: str, edition: str) -> str:
    """An ISO 8601 date, or the beginning of one, as the edition's readers write it."""
    parts = [int(part) for part in date.split("-")]
    if edition == "zh":
        return "".join(f"{part}{unit}" for part, unit in zip(parts, "年月日", strict=False))
    words = [str(parts[0])]
    words += [_MONTHS[parts[1] - 1][:3]] if len(parts) > 1 else []
    words += [str(parts[2])] if len(parts) > 2 else []
    return " ".join(reversed(words))


def name_month(month: int, edition: str) -> str:
    """The name of a month, 1 to 12, in the edition's language; what to say of an unknown one for any other number."""
    if not 1 <= month <= len(_MONTHS):
        return WORDS[edition]["month_unknown"]
    return f"{month}月" if edition == "zh" else _MONTHS[month - 1]


def format_length(seconds: int) -> str:
    """A length or a moment as H:MM:SS, without hours where there are none."""
    hours, rest = divmod(seconds, 3600)
    minutes, second = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{second:02d}" if hours else f"{minutes}:{second:02d}"


def name_language(language: str, edition: str) -> str:
    """The name of a language in the edition's language, or its tag where it has none here."""
    return WORDS[edition].get(f"language_{language.partition('-')[0]}", language)
