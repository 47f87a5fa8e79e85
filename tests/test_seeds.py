"""The five seed documents on the built site: what issue 2 says must be seen, sentence by sentence."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from selectolax.lexbor import LexborHTMLParser

from conftest import call_check, read_index
from readinglist.document import EDITIONS
from readinglist.han import cut_pairs
from readinglist.transcript import MAX_LENGTH

BILIBILI = "bilibili-bv1zwp1ezehg"
YOUTUBE = "youtube-kfznijz6x6o"
DUBBED = "youtube-8jxktmuvcje"
ESSAY = "002_fb40e09352343013"
SUMMIT = "004_779751a485a8b0cf"
FILES = {
    BILIBILI: "000_09cf708de03bc9ac.txt",
    YOUTUBE: "001_118028d382715711.txt",
    ESSAY: "002_fb40e09352343013.txt",
    DUBBED: "003_ed3044c3b13f0c1c.txt",
    SUMMIT: "004_779751a485a8b0cf.txt",
}
SPEECH = {
    BILIBILI: ("https://www.bilibili.com/video/BV1ZWP1eZEHg/?t={}", 14 * 60 + 58),
    YOUTUBE: ("https://www.youtube.com/watch?v=KFZNIJz6x6o&t={}s", 11 * 60 + 30),
    DUBBED: ("https://www.youtube.com/watch?v=8JXkTMuVCJE&t={}s", 9 * 60 + 46),
}
"""Entry -> (address of a moment, length in seconds)."""

both = pytest.mark.parametrize("edition", EDITIONS)


def read_source(seeds: Path, slug: str) -> str:
    """The text of a seed."""
    return (seeds / FILES[slug]).read_text(encoding="utf-8-sig").replace("\r\n", "\n")


def get_header(source: str, key: str) -> str:
    """The value of a header line of a capture, or of a line of front matter."""
    match = re.search(rf"^{key}: (.*)$", source, re.MULTILINE)
    assert match
    return match[1].strip().strip('"')


def get_folder(site: Path, edition: str) -> Path:
    """The folder of an edition."""
    return site if edition == EDITIONS[0] else site / edition


def read_page(site: Path, edition: str, uri: str) -> BeautifulSoup:
    """A page of the built site, parsed."""
    return BeautifulSoup((get_folder(site, edition) / uri / "index.html").read_text(encoding="utf-8"), "html.parser")


def read_entry(site: Path, edition: str, slug: str) -> Tag:
    """The article of an entry's page."""
    (article,) = read_page(site, edition, f"entries/{slug}").select(f'article[data-entry="{slug}"]')
    return article


def read_catalog(site: Path, edition: str) -> dict[str, dict[str, Any]]:
    """Slug -> what catalog.json says of the entry."""
    catalog = json.loads((get_folder(site, edition) / "catalog.json").read_text(encoding="utf-8"))
    return {entry["slug"]: entry for entry in catalog["entries"]}


def get_texts(article: Tag, selector: str) -> list[str]:
    """The words of all elements that a selector finds, white space made single."""
    return [" ".join(found.get_text().split()) for found in article.select(selector)]


@both
def test_each_edition_has_the_five_entries(seeds_site: Path, edition: str) -> None:
    """Five sources give five entries in each edition, on pages and in the catalog."""
    folder = get_folder(seeds_site, edition)
    assert {path.name for path in (folder / "entries").iterdir() if (path / "index.html").is_file()} == FILES.keys()
    assert read_catalog(seeds_site, edition).keys() == FILES.keys()


@both
@pytest.mark.parametrize(
    ("slug", "url", "captured", "length", "language"),
    [
        (BILIBILI, "https://www.bilibili.com/video/BV1ZWP1eZEHg/", "2025-02-07", "14:58", "zh"),
        (YOUTUBE, "https://www.youtube.com/watch?v=KFZNIJz6x6o", "2025-02-15", "11:30", "en"),
        (DUBBED, "https://www.youtube.com/watch?v=8JXkTMuVCJE", "2025-01-27", "9:46", "zh"),
    ],
)
def test_captures_show_title_address_date_length_and_language(
    seeds: Path, seeds_site: Path, edition: str, slug: str, url: str, captured: str, length: str, language: str
) -> None:
    """The title is that of the source without the platform's id; address, day, length and language are right."""
    article = read_entry(seeds_site, edition, slug)
    title = get_header(read_source(seeds, slug), "Title")
    bare = re.sub(r"\s+\w{11,12}$", "", title)
    assert get_texts(article, "h1") == [" ".join(bare.split())]
    assert [str(link["href"]) for link in article.select("a.button.main")] == [url]
    assert [str(time["datetime"]) for time in article.select("time")] == [captured]
    assert get_texts(article, ".fact-duration") == [length]
    is_foreign = language != edition
    named = {"en": {"zh": "Chinese"}, "zh": {"en": "英"}}[edition].get(language, "")
    assert [named in text for text in get_texts(article, ".fact-language")] == ([True] if is_foreign else [])
    entry = read_catalog(seeds_site, edition)[slug]
    assert (entry["url"], entry["captured"], entry["language"]) == (url, captured, language)


