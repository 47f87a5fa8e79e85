"""Pages and terms of an edition -> what search knows of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .build import Site
from .cards import Card
from .document import Entry
from .interface import WORDS, format_date
from .page import Page
from .search_records import Passage, Record, add_names, join_names, read_passages
from .terms import TermFinder
from .vocabulary import Term


def make_records(site: Site, edition: str, pages: Iterable[Page]) -> Iterator[Record]:
    """A record for each entry and one for each term of the glossary, made as they are asked for."""
    entries = {f"entries/{entry.slug}/index.md": entry for entry in site.entries}
    for page in pages:
        if entry := entries.get(page.src_uri):
            yield _make_record(entry, site.cards[edition][entry.slug], page.html, edition, site.finder)
    yield from (_describe_term(term, edition) for term in site.vocabulary.terms)


def _make_record(entry: Entry, card: Card, page: str, edition: str, finder: TermFinder) -> Record:
    names = [name for tag in entry.tags for name in (*tag.names.values(), *tag.aliases)]
    people = (*entry.metadata.authors, entry.metadata.publisher or "")
    title = " , ".join(dict.fromkeys([card.title, card.other_title, entry.title]))
    read = [passage for passage in read_passages(page) if passage.kind != "title"]
    passages = [Passage("title", "", title), Passage("topics", "", join_names((*names, *people))), *read]
    return Record(
        address=f"entries/{entry.slug}/",
        title=card.title,
        language=card.title_language,
        facts=" · ".join(filter(None, (card.kind, card.place, format_date(card.date, edition) if card.date else ""))),
        passages=add_names(passages, finder),
    )


def _describe_term(term: Term, edition: str) -> Record:
    others = [name for name in (*term.names.values(), *term.aliases, *term.heard) if name != term.names[edition]]
    passages = (
        Passage("title", "", f"{term.names[edition]} , {' , '.join(others)}"),
        Passage("term", term.id, term.definitions.get(edition, "")),
    )
    title = term.names[edition]
    return Record(f"glossary/#{term.id}", title, edition, WORDS[edition]["search_term"], passages)
