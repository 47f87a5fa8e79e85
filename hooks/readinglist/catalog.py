"""Documents with sidecars and translations, held against the vocabulary -> entries and what is wrong with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from .addresses import Address, parse_address
from .corrections import find_absent
from .document import Diagram, Digest, Document, Entry, Format, Metadata, Origin, Prose, Relation, Tag
from .errors import Problem, make_error, make_note, make_warning, suggest_nearest
from .language import get_primary, tell_language
from .markup import get_plain_text
from .metadata import merge_metadata
from .sections import Sections, arrange_sections
from .transcript import cut_transcript
from .vocabulary import Vocabulary

_NOT_SLUG = re.compile(r"[^\w.-]+")
_KIND_OF_FORMAT = {Format.CAPTURE: "video", Format.MARKDOWN: "article", Format.TEXT: "article"}
_KIND_OF_PLATFORM = {"YouTube": "video", "Bilibili": "video", "arXiv": "paper", "GitHub": "repository"}


@dataclass(frozen=True)
class Source:
    """A main file and what stands beside it, all read."""

    stem: str
    document: Document
    sidecar: Metadata | None = None
    translations: Mapping[str, Document] = field(default_factory=lambda: MappingProxyType({}))
    """Language -> digest in that language."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The main file's and those of the other languages."""
        return self.document, *self.translations.values()

    @property
    def has_title(self) -> bool:
        """Whether any of its files gives a title or something to make one of."""
        given = self.document.metadata.title or (self.sidecar and self.sidecar.title)
        return bool(given or self.document.title_guess)


def arrange_entries(made: Iterable[Entry]) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Entries, newest first, with the problems between them and their relations resolved. Drafts are left out."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for entry in made:
        if entry.metadata.draft:
            problems.append(make_note(entry.path, 1, "a draft: left out; remove draft: true to publish it"))
        else:
            entries.append(entry)
    problems.extend(_find_clashes(entries))
    resolved, unresolved = _resolve_relations(entries)
    return tuple(sorted(resolved, key=_newest_first)), (*problems, *unresolved)


def _newest_first(entry: Entry) -> tuple[tuple[int, ...], str]:
    return tuple(-int(part) for part in entry.date.split("-") if part) or (0,), entry.slug


def make_entry(source: Source, vocabulary: Vocabulary) -> tuple[Entry | None, tuple[Problem, ...]]:
    """One entry, or None with the error where the source has no title."""
    document, path = source.document, source.document.path
    metadata = document.metadata
    if source.sidecar is not None:
        metadata = merge_metadata(metadata, over=source.sidecar)
    title, title_problems = _choose_title(source, metadata)
    if title is None:
        return None, title_problems
    metadata = replace(metadata, title=title)
    address = parse_address(metadata.url) if metadata.url else None
    digests, digest_problems = _make_digests(source, metadata)
    text = "\n".join(get_digest_text(digest) for digest in digests.values())
    tags, is_guessed, tag_problems = _choose_tags(metadata, text, vocabulary, path)
    language = metadata.language or tell_language(document.transcript or text or title)
    entry = Entry(
        slug=metadata.slug or (address.slug if address else None) or make_slug(source.stem),
        path=path,
        format=document.format,
        title=title,
        language=language,
        kind=metadata.kind or _guess_kind(document, address),
        metadata=metadata,
        url=address.url if address else None,
        platform=address.platform if address else None,
        platform_id=address.id if address else None,
        tags=tags,
        tags_guessed=is_guessed,
        digests=digests,
        transcript=cut_transcript(document.transcript, metadata.duration) if document.transcript else (),
        related=metadata.related,
    )
    return entry, (*title_problems, *digest_problems, *tag_problems, *_check_corrections(document, entry))


def make_slug(stem: str) -> str:
    """A slug of a file's stem: as it is but for letter case and for characters that an address should not have."""
    return _NOT_SLUG.sub("-", unicodedata.normalize("NFC", stem).lower()).strip("-.") or "entry"


def _choose_title(source: Source, metadata: Metadata) -> tuple[str | None, tuple[Problem, ...]]:
    """The title given, else the one the reader guessed, with a warning; an error where there is neither."""
    if metadata.title is not None:
        return metadata.title, ()
    path, guess, place = source.document.path, source.document.title_guess, _name_title_place(source)
    if guess is None:
        return None, (make_error(path, 1, f"no title: found none; write title: into {place}"),)
    what = f'no title: took "{guess.text}", where the text begins'
    return guess.text, (make_warning(path, guess.line, f"{what}; write title: into {place}"),)


