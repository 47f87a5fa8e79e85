"""Tags of the vocabulary -> what the tag index shows of each: its other name, its definition and its entries."""

from __future__ import annotations

from dataclasses import dataclass

from .build import Site
from .cards import Card
from .collation import make_sort_key
from .document import EDITIONS, Tag


@dataclass(frozen=True)
class IndexedTag:
    """A tag in the index of an edition. `order` is its place there, `cards` are its entries, newest first."""

    order: int
    id: str
    name: str
    other_name: str
    other_language: str
    definition: str
    cards: tuple[Card, ...]


def make_tag_index(site: Site, edition: str) -> dict[str, IndexedTag]:
    """Name of a tag in the edition -> the tag as the index shows it, in the order of the names."""
    cards: dict[str, list[Card]] = {}
    for entry in site.entries:
        for tag in entry.tags:
            cards.setdefault(tag.id, []).append(site.cards[edition][entry.slug])
    tags = sorted(site.vocabulary.tags, key=lambda tag: make_sort_key(tag.names[edition]))
    return {
        tag.names[edition]: _make_indexed(tag, order, edition, tuple(cards.get(tag.id, ())))
        for order, tag in enumerate(tags)
    }


def _make_indexed(tag: Tag, order: int, edition: str, cards: tuple[Card, ...]) -> IndexedTag:
    other = next(language for language in EDITIONS if language != edition)
    name, other_name = tag.names[edition], tag.names[other]
    shown = other_name if other_name != name else ""
    return IndexedTag(order, tag.id, name, shown, other, tag.definitions.get(edition, ""), cards)
