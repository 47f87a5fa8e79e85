"""Which entries mention which terms of the glossary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from .catalog import get_digest_text
from .document import Entry
from .terms import TermFinder


def count_mentions(entries: Iterable[Entry], finder: TermFinder) -> Mapping[str, Counter[str]]:
    """Id of a term -> slug of an entry -> how often its digests, in both languages, mention the term."""
    mentions: dict[str, Counter[str]] = {}
    for entry in entries:
        texts = [get_digest_text(digest) for digest in entry.digests.values()]
        for term, count in finder.count(texts).items():
            mentions.setdefault(term, Counter())[entry.slug] = count
    return MappingProxyType(mentions)
