"""What search knows of an entry: the passages of its page, each with its kind, its id and its words."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .han import cut_pairs, fold, has_han
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


@dataclass
class _Draft:
    """A passage as it is read."""

    kind: str
    id: str
    parts: list[str] = field(default_factory=list)
    time: str = ""


class _PassageReader:
    """Collects the passages of an entry's HTML, which our own templates wrote."""

    def __init__(self) -> None:
        self.found: list[_Draft] = []

    def read(self, root: LexborNode) -> None:
        """Read all that is in an element. Without recursion: foreign text can nest elements as deeply as it likes."""
        steps: list[_Step] = [_Step(root, None, False)]
        while steps:
            step = steps.pop()
            if step.node is None:
                self._add(" ", step)
            elif step.node.tag == "-text":
                self._add(step.node.text_content or "", step)
            elif step.node.tag is not None and not step.node.tag.startswith("-"):
                steps += reversed(self._open(step.node, step))

    def _open(self, node: LexborNode, outer: _Step) -> list[_Step]:
        """Begin an element: what is to be read of it and behind it, in order."""
        tag, attributes = str(node.tag), node.attributes
        classes = (attributes.get("class") or "").split()
        own = next((SECTIONS[name] for name in classes if name in SECTIONS), None)
        inner = _Step(node, own or outer.kind, outer.is_left_out or _is_left_out(tag, classes, attributes))
        after = [_Step(None, outer.kind, outer.is_left_out)] if tag in _BLOCKS else []
        if after:
            self._add(" ", outer)
        if inner.is_left_out:
            return after
        if tag in _PASSAGES and (attributes.get("id") or own) and inner.kind:
            self.found.append(_Draft(inner.kind, attributes.get("id") or ""))
        if tag == "abbr" and attributes.get("title"):
            self._add(f" {attributes['title']} ", inner)
        children = list(node.iter(include_text=True))
        if "time" in classes and children and children[0].tag == "-text" and self._note_time(children[0], inner):
            children = children[1:]
        is_heading = tag == "h2"  # a section's own heading says the same on every page; what follows it has its id
        return [*(_Step(child, inner.kind, inner.is_left_out or is_heading) for child in children), *after]

    def _note_time(self, text: LexborNode, step: _Step) -> bool:
        """Keep the moment of a paragraph; gives whether it is one."""
        is_moment = bool(self.found) and step.kind == "transcript"
        if is_moment:
            self.found[-1].time = (text.text_content or "").strip()
        return is_moment

    def _add(self, text: str, step: _Step) -> None:
        if step.kind is None or step.is_left_out:
            return
        if not self.found or self.found[-1].kind != step.kind:
            self.found.append(_Draft(step.kind, ""))
        self.found[-1].parts.append(text)


class _Step(NamedTuple):
    """A node that is to be read, None for the end of a block; the kind it is of, and whether it is left out."""

    node: LexborNode | None
    kind: str | None
    is_left_out: bool


def _is_left_out(tag: str, classes: Sequence[str], attributes: Mapping[str, str | None]) -> bool:
    return tag in SKIPPED or not LEFT_OUT.isdisjoint(classes) or "data-search-exclude" in attributes


def read_passages(page: str) -> tuple[Passage, ...]:
    """The passages of an entry's HTML, in order, white space folded, empty ones left out."""
    reader = _PassageReader()
    if body := LexborHTMLParser(page).body:
        reader.read(body)
    folded = ((draft, " ".join("".join(draft.parts).split())) for draft in reader.found)
    return tuple(Passage(draft.kind, draft.id, text, draft.time) for draft, text in folded if text)


NAMES_MARK = "¦"
"""What stands between the words of a passage and the other names of the terms in it, which are not shown."""


def add_names(passages: Sequence[Passage], finder: TermFinder) -> tuple[Passage, ...]:
    """The passages with the other names of each term where it is first mentioned: who asks for one name finds all."""
    named: set[str] = set()
    result = []
    for passage in passages:
        found = {}
        for match in finder.find_mentions(passage.text):
            term = finder.find(match[0])
            if term is not None and term.id not in named:
                found[term.id] = term
        named |= set(found)
        names = [name for term in found.values() for name in (*term.names.values(), *term.aliases, *term.heard)]
        text = f"{passage.text} {NAMES_MARK} {join_names(names)}" if names else passage.text
        result.append(replace(passage, text=text))
    return tuple(result)


def join_names(names: Iterable[str]) -> str:
    """Names that are looked for and never shown: each word once, and no Chinese word that stands in another.

    Capitals stay as they are: Pagefind also knows the parts of "FlashMLA". Words of one name may stand apart from each
    other, as nothing asks for Latin words in their order.
    """
    words = dict.fromkeys(word for name in names for word in _split_name(name))
    chinese = "\n".join(word for word, is_chinese in words if is_chinese)
    others = " ".join(word for word, is_chinese in words if not is_chinese)
    return " , ".join(filter(None, [others, *(word for word in chinese.split("\n") if chinese.count(word) == 1)]))


@lru_cache(maxsize=8192)
def _split_name(name: str) -> tuple[tuple[str, bool], ...]:
    """The words of a name, and whether there is Chinese in each."""
    return tuple((word, has_han(word)) for word in fold(name).split())


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
    """Ids stand on empty elements: Pagefind keeps the text of what has an id, and has it in the page's text already."""
    for number, passage in enumerate(passages):
        weight = KINDS[passage.kind][1]
        words = html.escape(cut_pairs(passage.text), quote=False)
        id = html.escape(passage.id or f"_{number}")
        yield f'<p data-pagefind-weight="{weight:g}"><i id="{id}"></i>{words}</p>\n'
