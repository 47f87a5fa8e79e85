"""Entries -> the page that says what happened when: the chart, and the list by year and month."""

from __future__ import annotations

from collections.abc import Mapping

from .build import Site
from .cards import Card
from .content_policy import hash_styles
from .figure import Figure
from .interface import WORDS, name_month
from .page import Page, make_list_page, render_template
from .timeline import Chart, Event, draw_timeline, group_by_month, list_events


def make_timeline_page(site: Site, edition: str, cards: Mapping[str, Card]) -> Page:
    """`/timeline/`."""
    words = WORDS[edition]
    events = list_events(site.entries, edition)
    chart = draw_timeline(site.entries, edition)
    years = [
        (year, [(name_month(month, edition), _list_rows(group, cards)) for month, group in months])
        for year, months in group_by_month(events)
    ]
    html = render_template(
        "timeline.html",
        edition,
        root="../",
        figure=_make_figure(chart, edition) if chart else None,
        note=_make_note(chart, edition) if chart else "",
        years=years,
        undated=[cards[event.slug] for event in events if not event.date],
        captured={entry.slug for entry in site.entries if not entry.metadata.published},
    )
    drawn = {"diagrams": [chart.drawing.status], "drawn_styles": hash_styles([chart.drawing.svg])} if chart else {}
    title, lead = words["timeline_title"], words["timeline_lead"]
    return make_list_page("timeline/index.md", html, title, lead, **drawn)


def _list_rows(events: list[Event], cards: Mapping[str, Card]) -> list[Card]:
    return [cards[event.slug] for event in events]


def _make_figure(chart: Chart, edition: str) -> Figure:
    words, outline = WORDS[edition], chart.drawing.outline
    return Figure(
        id="diagram-1",
        caption=words["timeline_chart"],
        name=words["timeline_chart"],
        diagram=chart.diagram,
        drawing=chart.drawing,
        description=words["timeline_description"].format(nodes=outline.nodes, groups=outline.groups),
        language=edition,
        caption_language=edition,
        outline_language=edition,
    )


def _make_note(chart: Chart, edition: str) -> str:
    """How much of the list the chart shows."""
    words = WORDS[edition]
    return words["timeline_some"].format(chart.shown, chart.total) if chart.shown < chart.total else ""