def _name_title_place(source: Source) -> str:
    places = {Format.CAPTURE: "the header", Format.MARKDOWN: "the front matter"}
    return places.get(source.document.format, f"a sidecar ({source.stem}.yml)")


def _check_corrections(document: Document, entry: Entry) -> Iterator[Problem]:
    """A warning for each wrong form that the work's own words, where the source has them, do not hold."""
    metadata = entry.metadata
    is_ours = all(digest.origin is Origin.OURS for digest in entry.digests.values())
    if not metadata.corrections or (is_ours and not document.transcript):
        return
    blocks = (block.source if isinstance(block, Diagram) else block.text for block in document.blocks)
    words = "\n".join([entry.title, metadata.description or "", *blocks, document.transcript])
    path = metadata.lines["corrections"][0]
    for heard in find_absent(metadata.corrections, words):
        message = f'corrections: "{heard}" stands nowhere in the source; write it as it stands there, or remove it'
        yield make_warning(path, metadata.correction_lines[heard], message)


def _guess_kind(document: Document, address: Address | None) -> str:
    platform = address.platform if address else None
    return _KIND_OF_PLATFORM.get(platform or "", _KIND_OF_FORMAT[document.format])


def _make_digests(source: Source, metadata: Metadata) -> tuple[Mapping[str, Digest], tuple[Problem, ...]]:
    """Language -> digest. A digest of our own replaces a machine's summary in the same language."""
    document = source.document
    problems: list[Problem] = []
    main = _make_main_digest(document, metadata, problems)
    digests = {main.language: main}
    for language, translation in source.translations.items():
        if language in digests:
            what = f"the text of {document.path} is in the language of {translation.path} too"
            problems.append(make_note(document.path, document.first_line, f"{what}; the latter is shown"))
        digests[language] = _make_translation(translation, metadata, language, problems)
    return MappingProxyType(digests), tuple(problems)


def _make_main_digest(document: Document, metadata: Metadata, problems: list[Problem]) -> Digest:
    text = "\n".join(get_plain_text(block) for block in document.blocks if isinstance(block, Prose))
    language = get_primary(tell_language(text or metadata.description or document.transcript or metadata.title or ""))
    sections = arrange_sections(document.blocks, hoist=document.format is Format.CAPTURE)
    if sections.points and document.format is not Format.CAPTURE:
        sections = arrange_sections(document.blocks, hoist=True)
    if metadata.checked or sections.points or sections.why:
        _note_missing_places(document, sections, problems)
    return Digest(
        path=document.path,
        language=language,
        title=metadata.title or "",
        description=metadata.description or "",
        origin=_tell_origin(document, metadata, sections),
        why=sections.why,
        points=sections.points,
        figures=sections.figures,
        blocks=sections.blocks,
    )


def _tell_origin(document: Document, metadata: Metadata, sections: Sections) -> Origin:
    """Ours, where it says when it was checked or has key points with places; else by the format."""
    if metadata.checked or sections.points:
        return Origin.OURS
    by_format = {Format.CAPTURE: Origin.MACHINE, Format.MARKDOWN: Origin.PUBLISHED, Format.TEXT: Origin.FOUND}
    return by_format[document.format]


def _make_translation(document: Document, metadata: Metadata, language: str, problems: list[Problem]) -> Digest:
    sections = arrange_sections(document.blocks, hoist=True)
    _note_missing_places(document, sections, problems)
    title, guess = document.metadata.title, document.title_guess
    if title is None and document.blocks:
        title = guess.text if guess else metadata.title
        what = f'no title in this language: took "{title}"'
        problems.append(make_warning(document.path, guess.line if guess else 1, f"{what}; write title: at its top"))
    return Digest(
        path=document.path,
        language=language,
        title=title or "",
        description=document.metadata.description or "",
        origin=Origin.OURS,
        why=sections.why,
        points=sections.points,
        figures=sections.figures,
        blocks=sections.blocks,
    )


def _note_missing_places(document: Document, sections: Sections, problems: list[Problem]) -> None:
    for line in sections.pointless:
        message = "a key point without its place; end it with a link such as [p. 5](https://…)"
        problems.append(make_warning(document.path, line, message))
    for line, heading, known in sections.near:
        message = f'heading "{heading}" is not recognised (did you mean "{known}"?); correct it, or leave it as text'
        problems.append(make_warning(document.path, line, message))
    if document.metadata.checked and not sections.points:
        message = "checked: is set, and no key point names its place; add ## Key points with places, or drop checked:"
        problems.append(make_warning(document.path, document.first_line, message))


