"""Foreign Markdown -> HTML that is safe to publish: CommonMark and tables, an allow-list, no foreign pictures."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import urljoin

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from .document import Prose
from .language import HAN

TAGS = frozenset(
    "a abbr b blockquote br caption code dd del details dl dt em h1 h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q s "
    "samp small strong sub summary sup table tbody td tfoot th thead tr u ul var".split()
)
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "td": {"style"}, "th": {"style"}, "abbr": {"title"}}
HIDDEN = frozenset({"script", "style", "iframe", "object", "template", "noscript"})
"""Elements that go with all that is in them."""
SCHEMES = frozenset({"http", "https", "mailto"})

_CJK_MARK = "\u3000-\u303f\uff00-\uffef“”‘’…—·"
_STRONG = re.compile(r"\*\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*\*(?!\*)")
_NEAR_CJK = re.compile(f"[{HAN}{_CJK_MARK}]")
_NOT_SLUG = re.compile(r"[^\w\s-]|_")
_CLOSING = {f"{name}_close": f"{name}_open" for name in ("em", "strong", "s")}
"""Marks that mean nothing, and would be read as text, around nothing."""
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)")


@dataclass(frozen=True)
class Heading:
    """A heading as rendered, for the table of contents."""

    level: int
    id: str
    text: str


@dataclass
class PageIds:
    """Ids given on a page so far; each is given once."""

    taken: set[str] = field(default_factory=set)
    last: dict[str, int] = field(default_factory=dict)
    """The last number given to a name that was taken."""

    def make(self, text: str) -> str:
        """A Unicode slug of a heading's text, numbered where it is taken."""
        slug = re.sub(r"[\s-]+", "-", _NOT_SLUG.sub("", text.strip().lower())).strip("-") or "section"
        return self.reserve(slug)

    def reserve(self, wanted: str) -> str:
        """`wanted`, or `wanted-2` and so on where it is taken."""
        found, number = wanted, self.last.get(wanted, 1)
        while found in self.taken:
            number += 1
            found = f"{wanted}-{number}"
        self.taken.add(found)
        self.last[wanted] = number
        return found


def _strong_beside_cjk(state: StateInline, silent: bool) -> bool:
    """Bold text that begins or ends with Chinese punctuation: CommonMark leaves the asterisks standing there.

    The rule of flanking runs takes any punctuation beside a run for the end of a word, which full-width marks are not
    (github.com/commonmark/commonmark-spec/issues/650).
    """
    match = _STRONG.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    beside = (
        state.src[max(0, state.pos - 1) : state.pos]
        + match[1][0]
        + match[1][-1]
        + state.src[match.end() : match.end() + 1]
    )
    if not _NEAR_CJK.search(beside):
        return False
    if not silent:
        end = state.posMax
        state.push("strong_open", "strong", 1).markup = "**"
        state.pos, state.posMax = match.start(1), match.end(1)
        state.md.inline.tokenize(state)
        state.posMax = end
        state.push("strong_close", "strong", -1).markup = "**"
    state.pos = match.end()
    return True


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "typographer": False}).enable(["table", "strikethrough"])
    parser.inline.ruler.before("emphasis", "strong_beside_cjk", _strong_beside_cjk)
    return parser


_PARSER = _make_parser()


def render_prose(
    prose: Prose, ids: PageIds, *, top_level: int = 3, base: str | None = None
) -> tuple[str, tuple[Heading, ...]]:
    """HTML of a prose and its headings, the highest of which comes out at `top_level`.

    `base` is the address of the work, against which relative links are resolved; without one they become text.
    """
    if not prose.is_markdown:
        return f"<p>{html.escape(prose.text, quote=False)}</p>\n", ()
    tokens = _PARSER.parse(prose.text)
    headings = _set_headings(tokens, ids, top_level)
    _turn_pictures(tokens, base)
    rendered = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return _wrap_tables(_sanitise(rendered, {heading.id for heading in headings}, base)), tuple(headings)


