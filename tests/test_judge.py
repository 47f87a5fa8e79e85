"""What is drawn, held against Mermaid itself: the official script, in Chromium, with a time limit for the process."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import EVERY, ROOT
from judge import COUNTED
from readinglist.diagrams.find import find_diagrams
from readinglist.diagrams.render import Drawing, draw_diagram
from readinglist.document import Diagram

CASES = Path(__file__).with_name("cases") / "repair"
SHARED = ROOT.parent / "shared"
BATCH = 25
SECONDS = 90
"""For a batch: starting Chromium takes two, a diagram a tenth of one."""

OLDER = {
    "seed-001:64": "an edge from a group to a node in it: Mermaid 12.3 draws it, the 11.16 here does not",
}
"""Diagrams on which the renderer follows Mermaid 12.3, and the older Mermaid of the package index says otherwise."""


def _collect() -> dict[str, str]:
    """Name -> source as published: our cases of repair, the shared set, the seeds, our own entries."""
    found = {case.stem: yaml.safe_load(case.read_text("utf-8"))["source"] for case in sorted(CASES.glob("*.yml"))}
    found |= {file.stem: file.read_text("utf-8") for file in sorted((SHARED / "mermaid" / "real").glob("*.mmd"))}
    files = [(f"seed-{file.name[:3]}", file) for file in sorted((SHARED / "seeds").glob("*.txt"))]
    files += [(file.name, file) for file in sorted((ROOT / "sources").glob("*.*"))]
    for name, file in files:
        blocks = find_diagrams(file.read_text("utf-8"), 1)
        found |= {f"{name}:{block.line}": block.source for block in blocks if isinstance(block, Diagram)}
    return found


def _judge(sources: list[str]) -> list[dict[str, Any]]:
    command = [sys.executable, str(Path(__file__).with_name("judge.py"))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "hooks")}
    result = subprocess.run(
        command, input=json.dumps(sources), capture_output=True, text=True, timeout=SECONDS, check=True, env=environment
    )
    verdicts: list[dict[str, Any]] = json.loads(result.stdout)
    return verdicts


def _count(drawing: Drawing) -> dict[str, int]:
    classes = [name for value in re.findall(r'class="([^"]*)"', drawing.svg) for name in value.split()]
    return {key: classes.count(name) for key, name in COUNTED.items()}


@pytest.mark.browser
def test_mermaid_accepts_what_is_drawn_and_counts_the_same() -> None:
    """Every source as drawn, repaired or not, is one that Mermaid accepts, with as many nodes, edges and messages."""
    chosen = list(_collect().items())[:: 1 if EVERY else 12]
    drawings = {name: draw_diagram(source) for name, source in chosen if name not in OLDER}
    drawn = {name: drawing for name, drawing in drawings.items() if drawing.svg}
    names = list(drawn)
    verdicts: list[dict[str, Any]] = []
    for start in range(0, len(names), BATCH):
        verdicts += _judge([drawn[name].drawn for name in names[start : start + BATCH]])
    refused = {name: v["error"] for name, v in zip(names, verdicts, strict=True) if not v["ok"]}
    assert refused == {}
    families = ("flowchart", "flowchart-v2", "sequence")
    differing = {
        name: (_count(drawn[name]), verdict["counts"])
        for name, verdict in zip(names, verdicts, strict=True)
        if drawn[name].outline.family in families and _count(drawn[name]) != verdict["counts"]
    }
    assert differing == {}
