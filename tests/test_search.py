"""Search as a reader meets it: what is typed into the window in a real browser finds the works it should."""

from __future__ import annotations

import gzip
import html
import json
import string
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Response, expect

from conftest import EVERY, build_once, read_own
from readinglist.catalog import get_digest_text
from readinglist.document import EDITIONS
from readinglist.han import SEPARATOR, cut_pairs, fold, has_han, make_simplified, make_table
from readinglist.search_records import Passage, Record, join_names, read_passages, write_record
from test_browser import WAIT, Serve, get_root, open_page

pytestmark = pytest.mark.browser

QUERIES = yaml.safe_load(Path(__file__).with_name("search_queries.yml").read_text("utf-8"))
MANY = 200
"""Works of the site on which planted words are searched."""
PLANTED = {"quokka": 7, "量子纠缠": 11, "識蒸": 3, "翻倍。": 5}
"""Word -> every how manyth work has it: one in Latin letters, one Chinese, one inside a run, in traditional form, and
one that ends its run and is no word to the browser's own cutting of Chinese."""

ASK_ALL = """async ([names, pages]) => {
  const dialog = document.querySelector(".search-window");
  const [input, more] = [dialog.querySelector("input"), dialog.querySelector(".search-more")];
  const until = (holds) => new Promise((go) => {
    const look = () => (holds() ? go() : setTimeout(look, 5));
    look();
  });
  const found = {};
  for (const name of names) {
    input.value = name;
    input.dispatchEvent(new InputEvent("input"));
    await new Promise((go) => setTimeout(go, 65));
    await until(() => !dialog.hasAttribute("data-busy"));
    for (let page = 1; page < pages && !more.hidden; page++) {
      const count = dialog.querySelectorAll(".search-title").length;
      more.click();
      await until(() => more.hidden || dialog.querySelectorAll(".search-title").length > count);
    }
    found[name] = [...dialog.querySelectorAll(".search-title")].map((link) => link.href);
  }
  return found;
}"""
"""Names, and how often the button for more is pressed -> name -> addresses that a search for it finds, in order."""


def _ask(page: Page, words: str) -> list[str]:
    """Type into the window that is open, and wait for the answer: addresses of the works, in order."""
    field = page.locator(".search-window input")
    field.fill("")
    expect(page.locator(".search-status")).to_have_text("")
    field.fill(words)
    expect(page.locator(".search-status")).not_to_have_text("", timeout=WAIT)
    expect(page.locator(".search-window[data-busy]")).to_have_count(0, timeout=WAIT)
    return [str(link) for link in page.locator(".search-title").evaluate_all("links => links.map((link) => link.href)")]


def _get_slugs(links: list[str]) -> list[str]:
    return [link.split("/entries/")[1].strip("/") for link in links if "/entries/" in link]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_query_finds_its_entry_among_the_first_five(
    own_site: Path, serve: Serve, browser: Browser, edition: str
) -> None:
    """Titles, names, aliases, two characters, traditional forms, inflected words: the entry is where one looks."""
    address = serve(own_site)
    missed: list[str] = []
    with open_page(browser, address) as page:
        page.goto(get_root(address, edition))
        page.keyboard.press("Control+k")
        _ask(page, "DeepSeek")  # the script of search is loaded when its window is first opened
        answers = page.evaluate(ASK_ALL, [list(QUERIES[edition]), 1])
    for words, slug in QUERIES[edition].items():
        found = _get_slugs(answers[words])[:5]
        missed += [] if slug in found else [f"{words}: {slug} not in {found}"]
    assert not missed, "\n".join(missed)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_name_of_a_tag_or_term_finds_what_deals_with_it(
    own_site: Path, serve: Serve, browser: Browser, edition: str
) -> None:
    """Names, aliases and misheard forms: each finds the entries that have the tag or mention the term, and the term."""
    expected = _list_names(edition)
    address = serve(own_site)
    with open_page(browser, address) as page:
        page.goto(get_root(address, edition))
        page.keyboard.press("Control+k")
        _ask(page, next(iter(expected)))
        found = page.evaluate(ASK_ALL, [list(expected)[:: 1 if EVERY else 60], 100])
        root = page.evaluate("document.baseURI")
    missed = {
        name: lacking
        for name, links in found.items()
        if (lacking := expected[name] - {link.removeprefix(root) for link in links})
    }
    assert len(expected) > 1000
    assert not missed, "\n".join(f"{name}: {sorted(lacking)}" for name, lacking in missed.items())


