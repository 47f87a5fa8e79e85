"""What stands around every page: header, drawer, colours, editions, search at first use, lost addresses."""

from __future__ import annotations

import functools
import gzip
import http.server
import itertools
import re
import subprocess
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urljoin
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from conftest import CARDLESS, EVERY, ROOT, build_once, copy_project, make_build
from readinglist.document import EDITIONS
from readinglist.interface import WORDS
from test_browser import WAIT, Serve, editions, get_root, list_pages, open_page
from test_commands import copy_some

pytestmark = pytest.mark.browser

ADDRESS = "https://reader.example/list/"
REPOSITORY = "https://github.com/example/list"
ENTRY = "entries/dave-plummer-deepseek-r1-explained/"
KINDS = ("", "library/", "tags/", "about/", ENTRY)
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
GROUND = "() => getComputedStyle(document.body).backgroundColor"
FOCUS = """() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  return [element.outerHTML.slice(0, 90), style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 1];
}"""


@pytest.fixture(scope="session")
def placed_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some of the project's own sources, in CI all, as a site that knows where it and its repository are."""

    def build(project: Path, site: Path) -> subprocess.CompletedProcess[str]:
        settings = {"READING_LIST_URL": ADDRESS, "READING_LIST_REPO": REPOSITORY, **CARDLESS}
        command = make_build(project / "sources", site, project, **settings)
        return subprocess.run(**command, capture_output=True, check=False)

    if EVERY:
        return build_once("placed", ROOT, tmp_path_factory, build)
    project = copy_project(tmp_path_factory.mktemp("placed-project"))
    copy_some(project / "sources")
    return build_once("placed", project, tmp_path_factory, build)


