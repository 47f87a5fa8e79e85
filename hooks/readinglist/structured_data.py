"""Entries -> what the head of a page says to machines: JSON-LD (schema.org), tags for Scholar and Zotero."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

from .authors import Name
from .citations import Citation, make_citation
from .document import Digest, Entry, Origin
from .interface import WORDS
from .language import HAN, get_primary
from .provenance import make_full_label

WORK_TYPES = {
    "paper": "ScholarlyArticle",
    "article": "Article",
    "blog": "BlogPosting",
    "video": "VideoObject",
    "podcast": "PodcastEpisode",
    "interview": "Article",
    "report": "Report",
    "repository": "SoftwareSourceCode",
    "model": "SoftwareApplication",
}
"""Kind of a work -> its type in schema.org."""

ZOTERO_TYPES = {
    "journal": "journalArticle",
    "preprint": "preprint",
    "paper": "preprint",
    "article": "webpage",
    "blog": "blogPost",
    "video": "videoRecording",
    "podcast": "podcast",
    "interview": "interview",
    "report": "report",
    "repository": "computerProgram",
    "model": "computerProgram",
}
"""Form of a citation -> Zotero's item type, which its translators take from `z:itemType` before they guess.

https://github.com/zotero/translators/blob/master/RDF.js, `detectType`.
"""

PUBLISHER_TAGS = {"journal": "citation_journal_title", "report": "citation_technical_report_institution"}
"""Form -> the tag that names where a work appeared; `citation_publisher` for all others."""

MACHINE = "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
"""schema.org's word for a text that a model wrote (IPTC's vocabulary of digital source types)."""

_CHINESE_NAME = re.compile(f"[{HAN}]{{2,4}}|[{HAN}]+(?:·[{HAN}]+)+")
_IN_SCRIPT = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026", "\u2028": r"\u2028", "\u2029": r"\u2029"})


def write_json(data: Any) -> str:
    """JSON that may stand inside `<script>`: nothing in it ends the element, nor wakes mkdocs-mermaid2-plugin."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_IN_SCRIPT)
    return text.replace("mermaid", r"\u006dermaid")


def make_site_data(edition: str, site_url: str = "") -> dict[str, Any]:
    """The site itself, for its home page."""
    words = WORDS[edition]
    site = {"@type": "WebSite", "name": words["site"], "description": words["home_lead"], "inLanguage": edition}
    return site | ({"url": site_url} if site_url else {})


def make_home_head(edition: str, site_url: str = "") -> dict[str, Any]:
    """What `head.html` puts on the home page."""
    return {"json_ld": write_json({"@context": "https://schema.org"} | make_site_data(edition, site_url))}


def make_entry_head(entry: Entry, edition: str, site_url: str = "") -> dict[str, Any]:
    """What `head.html` puts on an entry's page: `json_ld`, and `tags` as pairs of name and content."""
    citation = make_citation(entry)
    page = make_page_data(entry, citation, edition, site_url)
    tags = [[name, content] for name, content in list_citation_tags(citation) if content]
    return {"json_ld": write_json({"@context": "https://schema.org"} | page), "tags": tags}


def make_page_data(entry: Entry, citation: Citation, edition: str, site_url: str = "") -> dict[str, Any]:
    """Our page as a WebPage with whoever wrote its text, and the work it is about with the work's own authors."""
    digest = entry.choose_digest(edition)
    address = f"{site_url}entries/{quote(entry.slug)}/" if site_url else ""
    page = {
        "@type": "WebPage",
        "@id": address,
        "url": address,
        "name": digest.title,
        "description": digest.description,
        "inLanguage": digest.language,
        "creditText": make_full_label(digest, entry, edition),
        "lastReviewed": entry.metadata.checked if digest.origin is Origin.OURS else "",
        "keywords": [tag.names[edition] for tag in entry.tags],
        "isPartOf": make_site_data(edition, site_url),
        "about": make_work_data(entry, citation),
    }
    return _drop_empty(page | _credit(digest, edition))


def _credit(digest: Digest, edition: str) -> dict[str, Any]:
    """Who wrote the text of a page, where that is known: we, or a model. Authors of a work wrote no page of ours."""
    if digest.origin is Origin.OURS:
        return {"author": {"@type": "Organization", "name": WORDS[edition]["maker_ours"]}}
    return {"digitalSourceType": MACHINE} if digest.origin is Origin.MACHINE else {}


def make_work_data(entry: Entry, citation: Citation) -> dict[str, Any]:
    """The work: its type, authors, dates and address."""
    metadata = entry.metadata
    kind = WORK_TYPES[entry.kind]
    is_program = kind.startswith("Software")
    work = {
        "@type": kind,
        "@id": entry.url,
        "url": entry.url,
        "name": citation.title,
        "headline": "" if is_program or kind == "VideoObject" else citation.title,
        "author": [_make_author(name) for name in citation.names],
        "publisher": {"@type": "Organization", "name": citation.publisher} if citation.publisher else None,
        "datePublished": citation.issued,
        "inLanguage": get_primary(entry.language),
        "duration": f"PT{metadata.duration}S" if metadata.duration and not is_program else "",
        "codeRepository": entry.url if entry.kind == "repository" else "",
        "identifier": _make_identifiers(citation),
        "archivedAt": metadata.archive,
    }
    return _drop_empty(work)


def _make_author(name: Name) -> dict[str, str]:
    """A person with the parts of the name, or a whole: a person's where it is two to four Chinese characters."""
    if not name.given:
        return {"@type": "Person" if _CHINESE_NAME.fullmatch(name.family) else "Organization", "name": name.family}
    family = f"{name.particle} {name.family}".strip()
    whole = f"{name.given} {family} {name.suffix}".strip()
    return {"@type": "Person", "name": whole, "givenName": name.given, "familyName": family}


def _make_identifiers(citation: Citation) -> list[dict[str, str]]:
    known = (("DOI", citation.doi), ("arXiv", citation.eprint))
    return [{"@type": "PropertyValue", "propertyID": name, "value": value} for name, value in known if value]


def _drop_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value}


def list_citation_tags(citation: Citation) -> list[tuple[str, str]]:
    """(name, content) of the `meta` elements about the work.

    `citation_*` as Google Scholar's guidelines for webmasters have them, dates with slashes. `DC.source` keeps Zotero
    from taking this site for the publication in which the work appeared.
    """
    authors = [("citation_author", write_reversed(name)) for name in citation.names]
    return [
        ("citation_title", citation.title),
        *authors,
        ("citation_publication_date", citation.issued.replace("-", "/")),
        (PUBLISHER_TAGS.get(citation.form, "citation_publisher"), citation.publisher),
        ("citation_doi", citation.doi),
        ("citation_arxiv_id", citation.eprint),
        ("citation_pdf_url", f"https://arxiv.org/pdf/{citation.eprint}" if citation.eprint else ""),
        ("citation_public_url", citation.url),
        ("citation_language", citation.language),
        ("DC.source", citation.publisher),
        ("z:itemType", ZOTERO_TYPES[citation.form]),
    ]


def write_reversed(name: Name) -> str:
    """`Family, Given`, or a whole as it is."""
    if not name.given:
        return name.family
    return ", ".join(part for part in (f"{name.particle} {name.family}".strip(), name.suffix, name.given) if part)
