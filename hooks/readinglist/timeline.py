"""Entries -> what happened when: the list by year and month, and the chart above it as a Mermaid source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from .diagrams.measure import measure_line, split_pieces
from .diagrams.outline import Outline, Part
from .diagrams.render import Drawing, draw_diagram
from .document import Diagram, Entry
from .interface import WORDS, name_month
from .timeline_layout import arrange_timeline

MAX_ROWS = 28
"""Works that the chart shows; what is beyond is counted and stands in the list."""
MAX_PERIODS = 14
"""Periods on the chart: months where there are no more, else quarters, else years, of which the last ones."""
MAX_LINES = 2
"""Lines of a title on the chart."""
FONT_SIZE = 18
"""CSS pixels of the chart's labels at its natural size. Mermaid's boxes are as wide for any font, so a large font on a
picture that the style sheet shows smaller makes a chart that fits a phone with labels above 11 pixels."""
LINE_WIDTH = 285 / FONT_SIZE
"""Em of a line on the chart: Mermaid's box of an event is 310 pixels wide, with 10 at each side."""

PRIMARY = ("paper", "model", "repository", "report")
"""Kinds that the chart prefers where a period has more works than it shows; then those that most others name."""

_ESCAPED = re.compile(r"[:;#%<>&\\`*_~|{}\[\]\"：；¶ﬂ]")
"""What Mermaid, its wrappers or our repairs would read as syntax; `¶ß` and `ﬂ°` are what Mermaid puts in its place."""
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\u00ad\ufeff\ufe0e\ufe0f]")


@dataclass(frozen=True)
class Event:
    """An entry on the timeline. `date` is ISO 8601 or its beginning, or empty; `title` that of the edition.

    `naming` is the number of entries that name it as related.
    """

    slug: str
    title: str
    kind: str
    date: str
    naming: int = 0

    @property
    def year(self) -> int:
        """The year; 0 where the date is unknown."""
        return int(self.date[:4] or 0)

    @property
    def month(self) -> int:
        """The month; 13, which sorts last, where only the year is known."""
        return int(self.date[5:7] or 13)


@dataclass(frozen=True)
class Period:
    """A stretch of a year on the chart, with the events shown and the number of those that are not.

    `name` is empty where the period is a whole year.
    """

    year: int
    name: str
    events: tuple[Event, ...]
    hidden: int

    def make_label(self, edition: str) -> str:
        """Its name, with the number of its works where not all of them are shown."""
        name = self.name or str(self.year)
        works = len(self.events) + self.hidden
        return WORDS[edition]["period_works"].format(name, works) if self.hidden else name


@dataclass(frozen=True)
class Chart:
    """The chart, which shows `shown` of `total` dated works."""

    diagram: Diagram
    drawing: Drawing
    shown: int
    total: int


def list_events(entries: Iterable[Entry], edition: str) -> tuple[Event, ...]:
    """All entries in the order of their dates, those without one last."""
    listed = list(entries)
    naming = Counter(relation.slug for entry in listed for relation in entry.related)
    events = [
        Event(entry.slug, entry.choose_digest(edition).title, entry.kind, entry.date, naming[entry.slug])
        for entry in listed
    ]
    return tuple(sorted(events, key=lambda event: (not event.date, event.year, event.month, event.date, event.slug)))


def group_by_month(events: Iterable[Event]) -> list[tuple[int, list[tuple[int, list[Event]]]]]:
    """(year, (month, events)) of dated events; month 13 has those of which only the year is known."""
    dated = [event for event in events if event.date]
    return [
        (year, [(month, list(group)) for month, group in groupby(of_year, key=lambda event: event.month)])
        for year, of_year in groupby(dated, key=lambda event: event.year)
    ]


def draw_timeline(entries: Iterable[Entry], edition: str) -> Chart | None:
    """The chart of an edition; None where no entry has a date."""
    dated = [event for event in list_events(entries, edition) if event.date]
    if not dated:
        return None
    periods = make_periods(dated, edition)
    source = make_source(periods, edition)
    drawing = draw_diagram(source, FONT_SIZE)
    outline = _make_outline(periods, edition)
    shown = sum(len(period.events) for period in periods)
    drawing = replace(drawing, outline=outline)
    return Chart(Diagram(source, 1), arrange_timeline(drawing), shown, len(dated))


