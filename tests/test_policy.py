"""The policy for foreign text and that of pages: hostile sources are built and opened, and nothing of theirs acts."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import os
import re
import socket
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from bibtexparser.entrypoint import parse_file
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Page

from conftest import EVERY, ROOT, also, build_once, read_index
from hostile import PAYLOADS, write_sources
from readinglist.content_policy import make_policy
from readinglist.document import EDITIONS
from readinglist.policy import clean_text
from survey import choose_kinds, choose_pages

Serve = functools.partial[str]

WATCH = """
globalThis.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
FAULTS = """() => {
  const found = [];
  const scheme = /^(javascript|data|vbscript|file|blob):/i;
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) found.push(`${element.tagName} has ${name}`);
      if (/^(href|src|srcset|action|formaction|data|poster|background|ping|srcdoc|xlink:href)$/.test(name) &&
          scheme.test(value.replace(/[\\x00-\\x20]/g, ""))) found.push(`${element.tagName} ${name}=${value}`);
    }
  }
  for (const name of ["iframe", "object", "embed", "base", "form:not(.filters)", "math", "video", "audio", "img", "use",
                      "animate", "main style:not(svg style)", "meta[http-equiv]:not([http-equiv^=Content])",
                      "[style*=fixed]", "[style*='url(']", "main script:not([data-chinese])"]) {
    for (const element of document.querySelectorAll(name)) found.push(`${name}: ${element.outerHTML.slice(0, 90)}`);
  }
  if (globalThis.pwned !== undefined) found.push("a payload ran");
  return found;
}"""
COVERED = """() => [".site-name", "h1"].filter((name) => {
  const element = [...document.querySelectorAll(name)].find((one) => one.getClientRects().length);
  element.scrollIntoView({ block: "center" });
  const box = element.getClientRects()[0];
  const hit = document.elementFromPoint(box.left + Math.min(box.width, 60) / 2, box.top + box.height / 2);
  return !(element.contains(hit) || hit?.contains(element));
}).map((name) => `${name} is covered`)"""
UNSEEN = re.compile("[\u200b\u202a-\u202e\u2066-\u2069\u00ad\ufeff\u2028\u2029\U000e0000-\U000e0fff\x00-\x08\x7f-\x9f]")


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site made of sources in which every field of every format holds every payload."""
    folder = tmp_path_factory.mktemp("hostile")
    write_sources(folder)
    return build_once("hostile", folder, tmp_path_factory)


def list_pages(site: Path, edition: str) -> list[str]:
    """Paths of the HTML files of an edition; of entries that have no Chinese digest, those of the English one alone."""
    pages = (path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    mine = [page for page in sorted(pages) if page.startswith("zh/") == (edition == "zh")]
    return [page for page in mine if edition == "en" or not re.search("entries/(?:capture|text)-", page)]


def get_catalog(site: Path, edition: str) -> dict[str, Any]:
    """Slug -> entry of `catalog.json` of an edition."""
    folder = site if edition == EDITIONS[0] else site / edition
    return {entry["slug"]: entry for entry in json.loads((folder / "catalog.json").read_text("utf-8"))["entries"]}


@pytest.mark.browser
@pytest.mark.parametrize("edition", ["en", *also("zh")])
def test_no_payload_acts_in_any_field_of_any_format(
    hostile_site: Path, serve: Serve, browser: Browser, edition: str
) -> None:
    """With the pages' own policy switched off, nothing runs, loads from elsewhere or covers the page."""
    assert len(set(PAYLOADS)) >= 60
    address = serve(hostile_site)
    context = browser.new_context(viewport={"width": 1000, "height": 800}, bypass_csp=True)
    page, foreign, opened = context.new_page(), [], []
    page.on("request", lambda request: foreign.append(request.url) if not request.url.startswith(address) else None)
    page.on("dialog", lambda dialog: opened.append(dialog.message))
    page.on("dialog", lambda dialog: dialog.dismiss())
    faults = []
    titles = {slug: entry["title"] for slug, entry in get_catalog(hostile_site, edition).items()}
    for uri in list_pages(hostile_site, edition):
        page.goto(address + uri.removesuffix("index.html"))
        assert page.url.startswith(address), uri
        faults += [f"{uri}: {fault}" for fault in (*page.evaluate(FAULTS), *page.evaluate(COVERED))]
        found = UNSEEN.search(page.evaluate("document.body.textContent"))
        faults += [f"{uri}: holds {found[0]!r}"] if found else []
        if match := re.search(r"entries/([^/]+)/index", uri):
            assert page.locator("h1").inner_text() == " ".join(titles[match[1]].split()), uri
    context.close()
    assert (faults, foreign, opened) == ([], [], [])


