"""The pages about many entries: paths, timeline, glossary, tags, home, and terms explained inside entries."""

from __future__ import annotations

import functools
import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from conftest import ROOT, also, build_once, call_check, list_entries
from readinglist.collation import get_letter, make_sort_key
from readinglist.diagrams.render import draw_diagram
from readinglist.document import EDITIONS, Prose
from readinglist.markup import PageIds, render_prose
from readinglist.policy import clean_text
from readinglist.terms import SKIPPED, TermFinder, TermMarker
from readinglist.timeline import FONT_SIZE, MAX_ROWS, Event, Period, make_periods, make_source
from readinglist.timeline_layout import arrange_timeline
from readinglist.vocabulary import Term, read_glossary, read_tags

both = pytest.mark.parametrize("edition", EDITIONS)

WORK = "---\ntitle: {title}\ntags: [open-source]\n{more}---\nA text about {about}.\n"
TITLES = (
    "A: b", "C#; and more", '"Quoted" <b>tags</b> & entities &amp;', "Three ::: colons", "100 %% done", "[x](y) {z}",
    "标题：全角；标点", "是愚蠢还是真伟大？DeepSeek为什么要开源？核心技术会被“友商”偷学吗？真的吗", "emoji 🤔🚀",
    "A title as long as a paragraph, which goes on and on until nobody remembers how it began, and then some more",
    "Supercalifragilisticexpialidocious-Supercalifragilisticexpialidocious", "end", "section 5", "#35; &#58;",
)  # fmt: skip


def get_folder(site: Path, edition: str) -> Path:
    """Where an edition stands."""
    return site if edition == EDITIONS[0] else site / edition


def read_page(site: Path, edition: str, uri: str) -> BeautifulSoup:
    """A page of a built site."""
    file = get_folder(site, edition) / uri / "index.html"
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


def get_texts(page: Tag, selector: str) -> list[str]:
    """The words of all elements that a selector finds."""
    return [" ".join(found.get_text().split()) for found in page.select(selector)]


def list_slugs(page: Tag, selector: str) -> list[str]:
    """Slugs of the entries that links lead to."""
    links = (str(link["href"]) for link in page.select(selector))
    return [match[1] for link in links if (match := re.search(r"entries/([^/]+)/$", link))]


@pytest.fixture(scope="session")
def large_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of 100 works over four years, with odd titles, partial dates and three works without any."""
    folder = tmp_path_factory.mktemp("large-sources")
    for number in range(100):
        title = f"{TITLES[number % len(TITLES)]} {number}"
        dates = (f"published: {2023 + number % 4}", f"-{1 + number % 12:02}", f"-{1 + number % 28:02}")
        parts = 0 if number % 33 == 0 else 1 if number % 17 == 0 else 3
        more = "".join(dates[:parts]) + "\n" if parts else ""
        quoted = "'" + title.replace("'", "''") + "'"
        text = WORK.format(title=quoted, more=more, about=f"work {number} and the mixture of experts")
        (folder / f"work-{number:03}.md").write_text(text, encoding="utf-8")
    return build_once("large", folder, tmp_path_factory)


# --- paths


@both
def test_a_path_leads_through_its_works_in_order(own_site: Path, edition: str) -> None:
    """The overview names every path with its works; its own page gives each work a reason and a time."""
    overview = read_page(own_site, edition, "paths")
    sections = overview.select("section.path-summary")
    assert len(sections) >= 2
    for section in sections:
        page = read_page(own_site, edition, f"paths/{section['id']}")
        steps = list_slugs(page, ".steps h2 a")
        assert steps == list_slugs(section, "ol a")
        assert len(steps) >= 2
        assert all(get_texts(page, ".steps .reason"))
        minutes = [int(re.findall(r"\d+", text)[-1]) for text in get_texts(page, ".steps .path-facts")]
        (total, *_) = re.findall(r"\d+", get_texts(page, "header .path-facts")[0])
        assert int(total) == sum(minutes)
        for slug in steps:
            assert (get_folder(own_site, edition) / "entries" / slug / "index.html").is_file()


@both
def test_an_entry_says_where_on_a_path_it_stands(own_site: Path, edition: str) -> None:
    """From each work of a path the way leads to the next one and back, and to the path."""
    for section in read_page(own_site, edition, "paths").select("section.path-summary"):
        steps = list_slugs(section, "ol a")
        for number, slug in enumerate(steps):
            (place,) = [
                place
                for place in read_page(own_site, edition, f"entries/{slug}").select("nav.path-place")
                if place.select(f'a[href$="paths/{section["id"]}/"]')
            ]
            assert list_slugs(place, 'a[rel="prev"]') == steps[:number][-1:]
            assert list_slugs(place, 'a[rel="next"]') == steps[number + 1 :][:1]


@both
def test_home_shows_up_to_four_paths(own_site: Path, edition: str) -> None:
    """The first paths stand on the home page."""
    home = [str(link["href"]) for link in read_page(own_site, edition, "").select(".path-card h3 a")]
    overview = read_page(own_site, edition, "paths").select("section.path-summary")
    assert home == [f"./paths/{section['id']}/" for section in overview[:4]]


@both
def test_paths_of_another_folder_are_left_out(seeds_site: Path, edition: str) -> None:
    """Sources without paths of their own have none that lead nowhere: a sentence stands there instead."""
    assert read_page(seeds_site, edition, "paths").select("section.path-summary") == []
    assert len(get_texts(read_page(seeds_site, edition, "paths"), ".paths > p")) == 2
    assert read_page(seeds_site, edition, "").select("#start-here") == []


FAULTS = """\
- id: Good Path
  title: {en: A, zh: 甲}
  lead: {en: A, zh: 甲}
  steps:
    - {entry: one, reason: {en: a, zh: 甲}}
    - {entry: twoo, reason: {en: a, zh: 甲}}
