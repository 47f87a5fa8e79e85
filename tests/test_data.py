"""Data for others, on built sites: each file is read by the kind of program it is made for."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import feedparser
import pybtex.database
import pytest
import yaml
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, FormatChecker
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, expect
from pylatexenc.latex2text import LatexNodes2Text

from conftest import build_once
from readinglist.authors import Name, split_name, split_names
from readinglist.clean_markdown import write_prose, write_text
from readinglist.document import EDITIONS, Prose
from readinglist.feeds import LENGTH
from readinglist.markup import PageIds, render_prose

ADDRESS = "https://example.org/list/"
SCHEMAS = Path(__file__).with_name("schemas")
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()

BAD_TITLE = """</script><script>alert("1")</script> & 100% of $5_#1 {a} \\b ~^ *c* <i>mermaid</i> 中文 👍"""
WORKS: dict[str, dict[str, Any]] = {
    "hostile": {"title": BAD_TITLE, "kind": "video", "authors": ["A & B {C}", "梁文锋"], "description": BAD_TITLE,
                "publisher": "R&D <Co>", "published": "2025", "url": "https://example.org/a?b=1&c=%7Bd%7D"},
    "preprint": {"title": "DeepSeek-R1: Incentivizing Reasoning Capability in LLMs via Reinforcement Learning",
                 "kind": "paper", "authors": ["DeepSeek-AI", "Daya Guo", "Ludwig van Beethoven et al."],
                 "url": "https://arxiv.org/abs/2501.12948v2", "published": "2025-01-22", "checked": "2026-03-05"},
    "中文条目": {"title": "揭秘DeepSeek：一个更极致的中国技术理想主义故事", "kind": "interview",
              "authors": ["于丽丽", "梁文锋"], "publisher": "暗涌", "published": "2024-07", "checked": "2026-03-06"},
    "nature": {"title": "DeepSeek-R1 incentivizes reasoning in Large models", "kind": "paper",
               "authors": ["Liang Wenfeng"], "publisher": "Nature", "url": "https://www.nature.com/articles/s41586-025-09422-z",
               "published": "2025-09-17", "captured": "2026-01-02"},
    "report": {"title": "A report", "kind": "report", "publisher": "Bank"},
    "code": {"title": "DeepEP", "kind": "repository", "authors": ["DeepSeek"], "url": "https://github.com/deepseek-ai/DeepEP"},
    **{kind: {"title": f"A {kind}", "kind": kind} for kind in ("article", "blog", "podcast", "model")},
}  # fmt: skip
"""Slug -> front matter: every kind, and what a title should never hold."""

BODY = """## Why it matters
Because *a* < b & c.
## Key points
1. It costs 5 < 6 dollars. [p. 5](https://example.org/paper.pdf#page=5)
## Diagram: how
```mermaid
flowchart LR
  a["one"] --> b["two `three`"]
```
## Digest
A **bold** word, 1\\. no list, \\# no heading, <script>alert(2)</script><b onclick=x>raw</b> and ![a picture](https://x.example/i.png).

# A heading

| a | b |
|---|--:|
| `x\\|y` | 2 |
"""


@pytest.fixture(scope="session")
def odd_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of WORKS, built with an address."""
    sources = tmp_path_factory.mktemp("odd")
    for slug, fields in WORKS.items():
        claims = [{"claim": "A *claim* | with bars", "verdict": "open", "evidence": "See [it](https://example.org/)."}]
        front = fields | {"slug": slug, "tags": ["moe"], "claims": claims, "corrections": {"wr*ng": "r_ght"}}
        text = f"---\n{yaml.safe_dump(front, allow_unicode=True)}---\n{BODY}"
        (sources / f"{slug}.md").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READING_LIST_URL", ADDRESS.rstrip("/"))
        return build_once("odd", sources, tmp_path_factory)


sites = pytest.mark.parametrize("name", ["own_site", "seeds_site", "odd_site"])
both = pytest.mark.parametrize("edition", EDITIONS)


def get_folder(site: Path, edition: str) -> Path:
    """The folder of an edition."""
    return site if edition == EDITIONS[0] else site / edition


def read_catalog(folder: Path) -> dict[str, dict[str, Any]]:
    """Slug -> what catalog.json says of the entry."""
    catalog = json.loads((folder / "catalog.json").read_text(encoding="utf-8"))
    return {entry["slug"]: entry for entry in catalog["entries"]}


def read_page(path: Path) -> BeautifulSoup:
    """A page, parsed."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def validate(data: Any, schema: str) -> None:
    """Raise where data do not fit a schema."""
    rules = json.loads((SCHEMAS / schema).read_text(encoding="utf-8"))
    Draft7Validator(rules, format_checker=FormatChecker()).validate(data)


