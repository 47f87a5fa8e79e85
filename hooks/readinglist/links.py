"""Where the links of a source lead, with their lines."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from .document import Prose
from .parser import PARSER, get_text

_WRITTEN = re.compile(
    r"\[(?P<text>[^\[\]]*)\]\(\s*<?(?P<inline>https?://(?:[^\s()<>]|\([^\s()<>]*\))+)"
    r"|<(?P<auto>https?://[^\s<>]+)>"
    r"|^ {0,3}\[[^\[\]]+\]:\s*<?(?P<defined>https?://[^\s<>]+)"
    r"|<a\s[^>]*?href\s*=\s*[\"']?(?P<html>https?://[^\"'\s>]+)",
    re.IGNORECASE | re.MULTILINE,
)
_HREF = re.compile(r"""<a\s[^>]*?href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


@dataclass(frozen=True)
class Link:
    """A link or picture in a source: its 1-based line, address, and text."""

    line: int
    address: str
    text: str
    is_picture: bool = False


def is_relative(address: str) -> bool:
    """Whether an address is relative to the document it stands in, and no mere fragment."""
    return not re.match(r"[a-z][a-z0-9+.-]*:|#", address, re.IGNORECASE)


def find_addresses(text: str) -> Iterator[tuple[str, str]]:
    """(address, words) of the links to the web in Markdown, by the way they are written; much faster than parsing.

    A link that is shown as code counts, too.
    """
    for match in _WRITTEN.finditer(text):
        address = match["inline"] or match["auto"] or match["defined"] or html.unescape(match["html"])
        yield address, (match["text"] or "").strip()


def find_links(prose: Prose) -> tuple[Link, ...]:
    """Every link and picture, those in raw HTML included; autolinks too."""
    if not prose.is_markdown or not re.search(r"\]\s*[(:\[]|<|!\[", prose.text):
        return ()
    found: list[Link] = []
    line = prose.line
    for token in PARSER.parse(prose.text):
        line = prose.line + token.map[0] if token.map else line
        inner = _find_in_html(token) if token.type == "html_block" else _find_inline(token.children or [])
        found += [replace(link, line=line + _count_lines(token.content, link.address)) for link in inner]
    return tuple(found)


def _count_lines(text: str, address: str) -> int:
    """The lines of `text` before an address; it may be written otherwise there."""
    return text.count("\n", 0, max(text.find(address), 0))


def _find_in_html(token: Token) -> Iterator[Link]:
    return (Link(0, html.unescape(href), "") for href in _HREF.findall(token.content))


def _find_inline(tokens: Sequence[Token]) -> Iterator[Link]:
    for i, token in enumerate(tokens):
        if token.type == "image":
            yield Link(0, str(token.attrGet("src") or ""), token.content, is_picture=True)
        elif token.type == "link_open":
            end = next(j for j in range(i, len(tokens)) if tokens[j].type == "link_close")
            text = "".join(get_text(child) for child in tokens[i + 1 : end])
            yield Link(0, str(token.attrGet("href") or ""), text)
        elif token.type == "html_inline":
            yield from _find_in_html(token)