- id: second
  title: {en: A}
  leed: {en: A, zh: 甲}
  lead: {en: A, fr: B, zh: 甲}
  steps:
    - {entry: one, reason: {en: a, zh: 甲}}
    - {entry: first-name, reason: {en: a, zh: 甲}}
    - {entry: two}
- id: second
  title: {en: A, zh: 甲}
  lead: {en: A, zh: 甲}
  steps: []
- {id: third}
"""
FOUND = (
    '1: bad id: found "Good Path"; use a-z, 0-9 and hyphens',
    '6: no entry "twoo" for the path "Good Path" (did you mean "two"?); name the slug of an entry, or remove the step',
    "8: bad title: no text in zh; write en: …, zh: …",
    '9: unknown key "leed" (did you mean "lead"?); use id, title, lead, steps',
    '10: unknown language in lead: found "fr"; write en: …, zh: …',
    '13: the entry "first-name" a second time on the path "second"; keep one of the two steps',
    "14: a step without reason; add reason: to it",
    '15: the path "second" a second time (first in line 7); remove one',
    "18: bad steps: expected a list of at least 2 with entry:",
    "19: a path without title, lead, steps; add title: to it",
)


def write_two_works(folder: Path) -> None:
    """Sources `one`, also called `first-name`, and `two`."""
    (folder / "one.md").write_text(WORK.format(title="One", more="aliases: [first-name]\n", about="it"), "utf-8")
    (folder / "two.md").write_text(WORK.format(title="Two", more="", about="it"), "utf-8")


def test_every_fault_of_paths_is_named_with_its_line(tmp_path: Path) -> None:
    """All that is wrong with the sources' own paths is found in one run, each with its line."""
    write_two_works(tmp_path)
    (tmp_path / "paths.yml").write_text(FAULTS, encoding="utf-8")
    result = call_check(tmp_path)
    assert result.returncode == 1
    lines = [line.partition("paths.yml:")[2] for line in result.stdout.splitlines() if "paths.yml:" in line]
    assert lines == list(FOUND)


def test_paths_are_a_list(tmp_path: Path) -> None:
    """Paths that are no list are an error that says how to write one."""
    write_two_works(tmp_path)
    (tmp_path / "paths.yml").write_text("id: a\n", encoding="utf-8")
    assert "paths.yml:1: expected a list of paths; write - id: …" in call_check(tmp_path).stdout


def test_paths_from_elsewhere_are_noted_and_stop_nothing(tmp_path: Path) -> None:
    """Where the project's paths lead to works that these sources lack, the report says so and nothing fails."""
    write_two_works(tmp_path)
    result = call_check(tmp_path)
    assert result.returncode == 0
    assert re.search(r'paths\.yml:\d+: note: the path "[\w-]+" is left out: 0 of its works', result.stdout)