def read_latex(text: str) -> str:
    """The words that LaTeX would print; pylatexenc knows no names of braces, and takes the circumflex for an accent."""
    braces = text.replace(r"\textbraceleft", r"\{").replace(r"\textbraceright", r"\}")
    return str(LatexNodes2Text().latex_to_text(braces)).replace("ˆ", "^")


def get_whole_name(person: Any) -> str:
    """A name as BibTeX parsed it, first names first."""
    parts = (person.first_names, person.middle_names, person.prelast_names, person.last_names, person.lineage_names)
    return " ".join(read_latex(word) for part in parts for word in part)


def squeeze(text: str) -> str:
    """Text with its white space made single."""
    return " ".join(text.split())


@sites
@both
def test_bibtex_gives_back_title_authors_and_date(request: pytest.FixtureRequest, name: str, edition: str) -> None:
    """A BibTeX parser finds every work once, with title, authors, year, month, day and address as they are known."""
    folder = get_folder(request.getfixturevalue(name), edition)
    catalog = read_catalog(folder)
    found = pybtex.database.parse_file(str(folder / "references.bib"), bib_format="bibtex")
    by_title = {read_latex(record.fields["title"]): record for record in found.entries.values()}
    assert len(found.entries) == len(catalog)
    assert by_title.keys() == {squeeze(entry["title_as_published"]) for entry in catalog.values()}
    for entry in catalog.values():
        record = by_title[squeeze(entry["title_as_published"])]
        authors = [get_whole_name(person) for person in record.persons.get("author", [])]
        wanted = [re.sub(r" et al\.$", "", author) for author in entry["authors"]]
        assert [sorted(author.split()) for author in authors if author != "others"] == [
            sorted(author.split()) for author in wanted
        ]
        date = [*entry.get("published", "").split("-"), "", "", ""][:3]
        assert record.fields.get("year", "") == date[0]
        assert record.fields.get("month", "") == (pybtex_month(date[1]) if date[1] else "")
        assert record.fields.get("day", "") == date[2].lstrip("0")
        assert record.fields.get("url") == entry.get("url")
        own = pybtex.database.parse_file(str(folder / entry["citations"]["bib"]), bib_format="bibtex")
        assert list(own.entries.values()) == [record]


def pybtex_month(number: str) -> str:
    """The name that pybtex gives for BibTeX's macro of a month."""
    parsed = pybtex.database.parse_string(f"@misc{{a, month = {MONTHS[int(number) - 1]}}}", "bibtex")
    return str(parsed.entries["a"].fields["month"])


def test_bibtex_knows_preprints_journals_and_what_keeps_its_capitals(odd_site: Path) -> None:
    """Types, eprint, DOI, braces; keys are ASCII, and braces balance, which BibTeX counts without regard to escapes."""
    text = (odd_site / "references.bib").read_text(encoding="utf-8")
    records = pybtex.database.parse_string(text, "bibtex").entries
    assert records["preprint"].type == "misc"
    assert records["preprint"].fields["eprint"] == "2501.12948v2"
    assert records["preprint"].fields["doi"] == "10.48550/arXiv.2501.12948"
    assert records["preprint"].fields["title"].startswith("{DeepSeek-R1}: Incentivizing Reasoning Capability in {LLMs}")
    assert "author = {{DeepSeek-AI} and Guo, Daya and van Beethoven, Ludwig and others}" in text
    assert records["nature"].type == "article"
    assert records["nature"].fields["journal"] == "Nature"
    assert records["nature"].fields["doi"] == "10.1038/s41586-025-09422-z"
    assert records["report"].type == "techreport"
    assert all(key.isascii() for key in records)
    assert len({key.lower() for key in records}) == len(WORKS)
    assert all(record.count("{") == record.count("}") for record in re.split(r"^@", text, flags=re.MULTILINE))