def render_inline(text: str, base: str | None = None) -> str:
    """HTML of one line of Markdown: a key point, a place, a piece of evidence."""
    tokens = _PARSER.parseInline(text)
    _turn_pictures(tokens, base)
    return _sanitise(_PARSER.renderer.render(tokens, _PARSER.options, {}), set(), base)


def parse_prose(prose: Prose, *, top_level: int = 3, base: str | None = None) -> list[Token]:
    """The tokens of what `render_prose` shows: same headings, links for pictures, the same HTML and no other."""
    if not prose.is_markdown:
        return make_paragraph([Token("text", "", 0, content=prose.text)])
    tokens = _PARSER.parse(f"{prose.text}\n")
    _set_headings(tokens, PageIds(), top_level)
    for token in tokens:
        token.markup = "#" * int(token.tag[1]) if token.type.startswith("heading") else token.markup
    return [cleaned for token in tokens for cleaned in _clean_token(token, base)]


def parse_line(text: str, base: str | None = None) -> list[Token]:
    """The tokens of what `render_inline` shows, as a paragraph."""
    return [cleaned for token in make_paragraph(_parse_children(text)) for cleaned in _clean_token(token, base)]


def _parse_children(text: str) -> list[Token]:
    return [child for token in _PARSER.parseInline(text) for child in token.children or ()]


def make_paragraph(children: list[Token]) -> list[Token]:
    """The tokens of a paragraph that holds inline ones."""
    inline = Token("inline", "", 0, children=children, block=True)
    return [Token("paragraph_open", "p", 1, block=True), inline, Token("paragraph_close", "p", -1, block=True)]


def _clean_token(token: Token, base: str | None) -> list[Token]:
    """A block's token with foreign pictures, links and HTML as on the page; a block of HTML may become a paragraph."""
    if token.type == "html_block":
        rendered = _sanitise(token.content, set(), base).strip()
        if "<" not in rendered:
            return make_paragraph([Token("text", "", 0, content=html.unescape(rendered))]) if rendered else []
        no_blank_lines = re.sub(r"(?<=\n)[ \t]*\n", "&#10;", rendered)  # one would end the block
        token.content = f"<div>\n{no_blank_lines}\n</div>"
    elif token.children:
        _turn_pictures([token], base)
        token.children = _clean_children(token.children, base)
    return [token]


def _clean_children(children: Sequence[Token], base: str | None) -> list[Token]:
    """Inline tokens without links that lead nowhere, and with the tags that the allow-list lets through."""
    kept: list[Token] = []
    hidden = ""
    is_dropped = False
    for child in children:
        name, is_closing = _read_tag(child)
        address = _resolve_address(str(child.attrGet("href")), base) if child.type == "link_open" else None
        if hidden and child.nesting == 0:
            hidden = "" if is_closing and name == hidden else hidden
        elif name in HIDDEN:
            hidden = "" if is_closing else name
        elif child.type == "html_inline":
            kept += [Token("html_inline", "", 0, content=tag)] if (tag := _clean_tag(child.content, base)) else []
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


def _clean_tag(tag: str, base: str | None) -> str:
    """One tag as the allow-list lets it through, or an empty string."""
    match = _TAG.match(tag)
    if match is None or match[2].lower() not in TAGS:
        return ""
    name = match[2].lower()
    return f"</{name}>" if match[1] else _sanitise(tag, set(), base).removesuffix(f"</{name}>")


def get_plain_text(prose: Prose) -> str:
    """The words of a prose without markup, paragraphs on lines of their own."""
    if not prose.is_markdown:
        return prose.text
    lines = []
    for token in _PARSER.parse(prose.text):
        if token.type == "inline":
            lines.append("".join(_get_text(child) for child in token.children or ()))
        elif token.type in ("fence", "code_block"):
            lines.append(token.content)
    return "\n".join(lines)


