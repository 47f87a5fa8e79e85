"""What lists show of an entry: title, source, date, tags, the point in a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .document import Digest, Entry, Prose, Tag
from .interface import WORDS, format_length
from .language import count_minutes, get_primary, tell_language
from .markup import get_first_paragraph, get_plain_text

MAX_EXCERPT = 160
"""Characters of the text that stands on a card where a work has no description."""


@dataclass(frozen=True)
class Card:
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
    kind_id: str
    language: str
    """Primary subtag of the work's language."""
    words: str
    """What the library's text filter finds the work by, besides what the card shows: authors, publisher, title."""


def make_card(entry: Entry, edition: str) -> Card:
    """The card of an entry in an edition."""
    digest = entry.choose_digest(edition)
    others = [other for other in entry.digests.values() if other.title != digest.title]
    return Card(
        slug=entry.slug,
        title=digest.title,
        title_language=digest.language if len(entry.digests) > 1 else tell_language(digest.title),
        other_title=others[0].title if others else "",
        other_language=others[0].language if others else "",
        kind=WORDS[edition][f"kind_{entry.kind}"],
        date=entry.date,
        point=digest.description or _make_excerpt(digest),
        point_language=digest.language,
        tags=entry.tags,
        place=_make_place(entry),
        minutes=count_minutes(_get_all_text(digest, entry)),
        kind_id=entry.kind,
        language=get_primary(entry.language),
        words=" ".join([*entry.metadata.authors, entry.metadata.publisher or "", entry.title]).strip(),
    )


def _make_place(entry: Entry) -> str:
    """Where a work is and how long it takes there: `Bilibili · 14:58`."""
    length = format_length(entry.metadata.duration) if entry.metadata.duration else ""
    return " · ".join(part for part in (entry.platform or entry.metadata.publisher, length) if part)


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