@sites
@both
def test_csl_is_valid_and_has_the_works_authors(request: pytest.FixtureRequest, name: str, edition: str) -> None:
    """CSL JSON fits the schema of CSL and names the work's authors, title and date; each entry's file is its item."""
    folder = get_folder(request.getfixturevalue(name), edition)
    items = json.loads((folder / "references.csl.json").read_text(encoding="utf-8"))
    validate(items, "csl-data.json")
    catalog = read_catalog(folder)
    assert [item["title"] for item in items] == [squeeze(entry["title_as_published"]) for entry in catalog.values()]
    for item, entry in zip(items, catalog.values(), strict=True):
        assert json.loads((folder / entry["citations"]["csl.json"]).read_text(encoding="utf-8")) == [item]
        issued = [int(part) for part in entry["published"].split("-")] if "published" in entry else None
        assert item.get("issued", {}).get("date-parts", [None])[0] == issued
        assert len([name for name in item.get("author", []) if name != {"literal": "others"}]) == len(entry["authors"])
        assert item.get("URL") == entry.get("url")


def test_csl_types_follow_the_kind(odd_site: Path) -> None:
    """Each kind of work has its type; organisations and Chinese names are whole, Western names are split."""
    items = {item["id"]: item for item in json.loads((odd_site / "references.csl.json").read_text(encoding="utf-8"))}
    types = {"preprint": "article", "nature": "article-journal", "hostile": "motion_picture", "report": "report"}
    types |= {"code": "software", "blog": "post-weblog", "podcast": "broadcast", "article": "webpage"}
    assert {key: items[key]["type"] for key in types} == types
    guo = {"family": "Guo", "given": "Daya"}
    beethoven = {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"}
    others = {"literal": "others"}
    assert items["preprint"]["author"] == [{"literal": "DeepSeek-AI"}, guo, beethoven, others]
    assert items["hostile"]["author"] == [{"literal": "A & B {C}"}, {"literal": "梁文锋"}]


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("Aravind Srinivas", Name("Srinivas", "Aravind")),
        ("Guido van Rossum", Name("Rossum", "Guido", "van")),
        ("Yann LeCun", Name("LeCun", "Yann")),
        ("Y. K. Li", Name("Li", "Y. K.")),
        ("J.D. Vance", Name("Vance", "J.D.")),
        ("Martin Luther King Jr.", Name("King", "Martin Luther", suffix="Jr.")),
        ("François Chollet", Name("Chollet", "François")),
        ("Liang Wenfeng", Name("Liang", "Wenfeng")),
        ("Wenfeng Liang", Name("Liang", "Wenfeng")),
        ("Xiao Bi", Name("Bi", "Xiao")),
        ("Song Han", Name("Han", "Song")),
        ("梁文锋", Name("梁文锋")),
        ("Liang Wenfeng (梁文锋)", Name("Liang Wenfeng (梁文锋)")),
        ("DeepSeek-AI", Name("DeepSeek-AI")),
        ("Epoch AI", Name("Epoch AI")),
        ("Hugging Face", Name("Hugging Face")),
        ("Dave's Garage", Name("Dave's Garage")),
        ("BBC News", Name("BBC News")),
        ("the Verge", Name("the Verge")),
        ("lark", Name("lark")),
    ],
)
def test_persons_are_split_and_organisations_are_not(written: str, wanted: Name) -> None:
    """Family and given names of persons are told apart; all else stays whole."""
    assert split_name(written) == wanted


def test_others_are_no_author() -> None:
    """Et al. and 等 say that there are more authors, and are none."""
    assert split_names(("Daya Guo et al.",)) == ((Name("Guo", "Daya"),), True)
    assert split_names(("梁文锋等",)) == ((Name("梁文锋"),), True)
    assert split_names(("Ann Lee", "Bo Long")) == ((Name("Lee", "Ann"), Name("Long", "Bo")), False)


@sites
@both
def test_rss_is_well_formed_and_dated_by_metadata(request: pytest.FixtureRequest, name: str, edition: str) -> None:
    """Feedparser finds nothing wrong; items are the entries, the newest first, with label, point, tags, language."""
    folder = get_folder(request.getfixturevalue(name), edition)
    feed = feedparser.parse((folder / "feed.xml").read_bytes())
    assert not feed.bozo
    catalog = read_catalog(folder)
    items = {unquote(re.sub(r".*entries/", "", item.link)).rstrip("/"): item for item in feed.entries}
    assert items.keys() <= catalog.keys()
    assert len(items) == min(len(catalog), LENGTH)
    for slug in items:
        entry = catalog[slug]
        listed = entry.get("checked") or entry.get("captured") or entry.get("published")
        day = "-".join([*listed.split("-"), "01", "01"][:3]) if listed else None
        item = items[slug]
        found = "{:04}-{:02}-{:02}".format(*item.published_parsed[:3]) if "published_parsed" in item else None
        assert found == day
        assert item.title == squeeze(entry["title"])
        assert [tag.term for tag in item.get("tags", [])] == [tag["name"] for tag in entry["tags"]]
        text = BeautifulSoup(item.summary, "html.parser").get_text()
        label = read_page(folder / entry["path"] / "index.html").select_one("article header .provenance")
        assert isinstance(label, Tag)
        assert label.get_text() in text
        assert entry.get("description", "") in text
        assert item.language in EDITIONS
    dates = [item.get("published_parsed") or (0,) for item in feed.entries]
    assert dates == sorted(dates, reverse=True)