# --- timeline

MARKS = ("<br>", "：", "；", "`", "**", "%%{init: {}}%%", "-->", "\\n")
titles = st.lists(
    st.one_of(
        st.sampled_from((*TITLES, "<br>", "：", "；", "`", "**", "%%{init: {}}%%", "-->", "\\n")), st.text(max_size=9)
    ),
    min_size=1,
    max_size=6,
).map(lambda parts: clean_text(" ".join(parts)))
"""Titles as they reach the chart: of a source, and so without what nobody sees."""
dates = st.dates().map(lambda day: day.isoformat()) | st.sampled_from(["2024", "2025-03", "2025-12"])


def list_drawn_texts(svg: str) -> list[str]:
    """The words of each box of a timeline's picture, without blanks."""
    boxes = re.split(r'<g class="timeline-node', svg)[1:]
    lines = [re.findall(r"<tspan[^>]*>(.*?)</tspan>", box, re.DOTALL) for box in boxes]
    return ["".join(html.unescape("".join(box)).split()) for box in lines]


@example(title="¶ß and ﬂ°58¶ß")  # what Mermaid puts in the place of `;` and `#58;` while it parses
@given(title=titles)
@settings(max_examples=120, deadline=None)
def test_no_title_breaks_the_chart(title: str) -> None:
    """Whatever a title holds, the chart is drawn without a repair, and shows the beginning of that title as it is."""
    period = Period(2025, "Q1", (Event("slug", title, "video", "2025-01"), Event("b", "next", "video", "2025-02")), 0)
    drawing = draw_diagram(make_source([period], "en"), FONT_SIZE)
    assert (drawing.status, drawing.repairs) == ("rendered", ())
    texts = list_drawn_texts(drawing.svg)
    assert len(texts) == 4
    assert texts[3] == "next"
    shown = texts[2].removesuffix("…")
    plain = re.sub("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\u00ad\ufeff\ufe0e\ufe0f]", " ", title)
    assert "".join(plain.split()).startswith(shown) or shown == "slug"
    assert shown or not plain.strip()


@given(events=st.lists(st.tuples(dates, st.sampled_from(["video", "paper"])), min_size=1, max_size=120))
@settings(max_examples=40, deadline=None)
def test_the_chart_never_grows_beyond_what_can_be_read(events: list[tuple[str, str]]) -> None:
    """Works shown and counted are all works of the periods shown, in order, on at most MAX_ROWS rows."""
    ordered = sorted((Event(f"e{i}", f"T{i}", kind, date) for i, (date, kind) in enumerate(events)), key=_order)
    periods = make_periods(ordered, "en")
    assert sum(len(period.events) for period in periods) <= MAX_ROWS
    assert all(period.events for period in periods)
    shown = [event for period in periods for event in period.events]
    assert [_order(event) for event in shown] == sorted(_order(event) for event in shown)
    years = {period.year for period in periods}
    assert sum(len(period.events) + period.hidden for period in periods) == sum(e.year in years for e in ordered)


def _order(event: Event) -> tuple[int, int, str]:
    return event.year, event.month, event.date


@given(counts=st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=4), min_size=1, max_size=4), data=st.data())
@settings(max_examples=40, deadline=None)
def test_no_box_of_the_chart_covers_another(counts: list[list[int]], data: st.DataObject) -> None:
    """Boxes of one column follow one another without overlap, inside the picture."""
    any_title = st.sampled_from(TITLES)
    periods = [
        Period(
            2020 + year,
            f"Q{i}",
            tuple(Event("s", data.draw(any_title), "video", "") for _ in range(n)),
            i,
        )
        for year, group in enumerate(counts)
        for i, n in enumerate(group)
    ]
    drawing = arrange_timeline(draw_diagram(make_source(periods, "zh"), FONT_SIZE))
    boxes = list_boxes(drawing.svg)
    assert len(boxes) == len(counts) + sum(len(p.events) + 1 for p in periods)
    top, height = (float(number) for number in re.findall(r'viewBox="\S+ (\S+) \S+ (\S+)"', drawing.svg)[0])
    for left in {box[0] for box in boxes}:
        column = sorted((y, y + h) for x, y, w, h in boxes if x <= left < x + w)
        assert all(a[1] <= b[0] for a, b in pairwise(column))
    assert min(y for _, y, _, _ in boxes) >= top
    assert max(y + h for _, y, _, h in boxes) <= top + height


