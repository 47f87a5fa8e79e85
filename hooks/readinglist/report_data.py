"""The report of `reading-list check --json`: entries, problems and counts as data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .build import Site
from .document import EDITIONS
from .errors import Level, Problem, select_level
from .exports import make_catalog


def make_report_data(site: Site) -> dict[str, Any]:
    """Entries as in catalog.json, problems as `describe_problems` gives them, and how many there are of each."""
    return {
        "entries": json.loads(make_catalog(site, EDITIONS[0]))["entries"],
        "problems": describe_problems(site.problems),
        "counts": {
            "entries": len(site.entries),
            "diagrams": len(site.drawings),
            **{f"{level.name.lower()}s": len(select_level(site.problems, level)) for level in Level},
        },
    }


def describe_problems(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Each problem as path, line (1-based), level and message."""
    return [
        {"path": problem.path, "line": problem.line, "level": problem.level.name.lower(), "message": problem.message}
        for problem in problems
    ]