class _Links(HTMLParser):
    """The `link` elements of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[dict[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "link":
            self.links.append({name: value or "" for name, value in attrs})


def _list_own_pages(site: Path) -> list[str]:
    """Addresses of the pages that search engines may list: all but those that only lead on."""
    moved = '<meta name="robots" content="noindex">'
    return [uri for uri in list_pages(site) if moved not in (site / uri / "index.html").read_text(encoding="utf-8")]


def _read_alternates(site: Path, uri: str, address: str) -> dict[str, str]:
    """Language -> address of a page in it, as the head of the page says."""
    links = _Links((site / uri / "index.html").read_text(encoding="utf-8")).links
    return {link["hreflang"]: urljoin(address + uri, link["href"]) for link in links if "hreflang" in link}


@pytest.mark.parametrize("name", ["own_site", "placed_site"])
def test_every_page_names_itself_in_both_languages(request: pytest.FixtureRequest, name: str) -> None:
    """Each page has alternates for both editions and for readers of neither, and they are pages of the site."""
    site: Path = request.getfixturevalue(name)
    pages = _list_own_pages(site)
    for uri in pages:
        common = uri.removeprefix("zh/")
        root = ADDRESS if name == "placed_site" else "http://elsewhere.example/"
        expected = {"en": root + common, "zh": f"{root}zh/{common}", "x-default": root + common}
        assert _read_alternates(site, uri, root) == expected
        assert {common, f"zh/{common}"} <= set(pages)


def test_every_page_has_its_canonical_address(placed_site: Path) -> None:
    """Where the site knows its address, the canonical link of each page is where the page will be."""
    for uri in _list_own_pages(placed_site):
        links = _Links((placed_site / uri / "index.html").read_text(encoding="utf-8")).links
        assert [unquote(link["href"]) for link in links if link.get("rel") == "canonical"] == [ADDRESS + uri]


def test_one_sitemap_lists_both_editions(placed_site: Path) -> None:
    """The sitemap at the root has every page of both editions with its alternates; robots.txt leads to it."""
    urls = ElementTree.parse(placed_site / "sitemap.xml").getroot().findall(f"{SITEMAP}url")  # noqa: S314 our own file
    found = {unquote(url.findtext(f"{SITEMAP}loc", "")): url for url in urls}
    assert set(found) == {ADDRESS + uri for uri in _list_own_pages(placed_site)}
    for place, url in found.items():
        common = place.removeprefix(ADDRESS).removeprefix("zh/")
        links = {link.get("hreflang"): unquote(link.get("href", "")) for link in url.findall(f"{XHTML}link")}
        assert links == {"en": ADDRESS + common, "zh": f"{ADDRESS}zh/{common}", "x-default": ADDRESS + common}
    assert f"Sitemap: {ADDRESS}sitemap.xml" in (placed_site / "robots.txt").read_text(encoding="utf-8").splitlines()
    assert not (placed_site / "zh" / "sitemap.xml").exists()


def test_a_site_without_an_address_promises_no_sitemap(own_site: Path) -> None:
    """A sitemap needs full addresses: without them it is empty, and robots.txt does not name it."""
    assert ElementTree.parse(own_site / "sitemap.xml").getroot().findall(f"{SITEMAP}url") == []  # noqa: S314 our own
    assert "Sitemap" not in (own_site / "robots.txt").read_text(encoding="utf-8")


def test_a_known_repository_is_linked_and_not_asked(placed_site: Path) -> None:
    """With the repository named, an entry links to the file of its digest, and to a report of a mistake in it;
    the library to the suggestion of a work.

    No page has what makes Material ask GitHub.
    """
    pages = {path: path.read_text(encoding="utf-8") for path in placed_site.rglob("*.html")}
    slug = "cuckoo-closed-door-summit-deepseek"
    for folder, file in (("", f"{slug}.en.md"), ("zh/", f"{slug}.md")):
        entry = pages[placed_site / f"{folder}entries/{slug}/index.html"]
        assert f'href="{REPOSITORY}/edit/main/sources/{file}"' in entry
        form = f"template=report-an-error.yml&amp;title={slug}%3A%20&amp;entry={slug}"
        assert f'href="{REPOSITORY}/issues/new?{form}"' in entry
        library = pages[placed_site / f"{folder}library/index.html"]
        assert f'href="{REPOSITORY}/issues/new?template=suggest-a-work.yml"' in library
    assert not [path for path, page in pages.items() if 'data-md-component="source"' in page]


@editions
def test_the_first_tab_stop_skips_to_the_content(own_site: Path, serve: Serve, browser: Browser, edition: str) -> None:
    """On every kind of page Tab shows a link first; it moves focus to the content, whose heading comes next."""
    address = serve(own_site)
    with open_page(browser, address) as page:
        for uri in KINDS:
            page.goto(get_root(address, edition) + uri)
            page.keyboard.press("Tab")
            link = page.locator(":focus")
            expect(link).to_have_text(WORDS[edition]["skip"])
            expect(link).to_be_in_viewport()
            page.keyboard.press("Enter")
            expect(page.locator(":focus").locator("h1")).to_be_in_viewport()
            page.keyboard.press("Tab")
            assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("dark", [False, True])
def test_whatever_has_focus_shows_it(own_site: Path, serve: Serve, browser: Browser, dark: bool) -> None:
    """Every tab stop of a page has an outline."""
    address = serve(own_site)
    with open_page(browser, address, dark=dark) as page:
        for uri, least in (("library/", 20), (ENTRY, 25)):
            page.goto(address + uri)
            stops = []
            for _ in range(least):
                page.keyboard.press("Tab")
                stops.append(page.evaluate(FOCUS))
            assert [text for text, is_shown in stops if not is_shown] == []


@editions
def test_a_closed_drawer_has_no_tab_stops(own_site: Path, serve: Serve, browser: Browser, edition: str) -> None:
    """On a phone the menu opens the drawer with our mark and the sections; Escape closes it; then it is not there."""
    address = serve(own_site)
    with open_page(browser, address, width=390) as page:
        page.goto(get_root(address, edition) + ENTRY)
        drawer = page.get_by_role("navigation", name=WORDS[edition]["menu"])
        assert drawer.count() == 0
        opener = page.get_by_role("button", name=WORDS[edition]["menu"])
        opener.press("Enter")
        expect(drawer.get_by_text(WORDS[edition]["site"])).to_be_visible()
        expect(drawer.locator("svg").first).to_be_visible()
        expect(drawer.locator("a[aria-current]")).to_have_text(WORDS[edition]["library"])
        page.keyboard.press("Tab")
        assert drawer.evaluate("drawer => drawer.contains(document.activeElement)")
        page.keyboard.press("Escape")
        expect(opener).to_be_focused()
        assert drawer.count() == 0


def test_the_header_is_one_row(own_site: Path, serve: Serve, browser: Browser) -> None:
    """In both editions the header is one row at every width, with the sections in it or in the drawer."""
    address = serve(own_site)
    with open_page(browser, address) as page:
        for edition, width in itertools.product(EDITIONS, (390, 768, 960, 1280)):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(get_root(address, edition))
            assert page.locator(".md-header").bounding_box()["height"] < 60  # type: ignore[index]
            expect(page.locator(".site-sections")).to_be_visible(visible=width > 720)
            expect(page.locator(".menu-button")).to_be_visible(visible=width < 720)


def test_text_of_twice_the_size_stays_on_the_page(own_site: Path, serve: Serve, browser: Browser) -> None:
    """With letters of 200 % nothing makes the page wider than the window, and a line still has room for words."""
    address = serve(own_site)
    with open_page(browser, address) as page:
        for width, uri in itertools.product((390, 768, 1280), (*KINDS, f"zh/{ENTRY}")):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address + uri)
            page.evaluate("document.documentElement.style.fontSize = '250%'")
            assert page.evaluate("document.scrollingElement.scrollWidth") == width
            assert page.locator("h1").bounding_box()["width"] > 0.6 * width  # type: ignore[index]


def test_without_scripts_the_colours_follow_the_system(own_site: Path, serve: Serve, browser: Browser) -> None:
    """A dark system gets the dark colours also where no script runs, and a light one the light ones."""
    address = serve(own_site)
    grounds = {}
    for dark in (False, True):
        for scripts in (False, True):
            with open_page(browser, address, dark=dark, scripts=scripts) as page:
                page.goto(f"{address}zh/library/")
                grounds[dark, scripts] = page.evaluate(GROUND)
    assert grounds[True, False] == grounds[True, True] != grounds[False, True] == grounds[False, False]


def test_dark_colours_are_written_down_once_more_for_those_without_scripts() -> None:
    """The two lists of dark colours are the same."""
    assets = ROOT / "docs" / "shared" / "assets"
    lists = []
    for name in ("site.css", "dark.css"):
        css = (assets / name).read_text(encoding="utf-8")
        dark = re.search(
            r'(?:^\[data-md-color-scheme="slate"\]|no-js \[data-md-color-scheme\]) \{(.*?)\}', css, re.M | re.S
        )
        assert dark is not None
        lists.append(re.findall(r"[\w-]+: [^;]+", dark[1]))
    assert lists[0] == lists[1]
    assert len(lists[0]) > 30


def test_chosen_colours_hold_in_both_editions(own_site: Path, serve: Serve, browser: Browser) -> None:
    """What the button chooses holds on other pages and in the other edition, and tints the browser's own bar."""
    address = serve(own_site)
    with open_page(browser, address) as page:
        page.goto(f"{address}library/")
        button = page.get_by_role("button", name=WORDS["en"]["dark"])
        expect(button).to_have_attribute("aria-pressed", "false")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        bars = "metas => metas.map(meta => meta.content)"
        assert set(page.locator('meta[name="theme-color"]').evaluate_all(bars)) == {"#14161b"}
        page.goto(f"{address}zh/")
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
        page.get_by_role("button", name=WORDS["zh"]["dark"]).click()
        page.emulate_media(
            color_scheme="dark"
        )  # light was chosen by choosing what the system had: it is followed again
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


