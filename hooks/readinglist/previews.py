"""Entries -> preview cards, the pictures that chats show beside a link; keeps those drawn for the next build."""

from __future__ import annotations

import functools
import hashlib
import inspect
import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

import jieba
import PIL
import uharfbuzz

from . import fonts as font_files
from . import preview_layout, preview_picture, typeset
from .build import Site
from .cards import Card
from .document import Entry
from .fonts import Fonts, identify
from .interface import WORDS, format_date
from .preview_layout import Preview, arrange
from .preview_picture import draw
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
    words = WORDS[edition]
    previews = {HOME: Preview(words["home_title"], words["home_lead"], site=words["site"])}
    for entry in site.entries:
        previews[f"entries/{entry.slug}/{HOME}"] = describe(entry, site.cards[edition][entry.slug], edition)
    drawer = _Drawer(fonts, make_dictionary(site.vocabulary), cache / "previews")
    return {address: drawer.recall_or_draw(preview) for address, preview in previews.items()}


class _Drawer:
    """Draws cards, and keeps them for the next build."""

    def __init__(self, fonts: Fonts, dictionary: str, folder: Path) -> None:
        self.fonts = fonts
        self.dictionary = dictionary
        """Words that no line is broken in."""
        self.folder = folder
        self.means = repr((identify(fonts), dictionary, _get_recipe())).encode()
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)

    def recall_or_draw(self, preview: Preview) -> bytes:
        """The card as it was drawn by an earlier build, or drawn now and kept if that can be done.

        The file's name is made of all that is on the card, and of how it is drawn: another text or font is another
        file. So a card that is there costs neither its drawing nor the words of Chinese, which take long to load.
        """
        name = hashlib.sha256(self.means + repr(preview).encode()).hexdigest()[:32]
        file = self.folder / f"{name}.png"
        with suppress(OSError):
            return file.read_bytes()
        learn_words(self.dictionary)
        data = draw(arrange(preview, self.fonts))
        part = file.with_suffix(f".{os.getpid()}")  # another build may be drawing it, too
        with suppress(OSError):
            part.write_bytes(data)
            part.replace(file)
        return data


@functools.cache
def _get_recipe() -> tuple[str, ...]:
    """What cards depend on beside their text and the fonts: the code that makes them, and the libraries it asks."""
    code = (inspect.getsource(module) for module in (font_files, typeset, preview_layout, preview_picture))
    return *code, PIL.__version__, uharfbuzz.__version__, jieba.__version__


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
