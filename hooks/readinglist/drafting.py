"""A saved capture -> what a curator is proposed: slug, tags and metadata with reasons, and the sidecar that says so."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import yaml
from pypinyin import lazy_pinyin

from .addresses import parse_address
from .catalog import Source, get_digest_text, make_entry
from .document import Entry, Format, Metadata, Tag
from .errors import Problem
from .language import HAN, may_be
from .metadata import merge_metadata
from .readers import read_document
from .vocabulary import Vocabulary, bound_name

_NOT_LATIN = re.compile(r"[^\W\d_a-zA-ZÀ-ž]")
_NOT_LATIN_OR_HAN = re.compile(rf"[^\W\d_a-zA-ZÀ-ž{HAN}]")
MAX_LENGTH = 48
"""Characters of a proposed slug; the longest that somebody chose for the list has 42."""
SHOWN_NAMES = 3
"""Names of a tag that a reason quotes."""
WANTED = (
    ("url", "https://example.org/where-the-work-is"),
    ("language", "fr"),
    ("authors", "[A Name, Another Name]"),
    ("publisher", "who brought it out"),
    ("published", "2025-01-29, or 2025-01"),
    ("description", '"The point in one or two sentences."'),
    ("tags", "[two, or, three]"),
)
"""Keys a curator has to look up, in the order of the sidecar, with an example of each."""
_FROM_TEXT = "where the text begins"


@dataclass(frozen=True)
class Choice:
    """A value that is proposed, and why."""

    value: str
    reason: str


@dataclass(frozen=True)
class Draft:
    """What becomes of a saved file: the entry it would make, and each proposal with its reason."""

    entry: Entry
    slug: Choice
    title: Choice
    tags: tuple[Choice, ...]
    given: Metadata
    """What the file itself says, and what the curator said."""
    said: frozenset[str] = frozenset()
    """Keys that the file's front matter has; the sidecar need not repeat them."""
    is_language_sure: bool = True

    @property
    def missing(self) -> tuple[str, ...]:
        """Keys that nobody has given and nothing tells, a title of its own the first."""
        known = {"url": self.entry.url, "language": self.is_language_sure, "tags": self.tags}
        keys = [key for key, _ in WANTED if not (known[key] if key in known else getattr(self.given, key))]
        return tuple((["title"] if self.title.reason == _FROM_TEXT else []) + keys)


def draft_entry(
    text: str, path: str, vocabulary: Vocabulary, wanted: Metadata
) -> tuple[Draft | None, tuple[Problem, ...]]:
    """Read a file as a source and propose what it does not say; None with the errors where it is none.

    `wanted` is what the curator said on the command line; it wins.
    """
    document, problems = read_document(path, text, vocabulary.notices, wanted.title)
    stem = path.rpartition("/")[2].rpartition(".")[0]
    entry, found = make_entry(Source(stem, document, wanted), vocabulary)
    if entry is None:
        return None, (*problems, *found)
    slug, tags = _choose_slug(entry, wanted, stem), _choose_tags(entry, vocabulary)
    given = merge_metadata(document.metadata, over=wanted)
    words = (
        document.transcript or "\n".join(get_digest_text(digest) for digest in entry.digests.values()) or entry.title
    )
    is_sure = bool(given.language) or may_be(entry.language, words)
    is_markdown = document.format is Format.MARKDOWN
    said = frozenset(document.metadata.lines) - set(wanted.lines) if is_markdown else frozenset()
    said -= {"tags"} if entry.tags_guessed else set()
    draft = Draft(
        replace(entry, slug=slug.value), slug, _choose_title(entry, given, wanted), tags, given, said, is_sure
    )
    return draft, problems


def _choose_title(entry: Entry, given: Metadata, wanted: Metadata) -> Choice:
    return Choice(entry.title, "given" if wanted.title else "given in the file" if given.title else _FROM_TEXT)


