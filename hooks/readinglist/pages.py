"""Entries -> pages of one edition: front matter and HTML, made with the templates beside this file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from .build import Site
from .cards import Card, make_card
from .diagrams.client import hide_word
from .document import EDITIONS
from .entry_page import EntryPageMaker
from .filters import list_sorts, make_filters
from .interface import WORDS, format_date
from .language import get_primary
from .page import Page, render_template

LATEST = 8
"""Entries on the home page."""
TOPICS = 12
"""Tags on the home page."""


def make_pages(site: Site, edition: str) -> tuple[Page, ...]:
    """All generated pages of an edition."""
    cards = {entry.slug: make_card(entry, edition) for entry in site.entries}
    maker = EntryPageMaker(site, edition, cards)
    lists = (make_home_page(site, edition, tuple(cards.values())), make_library_page(edition, tuple(cards.values())))
    pages = (*lists, *(maker.make(entry) for entry in site.entries))
    return tuple(page if page.has_client_diagram else replace(page, html=hide_word(page.html)) for page in pages)


def make_home_page(site: Site, edition: str, cards: Sequence[Card]) -> Page:
    """`/`: what this is, counts, the latest entries, topics."""
    topics = Counter(tag.id for entry in site.entries for tag in entry.tags)
    by_id = {tag.id: tag for entry in site.entries for tag in entry.tags}
    ranked = sorted(topics.items(), key=lambda item: (-item[1], item[0]))[:TOPICS]
    languages = Counter(get_primary(entry.language) for entry in site.entries)
    newest = max((e.metadata.checked or e.metadata.captured or e.date for e in site.entries), default="")
    html = render_template(
        "home.html",
        edition,
        root="./",
        count=len(cards),
        cards=cards[:LATEST],
        topics=[(by_id[tag_id], count) for tag_id, count in ranked],
        languages=[(language, count) for language, count in languages.most_common() if language in EDITIONS],
        newest=format_date(newest, edition) if newest else "",
    )
    return _make_list("index.md", html, WORDS[edition]["site"], WORDS[edition]["home_lead"])


def make_library_page(edition: str, cards: Sequence[Card]) -> Page:
    """`/library/`: every entry as a card."""
    filters, sorts = make_filters(cards, edition), list_sorts(edition)
    html = render_template(
        "library.html", edition, root="../", count=len(cards), cards=cards, filters=filters, sorts=sorts
    )
    page = _make_list("library/index.md", html, WORDS[edition]["library"], WORDS[edition]["library_lead"])
    return replace(page, meta={**page.meta, "styles": ["assets/library.css"], "scripts": ["assets/library.js"]})


def _make_list(src_uri: str, html: str, title: str, description: str) -> Page:
    """A page of cards: wide, without contents, and not found by search, which leads to the entries themselves."""
    meta = {
        "title": title,
        "description": description,
        "hide": ["navigation", "toc"],
        "layout": "wide",
        "search": {"exclude": True},
    }
    return Page(src_uri, meta, html)
