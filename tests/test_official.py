"""Diagrams that our renderer refuses: Mermaid itself is asked at build, and the browser draws what it takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from conftest import build_once, call_check
from readinglist.diagrams.official import ask_mermaid

FORMULA = 'flowchart LR\n  A["$$x^2$$"] --> B["A square"]'
CUT_OFF = "flowchart TD\nA[cut off --> B{\nsubgraph"
PROSE = "flowchart TD\n  A --> B\n  Both of these were explained on the page before, at length."
TIMESTAMPS = "gantt\n  dateFormat X\n  axisFormat %s\n  section A\n  First : 0, 10\n  Second : 10, 30"
CYCLE = "stateDiagram-v2\n  state A {\n    state A {\n      [*] --> A\n    }\n  }"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One source with a diagram of each sort."""
    made = tmp_path_factory.mktemp("official")
    blocks = "\n".join(f"```mermaid\n{text}\n```\n" for text in (FORMULA, CUT_OFF, PROSE, CYCLE, TIMESTAMPS))
    (made / "mixed.md").write_text(f"---\ntitle: Mixed\ntags: [moe]\n---\nText.\n\n{blocks}", encoding="utf-8")
    return made


def test_mermaid_is_asked_about_many_at_once() -> None:
    """Each source gets its verdict, in order."""
    assert ask_mermaid((FORMULA, CUT_OFF, "flowchart TD\nA-->B", CYCLE)) == (True, False, True, False)


def test_a_diagram_that_takes_too_long_counts_as_refused() -> None:
    """Where no answer comes in time, the verdict is no, and the questions end."""
    assert ask_mermaid((FORMULA, CUT_OFF), limit=0, start_limit=0.01) == (False, False)


def test_the_report_says_what_is_not_in_the_picture(folder: Path) -> None:
    """A line that is no statement is a warning with its line; what the browser draws is told."""
    output = call_check(folder).stdout
    assert "mixed.md:21: " in output, output
    assert 'found "Both of these were explained on the page before, at length' in output
    assert "left to the browser" in output


@pytest.mark.browser
def test_the_browser_draws_what_only_mermaid_takes(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, serve: Any, browser: Browser
) -> None:
    """The formula is drawn by the browser from the site's own files; what nobody draws is shown as source."""
    site = build_once("official", folder, tmp_path_factory)
    diagrams = json.loads((site / "catalog.json").read_text(encoding="utf-8"))["entries"][0]["diagrams"]
    assert [diagram["status"] for diagram in diagrams] == ["client", "source", "repaired", "source", "client"]
    page = browser.new_page()
    address, foreign = serve(site), []
    page.on("request", lambda request: None if request.url.startswith(address) else foreign.append(request.url))
    page.goto(f"{address}entries/mixed/")
    page.wait_for_function("document.querySelectorAll('figure[data-status=client] .picture svg').length === 2")
    drawn = page.locator("figure[data-status=client] .picture svg").all_text_contents()
    assert "A square" in drawn[0]
    assert "Second" in drawn[1]
    assert page.locator("figure[data-status=source] pre").count() == 2
    assert foreign == []
    page.close()
