"""Preview cards: what the built site has of them, that no character is a box, and where titles break."""

from __future__ import annotations

import io
import itertools
import json
import os
import re
from pathlib import Path

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from playwright.sync_api import Browser

from conftest import ROOT, also, build_once, list_entries, read_own, run_mkdocs
from readinglist.build import read_site
from readinglist.document import EDITIONS
from readinglist.fonts import Fonts, find_fonts, has_glyph
from readinglist.preview_layout import HEIGHT, MARGIN, TEXT_WIDTH, TITLE_SIZES, WIDTH, Preview, arrange
from readinglist.preview_picture import draw
from readinglist.previews import choose_preview, make_previews
from readinglist.typeset import break_words, clean_text, fill_lines, fits, measure, shape, shorten
from readinglist.vocabulary import make_dictionary
from test_cases import write_files

MAX_BYTES = 300_000
ROCKET = "\U0001f680"
LONG_CHINESE = "混合专家模型、多头潜在注意力机制、低精度训练以及大规模强化学习在推理能力上的应用研究综述" * 3
LONG_ENGLISH = "How training on eight-bit numbers with sparse experts came to cost as little as the report says " * 3
MIXED = f"DeepSeek’s “open” week{ROCKET}: 5 repos，到底为什么？"
PLAIN = MIXED.replace(ROCKET, "")
TITLES = {"long-chinese": LONG_CHINESE, "long-english": LONG_ENGLISH, "mixed": MIXED, "plain": PLAIN}


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    """The fonts of this machine."""
    found = find_fonts(os.environ)
    if found is None:
        pytest.skip("no Chinese font is installed: sudo apt-get install fonts-noto-cjk")
    return found


@pytest.fixture(scope="session")
def glyphs_site(fonts: Fonts, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of odd titles, built on a machine whose only font lacks the emoji in them."""
    folder = tmp_path_factory.mktemp("previews")
    (folder / "fonts").mkdir()
    for path in {fonts.regular[0].path, fonts.bold[0].path}:
        (folder / "fonts" / Path(path).name).symlink_to(path)
    (folder / "sources").mkdir()
    for name, title in TITLES.items():
        write_files(folder / "sources", {f"{name}.md": f'---\ntitle: "{title.strip()}"\ntags: [cost]\n---\nText.\n'})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READING_LIST_FONTS", str(folder / "fonts"))
        return build_once("glyphs", folder / "sources", tmp_path_factory, run_mkdocs)


def find_cards(site: Path, edition: str) -> dict[str, bytes]:
    """Folder below an edition's root -> the card in it."""
    root = site if edition == EDITIONS[0] else site / edition
    pages = [root, *(root / "entries" / slug for slug in list_entries(site))]
    return {page.relative_to(root).as_posix(): (page / "preview.png").read_bytes() for page in pages}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("name", ["own_site", "glyphs_site"])
def test_every_entry_has_a_card_that_readers_take(
    name: str, edition: str, fonts: Fonts, request: pytest.FixtureRequest
) -> None:
    """Home and each entry have a PNG of 1200 by 630 pixels and less than 300 kB, with nothing in its margins."""
    cards = find_cards(request.getfixturevalue(name), edition)
    assert len(cards) > 4
    for place, data in cards.items():
        image = Image.open(io.BytesIO(data))
        assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT)), place
        assert len(data) < MAX_BYTES, place
        paper = Image.new("RGB", image.size, image.convert("RGB").getpixel((0, 0)))
        left, top, right, bottom = ImageChops.difference(image.convert("RGB"), paper).getbbox() or (0, 0, 0, 0)
        assert left >= MARGIN - 4, place
        assert right <= WIDTH - MARGIN + 4, place
        assert 40 < top < bottom < HEIGHT - 40, place


def test_the_editions_have_cards_of_their_own(own_site: Path, fonts: Fonts) -> None:
    """No two entries share a card, nor do the two editions; the catalog says where each is."""
    cards = [data for edition in EDITIONS for data in find_cards(own_site, edition).values()]
    assert len(set(cards)) == len(cards)
    for root in (own_site, own_site / EDITIONS[1]):
        entries = json.loads((root / "catalog.json").read_text(encoding="utf-8"))["entries"]
        assert {entry["preview"] for entry in entries} == {f"{entry['path']}preview.png" for entry in entries}


def test_a_character_without_a_glyph_leaves_no_trace(glyphs_site: Path) -> None:
    """With a font that lacks the emoji, the card of a title is the same, byte for byte, with and without it."""
    cards = find_cards(glyphs_site, "zh")
    assert cards["entries/mixed"] == cards["entries/plain"]