def make_periods(events: Sequence[Event], edition: str) -> tuple[Period, ...]:
    """The periods of the chart: as fine as there is room for, in each the same number of works at most."""
    groups = next(groups for groups in _group_ever_coarser(events, edition) if groups is not None)
    most = max(limit for limit in range(1, MAX_ROWS + 1) if limit == 1 or _count_rows(groups, limit) <= MAX_ROWS)
    return tuple(_make_period(year, name, group, most) for year, name, group in groups)


_Group = tuple[int, str, list[Event]]


def _group_ever_coarser(events: Sequence[Event], edition: str) -> Iterable[list[_Group] | None]:
    """Events by month, by quarter and by year; None where that gives too many periods. Of years, the last ones."""
    for name in (name_month, _name_quarter):
        groups = _group(events, name, edition)
        yield groups if len(groups) <= MAX_PERIODS else None
    yield _group(events, _name_nothing, edition)[-MAX_PERIODS:]


def _group(events: Sequence[Event], name: Callable[[int, str], str], edition: str) -> list[_Group]:
    by_name = groupby(events, key=lambda event: (event.year, name(event.month, edition)))
    return [(year, part, list(group)) for (year, part), group in by_name]


def _name_quarter(month: int, edition: str) -> str:
    return name_month(month, edition) if month > 12 else WORDS[edition]["quarter"].format((month + 2) // 3)


def _name_nothing(month: int, edition: str) -> str:
    return ""


def _count_rows(groups: Sequence[_Group], limit: int) -> int:
    return sum(min(len(group), limit) for _, _, group in groups)


def _make_period(year: int, name: str, group: Sequence[Event], limit: int) -> Period:
    """A period with at most `limit` of its events: by date."""
    chosen = sorted(range(len(group)), key=lambda i: (group[i].kind not in PRIMARY, -group[i].naming, i))[:limit]
    return Period(year, name, tuple(group[i] for i in sorted(chosen)), len(group) - len(chosen))


def make_source(periods: Sequence[Period], edition: str) -> str:
    """The chart as Mermaid's `timeline`, top down. Whatever a title holds is text in it."""
    lines = ["timeline TD"]
    for year, of_year in groupby(periods, key=lambda period: period.year):
        group = list(of_year)
        is_split = any(period.name for period in group)
        lines += [f"  section {year}"] if is_split else []
        for period in group:
            titles = [escape_title(event.title) or escape_title(event.slug) for event in period.events]
            first, *others = titles
            lines.append(f"    {period.make_label(edition)} : {first}")
            lines += [f"      : {title}" for title in others]
    return "\n".join(lines)


def escape_title(title: str) -> str:
    """A title as the text of an event: cut to MAX_LINES lines, with `<br>` between them and syntax as `#58;`.

    Mermaid breaks lines at blanks only; Chinese has none.
    """
    plain = " ".join(_INVISIBLE.sub(" ", title).split())
    lines = _cut_lines(plain)
    return "<br>".join(_ESCAPED.sub(lambda match: f"#{ord(match[0])};", line) for line in lines)


def _cut_lines(text: str) -> list[str]:
    """At most MAX_LINES lines of at most LINE_WIDTH em."""
    lines = [""]
    for piece in (part for whole in split_pieces(text) for part in _cut_piece(whole)):
        if lines[-1] and measure_line(lines[-1] + piece.rstrip()) > LINE_WIDTH:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    lines = [line.strip() for line in lines if line.strip()]
    return lines if len(lines) <= MAX_LINES else [*lines[: MAX_LINES - 1], _shorten(lines[MAX_LINES - 1])]


def _cut_piece(piece: str) -> list[str]:
    """A piece in which no line may break, cut where it is longer than a line."""
    parts = [""]
    for character in piece:
        if measure_line(parts[-1] + character) > LINE_WIDTH:
            parts.append("")
        parts[-1] += character
    return parts


def _shorten(line: str) -> str:
    while line and measure_line(f"{line}…") > LINE_WIDTH:
        line = line[:-1]
    return line.rstrip(" ，。；：,.;:") + "…"


def _make_outline(periods: Sequence[Period], edition: str) -> Outline:
    """The chart in words, with whole titles."""
    years = []
    for year, of_year in groupby(periods, key=lambda period: period.year):
        parts: list[Part] = []
        for period in of_year:
            texts = tuple(Part(event.title) for event in period.events)
            parts += [Part(period.make_label(edition), texts)] if period.name else texts
        years.append(Part(str(year), tuple(parts)))
    works = sum(len(period.events) for period in periods)
    return Outline("timeline", "", tuple(years), (), (), works, 0, len(periods))
