"""Properties: what holds for every source, however odd, told by Hypothesis."""

from __future__ import annotations

import json
import re
import string
import tempfile
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from conftest import EVERY, also, run_check
from readinglist.addresses import parse_address
from readinglist.build import read_site
from readinglist.clean_markdown import write_line, write_prose
from readinglist.diagrams.find import find_diagrams
from readinglist.document import EDITIONS, Diagram, Format, Metadata, Prose
from readinglist.errors import Problem
from readinglist.exports import make_exports
from readinglist.front_matter import Field, parse_mapping, parse_yaml, split_front_matter, write_front_matter
from readinglist.markup import PageIds, render_inline, render_prose
from readinglist.metadata import KINDS, SCHEMA, parse_metadata
from readinglist.pages import make_pages
from readinglist.parser import PARSER, is_plain
from readinglist.policy import clean_html, clean_text, find_dropped, keep_address
from readinglist.quantities import find_number_words, find_quantities
from readinglist.readers import READERS, read_document, read_translation
from readinglist.report import make_report
from readinglist.transcript import MAX_LENGTH, cut_transcript, find_paragraphs

settings.register_profile("house", deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

PIECES = (
    "---\n", "+++\n", "\n", "\n\n", " ", "\t", "\r", "\x0b", "\x85", "\u2028", "\ufeff", "\u200b", "\u3000",
    "title: ", "Title: ", "Title：", "URL: https://youtu.be/KFZNIJz6x6o\n", "Duration: 14:58\n", "Status: success\n",
    "Description:\n", "Content:\n", "Content: ", "tags: [a, b]\n", "- ", "1. ", "10) ", "> ", "# ", "### ", "===\n",
    "**", "__", "*", "`", "```\n", "```mermaid\n", "~~~ mermaid\n", "```python\n", "<Mermaid_Diagram>",
    "</Mermaid_Diagram>", "<mermaid>\n", "graph LR\n", "  A --> B\n", "A[“", "]", "%%{init: {}}%%\n",
    "## Key points\n", "## 要点\n", "## Diagram\n", "[p. 5](https://example.org/)", "![a](b.png)",
    "[a](javascript:alert(1))", "<script>alert(1)</script>", "<b onclick=x>", "<iframe src=//evil.example>",
    "<a href='../x'>", "&lt;", "&#0;", "|a|b|\n|-|-|\n", "Sure! Here is a summary:\n", "好的，以下是总结：\n",
    "中文", "。", "，", "但是", " so ", "word ", "DeepSeek", "👍", "\u0301", "\ud7ff", "𠀀", "*a", "&a ", "{", "}",
    "[", ": ", "|\n",
    "!!python/object:x ", "%YAML 1.1\n", "\"\\U00110000\"", "\"\\ud800\"", "\\", "#",
)  # fmt: skip
"""What sources are made of, and what has broken readers of such sources."""

NAMES = ("a.md", "a.txt", "a.yml", "a.zh.md", "a.en.md", "b.md", "b.txt", "tags.yml", "glossary.yml", "notices.yml")
CHINESE = "的一了我不人在他有这个上们来到大地为子中你说生国年着就那和要她出也得里自家会下过天去能多于心学"
"""Characters of which no discourse mark is made."""

texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=30).map("".join)
"""Text as it reaches a reader: LF line ends, no characters that UTF-8 cannot write."""
words = st.text(string.ascii_letters, min_size=1, max_size=9)


clean = clean_text
"""What `build.py` does to a text before it hands it on."""


def check_problems(problems: tuple[Problem, ...], path: str, text: str) -> None:
    """Every problem is one printable line about a line that the file has."""
    for problem in problems:
        assert problem.path == path
        assert 1 <= problem.line <= text.count("\n") + 2
        assert "\n" not in str(problem)
        assert str(problem).encode()


