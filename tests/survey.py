"""What the audits ask of a built site: its pages, which of them show everything that there is, what their HTML says."""

from __future__ import annotations

import functools
from html.parser import HTMLParser
from pathlib import Path

from readinglist.document import EDITIONS
from test_browser import get_root, list_pages


def list_edition(site: Path, edition: str) -> list[str]:
    """Addresses of all pages of an edition, its page for lost addresses included."""
    pages = [uri for uri in list_pages(site) if get_edition(uri) == edition]
    return [*pages, f"{get_root('', edition)}404.html"]


def get_edition(uri: str) -> str:
    """The edition that a page belongs to."""
    first = uri.partition("/")[0]
    return first if first in EDITIONS[1:] else EDITIONS[0]


def get_folder(uri: str) -> str:
    """The first folder of a page inside its edition."""
    return uri.removeprefix(get_root("", get_edition(uri))).partition("/")[0]


class Facts(HTMLParser):
    """What the audit asks of a page's HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.language, self.title, self.description, self.headings = "", "", "", 0
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.marks: set[str] = set()
        self._stack: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag says."""
        own = {key: value or "" for key, value in attrs}
        self._stack.append(tag)
        self.language = own.get("lang", "") if tag == "html" else self.language
        self.description = own["content"] if own.get("name") == "description" else self.description
        self.headings += tag == "h1"
        self.links += [own["href"]] if "href" in own and tag != "base" else []
        self.ids |= {own["id"]} if "id" in own else set()
        self.marks |= {f"{key}={own[key]}" for key in ("data-status", "type") if key in own}
        self.marks |= set(own.get("class", "").split()) if "svg" not in self._stack else set()

    def handle_endtag(self, tag: str) -> None:
        """Close everything up to the tag's beginning."""
        while tag in self._stack and self._stack.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note the title."""
        self.title += data if self._stack[-1:] == ["title"] and "svg" not in self._stack else ""


@functools.cache
def read_facts(site: Path, uri: str) -> Facts:
    """The facts of a page of the built site."""
    return Facts((site / (uri if uri.endswith(".html") else f"{uri}index.html")).read_text("utf-8"))


def choose_pages(all_sites: tuple[Path, ...], edition: str) -> dict[Path, list[str]]:
    """Site -> pages that show, between them, every kind of page and every class and state of an element."""
    seen: set[str] = set()
    chosen: dict[Path, list[str]] = {}
    for site in all_sites:
        marks = {uri: _list_marks(site, uri) for uri in list_edition(site, edition)}
        for uri in sorted(marks, key=lambda uri: (-len(marks[uri]), uri)):
            if marks[uri] - seen:
                chosen.setdefault(site, []).append(uri)
                seen |= marks[uri]
    return chosen


def _list_marks(site: Path, uri: str) -> set[str]:
    """What sets a page apart: first folder, classes and states of elements."""
    return read_facts(site, uri).marks | {f"folder {get_folder(uri)}"}


def choose_kinds(site: Path, edition: str) -> list[str]:
    """One page of each kind, the one that shows most."""
    return list({get_folder(uri): uri for uri in reversed(choose_pages((site,), edition)[site])}.values())
