"""An entry -> its page: the parts of the page in their order, each as the template needs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from .addresses import parse_address
from .build import Site
from .cards import Card
from .diagrams.client import make_harmless
from .diagrams.render import Drawing
from .diagrams.svg import add_title
from .document import Diagram, Digest, Entry, Origin, Prose, Relation
from .interface import WORDS, format_date, format_length, name_language
from .language import get_primary
from .markup import PageIds, render_inline, render_prose
from .page import Contents, Page, render_template

SECTION_IDS = ("key-points", "held-against-the-sources", "digest", "transcript", "related", "corrections")
"""Ids of the page's own sections, which no heading of a source gets."""


@dataclass(frozen=True)
class _Figure:
    """A diagram on its page."""

    id: str
    caption: str
    name: str
    """What it is called where it stands for itself; no other part of the page has this name."""
    diagram: Diagram
    drawing: Drawing
    description: str
    language: str
    """The language of what stands around it; the caption's is the edition's where the source gave none."""
    caption_language: str

    @property
    def client_source(self) -> str:
        """What the browser draws."""
        return make_harmless(self.drawing.drawn)

    @property
    def svg(self) -> Markup:
        """The picture with its title and description."""
        return Markup(add_title(self.drawing.svg, self.caption, self.description))  # noqa: S704 - cleaned already


@dataclass(frozen=True)
class _Link:
    """Another entry with its relation."""

    slug: str
    title: str
    language: str
    kind: str
    reason: str
    reason_language: str


