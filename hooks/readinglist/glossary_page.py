"""Terms of the vocabulary -> the glossary, each term with the entries that mention it most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .build import Site
from .cards import Card
from .collation import group_by_letter
from .document import Tag
from .interface import WORDS
from .language import tell_language
from .page import Page, make_list_page, render_template
from .vocabulary import Term, Vocabulary

MAX_WORKS = 3
"""Entries named under a term."""


@dataclass(frozen=True)
class TermEntry:
    """A term as the glossary shows it. Aliases come with their languages."""

    term: Term
    name: str
    other_name: str
    definition: str
    aliases: tuple[tuple[str, str], ...]
    tags: tuple[Tag, ...]
    works: tuple[Card, ...]


def make_glossary_page(site: Site, edition: str, cards: Mapping[str, Card]) -> Page:
    """`/glossary/`."""
    terms = [make_term_entry(term, edition, site.vocabulary, site.mentions, cards) for term in site.vocabulary.terms]
    letters = group_by_letter(terms, lambda term: term.name)
    html = render_template("glossary.html", edition, root="../", letters=letters)
    words = WORDS[edition]
    return make_list_page("glossary/index.md", html, words["glossary"], words["glossary_lead"])


def make_term_entry(
    term: Term,
    edition: str,
    vocabulary: Vocabulary,
    mentions: Mapping[str, Counter[str]],
    cards: Mapping[str, Card],
) -> TermEntry:
    """A term with what an edition shows of it; the entries that mention it most come first."""
    name = term.names[edition]
    other = next(text for language, text in term.names.items() if language != edition)
    tags = (vocabulary.find_tag(tag) for tag in term.tags)
    works = sorted(mentions.get(term.id, Counter()).items(), key=lambda item: (-item[1], item[0]))
    return TermEntry(
        term=term,
        name=name,
        other_name=other if other != name else "",
        definition=term.definitions.get(edition, ""),
        aliases=tuple((alias, tell_language(alias)) for alias in _select_aliases(term)),
        tags=tuple(tag for tag in tags if tag is not None),
        works=tuple(cards[slug] for slug, _ in works[:MAX_WORKS]),
    )


def _select_aliases(term: Term) -> Sequence[str]:
    """Aliases that are more than another spelling of a name with blanks, hyphens or capitals."""
    seen = {_fold(name) for name in (*term.names.values(), term.abbr)}
    shown = []
    for alias in term.aliases:
        folded = _fold(alias)
        if folded not in seen:
            seen.add(folded)
            shown.append(alias)
    return shown


def _fold(name: str) -> str:
    return name.casefold().replace(" ", "").replace("-", "").removesuffix("s")
