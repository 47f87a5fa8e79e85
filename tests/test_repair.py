"""Repair of diagrams: a case file for each fault (source, expected, repairs, cut), and what holds for every text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from readinglist.diagrams.render import is_drawable
from readinglist.diagrams.repair import FAMILY_RULES, repair_diagram
from readinglist.diagrams.repair.counting import count_links

CASES = sorted(Path(__file__).with_name("cases").joinpath("repair").glob("*.yml"))

WORDS = ("A", "B1", "end", "数据", "x (y)", "my node", "[z]", 'say "hi"', "（全）", "a|b", "#1;", "", "🚀", "List<T>")
PIECES = (
    *WORDS,
    "\n",
    " --> ",
    " -- ",
    "-->|",
    "|",
    "[",
    "]",
    "((",
    "))",
    "{",
    "}",
    "\n",
    " & ",
    ":::",
    ";",
    "；",
    "：",
    " : ",
    " → ",
    "subgraph ",
    "end\n",
    "style ",
    " fill:#fff",
    "class ",
    "%% ",
    "// ",
    "graph TD\n",
    "sequenceDiagram\n",
    "->>",
    ": ",
    "participant ",
    " as ",
    "Note over ",
    "alt ",
    "classDiagram\n",
    "stateDiagram-v2\n",
    "[*]",
    "mindmap\n",
    "erDiagram\n",
    "pie\n",
    "gantt\n",
    "```mermaid\n",
    "```\n",
    "<mermaid_diagram>\n",
    "---\n",
    "%%{init: ",
    '"',
    "“",
    "\t",
    "  ",
    "<br/>",
)


def _read(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return case


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    """A fault is repaired as its case file says, by the rules it names."""
    case = _read(path)
    repaired = repair_diagram(case["source"].rstrip("\n"), is_drawable)
    assert repaired is not None
    assert repaired.source.rstrip("\n") == case["expected"].rstrip("\n")
    assert sorted({repair.name for repair in repaired.repairs}) == case["repairs"]
    assert list(repaired.cut) == case.get("cut", [])


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_repaired_is_final(path: Path) -> None:
    """What is repaired is accepted and comes back unchanged, with as many links as the author wrote."""
    case = _read(path)
    again = repair_diagram(case["expected"].rstrip("\n"), is_drawable)
    assert again is not None
    assert (again.source, again.repairs) == (case["expected"].rstrip("\n"), ())
    assert count_links(case["expected"]) == count_links(case["source"])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@example("graph TD\nA[" + "(" * 40)
def test_any_text(text: str) -> None:
    """No text makes the repair fail, and what nothing accepts has no repair."""
    assert repair_diagram(text, lambda _: False) is None


IDS = st.from_regex(r"[A-Z][a-z0-9]{0,5}", fullmatch=True).filter(lambda name: name not in ("End", "Class", "Style"))
LABELS = st.sampled_from(["One", "two words", '"quoted (x)"', "中文标签", "x < 5", "a, b; c", "50 %", "line<br/>break"])
NODES = st.one_of(
    IDS,
    st.builds("{}[{}]".format, IDS, LABELS),
    st.builds("{}({})".format, IDS, LABELS),
    st.builds("{}{{{}}}".format, IDS, LABELS),
    st.builds("{}[({})]".format, IDS, LABELS),
)
LINKS = st.one_of(
    st.sampled_from([" --> ", " --- ", " -.-> ", " ==> ", " <--> ", "-->", " ~~~ "]),
    st.builds(" -->|{}| ".format, LABELS),
    st.builds(" -- {} --> ".format, st.sampled_from(["yes", "两步", "f(x)", '"a (b)"'])),
)
CHAINS = st.builds(lambda a, b, c, d, e: a + b + c + d + e, NODES, LINKS, NODES, LINKS, NODES)


@settings(max_examples=150, deadline=None)
@given(st.lists(CHAINS, min_size=1, max_size=6))
def test_valid_flowchart_stays(chains: list[str]) -> None:
    """A valid flowchart comes back byte for byte."""
    source = "flowchart TD\n" + "\n".join(f"    {chain}" for chain in chains)
    repaired = repair_diagram(source, lambda _: True)
    assert repaired is not None
    assert (repaired.source, repaired.repairs, repaired.cut) == (source, (), ())


@pytest.mark.parametrize(
    "piece", ["A[x (y)] --> ", "A -- t ", "[", "(((", "-", '"', "subgraph a (b)\n", "A & ", "A>", "|x"]
)
def test_long_faults_come_to_an_end(piece: str) -> None:
    """A fault three hundred times over is given up like one: no expression runs away."""
    assert repair_diagram("graph TD\n" + piece * 300, lambda _: False) is None


def test_families() -> None:
    """Every family with rules has a header that leads to them."""
    assert len(FAMILY_RULES) >= 13