class EntryPageMaker:
    """Makes the pages of entries in one edition; holds the cards and links that they share."""

    def __init__(self, site: Site, edition: str, cards: Mapping[str, Card]) -> None:
        self.site = site
        self.edition = edition
        self.words = WORDS[edition]
        self.cards = cards
        self.naming: dict[str, list[str]] = {}
        for entry in site.entries:
            for relation in entry.related:
                self.naming.setdefault(relation.slug, []).append(entry.slug)

    def make(self, entry: Entry) -> Page:
        """`/entries/SLUG/`."""
        digest = entry.choose_digest(self.edition)
        contents = Contents()
        figures = self._make_figures(digest)
        ids = PageIds({*SECTION_IDS, *(figure.id for figure in figures.values())})
        backlinks = self._make_backlinks(entry)
        context = {
            "entry": entry,
            "digest": digest,
            "card": self.cards[entry.slug],
            "foreign": None if digest.language == self.edition else digest.language,
            "meta_line": self._make_meta_line(entry),
            "button": self._make_button(entry),
            "label": self._make_label(digest, entry),
            "why": Markup(render_inline(digest.why)),  # noqa: S704 - sanitised
            "points": self._make_points(digest, contents),
            "figures": self._list_figures(figures, digest, contents),
            "claims": self._make_claims(entry, contents),
            "body": self._render_body(digest, entry, figures, ids, contents),
            "transcript": self._make_transcript(entry, contents),
            "corrections": self._make_corrections(entry, contents),
            "related": self._make_related(entry, backlinks, contents),
            "backlinks": backlinks,
            "captured": format_date(entry.metadata.captured, self.edition) if entry.metadata.captured else "",
        }
        html = render_template("entry.html", self.edition, root="../../", **context)
        card = self.cards[entry.slug]
        meta = {
            "title": card.title,
            "description": card.point or card.title,
            "tags": [tag.names[self.edition] for tag in entry.tags],
            "hide": ["navigation", "tags"],
            "layout": "entry",
            "diagrams": sorted({figure.drawing.status for figure in figures.values()}),
            "source": entry.path,
        }
        return Page(f"entries/{entry.slug}/index.md", meta, html, contents.make_outline(), entry.path)

    def _make_meta_line(self, entry: Entry) -> list[tuple[str, str]]:
        """(name, text) of what is known of a work, in the order in which it is shown."""
        metadata = entry.metadata
        separator = "、" if self.edition == "zh" else ", "
        line = [("authors", separator.join(metadata.authors)), ("publisher", metadata.publisher or "")]
        if metadata.published:
            line.append(("published", metadata.published))
        elif metadata.captured:
            line.append(("captured", metadata.captured))
        if metadata.duration:
            line.append(("duration", format_length(metadata.duration)))
        if get_primary(entry.language) != self.edition:
            line.append(("language", self.words["in_language"].format(name_language(entry.language, self.edition))))
        line.append(("minutes", self.words["minutes_here"].format(self.cards[entry.slug].minutes)))
        return [(name, text) for name, text in line if text]

    def _make_button(self, entry: Entry) -> str:
        if entry.platform is None:
            return self.words["read_source"]
        verb = "watch_on" if entry.metadata.duration or entry.kind in ("video", "podcast") else "read_on"
        return self.words[verb].format(entry.platform)

    def _make_label(self, digest: Digest, entry: Entry) -> str:
        if digest.origin is Origin.OURS and entry.metadata.checked:
            return self.words["label_checked"].format(format_date(entry.metadata.checked, self.edition))
        return self.words[f"label_{digest.origin.value}"]

    def _make_points(self, digest: Digest, contents: Contents) -> list[tuple[str, Markup, Markup]]:
        """(id, text, place) of each key point, as HTML."""
        if digest.points:
            contents.add("key-points", self.words["points"])
        ids = PageIds()
        return [
            (ids.reserve(point.id), Markup(render_inline(point.text)), Markup(render_inline(point.place)))  # noqa: S704
            for point in digest.points
        ]

    def _make_figures(self, digest: Digest) -> dict[Diagram, _Figure]:
        """Diagram -> figure, numbered in the order of the page."""
        diagrams = [block for block in (*digest.figures, *digest.blocks) if isinstance(block, Diagram)]
        made = {}
        for number, diagram in enumerate(dict.fromkeys(diagrams), 1):
            plain = self.words["diagram"] if len(diagrams) == 1 else self.words["diagram_n"].format(number)
            caption = diagram.caption[:1].upper() + diagram.caption[1:] or plain
            made[diagram] = _Figure(
                id=f"diagram-{number}",
                caption=caption,
                name=f"{plain}{self.words['colon']}{caption}" if diagram.caption else plain,
                diagram=diagram,
                drawing=self.site.drawings[diagram],
                description=self._describe(diagram),
                language=digest.language,
                caption_language=digest.language if diagram.caption else self.edition,
            )
        return made

    def _describe(self, diagram: Diagram) -> str:
        """What a screen reader says of a picture before its outline."""
        outline = self.site.drawings[diagram].outline
        return self.words["diagram_description"].format(nodes=outline.nodes, edges=outline.edges)

    def _list_figures(self, figures: Mapping[Diagram, _Figure], digest: Digest, contents: Contents) -> list[_Figure]:
        listed = [figures[diagram] for diagram in digest.figures]
        for figure in listed:
            contents.add(figure.id, figure.caption)
        return listed

    def _make_claims(self, entry: Entry, contents: Contents) -> list[dict[str, Any]]:
        if entry.metadata.claims:
            contents.add("held-against-the-sources", self.words["claims"])
        claims = []
        for claim in entry.metadata.claims:
            text, text_language = claim.claim.choose(self.edition)
            evidence, evidence_language = claim.evidence.choose(self.edition)
            claims.append(
                {
                    "text": text,
                    "text_language": text_language,
                    "verdict": claim.verdict,
                    "verdict_name": self.words[f"verdict_{claim.verdict}"],
                    "evidence": Markup(render_inline(evidence)),  # noqa: S704 - sanitised
                    "evidence_language": evidence_language,
                }
            )
        return claims

    def _render_body(
        self, digest: Digest, entry: Entry, figures: Mapping[Diagram, _Figure], ids: PageIds, contents: Contents
    ) -> Markup:
        """The digest or the article, with the diagrams that stand in it."""
        if digest.blocks:
            contents.add("digest", self.words[f"digest_{digest.origin.value}"])
        parts = []
        for block in digest.blocks:
            if isinstance(block, Prose):
                html, headings = render_prose(block, ids, base=entry.url)
                contents.headings.extend(headings)
                parts.append(html)
            else:
                parts.append(render_template("figure.html", self.edition, figure=figures[block]))
        return Markup("".join(parts))  # noqa: S704 - each part is sanitised or made by a template

    def _make_transcript(self, entry: Entry, contents: Contents) -> list[dict[str, Any]]:
        """Paragraphs with the address of their moment in the video."""
        if entry.transcript:
            contents.add("transcript", self.words["transcript"])
        address = parse_address(entry.url) if entry.url else None
        return [
            {
                "id": paragraph.id,
                "text": paragraph.text,
                "time": None if paragraph.start is None else format_length(paragraph.start),
                "url": address.at(paragraph.start) if address and paragraph.start is not None else None,
            }
            for paragraph in entry.transcript
        ]

    def _make_corrections(self, entry: Entry, contents: Contents) -> Sequence[tuple[str, str]]:
        if entry.metadata.corrections:
            contents.add("corrections", self.words["corrections"])
        return list(entry.metadata.corrections.items())

    def _make_related(self, entry: Entry, backlinks: Sequence[Card], contents: Contents) -> list[_Link]:
        links = [self._make_link(relation) for relation in entry.related]
        if links or backlinks:
            contents.add("related", self.words["related"])
        return links

    def _make_link(self, relation: Relation) -> _Link:
        text, language = relation.reason.choose(self.edition) if relation.reason else ("", self.edition)
        card, kind = self.cards[relation.slug], self.words[f"relation_{relation.kind}"]
        return _Link(relation.slug, card.title, card.title_language, kind, text, language)

    def _make_backlinks(self, entry: Entry) -> list[Card]:
        """Entries that name this one and that it does not name itself."""
        named = {relation.slug for relation in entry.related}
        return [self.cards[slug] for slug in self.naming.get(entry.slug, ()) if slug not in named]
