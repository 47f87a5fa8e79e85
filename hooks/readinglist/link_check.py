"""The files of a built site -> links inside it that lead nowhere; asked before the site is put in place."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
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


@dataclass(frozen=True)
class LinkedPage:
    """What of a page counts here: the addresses in it as written, what they are counted from, and its ids."""

    links: frozenset[str]
    base: str
    ids: frozenset[str]
    repeated: frozenset[str]


def read_pages(folder: Path) -> dict[str, LinkedPage]:
    """Path below a folder -> what counts of the page."""
    return {name: _read((folder / name).read_bytes()) for name in _list_files(folder) if name.endswith(".html")}


def check_links(site: Path, site_url: str = "", known: Mapping[str, LinkedPage] | None = None) -> tuple[Problem, ...]:
    """An error for each link of a page to the site itself whose file or passage is not there, and for each id given
    twice, with the line of the page; sorted. `site_url` is the address that the site will have, if it is known; `known`
    are all pages, where they have been read.
    """
    files, pages = _list_files(site), read_pages(site) if known is None else known
    faults = (
        (name, what, message)
        for name, page in pages.items()
        for what, message in _check_page(name, page, pages, files, site_url or HERE)
    )
    return tuple(sorted(make_error(name, _find_line(site / name, what), message) for name, what, message in faults))


def _list_files(folder: Path) -> set[str]:
    return {Path(inner, name).relative_to(folder).as_posix() for inner, _, names in os.walk(folder) for name in names}


def _read(data: bytes) -> LinkedPage:
    tree = LexborHTMLParser(data)
    base = tree.css_first("base[href]")
    attributes = [node.attributes for node in tree.css(_LINKS) if node.tag != "base"]
    links = (own.get("href") or own.get("src") or own.get("action") or "" for own in attributes)
    ids = [node.id or "" for node in tree.css("[id]")]
    once = frozenset(ids)
    repeated = frozenset(id for id in once if ids.count(id) > 1) if len(once) < len(ids) else frozenset()
    return LinkedPage(frozenset(links), (base.attributes["href"] or "") if base else "", once, repeated)


def _check_page(
    name: str, page: LinkedPage, pages: Mapping[str, LinkedPage], files: Collection[str], root: str
) -> Iterator[tuple[str, str]]:
    """(what to look for in the page, what is wrong) of each fault."""
    targets: dict[str, str | None] = {} if page.base else {"": name}
    for link in page.links:
        address, _, fragment = link.strip().partition("#")
        if address not in targets:
            targets[address] = _locate(address, name, page.base, root)
        target = targets[address]
        if target is None:
            continue
        if target not in files:
            yield link, f'a link that leads nowhere: found "{link}", and no {target}; mend the page or its template'
        elif target in pages and not _has(pages[target], fragment):
            what = f'a link to a passage that is not there: found "{link}", and no such id in {target}'
            yield link, f"{what}; mend the page or its template"
    for id in page.repeated:
        yield id, f'an id given twice: found "{id}"; give each passage its own'


def _has(page: LinkedPage, fragment: str) -> bool:
    """Whether a browser finds what a fragment means; what follows `:~:` is a text to look for."""
    fragment = fragment.partition(":~:")[0]
    return fragment in TOP or fragment in page.ids or unquote(fragment) in page.ids


def _locate(address: str, name: str, base: str, root: str) -> str | None:
    """The file that an address in the page `name` means, below the site's root, or None for what is elsewhere."""
    if not base and _PLAIN.fullmatch(address):
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
        path = "" if path == "." else f"{path}/" if address.endswith(("/", ".")) else path
    else:
        whole = urljoin(urljoin(urljoin(root, name), base), address)
        if not whole.startswith(root):
            return None
        path = unquote(urlsplit(whole).path.removeprefix(urlsplit(root).path))
    return f"{path}index.html" if path.endswith("/") or not path else path


def _find_line(file: Path, what: str) -> int:
    """The line on which the attribute `what` stands, perhaps with entities; the first line where it is not found."""
    text = file.read_text(encoding="utf-8")
    return text.count("\n", 0, max(text.find(f'"{what}"'), text.find(f'"{what.replace("&", "&amp;")}"'), 0)) + 1
