"""The list before and after a change -> what the change does to it, as Markdown for those who decide on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .build import Site
from .document import Entry
from .errors import Level, Problem, select_level
from .exports import list_diagrams

MAX_LINES = 50
"""Lines of a section; what is longer is read in the report of `check`."""


def describe_changes(before: Site, after: Site) -> dict[str, Any]:
    """New, gone and moved entries, diagrams of new or changed sources that were repaired or not drawn, new problems."""
    old, new = _by_slug(before), _by_slug(after)
    homes = {alias: entry.slug for entry in after.entries for alias in entry.metadata.aliases}
    return {
        "new": [_describe(new[slug]) for slug in new if slug not in old and slug not in homes.values()],
        "moved": [{"from": slug, "to": homes[slug]} for slug in old if slug not in new and slug in homes],
        "gone": [_describe(old[slug]) for slug in old if slug not in new and slug not in homes],
        "diagrams": list(_list_repairs(before, after)),
        **{
            f"{level.name.lower()}s": [str(problem) for problem in _list_new(before, after, level)]
            for level in (Level.ERROR, Level.WARNING)
        },
    }


def _by_slug(site: Site) -> Mapping[str, Entry]:
    return {entry.slug: entry for entry in site.entries}


def _describe(entry: Entry) -> dict[str, Any]:
    return {"slug": entry.slug, "title": entry.title, "kind": entry.kind, "tags": [tag.id for tag in entry.tags]}


def _list_repairs(before: Site, after: Site) -> Iterator[dict[str, Any]]:
    """Diagrams that are new and were not drawn as they stand: where, what became of them, by which repairs."""
    for entry in after.entries:
        for digest in entry.digests.values():
            for diagram in list_diagrams(digest):
                drawing = after.drawings[diagram]
                if diagram not in before.drawings and drawing.status != "rendered":
                    place = f"{digest.path}:{diagram.line}"
                    yield {"place": place, "status": drawing.status, "repairs": [r.name for r in drawing.repairs]}


def _list_new(before: Site, after: Site, level: Level) -> tuple[Problem, ...]:
    """Problems whose message is new; lines shift, and the two lists stand in different folders."""
    known = {problem.message for problem in select_level(before.problems, level)}
    return tuple(problem for problem in select_level(after.problems, level) if problem.message not in known)


def write_changes(changes: Mapping[str, Any]) -> str:
    """The changes as Markdown; what does not change is not mentioned."""
    sections = (
        ("New entries", [_write_entry(entry) for entry in changes["new"]]),
        ("Addresses that lead elsewhere now", [f"`{row['from']}` → `{row['to']}`" for row in changes["moved"]]),
        ("Addresses that are gone", [_write_entry(entry) for entry in changes["gone"]]),
        ("Diagrams that were repaired or could not be drawn", [_write_diagram(row) for row in changes["diagrams"]]),
        ("Errors", [f"`{line}`" for line in changes["errors"]]),
        ("New warnings", [f"`{line}`" for line in changes["warnings"]]),
    )
    blocks = [f"## {title} ({len(lines)})\n\n{_write_list(lines)}" for title, lines in sections if lines]
    return "\n\n".join(["# What changes on the list", *(blocks or ["Nothing that a reader would notice."])]) + "\n"


def _write_list(lines: list[str]) -> str:
    more = [f"and {len(lines) - MAX_LINES} more"] if len(lines) > MAX_LINES else []
    return "\n".join(f"- {line}" for line in [*lines[:MAX_LINES], *more])


def _write_entry(entry: Mapping[str, Any]) -> str:
    tags = ", ".join(entry["tags"]) or "no tags"
    return f"`/entries/{entry['slug']}/` {_escape(entry['title'])} ({entry['kind']}; {tags})"


def _write_diagram(row: Mapping[str, Any]) -> str:
    how = f": {', '.join(row['repairs'])}" if row["repairs"] else ""
    return f"`{row['place']}` {row['status']}{how}"


def _escape(text: str) -> str:
    """A title as it is, whatever Markdown would make of its marks."""
    return "".join(f"\\{mark}" if mark in "\\`*_{}[]<>#|!" else mark for mark in text)
