"""What an entry cites: the addresses in its key points, claims and digests, as keys of works."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .addresses import parse_address
from .document import Entry, Prose
from .links import find_addresses


@dataclass(frozen=True)
class Citation:
    """A link from an entry to a work: the work's key, the words of the link, and their language."""

    key: str
    text: str
    language: str


def find_citations(entry: Entry) -> tuple[Citation, ...]:
    """Every link of an entry's own words, in their order; links to the work itself are none."""
    own = get_work_key(entry.url)
    found: list[Citation] = []
    for text, language in _list_texts(entry):
        for address, words in find_addresses(text):
            key = get_work_key(address)
            if key is not None and key != own:
                found.append(Citation(key, words, language))
    return tuple(found)


@lru_cache(maxsize=1 << 16)
def get_work_key(address: str | None) -> str | None:
    """What all addresses of a work have in common, or None for what is no address of the web."""
    parsed = parse_address(address) if address else None
    return parsed.key if parsed else None


def index_works(entries: Sequence[Entry]) -> Mapping[str, str]:
    """Key of a work -> slug of its entry."""
    index: dict[str, str] = {}
    for entry in entries:
        for address in (entry.url, entry.metadata.archive):
            key = get_work_key(address)
            if key is not None:
                index.setdefault(key, entry.slug)
    return index


def _list_texts(entry: Entry) -> Iterator[tuple[str, str]]:
    """(Markdown, its language) of all that an entry says, key points first."""
    for language, digest in entry.digests.items():
        yield digest.why, language
        yield from ((f"{point.text} {point.place}", language) for point in digest.points)
        yield from ((claim.evidence.by_edition.get(language, ""), language) for claim in entry.metadata.claims)
        yield from ((block.text, language) for block in digest.blocks if isinstance(block, Prose))
