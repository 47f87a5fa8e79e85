"""Links that last: passages, old addresses, the list of what was published, names put right, links to the source."""

from __future__ import annotations

import functools
import itertools
import re
import shutil
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from conftest import ROOT, build_once, call_check, read_index, run_mkdocs
from readinglist.__main__ import main
from readinglist.corrections import Corrector, find_absent
from readinglist.document import EDITIONS
from readinglist.publish import check_settings
from test_browser import get_root, open_page
from test_cases import write_files

Serve = functools.partial[str]

POINTS = "## Key points\n1. It was cheap. [p. 1](https://example.org/1)\n2. It is open. [p. 2](https://example.org/2)\n"
TALK = "so db stick says that Metta is big and db stick is not " * 40
SOURCES = {
    "talk.txt": "Title: A talk\nURL: https://youtu.be/KFZNIJz6x6o\nDuration: 10:00\nDescription:\nText.\nContent:\n"
    + TALK,
    "talk.yml": "tags: [cost]\naliases: [old-talk, 旧的]\ncorrections: {DB Stick: DeepSeek, Metta: Meta AI}\n",
    "post.md": "---\ntitle: A post\ntags: [cost]\n"
    "claims:\n- {claim: It is open., verdict: open, evidence: None.}\n---\n"
    f"{POINTS}\n## Digest\nA paragraph of the digest.\n\n### 一个标题\n" + "Another paragraph of the digest.\n\n" * 30,
    "post.zh.md": "---\ntitle: 一篇文章\n---\n## 要点\n1. 很便宜。[一](https://example.org/1)\n\n## 摘要\n一段话。\n",
}
FIRST = "p-9c6eda84"
"""The id of the first key point of `post.md`."""


@pytest.fixture(scope="session")
def links_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of a talk with old addresses and a post."""
    sources = tmp_path_factory.mktemp("links-sources")
    write_files(sources, SOURCES)
    return build_once("links", sources, tmp_path_factory)


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False])
def test_an_old_address_leads_to_the_new_one(links_site: Path, serve: Serve, browser: Browser, scripts: bool) -> None:
    """A browser that opens an alias lands on the entry, with scripts at the same passage."""
    address = serve(links_site)
    with open_page(browser, address, scripts=scripts) as page:
        for edition, alias in itertools.product(EDITIONS, ("old-talk", "旧的")):
            page.goto("about:blank")
            page.goto(f"{get_root(address, edition)}entries/{quote(alias)}/?a=b#transcript")
            new = f"{get_root(address, edition)}entries/youtube-kfznijz6x6o/"
            page.wait_for_url(f"{new}?a=b#transcript" if scripts else new)
            expect(page.locator("article")).to_have_attribute("data-entry", "youtube-kfznijz6x6o")


def test_an_old_address_is_for_readers_and_not_for_search_engines(links_site: Path) -> None:
    """The page at an alias shows a link in the edition's words, asks not to be indexed, and is in no list."""
    page = (links_site / "zh/entries/旧的/index.html").read_text("utf-8")
    assert '<meta name="robots" content="noindex">' in page
    assert re.search(r'<p>页面已移至新地址：<a href="\.\./youtube-kfznijz6x6o/"[^>]*>A talk</a></p>', page)
    assert "old-talk" not in (links_site / "sitemap.xml").read_text("utf-8")
    assert not [address for address in read_index(links_site) if "old-talk" in address]


def _copy(page: Page) -> str:
    return str(page.evaluate("() => navigator.clipboard.readText()"))