def list_boxes(svg: str) -> list[tuple[float, float, float, float]]:
    """(x, y, width, height) of the boxes of a timeline's picture."""
    pattern = r'translate\((\S+?),\s?(\S+?)\)"><g class="timeline-node.*?x2="([\d.]+)" y2="([\d.]+)"'
    return [(float(x), float(y), float(w), float(h)) for x, y, w, h in re.findall(pattern, svg, re.DOTALL)]


@both
@pytest.mark.parametrize("name", ["own_site", "seeds_site", "large_site"])
def test_the_timeline_has_every_entry(request: pytest.FixtureRequest, name: str, edition: str) -> None:
    """The list has each entry once, by year and month, those without a date at the end; the chart is a drawing."""
    site: Path = request.getfixturevalue(name)
    page = read_page(site, edition, "timeline")
    slugs = list_slugs(page, ".rows a")
    assert sorted(slugs) == list_entries(site)
    years = get_texts(page, ".timeline h2")
    assert years[: -1 if page.select("#date-unknown") else None] == sorted(y for y in years if y.isdigit())
    stamps = [str(time["datetime"]) for time in page.select(".rows time")]
    assert [stamp[:4] for stamp in stamps] == sorted(stamp[:4] for stamp in stamps)
    (figure,) = page.select("figure.diagram")
    assert figure["data-status"] == "rendered"
    for ending in ("svg", "mmd"):
        assert (get_folder(site, edition) / "timeline" / f"diagram-1.{ending}").stat().st_size > 100


def test_a_chart_that_leaves_works_out_says_so(large_site: Path, own_site: Path) -> None:
    """Below the chart of a large site stands how many works it shows, and of how many."""
    (note,) = get_texts(read_page(large_site, "en", "timeline"), ".note")
    shown, total = map(int, re.findall(r"\d+", note))
    assert total == 96
    assert 10 <= shown <= MAX_ROWS
    notes = get_texts(read_page(own_site, "en", "timeline"), ".note")
    assert len(notes) == (len(list_entries(own_site)) > MAX_ROWS)


# --- glossary and tags


@both
def test_the_glossary_has_every_term_in_order(own_site: Path, edition: str) -> None:
    """Each term stands once, under its id, with its other name marked as of its language, sorted for its readers."""
    terms, problems = read_glossary((ROOT / "sources/glossary.yml").read_text(encoding="utf-8"), "glossary.yml")
    assert problems == ()
    page = read_page(own_site, edition, "glossary")
    ids = [str(heading["id"]) for heading in page.select(".term-entry h3")]
    wanted = sorted(terms, key=lambda term: make_sort_key(term.names[edition]))
    assert ids == [term.id for term in wanted]
    by_id = {term.id: term for term in terms}
    for entry in page.select(".term-entry"):
        term = by_id[str(entry.select("h3")[0]["id"])]
        other = next(language for language in EDITIONS if language != edition)
        assert [name["lang"] for name in entry.select(".other-title")] == (
            [other] if term.names[other] != term.names[edition] else []
        )
        assert get_texts(entry, ".definition")[0].startswith(term.definitions[edition][:40])
        assert [link["href"] for link in entry.select("a.source")] == ([term.source] if term.source else [])
        assert not set(term.heard) & set(entry.get_text().split())
    letters = get_texts(page, "h2.letter")
    assert letters == get_texts(page, "nav.jump a")
    assert letters == sorted(letters)


@pytest.mark.parametrize("edition", ["zh", *also("en")])
def test_terms_lead_to_the_entries_that_mention_them(own_site: Path, edition: str) -> None:
    """Every entry named under a term mentions it in one of its digests; a term that entries use names some."""
    finder = TermFinder(read_glossary((ROOT / "sources/glossary.yml").read_text(encoding="utf-8"), "g")[0])
    named = 0

    @functools.cache
    def count(slug: str) -> Counter[str]:
        texts = [read_page(own_site, language, f"entries/{slug}").select_one("article") for language in EDITIONS]
        return finder.count(text.get_text() for text in texts if text)

    for entry in read_page(own_site, edition, "glossary").select(".term-entry"):
        name = str(entry.select("h3")[0]["id"])
        for slug in list_slugs(entry, ".term-works a"):
            assert count(slug)[name] > 0
            named += 1
    assert named > 20


