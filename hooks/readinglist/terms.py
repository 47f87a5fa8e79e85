"""Terms of the glossary in texts: where one is mentioned, and HTML in which its first mention explains it."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from ahocorasick_rs import AhoCorasick

from .vocabulary import WORD_END, WORD_START, Term, bound_name

SKIPPED = frozenset("a abbr button code h1 h2 h3 h4 h5 h6 kbd pre samp summary svg title var".split())
"""Elements inside which no term is explained."""

_PIECE = re.compile(r"""<!--.*?-->|<(?P<close>/?)(?P<tag>[A-Za-z][\w-]*)(?:"[^"]*"|'[^']*'|[^>"'])*>""", re.DOTALL)
_VOID = frozenset("br hr img wbr".split())
_BEGINNING = re.compile(r"[^\s-]+|.")


class TermFinder:
    """Finds the terms of a glossary by their names and aliases in either language."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = terms
        self.known: dict[str, Term | None] = {}
        """Mention -> its term, of the mentions met so far."""

    @cached_property
    def by_name(self) -> Mapping[str, Term]:
        """Folded name or alias -> term; the first term that claims a name has it."""
        names: dict[str, Term] = {}
        for term in self.terms:
            for name in (*term.names.values(), *term.aliases):
                names.setdefault(_fold(name), term)
        return names

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """One expression for all names; Latin ones as whole words, with or without a plural s. Slow to search with.

        What can stand where is asked first, as `re` is slow at choices: whether a word begins there, and whether one of
        the names' first characters is there. Names are grouped by that character, the longest first.
        """
        names = {name for term in self.terms for name in (*term.names.values(), *term.aliases)}
        groups: dict[str, dict[str, list[str]]] = {WORD_START: {}, "": {}}
        for name in sorted(names, key=lambda name: (-len(name), name)):
            start, first, rest = _split_name(name)
            groups[start].setdefault(first, []).append(rest)
        return re.compile(_join(_join_group(start, group) for start, group in groups.items() if group) or "(?!)")

    @cached_property
    def beginnings(self) -> AhoCorasick:
        """The first word of each name, or what of it stands before the first hyphen, in small letters."""
        names = (name for term in self.terms for name in (*term.names.values(), *term.aliases))
        return AhoCorasick(sorted({first[0].lower() for name in names if (first := _BEGINNING.match(name))}))

    def find_mentions(self, text: str) -> Iterator[re.Match[str]]:
        """The mentions in a text, in their order: what `pattern` finds, asked for where one can begin."""
        small, end = text.lower(), 0
        if len(small) != len(text):  # one letter has become two, and places are no longer the same
            yield from self.pattern.finditer(text)
            return
        places = {start for _, start, _ in self.beginnings.find_matches_as_indexes(small, overlapping=True)}
        for start in sorted(places):
            if start >= end and (match := self.pattern.match(text, start)):
                yield match
                end = match.end()

    def find(self, name: str) -> Term | None:
        """The term of a mention."""
        if name not in self.known:
            folded = _fold(name)
            self.known[name] = self.by_name.get(folded) or self.by_name.get(folded.removesuffix("s"))
        return self.known[name]

    def count(self, texts: Iterable[str]) -> Counter[str]:
        """Id of a term -> how often texts mention it."""
        found = (self.find(match[0]) for text in texts for match in self.find_mentions(text))
        return Counter(term.id for term in found if term is not None)


def _fold(name: str) -> str:
    return re.sub(r"[\s‐-]+", "", name).casefold()


def _split_name(name: str) -> tuple[str, str, str]:
    """What has to be before a name; what its first character may be; an expression of the rest.

    In any case, but an abbreviation as it is written: "NSA" is no "nsa", "MoE" no "moe".
    """
    first, body = re.escape(name[0]), bound_name(name)
    if not body.startswith(WORD_START):
        return "", first, body.removeprefix(first)
    rest = body.removeprefix(f"{WORD_START}{first}").removesuffix(WORD_END)
    rest = f"{rest}s?{WORD_END}" if body.endswith(WORD_END) else rest
    is_exact = sum(character.isupper() or character.isdigit() for character in name) > 1 and " " not in name
    letters = f"{name[0].lower()}{name[0].upper()}" if name[0].isalpha() else first
    return WORD_START, letters, f"(?<={first}){rest}" if is_exact else f"(?i:{rest})"


def _join_group(start: str, group: Mapping[str, Sequence[str]]) -> str:
    names = _join(f"[{first}](?:{_join(rests)})" for first, rests in group.items())
    return f"(?=[{''.join(group)}]){start}(?:{names})"


def _join(choices: Iterable[str]) -> str:
    return "|".join(choices)


class TermMarker:
    """Explains terms on one page: each at its first mention, in the order in which the page's texts are given."""

    def __init__(self, finder: TermFinder, address: str) -> None:
        self.finder = finder
        self.address = address
        """The address of the glossary, seen from the page."""
        self.used: dict[str, Term] = {}

    def mark(self, text: str) -> str:
        """Well-formed HTML in which the first mention of each term not explained so far is a link to the glossary."""
        parts: list[str] = []
        depth = end = 0
        for piece in _PIECE.finditer(text):
            between = text[end : piece.start()]
            parts += [between if depth else self._mark_text(between), piece[0]]
            end = piece.end()
            tag = (piece["tag"] or "").lower()
            if tag in SKIPPED and tag not in _VOID:
                depth += -1 if piece["close"] else 1
        rest = text[end:]
        return "".join([*parts, rest if depth else self._mark_text(rest)])

    def _mark_text(self, escaped: str) -> str:
        """A text between two tags; entities are resolved first, so that no name is found inside one."""
        plain = html.unescape(escaped)
        parts: list[str] = []
        end = 0
        for match in self.finder.find_mentions(plain):
            term = self.finder.find(match[0])
            if term is None or term.id in self.used:
                continue
            self.used[term.id] = term
            parts += [html.escape(plain[end : match.start()], quote=False), self._make_link(term, match[0])]
            end = match.end()
        return "".join([*parts, html.escape(plain[end:], quote=False)]) if parts else escaped

    def _make_link(self, term: Term, mention: str) -> str:
        name = html.escape(term.id)
        shown = html.escape(mention, quote=False)
        return f'<a class="term" href="{self.address}#{name}" aria-describedby="{make_term_id(term)}">{shown}</a>'


def make_term_id(term: Term) -> str:
    """The id of a term's definition on a page that uses it; no slug of a heading has an underscore."""
    return f"term_{html.escape(term.id)}"