def _list_names(edition: str) -> dict[str, set[str]]:
    """Name of a tag or term, as a reader may type it -> addresses that a search for it must find."""
    site = read_own()
    names: dict[str, set[str]] = {}
    for tag in site.vocabulary.tags:
        works = {f"entries/{entry.slug}/" for entry in site.entries if tag in entry.tags}
        for name in (*tag.names.values(), *tag.aliases):
            names.setdefault(name, set()).update(works)
    texts = {entry.slug: [get_digest_text(entry.digests[edition])] for entry in site.entries}
    mentions = {slug: site.finder.count(words) for slug, words in texts.items()}
    for term in site.vocabulary.terms:
        works = {f"entries/{slug}/" for slug, counts in mentions.items() if term.id in counts}
        for name in (*term.names.values(), *term.aliases, *term.heard):
            names.setdefault(name, set()).update(works, {f"glossary/#{term.id}"})
    return names


def test_there_are_enough_queries() -> None:
    """At least 80, in both editions."""
    assert sum(len(queries) for queries in QUERIES.values()) >= 80
    assert QUERIES.keys() == set(EDITIONS)


@pytest.fixture(scope="session")
def planted_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of many works, some of which hold a planted word."""
    made = tmp_path_factory.mktemp("planted")
    for number in range(MANY):
        words = [word for word, step in PLANTED.items() if number % step == 0]
        text = (
            f"这项工作讨论训练成本与推理效率，编号{number}。知識蒸餾。"
            if number % 2
            else f"On training and cost, {number}."
        )
        planted = "。".join(f"其中说到知{word}{'' if word.endswith('。') else '馏的情形'}" for word in words)
        (made / f"work-{number}.md").write_text(f"---\ntitle: Work {number}\n---\n{text}\n\n{planted}\n", "utf-8")
    return build_once("planted", made, tmp_path_factory)


def test_every_work_with_a_word_is_found_and_the_first_answer_is_small(
    planted_site: Path, serve: Serve, browser: Browser
) -> None:
    """Nothing is missed, also inside a run and in the other script; a first answer takes at most 300 kB compressed."""
    address = serve(planted_site)
    with open_page(browser, address) as page:
        page.goto(get_root(address, EDITIONS[1]))
        loaded: list[Response] = []
        page.on("response", lambda response: loaded.append(response))
        page.keyboard.press("/")
        for number, (words, step) in enumerate(PLANTED.items()):
            assert _ask(page, words)
            if number == 0:
                bodies = [response.body() for response in loaded]
                assert sum(min(len(body), len(gzip.compress(body))) for body in bodies) <= 300_000
            more = page.locator(".search-more")
            while more.is_visible():
                count = page.locator(".search-title").count()
                more.click()
                expect(page.locator(".search-title")).not_to_have_count(count)
            found = set(_get_slugs(page.locator(".search-title").evaluate_all("all => all.map((link) => link.href)")))
            assert {f"work-{n}" for n in range(0, MANY, step)} <= found, words


def test_a_result_leads_to_the_passage(own_site: Path, serve: Serve, browser: Browser) -> None:
    """The passage that matched is shown with the words marked, and its link opens the page there; keys are enough."""
    address = serve(own_site)
    with open_page(browser, address) as page:
        page.goto(address)
        page.keyboard.press("/")
        _ask(page, "ablations")
        passage = page.locator(".search-results ul a:has(b)").first
        expect(passage.locator("mark").first).to_have_text("ablations", ignore_case=True)
        for _ in range(2):
            page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.closest('.search-results ul') !== null")
        target = str(page.evaluate("document.activeElement.href"))
        page.keyboard.press("Enter")
        page.wait_for_url(target)
        assert page.evaluate("() => document.querySelector(':target') !== null")


def test_words_that_nothing_holds_say_so(own_site: Path, serve: Serve, browser: Browser) -> None:
    """No page is offered for a word that none has; where pages have some of the words only, that is said."""
    address = serve(own_site)
    with open_page(browser, address) as page:
        page.goto(address)
        page.keyboard.press("/")
        assert _ask(page, "zzyzxqq") == []
        expect(page.locator(".search-status")).to_contain_text("Nothing found")
        assert _ask(page, "ablations zzyzxqq")
        expect(page.locator(".search-status")).to_contain_text("some of them")


@given(st.text(alphabet=string.ascii_letters + " ，。量子纠缠混合專家", max_size=40))
def test_pairs_hold_every_two_characters(text: str) -> None:
    """Any two Chinese characters that stand together are a word of the index, and no others are."""
    plain = text.translate(make_simplified())
    han = set("量子纠缠混合专家")
    pairs = {plain[i : i + 2] for i in range(len(plain) - 1) if set(plain[i : i + 2]) <= han}
    tokens = [token for token in cut_pairs(text).split() if token != SEPARATOR and set(token) <= han]
    assert {token for token in tokens if len(token) == 2} == pairs


@given(st.lists(st.text(alphabet="aBc 混合專专家Ａ-", max_size=8), max_size=8))
def test_names_are_joined_without_loss(names: list[str]) -> None:
    """Each word of each name is there, a Chinese one perhaps inside another, and none is there twice."""
    joined = join_names(names).split(" , ")
    words = [word for part in joined for word in part.split()]
    assert len(set(words)) == len(words)
    for word in (word for name in names for word in fold(name).split()):
        assert any(word in known for known in words) if has_han(word) else word in words


def test_the_table_folds_what_the_index_holds() -> None:
    """Only characters whose simplified form is in the text are in the table, in pairs."""
    assert make_table("专家 x").count("專") == 1
    assert "龍" not in make_table("专家 x")


@given(
    st.lists(
        st.tuples(st.sampled_from(["point", "digest", "transcript"]), st.text("ab<&\"' 中", min_size=1)), max_size=5
    )
)
def test_a_record_is_well_formed_whatever_a_page_says(items: list[tuple[str, str]]) -> None:
    """Foreign text stays text: every passage comes back from the record's page as one paragraph."""
    passages = tuple(Passage(kind, f"i{n}", text) for n, (kind, text) in enumerate(items))
    page = write_record(Record("entries/x/", 'A "title" </script>', "en", "facts & more", passages))
    assert page.count("<p ") == page.count('<i id="i') == len(items)
    assert "</script>" not in page
    for passage in passages:
        assert html.escape(cut_pairs(passage.text), quote=False) in page


