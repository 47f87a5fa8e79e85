"""Entries that belong together though nobody said so: one cites the other, both cite a work, or they share topics.

Near-linear in the number of entries: candidates come from an index of topics and cited works, and of a long list of the
index only the neighbours in time.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from .cited import Citation, find_citations, index_works
from .document import EDITIONS, Entry, Wording

MOST = 5
"""Computed relations of an entry."""
WINDOW = 24
"""Entries to each side, in the order of the list, that are candidates for sharing one topic or cited work."""
MOST_TOPICS = 3
"""Topics named in a reason, the rarest first."""
MOST_WORKS = 2
"""Works named in a reason, the rarest first."""
CITED = 1.5
"""What a shared citation weighs against a shared topic that is as rare."""
MAX_NAME = 60
"""Characters of the words of a link that can be a work's name."""

CITES, WORKS, TOPICS = "cites", "same works", "same topics"
"""Kinds of reasons, the strongest first."""

_NO_NAME = re.compile(
    r"(?:pp?|sections?|sec|tables?|figures?|fig|appendix|paragraphs?|chapters?|abstract|page)\b.*|[≈§(\[\d第表图附].*|"
    r"(?:the |this |its |their |an? )?(?:paper|report|article|essay|post|blog|repository|readme|video|talk|here|source"
    r"|link|论文|报告|文章|博客|仓库|视频|这里|原文|原片|链接|摘要)",
    re.IGNORECASE,
)
"""Words of links that say where in a work something stands, or that would fit any work."""


@dataclass(frozen=True)
class Reason:
    """Why two entries belong together, with the names of what they share in the languages of the editions."""

    kind: str
    shared: tuple[Wording, ...] = ()


