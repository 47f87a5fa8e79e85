"""The built sites in Chromium: what a reader does, in both editions, wide and narrow, light and dark."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, expect

from conftest import also, list_entries
from readinglist.document import EDITIONS

pytestmark = pytest.mark.browser

Serve = functools.partial[str]

BILIBILI = "bilibili-bv1zwp1ezehg"
YOUTUBE = "youtube-kfznijz6x6o"
DUBBED = "youtube-8jxktmuvcje"
ESSAY = "002_fb40e09352343013"
SUMMIT = "004_779751a485a8b0cf"

WAIT = 20_000
"""Milliseconds that a slow machine may need; nothing is measured by it."""


sites = pytest.mark.parametrize("name", ["own_site", "seeds_site"])
editions = pytest.mark.parametrize("edition", EDITIONS)


def get_root(address: str, edition: str) -> str:
    """The address of an edition's home page."""
    return address if edition == EDITIONS[0] else f"{address}{edition}/"


def list_pages(site: Path) -> list[str]:
    """Addresses below the root of all pages of both editions but the error pages and those that lead to others."""
    pages = (path for path in site.rglob("index.html") if 'http-equiv="refresh"' not in path.read_text("utf-8"))
    folders = (path.parent.relative_to(site).as_posix() for path in pages)
    return sorted("" if folder == "." else f"{folder}/" for folder in folders)