@given(texts.map(clean), st.sampled_from(list(Format)), st.none() | words)
def test_no_reader_fails_on_any_text(text: str, format: Format, title: str | None) -> None:
    """Each reader makes a document of any text, with problems that name a line of it."""
    document, problems = READERS[format](text, "sources/a", (), title)
    check_problems(problems, "sources/a", text)
    assert document.format is format
    assert all(block.line <= text.count("\n") + 1 for block in document.blocks)


@given(texts.map(clean), st.sampled_from(["a.md", "a.txt", "a.markdown"]))
def test_any_text_is_read_in_one_of_the_formats(text: str, path: str) -> None:
    """A main file and a digest in the other language can be any text."""
    document, problems = read_document(path, text)
    check_problems(problems, path, text)
    assert document.path == path
    digest, problems = read_translation(text, "a.zh.md")
    check_problems(problems, "a.zh.md", text)
    assert digest.format is Format.MARKDOWN


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(NAMES), st.one_of(texts.map(str.encode), st.binary(max_size=40)), max_size=6))
@example({"a.md": b"---\ntitle: a\n---\n```mermaid\ngraph LR\n```\n", "a.zh.md": b"# b\n\nc"})
def test_any_folder_becomes_a_site_or_a_list_of_errors(files: dict[str, bytes]) -> None:
    """A folder of any files is read, reported on and made into pages and data in both editions."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        site = read_site(Path(folder))
    assert site.entries or site.errors
    assert make_report(site).encode()
    for edition in EDITIONS:
        pages = make_pages(site, edition)
        assert {f"entries/{entry.slug}/index.md" for entry in site.entries} <= {page.src_uri for page in pages}
        assert all(page.html.encode() for page in pages)
        exports = make_exports(site, edition)
        assert len(json.loads(exports["catalog.json"])["entries"]) == len(site.entries)
        assert all(text.encode() for text in exports.values() if text)


transcripts = st.one_of(
    texts,
    st.lists(st.sampled_from([*CHINESE, "但是", "所以", " ", "。", "， "]), max_size=1500).map("".join),
    st.lists(st.one_of(words, st.sampled_from(["so", "and", "the", "first"])), max_size=400).map(" ".join),
    st.lists(st.sampled_from(["a\u0301", "👩\u200d💻", "x" * 300, " " * 500, "字" * 200, "\n"]), max_size=8).map(
        "".join
    ),
)


@given(transcripts, st.none() | st.integers(0, 40_000))
def test_paragraphs_of_a_transcript_join_back_to_it(text: str, duration: int | None) -> None:
    """No character but white space is lost or changed, and no paragraph is too long; times never go back."""
    paragraphs = cut_transcript(text, duration)
    assert "".join("".join(p.text for p in paragraphs).split()) == "".join(text.split())
    assert all(0 < len(p.text) <= MAX_LENGTH and p.text == p.text.strip() for p in paragraphs)
    bounds = list(find_paragraphs(text))
    assert [text[start:end] for start, end in bounds] == [p.text for p in paragraphs]
    times = [p.start for p in paragraphs]
    assert times == sorted(times, key=lambda t: t or 0)
    assert all((t is None) == (duration is None) and (t or 0) <= (duration or 0) for t in times)


@given(transcripts)
def test_ids_of_paragraphs_are_unique(text: str) -> None:
    """No two paragraphs of a transcript have one id, even where they say the same."""
    ids = [paragraph.id for paragraph in cut_transcript(text, None)]
    assert len(ids) == len(set(ids))


@given(st.lists(st.text(CHINESE, min_size=170, max_size=300), min_size=2, max_size=6, unique=True), st.data())
def test_ids_of_paragraphs_stay_when_another_is_edited(parts: list[str], data: st.DataObject) -> None:
    """Putting other words into one sentence changes the id of the paragraph it stands in, and of no other."""
    i = data.draw(st.integers(0, len(parts) - 1))
    edited = [*parts[:i], "大" + parts[i][1:-1] + "小", *parts[i + 1 :]]
    before = cut_transcript("。".join(parts), 600)
    after = cut_transcript("。".join(edited), 600)
    assert [p.start for p in before] == [p.start for p in after]
    changed = [old.text for old, new in zip(before, after, strict=True) if old.id != new.id]
    assert len(changed) <= 1
    assert all(parts[i] in text for text in changed)


addresses = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["https://", "http://", "HTTPS://", "//", "ftp://", ""]),
    st.sampled_from(
        [
            "www.youtube.com",
            "youtu.be",
            "m.youtube.com",
            "www.bilibili.com",
            "m.bilibili.com",
            "b23.tv",
            "arxiv.org",
            "www.m.example.org",
            "EXAMPLE.org:80",
            "[::1]:443",
            "例子.中国",
            "a:1@b",
            "example.org.",
        ]
    ),
    st.sampled_from(
        [
            "",
            "/",
            "/watch",
            "/shorts/KFZNIJz6x6o",
            "/KFZNIJz6x6o",
            "/video/BV1ZWP1eZEHg",
            "/video/av1/",
            "/abs/2501.12948",
            "/pdf/2501.12948v1.pdf",
            "//a//",
            "/%2e%2e/ä",
            "/文 章",
            "/a;b",
            "/video/bv1zwp1ezehg/",
        ]
    ),
    st.lists(
        st.sampled_from(
            ["v=KFZNIJz6x6o", "t=3", "p=2", "p=0", "p=٣", "utm_a=b", "si=1", "q=%E4%BD", "=", "", "a&&b", "?"]
        )
    ).map(lambda pairs: "?" + "&".join(pairs) if pairs else ""),
    st.sampled_from(["", "#", "#a", "#:~:text=b", "#a:~:text=b", "#ä b"]),
)


@settings(max_examples=400)
@given(st.one_of(addresses, st.text(), st.text().map("https://".__add__), texts.map("http://example.org/".__add__)))
def test_the_canonical_address_is_its_own_canonical_address(text: str) -> None:
    """Making an address canonical twice gives what once gives, and nothing but plain web addresses come out."""
    address = parse_address(text)
    if address is None:
        return
    assert parse_address(address.url) == address
    assert re.fullmatch(r"https?://[^\s\"<>@]+", address.url) or "@" in address.url.split("/", 3)[3]
    moment = address.at(200)
    assert moment is None or parse_address(moment) == address


@given(texts.map(clean), st.integers(1, 50))
def test_yaml_of_any_kind_gives_fields_or_errors(text: str, line: int) -> None:
    """Front matter never raises, gives only text that can be shown, and names lines that it has."""
    field, problems = parse_yaml(text, "a.yml", line)
    check_fields(field)
    assert all(line <= problem.line <= line + text.count("\n") + 1 for problem in problems)
    front, body, first_line, problems = split_front_matter(text, "a.md")
    assert problems or text.split("\n")[first_line - 1 :] == body.split("\n")
    check_problems(parse_mapping(front, "a.md", 2)[1], "a.md", text)


def check_fields(field: Field | None) -> None:
    """Every text of a tree of fields is printable."""
    if field is None or field.value is None:
        return
    if isinstance(field.value, str):
        assert "\0" not in field.value
        assert field.value.encode() is not None
    elif isinstance(field.value, tuple):
        for item in field.value:
            check_fields(item)
    else:
        for item in field.value.values():
            check_fields(item)


lines_of_text = (
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"]), min_size=1, max_size=40)
    .map(lambda text: re.sub(r"\s+", " ", clean_text(text)).strip())
    .filter(bool)
)
slugs = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,20}", fullmatch=True)
days = st.dates().map(str)

records = st.fixed_dictionaries(
    {},
    optional={
        "title": lines_of_text,
        "slug": slugs,
        "url": st.just("https://example.org/a?b=c"),
        "kind": st.sampled_from(KINDS),
        "authors": st.lists(lines_of_text, min_size=1, max_size=3),
        "publisher": lines_of_text,
        "published": days,
        "captured": days,
        "language": st.sampled_from(["en", "zh", "zh-Hant", "no"]),
        "description": lines_of_text,
        "aliases": st.lists(slugs, max_size=3),
        "checked": days,
        "draft": st.booleans(),
        "corrections": st.dictionaries(lines_of_text, lines_of_text, max_size=3),
    },
)


@given(records, st.integers(0, 3600 * 99), st.booleans(), st.sampled_from([None, '"', "'"]))
def test_metadata_come_back_from_yaml_as_they_were_written(
    record: dict[str, Any], seconds: int, flow: bool, style: str | None
) -> None:
    """What the schema allows is read back the same, whichever way YAML writes it."""
    record |= {"duration": f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"}
    text = yaml.safe_dump(record, allow_unicode=True, default_flow_style=flow, default_style=style, width=10_000)
    text = text.replace("!!bool ", "")
    fields, yaml_problems = parse_mapping(text, "a.yml")
    metadata, problems = parse_metadata(fields, "a.yml")
    assert (yaml_problems, problems) == ((), ())
    expected: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in (record | {"duration": seconds}).items()
    }
    assert metadata == Metadata(**expected, lines=metadata.lines)
    assert metadata.lines.keys() == record.keys() <= SCHEMA.keys()
    assert isinstance(metadata.corrections, MappingProxyType)


proses = st.lists(
    st.sampled_from(["text", "  - item", "中文。", "a `<mermaid>` b", "", "A --> B"]), min_size=1, max_size=5
)
graphs = st.lists(st.sampled_from(["A --> B", "    B --> C", "", "%% note", "subgraph x[一]", "end"]), max_size=5).map(
    lambda lines: ["graph LR", *lines, "Z --> Y"]
)
wrappers: tuple[tuple[list[str], list[str]], ...] = (
    (["```mermaid"], ["```"]),
    (["~~~~ Mermaid"], ["~~~~"]),
    (["```"], ["```"]),
    (["<Mermaid_Diagram>"], ["</Mermaid_Diagram>"]),
    (["<mermaid>", "```mermaid"], ["```", "</mermaid>"]),
    (["```mermaid", "<mermaid_diagram>"], ["</mermaid_diagram>", "```"]),
    (["<Mermaid>", "", "~~~"], ["~~~", "", "</Mermaid>"]),
)
codes = st.sampled_from([["```python", "graph LR", "<mermaid>", "```"], ["~~~", "plain", "~~~"]])
segments = st.one_of(
    st.tuples(st.just("prose"), proses),
    st.tuples(st.just("prose"), codes),
    st.tuples(st.sampled_from(wrappers), graphs),
)


@given(st.lists(segments, min_size=1, max_size=6), st.integers(1, 40), st.booleans())
def test_every_line_is_in_a_prose_or_in_a_diagram_with_its_number(
    segments: list[tuple[Any, list[str]]], first: int, is_closed: bool
) -> None:
    """Each line that is no wrapper stands in a block, and block and line number together say where it came from."""
    lines: list[str] = []
    proses: dict[int, str] = {}
    graphs: dict[int, list[str]] = {}
    for wrapper, inner in segments:
        before, after = ([], []) if wrapper == "prose" else wrapper
        lines += before
        if wrapper == "prose":
            proses |= {first + len(lines) + i: line for i, line in enumerate(inner) if line.strip()}
        elif not any(inner == other for other in graphs.values()):
            graphs[first + len(lines)] = inner
        lines += [*inner, *after]
    if not is_closed and segments[-1][0] != "prose":
        del lines[-1]
    blocks = find_diagrams("\n".join(lines), first)
    found = {
        block.line + i: line
        for block in blocks
        if isinstance(block, Prose)
        for i, line in enumerate(block.text.split("\n"))
        if line.strip()
    }
    assert found == proses
    drawn = {block.line: block.source.split("\n") for block in blocks if isinstance(block, Diagram)}
    assert drawn == graphs


ODD = (
    "\u200b", "\u200c", "\u200d", "\u202e", "\u2066", "\ufeff", "\ufe0f", "\ufe0e", "\u00ad", "\U000e0041", "\u2028",
    "\x9b", "\u0301", "\u0e47", "م", "ی", "क", "्", "👩", "👧", "🏽", "❤", "a", "中", "\r", "\n", "1", "\u20e3",
)  # fmt: skip


@settings(max_examples=400)
@given(st.one_of(st.lists(st.sampled_from(ODD), max_size=40).map("".join), st.text()))
def test_cleaning_a_text_drops_what_is_not_seen_and_nothing_else(text: str) -> None:
    """Cleaning twice gives what once gives; what goes is a control, a mark or of no width, and is reported."""
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u2028\u2029]", cleaned
    )
    kinds = ("Cc", "Cf", "Cn", "Mn", "Me", "Lo", "Zl", "Zp")
    spaced = text.replace("\r\n", "\n").replace("\r", "\n")
    seen = [c for c in spaced if unicodedata.category(c) not in kinds]
    assert [c for c in cleaned if unicodedata.category(c) not in kinds and c != " "] == [c for c in seen if c != " "]
    found = find_dropped(text)
    assert (found is None) == (len(cleaned) == len(spaced))
    assert found is None or (1 <= found[0] <= spaced.count("\n") + 1 and found[1] == len(spaced) - len(cleaned))


@pytest.mark.parametrize("text", ["می‌خواهم", "क्‍ष", "👩‍👩‍👧‍👧", "🏳️‍🌈", "❤️", "1️⃣", "Nguyễn", "이", "á̧"])
def test_what_languages_and_emoji_need_stays(text: str) -> None:
    """Joiners inside Persian, Devanagari and emoji, variants of emoji, and marks on letters are left alone."""
    assert clean_text(text) == text


LINK = "[≈ 1:44](https://a.org/v/?t=104&a=b)"
LINE = [
    "Ab",
    "专家",
    "x1",
    "http://a.b/c",
    "www.a.org",
    " ",
    "  ",
    ", ",
    ". ",
    ": ",
    "- ",
    "-",
    "'",
    '"',
    "（",
    "…",
    "1. ",
    "&",
    "_",
    "*",
]


@settings(max_examples=400)
@given(
    st.lists(
        st.sampled_from(
            ("Ab", "专家", "1", ". ", " ", "!", "(", ")", "[a b](https://A.org/)", "[_a_](https://a.org/b)", LINK)
        )
    )
)
@example(["Ab. ", LINK, ", ", LINK])
@example(["Ab", "!", LINK])
def test_a_line_with_links_is_written_as_the_page_shows_it(pieces: list[str]) -> None:
    """Whether or not the renderer was asked, what was written gives the same page; a link to nowhere aside."""
    line = " ".join("".join(pieces).split())
    shown = (re.sub(r'<a rel="noopener">(.*?)</a>', r"\1", render_inline(text)) for text in (line, write_line(line)))
    assert next(shown) == next(shown)


PARTS = tuple("a B.org x-y #page=3&z 例 .. // / ?a=b&c=d #p.5 &amp = %20 ( :80 _ ~ é".split())


@settings(max_examples=400)
@given(
    st.lists(
        st.sampled_from(("Ab", "专家", " ", ". ", "! ", "[", "(", ")", "<b>", LINK))
        | st.lists(st.sampled_from(PARTS)).map(lambda parts: f"[p. 5](https://a.org/{''.join(parts)})"),
        max_size=6,
    ).map("".join)
)
@example(f"Ab {LINK}, [§ 2.1，表4](http://a-b.org/x/../y.?a=b&c=d&copy=1#-)")
def test_links_are_written_as_the_parser_would(line: str) -> None:
    """A line of Markdown with links is on the page what the parser makes of it, whether or not it was asked."""
    assert render_inline(line) == clean_html(PARSER.renderInline(line), (), keep_address)


@settings(max_examples=400)
@given(st.lists(st.sampled_from(LINE) | st.text(max_size=3), max_size=12).map("".join))
@example('Here: it\'s (1) "a" -- www.a.org/b, 专家。 Yes!')
def test_a_line_that_is_taken_for_plain_has_no_markup(line: str) -> None:
    """The parser finds one text in it, and neither page nor twin writes it otherwise."""
    if not is_plain(line):
        return
    opening, inline, closing = PARSER.parse(line)
    assert [opening.type, *(child.type for child in inline.children or ()), closing.type] == [
        "paragraph_open",
        "text",
        "paragraph_close",
    ]
    assert inline.content == line == clean_html(line, (), keep_address) == render_inline(line) == write_line(line)


CLEANED = st.text().map(clean_text)


@given(st.dictionaries(st.text("abc", min_size=1), CLEANED | st.lists(CLEANED) | st.integers(), min_size=1))
@example({"a": "😀: #", "b": ["\\U", "x\n\n y "], "c": 1})
def test_what_is_written_as_front_matter_is_read_again(values: dict[str, Any]) -> None:
    """Values come back from YAML, and an emoji is written as itself."""
    written = write_front_matter(values)
    assert yaml.safe_load(written.removeprefix("---\n").removesuffix("---\n")) == values
    assert ("😀" in str(values)) == ("😀" in written)


@given(st.one_of(texts, st.text(), st.text().map("https://".__add__)))
def test_an_address_that_is_kept_is_one_of_the_web(text: str) -> None:
    """What is kept begins with http, names a host and no user, holds no blank, quote or bracket, and is kept again."""
    address = keep_address(text)
    if address is not None:
        assert re.fullmatch(r"https?://[^/?#@\s]+[^\s\"<>`\\{}|^]*", address)
        assert keep_address(address) == address


class _Tags(HTMLParser):
    """Collects the tags of a piece of HTML with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


