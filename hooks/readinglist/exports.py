"""Entries -> data for others, as text: catalog, references, feeds, Markdown twins, diagrams."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from .build import Site
from .citations import make_bibtex, make_citation, make_csl
from .diagrams.standalone import make_standalone
from .document import Diagram, Digest, Entry
from .feeds import JSON_FEED, RSS, make_items, make_json_feed, make_rss
from .interface import WORDS
from .language import get_primary
from .redirects import make_redirects
from .relations import Kinship
from .timeline import draw_timeline
from .twins import TwinMaker, make_llms

PREVIEW = "preview.png"
"""The file of an entry's preview card, beside its page."""


def make_exports(
    site: Site, edition: str, site_url: str | None = None, previews: Collection[str] = ()
) -> dict[str, str]:
    """Address below the edition's root -> text of the file. `site_url` is the address of that root, if known.

    `previews` are the addresses of the preview cards that were drawn; an entry without one has none in the catalog.
    """
    site_url = site_url or ""
    citations = [make_citation(entry) for entry in site.entries]
    items = make_items(site, edition, site_url)
    files = {
        "catalog.json": make_catalog(site, edition, previews),
        "references.bib": make_bibtex(citations),
        "references.csl.json": make_csl(citations),
        RSS: make_rss(items, edition, site_url),
        JSON_FEED: make_json_feed(items, edition, site_url),
        "llms.txt": make_llms(site, edition, site_url),
        **_export_timeline(site, edition),
        **make_redirects(site.entries, edition),
    }
    twins = TwinMaker(site, edition, site_url)
    for entry, citation in zip(site.entries, citations, strict=True):
        folder = f"entries/{entry.slug}"
        files[f"{folder}/cite.bib"] = make_bibtex([citation])
        files[f"{folder}/cite.csl.json"] = make_csl([citation])
        files[f"{folder}/index.md"] = twins.make(entry)
    return files | _make_diagrams(site, edition)


def _make_diagrams(site: Site, edition: str) -> dict[str, str]:
    """Each diagram as a picture that stands alone and as its source."""
    files = {}
    for entry in site.entries:
        for number, diagram in enumerate(list_diagrams(entry.choose_digest(edition)), 1):
            drawing = site.drawings[diagram]
            name = f"entries/{entry.slug}/diagram-{number}"
            files[f"{name}.mmd"] = (drawing.drawn or diagram.source) + "\n"
            if drawing.svg:
                files[f"{name}.svg"] = make_standalone(drawing.svg, diagram.caption or entry.title)
    return files


def _export_timeline(site: Site, edition: str) -> dict[str, str]:
    """The chart of the timeline, under the names that figures link to."""
    chart = draw_timeline(site.entries, edition)
    if chart is None:
        return {}
    files = {"timeline/diagram-1.mmd": chart.drawing.drawn + "\n"}
    if chart.drawing.svg:
        files["timeline/diagram-1.svg"] = make_standalone(chart.drawing.svg, WORDS[edition]["timeline_chart"])
    return files


def make_catalog(site: Site, edition: str, previews: Collection[str] = ()) -> str:
    """`catalog.json`: every entry's metadata on a line, newest first. Dates are ISO 8601, lengths seconds."""
    entries = (_describe(entry, site, edition, previews) for entry in site.entries)
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    return f'{{"edition": "{edition}", "entries": [\n{lines}\n]}}\n'


def _describe(entry: Entry, site: Site, edition: str, previews: Collection[str]) -> dict[str, Any]:
    digest = entry.choose_digest(edition)
    metadata = entry.metadata
    preview = f"entries/{entry.slug}/{PREVIEW}"
    described = {
        "slug": entry.slug,
        "path": f"entries/{entry.slug}/",
        "markdown": f"entries/{entry.slug}/index.md",
        "preview": preview if preview in previews else None,
        "citations": {form: f"entries/{entry.slug}/cite.{form}" for form in ("bib", "csl.json")},
        "title": digest.title,
        "titles": {language: other.title for language, other in entry.digests.items()},
        "title_as_published": entry.title,
        "url": entry.url,
        "platform": entry.platform,
        "platform_id": entry.platform_id,
        "kind": entry.kind,
        "language": get_primary(entry.language),
        "authors": list(metadata.authors),
        "publisher": metadata.publisher,
        "published": metadata.published,
        "captured": metadata.captured,
        "checked": metadata.checked,
        "duration": metadata.duration,
        "description": digest.description or None,
        "digests": sorted(entry.digests),
        "made_by": digest.origin.value,
        "tags": [{"id": tag.id, "name": tag.names[edition]} for tag in entry.tags],
        "tags_guessed": entry.tags_guessed,
        "aliases": list(metadata.aliases),
        "archive": metadata.archive,
        "corrections": dict(metadata.corrections),
        "claims": [
            {
                "claim": claim.claim.choose(edition)[0],
                "verdict": claim.verdict,
                "evidence": claim.evidence.choose(edition)[0],
            }
            for claim in metadata.claims
        ],
        "related": [{"slug": relation.slug, "kind": relation.kind} for relation in entry.related],
        "computed": [_describe_kinship(kinship, edition) for kinship in site.network.kinships.get(entry.slug, ())],
        "transcript_paragraphs": len(entry.transcript),
        "diagrams": [_describe_diagram(diagram, site) for diagram in list_diagrams(digest)],
        "source": {"path": entry.path, "format": entry.format.value},
    }
    return {key: value for key, value in described.items() if value is not None}


def _describe_kinship(kinship: Kinship, edition: str) -> dict[str, Any]:
    return {"slug": kinship.slug} | {
        reason.kind.replace(" ", "_"): [name.choose(edition)[0] for name in reason.shared] or True
        for reason in kinship.reasons
    }


def list_diagrams(digest: Digest) -> list[Diagram]:
    """The diagrams of a digest in the order of its page."""
    blocks = (*digest.figures, *digest.blocks)
    return list(dict.fromkeys(block for block in blocks if isinstance(block, Diagram)))


def _describe_diagram(diagram: Diagram, site: Site) -> dict[str, Any]:
    drawing = site.drawings[diagram]
    outline = drawing.outline
    described = {
        "line": diagram.line,
        "caption": diagram.caption or None,
        "status": drawing.status,
        "family": outline.family if drawing.svg else None,
        "nodes": outline.nodes if drawing.svg else None,
        "edges": outline.edges if drawing.svg else None,
        "groups": outline.groups if drawing.svg else None,
        "repairs": [{"name": repair.name, "line": repair.line} for repair in drawing.repairs],
        "error": drawing.error or None,
    }
    return {key: value for key, value in described.items() if value is not None}