@both
def test_bold_lines_of_000_are_headings_and_the_talk_around_them_is_gone(seeds_site: Path, edition: str) -> None:
    """The numbered bold lines are headings; neither the preamble nor an empty heading for the diagram is left."""
    article = read_entry(seeds_site, edition, BILIBILI)
    headings = article.select(".digest .text :is(h2, h3, h4, h5, h6)")
    assert [str(heading["id"]) for heading in headings] == [
        "1-outlined-summary",
        "2-core-points",
        "3-overarching-framework",
    ]
    assert "Absolutely" not in article.get_text()
    assert "Mermaid Diagram" not in article.get_text()
    assert "Mermaid_Diagram" not in str(article)


@both
@pytest.mark.parametrize("slug", SPEECH)
def test_transcripts_stand_in_paragraphs_that_join_back(seeds: Path, seeds_site: Path, edition: str, slug: str) -> None:
    """Paragraphs of at most about 400 characters, each with an id of its own, are together what the source says."""
    passages = read_entry(seeds_site, edition, slug).select("section.transcript .passage")
    texts = ["".join(p.get_text() for p in passage.select("p")) for passage in passages]
    content = read_source(seeds, slug).partition("\nContent:")[2]
    assert "".join("".join(texts).split()) == "".join(content.split())
    assert len(passages) > 5
    assert max(map(len, texts)) <= MAX_LENGTH
    ids = [str(passage["id"]) for passage in passages]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"t-[0-9a-f]{8}(-\d+)?", name) for name in ids)


@both
@pytest.mark.parametrize("slug", SPEECH)
def test_times_of_transcripts_open_the_video_there(seeds_site: Path, edition: str, slug: str) -> None:
    """Each paragraph has an approximate time, marked as such, that links to the moment; the times run to the end."""
    pattern, length = SPEECH[slug]
    article = read_entry(seeds_site, edition, slug)
    links = article.select("section.transcript .passage > a.time")
    assert len(links) == len(article.select("section.transcript .passage"))
    seconds = []
    for link in links:
        match = re.fullmatch(r"≈\s(?:(\d+):)?(\d+):(\d\d)", link.get_text())
        assert match
        seconds.append(int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3]))
        assert str(link["href"]) == pattern.format(seconds[-1])
    assert seconds[0] == 0
    assert all(before < after for before, after in itertools.pairwise(seconds))
    assert length * 0.8 < seconds[-1] < length


@both
@pytest.mark.parametrize("slug", [YOUTUBE, ESSAY, SUMMIT])
def test_a_chinese_text_in_the_english_edition_says_so(seeds_site: Path, edition: str, slug: str) -> None:
    """A Chinese text in the English edition has a label and `lang="zh"`; in the Chinese one it has neither."""
    article = read_entry(seeds_site, edition, slug)
    (label,) = get_texts(article, "header .provenance")
    languages = [text.get("lang") for text in article.select(".digest .text")]
    assert languages == (["zh"] if edition == "en" else [None])
    assert ("shown in Chinese" in label) == (edition == "en")


@both
def test_the_english_transcript_of_001_ends_paragraphs_before_discourse_marks(seeds_site: Path, edition: str) -> None:
    """Most paragraphs of speech without sentences begin with a word that begins a thought."""
    article = read_entry(seeds_site, edition, YOUTUBE)
    starts = [text.split()[0].lower() for text in get_texts(article, ".passage p")[1:]]
    marks = {"so", "but", "now", "and", "well", "because", "then", "in", "for", "of", "let's", "today", "first", "also"}
    assert sum(start in marks for start in starts) > len(starts) / 2
    assert {p.get("lang") for p in article.select(".passage p")} == ({None} if edition == "en" else {"en"})


