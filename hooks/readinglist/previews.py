"""Entries -> preview cards, the pictures that chats show beside a link; keeps those drawn for the next build."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

import PIL

from .build import Site
from .cards import Card
from .document import Entry
from .fonts import Fonts
from .interface import WORDS, format_date
from .preview_layout import Ink, Preview, arrange
from .preview_picture import RECIPE, draw
from .typeset import learn_words
from .vocabulary import make_dictionary

HOME = "preview.png"
"""The card of the home page, and of every page that has none of its own."""
MAX_AUTHORS = 3
"""Authors named on a card."""


def make_previews(site: Site, edition: str, fonts: Fonts | None, cache: Path) -> dict[str, bytes]:
    """Address below the edition's root -> PNG; nothing where there are no fonts. `cache` may be deleted at any time."""
    if fonts is None:
        return {}
    learn_words(make_dictionary(site.vocabulary))
    words = WORDS[edition]
    previews = {HOME: Preview(words["home_title"], words["home_lead"], site=words["site"])}
    for entry in site.entries:
        previews[f"entries/{entry.slug}/{HOME}"] = describe(entry, site.cards[edition][entry.slug], edition)
    folder = cache / "previews"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return {address: _recall_or_draw(arrange(preview, fonts), folder) for address, preview in previews.items()}


def _recall_or_draw(inks: tuple[Ink, ...], folder: Path) -> bytes:
    """The card as it was drawn by an earlier build, or drawn now and kept if that can be done.

    The file's name is made of all that is on the card, and of how it is drawn: another text or font is another file.
    """
    name = hashlib.sha256(repr((inks, RECIPE, PIL.__version__)).encode()).hexdigest()[:32]
    file = folder / f"{name}.png"
    with suppress(OSError):
        return file.read_bytes()
    data = draw(inks)
    part = file.with_suffix(f".{os.getpid()}")  # another build may be drawing it, too
    with suppress(OSError):
        part.write_bytes(data)
        part.replace(file)
    return data


def choose_preview(src_uri: str, addresses: Collection[str]) -> str | None:
    """The card of a page, or the home page's where it has none of its own, or None where there are no cards."""
    own = src_uri.removesuffix("index.md") + HOME
    return next((address for address in (own, HOME) if address in addresses), None)


def describe(entry: Entry, card: Card, edition: str) -> Preview:
    """What stands on the card of an entry in an edition."""
    facts = (_name_authors(entry, edition), entry.platform or entry.metadata.publisher, _tell_date(entry, edition))
    return Preview(
        title=card.title,
        other_title=card.other_title,
        kind=card.kind,
        facts=tuple(fact for fact in dict.fromkeys(facts) if fact),
        site=WORDS[edition]["site"],
    )


def _name_authors(entry: Entry, edition: str) -> str:
    authors = entry.metadata.authors
    more = "…" if len(authors) > MAX_AUTHORS else ""
    return ("、" if edition == "zh" else ", ").join(authors[:MAX_AUTHORS]) + more


def _tell_date(entry: Entry, edition: str) -> str:
    if entry.metadata.published or not entry.metadata.captured:
        return format_date(entry.metadata.published, edition) if entry.metadata.published else ""
    return WORDS[edition]["captured"].format(format_date(entry.metadata.captured, edition))
