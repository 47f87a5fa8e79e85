"""The library in Chromium: filters, their counts, the address that holds them, and the page without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from conftest import build_once
from readinglist.interface import WORDS
from test_browser import Serve, open_page

pytestmark = pytest.mark.browser

FRONT = """---
title: {title}
kind: {kind}
language: {language}
published: {published}
tags: [{tags}]
authors: [{author}]
description: {point}
---
{text}
"""
WORKS = {
    "alpha": ("'Alpha \"quoted\" <b>'", "paper", "en", "2023-05", "moe, cost", "Ada Lovelace", 4),
    "beta": ("Beta", "paper", "en", "2024-11-02", "moe, open-source", "Wenfeng Liang", 1),
    "gamma": ("Gamma", "video", "zh", "2025", "moe, cost, open-source", "梁文锋", 3),
    "delta": ("Delta", "blog", "en", "2025-01-20", "reasoning", "Ada Lovelace", 2),
    "epsilon": ("蒸馏的账", "article", "zh", "2024-02", "distillation", "Someone", 5),
}
"""Slug -> title, kind, language, date, tags, author, hundreds of words."""
NEWEST = ["gamma", "delta", "beta", "epsilon", "alpha"]


@pytest.fixture(scope="session")
def library_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of a few works of different kinds, topics, languages and years; one has two titles."""
    folder = tmp_path_factory.mktemp("library")
    for slug, (title, kind, language, published, tags, author, length) in WORKS.items():
        values = {"title": title, "kind": kind, "language": language, "published": published, "tags": tags}
        text = FRONT.format(**values, author=author, point=f"What {slug} is about.", text="word " * 300 * length)
        (folder / f"{slug}.md").write_text(text, encoding="utf-8")
    (folder / "beta.zh.md").write_text("---\ntitle: 第二个标题\ndescription: 要点。\n---\n正文。\n", encoding="utf-8")
    return build_once("library", folder, tmp_path_factory)


@pytest.fixture
def library(library_site: Path, serve: Serve, browser: Browser) -> Iterator[Page]:
    """The English library on a desktop, which must leave nothing on the console."""
    address = serve(library_site)
    with open_page(browser, address) as page:
        page.goto(f"{address}library/")
        yield page


def _list_shown(page: Page) -> list[str]:
    """Slugs of the cards in sight, in their order."""
    cards = page.locator(".cards > li").evaluate_all(
        "cards => cards.filter(c => c.offsetHeight).map(c => c.dataset.entryCard)"
    )
    return [str(card) for card in cards]


def _choose(page: Page, topic: str) -> None:
    if not page.locator("fieldset").is_visible():
        page.locator(".topic-fold").click()
    page.locator("fieldset").get_by_label(topic).check()


def test_works_are_filtered_by_each_thing_that_is_known(library: Page) -> None:
    """Kind, language and year each leave the works they name, and together those that fit all; the count is told."""
    status = library.get_by_role("status")
    expect(status).to_have_text("5 works")
    assert _list_shown(library) == NEWEST
    library.get_by_label("Kind").select_option("paper")
    assert _list_shown(library) == ["beta", "alpha"]
    library.get_by_label("Year").select_option("2024")
    assert _list_shown(library) == ["beta"]
    expect(status).to_have_text("1 of 5 works")
    library.get_by_role("button", name="Reset").click()
    library.get_by_label("Language").select_option("zh")
    assert _list_shown(library) == ["gamma", "epsilon"]


def test_several_topics_must_all_be_there(library: Page) -> None:
    """A second topic narrows the list to works with both; a topic no shown work has cannot be chosen."""
    _choose(library, "Mixture of Experts")
    assert _list_shown(library) == ["gamma", "beta", "alpha"]
    expect(library.locator("fieldset").get_by_label("Reasoning")).to_be_disabled()
    _choose(library, "Cost and Compute")
    assert _list_shown(library) == ["gamma", "alpha"]
    library.keyboard.press("Escape")
    library.get_by_role("button", name="Remove: Mixture of Experts").click()
    expect(library.get_by_role("button", name="Remove: Cost and Compute")).to_be_focused()
    assert _list_shown(library) == ["gamma", "alpha"]
    assert library.url.endswith("/library/?topic=cost")


def test_options_say_how_many_works_they_would_leave(library: Page) -> None:
    """The number at an option is what choosing it would show; an option that would show nothing is dimmed."""
    library.get_by_label("Kind").select_option("paper")
    options = library.locator("select[name=year] option").all()
    assert [option.inner_text() for option in options] == ["Year", "2025 (0)", "2024 (1)", "2023 (1)"]
    assert [option.is_disabled() for option in options] == [False, True, False, False]
    kinds = library.locator("select[name=kind] option").all_inner_texts()
    assert sorted(kinds) == ["Article (1)", "Blog (1)", "Kind", "Paper (2)", "Video (1)"]
    library.get_by_label("Year").select_option("2023")
    assert library.locator("fieldset label").filter(has_text="Cost").locator("small").inner_text() == "1"


SOUGHT = {
    "GAMMA": ["gamma"],
    "lovelace": ["delta", "alpha"],
    "梁文锋": ["gamma"],
    "第二个": ["beta"],
    "蒸馏": ["epsilon"],
    "deepseekmoe": ["gamma", "beta", "alpha"],
    "混合专家 lovelace": ["alpha"],
    '"quoted" <b>': ["alpha"],
    "ＢＥＴＡ": ["beta"],
    "nothing has this": [],
}


def test_words_are_found_in_titles_authors_and_names_of_topics(library: Page) -> None:
    """Words in any case, Latin or Chinese, find titles of either language, authors, and topics by all their names."""
    for words, slugs in SOUGHT.items():
        library.get_by_label("Filter by words").fill(words)
        assert _list_shown(library) == slugs, words
        expect(library.get_by_text(WORDS["en"]["none_fit"])).to_be_visible(visible=not slugs)