HTML = (
    "<script>", "</script>", "<SCRIPT/x>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<style>",
    "</style>", "<iframe srcdoc='<script>'>", "<a href='javascript:alert(1)'>", "<a href=\"java&#10;script:x\">",
    "</a>", "<math>", "<object data=//evil.example>", "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh>", "<base href=/>", "<form action=//evil.example>", "<input autofocus onfocus=x>",
    "<b style='background:url(//evil.example)'>", "<video src=x>", "<details open ontoggle=x>",
    "<td background=//evil.example>", "<p id=transcript class=x>", "<!--", "-->", "<![CDATA[",
    "![x](//evil.example/a.png)", "[x](data:text/html,<script>)", "<https://example.org/>", "<template>",
    "<noscript>", "[x]: javascript:x\n", "[x]", "`", "\n\n", "    ", "> ", "|a|\n|-|\n", "**中文。**", "# ",
    "<table><tr><td>", "<",
)  # fmt: skip


@settings(max_examples=400)
@given(st.lists(st.one_of(st.sampled_from(HTML), st.text(max_size=5)), max_size=12).map("".join), st.booleans())
def test_no_markup_brings_anything_active_into_a_page(text: str, has_base: bool) -> None:
    """HTML made of any Markdown has no scripts, no handlers, no styles and nothing that loads from elsewhere."""
    base = "https://example.org/a/" if has_base else None
    html, headings = render_prose(Prose(text, 1), PageIds(), base=base)
    parser = _Tags()
    parser.feed(html + render_inline(text, base))
    parser.close()
    ids = [attributes["id"] for _, attributes in parser.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert [name for name in ids if not re.match("d-[0-9a-f]{8}", name or "")] == [heading.id for heading in headings]
    allowed = {"href", "title", "rel", "id", "start", "style", "tabindex", "class"}
    for tag, attributes in parser.tags:
        assert tag not in ("script", "style", "iframe", "object", "link", "meta", "base", "form", "img", "svg", "video")
        assert attributes.keys() <= allowed
        assert attributes.get("class") in (None, "table")
        assert (attributes.get("style") or "text-align:left").startswith("text-align:")
        assert re.match(r"https?:|#", attributes.get("href") or "#", re.IGNORECASE)


LONG: dict[str, Callable[[int], str]] = {
    "a run of marks": lambda n: "*" * n,
    "open brackets": lambda n: "[" * (n // 8),
    "bold lines": lambda n: "**a**\n" * (n // 6),
    "open fences": lambda n: "```mermaid\n" * (n // 11),
    "mentions of tags": lambda n: "<mermaid>x\n" * (n // 11),
    "tags on one line": lambda n: "<mermaid>" * (n // 9),
    "empty headings": lambda n: "#\n" * (n // 2),
    "section lines": lambda n: "Content:\n" * (n // 9),
    "blanks": lambda n: " " * n + "x",
    "one word": lambda n: "x" * n,
    "one sentence in Chinese": lambda n: "字" * n,
    "deep YAML": lambda n: "---\na: " + "[" * (n // 8) + "\n---\n",
    "marks of comments in a diagram": lambda n: "```mermaid\n" + "#\n" * (n // 2),
    "lists of two kinds": lambda n: "- a\n\n* b\n\n" * (n // 10),
    "key points": lambda n: "## Key points\n" + "- a [b](c)\n" * (n // 11),
}


@pytest.mark.parametrize("names", [[name] for name in LONG] if EVERY else [[*LONG]], ids=", ".join)
def test_long_sources_are_read_in_one_go(names: list[str], tmp_path: Path) -> None:
    """Tens of thousands of characters of one thing end in pages or errors before anybody gives up waiting."""
    for n, text in enumerate(LONG[name](40_000 if EVERY else 20_000) for name in names):
        whole = text if text.startswith("---") else f"---\ntitle: T{n}\n---\n{text}"
        (tmp_path / f"a{n}.md").write_text(whole, encoding="utf-8")
        (tmp_path / f"b{n}.txt").write_text(f"Title: T{n}\nDescription:\n{text}\nContent:\n{text}", encoding="utf-8")
        (tmp_path / f"c{n}.txt").write_text(text, encoding="utf-8")
    result = run_check(tmp_path, timeout=100)
    assert "Traceback" not in result.stderr
    assert re.search(r"^\d+ entr(?:y|ies)", result.stdout, re.MULTILINE)


@given(st.integers(1, 10**6), st.integers(0, 3), st.sampled_from([(4, "万"), (8, "亿"), (12, "万亿")]))
def test_a_figure_has_one_value_in_both_languages(digits: int, places: int, scale: tuple[int, str]) -> None:
    """A number in Chinese units and the same one in English, however it is scaled, are read as one value."""
    power, unit = scale
    number = Decimal(digits).scaleb(-places)
    english = number.scaleb(power)
    texts = [f"约{number:f}{unit}卡时", f"{english.scaleb(-6):f} million hours", f"{english:,f} H800", f"{english:f}个"]
    found = [find_quantities(text) for text in texts]
    assert [len(one) for one in found] == [1, 1, 1, 1]
    assert {one[0].values for one in found} == {frozenset({english.normalize()})}


@given(st.integers(1, 99_999))
def test_a_number_in_chinese_characters_is_read(number: int) -> None:
    """Numbers as they are written in characters have their value."""
    assert Decimal(number).normalize() in find_number_words(f"共{_write_chinese(number)}个")


def _write_chinese(number: int) -> str:
    """A number in characters, by the rules of the written language."""
    text, is_gap = "", False
    for power, unit in ((4, "万"), (3, "千"), (2, "百"), (1, "十"), (0, "")):
        digit = number // 10**power % 10
        if digit:
            text += f"{'零' if is_gap and text else ''}{'零一二三四五六七八九'[digit]}{unit}"
        is_gap = not digit
    return text


@pytest.mark.parametrize("mark", ["*", *also("-"), *also("1)")])
def test_long_lists_are_written_in_one_go(mark: str) -> None:
    """Twins of thousands of items, in one list or in one after the other, are made before anybody gives up waiting."""
    text = f"- a\n\n{mark} b\n\n" * 4000
    written = write_prose(Prose(text, 1))
    tokens = [token.type for token in PARSER.parse(written)]
    assert tokens.count("list_item_open") == 8000
    assert [token.type for token in PARSER.parse(text)] == tokens
