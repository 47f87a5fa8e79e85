"""The list of addresses that others may link to, `published.txt`: what it holds, what is gone, and its next version.

One address a line, below the root of an edition, as each page stands in all editions. Pages and data files come in
the order of their names, the passages of a page (headings, key points, claims, figures) in the order of the page, so
that one that was reworded can be told from its neighbours. Paragraphs are not listed: their ids change when a word of
them does, and they are too many to keep. Files of an entry stand and fall with its page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from types import MappingProxyType

from .build import Site
from .document import EDITIONS
from .errors import Problem, make_error, make_note, make_warning, suggest_nearest
from .exports import make_exports
from .markup import SECTION_IDS
from .pages import make_pages

HEADER = """\
# Addresses that others may link to, below the root of each edition. `make published` adds new ones; `make check` fails
# when a page is gone and warns when a passage is. `make published FORGET=1` drops what is gone.
"""
CHANGING = ("/", "/library/")
"""Pages whose parts come and go with the entries; the pages stay."""
MAX_WORDS = 40
"""Characters shown of a passage."""

_PASSAGE = re.compile(r'<(?:h[2-6]|li|tr|dt|figure|span)\b[^>]*? id="(?![dt]-[0-9a-f]{8})([^"]+)"[^>]*>')


@dataclass(frozen=True)
class Published:
    """What can be linked to now: address -> its passages, each id with its first words, in the order of the page."""

    passages: Mapping[str, Mapping[str, str]]
    moved: Mapping[str, str]
    """Address of a page that leads to another -> that one's."""


def list_published(site: Site, hand_written: Mapping[str, Iterable[str]]) -> Published:
    """All addresses of a site. `hand_written` gives the Markdown files of each edition that are not generated."""
    by_edition = [_list_addresses(site, edition, hand_written.get(edition, ())) for edition in EDITIONS]
    common = set.intersection(*(set(addresses) for addresses in by_edition))
    passages = {
        address: MappingProxyType({key: words for found in by_edition for key, words in found[address].items()})
        for address in sorted(common)
    }
    moved = {f"/entries/{alias}/": f"/entries/{e.slug}/" for e in site.entries for alias in e.metadata.aliases}
    return Published(MappingProxyType(passages), MappingProxyType(moved))


def _list_addresses(site: Site, edition: str, hand_written: Iterable[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {_make_address(name): {} for name in hand_written}
    for page in make_pages(site, edition):
        address = _make_address(page.src_uri)
        found[address] = {} if address in CHANGING else dict(_find_passages(page.html))
    for name in make_exports(site, edition):
        if not name.startswith("entries/") or name.endswith(".html"):
            found[_make_address(name)] = {}
    if "/tags/" in found:
        found["/tags/"] = {tag.id: tag.names[edition] for entry in site.entries for tag in entry.tags}
    return found


def _make_address(name: str) -> str:
    return "/" + re.sub(r"(?:(?<=/)|^)index\.(?:md|html)$|\.md$", lambda end: "/" if end[0] == ".md" else "", name)


def _find_passages(page: str) -> Iterator[tuple[str, str]]:
    for match in _PASSAGE.finditer(page):
        if match[1] not in SECTION_IDS:
            words = html.unescape(re.sub(r"<[^>]*>?", " ", page[match.end() : match.end() + 10 * MAX_WORDS]))
            yield match[1], " ".join(words.split())[:MAX_WORDS]


def check_published(text: str, path: str, now: Published) -> list[Problem]:
    """What of a list is gone: pages are errors, passages warnings; a list that lacks pages is a warning, too."""
    listed = _read(text)
    problems = [
        problem for address, passages in listed.items() for problem in _check_page(address, passages, path, now)
    ]
    pages = [address for address in now.passages if address not in listed]
    count = sum(key not in listed.get(address, {}) for address, keys in now.passages.items() for key in keys)
    if pages:
        what, them = f"{pages[0]} is not listed yet", "it is"
        if len(pages) > 1:
            what, them = f"{len(pages)} addresses are not listed yet, {pages[0]} the first", "they are"
        problems.append(make_warning(path, 1, f"{what}; run make published when {them} out"))
    elif count:
        what = "1 passage is" if count == 1 else f"{count} passages are"
        problems.append(make_note(path, 1, f"{what} not listed yet; run make published"))
    return problems


def update_published(text: str, now: Published, *, forget: bool) -> str:
    """The list with what is new; what is gone stays unless it is to be forgotten."""
    listed = _read(text)
    lines = []
    for address in sorted({*listed, *now.passages}):
        if forget and address not in now.passages:
            continue
        lines.append(address)
        there = now.passages.get(now.moved.get(address, address), {})
        new = there if address in now.passages and address not in now.moved else {}
        merged = _merge([key for key in listed.get(address, {}) if key], list(new))
        lines += [f"{address}#{key}" for key in merged if key in there or not forget]
    return HEADER + "".join(f"{line}\n" for line in lines)


def _read(text: str) -> dict[str, dict[str, int]]:
    """Address -> passages -> 1-based line; the page's own line has an empty id."""
    listed: dict[str, dict[str, int]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            address, _, passage = line.strip().partition("#")
            listed.setdefault(address, {}).setdefault(passage, number)
    return listed


def _check_page(address: str, passages: Mapping[str, int], path: str, now: Published) -> Iterator[Problem]:
    if address not in now.passages:
        line = min(passages.values())
        near = suggest_nearest(address, now.passages)
        do = "write its old slug into aliases: of the entry in its place" if "/entries/" in address else "bring it back"
        yield make_error(path, line, f"{address} is gone{near}; {do}, or drop it with make published FORGET=1")
        return
    there = now.passages[now.moved.get(address, address)]
    listed = [key for key in passages if key]
    instead = _pair(listed, list(there))
    for key in listed:
        if key not in there:
            yield make_warning(path, passages[key], f"{address}#{key} is gone{_advise(key, instead.get(key), there)}")


def _advise(key: str, new: str | None, there: Mapping[str, str]) -> str:
    if new is None:
        return "; keep it with moved: {" + key + ": ID} in the source, or drop it with make published FORGET=1"
    return f' (now {new}, "{there[new]}"?); write moved: {{{key}: {new}}} into the source, or make published FORGET=1'


def _pair(listed: Sequence[str], there: Sequence[str]) -> dict[str, str]:
    """Old id -> the new one that stands in its place: of its kind, between the same neighbours."""
    pairs: dict[str, str] = {}
    for tag, i, j, k, m in SequenceMatcher(None, listed, there, autojunk=False).get_opcodes():
        if tag == "replace":
            both = zip(listed[i:j], there[k:m], strict=False)
            pairs |= {old: new for old, new in both if old[:2] == new[:2]}
    return pairs


def _merge(listed: Sequence[str], there: Sequence[str]) -> list[str]:
    """Both in one order; what is only listed stays before what has come in its place."""
    merged: list[str] = []
    for _, i, j, k, m in SequenceMatcher(None, listed, there, autojunk=False).get_opcodes():
        merged += [*listed[i:j], *there[k:m]]
    return list(dict.fromkeys(merged))