def test_names_are_sorted_by_pinyin() -> None:
    """Chinese names stand under the letter of their pinyin, Latin ones under their own, digits before all."""
    names = ["长上下文", "蒸馏", "DualPipe双向流水线", "多词元预测", "3FS", "专家并行", "Élan"]
    assert [get_letter(name) for name in names] == ["C", "Z", "D", "D", "#", "Z", "E"]
    wanted = ["3FS", "长上下文", "DualPipe双向流水线", "多词元预测", "Élan", "蒸馏", "专家并行"]
    assert sorted(names, key=make_sort_key) == wanted
    assert get_letter("《论语》") == "L"


@both
@pytest.mark.parametrize("name", ["own_site", "seeds_site"])
def test_the_tag_index_has_every_tag(request: pytest.FixtureRequest, name: str, edition: str) -> None:
    """A tag with works has a heading with its id, its count, definition and works; one without is only named."""
    site: Path = request.getfixturevalue(name)
    tags, _ = read_tags((ROOT / "sources/tags.yml").read_text(encoding="utf-8"), "tags.yml")
    page = read_page(site, edition, "tags")
    used = [str(heading["id"]) for heading in page.select(".tag-index h2")]
    assert used
    ordered = [tag.id for tag in sorted(tags, key=lambda tag: make_sort_key(tag.names[edition]))]
    assert used == [tag for tag in ordered if tag in used]
    assert [str(link["href"]) for link in page.select(".topics a")] == [f"#{tag}" for tag in used]
    unused = [str(found["id"]) for found in page.select(".unused-tags span")]
    assert sorted(used + unused) == sorted(ordered)
    counts = [int(text) for text in get_texts(page, ".tag-index h2 .tag-count")]
    assert counts == [len(items.select("li")) for items in page.select("ul.works")]
    assert len(page.select(".tag-index p.definition")) == len(used)


@pytest.mark.parametrize(
    ("item", "found"),
    [
        ("source: ftp://x", "bad source: expected an address; write source: https://…"),
        ("heard: one", "bad heard: expected a list of words; write heard: [one, two]"),
        (
            "sauce: x",
            'unknown key "sauce" (did you mean "source"?); '
            "use id, en, zh, abbr, definition, aliases, heard, tags, source",
        ),
    ],
)
def test_a_term_with_a_bad_key_is_an_error(item: str, found: str) -> None:
    """What is wrong with a term of the glossary is said with its line."""
    _, problems = read_glossary(f"- id: a\n  en: A\n  zh: 甲\n  {item}\n", "glossary.yml")
    assert [str(problem) for problem in problems] == [f"glossary.yml:4: {found}"]


# --- terms inside entries


def make_term(name: str, zh: str, *aliases: str) -> Term:
    """A term that is called so in both languages."""
    return Term(
        name.lower().replace(" ", "-"), MappingProxyType({"en": name, "zh": zh}), MappingProxyType({}), aliases=aliases
    )


FINDER = TermFinder(
    (
        make_term("Mixture of Experts", "混合专家", "MoE", "mixture-of-experts", "混合专家模型"),
        make_term("Reward model", "奖励模型"),
        make_term("Process reward model", "过程奖励模型", "PRM"),
        make_term("NSA", "原生稀疏注意力", "R&D"),
        make_term("Token", "词元"),
    )
)


def find_marked(text: str) -> list[str]:
    """The mentions that are explained in HTML."""
    marked = BeautifulSoup(TermMarker(FINDER, "../").mark(text), "html.parser")
    return [link.get_text() for link in marked.select("a.term")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("MoE, MoEx, xMoE and moe", ["MoE"]),
        ("MoEx xMoE moe MOE", []),
        ("采用混合专家模型架构", ["混合专家模型"]),
        ("一种MoE架构和混合专家", ["MoE"]),
        ("Mixture-of-experts and MIXTURE OF EXPERTS", ["Mixture-of-experts"]),
        ("process reward models, not a reward model", ["process reward models", "reward model"]),
        ("tokens and tokenizers; a token", ["tokens"]),
        ("R&amp;D is not &amp;token; nsa", ["R&D", "token"]),
        ('<a href="#">MoE</a> <code>token</code> <h3 id="x">NSA</h3> text', []),
        ('<td title="a > MoE"><b>Mo</b>E</td> <em>MoE</em>', ["MoE"]),
        ("<pre><code>MoE</code> token</pre> NSA", ["NSA"]),
        ("<p>token</p><p>token 词元 Token</p>", ["token"]),
        ("a <!-- MoE --> b", []),
    ],
)
def test_a_term_is_explained_where_it_is_one(text: str, found: list[str]) -> None:
    """The first mention of each term is marked: whole words, the longest name, nothing in links, headings and code."""
    assert find_marked(text) == found