@dataclass(frozen=True)
class Kinship:
    """A computed relation to another entry; `reasons` has at least one, the strongest first."""

    slug: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Network:
    """What was computed for all entries."""

    kinships: Mapping[str, tuple[Kinship, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Slug -> the entries it has most to do with, at most MOST."""
    citing: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Slug -> slugs of the entries whose text links its work."""


def make_network(entries: Sequence[Entry]) -> Network:
    """Kinships and citations among entries, which are in the order of the list. Declared relations are left out."""
    return _NetworkMaker(entries).make()


@dataclass
class _Features:
    """What an entry is compared by."""

    topics: frozenset[str]
    works: frozenset[str]
    cited: tuple[str, ...]
    """Slugs of the entries whose works it cites."""

    @cached_property
    def names(self) -> frozenset[str]:
        """Topics and works; the names of topics begin with a number sign, those of works do not."""
        return self.topics | self.works


class _NetworkMaker:
    """Holds the index while the entries are gone through."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.position = {entry.slug: i for i, entry in enumerate(entries)}
        self.works = index_works(entries)
        citations = [find_citations(entry) for entry in entries]
        self.names = _name_works(citations, self.works, {entry.slug: entry for entry in entries})
        self.features = [self._describe(entry, cited) for entry, cited in zip(entries, citations, strict=True)]
        self.index: dict[str, list[int]] = {}
        for i, features in enumerate(self.features):
            for name in (*sorted(features.topics), *sorted(features.works)):
                self.index.setdefault(name, []).append(i)
        self.weights: dict[frozenset[str], float] = {}
        self.rarity = {name: math.log(1 + len(entries) / len(found)) for name, found in self.index.items()}
        self.topic_names = {f"#{tag.id}": Wording(tag.names) for entry in entries for tag in entry.tags}

    def _describe(self, entry: Entry, cited: Sequence[Citation]) -> _Features:
        slugs = dict.fromkeys(self.works[c.key] for c in cited if c.key in self.works)
        slugs.pop(entry.slug, None)
        return _Features(frozenset(f"#{tag.id}" for tag in entry.tags), frozenset(c.key for c in cited), tuple(slugs))

    def make(self) -> Network:
        citing: dict[str, list[str]] = {}
        for entry, features in zip(self.entries, self.features, strict=True):
            for slug in features.cited:
                citing.setdefault(slug, []).append(entry.slug)
        declared = {entry.slug: {relation.slug for relation in entry.related} for entry in self.entries}
        named: dict[str, set[str]] = {}
        for slug, others in declared.items():
            for other in others:
                named.setdefault(other, set()).add(slug)
        kinships = {}
        for entry in self.entries:
            shown = declared[entry.slug] | named.get(entry.slug, set()) | set(citing.get(entry.slug, ()))
            kinships[entry.slug] = self._choose(self.position[entry.slug], shown)
        return Network(
            MappingProxyType(kinships), MappingProxyType({slug: tuple(slugs) for slug, slugs in citing.items()})
        )

    def _choose(self, i: int, shown: set[str]) -> tuple[Kinship, ...]:
        """The best kinships of an entry with others than those that its page shows anyway."""
        cited = [self.position[slug] for slug in self.features[i].cited]
        candidates = {j for j in (*cited, *self._list_candidates(i)) if self.entries[j].slug not in shown}
        candidates.discard(i)
        weighed = [(j in cited, self._weigh(i, j), -abs(i - j), j) for j in candidates]
        best = sorted((item for item in weighed if item[0] or item[1] > 0), reverse=True)[:MOST]
        return tuple(Kinship(self.entries[j].slug, self._explain(i, j, is_cited)) for is_cited, _, _, j in best)

    def _list_candidates(self, i: int) -> Iterable[int]:
        features = self.features[i]
        for name in (*features.topics, *features.works):
            found = self.index[name]
            if len(found) <= 2 * WINDOW:
                yield from found
            else:
                here = bisect_left(found, i)
                yield from found[max(0, here - WINDOW) : here + WINDOW]

    def _weigh(self, i: int, j: int) -> float:
        """The rarity of what two entries share."""
        shared = self.features[i].names & self.features[j].names
        if (weight := self.weights.get(shared)) is None:
            weight = self.weights[shared] = self._weigh_names(shared)
        return weight

    def _weigh_names(self, shared: frozenset[str]) -> float:
        """The rarity of topics and works; nothing where it is one topic that many or all have."""
        works = [name for name in shared if not name.startswith("#")]
        if not works and len(shared) == 1 and not self._is_rare(len(self.index[min(shared)])):
            return 0
        weight = sum(self.rarity[name] for name in shared) + (CITED - 1) * sum(self.rarity[name] for name in works)
        return round(weight, 6)  # a set has no order, and a sum of floats depends on it

    def _is_rare(self, count: int) -> bool:
        return count < len(self.entries) and count <= max(3, len(self.entries) // 10)

    def _rank(self, names: Iterable[str]) -> list[str]:
        return sorted(names, key=lambda name: (-self.rarity[name], name))

    def _explain(self, i: int, j: int, is_cited: bool) -> tuple[Reason, ...]:
        one, other = self.features[i], self.features[j]
        topics, works = self._rank(one.topics & other.topics), self._rank(one.works & other.works)
        reasons = [Reason(CITES)] if is_cited else []
        if works:
            reasons.append(Reason(WORKS, tuple(self.names[key] for key in works[:MOST_WORKS])))
        if topics:
            reasons.append(Reason(TOPICS, tuple(self.topic_names[name] for name in topics[:MOST_TOPICS])))
        return tuple(reasons)


def _name_works(
    citations: Sequence[Sequence[Citation]], works: Mapping[str, str], entries: Mapping[str, Entry]
) -> Mapping[str, Wording]:
    """Key of a work -> its name: the title of its entry, else what two entries and more call it, else its address."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for cited in citations:
        for citation in set(cited):
            if len(citation.text) <= MAX_NAME and citation.text and not _NO_NAME.fullmatch(citation.text):
                counts.setdefault((citation.key, citation.language), Counter())[citation.text] += 1
    names: dict[str, Wording] = {}
    for key in {citation.key for cited in citations for citation in cited}:
        if key in works:
            names[key] = _get_titles(entries[works[key]])
            continue
        best = {edition: _get_best(counts.get((key, edition))) for edition in EDITIONS}
        other = next(filter(None, best.values()), _shorten(key))
        names[key] = Wording({edition: best[edition] or other for edition in EDITIONS})
    return names


def _get_titles(entry: Entry) -> Wording:
    return Wording({edition: entry.choose_digest(edition).title for edition in EDITIONS})


def _get_best(counts: Counter[str] | None) -> str:
    """The commonest name, the shortest of equals; a name that one entry alone uses may be a piece of a sentence."""
    ranked = sorted(((-count, len(text), text) for text, count in (counts or Counter()).items() if count > 1))
    return ranked[0][2] if ranked else ""


def _shorten(key: str) -> str:
    return key if len(key) <= MAX_NAME else key[: MAX_NAME - 1] + "…"
