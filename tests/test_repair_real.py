"""Repair over the shared set of real diagrams and the seeds, which are not part of this repository."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from readinglist.diagrams.engine import parse_model, render_svg
from readinglist.diagrams.render import is_drawable
from readinglist.diagrams.repair import Repaired, repair_diagram
from readinglist.diagrams.repair.counting import count_links

SHARED = Path(__file__).resolve().parents[2] / "shared"
REAL = SHARED / "mermaid"

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason=f"the shared set of diagrams is not at {REAL}")

MORE_THAN_MERMAID_SHOWS = {
    "real/197.mmd": "an id with a slash, which merman refuses; its participant is then drawn once, not twice",
    "real/141.mmd": "style of an id that is no node: Mermaid makes one, merman does not",
    "real/181.mmd": "a node with a label whose id is a subgraph's, too: Mermaid drops the node",
}
"""Valid diagrams that Mermaid draws, but not as they are meant: their counts differ on purpose."""


def _read_index() -> list[dict[str, Any]]:
    if not REAL.is_dir():
        return []
    index: list[dict[str, Any]] = yaml.safe_load((REAL / "index.yml").read_text(encoding="utf-8"))
    return index


def _repair(entry: dict[str, Any]) -> tuple[str, Repaired | None]:
    source = (REAL / entry["file"]).read_text(encoding="utf-8").rstrip("\n")
    return source, repair_diagram(source, is_drawable)


def _count(svg: str, name: str) -> int:
    return len(re.findall(rf'class="(?:[^"]*\s)?{name}(?:\s[^"]*)?"', svg))


def test_failing_ones_are_drawn() -> None:
    """At least 63 of the 69 that fail are drawn."""
    failing = [entry for entry in _read_index() if entry["class"] != "valid"]
    hopeless = [entry["file"] for entry in failing if _repair(entry)[1] is None]
    assert len(failing) == 69
    assert len(hopeless) <= 6, hopeless


def test_links_of_repaired_ones() -> None:
    """A repaired flowchart has as many edges as its author wrote links."""
    wrong = []
    for entry in _read_index():
        source, repaired = _repair(entry)
        if entry["class"] == "valid" or repaired is None or not count_links(source):
            continue
        edges = len(parse_model(repaired.source)["edges"])
        if edges != count_links(source):
            wrong.append((entry["file"], edges, count_links(source)))
    assert wrong == []


def test_valid_ones_keep_their_counts() -> None:
    """A valid diagram stays as it is, or keeps its counts of nodes, edges, groups and messages."""
    wrong = []
    for entry in _read_index():
        if entry["class"] != "valid" or entry["file"] in MORE_THAN_MERMAID_SHOWS:
            continue
        source, repaired = _repair(entry)
        if repaired is not None and repaired.source == source:
            continue
        svg = render_svg(repaired.source, "x") if repaired else ""
        found = [_count(svg, name) for name in ("node", "flowchart-link", "cluster", "messageText")]
        if found != [entry[key] for key in ("nodes", "edges", "subgraphs", "messages")]:
            wrong.append((entry["file"], found, [repair.name for repair in repaired.repairs] if repaired else None))
    assert wrong == []


def test_seeds() -> None:
    """The three seeds are drawn with every node, edge and subgraph; titles at the end of an edge are the subgraphs."""
    counts = {"000": (14, 16, 3), "001": (20, 19, 2), "003": (24, 26, 3)}
    for number, expected in counts.items():
        text = next((SHARED / "seeds").glob(f"{number}_*")).read_text(encoding="utf-8")
        tagged = re.search(r"<mermaid_diagram>.*?</mermaid_diagram>", text, re.IGNORECASE | re.DOTALL)
        assert tagged is not None
        repaired = repair_diagram(tagged[0], is_drawable)
        assert repaired is not None
        svg = render_svg(repaired.source, "x")
        assert tuple(_count(svg, name) for name in ("node", "flowchart-link", "cluster")) == expected