@pytest.mark.browser
def test_search_shows_payloads_as_text(hostile_site: Path, serve: Serve, browser: Browser) -> None:
    """Results of a search hold payloads in their titles and excerpts, as words."""
    address = serve(hostile_site)
    page = browser.new_page(bypass_csp=True)
    for root in (address, f"{address}zh/"):
        page.goto(f"{root}?q=pwned")
        page.wait_for_selector(".search-results li")
        assert "pwned" in page.locator(".search-results").inner_text()
        assert page.evaluate(FAULTS) == []
    page.close()


@pytest.mark.parametrize("edition", EDITIONS)
def test_payloads_break_no_data_file(hostile_site: Path, edition: str) -> None:
    """Feeds, catalog, references and the search index can be read, and hold every work under its title."""
    folder = hostile_site if edition == EDITIONS[0] else hostile_site / edition
    entries = get_catalog(hostile_site, edition)
    titles = {entry["title"] for entry in entries.values()}
    published = {entry["title_as_published"] for entry in entries.values()}
    root = ET.fromstring((folder / "feed.xml").read_text("utf-8"))  # noqa: S314 - our own file
    assert {item.findtext("title") for item in root.iter("item")} == titles
    feed = json.loads((folder / "feed.json").read_text("utf-8"))
    assert {item["title"] for item in feed["items"]} == titles
    csl = json.loads((folder / "references.csl.json").read_text("utf-8"))
    assert {item["title"] for item in csl} == published
    library = parse_file(str(folder / "references.bib"), encoding="utf-8")
    assert {record.key for record in library.entries} == set(entries)
    assert not library.failed_blocks
    assert {fragment["meta"]["title"] for fragment in read_index(folder).values()} >= titles
    for payload in PAYLOADS:
        words = set(re.findall(r"[a-z]{4,}", clean_text(payload)))
        assert any(words <= set(re.findall(r"[a-z]{4,}", title)) for title in published), payload


@pytest.mark.parametrize("edition", EDITIONS)
def test_payloads_break_no_page_for_machines(hostile_site: Path, edition: str) -> None:
    """JSON-LD, the Markdown twins and llms.txt can be read, and say what the pages say and no more."""
    folder = hostile_site if edition == EDITIONS[0] else hostile_site / edition
    entries = get_catalog(hostile_site, edition)
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    for slug, entry in entries.items():
        html = (folder / "entries" / slug / "index.html").read_text("utf-8")
        data = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
        assert [json.loads(text)["name"] for text in data] == [entry["title"]]
        twin = (folder / "entries" / slug / "index.md").read_text("utf-8")
        front, body = twin.removeprefix("---\n").split("\n---\n", 1)
        assert yaml.safe_load(front)["title"] == entry["title"]
        reader = _Active()
        reader.feed(parser.render(body))
        assert reader.found == [], slug
        assert UNSEEN.search(twin) is None
    links = [t for t in parser.parse((folder / "llms.txt").read_text("utf-8")) if t.type == "inline"]
    heads = [t.children[0].attrGet("href") for t in links if t.children and t.children[0].type == "link_open"]
    assert [head for head in heads if str(head).endswith("index.md")] == [
        f"entries/{slug}/index.md" for slug in _by_kind(heads)
    ]
    assert set(_by_kind(heads)) == set(entries)


def _by_kind(heads: list[Any]) -> list[str]:
    return [str(head).split("/")[1] for head in heads if "entries/" in str(head)]