words = st.sampled_from(
    (
        *"MoE moe Mixture of Experts mixture-of Reward model s PRM process R&D 混合专家 模型 奖励 token x 1".split(),
        *" -\nİ",
    )
)


@given(text=st.lists(words, max_size=20).map("".join))
@example("process-reward models, İ, MoE")
@settings(max_examples=400, deadline=None)
def test_mentions_are_those_of_the_whole_expression(text: str) -> None:
    """Asking only where a name can begin finds all that going through the text would find."""
    assert [match.span() for match in FINDER.find_mentions(text)] == [m.span() for m in FINDER.pattern.finditer(text)]


pieces = st.sampled_from(
    (
        "MoE", "混合专家", " ", "token", "*", "**", "`", "[", "](https://example.org/?a=1&b=MoE)", "<b>", "</b>",
        "&amp;", "<", ">", '"', "# ", "\n\n", "- ", "|MoE|token|\n|-|-|\n", "```\n", "R&D", "x", "<a title='MoE>'>",
        "<!--", "-->",
    )
)  # fmt: skip


@given(text=st.lists(pieces, max_size=14).map("".join))
@example("<b>  MoE")
@settings(max_examples=250, deadline=None)
def test_marking_changes_no_word(text: str) -> None:
    """But for the marks themselves, a page's HTML stays as it was, and no mark stands where none may."""
    rendered, _ = render_prose(Prose(text, 1), PageIds())
    marked = TermMarker(FINDER, "../").mark(rendered)
    soup = BeautifulSoup(marked, "html.parser")
    links = soup.select("a.term")
    assert len({link["href"] for link in links}) == len(links)
    for link in links:
        assert not SKIPPED & {parent.name for parent in link.parents}
    unmarked = re.sub(r'<a class="term"[^>]*>(.*?)</a>', r"\1", marked)
    assert BeautifulSoup(unmarked, "html.parser") == BeautifulSoup(rendered, "html.parser")


@both
def test_an_entry_brings_the_definitions_of_its_terms(own_site: Path, edition: str) -> None:
    """Each marked term links to the glossary and has its definition on the page; no other definition is there."""
    glossary = {str(found["id"]) for found in read_page(own_site, edition, "glossary").select("h3[id]")}
    marks = 0
    for slug in list_entries(own_site):
        article = read_page(own_site, edition, f"entries/{slug}").select_one("article")
        assert article is not None
        links = article.select("a.term")
        described = [str(link["aria-describedby"]) for link in links]
        assert len(set(described)) == len(described)
        assert sorted(described) == sorted(str(tip["id"]) for tip in article.select("[role=tooltip]"))
        assert {str(link["href"]).partition("../../glossary/#")[2] for link in links} <= glossary
        assert all(link.find_parent(class_=["key-points", "text"]) for link in links)
        marks += len(links)
    assert marks > 20


@both
def test_words_of_others_are_left_as_they_are(seeds_site: Path, edition: str) -> None:
    """In a text of a work's own author no term is marked."""
    for slug in ("002_fb40e09352343013", "004_779751a485a8b0cf"):
        assert read_page(seeds_site, edition, f"entries/{slug}").select("a.term, script[src$='terms.js']") == []


# --- in a browser

Serve = functools.partial[str]
ENTRY = "entries/cnbc-srinivas-on-deepseek-dubbed/"


@pytest.fixture
def touch_page(browser: Browser) -> Iterator[Page]:
    """A page on a phone."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def wide_page(browser: Browser) -> Iterator[Page]:
    """A page on a desktop."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def get_tip(page: Page, number: int = 0) -> tuple[str, str]:
    """(selector of a term, selector of its definition)."""
    name = page.locator("a.term").nth(number).get_attribute("aria-describedby")
    return f'a.term[aria-describedby="{name}"]', f"#{name}"


