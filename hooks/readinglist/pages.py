"""Entries -> pages of one edition: front matter and HTML, made with the templates beside this file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from .build import Site
from .cards import Card
from .diagrams.client import hide_word
from .document import EDITIONS
from .entry_page import EntryPageMaker
from .filters import list_sorts, make_filters
from .fragments import settle_fragments
from .glossary_page import make_glossary_page
from .interface import WORDS, format_date
from .language import get_primary
from .page import Page, make_list_page, render_template
from .path_pages import PathCard, find_places, make_path_cards, make_path_pages
from .structured_data import make_home_head
from .timeline_page import make_timeline_page

LATEST = 8
"""Entries on the home page."""
PATHS = 4
"""Reading paths on the home page."""
TOPICS = 12
"""Tags on the home page."""


def make_pages(site: Site, edition: str, site_url: str | None = None) -> tuple[Page, ...]:
    """All generated pages of an edition; `site_url` is the address of its root, where it is known."""
    cards = site.cards[edition]
    paths = make_path_cards(site, edition, cards)
    maker = EntryPageMaker(site, edition, cards, site.finder, find_places(paths), site_url or "")
    home = make_home_page(site, edition, tuple(cards.values()), paths)
    pages = (
        replace(home, meta={**home.meta, "head": make_home_head(edition, site_url or "")}),
        make_library_page(edition, tuple(cards.values())),
        *make_path_pages(paths, edition),
        make_timeline_page(site, edition, cards),
        make_glossary_page(site, edition, cards),
        *(maker.make(entry) for entry in site.entries),
    )
    settled = settle_fragments(pages)
    return tuple(page if page.has_client_diagram else replace(page, html=hide_word(page.html)) for page in settled)


def make_home_page(site: Site, edition: str, cards: Sequence[Card], paths: Sequence[PathCard]) -> Page:
    """`/`: what this is, counts, the first paths, the latest entries, topics."""
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
        paths=paths[:PATHS],
        topics=[(by_id[tag_id], count) for tag_id, count in ranked],
        languages=[(language, count) for language, count in languages.most_common() if language in EDITIONS],
        newest=format_date(newest, edition) if newest else "",
    )
    return make_list_page("index.md", html, WORDS[edition]["site"], WORDS[edition]["home_lead"])


def make_library_page(edition: str, cards: Sequence[Card]) -> Page:
    """`/library/`: every entry as a card."""
    html = render_template(
        "library.html",
        edition,
        root="../",
        count=len(cards),
        cards=cards,
        filters=make_filters(cards, edition),
        sorts=list_sorts(edition),
    )
    words = WORDS[edition]
    assets = {"styles": ["assets/library.css"], "scripts": ["assets/library.js"]}
    return make_list_page("library/index.md", html, words["library"], words["library_lead"], **assets)