class _Active(HTMLParser):
    """Collects what could act in a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in (
            "script",
            "style",
            "iframe",
            "svg",
            "img",
            "object",
            "base",
            "meta",
            "form",
            "input",
            "math",
            "link",
        ):
            self.found.append(tag)
        self.found += [
            f"{tag} {name}"
            for name, _ in attrs
            if name.startswith("on")
            or (
                name in ("style", "class", "src")
                and not (name == "class" and tag == "code")
                and not (name == "style" and tag in ("td", "th"))
            )
        ]
        self.found += [
            f"{tag} {value}"
            for name, value in attrs
            if name == "href" and not re.match(r"https?://|#|\.\./|<", value or "#")
        ]


class _Head(HTMLParser):
    """Collects a page's policies, what stands before the first, and the scripts that stand inside the page."""

    def __init__(self) -> None:
        super().__init__()
        self.policies: list[str] = []
        self.early: list[str] = []
        self.scripts: list[str] = []
        self.is_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "meta" and values.get("http-equiv", "") == "Content-Security-Policy":
            self.policies.append(values["content"] or "")
        elif tag in ("script", "style", "link") and not self.policies:
            self.early.append(tag)
        self.is_script = tag == "script" and "src" not in values and "json" not in (values.get("type") or "")
        self.scripts += [""] if self.is_script else []

    def handle_data(self, data: str) -> None:
        if self.is_script:
            self.scripts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self.is_script = False


@pytest.mark.parametrize("name", ["own_site", "hostile_site"])
def test_every_page_has_a_policy_that_names_its_scripts(request: pytest.FixtureRequest, name: str) -> None:
    """Each HTML file has one policy, before all that it is for; it names the page's scripts by hash and no site."""
    site: Path = request.getfixturevalue(name)
    pages = [*list_pages(site, "en"), *list_pages(site, "zh")]
    assert len(pages) > 50
    for uri in pages:
        reader = _Head()
        reader.feed((site / uri).read_text("utf-8"))
        assert (len(reader.policies), reader.early) == (1, []), uri
        rules = dict(rule.split(" ", 1) for rule in reader.policies[0].split("; "))
        scripts = rules.pop("script-src").split(" ")
        hashes = {
            f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in reader.scripts
        }
        assert hashes <= set(scripts), uri
        assert not {"'unsafe-inline'", "'unsafe-eval'", "data:", "*"} & set(scripts), uri
        assert {rules[key] for key in ("default-src", "object-src", "base-uri", "form-action")} == {"'none'"}
        assert set(" ".join(rules.values()).split()) <= {"'none'", "'self'", "data:", "'unsafe-inline'"} | {
            word for word in rules["style-src-elem"].split() if word.startswith("'sha256-")
        }
        if 'data-status="client"' not in (site / uri).read_text("utf-8"):
            assert "'unsafe-inline'" not in rules["style-src-elem"], uri


def use_page(page: Page, search: bool) -> None:
    """Do what a reader can do on a page: choose the other colours, open the diagram, the menu, and search."""
    for name in (".colours-button", ".zoom:visible", ".menu-button:visible", "summary:visible"):
        if page.locator(name).count():
            page.locator(name).first.click()
            page.keyboard.press("Escape")
    if search and page.locator(".search-button:visible").count():
        page.locator(".search-button").click()
        page.locator(".search-window input").fill("MoE")
        page.wait_for_selector(".search-results li")
        page.keyboard.press("Escape")


@pytest.mark.browser
@pytest.mark.parametrize("edition", ["zh", *also("en")])
def test_no_page_breaks_its_policy(own_site: Path, serve: Serve, browser: Browser, edition: str) -> None:
    """Every kind of page is opened and used, from a host and from a folder, and the browser refuses nothing."""
    page = browser.new_page()
    refused: list[str] = []
    page.add_init_script(WATCH)
    page.on("console", lambda message: refused.append(message.text) if "Policy" in message.text else None)
    kinds = choose_pages((own_site,), edition)[own_site]
    used = [f"{serve(own_site)}{uri}" for uri in (kinds if EVERY else choose_kinds(own_site, edition))]
    pages = [f"{serve(own_site)}{uri}" for uri in kinds]
    for address in (*pages, *(f"{own_site.as_uri()}/{uri}index.html" for uri in kinds if "." not in uri)):
        page.goto(address)
        if address in used:
            use_page(page, search=EVERY or address == used[-1])
        refused += [f"{address}: {what}" for what in page.evaluate("globalThis.refused")]
        assert str(page.locator("html").get_attribute("class")).startswith("js"), address
    page.close()
    assert refused == []