@sites
@both
def test_json_feed_is_valid_and_says_the_same(request: pytest.FixtureRequest, name: str, edition: str) -> None:
    """JSON Feed 1.1 fits its schema, has the items of the RSS feed, and gives each work's own dates and authors."""
    folder = get_folder(request.getfixturevalue(name), edition)
    feed = json.loads((folder / "feed.json").read_text(encoding="utf-8"))
    validate(feed, "json-feed-1.1.json")
    rss = feedparser.parse((folder / "feed.xml").read_bytes())
    assert [item["url"] for item in feed["items"]] == [item.link for item in rss.entries]
    assert feed["language"].startswith(edition)
    catalog = read_catalog(folder)
    for item in feed["items"]:
        entry = catalog[unquote(item["url"].rstrip("/").rpartition("/")[2])]
        assert item["_work"].get("published") == entry.get("published")
        assert item["_work"].get("authors", []) == entry["authors"]
        assert item.get("external_url") == entry.get("url")
        assert item["_label"]["text"] in BeautifulSoup(item["content_html"], "html.parser").get_text()


@both
def test_addresses_in_feeds_are_absolute_where_the_sites_is_known(own_site: Path, odd_site: Path, edition: str) -> None:
    """With READING_LIST_URL every link is absolute; without it, links are relative to the feed and none is made up."""
    root = ADDRESS if edition == EDITIONS[0] else f"{ADDRESS}{edition}/"
    for site, prefix in ((own_site, ""), (odd_site, root)):
        folder = get_folder(site, edition)
        feed = json.loads((folder / "feed.json").read_text(encoding="utf-8"))
        assert feed.get("home_page_url", "") == prefix
        for item in feed["items"]:
            assert item["url"].startswith(f"{prefix}entries/")
            path = unquote(item["url"].removeprefix(prefix))
            assert (folder / path / "index.html").is_file()


def read_structured(page: BeautifulSoup) -> dict[str, Any]:
    """The JSON-LD of a page."""
    (script,) = page.select('head script[type="application/ld+json"]')
    data: dict[str, Any] = json.loads(script.get_text())
    assert data["@context"] == "https://schema.org"
    return data


def read_tags(page: BeautifulSoup) -> dict[str, list[str]]:
    """Name or property of `meta` elements -> contents."""
    tags: dict[str, list[str]] = {}
    for tag in page.select("head meta[content]"):
        tags.setdefault(str(tag.get("name") or tag.get("property")), []).append(str(tag["content"]))
    return tags


@both
def test_the_head_tells_the_work_from_our_page(odd_site: Path, edition: str) -> None:
    """JSON-LD: the work with its own authors, our page with whoever wrote it; tags for Scholar and Zotero."""
    folder = get_folder(odd_site, edition)
    page = read_page(folder / "entries/preprint/index.html")
    data = read_structured(page)
    root = ADDRESS if edition == EDITIONS[0] else f"{ADDRESS}{edition}/"
    assert (data["@type"], data["url"]) == ("WebPage", f"{root}entries/preprint/")
    assert "Daya Guo" not in json.dumps(data.get("author"))
    work = data["about"]
    assert work["@type"] == "ScholarlyArticle"
    assert [author["name"] for author in work["author"]] == ["DeepSeek-AI", "Daya Guo", "Ludwig van Beethoven"]
    assert (work["datePublished"], work["inLanguage"]) == ("2025-01-22", "en")
    tags = read_tags(page)
    assert tags["citation_title"] == [WORKS["preprint"]["title"]]
    assert tags["citation_author"] == ["DeepSeek-AI", "Guo, Daya", "van Beethoven, Ludwig"]
    assert tags["citation_publication_date"] == ["2025/01/22"]
    assert tags["citation_arxiv_id"] == ["2501.12948v2"]
    assert tags["citation_public_url"] == ["https://arxiv.org/abs/2501.12948v2"]
    assert tags["z:itemType"] == ["preprint"]
    assert tags["og:url"] == [str(page.select('link[rel="canonical"]')[0]["href"])] == [data["url"]]
    assert tags["og:title"] == tags["twitter:title"] == [WORKS["preprint"]["title"]]