@pytest.mark.browser
@pytest.mark.parametrize(
    "passage",
    [f"#{FIRST}", ".claims tbody tr", ".digest .text p:last-of-type", ".digest h3"],
)
def test_the_link_of_a_passage_is_copied_and_opens_it(
    links_site: Path, serve: Serve, browser: Browser, passage: str
) -> None:
    """Pointing at a passage shows its link; a click copies the full address and says so, and the page stays in place.

    Opened in a fresh browser, the address shows the passage marked and not behind the header.
    """
    root = serve(links_site)
    address = f"{root}entries/post/"
    with open_page(browser, root) as page:
        page.goto(f"{address}?h=cheap")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.locator(passage).hover()
        link = page.locator(f"{passage} .passage-link")
        link.hover()
        before = page.evaluate("() => scrollY")
        expect(link).to_have_css("opacity", "1")
        expect(link).to_have_attribute("aria-label", "Copy link to this passage")
        link.click()
        expect(page.get_by_role("status")).to_have_text("Link copied.")
        copied = _copy(page)
        assert copied.partition("#")[0] == address
        assert page.evaluate("() => scrollY") == before
    with open_page(browser, root) as page:
        page.goto(copied)
        target = page.locator(":target")
        expect(target).to_be_in_viewport()
        assert target.evaluate("node => `#${encodeURIComponent(node.id)}`") == f"#{copied.partition('#')[2]}"
        assert target.evaluate("node => node.getBoundingClientRect().top") >= page.locator(".md-header").evaluate(
            "node => node.getBoundingClientRect().bottom"
        )


@pytest.mark.browser
def test_passages_are_reached_with_the_keyboard(links_site: Path, serve: Serve, browser: Browser) -> None:
    """The links of all passages are one tab stop; arrow keys go through them, Enter copies, on a heading's link too."""
    root = serve(links_site)
    with open_page(browser, root) as page:
        page.goto(f"{root}zh/entries/post/")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        expect(page.locator(".passage-link")).to_have_count(1)
        page.locator("#key-points a").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_have_text("链接已复制。")
        assert _copy(page).endswith("/zh/entries/post/#key-points")
        for _ in range(3):  # the heading's link again, the place of the first key point
            page.keyboard.press("Tab")
        expect(page.locator(".key-points li .passage-link")).to_be_focused()
        for _ in range(2):
            page.keyboard.press("ArrowDown")
        expect(page.locator(".digest p .passage-link")).to_be_focused()
        page.keyboard.press("Enter")
        passage = page.locator(".digest p[id]").get_attribute("id")
        expect(page).to_have_url(re.compile(rf"/zh/entries/post/#{passage}$"))
        assert _copy(page).endswith(f"#{passage}")


