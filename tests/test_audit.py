"""Every page of the built sites under audit: what a browser says of it, what axe finds, what keys reach, its weight.

Pages are found in the built site, so that a new kind of page is audited without a word here.
"""

from __future__ import annotations

import functools
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from conftest import EVERY, also, build_once, whole
from host import host_site
from readinglist.document import EDITIONS
from survey import choose_kinds, choose_pages, list_edition, read_facts
from test_browser import editions, get_root, open_page, search_for, sites
from test_viewer import BROKEN, HOPELESS
from weigh import BUDGET_BYTES, BUDGET_REQUESTS, FAMILIES, choose_entries, make_sources, weigh_page

pytestmark = pytest.mark.browser

Serve = functools.partial[str]

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async (tags) => {
  const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`));
}"""

WATCH = """
globalThis.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries()) {
    if (value < 0.0005) continue; // a shift that rounds to 0.00 moves nothing that an eye can see
    const moved = sources.map(({ node }) => (node?.parentElement ?? node)?.outerHTML?.slice(0, 80));
    shifts.push(`moves by ${value}: ${moved.join(", ")}`);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
"""Collects layout shifts from the first paint on, with what moved."""

SETTLE = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
"""Two frames: what was about to be laid out is, and is reported."""

UNFOLD = "() => document.querySelectorAll('details').forEach((details) => { details.open = true; })"

FOCUSED = """() => {
  const own = document.activeElement;
  if (own === document.body || own === document.documentElement) return null;
  const luminance = (colour) => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255);
    const [r, g, b] = parts.map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (...colours) => {
    const [dark, light] = colours.map(luminance).sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  // a field that is out of sight shows its focus on its label
  const labels = own.matches("input[type=radio], input[type=checkbox]") ? [...own.labels, own.nextElementSibling] : [];
  const shown = labels.find((label) => label?.matches("label") && label.checkVisibility()) ?? own;
  const style = getComputedStyle(shown);
  const boxes = [...shown.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
  const points = boxes.flatMap((box) => [0.1, 0.5, 0.9].flatMap((x) => [0.2, 0.5, 0.8].map((y) =>
    [box.left + box.width * x, box.top + box.height * y])));
  const visible = shown.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  return {
    name: own.outerHTML.slice(0, 120).replace(/\\s+/g, " "),
    number: [...document.querySelectorAll("*")].indexOf(own),
    seen: visible && points.some((point) => shown.contains(document.elementFromPoint(...point))),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
      && contrast(style.outlineColor, getComputedStyle(document.body).backgroundColor) >= 3,
    inArticle: own.closest("article") !== null,
    top: (own.closest("figure") ?? own.closest("li, p, tr") ?? own).getBoundingClientRect().top + scrollY,
  };
}"""
"""What has the focus: whether it can be seen, and whether it shows that it has it (WCAG 2.4.7, 2.4.11, 1.4.11)."""


@pytest.fixture(scope="session")
def many_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of made-up entries, and one with diagrams of all families, some repaired, some not drawn."""
    made = tmp_path_factory.mktemp("many")
    make_sources(made, 20)
    sources = [path.read_text("utf-8") for path in sorted(FAMILIES.glob("*.mmd"))]
    sources += [BROKEN, f"{BROKEN}\nB --> C", HOPELESS, f"{HOPELESS} again"]
    blocks = "\n\n".join(f"```mermaid\n{source}\n```" for source in sources)
    front = '---\ntitle: "In <gallery> & \\"out\\" 😀"\nslug: gallery\ntags: [moe]\n---'
    (made / "gallery.md").write_text(f"{front}\n{blocks}\n", "utf-8")
    return build_once("many", made, tmp_path_factory)


@pytest.mark.parametrize(
    ("name", "edition"),
    [("own_site", "zh"), *also("own_site", "en"), *also("seeds_site", "en"), *also("seeds_site", "zh")],
)
def test_every_page_is_sound_on_a_phone_and_on_a_desk(
    request: pytest.FixtureRequest, serve: Serve, browser: Browser, name: str, edition: str
) -> None:
    """Nothing is said on the console, loaded from elsewhere or missing; nothing moves; nothing is too wide, folded or
    not. Every page on a phone, every kind of page on a desk.
    """
    site: Path = request.getfixturevalue(name)
    address = serve(site)
    pages = list_edition(site, edition) if EVERY else choose_pages((site,), edition)[site]
    faults = []
    for widths, uris in (((390, 320), pages), ((1280,), choose_pages((site,), edition)[site])):
        with open_page(browser, address, width=widths[0]) as page:
            page.add_init_script(WATCH)
            for uri in uris:
                page.set_viewport_size({"width": widths[0], "height": 900})
                page.goto(f"{address}{uri}")
                page.evaluate(SETTLE)
                found = page.evaluate("shifts")
                page.evaluate(UNFOLD)
                found += [fault for width in widths for fault in _find_overflow(page, width)]
                faults += [f"{uri}: {fault}" for fault in found]
    assert not faults, "\n".join(faults)
    assert len(pages) > 5


def _find_overflow(page: Page, width: int) -> list[str]:
    """Whether the page is wider than a window of so many pixels."""
    page.set_viewport_size({"width": width, "height": 900})
    wide = page.evaluate("() => document.scrollingElement.scrollWidth")
    return [f"is {wide} px wide in a window of {width}"] if wide > width else []


@sites
@editions
def test_every_page_says_what_it_is(request: pytest.FixtureRequest, name: str, edition: str) -> None:
    """A page has its language, a title and description that no other page has, and one heading of the first rank; the
    page for lost addresses, which speaks both languages, has one in each.
    """
    site: Path = request.getfixturevalue(name)
    facts = {uri: read_facts(site, uri) for uri in list_edition(site, edition)}
    titles, descriptions = ([getattr(fact, key) for fact in facts.values()] for key in ("title", "description"))
    faults = [
        f"{uri}: lang={fact.language}, {fact.headings} h1, title={fact.title}, description={fact.description}"
        for uri, fact in facts.items()
        if fact.language != edition
        or fact.headings != (len(EDITIONS) if uri.endswith("404.html") else 1)
        or not (fact.title.strip() and titles.count(fact.title) == 1)
        or not (fact.description.strip() and descriptions.count(fact.description) == 1)
    ]
    assert not faults, "\n".join(faults)


@sites
def test_every_link_inside_the_site_leads_somewhere(request: pytest.FixtureRequest, name: str) -> None:
    """Each link of each page to the site itself names a file that is there, and an id that this file has."""
    site: Path = request.getfixturevalue(name)
    dead = []
    for uri in (uri for edition in EDITIONS for uri in list_edition(site, edition)):
        for link in read_facts(site, uri).links:
            target = urlsplit(urljoin(f"http://site/{uri}", link))
            if target.netloc == "site" and not _is_there(site, unquote(target.path)[1:], unquote(target.fragment)):
                dead.append(f"{uri}: {link}")
    assert not dead, "\n".join(dead)


def _is_there(site: Path, path: str, fragment: str) -> bool:
    file = site / path / "index.html" if path.endswith("/") or not path else site / path
    if not file.is_file() or not fragment or file.suffix != ".html":
        return file.is_file()
    return fragment in read_facts(site, path.removesuffix("index.html")).ids


@pytest.mark.parametrize(("width", "edition"), [(390, "zh"), (1280, "en"), *also(390, "en"), *also(1280, "zh")])
def test_nothing_moves_on_a_slow_line(own_site: Path, browser: Browser, edition: str, width: int) -> None:
    """Each kind of page stands still while its text, styles and scripts come piece by piece."""
    moved = []
    with host_site(own_site, pause=0.002) as host, open_page(browser, host.address, width=width) as page:
        page.add_init_script(WATCH)
        for uri in choose_pages((own_site,), edition)[own_site]:
            page.goto(f"{host.address}{uri}")
            page.evaluate(SETTLE)
            moved += [f"{uri}: {shift}" for shift in page.evaluate("shifts")]
    assert not moved, "\n".join(moved)


@whole
@pytest.mark.parametrize(
    ("width", "dark", "edition"),
    [(390, True, "zh"), (1280, False, "en"), (1280, False, "zh"), (390, True, "en")],
)
def test_axe_finds_nothing_on_any_kind_of_page(
    own_site: Path,
    seeds_site: Path,
    many_site: Path,
    serve: Serve,
    browser: Browser,
    edition: str,
    width: int,
    dark: bool,
) -> None:
    """The rules of WCAG 2.2, A and AA, and good practice hold on all kinds of pages and diagrams, light and dark."""
    chosen = choose_pages((own_site, seeds_site), edition) | {many_site: [f"{get_root('', edition)}entries/gallery/"]}
    found = []
    for site, uris in chosen.items():
        with open_page(browser, serve(site), width=width, dark=dark) as page:
            for uri in uris:
                page.goto(f"{serve(site)}{uri}")
                found += [f"{uri}: {violation}" for violation in run_axe(page)]
    assert not found, "\n".join(found)
    assert len(chosen[own_site]) > 5


@pytest.mark.parametrize(("width", "dark", "edition"), [(1280, True, "en"), *also(390, False, "zh")])
def test_axe_finds_nothing_on_what_a_reader_opens(
    many_site: Path, serve: Serve, browser: Browser, edition: str, width: int, dark: bool
) -> None:
    """The rules hold for folded parts that are open, the window of a diagram, and the list of a search."""
    address = serve(many_site)
    found = {}
    with open_page(browser, address, width=width, dark=dark) as page:
        page.goto(f"{get_root(address, edition)}entries/gallery/")
        page.evaluate(UNFOLD)
        found["folded parts"] = run_axe(page)
        page.locator("button.zoom").first.click()
        expect(page.locator("dialog[open] svg")).to_be_visible()
        found["large diagram"] = run_axe(page)
        page.keyboard.press("Escape")
        assert search_for(page, "MoE")
        found["search"] = run_axe(page)
    assert not any(found.values()), "\n".join(f"{where}: {what}" for where in found for what in found[where])


def run_axe(page: Page) -> list[str]:
    """What axe finds on a page as it is: rule and element."""
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(SETTLE)
    if not page.evaluate("() => 'axe' in globalThis"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN_AXE, RULES)
    return found


@pytest.mark.parametrize(("width", "edition"), [(390, "en"), *also(1280, "zh")])
def test_a_reader_without_scripts_gets_everywhere(
    own_site: Path, serve: Serve, browser: Browser, edition: str, width: int
) -> None:
    """With JavaScript off, clicks alone lead from page to page, and nothing stands there that needs a script."""
    address = serve(own_site)
    root = get_root(address, edition)
    other = next(language for language in EDITIONS if language != edition)
    with open_page(browser, address, width=width, scripts=False) as page:
        for uri in choose_kinds(own_site, edition):
            page.goto(f"{address}{uri}")
            assert page.locator("button:not([popovertarget]):visible").count() == 0, uri
            if not uri.endswith("404.html"):
                page.locator(f'header a[hreflang="{other}"]').click()
                assert page.url == f"{get_root(address, other)}{uri.removeprefix('zh/')}"
                expect(page.locator("html")).to_have_attribute("lang", other)
        page.goto(root)
        page.locator('.md-content a[href$="library/"]:visible').first.click()
        page.locator(".md-content a[href*='entries/']:visible").first.click()
        entry = page.url
        page.locator('article a[href*="tags/#"]').first.click()
        anchor = page.url.partition("#")[2]
        expect(page.locator(f"#{anchor}")).to_be_in_viewport()
        page.go_back()
        assert page.url == entry
        page.locator("figure.diagram summary").first.click()
        expect(page.locator("figure.diagram details[open] .panel").first).to_be_visible()


@whole
@pytest.mark.parametrize(("width", "edition"), [(390, "zh"), (1280, "en")])
def test_keys_reach_what_can_be_seen_in_its_order(
    own_site: Path, serve: Serve, browser: Browser, edition: str, width: int
) -> None:
    """Tab by tab through each kind of page: every stop is in sight and shows its focus, from top to bottom."""
    address = serve(own_site)
    faults = []
    with open_page(browser, address, width=width) as page:
        page.emulate_media(reduced_motion="reduce")
        for uri in choose_kinds(own_site, edition):
            page.goto(f"{address}{uri}")
            stops = _list_stops(page)
            assert len(stops) > 3, uri
            faults += [f"{uri}: out of sight: {stop['name']}" for stop in stops if not stop["seen"]]
            faults += [f"{uri}: no outline: {stop['name']}" for stop in stops if not stop["outlined"]]
            faults += [
                f"{uri}: out of order: {later['name']}"
                for stop, later in pairwise(stop for stop in stops if stop["inArticle"])
                if later["number"] < stop["number"] or later["top"] < stop["top"]
            ]
    assert not faults, "\n".join(faults)


def _list_stops(page: Page) -> list[dict[str, Any]]:
    """What the Tab key reaches, in its order, to the end of the page or of a long list."""
    stops: list[dict[str, Any]] = []
    for _ in range(150):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or (stops and stop["number"] == stops[0]["number"]):
            break
        stops.append(stop)
    return stops


def test_an_entry_in_a_long_list_is_a_light_page(many_site: Path, browser: Browser) -> None:
    """With a cold cache an entry needs 110 kB and nine answers at most, and none that grows with the list; `make weigh`
    says the same of a hundred entries.
    """
    with host_site(many_site) as host:
        weights = [weigh_page(browser, host, uri) for uri in choose_entries(many_site)]
    heavy = {(w.uri, w.size, len(w.sent)) for w in weights if w.size > BUDGET_BYTES or len(w.sent) > BUDGET_REQUESTS}
    assert heavy == set()
    assert not [answer.path for weight in weights for answer in weight.sent if "search" in answer.path]
