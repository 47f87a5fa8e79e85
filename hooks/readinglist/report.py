"""The report of `make check`: per source what became of it, then what is wrong and the totals, as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TextIO

from .build import Site
from .document import EDITIONS, Entry
from .errors import Level, Problem, select_level
from .exports import list_diagrams
from .interface import format_length
from .terminal import choose_show

NOTHING: Mapping[str, str] = MappingProxyType({})


def make_report(site: Site, stream: TextIO | None = None, environment: Mapping[str, str] = NOTHING) -> str:
    """The whole report, a block of lines for each source in the order of their paths; `stream` is where it goes."""
    show = choose_show(stream, environment)
    lines: list[str] = []
    for entry in sorted(site.entries, key=lambda entry: entry.path):
        lines += [*_describe(entry, site, show), ""]
    covered = {path for entry in site.entries for path in _list_paths(entry)}
    others = [problem for problem in site.problems if problem.path not in covered]
    lines += map(show, others)
    if others:
        lines.append("")
    lines.append(make_summary(site))
    return "\n".join(lines) + "\n"


def make_summary(site: Site, seconds: float | None = None, editions: int = len(EDITIONS)) -> str:
    """One line: entries, diagrams by status, tags given and guessed, problems by level; how long a build took."""
    drawn = Counter(drawing.status for drawing in site.drawings.values())
    guessed = sum(entry.tags_guessed for entry in site.entries)
    diagrams = ", ".join(f"{number} {status}" for status, number in sorted(drawn.items())) or "none"
    counts = [count(len(select_level(site.problems, level)), level.name.lower()) for level in Level]
    return (
        f"{count(len(site.entries), 'entry', 'entries')}, diagrams: {diagrams}; "
        f"tags guessed for {guessed} of {len(site.entries)}; {', '.join(counts)}"
        + ("" if seconds is None else f"; {editions} edition{'s' * (editions > 1)} in {seconds:.1f} s")
    )


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 entry`, `2 entries`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def make_refusal(site: Site, stream: TextIO | None = None, environment: Mapping[str, str] = NOTHING) -> str:
    """Why a site is not built: its errors, after the summary."""
    return f"{make_summary(site)}; nothing was written:\n{format_problems(site.errors, stream, environment)}"


def format_problems(
    problems: Iterable[Problem], stream: TextIO | None = None, environment: Mapping[str, str] = NOTHING
) -> str:
    """One problem a line, as `path:line: message`; `stream` is where they go."""
    return "\n".join(map(choose_show(stream, environment), problems))


def _list_paths(entry: Entry) -> set[str]:
    """The files an entry is made of."""
    places = {path for path, _ in entry.metadata.lines.values()}
    return {entry.path, *places, *(digest.path for digest in entry.digests.values())}


def _describe(entry: Entry, site: Site, show: Callable[[Problem], str]) -> Iterator[str]:
    yield entry.path
    yield f"  format    {entry.format.value}"
    yield f"  slug      {entry.slug}"
    yield f"  title     {entry.title}"
    yield f"  work      {', '.join(_list_facts(entry))}"
    how = "guessed" if entry.tags_guessed else "given"
    yield f"  tags      {', '.join(tag.id for tag in entry.tags) or 'none'} ({how})"
    digests = (
        f"{language} ({digest.origin.value}, {len(digest.points)} key points)"
        for language, digest in entry.digests.items()
    )
    yield f"  digests   {', '.join(digests)}"
    for digest in entry.digests.values():
        for diagram in list_diagrams(digest):
            drawing = site.drawings[diagram]
            yield f"  diagram   {digest.path}:{diagram.line}: {drawing.status}{_say_why(drawing.error)}"
    if entry.transcript:
        times = "with times" if entry.transcript[0].start is not None else "without times"
        yield f"  transcript {len(entry.transcript)} paragraphs, {times}"
    paths = _list_paths(entry)
    for problem in site.problems:
        if problem.path in paths:
            yield f"  {show(problem)}"


def _list_facts(entry: Entry) -> list[str]:
    metadata = entry.metadata
    facts = [entry.kind, f"in {entry.language}", entry.url or "no address"]
    facts += [f"published {metadata.published}"] if metadata.published else []
    facts += [f"captured {metadata.captured}"] if metadata.captured else []
    return facts + ([format_length(metadata.duration)] if metadata.duration else [])


def _say_why(error: str) -> str:
    return f" ({error})" if error else ""