def test_nothing_of_search_is_loaded_before_somebody_searches(own_site: Path, serve: Serve, browser: Browser) -> None:
    """An entry takes at most 9 requests and 110 KB compressed; search and its index come with Ctrl+K."""
    address = serve(own_site)
    for edition in EDITIONS:
        with open_page(browser, address) as page:
            responses: list[Response] = []
            page.on("response", functools.partial(list.append, responses))
            page.goto(get_root(address, edition) + ENTRY, wait_until="networkidle")
            assert len(responses) <= 9
            assert sum(len(gzip.compress(response.body())) for response in responses) <= 110_000
            assert not [response.url for response in responses if "search" in response.url or "bundle" in response.url]
            with page.expect_response("**/pagefind.js"):
                page.keyboard.press("Control+k")
            expect(page.locator(".search-window input")).to_be_focused()
            page.keyboard.type("DeepSeek")
            page.locator(".search-title").first.wait_for(timeout=WAIT)


@pytest.mark.parametrize("opener", ["/", ".search-button"])
def test_on_a_phone_search_opens_and_closes(own_site: Path, serve: Serve, browser: Browser, opener: str) -> None:
    """The button and the key open the dialog with focus in it; Escape closes it and gives focus back to the button."""
    address = serve(own_site)
    with open_page(browser, address, width=390) as page:
        page.goto(address)
        if opener == "/":
            page.keyboard.press(opener)
        else:
            page.locator(opener).click()
        expect(page.locator(".search-window input")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(".search-window")).to_be_hidden()
        if opener != "/":
            expect(page.locator(".search-button")).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_other_edition_opens_at_the_same_place(
    own_site: Path, serve: Serve, browser: Browser, scripts: bool
) -> None:
    """The switch leads to the same page; with scripts also to the same part of it, and a part it lacks is let go."""
    address = serve(own_site)
    with open_page(browser, address, scripts=scripts) as page:
        page.goto(f"{address}{ENTRY}#key-points")
        page.locator("header .other-edition").click()
        page.wait_for_url(f"{address}zh/{ENTRY}{'#key-points' if scripts else ''}")
        expect(page.locator("html")).to_have_attribute("lang", "zh")
        page.goto(f"{address}zh/about/#{'更正'}")
        page.locator("header .other-edition").click()
        page.wait_for_url(f"{address}about/")
        page.goto(f"{address}library/?topic=open-source&sort=oldest")
        page.locator("header .other-edition").click()
        page.wait_for_url(f"{address}zh/library/{'?topic=open-source&sort=oldest' if scripts else ''}")