def get_first_paragraph(prose: Prose) -> str:
    """The words of the first paragraph that is none of a list's, or an empty string."""
    if not prose.is_markdown:
        return prose.text
    tokens = _PARSER.parse(prose.text)
    for before, token in pairwise(tokens):
        if before.type == "paragraph_open" and before.level == 0:
            return "".join(_get_text(child) for child in token.children or ())
    return ""


def find_pictures(prose: Prose) -> list[tuple[int, str]]:
    """(1-based line of the source, address) of every picture."""
    if not prose.is_markdown:
        return []
    found = []
    for token in _PARSER.parse(prose.text):
        line = prose.line + (token.map[0] if token.map else 0)
        found += [(line, str(child.attrGet("src"))) for child in token.children or () if child.type == "image"]
    return found


def _get_text(token: Token) -> str:
    if token.type in ("text", "code_inline"):
        return token.content
    if token.type == "image":
        return token.content
    return " " if token.type in ("softbreak", "hardbreak") else ""


def _set_headings(tokens: Sequence[Token], ids: PageIds, top_level: int) -> list[Heading]:
    """Shift heading levels so that the highest is `top_level`, unwrap bold ones, and give each an id."""
    openings = [i for i, token in enumerate(tokens) if token.type == "heading_open"]
    highest = min((int(tokens[i].tag[1]) for i in openings), default=1)
    headings: list[Heading] = []
    for i in openings:
        level = min(6, int(tokens[i].tag[1]) - highest + top_level)
        inline = tokens[i + 1]
        children = [child for child in inline.children or () if child.type not in ("strong_open", "strong_close")]
        inline.children = children
        text = "".join(_get_text(child) for child in children).strip()
        heading = Heading(level, ids.make(text), text)
        tokens[i].tag = tokens[i + 2].tag = f"h{level}"
        tokens[i].attrs = {"id": heading.id}
        headings.append(heading)
    return headings


def _turn_pictures(tokens: Sequence[Token], base: str | None) -> None:
    """Turn pictures into links, or into text where their address leads nowhere."""
    for token in tokens:
        if token.children:
            token.children = [new for child in token.children for new in _turn_picture(child, base)]


def _turn_picture(token: Token, base: str | None) -> list[Token]:
    if token.type != "image":
        return [token]
    address = _resolve_address(str(token.attrGet("src") or ""), base)
    text = Token("text", "", 0, content=token.content or "image")
    if address is None:
        return [text]
    opening = Token("link_open", "a", 1, attrs={"href": address})
    return [opening, text, Token("link_close", "a", -1)]


def _resolve_address(address: str, base: str | None) -> str | None:
    """An absolute address, a fragment as it is, or None for what leads nowhere on the site."""
    if re.match(r"(?:https?|mailto):", address, re.IGNORECASE) or address.startswith("#"):
        return address
    if base is None or re.match(r"[a-z][a-z0-9+.-]*:", address, re.IGNORECASE):
        return None
    try:
        return urljoin(base, address)
    except ValueError:
        return None


def _sanitise(rendered: str, ids: set[str], base: str | None) -> str:
    """What the allow-list lets through, with links made absolute; raw HTML in Markdown gets here, too."""
    attributes = {**ATTRIBUTES, **{f"h{level}": {"id"} for level in range(1, 7)}}

    def keep(tag: str, name: str, value: str) -> str | None:
        if name == "id":
            return value if value in ids else None
        if name == "href":
            return _resolve_address(value, base)
        if name == "style":
            return value if value in ("text-align:left", "text-align:center", "text-align:right") else None
        return value

    return nh3.clean(
        rendered,
        tags=set(TAGS),
        clean_content_tags=set(HIDDEN),
        attributes=attributes,
        attribute_filter=keep,
        url_schemes=set(SCHEMES),
        link_rel="noopener",
    )


def _wrap_tables(rendered: str) -> str:
    """Let a wide table scroll in a box of its own, which the keyboard can reach."""
    opened = rendered.replace("<table>", '<div class="table" tabindex="0"><table>')
    return opened.replace("</table>", "</table></div>")
