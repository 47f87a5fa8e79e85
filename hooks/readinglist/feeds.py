"""Entries -> RSS 2.0 and JSON Feed 1.1 of an edition; dates come from metadata, never from the clock or from git."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import feedgenerator
from markupsafe import Markup

from .build import Site
from .document import Entry, Origin
from .interface import WORDS, format_date
from .markup import render_inline
from .page import render_template
from .provenance import get_listed_day, make_full_label

RSS, JSON_FEED = "feed.xml", "feed.json"
"""Addresses below an edition's root."""

LENGTH = 50
"""Items of a feed; a reader that looks in once a month misses none."""

NOON = dt.time(12, tzinfo=dt.UTC)
"""Metadata know days, feeds want moments: at noon in Greenwich it is the same day for nearly everybody."""
EPOCH = dt.datetime(1970, 1, 1, 12, tzinfo=dt.UTC)
"""When a feed was last built of which no item has a date; the library would take the time of the build."""

_EDITION_TAGS = {"en": "en", "zh": "zh-CN"}


@dataclass(frozen=True)
class Item:
    """An entry as a feed shows it. `address` is absolute where the site's address is known, else below its root."""

    address: str
    title: str
    language: str
    summary: str
    html: str
    maker: str
    label: str
    tags: tuple[str, ...]
    listed: str
    work: Entry

    @property
    def moment(self) -> dt.datetime | None:
        """When it came onto the list; of a date that is known in part, the first day."""
        if not self.listed:
            return None
        year, month, day = (*(int(part) for part in self.listed.split("-")), 1, 1)[:3]
        return dt.datetime.combine(dt.date(year, month, day), NOON)


def make_items(site: Site, edition: str, site_url: str = "") -> tuple[Item, ...]:
    """The newest items, the newest first; of one day, in the order of the works' own dates."""
    newest = sorted(site.entries, key=get_listed_day, reverse=True)
    return tuple(_make_item(entry, edition, site_url) for entry in newest[:LENGTH])


def _make_item(entry: Entry, edition: str, site_url: str) -> Item:
    digest = entry.choose_digest(edition)
    address = f"{site_url}entries/{quote(entry.slug)}/"
    label = make_full_label(digest, entry, edition)
    html = render_template(
        "feed_item.html",
        edition,
        label=label,
        facts=_list_facts(entry, edition),
        language=digest.language,
        point=digest.description,
        why=Markup(render_inline(digest.why)),  # noqa: S704 - sanitised
        tags=[tag.names[edition] for tag in entry.tags],
        address=address,
        url=entry.url,
    )
    return Item(
        address=address,
        title=digest.title,
        language=digest.language,
        summary=digest.description,
        html=html,
        maker=_name_maker(digest.origin, entry, edition),
        label=label,
        tags=tuple(tag.names[edition] for tag in entry.tags),
        listed=get_listed_day(entry),
        work=entry,
    )


def _list_facts(entry: Entry, edition: str) -> list[str]:
    words, metadata = WORDS[edition], entry.metadata
    date = format_date(metadata.published, edition) if metadata.published else ""
    authors = words["list"].join(metadata.authors)
    publisher = metadata.publisher or entry.platform or ""
    return [fact for fact in (words[f"kind_{entry.kind}"], authors, publisher, date) if fact]


def _name_maker(origin: Origin, entry: Entry, edition: str) -> str:
    """Who wrote the text of an item: we, a language model, or the work's own authors."""
    words = WORDS[edition]
    if origin in (Origin.OURS, Origin.MACHINE):
        return words[f"maker_{origin.value}"]
    return words["list"].join(entry.metadata.authors) or entry.metadata.publisher or ""


def make_json_feed(items: Sequence[Item], edition: str, site_url: str = "") -> str:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1); without the site's address, its links are relative to the feed."""
    words = WORDS[edition]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": words["site"],
        "home_page_url": site_url,
        "feed_url": f"{site_url}{JSON_FEED}" if site_url else "",
        "description": words["feed_description"],
        "authors": [{"name": words["site"]}],
        "language": _EDITION_TAGS[edition],
    }
    known = {key: value for key, value in feed.items() if value}
    return json.dumps(known | {"items": [_describe(item) for item in items]}, ensure_ascii=False, indent=1) + "\n"


def _describe(item: Item) -> dict[str, Any]:
    metadata = item.work.metadata
    work = {
        "title": item.work.title,
        "kind": item.work.kind,
        "authors": list(metadata.authors),
        "publisher": metadata.publisher,
        "published": metadata.published,
        "language": item.work.language,
    }
    described = {
        "id": item.address,
        "url": item.address,
        "external_url": item.work.url,
        "title": item.title,
        "content_html": item.html,
        "summary": item.summary,
        "date_published": item.moment.isoformat() if item.moment else None,
        "authors": [{"name": item.maker}] if item.maker else None,
        "tags": list(item.tags),
        "language": item.language,
        "_label": {"about": "who wrote the text of this item", "text": item.label},
        "_work": {key: value for key, value in work.items() if value},
    }
    return {key: value for key, value in described.items() if value}


class _Rss(feedgenerator.Rss201rev2Feed):  # type: ignore[misc]  # feedgenerator has no types
    """RSS 2.0 in which each item names its language (Dublin Core)."""

    def add_item_elements(self, handler: Any, item: Any) -> None:
        super().add_item_elements(handler, item)
        namespace = {"xmlns:dc": "http://purl.org/dc/elements/1.1/"}
        handler.addQuickElement("dc:language", item["dc_language"], namespace)

    def latest_post_date(self) -> dt.datetime:
        return max((item["pubdate"] for item in self.items if item["pubdate"]), default=EPOCH)


def make_rss(items: Sequence[Item], edition: str, site_url: str = "") -> str:
    """RSS 2.0; without the site's address, its links are relative to the feed."""
    words = WORDS[edition]
    feed = _Rss(
        title=words["site"],
        link=site_url or "./",
        description=words["feed_description"],
        language=_EDITION_TAGS[edition].lower(),
        feed_url=f"{site_url}{RSS}" if site_url else None,
    )
    for item in items:
        feed.add_item(
            title=item.title,
            link=item.address,
            description=item.html,
            author_name=item.maker or None,
            pubdate=item.moment,
            unique_id=item.address,
            unique_id_is_permalink=bool(site_url),
            categories=item.tags,
            dc_language=item.language,
        )
    return str(feed.writeString("utf-8"))
