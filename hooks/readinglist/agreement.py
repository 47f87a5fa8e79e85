"""Whether the two languages of an entry say the same: both there, the same key points, places and figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from .document import EDITIONS, Diagram, Digest, Document, Entry, Origin, Wording
from .errors import Problem, make_warning
from .quantities import Quantity, find_number_words, find_quantities

_ADDRESS = re.compile(r"\]\(((?:[^()\s]|\([^()\s]*\))*)\)")
_ADDRESSES = re.compile(rf"{_ADDRESS.pattern}|https?://[^\s<>]+")

_NUMBERING = re.compile(r"^\s*\d{1,3}[.)](?=\s)", re.MULTILINE)
_LANGUAGE = re.compile(r"(?<=/)(?:zh|en)(?:[-_][A-Za-z]+)?/|(?<=[?&])(?:hl|lang|locale)=[^&#]*&?")
"""The part of an address that chooses the language: a work in two languages is cited in each."""


@dataclass(frozen=True)
class _Text:
    """Lines of one language with their numbers, and what they are in a message ("key point 2 of sources/x.md")."""

    path: str
    name: str
    lines: tuple[tuple[int, str], ...]

    @property
    def whole(self) -> str:
        return "\n".join(line for _, line in self.lines)


def check_agreement(entries: Sequence[Entry], documents: Mapping[str, Document]) -> list[Problem]:
    """A warning for each difference between the languages of entries whose digests are our own.

    `documents` has those of the digests by path.
    """
    return [problem for entry in entries for problem in _check_entry(entry, documents)]


def _check_entry(entry: Entry, documents: Mapping[str, Document]) -> Iterator[Problem]:
    own = {language: digest for language, digest in entry.digests.items() if digest.origin is Origin.OURS}
    if entry.metadata.checked:
        path, line = entry.metadata.lines["checked"]
        for edition in EDITIONS:
            if edition not in own:
                name = f"{entry.path.rpartition('.')[0].rpartition('/')[2]}.{edition}.md"
                yield make_warning(path, line, f"checked: is set, and there is no digest in {edition}; add {name}")
    if all(edition in own for edition in EDITIONS):
        yield from _compare_digests(own[EDITIONS[0]], own[EDITIONS[1]], documents)
    for key, line, wording in _list_wordings(entry):
        path = entry.metadata.lines[key][0]
        texts = [
            _Text(path, f"its {edition} text", ((line, wording.by_edition.get(edition, "")),)) for edition in EDITIONS
        ]
        if all(text.whole for text in texts):
            yield from _compare(*texts)


def _list_wordings(entry: Entry) -> Iterator[tuple[str, int, Wording]]:
    for claim in entry.metadata.claims:
        yield "claims", claim.line, claim.claim
        yield "claims", claim.line, claim.evidence
    for relation in entry.metadata.related:
        if relation.reason:
            yield "related", relation.line, relation.reason


def _compare_digests(one: Digest, other: Digest, documents: Mapping[str, Document]) -> Iterator[Problem]:
    texts = [_get_text(digest, documents[digest.path]) for digest in (one, other)]
    found = list(_compare(*texts))
    yield from found
    if len(one.points) != len(other.points):
        message = f"{len(other.points)} key points, {one.path} has {len(one.points)}; give both languages the same"
        yield make_warning(other.path, other.points[0].line if other.points else 1, message)
        return
    known = {(problem.path, problem.line) for problem in found}
    for number, (here, there) in enumerate(zip(one.points, other.points, strict=True), 1):
        pair = [
            _Text(digest.path, f"key point {number} of {digest.path}", ((point.line, point.text),))
            for digest, point in ((one, here), (other, there))
        ]
        yield from (problem for problem in _compare(*pair) if (problem.path, problem.line) not in known)
        if _list_places(here.place) != _list_places(there.place):
            message = f"key point {number} cites other places than in {one.path}; give both the same links"
            yield make_warning(other.path, there.line, message)


def _list_places(place: str) -> set[str]:
    """The addresses of a key point's place, without what only names the language of a page."""
    return {_LANGUAGE.sub("", address) for address in _ADDRESS.findall(place)}


def _get_text(digest: Digest, document: Document) -> _Text:
    """All lines of a digest, those of the front matter first."""
    front = {"title": digest.title, "description": digest.description}
    lines = [(document.metadata.lines.get(key, ("", 1))[1], text) for key, text in front.items()]
    for block in document.blocks:
        text = block.source if isinstance(block, Diagram) else block.text
        lines += enumerate(_NUMBERING.sub("", _ADDRESSES.sub("]", text)).split("\n"), block.line)
    return _Text(digest.path, digest.path, tuple(lines))


def _compare(one: _Text, other: _Text) -> Iterator[Problem]:
    """A warning for each figure of either text that the other has not, in digits or in words, once each."""
    for here, there in ((one, other), (other, one)):
        known = {value for quantity in find_quantities(there.whole) for value in quantity.values}
        if not any(_find_missing(here, known)):
            continue
        for line, quantity in _find_missing(here, known | find_number_words(there.whole)):
            message = f'the figure "{quantity.text}" is not in {there.name}; make the two languages agree'
            yield make_warning(here.path, line, message)


def _find_missing(text: _Text, known: Set[Decimal]) -> Iterator[tuple[int, Quantity]]:
    told: set[str] = set()
    for line, words in text.lines:
        for quantity in find_quantities(words):
            if not known & quantity.values and quantity.text not in told:
                told.add(quantity.text)
                yield line, quantity
