"""Reading paths -> the overview of all paths, a page for each, and what an entry shows of the paths it is on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .build import Site
from .cards import Card
from .document import Entry
from .interface import WORDS
from .page import Page, make_list_page, render_template
from .paths import ReadingPath


@dataclass(frozen=True)
class PathStep:
    """A work on a path, as the path's page shows it."""

    number: int
    card: Card
    reason: str


@dataclass(frozen=True)
class PathCard:
    """What a list shows of a path. `minutes` is for reading here, `recordings` for those of the works."""

    id: str
    title: str
    lead: str
    steps: tuple[PathStep, ...]
    minutes: int
    recordings: int


@dataclass(frozen=True)
class PathPlace:
    """Where an entry stands on a path, with its neighbours there."""

    path: PathCard
    number: int
    before: Card | None
    after: Card | None


def make_path_cards(site: Site, edition: str, cards: Mapping[str, Card]) -> tuple[PathCard, ...]:
    """All paths in the order of `paths.yml`."""
    entries = {entry.slug: entry for entry in site.entries}
    return tuple(_make_path_card(path, edition, cards, entries) for path in site.paths)


def _make_path_card(
    path: ReadingPath, edition: str, cards: Mapping[str, Card], entries: Mapping[str, Entry]
) -> PathCard:
    steps = tuple(
        PathStep(number, cards[step.slug], step.reasons[edition]) for number, step in enumerate(path.steps, 1)
    )
    seconds = sum(entries[step.slug].metadata.duration or 0 for step in path.steps)
    minutes = sum(step.card.minutes for step in steps)
    return PathCard(path.id, path.titles[edition], path.leads[edition], steps, minutes, math.ceil(seconds / 60))


def find_places(paths: Sequence[PathCard]) -> dict[str, list[PathPlace]]:
    """Slug -> its places on paths."""
    places: dict[str, list[PathPlace]] = {}
    for path in paths:
        cards = [step.card for step in path.steps]
        for step, before, after in zip(path.steps, [None, *cards], [*cards[1:], None], strict=False):
            places.setdefault(step.card.slug, []).append(PathPlace(path, step.number, before, after))
    return places


def make_path_pages(paths: Sequence[PathCard], edition: str) -> tuple[Page, ...]:
    """`/paths/`, and `/paths/ID/` for each path."""
    words = WORDS[edition]
    overview = render_template("paths.html", edition, root="../", paths=paths)
    pages = [make_list_page("paths/index.md", overview, words["paths_title"], words["paths_lead"])]
    for path in paths:
        html = render_template("path.html", edition, root="../../", path=path)
        pages.append(make_list_page(f"paths/{path.id}/index.md", html, path.title, path.lead, layout="plain"))
    return tuple(pages)
