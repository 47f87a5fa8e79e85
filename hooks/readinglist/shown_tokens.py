"""Foreign Markdown -> the tokens of what the page shows of it: the same headings, links and HTML, and no other."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from markdown_it.token import Token

from .document import Prose
from .markup import Local, PageIds, resolve_address, sanitise, set_headings, turn_pictures
from .parser import PARSER
from .policy import HIDDEN, TAGS

_CLOSING = {f"{name}_close": f"{name}_open" for name in ("em", "strong", "s")}
"""Marks that mean nothing, and would be read as text, around nothing."""
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)")


def parse_prose(
    prose: Prose, *, top_level: int = 3, base: str | None = None, local: Local | None = None
) -> list[Token]:
    """The tokens of what `render_prose` shows; arguments as there."""
    if not prose.is_markdown:
        return make_paragraph([Token("text", "", 0, content=prose.text)])
    tokens = PARSER.parse(f"{prose.text}\n")
    set_headings(tokens, PageIds(), top_level)
    for token in tokens:
        token.markup = "#" * int(token.tag[1]) if token.type.startswith("heading") else token.markup
    return [cleaned for token in tokens for cleaned in _clean_token(token, base, local)]


def parse_line(text: str, base: str | None = None, local: Local | None = None) -> list[Token]:
    """The tokens of what `render_inline` shows, as a paragraph."""
    children = [child for token in PARSER.parseInline(text) for child in token.children or ()]
    return [cleaned for token in make_paragraph(children) for cleaned in _clean_token(token, base, local)]


def make_paragraph(children: list[Token]) -> list[Token]:
    """The tokens of a paragraph that holds inline ones."""
    inline = Token("inline", "", 0, children=children, block=True)
    return [Token("paragraph_open", "p", 1, block=True), inline, Token("paragraph_close", "p", -1, block=True)]


def _clean_token(token: Token, base: str | None, local: Local | None) -> list[Token]:
    """A block's token with pictures, links and HTML as on the page; a block of HTML may become a paragraph."""
    if token.type == "html_block":
        return _clean_block(token, base, local)
    if token.children:
        turn_pictures([token], base)
        token.children = _clean_children(token.children, base, local)
    return [token]


def _clean_block(token: Token, base: str | None, local: Local | None) -> list[Token]:
    rendered = sanitise(token.content, set(), base, local).strip()
    if "<" not in rendered:
        return make_paragraph([Token("text", "", 0, content=html.unescape(rendered))]) if rendered else []
    no_blank_lines = re.sub(r"(?<=\n)[ \t]*\n", "&#10;", rendered)  # one would end the block
    return [Token("html_block", "", 0, content=f"<div>\n{no_blank_lines}\n</div>", block=True)]


def _clean_children(children: Sequence[Token], base: str | None, local: Local | None) -> list[Token]:
    """Inline tokens without links that lead nowhere, and with the tags that the allow-list lets through."""
    kept: list[Token] = []
    hidden = ""
    is_dropped = False
    for child in children:
        name, is_closing = _read_tag(child)
        address = resolve_address(str(child.attrGet("href")), base, local) if child.type == "link_open" else None
        if hidden and child.nesting == 0:
            hidden = "" if is_closing and name == hidden else hidden
        elif name in HIDDEN:
            hidden = "" if is_closing else name
        elif child.type == "html_inline":
            tag = _clean_tag(child.content, base, local)
            kept += [Token("html_inline", "", 0, content=tag)] if tag else []
        elif address:
            child.attrSet("href", address)
            kept.append(child)
        elif child.type == "link_open" or (child.type == "link_close" and is_dropped):
            is_dropped = child.type == "link_open"
        elif child.type in _CLOSING and kept and kept[-1].type == _CLOSING[child.type]:
            kept.pop()
        else:
            kept.append(child)
    return kept


def _read_tag(token: Token) -> tuple[str, bool]:
    """(name of an HTML tag, whether it closes), or an empty name."""
    match = _TAG.match(token.content) if token.type == "html_inline" else None
    return (match[2].lower(), bool(match[1])) if match else ("", False)


def _clean_tag(tag: str, base: str | None, local: Local | None) -> str:
    """One tag as the allow-list lets it through, or an empty string."""
    match = _TAG.match(tag)
    if match is None or match[2].lower() not in TAGS:
        return ""
    name = match[2].lower()
    return f"</{name}>" if match[1] else sanitise(tag, set(), base, local).removesuffix(f"</{name}>")
