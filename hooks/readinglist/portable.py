"""Entries -> plain Markdown with front matter, which any generator of Markdown sites builds; diagrams are pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

import yaml

from .build import Site
from .cards import Card
from .clean_markdown import write_fence, write_text
from .collation import make_sort_key
from .diagrams.standalone import make_standalone
from .document import Diagram, Entry, Tag
from .exports import list_diagrams
from .front_matter import write_front_matter
from .interface import WORDS, format_date
from .path_pages import PathCard, make_path_cards
from .twins import TwinMaker
from .vocabulary import Term


def make_portable(site: Site, edition: str) -> dict[str, str]:
    """Path -> text of every file: pages as `index.md` in the folders of their addresses, and the diagrams."""
    cards = site.cards[edition]
    paths = make_path_cards(site, edition, cards)
    files = {
        "index.md": _write_home(cards.values(), edition),
        "tags/index.md": _write_tags(site, cards, edition),
        "glossary/index.md": _write_glossary(site.vocabulary.terms, edition),
        "paths/index.md": _write_paths(paths, edition),
        **{f"paths/{path.id}/index.md": _write_path(path, edition) for path in paths},
    }
    twins = _PortableMaker(site, edition)
    for entry in site.entries:
        files[f"entries/{entry.slug}/index.md"] = twins.make(entry)
        files |= dict(_make_diagrams(entry, site, edition))
    return files


def _make_diagrams(entry: Entry, site: Site, edition: str) -> Iterator[tuple[str, str]]:
    for number, diagram in enumerate(list_diagrams(entry.choose_digest(edition)), 1):
        drawing, name = site.drawings[diagram], f"entries/{entry.slug}/diagram-{number}"
        yield f"{name}.mmd", (drawing.drawn or diagram.source) + "\n"
        if drawing.svg:
            yield f"{name}.svg", make_standalone(drawing.svg, diagram.caption or entry.title)


class _PortableMaker(TwinMaker):
    """Twins whose diagrams are pictures and whose front matter has what generators ask for.

    What is known of the work itself stands below `work`: to Hugo, `url` and `published` are the page's own.
    """

    def make(self, entry: Entry) -> str:
        """`entries/SLUG/index.md`."""
        self.numbers = {diagram: n for n, diagram in enumerate(list_diagrams(entry.choose_digest(self.edition)), 1)}
        front, _, body = super().make(entry).removeprefix("---\n").partition("\n---\n")
        digest = entry.choose_digest(self.edition)
        known = yaml.safe_load(front)
        page = {"title": known.pop("title"), "description": digest.description, "date": _make_day(entry.date)}
        page |= {"slug": entry.slug, "tags": known.pop("tags", [])}
        return write_front_matter({key: value for key, value in page.items() if value} | {"work": known}) + body

    def _write_diagram(self, diagram: Diagram, level: str) -> str:
        """A picture before its outline; the source where nothing could be drawn."""
        drawing, written = self.site.drawings[diagram], super()._write_diagram(diagram, level)
        if not drawing.svg:
            return written
        name = f"diagram-{self.numbers[diagram]}"
        said = write_text(diagram.caption or self.words["diagram"])
        picture = f"![{said}]({name}.svg)\n\n[Mermaid]({name}.mmd)"
        return written.replace(write_fence(drawing.drawn or diagram.source, "mermaid"), picture)


def _make_day(date: str) -> str:
    """A date that may lack day and month as the first day of its time, for generators that know whole days only."""
    return date + "-01-01"[len(date) - 4 :] if date else ""


def _write_page(title: str, description: str, *blocks: str) -> str:
    front = write_front_matter({"title": title} | ({"description": description} if description else {}))
    return "\n\n".join(filter(None, [f"{front}\n# {write_text(title)}", write_text(description), *blocks])) + "\n"


def _write_link(card: Card, root: str, edition: str) -> str:
    """A line of a list: the title, which leads to the entry, with kind, date and point."""
    date = format_date(card.date, edition) if card.date else ""
    facts = " · ".join(filter(None, [card.kind, date]))
    point = f"{WORDS[edition]['colon']}{write_text(card.point)}" if card.point else ""
    return f"[{write_text(card.title)}]({root}entries/{quote(card.slug)}/index.md) ({facts}){point}"


def _write_home(cards: Iterable[Card], edition: str) -> str:
    words = WORDS[edition]
    names = (("paths_title", "paths"), ("tags", "tags"), ("glossary", "glossary"))
    ways = " · ".join(f"[{words[name]}]({folder}/index.md)" for name, folder in names)
    works = "\n".join(f"- {_write_link(card, '', edition)}" for card in cards)
    return _write_page(words["site"], words["home_lead"], ways, works)


def _write_tags(site: Site, cards: Mapping[str, Card], edition: str) -> str:
    words, by_tag = WORDS[edition], {tag.id: tag for entry in site.entries for tag in entry.tags}
    ordered = sorted(by_tag.values(), key=lambda tag: make_sort_key(tag.names[edition]))

    def write(tag: Tag) -> str:
        having = (cards[entry.slug] for entry in site.entries if tag in entry.tags)
        lines = "\n".join(f"- {_write_link(card, '../', edition)}" for card in having)
        blocks = [f"## {write_text(tag.names[edition])}", write_text(tag.definitions.get(edition, "")), lines]
        return "\n\n".join(filter(None, blocks))

    return _write_page(words["tags"], "", *map(write, ordered))


def _write_glossary(terms: Iterable[Term], edition: str) -> str:
    words = WORDS[edition]
    blocks = []
    for term in sorted(terms, key=lambda term: make_sort_key(term.names[edition])):
        others = [name for name in (*term.names.values(), *term.aliases) if name != term.names[edition]]
        also = f"*{write_text(words['list'].join(dict.fromkeys(others)))}*" if others else ""
        definition = write_text(term.definitions.get(edition, ""))
        blocks.append("\n\n".join(filter(None, [f"## {write_text(term.names[edition])}", also, definition])))
    return _write_page(words["glossary"], words["glossary_lead"], *blocks)


def _write_paths(paths: Iterable[PathCard], edition: str) -> str:
    words = WORDS[edition]
    lines = (
        f"- [{write_text(path.title)}]({path.id}/index.md){words['colon']}{write_text(path.lead)}" for path in paths
    )
    return _write_page(words["paths_title"], words["paths_lead"], "\n".join(lines))


def _write_path(path: PathCard, edition: str) -> str:
    steps = (
        f"{step.number}. {_write_link(step.card, '../../', edition)}\\\n   {write_text(step.reason)}"
        for step in path.steps
    )
    return _write_page(path.title, path.lead, "\n".join(steps))