@pytest.mark.browser
def test_the_link_of_a_passage_is_reached_by_tap(links_site: Path, serve: Serve, browser: Browser) -> None:
    """On a phone no link stands in the way until a passage is tapped; then its link is there, and a tap copies it."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{serve(links_site)}entries/youtube-kfznijz6x6o/")
    expect(page.locator(".passage-link")).to_have_count(0)
    page.locator(".passage").nth(2).tap()
    page.locator(".passage:nth-of-type(3) .passage-link").tap()
    expect(page.get_by_role("status")).to_have_text("Link copied.")
    assert _copy(page).endswith(f"#{page.locator('.passage').nth(2).get_attribute('id')}")
    context.close()


@pytest.mark.browser
def test_passages_have_their_ids_without_scripts(links_site: Path, serve: Serve, browser: Browser) -> None:
    """With JavaScript off headings link to themselves, passages have ids, and no button is there that does nothing."""
    root = serve(links_site)
    with open_page(browser, root, scripts=False) as page:
        page.goto(f"{root}entries/post/")
        page.get_by_role("link", name="一个标题").last.click()
        assert page.url.endswith(f"#{quote('一个标题')}")
        assert page.locator(".digest .text > p:not([id])").count() == 0
        expect(page.locator(".copy-link")).to_be_hidden()
        ids = page.locator("[id]").evaluate_all("nodes => nodes.map(node => node.id)")
        assert len(ids) == len(set(ids))


@pytest.mark.browser
def test_the_link_of_an_entry_is_copied(links_site: Path, serve: Serve, browser: Browser) -> None:
    """The button at the end of an entry copies its address without query and passage."""
    root = serve(links_site)
    with open_page(browser, root) as page:
        page.goto(f"{root}entries/post/?h=cheap#digest")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Copy link", exact=True).click()
        expect(page.get_by_role("status")).to_have_text("Link copied.")
        assert _copy(page) == page.url.partition("?")[0]


@pytest.mark.browser
def test_a_name_put_right_is_told_to_screen_readers(links_site: Path, serve: Serve, browser: Browser) -> None:
    """What a screen reader reads of a misheard name is the name as heard, then the right one."""
    root = serve(links_site)
    with open_page(browser, root) as page:
        page.goto(f"{root}entries/youtube-kfznijz6x6o/")
        assert (
            "so db stick (DeepSeek) says that Metta (Meta AI) is big" in page.locator(".passage").first.aria_snapshot()
        )


def test_both_forms_of_a_name_are_in_the_search_index(links_site: Path) -> None:
    """A misheard name is found as it was heard, and as it should read: that form stands in the list of corrections."""
    text = read_index(links_site)["entries/youtube-kfznijz6x6o/"]["content"]
    assert "Metta" in text
    assert "Metta → Meta AI" in text


@settings(deadline=None)
@given(
    st.dictionaries(st.text("ab 开源-1", max_size=5), st.text("ab 开源", min_size=1, max_size=5), max_size=5),
    st.text("aAbB 开源-1\n", max_size=60),
)
def test_marking_names_never_changes_a_text(corrections: dict[str, str], text: str) -> None:
    """The pieces of a text are the text; each marked one is a wrong form, and no right form is marked as its own."""
    pieces = list(Corrector(corrections).split(text))
    assert "".join(piece for piece, _ in pieces) == text
    forms = {" ".join(heard.split()).casefold() for heard in corrections}
    for piece, right in pieces:
        if right is not None:
            assert " ".join(piece.split()).casefold() in forms
            assert piece != right
            assert not find_absent({piece: right}, text)


def test_the_addresses_of_our_own_list_are_all_there() -> None:
    """`check --strict` of the project's own sources finds every address of `published.txt`, and none that it lacks; it
    names the sources relative to the project.
    """
    result = call_check("sources", "--strict")
    assert result.returncode == 0, result.stdout
    assert "\nsources/" in result.stdout
    assert "published.txt" not in result.stdout


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with sources, pages written by hand and a list of what is published."""
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path, {f"sources/{name}": text for name, text in SOURCES.items()})
    for name in ("tags.yml", "glossary.yml"):
        shutil.copy(ROOT / "sources" / name, tmp_path / "sources" / name)
    for edition in EDITIONS:
        write_files(tmp_path, {f"docs/{edition}/about/index.md": "# About\n"})
    assert main(["published", "sources"]) == 0
    return tmp_path


def _find_line(project: Path, start: str) -> int:
    lines = (project / "sources/published.txt").read_text("utf-8").split("\n")
    return 1 + next(i for i, line in enumerate(lines) if line.startswith(start))


def test_the_list_holds_pages_data_and_passages(project: Path) -> None:
    """The list has a line for each page, data file, key point, claim and heading, and none for a paragraph."""
    lines = [line for line in (project / "sources/published.txt").read_text("utf-8").split("\n") if line[:1] == "/"]
    assert {"/", "/about/", "/library/", "/catalog.json", "/entries/old-talk/", f"/entries/post/#{FIRST}"} <= set(lines)
    assert "/entries/post/#一个标题" in lines
    assert len([line for line in lines if line.startswith("/entries/post/#c-")]) == 1
    assert not [line for line in lines if re.search(r"#[dt]-|transcript", line)]
    assert main(["published", "sources"]) == 0
    assert lines == [
        line for line in (project / "sources/published.txt").read_text("utf-8").split("\n") if line[:1] == "/"
    ]


