"""Entries -> pages of one edition: front matter and HTML, made with the templates beside this file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from .addresses import parse_address
from .build import Site
from .diagrams.client import hide_word, make_harmless
from .diagrams.render import Drawing
from .diagrams.svg import add_title
from .document import EDITIONS, Diagram, Digest, Entry, Origin, Prose, Tag
from .interface import WORDS, describe_repair, format_date, format_length, name_language
from .language import count_minutes, get_primary
from .markup import Heading, PageIds, get_first_paragraph, get_plain_text, render_inline, render_prose

MAX_EXCERPT = 160
"""Characters of the text that stands on a card where a work has no description."""


@dataclass(frozen=True)
class Page:
    """What the site generator receives: where the page goes, its metadata, its HTML and its table of contents."""

    src_uri: str
    meta: Mapping[str, Any]
    html: str
    headings: tuple[Heading, ...] = ()
    source_path: str | None = None
    """The source the page is made of, for the link that suggests an edit."""

    @property
    def has_client_diagram(self) -> bool:
        """Whether the browser has to draw something on the page."""
        return "client" in self.meta.get("diagrams", ())

    @property
    def markdown(self) -> str:
        """The page as a Markdown file: front matter, then the HTML, which Markdown leaves alone."""
        front = yaml.safe_dump(dict(self.meta), allow_unicode=True, sort_keys=False, width=10_000)
        return f"---\n{front}---\n\n{self.html}"


def nest_headings(headings: Sequence[Heading]) -> list[dict[str, Any]]:
    """Headings as the nested tokens of Python-Markdown's table of contents; names are HTML."""
    root: list[dict[str, Any]] = []
    open_tokens: list[dict[str, Any]] = []
    for heading in headings:
        token = {"level": heading.level, "id": heading.id, "name": str(escape(heading.text)), "children": []}
        while open_tokens and open_tokens[-1]["level"] >= heading.level:
            open_tokens.pop()
        (open_tokens[-1]["children"] if open_tokens else root).append(token)
        open_tokens.append(token)
    return root


def make_pages(site: Site, edition: str) -> tuple[Page, ...]:
    """All generated pages of an edition."""
    maker = _PageMaker(site, edition)
    entries = [maker.make_entry_page(entry) for entry in site.entries]
    pages = (maker.make_home_page(), maker.make_library_page(), *entries)
    return tuple(page if page.has_client_diagram else replace(page, html=hide_word(page.html)) for page in pages)


@dataclass(frozen=True)
class _Card:
    """What a list shows of an entry."""

    slug: str
    title: str
    title_language: str
    other_title: str
    other_language: str
    kind: str
    date: str
    point: str
    point_language: str
    tags: tuple[Tag, ...]
    place: str
    minutes: int


@dataclass(frozen=True)
class _Figure:
    """A diagram on its page."""

    id: str
    caption: str
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


@dataclass
class _Contents:
    """The table of contents as a page is made."""

    headings: list[Heading] = field(default_factory=list)

    def add(self, id: str, text: str, level: int = 2) -> str:
        self.headings.append(Heading(level, id, text))
        return id

    def make_outline(self) -> tuple[Heading, ...]:
        """Two levels; a third where the second has a lone heading, which is then the title of what follows."""
        depth = 4 if sum(heading.level == 3 for heading in self.headings) == 1 else 3
        return tuple(heading for heading in self.headings if heading.level <= depth)


def _make_environment() -> Environment:
    loader = FileSystemLoader(Path(__file__).with_name("templates"))
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


_TEMPLATES = _make_environment()