def _choose_slug(entry: Entry, wanted: Metadata, stem: str) -> Choice:
    if wanted.slug:
        return Choice(wanted.slug, "given")
    if entry.metadata.slug:
        return Choice(entry.metadata.slug, "given in the file")
    words = make_words(entry.title)
    if words and not _NOT_LATIN.search(entry.title):
        return Choice(cut_words(words), "the words of the title")
    address = parse_address(entry.url) if entry.url else None
    if address and address.slug:
        return Choice(address.slug, "the platform's id, for the title is not in Latin letters")
    if words and not _NOT_LATIN_OR_HAN.search(entry.title):
        return Choice(cut_words(words), "the title, Chinese in pinyin")
    return Choice(cut_words(make_words(stem)) or entry.slug, "the file's name, for the title gives none")


def make_words(title: str) -> list[str]:
    """The words of a title as a slug has them: lower case, Chinese in pinyin, no marks."""
    spelt = " ".join(lazy_pinyin(title, errors=lambda rest: f" {rest} "))
    plain = re.sub("[\u0300-\u036f'’]", "", unicodedata.normalize("NFKD", spelt.casefold()))
    return re.findall(r"[a-z0-9]+", plain)


def cut_words(words: Sequence[str]) -> str:
    """As many words as a slug should have, joined by hyphens."""
    slug = "-".join(words)
    if len(slug) <= MAX_LENGTH:
        return slug
    return slug[: MAX_LENGTH + 1].rpartition("-")[0] or slug[:MAX_LENGTH]


def _choose_tags(entry: Entry, vocabulary: Vocabulary) -> tuple[Choice, ...]:
    """The tags given; else those that title, text and transcript mention most, with the names they go by there."""
    if entry.metadata.tags and not entry.tags_guessed:
        return tuple(Choice(tag.id, "given") for tag in entry.tags)
    texts = [get_digest_text(digest) for digest in entry.digests.values()]
    text = "\n".join([*texts, *(paragraph.text for paragraph in entry.transcript)])
    guessed = vocabulary.guess_tags(entry.title, text)
    whole = text if entry.title in text else f"{entry.title}\n{text}"
    return tuple(Choice(tag.id, _explain_tag(tag, whole)) for tag, _ in guessed)


def _explain_tag(tag: Tag, text: str) -> str:
    """How often and by which names a text mentions a tag: `7 mentions: 开源, open source`."""
    names = dict.fromkeys([*(tag.names.values() if tag.guess else ()), *tag.aliases])
    ordered = sorted(names, key=len, reverse=True)
    pattern = re.compile("|".join(bound_name(name) for name in ordered) or "(?!)", re.IGNORECASE)
    counts = Counter(match[0].casefold() for match in pattern.finditer(text))
    shown = ", ".join(name for name, _ in counts.most_common(SHOWN_NAMES))
    return f"{counts.total()} mention{'s' * (counts.total() > 1)}: {shown}"


def write_sidecar(draft: Draft, schema: str) -> str:
    """The sidecar: what was proposed, and in comments what is left to look up. `schema` is the way to the schema."""
    entry = draft.entry
    known: dict[str, Any] = {"title": draft.title.value, "slug": draft.slug.value, "url": entry.url, "kind": entry.kind}
    known |= {"language": entry.language, "tags": [tag.value for tag in draft.tags]}
    written = [
        write_key(key, value) + (f"  # {_FROM_TEXT}; give it one of its own" if key in draft.missing else "")
        for key, value in known.items()
        if key not in draft.said and (key == "title" or key not in draft.missing)
    ]
    missing = [f"# {key}: {example}" for key, example in WANTED if key in draft.missing]
    return (
        "\n".join([make_schema_line(schema), *written, *(["# To be looked up:"] if missing else []), *missing]) + "\n"
    )


def make_schema_line(schema: str) -> str:
    """The comment by which editors find the schema of a YAML file."""
    return f"# yaml-language-server: $schema={schema}"


def write_key(key: str, value: Any) -> str:
    """A key with its value as one line of YAML."""
    written = yaml.safe_dump([value], allow_unicode=True, width=10_000, default_flow_style=True).strip()
    return f"{key}: {written[1:-1]}"


def describe_draft(draft: Draft) -> Mapping[str, Any]:
    """The proposals as data."""
    return {
        "slug": vars(draft.slug),
        "title": vars(draft.title),
        "url": draft.entry.url,
        "kind": draft.entry.kind,
        "language": draft.entry.language if draft.is_language_sure else None,
        "tags": [vars(tag) for tag in draft.tags],
    }
