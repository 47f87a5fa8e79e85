"""What an entry has to do with others, as its page says it: relations and reasons, what links here, companions."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from .build import Site
from .cards import Card
from .cited import get_work_key, index_works
from .document import Entry, Relation
from .interface import WORDS
from .relations import CITES, TOPICS, Kinship, Reason

ONE_TOPIC = "same topic"
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>.*?</a>', re.DOTALL)


@dataclass(frozen=True)
class RelatedLink:
    """Another entry, in a word what it is to this one, and why."""

    slug: str
    title: str
    language: str
    relation: str
    reason: str = ""
    reason_language: str = ""


class Relatives:
    """Gives the related entries of each page of an edition; `root` leads from such a page to the edition's root."""

    def __init__(self, site: Site, edition: str, cards: Mapping[str, Card], root: str) -> None:
        self.edition = edition
        self.words = WORDS[edition]
        self.cards = cards
        self.root = root
        self.order = {slug: number for number, slug in enumerate(cards)}
        self.network = site.network
        self.works = index_works(site.entries)
        self.naming: dict[str, dict[str, str]] = {}
        for slug, citing in site.network.citing.items():
            self.naming[slug] = dict.fromkeys(citing, CITES)
        for entry in site.entries:
            for relation in entry.related:
                self.naming.setdefault(relation.slug, {})[entry.slug] = relation.kind

    def list_related(self, entry: Entry) -> list[RelatedLink]:
        """The declared relations of an entry in their order, then the computed ones."""
        computed = self.network.kinships.get(entry.slug, ())
        return [*map(self._link_declared, entry.related), *map(self._link_computed, computed)]

    def list_backlinks(self, entry: Entry) -> list[RelatedLink]:
        """Entries that name this one or cite its work, and that its relations do not show."""
        shown = {relation.slug for relation in entry.related}
        shown |= {kinship.slug for kinship in self.network.kinships.get(entry.slug, ())}
        naming = self.naming.get(entry.slug, {})
        left = sorted(naming.keys() - shown, key=self.order.__getitem__)
        return [self._link(slug, self.words[f"naming_{naming[slug]}"]) for slug in left]

    def accompany(self, rendered: str, own: str) -> str:
        """The same HTML with a link to our entry behind the first link to each work that has one; `own` aside."""
        seen = {own}

        def add(match: re.Match[str]) -> str:
            slug = self.works.get(get_work_key(html.unescape(match[1])) or "")
            if slug is None or slug in seen:
                return match[0]
            seen.add(slug)
            title = html.escape(self.cards[slug].title)
            address = f"{self.root}entries/{slug}/"
            return f'{match[0]} <a class="companion" href="{address}" title="{title}">{self.words["companion"]}</a>'

        return _LINK.sub(add, rendered)

    def _link(self, slug: str, relation: str, reason: str = "", reason_language: str = "") -> RelatedLink:
        card = self.cards[slug]
        return RelatedLink(slug, card.title, card.title_language, relation, reason, reason_language)

    def _link_declared(self, relation: Relation) -> RelatedLink:
        text, language = relation.reason.choose(self.edition) if relation.reason else ("", self.edition)
        return self._link(relation.slug, self.words[f"relation_{relation.kind}"], text, language)

    def _link_computed(self, kinship: Kinship) -> RelatedLink:
        """Sharing is said where the reason of a declared relation stands; a citation is a relation of its own."""
        cites = [self.words[f"reason_{reason.kind}"] for reason in kinship.reasons if reason.kind == CITES]
        shares = self.words["reasons"].join(self._say(reason) for reason in kinship.reasons if reason.kind != CITES)
        return self._link(kinship.slug, "".join(cites), shares[:1].upper() + shares[1:], self.edition)

    def _say(self, reason: Reason) -> str:
        names = [name.choose(self.edition)[0] for name in reason.shared]
        kind = ONE_TOPIC if reason.kind == TOPICS and len(names) == 1 else reason.kind
        return self.words[f"reason_{kind}"].format(self.words["list"].join(names))
