"""Cards -> the filters of the library: each with its options, their counts and the names they are found by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from .cards import Card
from .document import Tag
from .interface import WORDS, name_language

SORTS = ("newest", "oldest", "title", "shortest")
"""Orders of the library; the first one is that of its page."""
_NO_NAMES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Option:
    """A value to filter by, as a reader sees it. `names` is what the text filter finds it by."""

    value: str
    label: str
    count: int
    names: str = ""


@dataclass(frozen=True)
class Filters:
    """The options of each filter; a filter that nothing is known for has none."""

    kinds: tuple[Option, ...]
    topics: tuple[Option, ...]
    languages: tuple[Option, ...]
    years: tuple[Option, ...]


def make_filters(cards: Sequence[Card], edition: str) -> Filters:
    """What the works of a library can be filtered by: the most frequent first, years the latest first."""
    tags = {tag.id: tag for card in cards for tag in card.tags}
    kinds = {card.kind_id: card.kind for card in cards}
    languages = {card.language: name_language(card.language, edition) for card in cards if card.language}
    years = Counter(card.date[:4] for card in cards if card.date)
    return Filters(
        kinds=_rank(Counter(card.kind_id for card in cards), kinds),
        topics=_rank(
            Counter(tag.id for card in cards for tag in card.tags),
            {tag.id: tag.names[edition] for tag in tags.values()},
            {tag.id: list_names(tag) for tag in tags.values()},
        ),
        languages=_rank(Counter(card.language for card in cards if card.language), languages),
        years=tuple(Option(year, year, count) for year, count in sorted(years.items(), reverse=True)),
    )


def _rank(
    counts: Counter[str], labels: Mapping[str, str], names: Mapping[str, str] | None = None
) -> tuple[Option, ...]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], labels[item[0]]))
    return tuple(Option(value, labels[value], count, (names or {}).get(value, "")) for value, count in ranked)


def list_names(tag: Tag) -> str:
    """All names of a tag in one line: its names in both languages and its aliases."""
    return " ".join(dict.fromkeys((*tag.names.values(), *tag.aliases)))


def list_sorts(edition: str) -> tuple[Option, ...]:
    """The orders of the library."""
    return tuple(Option(sort, WORDS[edition][f"sort_{sort}"], 0) for sort in SORTS)