@both
def test_notices_of_002_are_gone(seeds: Path, seeds_site: Path, edition: str) -> None:
    """The shop's notices are not on the page, the article is; the title is its first sentence."""
    article = read_entry(seeds_site, edition, ESSAY)
    lines = read_source(seeds, ESSAY).splitlines()
    text = article.get_text()
    assert not any(line[:12] in text for line in lines[:3])
    assert get_texts(article, ".digest .text p") == [" ".join(line.split()) for line in lines[3:] if line.strip()]
    (title,) = get_texts(article, "h1")
    assert lines[3].startswith(title.rstrip("…"))


@both
def test_numbers_in_brackets_of_002_stay_text(seeds: Path, seeds_site: Path, edition: str) -> None:
    """`[6]` is neither a link nor anything else."""
    article = read_entry(seeds_site, edition, ESSAY)
    wanted = re.findall(r"\[\d+\]", read_source(seeds, ESSAY))
    assert "[6]" in wanted
    assert re.findall(r"\[\d+\]", " ".join(get_texts(article, ".digest .text"))) == wanted
    assert article.select(".digest .text a") == []


def test_check_lists_what_a_curator_has_to_know(seeds: Path) -> None:
    """The report has dropped lines, the guessed title, guessed tags and unknown ones, each with its line."""
    result = call_check(seeds)
    assert result.returncode == 0, result.stdout
    lines = result.stdout.splitlines()

    def count(slug: str, pattern: str) -> int:
        return sum(re.search(f"{FILES[slug]}:{pattern}", line) is not None for line in lines)

    assert [count(ESSAY, rf"{n}: note: dropped a site notice") for n in (1, 2, 3)] == [1, 1, 1]
    assert count(ESSAY, "4: warning: no title: took") == 1
    assert count(ESSAY, "1: note: tags guessed") == 1
    assert count(BILIBILI, "8: note: dropped the assistant's preamble") == 1
    assert count(SUMMIT, "10: note: dropped the first heading") == 1
    assert count(SUMMIT, "3: warning: unknown tag") >= 1
    assert count(SUMMIT, r"\d+: note: a picture shown as a link") == 1
    assert {f"  slug      {slug}" for slug in FILES} <= set(lines)
    assert sum(line.startswith("  diagram ") for line in lines) == 3


@both
def test_the_diagram_of_003_is_drawn_with_both_chinese_titles(seeds_site: Path, edition: str) -> None:
    """The indented diagram is a picture, and the two Chinese names of its groups stand in it."""
    (figure,) = read_entry(seeds_site, edition, DUBBED).select("figure.diagram")
    assert figure["data-status"] == "rendered"
    (svg,) = figure.select(".picture svg")
    drawn = "".join(svg.get_text().split())
    assert "中国" in drawn
    assert "美国" in drawn


@both
def test_the_other_diagrams_are_drawn_or_shown_as_they_are(seeds_site: Path, edition: str) -> None:
    """000 is broken as published: repaired, or its source with a notice; 001 is drawn; 002 and 004 have none."""
    (broken,) = read_entry(seeds_site, edition, BILIBILI).select("figure.diagram")
    assert broken["data-status"] in ("repaired", "source")
    assert bool(broken.select("svg")) == (broken["data-status"] == "repaired")
    assert "graph LR" in " ".join(get_texts(broken, "pre"))
    (drawn,) = read_entry(seeds_site, edition, YOUTUBE).select("figure.diagram")
    assert drawn["data-status"] == "rendered"
    for slug in (ESSAY, SUMMIT):
        assert read_entry(seeds_site, edition, slug).select("figure.diagram") == []


@both
def test_004_is_read_with_its_front_matter(seeds: Path, seeds_site: Path, edition: str) -> None:
    """Title, author and description are those of the front matter; the heading that doubles the title is gone."""
    source = read_source(seeds, SUMMIT)
    article = read_entry(seeds_site, edition, SUMMIT)
    title = get_header(source, "title")
    assert get_texts(article, "h1") == [title]
    assert get_texts(article, ".point") == [get_header(source, "description")]
    assert get_texts(article, ".fact-authors") == ["lark"]
    assert title not in get_texts(article, ":is(h2, h3, h4)")
    tags = {tag["id"] for tag in read_catalog(seeds_site, edition)[SUMMIT]["tags"]}
    assert tags == {"open-source"}


