"""Entries on paper: printed by Chromium from the dark scheme and without scripts, and read again from the PDF."""

from __future__ import annotations

import functools
import io
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from playwright.sync_api import Browser
from pypdf import PdfReader

from conftest import also
from readinglist.document import EDITIONS
from test_seeds import BILIBILI, YOUTUBE

pytestmark = pytest.mark.browser

Serve = functools.partial[str]
Scheme = Literal["light", "dark"]

CHECKED = "bilibili-why-deepseek-open-sources"
A4_TEXT = 604
"""CSS pixels between the margins of an A4 page: 210 - 2 x 25 mm at 96 dpi."""
NOT_PRINTED = (
    "Search works and terms",
    "not affiliated",
    "Source file",
    "源文件",
    "Download SVG",
    "Zoom",
    "搜索作品与术语",
)


RADICALS = str.maketrans(
    "⺟⺠⻁⻄⻅⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻤⻥⻦⻨⻩⻬⻮⻰", "母民虎西见贝车长门青页风飞食马鬼鱼鸟麦黄齐齿龙"
)
"""Characters that share a glyph with a radical, which Unicode does not fold."""


def squeeze(text: str) -> str:
    """A text without blanks and ligatures, as a PDF knows only which glyphs stand where."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).translate(RADICALS))


def find_page(site: Path, edition: str, slug: str) -> tuple[str, BeautifulSoup]:
    """The path of an entry's page below the site's address, and what is on it."""
    path = f"entries/{slug}/" if edition == EDITIONS[0] else f"{edition}/entries/{slug}/"
    return path, BeautifulSoup((site / path / "index.html").read_text(encoding="utf-8"), "html.parser")


def print_page(browser: Browser, address: str) -> str:
    """The text of a page printed on A4, without blanks and page numbers."""
    context = browser.new_context(color_scheme="dark", java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    data = page.pdf(format="A4")
    context.close()
    sheets = PdfReader(io.BytesIO(data)).pages
    texts = [squeeze(sheet.extract_text()) for sheet in sheets]
    numbers = [f"{number}/{len(sheets)}" for number in range(1, len(sheets) + 1)]
    assert all(number in text for number, text in zip(numbers, texts, strict=True))
    return "".join(text.replace(number, "") for number, text in zip(numbers, texts, strict=True))


def find_missing(texts: Iterable[str], printed: str) -> list[str]:
    """The texts whose beginning or end is not on paper; a page may end in their middle."""
    ends = {text: (squeeze(text)[:12], squeeze(text)[-12:]) for text in texts}
    return [text for text, parts in ends.items() if not all(part in printed for part in parts)]


@pytest.mark.parametrize(
    ("slug", "edition"), [(BILIBILI, "en"), (YOUTUBE, "zh"), *also(BILIBILI, "zh"), *also(YOUTUBE, "en")]
)
def test_a_printed_capture_is_whole(slug: str, edition: str, seeds_site: Path, serve: Serve, browser: Browser) -> None:
    """The diagram's outline, every paragraph of the transcript and the address of the work are on paper."""
    path, soup = find_page(seeds_site, edition, slug)
    printed = print_page(browser, serve(seeds_site) + path)
    assert find_missing((item.get_text() for item in soup.select(".as-text li") if not item.find("ul")), printed) == []
    passages = [passage.get_text() for passage in soup.select(".passage p")]
    assert len(passages) > 5
    assert find_missing(passages, printed) == []
    work = soup.select_one("a.button.main")
    assert work
    assert squeeze(str(work["href"])) in printed
    assert not [text for text in NOT_PRINTED if squeeze(text) in printed]


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_printed_digest_names_its_sources(edition: str, own_site: Path, serve: Serve, browser: Browser) -> None:
    """Every claim is on paper with its verdict, and the address of all evidence but the moments of the video itself."""
    path, soup = find_page(own_site, edition, CHECKED)
    printed = print_page(browser, serve(own_site) + path)
    cells = soup.select(".claims :is(td.claim, td.verdict)")
    assert cells
    assert find_missing((cell.get_text() for cell in cells), printed) == []
    addresses = [str(link["href"]) for link in soup.select(".evidence a[href^=http]")]
    assert addresses
    assert not [address for address in addresses if squeeze(address) not in printed]
    assert "t=104" in str(soup.select_one(".place a"))
    assert "t=104" not in printed


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white_and_nothing_is_cut(scheme: Scheme, seeds_site: Path, serve: Serve, browser: Browser) -> None:
    """In print both schemes are black on white, and no picture is wider than the page."""
    context = browser.new_context(viewport={"width": A4_TEXT, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    for slug in (BILIBILI, YOUTUBE):
        page.goto(f"{serve(seeds_site)}entries/{slug}/")
        page.emulate_media(media="print", color_scheme=scheme)
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        assert {picture.getpixel(at) for at in ((1, 1), (A4_TEXT - 2, 1), (1, 898))} == {(255, 255, 255)}
        assert page.locator("h1").evaluate("e => getComputedStyle(e).color") == "rgb(0, 0, 0)"
        boxes = page.locator(".picture svg").evaluate_all("all => all.map(e => e.getBoundingClientRect().toJSON())")
        assert boxes
        assert all(box["left"] >= 0 and box["right"] <= A4_TEXT and box["height"] > 20 for box in boxes)
        assert page.evaluate("document.documentElement.scrollWidth") <= A4_TEXT
    context.close()