@pytest.mark.browser
@both
def test_a_definition_shows_on_hover_and_on_focus(own_site: Path, serve: Serve, wide_page: Page, edition: str) -> None:
    """It stays while the pointer is on it, goes with Escape and when pointer or focus leaves (WCAG 2.2, 1.4.13)."""
    wide_page.goto(f"{serve(own_site)}{'' if edition == 'en' else 'zh/'}{ENTRY}")
    term, tip = get_tip(wide_page, 1)
    expect(wide_page.locator(tip)).to_be_hidden()
    wide_page.hover(term)
    expect(wide_page.locator(tip)).to_be_visible()
    wide_page.hover(tip)
    wide_page.wait_for_timeout(400)
    expect(wide_page.locator(tip)).to_be_visible()
    wide_page.keyboard.press("Escape")
    expect(wide_page.locator(tip)).to_be_hidden()
    wide_page.hover(term)
    wide_page.mouse.move(5, 5)
    expect(wide_page.locator(tip)).to_be_hidden()
    wide_page.locator(term).scroll_into_view_if_needed()
    wide_page.evaluate("term => document.querySelector(term).focus({ focusVisible: true })", term)
    expect(wide_page.locator(tip)).to_be_visible()
    box = wide_page.locator(tip).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1280
    wide_page.keyboard.press("Tab")
    expect(wide_page.locator(tip)).to_be_hidden()


@pytest.mark.browser
def test_a_tap_shows_a_definition_and_a_second_one_opens_the_glossary(
    own_site: Path, serve: Serve, touch_page: Page
) -> None:
    """On a phone the first tap stays on the page; the definition fits it."""
    touch_page.goto(f"{serve(own_site)}zh/{ENTRY}")
    for number in range(touch_page.locator("a.term").count()):
        term, tip = get_tip(touch_page, number)
        touch_page.locator(term).scroll_into_view_if_needed()
        touch_page.tap(term)
        expect(touch_page.locator(tip)).to_be_visible()
        expect(touch_page.locator("[role=tooltip]:visible")).to_have_count(1)
        box = touch_page.locator(tip).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    assert touch_page.url.endswith(ENTRY)
    touch_page.tap(term)
    touch_page.wait_for_url(re.compile(r"/zh/glossary/#"))


@pytest.mark.browser
def test_without_scripts_a_term_is_a_link(own_site: Path, serve: Serve, browser: Browser) -> None:
    """With scripts off, no definition is in sight and a term leads to its place in the glossary."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{serve(own_site)}{ENTRY}")
    expect(page.locator("[role=tooltip]:visible")).to_have_count(0)
    page.locator("a.term").first.click()
    page.wait_for_url(re.compile(r"/glossary/#"))
    expect(page.locator(f"[id='{page.url.partition('#')[2]}']")).to_be_in_viewport()
    context.close()


LABELS = """() => [...document.querySelectorAll(".timeline figure.diagram svg text")].map((text) => {
  const svg = text.ownerSVGElement;
  return parseFloat(getComputedStyle(text).fontSize) * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
})"""
SIDEWAYS = """() => {
  const box = document.querySelector(".timeline .picture");
  return [box.scrollWidth - box.clientWidth, document.documentElement.scrollWidth - innerWidth];
}"""


@pytest.mark.browser
@both
@pytest.mark.parametrize("name", ["own_site", "large_site"])
def test_the_chart_can_be_read_at_every_width(
    request: pytest.FixtureRequest, serve: Serve, wide_page: Page, name: str, edition: str
) -> None:
    """Its labels are at least 11 pixels high, and neither it nor the page scrolls sideways."""
    address = serve(request.getfixturevalue(name))
    for width in (390, 768, 1280):
        wide_page.set_viewport_size({"width": width, "height": 900})
        wide_page.goto(f"{address}{'' if edition == 'en' else 'zh/'}timeline/")
        labels: Sequence[float] = wide_page.evaluate(LABELS)
        assert len(labels) > 4
        assert min(labels) >= 11, width
        assert wide_page.evaluate(SIDEWAYS) == [0, 0], width
