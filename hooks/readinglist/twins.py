"""Entries -> their Markdown twins, which say what the pages say, and `llms.txt`, which leads to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from .addresses import parse_address
from .build import Site
from .checks import locate
from .citations import make_bibtex, make_citation, make_line
from .clean_markdown import write_fence, write_line, write_prose, write_text
from .diagrams.outline import Part
from .document import Diagram, Digest, Entry
from .front_matter import write_front_matter
from .interface import WORDS, format_date, format_length
from .markup import Local
from .provenance import make_full_label, make_transcript_label
from .related import RelatedLink, Relatives

KINDS_IN_ORDER = ("paper", "report", "interview", "article", "blog", "video", "podcast", "repository", "model")
"""Order of the sections of `llms.txt`: what others rest on comes first."""


class TwinMaker:
    """Makes the Markdown twins of an edition."""

    def __init__(self, site: Site, edition: str, site_url: str = "") -> None:
        self.site = site
        self.edition = edition
        self.site_url = site_url
        self.words = WORDS[edition]
        self.relatives = Relatives(site, edition, site.cards[edition], "../")
        self.slugs = {digest.path: entry.slug for entry in site.entries for digest in entry.digests.values()}
        self.slugs |= {entry.path: entry.slug for entry in site.entries}

    def make(self, entry: Entry) -> str:
        """`entries/SLUG/index.md`."""
        digest = entry.choose_digest(self.edition)
        parts = (
            self._write_head(entry, digest),
            self._write_points(digest, entry),
            *(self._write_diagram(diagram, "##") for diagram in digest.figures),
            self._write_claims(entry),
            self._write_body(digest, entry),
            self._write_corrections(entry),
            self._write_transcript(entry),
            self._write_related(entry),
            self._write_citation(entry),
        )
        return "\n\n".join([self._write_front_matter(entry, digest), *filter(None, parts)]) + "\n"

    def _write_front_matter(self, entry: Entry, digest: Digest) -> str:
        metadata = entry.metadata
        known: dict[str, Any] = {
            "title": digest.title,
            "title_as_published": entry.title if entry.title != digest.title else None,
            "page": f"{self.site_url}entries/{quote(entry.slug)}/" if self.site_url else None,
            "url": entry.url,
            "kind": entry.kind,
            "authors": list(metadata.authors),
            "publisher": metadata.publisher or entry.platform,
            "published": metadata.published,
            "captured": metadata.captured,
            "checked": metadata.checked,
            "duration": metadata.duration,
            "language": digest.language,
            "language_of_work": entry.language,
            "made_by": digest.origin.value,
            "label": make_full_label(digest, entry, self.edition),
            "tags": [tag.names[self.edition] for tag in entry.tags],
        }
        kept = {key: value for key, value in known.items() if value}
        return write_front_matter(kept).rstrip("\n")

    def _write_head(self, entry: Entry, digest: Digest) -> str:
        why = write_line(digest.why, entry.url, self._make_local(digest.path))
        others = [other.title for other in entry.digests.values() if other.title != digest.title]
        blocks = [
            f"# {write_text(digest.title)}",
            *(f"*{write_text(title)}*" for title in others[:1]),
            f"> {write_text(make_full_label(digest, entry, self.edition))}",
            "\n".join(self._list_facts(entry)),
            write_text(digest.description) if digest.description else "",
            f"**{self.words['why']}{self.words['colon'].rstrip()}** {why}" if why else "",
        ]
        return "\n\n".join(filter(None, blocks))

    def _list_facts(self, entry: Entry) -> Iterator[str]:
        """A line for each fact about the work."""
        words, metadata = self.words, entry.metadata
        facts = (
            ("kind", words[f"kind_{entry.kind}"]),
            ("authors", words["list"].join(metadata.authors)),
            ("publisher", metadata.publisher or entry.platform),
            ("published", metadata.published and format_date(metadata.published, self.edition)),
            ("captured_on", metadata.captured and format_date(metadata.captured, self.edition)),
            ("length", metadata.duration and format_length(metadata.duration)),
            ("tags", words["list"].join(tag.names[self.edition] for tag in entry.tags)),
        )
        yield from (f"- {words[name]}{words['colon']}{write_text(text)}" for name, text in facts if text)
        links = (("original", entry.url), ("archive", metadata.archive))
        yield from (f"- {words[name]}{words['colon']}<{url}>" for name, url in links if url)

    def _make_local(self, path: str) -> Local:
        """What finds the twin of another source that a relative link in the file `path` names."""

        def find(address: str) -> str | None:
            slug = self.slugs.get(locate(address, path))
            return None if slug is None else f"../{quote(slug)}/index.md"

        return find

    def _write_points(self, digest: Digest, entry: Entry) -> str:
        local = self._make_local(digest.path)
        points = [
            f"{number}. {write_line(point.text, entry.url, local)} {write_line(point.place, entry.url, local)}".rstrip()
            for number, point in enumerate(digest.points, 1)
        ]
        return self._write_section("points", "\n".join(points))

    def _write_section(self, name: str, body: str) -> str:
        return f"## {self.words[name]}\n\n{body}" if body else ""

    def _write_diagram(self, diagram: Diagram, level: str) -> str:
        """The source of a diagram as drawn, and its outline in words."""
        drawing = self.site.drawings[diagram]
        caption = f"{self.words['colon']}{write_text(diagram.caption)}" if diagram.caption else ""
        outline = drawing.outline
        lists = [
            (self.words["outline_parts"], list(_list_parts(outline.parts))),
            (self.words["outline_links"], [f"- {write_text(link)}" for link in outline.links]),
        ]
        blocks = [f"{title}{self.words['colon'].rstrip()}\n\n" + "\n".join(lines) for title, lines in lists if lines]
        source = write_fence(drawing.drawn or diagram.source, "mermaid")
        return "\n\n".join([f"{level} {self.words['diagram']}{caption}", source, *blocks])

    def _write_claims(self, entry: Entry) -> str:
        local = self._make_local(entry.metadata.lines.get("claims", (entry.path, 1))[0])
        lines = []
        for claim in entry.metadata.claims:
            text, evidence = (side.choose(self.edition)[0] for side in (claim.claim, claim.evidence))
            verdict = self.words[f"verdict_{claim.verdict}"]
            lines.append(f"- **{verdict}** · {write_text(text)}\\\n  {write_line(evidence, None, local)}")
        return self._write_section("claims", "\n".join(lines))

    def _write_body(self, digest: Digest, entry: Entry) -> str:
        local = self._make_local(digest.path)
        blocks = [
            self._write_diagram(block, "###")
            if isinstance(block, Diagram)
            else write_prose(block, base=entry.url, local=local)
            for block in digest.blocks
        ]
        return self._write_section(f"digest_{digest.origin.value}", "\n\n".join(filter(None, blocks)))

    def _write_corrections(self, entry: Entry) -> str:
        corrections = entry.metadata.corrections.items()
        pairs = [f"- {write_text(heard)} → {write_text(right)}" for heard, right in corrections]
        lead = f"{self.words['corrections_lead']}\n\n"
        return self._write_section("corrections", lead + "\n".join(pairs) if pairs else "")

    def _write_transcript(self, entry: Entry) -> str:
        if not entry.transcript:
            return ""
        address = parse_address(entry.url) if entry.url else None
        paragraphs = [f"> {make_transcript_label(entry, self.edition)}"]
        for paragraph in entry.transcript:
            time = "" if paragraph.start is None else f"≈ {format_length(paragraph.start)}"
            moment = address.at(paragraph.start) if address and paragraph.start is not None else None
            mark = f"[{time}]({moment})" if moment else time
            paragraphs.append(f"{mark} {write_text(paragraph.text)}".strip())
        return self._write_section("transcript", "\n\n".join(paragraphs))

    def _write_related(self, entry: Entry) -> str:
        """Related entries with the reasons, and what links here."""
        related = [self._write_link(link) for link in self.relatives.list_related(entry)]
        backlinks = [self._write_link(link) for link in self.relatives.list_backlinks(entry)]
        lists = ["\n".join(related), f"### {self.words['linked_from']}\n\n" + "\n".join(backlinks) if backlinks else ""]
        return self._write_section("related", "\n\n".join(filter(None, lists)))

    def _write_link(self, link: RelatedLink) -> str:
        address = f"../{quote(link.slug)}/index.md"
        reason = f"{self.words['colon']}{write_text(link.reason)}" if link.reason else ""
        relation = f" · {link.relation}" if link.relation else ""
        return f"- [{write_text(link.title)}]({address}){relation}{reason}"

    def _write_citation(self, entry: Entry) -> str:
        citation = make_citation(entry)
        line = make_line(citation, entry.metadata.authors, self.edition).text
        return self._write_section("cite", f"{write_text(line)}\n\n{write_fence(make_bibtex([citation]), 'bibtex')}")


def _list_parts(parts: Sequence[Part], depth: int = 0) -> Iterator[str]:
    """Lines of a nested list."""
    for part in parts:
        yield f"{'  ' * depth}- {write_text(part.text)}"
        yield from _list_parts(part.parts, depth + 1)


def make_llms(site: Site, edition: str, site_url: str = "") -> str:
    """`llms.txt` (llmstxt.org): a title, what this is, and a link to each twin with a line about it, by kind."""
    words = WORDS[edition]
    sections = [f"# {words['site']}", f"> {words['home_lead']}", words["llms_lead"]]
    for kind in KINDS_IN_ORDER:
        lines = [_list_entry(entry, edition, site_url) for entry in site.entries if entry.kind == kind]
        sections += [f"## {words[f'kind_{kind}']}\n\n" + "\n".join(lines)] if lines else []
    files = (("catalog", "catalog.json"), ("references", "references.bib"), ("references", "references.csl.json"))
    data = [f"- [{words[name]} ({path})]({site_url}{path})" for name, path in files]
    return "\n\n".join([*sections, f"## {words['data']}\n\n" + "\n".join(data)]) + "\n"


def _list_entry(entry: Entry, edition: str, site_url: str) -> str:
    words = WORDS[edition]
    digest = entry.choose_digest(edition)
    point = f"{words['colon']}{write_text(digest.description)}" if digest.description else ""
    return f"- [{write_text(digest.title)}]({site_url}entries/{quote(entry.slug)}/index.md){point}"
