"""The files of a built site -> links inside it that lead nowhere; asked before the site is put in place."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from .errors import Problem, make_error

HERE = "http://site.invalid/"
"""Stands for the address of a site that has none yet; names with this ending belong to nobody (RFC 2606)."""
TOP = frozenset({"", "top"})
"""Fragments that every page has: they mean its beginning (HTML standard, "indicated part of the document")."""

_LINKS = "[href], [src], [action]"
_PLAIN = re.compile(r"[\w.][\w./-]*", re.ASCII)
"""Relative addresses that are a path and nothing else, as most are; putting them together is quick."""


class Link(NamedTuple):
    """A link of a page: the page and the file it leads to, both below the site's root; as written; its fragment."""

    page: str
    written: str
    target: str
    fragment: str


class Fault(NamedTuple):
    """What is wrong in a page: the attribute to look for there, and the message."""

    page: str
    written: str
    message: str


@dataclass(frozen=True)
class Survey:
    """A part of a site once its pages are read. Parts are read where they are built; what is open is asked at the end.

    `ids` has the pages of the part and the ids in each, `faults` what is wrong inside it, and `leaving` the links to
    files that it has not: the other parts may have them.
    """

    ids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    leaving: tuple[Link, ...] = ()


@dataclass(frozen=True)
class _Page:
    """What of a page counts here: the addresses in it as written, what they are counted from, and its ids."""

    links: frozenset[str]
    base: str
    ids: frozenset[str]
    repeated: frozenset[str]


def survey_pages(folder: Path, below: str = "", site_url: str = "") -> Survey:
    """Read the pages in a folder, which is to stand at `below` in the site (`zh/`, or empty for its root).

    `site_url` is the address that the site will have, if it is known.
    """
    files = {f"{below}{name}" for name in _list_files(folder)}
    pages = {name: _read((folder / name.removeprefix(below)).read_bytes()) for name in files if name.endswith(".html")}
    ids = {name: page.ids for name, page in pages.items()}
    faults = [fault for name, page in pages.items() for fault in _find_repeated(name, page)]
    leaving = []
    for link in (link for name, page in pages.items() for link in _find_links(name, page, site_url or HERE)):
        if link.target not in files:
            leaving.append(link)
        elif fault := _check_passage(link, ids):
            faults.append(fault)
    return Survey(ids, tuple(faults), tuple(leaving))


def check_links(site: Path, site_url: str = "", surveys: Sequence[Survey] = ()) -> tuple[Problem, ...]:
    """An error for each link of a page to the site itself whose file or passage is not there, and for each id given
    twice, with the line of the page; sorted. `surveys` are those of all its parts, where they have been made.
    """
    surveys = surveys or [survey_pages(site, site_url=site_url)]
    files = _list_files(site)
    ids = {name: own for survey in surveys for name, own in survey.ids.items()}
    faults = [fault for survey in surveys for fault in survey.faults]
    leaving = [link for survey in surveys for link in survey.leaving]
    found = (_check_passage(link, ids) if link.target in files else _report_dead(link) for link in leaving)
    faults += [fault for fault in found if fault]
    return tuple(sorted(make_error(page, _find_line(site / page, what), text) for page, what, text in faults))


def _list_files(folder: Path) -> set[str]:
    root = str(folder)
    inside = len(root) + 1
    places = ((inner[inside:].replace(os.sep, "/"), names) for inner, _, names in os.walk(root))
    return {f"{place}/{name}" if place else name for place, names in places for name in names}


def _read(data: bytes) -> _Page:
    tree = LexborHTMLParser(data)
    base = tree.css_first("base[href]")
    attributes = [node.attributes for node in tree.css(_LINKS) if node.tag != "base"]
    links = (own.get("href") or own.get("src") or own.get("action") or "" for own in attributes)
    ids = [node.id or "" for node in tree.css("[id]")]
    once = frozenset(ids)
    repeated = frozenset(id for id in once if ids.count(id) > 1) if len(once) < len(ids) else frozenset()
    return _Page(frozenset(links), (base.attributes["href"] or "") if base else "", once, repeated)


def _find_links(name: str, page: _Page, root: str) -> Iterator[Link]:
    """The links of a page to files of the site."""
    targets: dict[str, str | None] = {} if page.base else {"": name}
    for written in page.links:
        address, _, fragment = written.strip().partition("#")
        if address not in targets:
            targets[address] = _locate(address, name, page.base, root)
        if (target := targets[address]) is not None:
            yield Link(name, written, target, fragment)


def _find_repeated(name: str, page: _Page) -> Iterator[Fault]:
    for id in page.repeated:
        yield Fault(name, id, f'an id given twice: found "{id}"; give each passage its own')


def _check_passage(link: Link, ids: Mapping[str, frozenset[str]]) -> Fault | None:
    """What is wrong with a link to a file that is there: nothing, or its page lacks the passage."""
    if link.target not in ids or _has(ids[link.target], link.fragment):
        return None
    what = f'a link to a passage that is not there: found "{link.written}", and no such id in {link.target}'
    return Fault(link.page, link.written, f"{what}; mend the page or its template")


def _report_dead(link: Link) -> Fault:
    what = f'a link that leads nowhere: found "{link.written}", and no {link.target}; mend the page or its template'
    return Fault(link.page, link.written, what)


def _has(ids: frozenset[str], fragment: str) -> bool:
    """Whether a browser finds what a fragment means; what follows `:~:` is a text to look for."""
    fragment = fragment.partition(":~:")[0]
    return fragment in TOP or fragment in ids or unquote(fragment) in ids


def _locate(address: str, name: str, base: str, root: str) -> str | None:
    """The file that an address in the page `name` means, below the site's root, or None for what is elsewhere."""
    if not base and _PLAIN.fullmatch(address):
        path = _join_paths(name.rpartition("/")[0], address)
    elif address.startswith(("https://", "http://")) and not address.startswith(root):
        return None
    else:
        whole = urljoin(urljoin(urljoin(root, name), base), address)
        if not whole.startswith(root):
            return None
        path = unquote(urlsplit(whole).path.removeprefix(urlsplit(root).path))
    return f"{path}index.html" if path.endswith("/") or not path else path


@lru_cache(maxsize=50_000)
def _join_paths(folder: str, address: str) -> str:
    """Where a plain address leads that stands on a page in `folder`; pages beside each other have many in common."""
    if address.startswith("../") and folder and "//" not in address:
        return _join_paths(folder.rpartition("/")[0], address[3:] or ".")
    path = posixpath.normpath(posixpath.join(folder, address))
    return "" if path == "." else f"{path}/" if address.endswith(("/", ".")) else path


def _find_line(file: Path, what: str) -> int:
    """The line on which the attribute `what` stands, perhaps with entities; the first line where it is not found."""
    text = file.read_text(encoding="utf-8")
    return text.count("\n", 0, max(text.find(f'"{what}"'), text.find(f'"{what.replace("&", "&amp;")}"'), 0)) + 1