@both
def test_no_title_ends_a_script_or_wakes_a_plugin(odd_site: Path, edition: str) -> None:
    """Whatever a title holds comes back whole from JSON-LD and tags, and is nothing but text on the page."""
    path = get_folder(odd_site, edition) / "entries/hostile/index.html"
    page = read_page(path)
    data = read_structured(page)
    assert data["about"]["name"] == data["name"] == data["description"] == BAD_TITLE
    assert data["about"]["author"][0]["name"] == "A & B {C}"
    tags = read_tags(page)
    assert tags["citation_title"] == tags["og:title"] == tags["og:description"] == tags["description"] == [BAD_TITLE]
    assert [
        script for script in page.select("script") if "alert(" in script.get_text() and not script.get("type")
    ] == []
    assert "mermaid" not in path.read_text(encoding="utf-8")


@sites
@both
def test_every_page_has_a_description_and_leads_to_the_feeds(
    request: pytest.FixtureRequest, name: str, edition: str
) -> None:
    """Descriptions, previews and feeds are in each head; no link there makes Material fetch a sitemap beside it."""
    folder = get_folder(request.getfixturevalue(name), edition)
    pages = [path for path in folder.rglob("index.html") if "zh" not in path.relative_to(folder).parts]
    assert len(pages) > 5
    for path in pages:
        page = read_page(path)
        tags = read_tags(page)
        if "robots" in tags:
            continue  # an old address
        assert all(tags[key][0] for key in ("description", "og:title", "og:description", "twitter:card")), path
        links = page.select("head link[type][href]")
        for link in [link for link in links if "alternate" in link.get_attribute_list("rel")]:
            target = path.parent / str(link["href"])
            assert target.resolve().is_file(), (path, link)
        assert len(links) >= 2
        assert 'rel="alternate" type' not in path.read_text(encoding="utf-8")
    assert read_structured(read_page(folder / "index.html"))["@type"] == "WebSite"


GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])
"""CommonMark with GitHub's tables and strikethrough."""