class _PageMaker:
    """Makes the pages of one edition; holds what they share."""

    def __init__(self, site: Site, edition: str) -> None:
        self.site = site
        self.edition = edition
        self.words = WORDS[edition]
        self.by_slug = {entry.slug: entry for entry in site.entries}
        self.cards = {entry.slug: self._make_card(entry) for entry in site.entries}

    def make_home_page(self) -> Page:
        """`/`: what this is, counts, the latest entries, topics."""
        topics = Counter(tag.id for entry in self.site.entries for tag in entry.tags)
        by_id = {tag.id: tag for entry in self.site.entries for tag in entry.tags}
        ranked = sorted(topics.items(), key=lambda item: (-item[1], item[0]))[:12]
        languages = Counter(get_primary(entry.language) for entry in self.site.entries)
        newest = max((e.metadata.checked or e.metadata.captured or e.date for e in self.site.entries), default="")
        html = self._render(
            "home.html",
            root="./",
            cards=[self.cards[entry.slug] for entry in self.site.entries[:8]],
            topics=[(by_id[tag_id], count) for tag_id, count in ranked],
            languages=[(lang, count) for lang, count in languages.most_common() if lang in EDITIONS],
            newest=format_date(newest, self.edition) if newest else "",
        )
        meta = {
            "title": self.words["site"],
            "description": self.words["home_lead"],
            "hide": ["navigation", "toc"],
            "layout": "wide",
            "search": {"exclude": True},
        }
        return Page("index.md", meta, html)

    def make_library_page(self) -> Page:
        """`/library/`: every entry as a card."""
        html = self._render("library.html", root="../", cards=list(self.cards.values()))
        meta = {
            "title": self.words["library"],
            "description": self.words["library_lead"],
            "hide": ["navigation", "toc"],
            "layout": "wide",
            "search": {"exclude": True},
        }
        return Page("library/index.md", meta, html)

    def make_entry_page(self, entry: Entry) -> Page:
        """`/entries/SLUG/`."""
        digest = entry.choose_digest(self.edition)
        ids = PageIds({"key-points", "held-against-the-sources", "digest", "transcript", "related", "corrections"})
        contents = _Contents()
        figures = self._make_figures(digest)
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
            "related": self._make_related(entry, contents),
            "backlinks": self._make_backlinks(entry),
            "captured": format_date(entry.metadata.captured, self.edition) if entry.metadata.captured else "",
        }
        html = self._render("entry.html", root="../../", **context)
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

    def _render(self, template: str, **context: Any) -> str:
        shared = {
            "t": self.words,
            "edition": self.edition,
            "count": len(self.site.entries),
            "date": lambda text: format_date(text, self.edition),
            "length": format_length,
            "language_name": lambda tag: name_language(tag, self.edition),
            "repair_name": lambda name: describe_repair(name, self.edition),
        }
        return _TEMPLATES.get_template(template).render(**shared, **context)

    def _make_card(self, entry: Entry) -> _Card:
        digest = entry.choose_digest(self.edition)
        title_language = digest.language if len(entry.digests) > 1 else get_primary(entry.language)
        others = [other for other in entry.digests.values() if other.title != digest.title]
        point = digest.description or _make_excerpt(digest)
        return _Card(
            slug=entry.slug,
            title=digest.title,
            title_language=title_language,
            other_title=others[0].title if others else "",
            other_language=others[0].language if others else "",
            kind=self.words[f"kind_{entry.kind}"],
            date=entry.date,
            point=point,
            point_language=digest.language,
            tags=entry.tags,
            place=self._make_place(entry),
            minutes=count_minutes(_get_all_text(digest, entry)),
        )

    def _make_place(self, entry: Entry) -> str:
        """Where a work is and how long it takes there: `Bilibili · 14:58`."""
        length = format_length(entry.metadata.duration) if entry.metadata.duration else ""
        return " · ".join(part for part in (entry.platform or entry.metadata.publisher, length) if part)

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

    def _make_points(self, digest: Digest, contents: _Contents) -> list[tuple[str, Markup, Markup]]:
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

    def _list_figures(self, figures: Mapping[Diagram, _Figure], digest: Digest, contents: _Contents) -> list[_Figure]:
        listed = [figures[diagram] for diagram in digest.figures]
        for figure in listed:
            contents.add(figure.id, figure.caption)
        return listed

    def _make_claims(self, entry: Entry, contents: _Contents) -> list[dict[str, Any]]:
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
        self, digest: Digest, entry: Entry, figures: Mapping[Diagram, _Figure], ids: PageIds, contents: _Contents
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
                parts.append(self._render("figure.html", figure=figures[block]))
        return Markup("".join(parts))  # noqa: S704 - each part is sanitised or made by a template

    def _make_transcript(self, entry: Entry, contents: _Contents) -> list[dict[str, Any]]:
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

    def _make_corrections(self, entry: Entry, contents: _Contents) -> Sequence[tuple[str, str]]:
        if entry.metadata.corrections:
            contents.add("corrections", self.words["corrections"])
        return list(entry.metadata.corrections.items())

    def _make_related(self, entry: Entry, contents: _Contents) -> list[_Link]:
        links = [self._make_link(relation.slug, relation.kind, relation.reason) for relation in entry.related]
        if links or self._make_backlinks(entry):
            contents.add("related", self.words["related"])
        return links

    def _make_link(self, slug: str, kind: str, reason: Any) -> _Link:
        text, language = reason.choose(self.edition) if reason else ("", self.edition)
        card = self.cards[slug]
        return _Link(slug, card.title, card.title_language, self.words[f"relation_{kind}"], text, language)

    def _make_backlinks(self, entry: Entry) -> list[_Card]:
        """Entries that name this one and that it does not name itself."""
        named = {relation.slug for relation in entry.related}
        naming = [e.slug for e in self.site.entries if any(r.slug == entry.slug for r in e.related)]
        return [self.cards[slug] for slug in naming if slug not in named]


def _make_excerpt(digest: Digest) -> str:
    """The beginning of a digest's first paragraph, cut at a blank or after a mark."""
    texts: Iterable[str] = (get_first_paragraph(block) for block in digest.blocks if isinstance(block, Prose))
    text = next((text for text in texts if text.strip()), "")
    if len(text) <= MAX_EXCERPT:
        return text
    cut = max(text.rfind(mark, MAX_EXCERPT // 2, MAX_EXCERPT) for mark in " ，。；,.;")
    return text[: cut if cut > 0 else MAX_EXCERPT].rstrip(" ，。；,.;") + "…"


def _get_all_text(digest: Digest, entry: Entry) -> str:
    """What a reader reads on the page before the transcript."""
    prose = [get_plain_text(block) for block in digest.blocks if isinstance(block, Prose)]
    claims = [claim.evidence.choose(digest.language)[0] for claim in entry.metadata.claims]
    return "\n".join([digest.description, digest.why, *(point.text for point in digest.points), *prose, *claims])
