"""An entry -> its page: the parts of the page in their order, each as the template needs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from .addresses import parse_address
from .build import Site
from .cards import Card
from .checks import locate
from .citations import make_bibtex, make_citation, make_line
from .content_policy import hash_styles
from .corrections import Corrector
from .document import EDITIONS, Diagram, Digest, Entry, Origin, Prose
from .figure import Figure
from .interface import WORDS, format_date, format_length, name_language
from .language import get_primary, tell_language
from .markup import SECTION_IDS, Local, PageIds, keep_old_ids, link_headings, mark_names, render_inline, render_prose
from .page import Contents, Page, render_template
from .path_pages import PathPlace
from .provenance import make_full_label, make_transcript_label
from .related import RelatedLink, Relatives
from .structured_data import make_entry_head
from .terms import TermFinder, TermMarker, make_term_id
from .transcript import fingerprint

ROOT = "../../"
"""The way from an entry's page to the root of its edition."""
EXPLAINED = (Origin.OURS, Origin.MACHINE)
"""Digests in which terms are explained; the words of a work's own author are left as they are."""


class EntryPageMaker:
    """Makes the pages of entries in one edition; holds the cards and links that they share."""

    def __init__(
        self,
        site: Site,
        edition: str,
        cards: Mapping[str, Card],
        finder: TermFinder,
        places: Mapping[str, Sequence[PathPlace]],
        site_url: str,
    ) -> None:
        self.site = site
        self.site_url = site_url
        self.edition = edition
        self.words = WORDS[edition]
        self.cards = cards
        self.finder = finder
        self.places = places
        self.relatives = Relatives(site, edition, cards, ROOT)
        self.slugs = {digest.path: entry.slug for entry in site.entries for digest in entry.digests.values()}
        self.slugs |= {entry.path: entry.slug for entry in site.entries}

    def make(self, entry: Entry) -> Page:
        """`/entries/SLUG/`."""
        digest = entry.choose_digest(self.edition)
        contents = Contents()
        figures = self._make_figures(digest)
        marker = TermMarker(self.finder if digest.origin in EXPLAINED else TermFinder(()), f"{ROOT}glossary/")
        ids = PageIds({*SECTION_IDS, *(figure.id for figure in figures.values()), *(p.id for p in entry.transcript)})
        corrector = Corrector(entry.metadata.corrections)
        context = {
            "entry": entry,
            "digest": digest,
            "card": self.cards[entry.slug],
            "foreign": None if digest.language == self.edition else digest.language,
            "meta_line": self._make_meta_line(entry),
            "button": self._make_button(entry),
            "label": make_full_label(digest, entry, self.edition),
            "transcript_label": make_transcript_label(entry, self.edition),
            "why": self._render_line(digest.why, digest, entry),
            "points": self._make_points(digest, entry, ids, contents, marker),
            "figures": self._list_figures(figures, digest, contents),
            "claims": self._make_claims(entry, ids, contents),
            "body": self._render_body(digest, entry, figures, ids, corrector, contents, marker),
            "transcript": self._make_transcript(entry, corrector, contents),
            "corrections": self._make_corrections(entry, contents),
            **self._make_related(entry, contents),
            "places": self.places.get(entry.slug, ()),
            "terms": [(make_term_id(term), term) for term in marker.used.values()],
            "citation": self._make_citation(entry, contents),
            "captured": format_date(entry.metadata.captured, self.edition) if entry.metadata.captured else "",
        }
        html = render_template("entry.html", self.edition, root=ROOT, **context)
        card = self.cards[entry.slug]
        meta = {
            "title": card.title,
            "description": card.point or card.title,
            "tags": [tag.names[self.edition] for tag in entry.tags],
            "hide": ["navigation", "tags"],
            "layout": "entry",
            "diagrams": sorted({figure.drawing.status for figure in figures.values()}),
            "drawn_styles": hash_styles(figure.drawing.svg for figure in figures.values()),
            "source": digest.path,
            "slug": entry.slug,
            "terms": bool(marker.used),
            "head": make_entry_head(entry, self.edition, self.site_url),
        }
        html = keep_old_ids(html, entry.metadata.moved)
        return Page(f"entries/{entry.slug}/index.md", meta, html, contents.make_outline(), digest.path)

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

    def _render_line(self, text: str, digest: Digest, entry: Entry) -> Markup:
        """HTML of a line of a digest, where works that have an entry are linked to it, too."""
        rendered = render_inline(text, entry.url, self._make_local(digest.path))
        return Markup(self.relatives.accompany(rendered, entry.slug))  # noqa: S704 - sanitised

    def _make_local(self, path: str) -> Local:
        """What finds the page of another source that a relative link in the file `path` names."""

        def find(address: str) -> str | None:
            slug = self.slugs.get(locate(address, path))
            mark, fragment = address.partition("#")[1:]
            return None if slug is None else f"{ROOT}entries/{quote(slug)}/{mark}{fragment}"

        return find

    def _make_points(
        self, digest: Digest, entry: Entry, ids: PageIds, contents: Contents, marker: TermMarker
    ) -> list[tuple[str, Markup, Markup]]:
        """(id, text, place) of each key point, as HTML."""
        if digest.points:
            contents.add("key-points", self.words["points"])
        return [
            (
                ids.reserve(point.id),
                Markup(marker.mark(self._render_line(point.text, digest, entry))),  # noqa: S704 - sanitised
                self._render_line(point.place, digest, entry),
            )
            for point in digest.points
        ]

    def _make_figures(self, digest: Digest) -> dict[Diagram, Figure]:
        """Diagram -> figure, numbered in the order of the page."""
        diagrams = [block for block in (*digest.figures, *digest.blocks) if isinstance(block, Diagram)]
        made = {}
        for number, diagram in enumerate(dict.fromkeys(diagrams), 1):
            plain = self.words["diagram"] if len(diagrams) == 1 else self.words["diagram_n"].format(number)
            caption = diagram.caption[:1].upper() + diagram.caption[1:] or plain
            outline = self.site.drawings[diagram].outline
            made[diagram] = Figure(
                id=f"diagram-{number}",
                caption=caption,
                name=f"{plain}{self.words['colon']}{caption}" if diagram.caption else plain,
                diagram=diagram,
                drawing=self.site.drawings[diagram],
                description=self._describe(diagram),
                language=digest.language,
                caption_language=digest.language if diagram.caption else self.edition,
                outline_language=tell_language(" ".join(outline.links or outline.labels)),
            )
        return made

    def _describe(self, diagram: Diagram) -> str:
        """What a screen reader says of a picture before its outline."""
        outline = self.site.drawings[diagram].outline
        return self.words["diagram_description"].format(nodes=outline.nodes, edges=outline.edges)

    def _list_figures(self, figures: Mapping[Diagram, Figure], digest: Digest, contents: Contents) -> list[Figure]:
        listed = [figures[diagram] for diagram in digest.figures]
        for figure in listed:
            contents.add(figure.id, figure.caption)
        return listed

    def _make_claims(self, entry: Entry, ids: PageIds, contents: Contents) -> list[dict[str, Any]]:
        """Claims as the template needs them; the id of each is the same in all editions."""
        if entry.metadata.claims:
            contents.add("held-against-the-sources", self.words["claims"])
        path = entry.metadata.lines.get("claims", (entry.path, 1))[0]
        claims = []
        for claim in entry.metadata.claims:
            text, text_language = claim.claim.choose(self.edition)
            evidence, evidence_language = claim.evidence.choose(self.edition)
            rendered = render_inline(evidence, None, self._make_local(path))
            claims.append(
                {
                    "id": ids.reserve(f"c-{fingerprint(claim.claim.choose(EDITIONS[0])[0])}"),
                    "text": text,
                    "text_language": text_language,
                    "verdict": claim.verdict,
                    "verdict_name": self.words[f"verdict_{claim.verdict}"],
                    "evidence": Markup(self.relatives.accompany(rendered, entry.slug)),  # noqa: S704 - sanitised
                    "evidence_language": evidence_language,
                }
            )
        return claims

    def _render_body(
        self,
        digest: Digest,
        entry: Entry,
        figures: Mapping[Diagram, Figure],
        ids: PageIds,
        corrector: Corrector,
        contents: Contents,
        marker: TermMarker,
    ) -> Markup:
        """The digest or the article, with the diagrams that stand in it."""
        if digest.blocks:
            contents.add("digest", self.words[f"digest_{digest.origin.value}"])
        split = None if digest.origin is Origin.OURS else corrector.split
        local = self._make_local(digest.path)
        parts = []
        for block in digest.blocks:
            if isinstance(block, Prose):
                html, headings = render_prose(block, ids, base=entry.url, local=local, split=split)
                contents.headings.extend(headings)
                parts.append(marker.mark(link_headings(html)))
            else:
                parts.append(render_template("figure.html", self.edition, figure=figures[block]))
        return Markup("".join(parts))  # noqa: S704 - each part is sanitised or made by a template

    def _make_transcript(
        self, entry: Entry, corrector: Corrector, contents: Contents
    ) -> list[tuple[str, Markup, str | None, str | None]]:
        """(id, HTML, moment, its address) of each paragraph; the last two as far as they are known."""
        if entry.transcript:
            contents.add("transcript", self.words["transcript"])
        address = parse_address(entry.url) if entry.url else None
        return [
            (
                paragraph.id,
                Markup(mark_names(paragraph.text, corrector.split)),  # noqa: S704 - escaped
                None if paragraph.start is None else format_length(paragraph.start),
                address.at(paragraph.start) if address and paragraph.start is not None else None,
            )
            for paragraph in entry.transcript
        ]

    def _make_corrections(self, entry: Entry, contents: Contents) -> Sequence[tuple[str, str]]:
        if entry.metadata.corrections:
            contents.add("corrections", self.words["corrections"])
        return list(entry.metadata.corrections.items())

    def _make_related(self, entry: Entry, contents: Contents) -> dict[str, list[RelatedLink]]:
        links = {"related": self.relatives.list_related(entry), "backlinks": self.relatives.list_backlinks(entry)}
        if any(links.values()):
            contents.add("related", self.words["related"])
        return links

    def _make_citation(self, entry: Entry, contents: Contents) -> dict[str, Any]:
        """The line to read and the BibTeX to copy."""
        contents.add("cite", self.words["cite"])
        citation = make_citation(entry)
        return {"line": make_line(citation, entry.metadata.authors, self.edition), "bibtex": make_bibtex([citation])}