def split_twin(path: Path) -> tuple[dict[str, Any], BeautifulSoup]:
    """(front matter, body as HTML) of a twin."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(front), BeautifulSoup(GITHUB.render(body), "html.parser")


@sites
@both
def test_a_twin_says_what_its_page_says(request: pytest.FixtureRequest, name: str, edition: str) -> None:
    """Title, label, point, key points, claims, diagrams, digest and transcript are in the Markdown, as plain text."""
    folder = get_folder(request.getfixturevalue(name), edition)
    for entry in read_catalog(folder).values():
        front, twin = split_twin(folder / entry["markdown"])
        page = read_page(folder / entry["path"] / "index.html")
        for link in page.select(".companion"):
            link.decompose()
        assert front["title"] == entry["title"]
        assert [squeeze(heading.get_text()) for heading in twin.select("h1")] == [squeeze(entry["title"])]
        assert front["label"] == page.select("article header .provenance")[0].get_text()
        text = strip(twin.get_text())
        shown = ".point, .point-text, .place, td.claim, td.evidence, .transcript .provenance, .passage p, "
        shown += ".digest .text :is(p, li, td, th, h3, h4, h5, h6):not(:has(p, li))"
        for part in page.select(shown):
            if not part.find_parent("figure"):
                assert strip(part.get_text()) in text, (entry["slug"], part)
        sources = [code.get_text() for code in twin.select("pre code.language-mermaid")]
        assert len(sources) == len(entry["diagrams"])
        assert [code.get_text() for code in twin.select("code.language-bibtex")] == [
            (folder / entry["citations"]["bib"]).read_text(encoding="utf-8")
        ]
        assert twin.select("script, [onclick], img") == []


def strip(text: str) -> str:
    """Text without white space, and without the marks of bold text that CommonMark leaves beside Chinese."""
    return re.sub(r"[\s*]+", "", text)


@sites
@both
def test_llms_txt_leads_to_every_twin(request: pytest.FixtureRequest, name: str, edition: str) -> None:
    """It has the form of llmstxt.org: one title, a quotation, sections of links; each link leads to a file."""
    folder = get_folder(request.getfixturevalue(name), edition)
    base = f"{ADDRESS}{'' if edition == EDITIONS[0] else f'{edition}/'}" if name == "odd_site" else "./"
    page = BeautifulSoup(GITHUB.render((folder / "llms.txt").read_text(encoding="utf-8")), "html.parser")
    assert [tag.name for tag in page.find_all(recursive=False)][:3] == ["h1", "blockquote", "p"]
    links = [str(link["href"]) for link in page.select("li > a:first-child")]
    assert all(link.startswith(base.removeprefix("./")) for link in links)
    paths = {unquote(link.removeprefix(base)) for link in links}
    assert {entry["markdown"] for entry in read_catalog(folder).values()} <= paths
    assert all((folder / path).is_file() for path in paths)


marks = st.sampled_from(
    "a b 1. 2) - + * ** _ __ # ## > ` `` ``` ~ ~~ | || \\ < > <b> </b> <script> & &amp; [x](y) [x] ![i](j) 中文 “引” "
    "http://a.b/c_d === --- *** : @ ! <br> <!-- --> $ {#id} [^1] &#35; \\* 👍".split(" ")
)
pieces = st.sampled_from(
    "a b 1. # > ` ``` ~ ~~gone~~ *em* **strong** **“引”** x_y \\ < > &lt; [x](y) ![i](http://u/v) <b>b</b> <br> "
    "中文 ： | \\| === 😀".split()
) | st.sampled_from(
    [" ", "\n", "\n\n", "\n- a", "\n1. b", "\n| a | b |\n|---|:-:|\n| x `a\\|b` | y |\n", "\n<div>\nx *y*\n</div>\n"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([" ", ""]) | marks, max_size=12).map("".join).map(squeeze))
def test_text_in_markdown_reads_as_it_is(text: str) -> None:
    """A text becomes no markup, wherever in Markdown it stands."""
    for before in ("", "# ", "- ", "> "):
        shown = BeautifulSoup(GITHUB.render(before + write_text(text)), "html.parser").get_text()
        assert squeeze(shown) == text


@settings(max_examples=150, deadline=None)
@given(st.lists(pieces, max_size=12).map("".join))
def test_cleaned_markdown_means_the_same(text: str) -> None:
    """Markdown written anew makes the page's words."""
    before, _ = render_prose(Prose(text, 1), PageIds(), base=ADDRESS)
    after, _ = render_prose(Prose(write_prose(Prose(text, 1), base=ADDRESS), 1), PageIds(), base=ADDRESS)
    assert squeeze(BeautifulSoup(after, "html.parser").get_text()) == squeeze(
        BeautifulSoup(before, "html.parser").get_text()
    )


def test_hidden_markup_stays_out_of_the_twin() -> None:
    """Scripts, handlers and pictures of other sites do not reach the Markdown."""
    text = "a <script>alert(1)</script>*<style>b</style>* <b onclick=x>c</b> ![d](e.png) [f](g) [h](javascript:i)"
    written = write_prose(Prose(text, 1))
    assert "alert" not in written
    assert "onclick" not in written
    shown = BeautifulSoup(GITHUB.render(written), "html.parser").get_text()
    assert squeeze(shown) == "a c d f h"
    assert write_prose(Prose("![d](e.png)", 1), base=ADDRESS) == f"[d]({ADDRESS}e.png)"


@pytest.mark.browser
def test_the_citation_is_copied_by_a_button(own_site: Path, browser: Browser, serve: functools.partial[str]) -> None:
    """The button puts BibTeX on the clipboard and says so; without scripts it is not there, and the text is."""
    slug = next(iter(read_catalog(own_site)))
    address = f"{serve(own_site)}entries/{slug}/"
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(urlsplit(request.url).path))
    page.goto(address)
    page.get_by_text("Show BibTeX").click()
    page.get_by_role("button", name="Copy the BibTeX").click()
    expect(page.locator("details [role=status]")).to_have_text("Copied")
    assert (
        page.evaluate("navigator.clipboard.readText()") == (own_site / f"entries/{slug}/cite.bib").read_text().strip()
    )
    assert f"/entries/{slug}/sitemap.xml" not in fetched
    context.close()
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(address)
    expect(plain.locator("button[data-copy]").first).to_be_hidden()
    expect(plain.locator(".cite .citation")).to_be_visible()
    links = [urljoin(address, str(link.get_attribute("href"))) for link in plain.locator(".cite a.action").all()]
    assert [plain.request.get(link).status for link in links] == [200, 200]
    plain.context.close()