def test_the_contents_show_what_is_being_read(own_site: Path, serve: Serve, browser: Browser) -> None:
    """Scrolling marks the part in the table of contents, and at the end of the page its last part."""
    address = serve(own_site)
    with open_page(browser, address) as page:
        page.goto(address + ENTRY)
        current = page.locator(".md-sidebar--secondary a[aria-current]")
        assert current.count() == 0
        page.locator("#held-against-the-sources").evaluate("part => part.scrollIntoView()")
        expect(current).to_have_text(WORDS["en"]["claims"])
        page.keyboard.press("End")
        expect(current).to_have_text(page.locator(".md-sidebar--secondary a").last.inner_text())


def test_nothing_moves_for_those_who_asked_for_it(own_site: Path, serve: Serve, browser: Browser) -> None:
    """With reduced motion no element has a transition or an animation."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(serve(own_site) + ENTRY)
    assert (
        page.evaluate("""() => [...document.querySelectorAll("*")].map((element) => getComputedStyle(element))
      .filter((style) => style.transitionDuration !== "0s" || style.animationName !== "none").length""")
        == 0
    )
    context.close()


class _Host(http.server.SimpleHTTPRequestHandler):
    """A host like GitHub Pages: an address that leads nowhere gets the 404.html at the root."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def host(own_site: Path) -> Iterator[str]:
    """The address of a host that shows the page for lost addresses."""
    handler = functools.partial(_Host, directory=str(own_site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def _read_lost_page(page: Page, address: str) -> list[str]:
    """The headings of the page for a lost address; what it links to must be there."""
    page.goto(address)
    assert page.locator("main a").count() == 4
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("href", "#__content")
    for link in page.locator("a[href]:not(.skip)").all():
        assert page.request.get(urljoin(address, link.get_attribute("href"))).ok
    return page.locator("h1").all_inner_texts()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_lost_address_is_answered_in_both_languages(host: str, browser: Browser, scripts: bool) -> None:
    """At any depth the page has its style and leads on in both languages, the one asked for first."""
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    lost: list[str] = []
    page.on("response", lambda response: lost.append(response.url) if response.status > 399 else None)
    expected = [WORDS["en"]["missing"], WORDS["zh"]["missing"]]
    for uri in ("nowhere", "a/b/c/d/", "zh/nowhere/", "zh/entries/x/y/z"):
        is_chinese = scripts and uri.startswith("zh/")
        lost.clear()
        assert _read_lost_page(page, host + uri) == (expected[::-1] if is_chinese else expected)
        assert lost == [host + uri]
        assert page.locator("html").get_attribute("lang") == ("zh" if is_chinese else "en")
    context.close()


def test_the_page_for_lost_addresses_begins_at_the_sites_own_address(placed_site: Path) -> None:
    """Below a path of its host the page's links begin with that path, in the file of either edition."""
    for edition in ("", "zh/"):
        text = (placed_site / edition / "404.html").read_text(encoding="utf-8")
        assert {'href="/list/"', 'href="/list/zh/"', 'href="/list/zh/library/"'} <= set(
            re.findall(r'href="[^"]*"', text)
        )


@editions
def test_the_site_works_below_a_path(
    own_site: Path, tmp_path: Path, serve: Serve, browser: Browser, edition: str
) -> None:
    """Under a folder of a host every page loads what it needs, search too."""
    (tmp_path / "list").symlink_to(own_site)
    address = f"{serve(tmp_path)}list/"
    with open_page(browser, address) as page:
        for uri in KINDS:
            page.goto(get_root(address, edition) + uri)
        page.keyboard.press("/")
        page.locator(".search-window input").fill("R1")
        page.locator(".search-title").first.wait_for(timeout=WAIT)


def test_from_a_folder_a_page_opens_without_a_complaint(own_site: Path, browser: Browser) -> None:
    """Opened as a file a page has its looks and says nothing on the console; search, which cannot work, is away."""
    with open_page(browser, "file://") as page:
        page.goto((own_site / ENTRY / "index.html").as_uri())
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator(".search-button")).to_be_hidden()
        page.get_by_role("button", name=WORDS["en"]["dark"]).click()
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
