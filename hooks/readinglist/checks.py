"""What a curator should know of sources that can be read: dead links, dates to come, texts in one language only."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from urllib.parse import unquote

from .catalog import Source
from .document import EDITIONS, Document, Metadata, Prose, Wording
from .errors import Problem, make_note, make_warning
from .links import Link, find_links, is_relative
from .markup import has_passage
from .policy import keep_address

_DOUBTFUL = re.compile(
    r"!\[|\]\s*\((?!https?://[^\s/()])|^ {0,3}\[[^\[\]]+\]:|<(?!https?:)[a-z][a-z0-9+.-]*[\s:]",
    re.IGNORECASE | re.MULTILINE,
)
"""What a text must hold for one of its links to be worth a look: anything but plain links to the web."""
DATES = ("published", "captured", "checked")


@dataclass(frozen=True)
class Surroundings:
    """What sources are checked against: all files of the folder, as errors show them, and the day."""

    files: Set[str]
    pages: Mapping[str, Sequence[Document]]
    """Those of them that become pages, with all documents of the page; a link to one leads to its page."""
    today: str
    """ISO 8601."""


def find_today(now: dt.datetime) -> str:
    """The latest date that it is anywhere on earth at a moment: a curator to the east is not told of tomorrow."""
    return now.astimezone(dt.timezone(dt.timedelta(hours=14))).date().isoformat()


def check_sources(sources: Sequence[Source], surroundings: Surroundings) -> list[Problem]:
    """All warnings and notes of all sources."""
    return [
        problem
        for source in sources
        for metadata in (source.document.metadata, source.sidecar)
        if metadata is not None
        for check in METADATA_CHECKS
        for problem in check(metadata, surroundings)
    ] + [problem for source in sources for problem in _check_links(source, surroundings)]


def locate(address: str, path: str) -> str:
    """The file that a relative address in the source `path` means."""
    file = unquote(address.partition("#")[0].partition("?")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), file))


def _check_dates(metadata: Metadata, surroundings: Surroundings) -> Iterator[Problem]:
    for key in DATES:
        date = getattr(metadata, key)
        if date is not None and date > surroundings.today[: len(date)]:
            path, line = metadata.lines[key]
            yield make_warning(path, line, f"{key}: {date} is a day to come; correct the date")


def _check_languages(metadata: Metadata, surroundings: Surroundings) -> Iterator[Problem]:
    wordings: list[tuple[str, str, int, Wording]] = []
    for claim in metadata.claims:
        wordings += [("claims", "claim", claim.line, claim.claim), ("claims", "evidence", claim.line, claim.evidence)]
    for relation in metadata.related:
        wordings += [("related", "reason", relation.line, relation.reason)] if relation.reason else []
    for key, name, line, wording in wordings:
        for missing in (edition for edition in EDITIONS if edition not in wording.by_edition):
            path = metadata.lines[key][0]
            yield make_warning(path, line, f"{name} without {missing}: the other language stands in; add {missing}:")


def _check_evidence(metadata: Metadata, surroundings: Surroundings) -> Iterator[Problem]:
    for claim in metadata.claims:
        path = metadata.lines["claims"][0]
        for evidence in dict.fromkeys(claim.evidence.by_edition.values()):
            for link in _find_doubtful(Prose(evidence, claim.line)):
                yield from _check_link(link, path, claim.line, surroundings, is_ours=True)


METADATA_CHECKS: tuple[Callable[[Metadata, Surroundings], Iterator[Problem]], ...] = (
    _check_dates,
    _check_languages,
    _check_evidence,
)


def _check_links(source: Source, surroundings: Surroundings) -> Iterator[Problem]:
    """Links of a source and of its digests. In an article of others a relative link is one of the work's site."""
    given = source.sidecar or source.document.metadata
    url = given.url or source.document.metadata.url
    is_checked = given.checked or source.document.metadata.checked
    yield from _check_document(source.document, surroundings, is_ours=bool(is_checked) or url is None)
    for translation in source.translations.values():
        yield from _check_document(translation, surroundings, is_ours=True)


def _check_document(document: Document, surroundings: Surroundings, *, is_ours: bool) -> Iterator[Problem]:
    for block in document.blocks:
        for link in _find_doubtful(block) if isinstance(block, Prose) else ():
            yield from _check_link(link, document.path, link.line, surroundings, is_ours=is_ours)


def _find_doubtful(prose: Prose) -> tuple[Link, ...]:
    return find_links(prose) if _DOUBTFUL.search(prose.text) else ()


def _check_link(link: Link, path: str, line: int, surroundings: Surroundings, *, is_ours: bool) -> Iterator[Problem]:
    address = link.address
    shown = address if len(address) <= 80 else address[:79] + "…"
    file = locate(address, path) if is_relative(address) else path if address.startswith("#") else ""
    if file in surroundings.pages:
        yield from _check_fragment(link, path, line, surroundings.pages[file], is_ours=is_ours)
        return
    if file in surroundings.files:
        message = f'"{shown}" is not published: pages show no pictures and no files of this folder; say it in words'
        yield make_warning(path, line, message)
    elif _leads_nowhere(address) or (file and is_ours):
        what = "picture" if link.is_picture else "link"
        yield make_warning(path, line, f'a {what} that leads nowhere: found "{shown}"; write an https:// address')
    elif link.is_picture:
        yield make_note(path, line, f"a picture shown as a link: {address}")


def _check_fragment(
    link: Link, path: str, line: int, documents: Sequence[Document], *, is_ours: bool
) -> Iterator[Problem]:
    fragment = unquote(link.address.partition("#")[2])
    proses = (block for document in documents for block in document.blocks if isinstance(block, Prose))
    moved = {old for document in documents for old in document.metadata.moved}
    if fragment and fragment not in moved and not has_passage(proses, fragment):
        what = f'a link to a passage that is not there: found "{link.address}"; name the id of a heading, or drop it'
        yield make_warning(path, line, what) if is_ours else make_note(path, line, what)


def _leads_nowhere(address: str) -> bool:
    """Whether no page could have such a link: no address at all, or one of a scheme that pages do not use."""
    if is_relative(address) or address.startswith("#"):
        return address in ("", "#")
    return keep_address(address) is None
