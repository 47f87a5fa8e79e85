"""What search knows of an entry: the passages of its page, each with its kind, its id and its words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from types import MappingProxyType

from .han import cut_pairs
from .terms import TermFinder

KINDS: Mapping[str, tuple[str, float]] = MappingProxyType(
    {
        "title": ("t", 10),
        "topics": ("g", 6),
        "point": ("p", 5),
        "claim": ("c", 3),
        "name": ("n", 3),
        "diagram": ("f", 2),
        "digest": ("d", 2),
        "transcript": ("r", 1),
        "term": ("m", 8),
    }
)
"""Kind of a passage -> (the letter that search.js knows it by, its weight in the ranking: Pagefind takes 0 to 10)."""

SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "entry-head": "title",
        "key-points": "point",
        "figures": "diagram",
        "diagram": "diagram",
        "claims": "claim",
        "digest": "digest",
        "corrections": "name",
        "transcript": "transcript",
        "point": "point",
        "why": "point",
    }
)
"""Class of an element -> the kind of the passages in it."""
LEFT_OUT = frozenset("related cite path-place terms facts buttons provenance topics kind place passage-link".split())
"""Classes of what is no text of the entry."""
SKIPPED = frozenset("script style svg pre dialog button summary template thead".split())
_PASSAGES = frozenset("li p h1 h2 h3 h4 h5 h6 tr figure div".split())
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_BLOCKS = frozenset("p li div section tr td th h1 h2 h3 h4 h5 h6 ul ol br figcaption dd dt".split())


@dataclass(frozen=True)
class Passage:
    """A stretch of a page: its kind (KINDS), its id (empty for what stands at the top), its words."""

    kind: str
    id: str
    text: str
    time: str = ""
    """The moment of a transcript's paragraph, as the page shows it."""


@dataclass(frozen=True)
class Record:
    """A page as search knows it. `address` is below the edition's root; the other texts are shown with a result."""

    address: str
    title: str
    language: str
    facts: str
    passages: tuple[Passage, ...]


class _PassageReader(HTMLParser):
    """Collects the passages of an entry's HTML, which our own templates wrote."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str | None, bool]] = []
        """(tag, kind set by it, whether it is left out) of the elements that are open."""
        self.found: list[Passage] = []
        self.is_time = False
        """Whether what comes next is the moment of a paragraph."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        classes = (values.get("class") or "").split()
        if tag in _BLOCKS:
            self._add(" ")
        if tag in _VOID:
            return
        is_left_out = tag in SKIPPED or bool(LEFT_OUT & set(classes)) or "data-search-exclude" in values
        kind = next((SECTIONS[name] for name in classes if name in SECTIONS), None)
        self.open.append((tag, kind, is_left_out))
        if tag in _PASSAGES and (values.get("id") or kind) and self.kind and not self.is_outside:
            self.found.append(Passage(self.kind, values.get("id") or "", ""))
        if tag == "h2":  # a section's own heading says the same on every page; what follows it has its id
            self.open[-1] = (tag, kind, True)
        if tag == "abbr" and values.get("title"):
            self._add(f" {values['title']} ")
        self.is_time = "time" in classes

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        while self.open and self.open.pop()[0] != tag:
            pass
        if tag in _BLOCKS:
            self._add(" ")

    def handle_data(self, data: str) -> None:
        if self.is_time and self.found and self.kind == "transcript":
            self.found[-1] = replace(self.found[-1], time=data.strip())
        else:
            self._add(data)
        self.is_time = False

    @property
    def kind(self) -> str | None:
        """The kind that the innermost element sets."""
        return next((kind for _, kind, _ in reversed(self.open) if kind), None)

    @property
    def is_outside(self) -> bool:
        """Whether an open element is left out."""
        return any(is_left_out for _, _, is_left_out in self.open)

    def _add(self, text: str) -> None:
        kind = self.kind
        if kind is None or self.is_outside:
            return
        if not self.found or self.found[-1].kind != kind:
            self.found.append(Passage(kind, "", ""))
        self.found[-1] = replace(self.found[-1], text=self.found[-1].text + text)


def read_passages(page: str) -> tuple[Passage, ...]:
    """The passages of an entry's HTML, in order, white space folded, empty ones left out."""
    reader = _PassageReader()
    reader.feed(page)
    reader.close()
    folded = (replace(passage, text=re.sub(r"\s+", " ", passage.text).strip()) for passage in reader.found)
    return tuple(passage for passage in folded if passage.text)


NAMES_MARK = "¦"
"""What stands between the words of a passage and the other names of the terms in it, which are not shown."""


def add_names(passages: Sequence[Passage], finder: TermFinder) -> tuple[Passage, ...]:
    """The passages with the other names of each term where it is first mentioned: who asks for one name finds all."""
    named: set[str] = set()
    result = []
    for passage in passages:
        found = {}
        for match in finder.pattern.finditer(passage.text):
            term = finder.find(match[0])
            if term is not None and term.id not in named:
                found[term.id] = term
        named |= set(found)
        names = [name for term in found.values() for name in (*term.names.values(), *term.aliases, *term.heard)]
        text = f"{passage.text} {NAMES_MARK} {' , '.join(names)}" if names else passage.text
        result.append(replace(passage, text=text))
    return tuple(result)


def write_record(record: Record) -> str:
    """The page that the indexer reads: one paragraph for each passage, Chinese cut into pairs."""
    letters = "".join(KINDS[passage.kind][0] for passage in record.passages)
    shown = {
        "title": record.title,
        "language": record.language,
        "facts": record.facts,
        "address": record.address,
        "kinds": letters,
        "times": "|".join(passage.time for passage in record.passages if passage.kind == "transcript"),
    }
    metas = "".join(
        f'<meta data-pagefind-meta="{name}[content]" content="{html.escape(value)}">' for name, value in shown.items()
    )
    paragraphs = "".join(_write_passages(record.passages))
    title = html.escape(record.title)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><main data-pagefind-body>{metas}{paragraphs}</main></body></html>"
    )


def _write_passages(passages: Iterable[Passage]) -> Iterable[str]:
    for number, passage in enumerate(passages):
        weight = KINDS[passage.kind][1]
        words = html.escape(cut_pairs(passage.text), quote=False)
        yield f'<p id="{html.escape(passage.id or f"_{number}")}" data-pagefind-weight="{weight:g}">{words}</p>\n'
