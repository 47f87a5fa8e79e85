"""The site that Zensical builds, held against the one that MkDocs builds: the same to a reader and to a machine."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from conftest import ROOT, build_once, read_index
from readinglist.document import EDITIONS
from test_browser import WAIT, Serve, get_root, open_page

ENGINES_OWN = re.compile(r"(^|/)(assets/(images|javascripts|stylesheets)/.*|sitemap\.xml\.gz|search/.*)$")
"""Files that an engine brings along, and the search index, which is compared by what it holds."""


@pytest.fixture(scope="session")
def zensical_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own sources, built with Zensical."""
    if not Path(sys.executable).with_name("zensical").is_file():
        pytest.skip("Zensical is not installed: make site ENGINE=zensical installs it, where its wheel can be fetched")

    def build(sources: Path, site: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "readinglist", "zensical", str(site), "--sources", str(sources)]
        environment = {**os.environ, "PYTHONPATH": "hooks"}
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    return build_once("zensical", ROOT / "sources", tmp_path_factory, build)


def _list_files(site: Path) -> set[str]:
    names = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    return {name for name in names if not ENGINES_OWN.search(name)}


def _list_pages(site: Path) -> dict[str, str]:
    """Path -> text of each page; pages at old addresses are no pages."""
    pages = {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("index.html")}
    return {name: text for name, text in pages.items() if "<main" in text}


def _get_content(page: str) -> str:
    return page.partition('id="__content"')[2].partition("</main>")[0]


def _list_ids(page: str) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', _get_content(page))


def test_both_engines_write_the_same_files(own_site: Path, zensical_site: Path) -> None:
    """Pages, twins, diagrams, cards, feeds, styles and scripts, at the same addresses."""
    assert _list_files(zensical_site) == _list_files(own_site)
    assert len(_list_pages(own_site)) > 100


def test_data_are_the_same(own_site: Path, zensical_site: Path) -> None:
    """Whatever is no page is the same byte for byte."""
    for name in _list_files(own_site):
        if not name.endswith((".html", "sitemap.xml")):
            assert (zensical_site / name).read_bytes() == (own_site / name).read_bytes(), name


def test_pages_have_the_same_passages_diagrams_and_tags(own_site: Path, zensical_site: Path) -> None:
    """Every id that can be linked to, every drawing, every link to a tag and every word of the title."""
    pages = _list_pages(zensical_site)
    for name, page in _list_pages(own_site).items():
        other = pages[name]
        assert _list_ids(other) == _list_ids(page), name
        for pattern in (r"<svg", r'<figure class="diagram"[^>]*>', r'href="[^"]*tags/#[^"]+"', r"<title>.*?</title>"):
            found, wanted = (re.findall(pattern, html.unescape(text)) for text in (other, page))
            assert found == wanted, (name, pattern)


def test_machines_are_told_the_same(own_site: Path, zensical_site: Path) -> None:
    """Structured data, citations, Open Graph, languages and feeds in the head of each page."""
    pages = _list_pages(zensical_site)
    for name, page in _list_pages(own_site).items():
        for pattern in (
            r'<script type="application/ld\+json">(.*?)</script>',
            r'<meta name="(citation_[^>]*)>',
            r'<meta property="(og:(?:title|type|description|site_name|locale)" [^>]*)>',
            r'<link rel="alternate" hreflang="([^>]*)>',
            r'<html lang="(\w+)"',
            r"(default-src 'none'; script-src 'self' 'wasm-unsafe-eval' )",
            r"(style-src-attr 'unsafe-inline';.*?)\"",
        ):
            other, own = (re.findall(pattern, html.unescape(text)) for text in (pages[name], page))
            assert other == own, (name, pattern)


def test_links_inside_the_site_lead_somewhere(zensical_site: Path) -> None:
    """Every address of the site that a page links to is a file of it, and every passage is there."""
    pages = _list_pages(zensical_site)
    ids = {name: set(re.findall(r'\sid="([^"]+)"', text)) for name, text in pages.items()}
    faults = set()
    for name, page in pages.items():
        for link in re.findall(r'(?:href|src)="([^"]+)"', page):
            parts = urlsplit(urljoin(f"/{name}", link))
            target = unquote(parts.path).lstrip("/")
            target = f"{target}index.html" if target.endswith("/") or not target else target
            if not parts.scheme:
                is_there = (zensical_site / target).is_file()
                has_place = not parts.fragment or target not in ids or unquote(parts.fragment) in ids[target]
                faults |= set() if is_there and has_place else {f"{name}: {link}"}
    assert not faults


@pytest.mark.parametrize("edition", EDITIONS)
def test_search_knows_the_same(own_site: Path, zensical_site: Path, edition: str) -> None:
    """The index of each edition holds the same works and terms with the same words."""
    folder = "" if edition == EDITIONS[0] else edition
    assert read_index(zensical_site / folder) == read_index(own_site / folder)


@pytest.mark.browser
@pytest.mark.parametrize("edition", EDITIONS)
def test_pages_work_in_a_browser(zensical_site: Path, serve: Serve, browser: Browser, edition: str) -> None:
    """Search, colours, the switch of languages and the contents, with nothing asked of other sites."""
    address = serve(zensical_site)
    slug = json.loads((zensical_site / "catalog.json").read_text(encoding="utf-8"))["entries"][0]["slug"]
    with open_page(browser, address) as page:
        page.goto(f"{get_root(address, edition)}entries/{slug}/")
        expect(page.locator(".md-sidebar--secondary .md-nav__link").first).to_be_visible()
        scheme = page.locator("body").get_attribute("data-md-color-scheme")
        page.locator(".colours-button").click()
        assert page.locator("body").get_attribute("data-md-color-scheme") != scheme
        page.keyboard.press("/")
        page.locator(".search-window input").fill("MoE")
        expect(page.locator(".search-title").first).to_be_visible(timeout=WAIT)
        page.locator(".search-close").click()
        page.locator(".other-edition").click()
        page.wait_for_load_state()
        assert page.url.endswith(f"/entries/{slug}/")
        assert ("/zh/" in page.url) == (edition == EDITIONS[0])