def get_digest_text(digest: Digest) -> str:
    """All words of a digest, as tags are guessed from them."""
    prose = [get_plain_text(block) for block in digest.blocks if isinstance(block, Prose)]
    return "\n".join([digest.description, digest.why, *(point.text for point in digest.points), *prose])


def _choose_tags(
    metadata: Metadata, text: str, vocabulary: Vocabulary, path: str
) -> tuple[tuple[Tag, ...], bool, tuple[Problem, ...]]:
    """(tags, whether guessed, problems): those given, mapped to the vocabulary, or the most mentioned ones."""
    problems: list[Problem] = []
    given: dict[str, Tag] = {}
    tags_path = metadata.lines.get("tags", (path, 1))[0]
    for word in metadata.tags:
        tag = vocabulary.find_tag(word.text)
        if tag is None:
            near = suggest_nearest(word.text, vocabulary.names)
            message = f'unknown tag "{word.text}"{near}, not used; use a tag of tags.yml, or add it there'
            problems.append(make_warning(tags_path, word.line, message))
        else:
            given[tag.id] = tag
    if given:
        return tuple(given.values()), False, tuple(problems)
    guessed = vocabulary.guess_tags(metadata.title or "", text)
    if guessed:
        shown = ", ".join(f"{tag.id} ({count})" for tag, count in guessed)
        problems.append(make_note(path, 1, f"tags guessed from mentions: {shown}; write tags: to choose them"))
    else:
        problems.append(make_warning(path, 1, "no tags: none given and none mentioned twice; write tags:"))
    return tuple(tag for tag, _ in guessed), True, tuple(problems)


def _find_clashes(entries: Sequence[Entry]) -> list[Problem]:
    """Two sources with one slug or one address: an error at each that names the other."""
    problems = []
    by_slug: dict[str, Entry] = {}
    by_address: dict[str, Entry] = {}
    for entry in entries:
        address = parse_address(entry.url) if entry.url else None
        twin = by_address.setdefault(address.key, entry) if address else entry
        other = by_slug.setdefault(entry.slug, entry)
        if twin is not entry:
            path, line = entry.metadata.lines.get("url", (entry.path, 1))
            message = f"the address {entry.url} is that of {twin.path} too; keep one of the two sources"
            problems.append(make_error(path, line, message))
        if other not in (entry, twin):
            path, line = entry.metadata.lines.get("slug", (entry.path, 1))
            message = f'the slug "{entry.slug}" is taken by {other.path}; give one of them another slug:'
            problems.append(make_error(path, line, message))
    return [*problems, *_find_alias_clashes(entries, by_slug)]


def _find_alias_clashes(entries: Sequence[Entry], by_slug: Mapping[str, Entry]) -> Iterator[Problem]:
    """An alias that leads to another entry already is an error; one that is its entry's slug is of no use."""
    owners = dict(by_slug)
    for entry in entries:
        for alias in entry.metadata.aliases:
            path, line = entry.metadata.lines["aliases"]
            other = owners.setdefault(alias, entry)
            if alias == entry.slug:
                yield make_warning(path, line, f'the alias "{alias}" is the slug of this entry; remove it')
            elif other is not entry:
                place = ":".join(map(str, other.metadata.lines.get(_tell_owning_key(other, alias), (other.path, 1))))
                yield make_error(path, line, f'the alias "{alias}" is taken by {place}; remove it from one of them')


def _tell_owning_key(entry: Entry, alias: str) -> str:
    return "slug" if entry.slug == alias else "aliases"


def _resolve_relations(entries: Sequence[Entry]) -> tuple[list[Entry], list[Problem]]:
    """Entries whose relations all lead to an entry (aliases count), and a warning for each that does not."""
    by_slug = {slug: entry.slug for entry in entries for slug in (*entry.metadata.aliases, entry.slug)}
    resolved, problems = [], []
    for entry in entries:
        kept: list[Relation] = []
        for relation in entry.related:
            if relation.slug in by_slug and by_slug[relation.slug] != entry.slug:
                kept.append(replace(relation, slug=by_slug[relation.slug]))
                continue
            path = entry.metadata.lines.get("related", (entry.path, 1))[0]
            is_own = relation.slug in by_slug
            near = "" if is_own else suggest_nearest(relation.slug, by_slug)
            found = f'"{relation.slug}" is this entry itself' if is_own else f'no entry "{relation.slug}"{near}'
            message = f"related: {found}; name the slug of another entry"
            problems.append(make_warning(path, relation.line, message))
        resolved.append(replace(entry, related=tuple(kept)))
    return resolved, problems