@pytest.mark.browser
def test_a_diagram_that_the_browser_draws_keeps_to_the_policy(
    hostile_site: Path, serve: Serve, browser: Browser
) -> None:
    """Mermaid's own script draws under the policy of its page, hostile labels and all."""
    pages = [
        uri
        for uri in list_pages(hostile_site, "en")
        if 'data-status="client"' in (hostile_site / uri).read_text("utf-8")
    ]
    page = browser.new_page()
    page.add_init_script(WATCH)
    for uri in pages[:4]:
        page.goto(serve(hostile_site) + uri)
        page.wait_for_selector("figure[data-status=client] .picture svg, .unsupported:not([hidden])")
        assert page.evaluate("globalThis.refused") == []
        assert page.evaluate(FAULTS) == []
    assert page.locator("figure[data-status=client] .picture svg").count()
    page.close()


@pytest.mark.browser
def test_what_gets_into_a_page_against_all_rules_is_refused(own_site: Path, serve: Serve, browser: Browser) -> None:
    """Were the policy for texts to fail, the page's own would stop scripts, styles, pictures, forms and frames."""
    page = browser.new_page()
    page.add_init_script(WATCH)
    foreign: list[str] = []
    address = serve(own_site)
    page.on("requestfinished", lambda request: foreign.append(request.url) if "evil" in request.url else None)
    page.on("requestfailed", lambda request: foreign.append(request.url) if request.failure != "csp" else None)
    page.goto(address)
    page.evaluate("""() => {
      const add = (name, values) => document.body.append(Object.assign(document.createElement(name), values));
      add("script", { textContent: "globalThis.pwned = 1" });
      add("script", { src: "https://evil.example/x.js" });
      add("style", { textContent: "h1 { display: none }" });
      add("img", { src: "https://evil.example/x.png" });
      add("iframe", { src: "https://evil.example/" });
      add("base", { href: "https://evil.example/" });
      add("div", { innerHTML: "<img src=x: onerror='globalThis.pwned = 1'><form action=/><button></button></form>" });
      setTimeout("globalThis.pwned = 1");
      fetch("https://evil.example/").catch(() => {});
      document.querySelector("form[action='/'] button").click();
    }""")
    page.wait_for_function("refused.length >= 9")
    found = {line.split(" ")[0] for line in page.evaluate("globalThis.refused")}
    wanted = (
        "script-src-elem script-src-attr script-src style-src-elem img-src base-uri form-action connect-src frame-src"
    )
    assert found >= set(wanted.split())
    assert page.evaluate("globalThis.pwned") is None
    assert page.locator("h1").first.is_visible()
    assert (foreign, page.url) == ([], address)
    page.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The address at which `mkdocs serve` shows a folder with one source."""
    (tmp_path / "a.md").write_text("---\ntitle: A\ntags: [moe]\n---\nText.\n", "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    command = [str(Path(sys.executable).with_name("mkdocs")), "serve", "--dev-addr", place]
    environment = {**os.environ, "READING_LIST_SOURCES": str(tmp_path), "NO_MKDOCS_2_WARNING": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert any("Serving on" in line for line in process.stderr), "mkdocs serve ended"
        yield f"http://{place}/"
        process.terminate()


@pytest.mark.browser
def test_a_page_that_is_served_may_reload_itself(served: str, browser: Browser) -> None:
    """The script that `mkdocs serve` writes into each page runs under the page's policy, otherwise the same."""
    page = browser.new_page()
    page.add_init_script(WATCH)
    page.goto(served)
    assert page.evaluate("typeof livereload") == "function"
    assert page.evaluate("globalThis.refused") == []
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert policy == make_policy((), is_served=True)
    page.close()