def test_the_list_can_be_ordered(library: Page) -> None:
    """Newest and oldest go by date, title by the alphabet, the shortest read by minutes."""
    order = library.get_by_label("Order")
    for name, slugs in {
        "Oldest first": NEWEST[::-1],
        "By title": ["alpha", "beta", "delta", "gamma", "epsilon"],
        "Shortest read": ["beta", "delta", "gamma", "alpha", "epsilon"],
        "Newest first": NEWEST,
    }.items():
        order.select_option(name)
        assert _list_shown(library) == slugs
    assert library.url.endswith("/library/")


def test_an_address_holds_the_filters(library_site: Path, serve: Serve, browser: Browser) -> None:
    """A filtered address opened in a fresh browser, in either edition, shows the same works and the same choices."""
    address = serve(library_site)
    for edition in ("", "zh/"):
        with open_page(browser, address) as page:
            page.goto(f"{address}{edition}library/?topic=moe&topic=open-source&language=en&words=BETA&sort=oldest")
            assert _list_shown(page) == ["beta"]
            assert page.locator("input[name=words]").input_value() == "BETA"
            assert page.locator("select[name=language]").input_value() == "en"
            assert page.locator("select[name=sort]").input_value() == "oldest"
            assert page.locator("fieldset :checked").evaluate_all("boxes => boxes.map(box => box.value)") == [
                "moe",
                "open-source",
            ]


def test_what_the_library_does_not_know_is_left_out(library_site: Path, serve: Serve, browser: Browser) -> None:
    """Values and names that are none, even hostile ones, filter nothing and break nothing."""
    address = serve(library_site)
    with open_page(browser, address) as page:
        page.goto(
            f"{address}library/?kind=nonsense&topic=%22%5D&year=%3Cscript%3E&length=1&elements=2&submit=x&sort=up"
        )
        assert _list_shown(page) == NEWEST
        expect(page.get_by_role("status")).to_have_text("5 works")


def test_back_and_forward_go_through_the_choices(library: Page) -> None:
    """Each choice is a step of the history, a word as a whole is one; from an entry it is back to the list."""
    library.get_by_label("Kind").select_option("paper")
    library.get_by_label("Filter by words").press_sequentially("alpha", delay=10)
    library.get_by_label("Order").select_option("Oldest first")
    assert library.url.endswith("?words=alpha&kind=paper&sort=oldest")
    library.locator(".card:not([hidden]) a").first.click()
    library.wait_for_url("**/entries/alpha/")
    library.go_back()
    library.wait_for_url("**/library/?words=alpha&kind=paper&sort=oldest")
    expect(library.get_by_role("status")).to_have_text("1 of 5 works")
    library.go_back()
    assert library.url.endswith("?words=alpha&kind=paper")
    library.go_back()
    assert library.url.endswith("?kind=paper")
    assert _list_shown(library) == ["beta", "alpha"]
    library.go_back()
    assert _list_shown(library) == NEWEST
    library.go_forward()
    assert _list_shown(library) == ["beta", "alpha"]


def test_reset_brings_all_works_back(library: Page) -> None:
    """Where nothing fits the page says so and offers to begin anew; that leaves the order as it was."""
    library.get_by_label("Order").select_option("Oldest first")
    library.get_by_label("Filter by words").fill("zzz")
    library.locator(".none").get_by_role("button", name="Reset").click()
    assert _list_shown(library) == NEWEST[::-1]
    expect(library.get_by_label("Filter by words")).to_be_focused()
    assert library.url.endswith("?sort=oldest")


def test_on_a_phone_filters_fold_over_the_list(library_site: Path, serve: Serve, browser: Browser) -> None:
    """On a phone one button opens all filters in a panel that moves nothing; it says how many are set."""
    address = serve(library_site)
    with open_page(browser, address, width=390) as page:
        page.goto(f"{address}zh/library/?year=2025")
        words = WORDS["zh"]
        place = page.locator(".cards").bounding_box()
        assert not page.get_by_label(words["kind"]).is_visible()
        opener = page.get_by_role("button", name=words["filters"])
        expect(opener).to_have_text(f"{words['filters']}1")
        opener.click()
        kind = page.get_by_label(words["kind"])
        expect(kind).to_be_visible()
        assert page.locator(".cards").bounding_box() == place
        kind.select_option("video")
        page.get_by_role("button", name=words["show_these"]).click()
        expect(opener).to_be_focused()
        assert not page.get_by_label(words["kind"]).is_visible()
        assert _list_shown(page) == ["gamma"]
        assert page.evaluate("document.scrollingElement.scrollWidth") == 390


def test_escape_and_a_click_beside_it_shut_the_topics(library: Page) -> None:
    """The panel of topics is shut by Escape, which gives focus back, and by a click elsewhere."""
    opener, panel = library.locator(".topic-fold"), library.locator("fieldset")
    opener.press("Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    library.keyboard.press("Tab")
    library.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    library.locator("h1").click()
    expect(panel).to_be_hidden()


def test_without_scripts_the_library_is_a_list(library_site: Path, serve: Serve, browser: Browser) -> None:
    """Without scripts every work is there and no control that would do nothing."""
    address = serve(library_site)
    with open_page(browser, address, scripts=False) as page:
        page.goto(f"{address}library/?kind=video")
        assert [card for card in NEWEST if not page.locator(f'[data-entry-card="{card}"] a').first.is_visible()] == []
        assert not page.locator("main :is(input, select, button):visible").count()
        expect(page.get_by_text("5 works")).to_be_visible()