def test_a_page_that_is_gone_fails_the_check(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that has another address now is an error with the line of the list, until it has its old one as alias."""
    line = _find_line(project, "/entries/post/")
    post = project / "sources/post.md"
    (project / "sources/post.zh.md").rename(project / "sources/essay.zh.md")
    post.rename(project / "sources/essay.md")
    assert main(["check", "sources"]) == 1
    assert f"sources/published.txt:{line}: /entries/post/ is gone" in capsys.readouterr().out
    (project / "sources/essay.yml").write_text("aliases: [post]\n", encoding="utf-8")
    assert main(["check", "sources"]) == 0
    found = capsys.readouterr().out
    assert "is gone" not in found
    assert "sources/published.txt:1: warning: /entries/essay/ is not listed yet" in found


def test_a_key_point_that_is_reworded_is_warned_about(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An id that is gone is a warning that names the one in its place; `moved:` keeps it, and the check is content."""
    post = project / "sources/post.md"
    post.write_text(SOURCES["post.md"].replace("It was cheap.", "It was dear."), encoding="utf-8")
    assert main(["check", "sources"]) == 0
    found = capsys.readouterr().out
    line = _find_line(project, f"/entries/post/#{FIRST}")
    match = re.search(
        rf'published\.txt:{line}: warning: /entries/post/#{FIRST} is gone \(now (p-\w+), "It was dear\.[^"]*"\?\); '
        rf"write (moved: {{{FIRST}: p-\w+}}) into the source",
        found,
    )
    assert match, found
    (project / "sources/post.yml").write_text(match[2], encoding="utf-8")
    assert main(["check", "sources"]) == 0
    assert "is gone" not in capsys.readouterr().out


def test_what_is_gone_is_dropped_from_the_list_only_when_told(project: Path) -> None:
    """`published` keeps the lines of what is gone; with --forget it drops them."""
    post = project / "sources/post.md"
    post.write_text(SOURCES["post.md"].replace("It was cheap.", "It was dear."), encoding="utf-8")
    file = project / "sources/published.txt"
    before = file.read_text("utf-8").split("\n")
    assert main(["published", "sources"]) == 0
    assert set(before) < set(file.read_text("utf-8").split("\n"))
    assert main(["published", "sources", "--forget"]) == 0
    assert set(before) - set(file.read_text("utf-8").split("\n")) == {f"/entries/post/#{FIRST}"}
    assert main(["check", "sources"]) == 0


def test_bad_sources_leave_the_list_as_it_is(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With an error in a source nothing is called gone, and the list is not rewritten."""
    write_files(project / "sources", {"post.md": "---\ntitle: A post\npublished: never\n---\nText.\n"})
    before = (project / "sources/published.txt").read_bytes()
    assert (main(["check", "sources"]), main(["published", "sources", "--forget"])) == (1, 1)
    assert "is gone" not in capsys.readouterr().out
    assert (project / "sources/published.txt").read_bytes() == before


@pytest.mark.parametrize("name", ["READING_LIST_REPO", "READING_LIST_URL"])
@pytest.mark.parametrize("value", ["ftp://example.org/", "example.org", "https://", "https://a b/", "javascript:x"])
def test_a_bad_address_in_the_environment_is_refused(name: str, value: str) -> None:
    """The addresses of the site and of its repository have to be of the web; what is wrong is said with the name."""
    refusal = check_settings({name: value})
    assert refusal is not None
    assert name in refusal
    assert value in refusal
    assert (
        check_settings({name: "https://example.org/list/"}) is check_settings({name: ""}) is check_settings({}) is None
    )


def test_a_build_with_a_bad_repository_stops_with_one_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that would write links to nowhere is not begun."""
    monkeypatch.setenv("READING_LIST_REPO", "my/list")
    result = run_mkdocs(ROOT / "sources", tmp_path / "site")
    assert result.returncode == 1
    assert result.stderr.count('READING_LIST_REPO: found "my/list"') == 1
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "site").exists()