def test_without_fonts_a_build_says_so_once_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a Chinese font gets the whole site but the cards, and one line that names what to install."""
    monkeypatch.setenv("READING_LIST_FONTS", str(tmp_path / "none"))
    (tmp_path / "sources").mkdir()
    write_files(tmp_path / "sources", {"one.md": "---\ntitle: One\ntags: [cost]\n---\nText.\n"})
    result = run_mkdocs(tmp_path / "sources", tmp_path / "site")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "site/entries/one/index.html").is_file()
    assert not list((tmp_path / "site").rglob("preview.png"))
    assert "preview" not in (tmp_path / "site/catalog.json").read_text(encoding="utf-8")
    assert result.stderr.count("fonts-noto-cjk") == 1
    assert "WARNING" not in result.stderr


@pytest.mark.parametrize("edition", ["zh", *also("en")])
def test_another_process_draws_the_same_bytes(edition: str, own_site: Path, fonts: Fonts, tmp_path: Path) -> None:
    """Cards drawn anew are those of the site that another process built."""
    site = read_own()
    jieba.load_userdict(io.StringIO(make_dictionary(site.vocabulary)))
    drawn = make_previews(site, edition, fonts, tmp_path)
    built = {f"{place}/preview.png".removeprefix("./"): data for place, data in find_cards(own_site, edition).items()}
    assert drawn == built


def test_a_card_is_drawn_once(fonts: Fonts, tmp_path: Path) -> None:
    """What an earlier build kept is taken; a folder that cannot be written changes nothing."""
    write_files(tmp_path, {"one.md": "---\ntitle: One\ntags: [cost]\n---\nText.\n"})
    site = read_site(tmp_path, ROOT / "sources")
    first = make_previews(site, "en", fonts, tmp_path / "cache")
    kept = list((tmp_path / "cache").rglob("*.*"))
    assert sorted(file.read_bytes() for file in kept) == sorted(first.values())
    for file in kept:
        file.write_bytes(b"kept")
    assert set(make_previews(site, "en", fonts, tmp_path / "cache").values()) == {b"kept"}
    assert make_previews(site, "en", fonts, tmp_path / "one.md") == first


def test_a_page_without_a_card_has_that_of_the_home_page() -> None:
    """The head of a page names its own card, else the one of the home page, else none."""
    addresses = {"preview.png", "entries/one/preview.png"}
    assert choose_preview("entries/one/index.md", addresses) == "entries/one/preview.png"
    assert choose_preview("about/index.md", addresses) == "preview.png"
    assert choose_preview("index.md", addresses) == "preview.png"
    assert choose_preview("index.md", set()) is None


@pytest.mark.browser
def test_the_mark_is_that_of_the_site(fonts: Fonts, browser: Browser) -> None:
    """The mark on a card looks as mark.svg does in a browser."""
    card = Image.open(io.BytesIO(draw(arrange(Preview("One"), fonts)))).convert("RGB")
    blue = [(x, y) for x in range(WIDTH) for y in range(520, HEIGHT) if card.getpixel((x, y)) == (0x2F, 0x4F, 0xD0)]
    left, top = min(x for x, _ in blue), min(y for _, y in blue)
    side = max(x for x, _ in blue) - left + 1
    page = browser.new_page(viewport={"width": side, "height": side})
    svg = (ROOT / "hooks/theme/assets/mark.svg").read_text(encoding="utf-8")
    page.set_content(f"<style>*{{margin:0}}body{{background:#fcfcfa}}svg{{display:block;width:{side}px}}</style>{svg}")
    mark = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.close()
    difference = ImageChops.difference(mark, card.crop((left, top, left + side, top + side))).convert("L")
    assert sum(difference.histogram()[100:]) < side, "more than an edge's breadth differs"


CHARACTERS = "DeepSeek模型开源，。！？《》“”（）、’-:; AI5万🚀é—…ﬁ\u200d\n한"
TEXTS = st.text(st.sampled_from(CHARACTERS) | st.characters(), max_size=60)


@settings(deadline=None)
@given(title=TEXTS, other=TEXTS, author=TEXTS)
def test_every_glyph_exists(fonts: Fonts, title: str, other: str, author: str) -> None:
    """Whatever a title is made of, every character on its card has a glyph in the face it is set in."""
    inks = arrange(Preview(title, other, "Video", (author, "2025"), "DeepSeek 阅读清单"), fonts)
    assert inks
    assert all(has_glyph(ink.face, character) for ink in inks for character in ink.text)
    assert all(0 <= ink.x < WIDTH and 0 < ink.y < HEIGHT for ink in inks)


@settings(deadline=None)
@given(text=TEXTS, ems=st.integers(4, 24))
def test_lines_break_where_readers_expect(fonts: Fonts, text: str, ems: int) -> None:
    """No line begins with a closing mark or ends with an opening one; none is too wide, no word cut, no letter lost."""
    clean = clean_text(text, fonts.bold)
    pieces = break_words(shape(clean, fonts.bold))
    lines = fill_lines(pieces, ems)
    written = ["".join(glyph.text for glyph in line) for line in lines]
    whole = "".join(glyph.text for piece in pieces for glyph in piece)
    assert "".join(written).replace(" ", "") == whole.replace(" ", "")
    assert all(measure(line) <= ems or len(line) == 1 for line in lines)
    if fits(pieces, ems):
        assert not any(line[0] in "，。！？、》）”:;" for line in written[1:])
        assert not any(line[-1] in "《（“" for line in written[:-1])
        cuts = [before[-1] + after[0] for before, after in itertools.pairwise(written)]
        assert not [cut for cut in cuts if re.fullmatch("[A-Za-z]{2}", cut) and " ".join(cut) not in whole]


@pytest.mark.parametrize("title", [LONG_CHINESE, LONG_ENGLISH, "x" * 500])
def test_a_title_that_is_too_long_ends_in_dots(title: str, fonts: Fonts) -> None:
    """A title takes four lines at most; one that would take more ends in an ellipsis, and fits."""
    size, most = TITLE_SIZES[-1]
    lines = shorten(break_words(shape(title, fonts.bold)), TEXT_WIDTH / size, most, fonts.bold)
    assert len(lines) == most
    assert all(measure(line) * size <= TEXT_WIDTH for line in lines)
    assert "".join(glyph.text for glyph in lines[-1]).endswith(("…", "..."))