@contextmanager
def open_page(
    browser: Browser, address: str, *, width: int = 1280, dark: bool = False, scripts: bool = True
) -> Iterator[Page]:
    """A fresh page that must load nothing from elsewhere and leave nothing on the console."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
    )
    context.set_default_timeout(WAIT)
    page = context.new_page()
    foreign: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: foreign.append(request.url) if not _is_own(request.url, address) else None)
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "response", lambda response: said.append(f"{response.status} {response.url}") if response.status > 399 else None
    )
    yield page
    context.close()
    assert foreign == []
    assert said == []


def _is_own(url: str, address: str) -> bool:
    return url.startswith((address, "data:", "blob:", "about:"))


@sites
@editions
def test_a_tag_leads_from_an_entry_to_the_tag_index_and_back(
    request: pytest.FixtureRequest, serve: Serve, browser: Browser, name: str, edition: str
) -> None:
    """From the library a reader opens an entry, follows its first tag to the index and comes back to an entry."""
    address = serve(request.getfixturevalue(name))
    with open_page(browser, address) as page:
        page.goto(f"{get_root(address, edition)}library/")
        page.locator(".cards a[href*='entries/']").first.click()
        page.wait_for_url(re.compile(r"/entries/[^/]+/$"))
        slug = page.url.rstrip("/").rpartition("/")[2]
        expect(page.locator(f'article[data-entry="{unquote(slug)}"] h1')).to_be_visible()
        page.locator("article .topics a").first.click()
        page.wait_for_url(re.compile(r"/tags/#[a-z0-9-]+$"))
        anchor = page.url.partition("#")[2]
        expect(page.locator(f'[id="{anchor}"]')).to_be_in_viewport()
        page.locator(f'[id="{anchor}"] ~ * a[href*="entries/{slug}/"]').first.click()
        page.wait_for_url(re.compile(rf"/entries/{re.escape(slug)}/(#.*)?$"))
        assert page.url.startswith(get_root(address, edition))


SOUGHT = {
    "开源": {BILIBILI, YOUTUBE, ESSAY, SUMMIT},
    "蒸馏": {YOUTUBE, SUMMIT},
    "MoE": {DUBBED, SUMMIT},
    "distillation": {YOUTUBE},
}


@editions
def test_search_finds_entries_in_both_languages(seeds_site: Path, serve: Serve, browser: Browser, edition: str) -> None:
    """Typing a word, Chinese or English, into the search of either edition finds the entries that speak of it."""
    address = serve(seeds_site)
    with open_page(browser, address) as page:
        for words, slugs in SOUGHT.items():
            page.goto(get_root(address, edition))
            assert slugs <= search_for(page, words), words


def search_for(page: Page, words: str) -> set[str]:
    """Slugs of the entries that the search dialog lists."""
    page.keyboard.press("/")
    expect(page.locator(".search-window input")).to_be_focused()
    page.locator(".search-window input").fill(words)
    page.locator(".search-results a[href*='entries/']").first.wait_for(timeout=WAIT)
    links = page.locator(".search-title").evaluate_all("links => links.map(link => link.href)")
    return {unquote(match[1]) for link in links if (match := re.search(r"/entries/([^/]+)/", link))}


@pytest.mark.parametrize(
    ("name", "edition"),
    [("own_site", "en"), ("own_site", "zh"), *also("seeds_site", "en"), *also("seeds_site", "zh")],
)
def test_switching_the_edition_stays_on_the_page(
    request: pytest.FixtureRequest, serve: Serve, browser: Browser, name: str, edition: str
) -> None:
    """The language switch leads from every kind of page to the same page of the other edition."""
    site: Path = request.getfixturevalue(name)
    address = serve(site)
    other = next(language for language in EDITIONS if language != edition)
    slug = list_entries(site)[0]
    with open_page(browser, address) as page:
        for uri in ("", "library/", "tags/", "about/", f"entries/{slug}/"):
            page.goto(f"{get_root(address, edition)}{uri}")
            expect(page.locator("html")).to_have_attribute("lang", edition)
            link = page.locator(f'header a[hreflang="{other}"]')
            assert link.evaluate("link => link.href") == f"{get_root(address, other)}{uri}"
            link.click()
            page.wait_for_url(f"{get_root(address, other)}{uri}")
            expect(page.locator("html")).to_have_attribute("lang", other)


@sites
def test_dark_and_light_can_be_switched(
    request: pytest.FixtureRequest, serve: Serve, browser: Browser, name: str
) -> None:
    """The palette follows the system, and the button changes it, also on the next page."""
    address = serve(request.getfixturevalue(name))
    ground = "() => getComputedStyle(document.body).backgroundColor"
    with open_page(browser, address) as page:
        page.goto(address)
        light = page.evaluate(ground)
        page.locator("header .colours-button").click()
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
        dark = page.evaluate(ground)
        page.goto(f"{address}library/")
        assert page.evaluate(ground) == dark != light
    with open_page(browser, address, dark=True) as page:
        page.goto(address)
        assert page.evaluate(ground) == dark


@pytest.mark.parametrize(
    ("name", "edition"),
    [("seeds_site", "en"), *also("own_site", "zh"), *also("own_site", "en"), *also("seeds_site", "zh")],
)
def test_everything_can_be_read_without_scripts(
    request: pytest.FixtureRequest, serve: Serve, browser: Browser, name: str, edition: str
) -> None:
    """With JavaScript off the library lists every entry, and an entry shows all of its parts and its diagram."""
    site: Path = request.getfixturevalue(name)
    address = serve(site)
    slugs = set(list_entries(site))
    root = get_root(address, edition)
    with open_page(browser, address, scripts=False) as page:
        page.goto(f"{root}library/")
        links = [link.get_attribute("href") or "" for link in page.locator(".cards a").all() if link.is_visible()]
        assert {match[1] for link in links if (match := re.search(r"entries/([^/]+)/", link))} == slugs
        pictures = 0
        for slug in sorted(slugs):
            page.goto(f"{root}entries/{slug}/")
            article = page.locator("article.entry")
            expect(article.locator("h1")).to_be_visible()
            parts = article.locator(":is(section, header), .digest .text > p, .passage p, figure.diagram").all()
            assert len(parts) > 3
            assert [part.inner_text()[:20] for part in parts if not part.is_visible()] == []
            pictures += sum(picture.is_visible() for picture in article.locator("figure.diagram svg").all())
        assert pictures >= 2


@editions
def test_a_link_to_a_passage_opens_it(seeds_site: Path, serve: Serve, browser: Browser, edition: str) -> None:
    """The id of a paragraph of a transcript is an address: a browser that opens it shows that paragraph."""
    address = serve(seeds_site)
    with open_page(browser, address) as page:
        page.goto(f"{get_root(address, edition)}entries/{BILIBILI}/")
        last = page.locator(".passage").last.get_attribute("id")
        page.goto(f"{get_root(address, edition)}entries/{BILIBILI}/#{last}")
        expect(page.locator(f"#{last} p")).to_be_in_viewport()