@both
def test_004_keeps_its_headings_and_lists(seeds: Path, seeds_site: Path, edition: str) -> None:
    """Every heading but the first and every item of a list of the source is one on the page, in order."""
    source = read_source(seeds, SUMMIT)
    article = read_entry(seeds_site, edition, SUMMIT)
    headings = [re.sub(r"\*\*", "", text) for text in re.findall(r"^#+ +(.*?) *$", source, re.MULTILINE)]
    assert get_texts(article, ".digest .text :is(h2, h3, h4, h5, h6)") == headings[1:]
    items = re.findall(r"^- +(.*?) *$", source, re.MULTILINE)
    found = get_texts(article, ".digest .text li")
    assert len(items) > 10
    assert ["".join(text.split()) for text in found] == ["".join(re.sub(r"\*", "", text).split()) for text in items]
    assert "**" not in article.get_text()


@both
def test_the_picture_of_004_is_a_link(seeds_site: Path, edition: str) -> None:
    """The remote image is never loaded: there is no <img>, but a link to it."""
    article = read_entry(seeds_site, edition, SUMMIT)
    assert article.select("img, picture, source") == []
    links = [str(link["href"]) for link in article.select(".digest .text a")]
    assert sum("opengraph-image" in link for link in links) == 1


@both
@pytest.mark.parametrize("uri", ["tags", "library"])
def test_all_five_stand_in_the_lists(seeds_site: Path, edition: str, uri: str) -> None:
    """The tag index and the library lead to every entry."""
    page = read_page(seeds_site, edition, uri)
    links = [str(link["href"]) for link in page.select("main a[href], .md-content a[href]")]
    found = {match[1] for link in links if (match := re.search(r"entries/([^/]+)/", link))}
    assert found == FILES.keys()


@both
def test_all_five_stand_in_the_search_index(seeds: Path, seeds_site: Path, edition: str) -> None:
    """Search knows every entry, by its title and by words of its text and transcript."""
    index = read_index(get_folder(seeds_site, edition))
    texts = {slug: index[f"entries/{slug}/"]["content"] for slug in FILES}
    for slug in SPEECH:
        content = read_source(seeds, slug).partition("\nContent:")[2]
        middle = " ".join(content.split())[len(content) // 2 :][:12]
        assert cut_pairs(middle) in re.sub(r"\. ", " ", texts[slug])


ATTRIBUTES = ("src", "href", "srcset", "action", "formaction", "data", "poster", "xlink:href")
LOADING = "link, script, img, source, iframe, form, object, embed, video, audio, track, image, use, input, button"


def find_foreign(page: Path) -> list[str]:
    """Addresses of other origins that a page or a style sheet makes a browser load."""
    text = page.read_text(encoding="utf-8")
    addresses = re.findall(r"url\(\s*[\"']?([^\"')]*)", text) + re.findall(r"@import\s+[\"']([^\"']*)", text)
    if page.suffix == ".html":
        for tag in LexborHTMLParser(text).css(LOADING):
            addresses += [value for name in ATTRIBUTES if (value := tag.attributes.get(name))]
    return [address for address in addresses if re.match(r"\s*(?:[a-z]+:)?//", address, re.IGNORECASE)]


@pytest.mark.parametrize("name", ["seeds_site", "own_site"])
def test_nothing_is_loaded_from_another_origin(request: pytest.FixtureRequest, name: str) -> None:
    """No page, style sheet or picture of either edition names another host for anything but links to follow."""
    site: Path = request.getfixturevalue(name)
    pages = [path for path in site.rglob("*") if path.suffix in (".html", ".css", ".svg")]
    assert len(pages) > 20
    assert {str(page.relative_to(site)): found for page in pages if (found := find_foreign(page))} == {}


@pytest.mark.parametrize("name", ["seeds_site", "own_site"])
def test_every_id_of_a_page_is_given_once(request: pytest.FixtureRequest, name: str) -> None:
    """Links to a place on a page find one place."""
    site: Path = request.getfixturevalue(name)
    for page in sorted(site.rglob("*.html")):
        ids = [str(tag.id) for tag in LexborHTMLParser(page.read_text(encoding="utf-8")).css("[id]")]
        assert len(ids) == len(set(ids)), (page, sorted({name for name in ids if ids.count(name) > 1}))