def test_passages_are_told_by_the_sections_of_a_page() -> None:
    """Key points, claims, digest and transcript are told apart; names of sections, buttons and drawings are no text."""
    page = """<article><header class="entry-head"><h1>T</h1><p class="facts">2025</p></header>
    <section class="key-points"><h2 id="key-points">Key points</h2><ol><li id="p-1"><span>One</span>
    <span class="place">p. 5</span></li></ol></section>
    <section class="digest"><h2 id="digest">Digest</h2><div class="text"><h3 id="own">Own</h3>
    <p id="d-1">Two</p></div></section>
    <section class="transcript"><h2 id="transcript">Transcript</h2><div class="passage" id="t-1">
    <a class="time">≈ 0:10</a><p>so <abbr title="DeepSeek">db stick</abbr></p></div></section>
    <section class="cite"><p>no</p></section></article>"""
    found = [(passage.kind, passage.id, passage.text, passage.time) for passage in read_passages(page)]
    assert found == [
        ("title", "", "T", ""),
        ("point", "p-1", "One", ""),
        ("digest", "own", "Own", ""),
        ("digest", "d-1", "Two", ""),
        ("transcript", "t-1", "so DeepSeek db stick", "≈ 0:10"),
    ]


def test_the_index_is_asked_for_in_pieces(own_site: Path) -> None:
    """The index holds every entry once, and no file of it is large."""
    entry = json.loads((own_site / "search" / "pagefind-entry.json").read_text("utf-8"))
    works = len(json.loads((own_site / "catalog.json").read_text("utf-8"))["entries"])
    assert next(iter(entry["languages"].values()))["page_count"] >= works
    assert max(file.stat().st_size for file in (own_site / "search").rglob("*") if file.is_file()) < 100_000
