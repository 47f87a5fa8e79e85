"""Ask Mermaid itself, at build, about diagrams that our renderer refuses: what it draws, the browser can draw.

The package mermaidx runs Mermaid's own script without a browser. It takes half a second a diagram, so it is asked only
about those, and in a process of its own with a time limit: there are short diagrams that Mermaid never finishes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec

IS_AVAILABLE = find_spec("mermaidx") is not None and find_spec("quickjs") is not None

START_LIMIT = 20
"""Seconds that one process may take, besides those for each diagram."""
LIMIT = 5
"""Seconds for a diagram; the slowest real one seen takes 2.7."""

_ASK = """
import json, sys, mermaidx
for source in json.load(sys.stdin):
    try:
        drawn = "<svg" in mermaidx.render(source).svg()
    except (RuntimeError, ValueError):
        drawn = False
    print("yes" if drawn else "no", flush=True)
"""


def ask_mermaid(sources: Sequence[str], limit: float = LIMIT, start_limit: float = START_LIMIT) -> tuple[bool, ...]:
    """For each source whether Mermaid draws it; no for one that it does not finish in `limit` seconds."""
    verdicts: list[bool] = []
    while len(verdicts) < len(sources):
        rest = sources[len(verdicts) :]
        answers = _ask(rest, start_limit + limit * len(rest))
        verdicts += [answer == "yes" for answer in answers]
        if len(answers) < len(rest):
            verdicts.append(False)  # the one on which the process hung or died
    return tuple(verdicts)


def _ask(sources: Sequence[str], seconds: float) -> list[str]:
    """The answers of one process, as many as it gave in time."""
    try:
        done = subprocess.run(  # noqa: S603 - this Python with the script above; foreign text is its input
            [sys.executable, "-c", _ASK], input=json.dumps(sources).encode(), capture_output=True, timeout=seconds
        )
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode().split()
    return done.stdout.decode().split()[: len(sources)]
