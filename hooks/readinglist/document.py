"""The data that flows through the house, all of it frozen; imports nothing of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

EDITIONS = ("en", "zh")
"""The languages in which the site is published; the first one stands at the root."""


class Format(StrEnum):
    """How a source is written, told from its first lines."""

    CAPTURE = "capture"
    MARKDOWN = "markdown"
    TEXT = "bare text"


class Origin(StrEnum):
    """Who made the text of a digest; the label on the page says so."""

    OURS = "ours"
    MACHINE = "machine"
    PUBLISHED = "published"
    FOUND = "found"


@dataclass(frozen=True)
class Wording:
    """A short text in one edition's language or in both."""

    by_edition: Mapping[str, str]

    def choose(self, edition: str) -> tuple[str, str]:
        """(text, its language) for an edition, the other language where its own is missing."""
        language = edition if edition in self.by_edition else next(iter(self.by_edition), edition)
        return self.by_edition.get(language, ""), language


@dataclass(frozen=True)
class Word:
    """A string of the metadata and the 1-based line where it stands."""

    text: str
    line: int


@dataclass(frozen=True)
class Claim:
    """A statement of the work held against primary sources. `evidence` is Markdown."""

    claim: Wording
    verdict: str
    evidence: Wording
    line: int = 1


@dataclass(frozen=True)
class Relation:
    """A link from one entry to another, with its kind ("builds on") and a reason in a few words."""

    slug: str
    kind: str
    reason: Wording | None = None
    line: int = 1


@dataclass(frozen=True)
class Metadata:
    """What is known of a work. Every key may be missing; `lines` gives the 1-based line and path of each key set."""

    title: str | None = None
    slug: str | None = None
    url: str | None = None
    kind: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: str | None = None
    """ISO 8601 date, or its beginning: YYYY, YYYY-MM, YYYY-MM-DD."""
    captured: str | None = None
    """ISO 8601 date."""
    duration: int | None = None
    """Seconds."""
    language: str | None = None
    """BCP 47 tag of the work, not of its digest."""
    tags: tuple[Word, ...] = ()
    description: str | None = None
    aliases: tuple[str, ...] = ()
    related: tuple[Relation, ...] = ()
    corrections: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Heard or printed form -> right form."""
    correction_lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}), compare=False)
    """Heard or printed form -> 1-based line."""
    claims: tuple[Claim, ...] = ()
    moved: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Old id of a passage -> the id of the passage that has taken its place."""
    archive: str | None = None
    checked: str | None = None
    """The day (ISO 8601) on which the digest was last checked against the pages it cites."""
    draft: bool | None = None
    lines: Mapping[str, tuple[str, int]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Prose:
    """A run of text. `line` is the 1-based line of the source on which it begins."""

    text: str
    line: int
    is_markdown: bool = True


@dataclass(frozen=True)
class Diagram:
    """A Mermaid block as published, wrapper taken off; `line` is the 1-based line of its first line."""

    source: str
    line: int
    caption: str = ""


Block = Prose | Diagram


@dataclass(frozen=True)
class Document:
    """What every reader yields."""

    path: str
    format: Format
    metadata: Metadata
    blocks: tuple[Block, ...] = ()
    transcript: str = ""
    """The automatic transcript as it stands in the source."""
    first_line: int = 1
    """The line of the source on which the body begins."""
    title_guess: Word | None = None
    """What to call the work where its metadata have no title: its first heading or sentence."""


@dataclass(frozen=True)
class Paragraph:
    """A stretch of transcript. `start` is an estimate in seconds, or None where the length is unknown."""

    id: str
    text: str
    start: int | None


@dataclass(frozen=True)
class Point:
    """A key point (inline Markdown) and the place it rests on (inline Markdown, links only)."""

    id: str
    text: str
    place: str
    line: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Digest:
    """What the site says of a work in one language."""

    path: str
    """The file it stands in."""
    language: str
    title: str
    description: str
    origin: Origin
    why: str = ""
    points: tuple[Point, ...] = ()
    figures: tuple[Diagram, ...] = ()
    """Diagrams placed after the key points; those inside an article stay among its blocks."""
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Tag:
    """A term of the controlled vocabulary."""

    id: str
    names: Mapping[str, str]
    """Edition -> display name."""
    definitions: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    guess: bool = True
    """False where the tag's own names are too common to be counted as mentions."""


@dataclass(frozen=True)
class Entry:
    """A document made ready for publication."""

    slug: str
    path: str
    format: Format
    title: str
    """The title as published."""
    language: str
    kind: str
    metadata: Metadata
    url: str | None
    """Canonical address."""
    platform: str | None
    platform_id: str | None
    tags: tuple[Tag, ...]
    tags_guessed: bool
    digests: Mapping[str, Digest]
    """Language -> digest; at least one."""
    transcript: tuple[Paragraph, ...] = ()
    related: tuple[Relation, ...] = ()

    def choose_digest(self, edition: str) -> Digest:
        """The digest in the edition's language, else the other one."""
        return self.digests.get(edition) or next(iter(self.digests.values()))

    @property
    def date(self) -> str:
        """The date an entry is sorted by: published, else captured, else empty."""
        return self.metadata.published or self.metadata.captured or ""
