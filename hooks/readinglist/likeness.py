"""A new entry held against those of the list: which of them are the same work, or may be, and what tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from .addresses import parse_address
from .catalog import get_digest_text
from .document import Entry
from .han import make_simplified
from .traces import find_same_work

SHINGLE = 8
"""Characters of the pieces that texts are compared by (Broder 1997, shingles): two Chinese or one English word long."""
MIN_SHINGLES = 60
"""Pieces below which a text says too little to be told from another one."""
SAME_TEXT = 0.5
"""Share of the shorter text's pieces that the other one has, too; of two essays on one subject it is under a tenth."""
SAME_TITLE = 0.85
"""Likeness of two titles, 0 to 1 (Ratcliff and Obershelp), from which they are taken for one title."""
MIN_TITLE = 8
"""Characters below which a title is too common to be held against others."""


@dataclass(frozen=True)
class Likeness:
    """Another entry that seems to be the same work. `is_certain` where the list cannot hold both."""

    slug: str
    path: str
    title: str
    reason: str
    is_certain: bool = False
    is_slug_alone: bool = False
    """Whether nothing but the slug is the same."""


def find_alike(new: Entry, entries: Iterable[Entry]) -> tuple[Likeness, ...]:
    """Entries that have the address, the slug, nearly the title or nearly the text of `new`; the surest first."""
    pieces = _cut(_get_text(new))
    found = [alike for entry in entries for alike in _compare(new, pieces, entry)]
    return tuple(sorted(found, key=lambda alike: not alike.is_certain))


def find_hints(new: Entry, entries: Iterable[Entry]) -> tuple[Likeness, ...]:
    """Entries whose digests may be about the work of `new`, though they share neither address nor title nor text."""
    found = find_same_work(new, tuple(entries))
    return tuple(Likeness(entry.slug, entry.path, entry.title, reason) for entry, reason in found)


def _compare(new: Entry, pieces: frozenset[str], entry: Entry) -> Iterator[Likeness]:
    """The likeness of two entries, if any, with all that speaks for it."""
    slug = _find_same_slug(new, entry)
    certain = [reason for reason in (_find_same_address(new, entry), slug) if reason]
    likely = [reason for reason in (_find_near_title(new, entry), _find_near_text(pieces, entry)) if reason]
    if certain or likely:
        reason, is_slug_alone = ", and ".join([*certain, *likely]), [slug] == [*certain, *likely]
        yield Likeness(entry.slug, entry.path, entry.title, reason, bool(certain), is_slug_alone)


def _find_same_address(new: Entry, entry: Entry) -> str:
    mine, other = (parse_address(url) if url else None for url in (new.url, entry.url))
    return f"the same address, {entry.url}" if mine and other and mine.key == other.key else ""


def _find_same_slug(new: Entry, entry: Entry) -> str:
    if new.slug == entry.slug:
        return f'the same slug, "{new.slug}"'
    return f'its old slug is "{new.slug}"' if new.slug in entry.metadata.aliases else ""


def _find_near_title(new: Entry, entry: Entry) -> str:
    for title in _list_titles(entry):
        for mine in _list_titles(new):
            one, other = _fold(mine), _fold(title)
            if min(len(one), len(other)) < MIN_TITLE:
                continue
            matcher = SequenceMatcher(None, one, other, autojunk=False)
            if matcher.real_quick_ratio() >= SAME_TITLE and (share := matcher.ratio()) >= SAME_TITLE:
                return f'a title {share:.0%} alike, "{title}"'
    return ""


def _find_near_text(pieces: frozenset[str], entry: Entry) -> str:
    others = _cut(_get_text(entry))
    size = min(len(pieces), len(others))
    if size < MIN_SHINGLES:
        return ""
    share = len(pieces & others) / size
    return f"{share:.0%} of the shorter text stands in the other one" if share >= SAME_TEXT else ""


def _list_titles(entry: Entry) -> list[str]:
    return list(dict.fromkeys([entry.title, *(digest.title for digest in entry.digests.values() if digest.title)]))


def _get_text(entry: Entry) -> str:
    digests = (get_digest_text(digest) for digest in entry.digests.values())
    return "\n".join([*digests, *(paragraph.text for paragraph in entry.transcript)])


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.translate(make_simplified())).casefold()


def _cut(text: str) -> frozenset[str]:
    """The pieces of a text, without blanks, marks and letter case."""
    folded = _fold(text)
    return frozenset(folded[i : i + SHINGLE] for i in range(len(folded) - SHINGLE + 1))
