"""Foreign Markdown -> HTML that is safe to publish: CommonMark and tables, an allow-list, no foreign pictures."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import urljoin

from markdown_it.token import Token

from .document import Prose
from .links import is_relative
from .parser import PARSER, PLAIN_LINK, get_text, has_plain_links
from .policy import clean_html, keep_address
from .transcript import fingerprint

SECTION_IDS = (
    *("key-points", "held-against-the-sources", "digest", "transcript", "related", "corrections", "links-here"),
    *("cite", "citation", "bibtex"),
)
"""Ids of the sections of an entry's page, which no heading of a source gets."""

_NOT_SLUG = re.compile(r"[^\w\s-]|_")
_PASSAGE = re.compile(r"(?:[pcdt]-[0-9a-f]{8}|diagram-\d+)(?:-\d+)?")
_HEADING = re.compile(r'<(h[2-6]) id="([^"]+)">((?:(?!</?(?:h[1-6]|a)[ >]).)*)</\1>', re.DOTALL)

Split = Callable[[str], Iterable[tuple[str, str | None]]]
"""What tells the wrong forms of names in a text from the rest, with the right ones (`Corrector.split`)."""
Local = Callable[[str], str | None]
"""What gives the address of the page that a relative link leads to, or None where it leads to none of ours."""


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


def render_prose(
    prose: Prose,
    ids: PageIds,
    *,
    top_level: int = 3,
    base: str | None = None,
    local: Local | None = None,
    split: Split | None = None,
) -> tuple[str, tuple[Heading, ...]]:
    """HTML of a prose and its headings, the highest of which comes out at `top_level`.

    Headings, paragraphs and items of lists have ids. `base` is the address of the work, against which relative links
    are resolved that `local` does not know; without one they become text. Wrong names that `split` tells are marked.
    """
    if not prose.is_markdown:
        passage = ids.reserve(f"d-{fingerprint(prose.text)}")
        return f'<p id="{passage}">{mark_names(prose.text, split)}</p>\n', ()
    tokens = PARSER.parse(prose.text)
    headings = set_headings(tokens, ids, top_level)
    passages = _set_passages(tokens, ids)
    turn_pictures(tokens, base)
    if split is not None:
        _mark_tokens(tokens, split)
    rendered = PARSER.renderer.render(tokens, PARSER.options, {})
    own = {*passages, *(heading.id for heading in headings)}
    clean = sanitise(rendered, own, base, local)
    # HTML that is left open may have hidden what follows it
    shown = (heading for heading in headings if f'<h{heading.level} id="{heading.id}"' in clean)
    return _wrap_tables(clean), tuple(shown)


def render_inline(text: str, base: str | None = None, local: Local | None = None) -> str:
    """HTML of one line of Markdown: a key point, a place, a piece of evidence."""
    if has_plain_links(text):
        return PLAIN_LINK.sub(_write_link, text)
    tokens = PARSER.parseInline(text)
    turn_pictures(tokens, base)
    return sanitise(PARSER.renderer.render(tokens, PARSER.options, {}), set(), base, local)


def _write_link(found: re.Match[str]) -> str:
    """A plain link as HTML, as it leaves `sanitise`."""
    return f'<a href="{html.escape(found["address"])}" rel="noopener">{found["words"]}</a>'


def mark_names(text: str, split: Split | None) -> str:
    """HTML of a plain text in which the wrong forms of names are marked."""
    pieces = split(text) if split else ((text, None),)
    return "".join(
        html.escape(piece, quote=False)
        if right is None
        else f'<abbr title="{html.escape(right)}">{html.escape(piece, quote=False)}</abbr>'
        for piece, right in pieces
    )


def link_headings(rendered: str) -> str:
    """The same HTML with each heading that has an id, and no link in it, a link to itself."""
    return _HEADING.sub(r'<\1 id="\2"><a href="#\2">\3</a></\1>', rendered)


def keep_old_ids(rendered: str, moved: Mapping[str, str]) -> str:
    """The same HTML with an anchor for each old id where the passage with its new one begins."""
    for old, new in moved.items():
        if f' id="{old}"' not in rendered:
            opening = re.compile(
                rf'<(?:tr\b[^>]*? id="{re.escape(new)}"[^>]*>\s*<td|\w+[^>]*? id="{re.escape(new)}")[^>]*>'
            )
            rendered = opening.sub(rf'\g<0><span id="{old}"></span>', rendered, count=1)
    return rendered


@functools.lru_cache(maxsize=20_000)
def get_plain_text(prose: Prose) -> str:
    """The words of a prose without markup, paragraphs on lines of their own."""
    if not prose.is_markdown:
        return prose.text
    lines = []
    for token in PARSER.parse(prose.text):
        if token.type == "inline":
            lines.append("".join(get_text(child) for child in token.children or ()))
        elif token.type in ("fence", "code_block"):
            lines.append(token.content)
    return "\n".join(lines)


def get_first_paragraph(prose: Prose) -> str:
    """The words of the first paragraph that is none of a list's, or an empty string."""
    if not prose.is_markdown:
        return prose.text
    tokens = PARSER.parse(prose.text)
    for before, token in pairwise(tokens):
        if before.type == "paragraph_open" and before.level == 0:
            return "".join(get_text(child) for child in token.children or ())
    return ""


def set_headings(tokens: Sequence[Token], ids: PageIds, top_level: int) -> list[Heading]:
    """Shift heading levels so that the highest is `top_level`, unwrap bold ones, and give each an id."""
    openings = [i for i, token in enumerate(tokens) if token.type == "heading_open"]
    highest = min((int(tokens[i].tag[1]) for i in openings), default=1)
    headings: list[Heading] = []
    for i in openings:
        level = min(6, int(tokens[i].tag[1]) - highest + top_level)
        inline = tokens[i + 1]
        children = [child for child in inline.children or () if child.type not in ("strong_open", "strong_close")]
        inline.children = children
        text = "".join(get_text(child) for child in children).strip()
        heading = Heading(level, ids.make(text), text)
        tokens[i].tag = tokens[i + 2].tag = f"h{level}"
        tokens[i].attrs = {"id": heading.id}
        headings.append(heading)
    return headings


def has_passage(proses: Iterable[Prose], id: str) -> bool:
    """Whether an entry's page has, as far as its headings tell, a passage with an id; those of paragraphs pass."""
    if id in SECTION_IDS or _PASSAGE.fullmatch(id):
        return True
    slugs = {heading.id for prose in proses for heading in set_headings(PARSER.parse(prose.text), PageIds(), 2)}
    return id in slugs or re.sub(r"-\d+$", "", id) in slugs


def _set_passages(tokens: Sequence[Token], ids: PageIds) -> set[str]:
    """Give paragraphs and items of lists an id made of their words; paragraphs inside an item have the item's."""
    given: set[str] = set()
    depth = 0
    for i, token in enumerate(tokens):
        depth += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        is_item = token.type == "list_item_open" and tokens[i + 1].type == "paragraph_open"
        if is_item or (token.type == "paragraph_open" and not depth):
            inline = tokens[i + 2 if is_item else i + 1]
            text = "".join(get_text(child) for child in inline.children or ())
            token.attrs = {**token.attrs, "id": ids.reserve(f"d-{fingerprint(text)}")}
            given.add(str(token.attrs["id"]))
    return given


def _mark_tokens(tokens: Sequence[Token], split: Split) -> None:
    """Mark wrong names in running text; headings and code stay as they are."""
    for before, token in pairwise(tokens):
        if token.children and before.type != "heading_open":
            token.children = [new for child in token.children for new in _mark_token(child, split)]


def _mark_token(token: Token, split: Split) -> Iterator[Token]:
    if token.type != "text":
        yield token
        return
    for piece, right in split(token.content):
        if right is not None:
            yield Token("abbr_open", "abbr", 1, attrs={"title": right})
        yield Token("text", "", 0, content=piece)
        if right is not None:
            yield Token("abbr_close", "abbr", -1)


def turn_pictures(tokens: Sequence[Token], base: str | None) -> None:
    """Turn pictures into links, or into text where their address leads nowhere."""
    for token in tokens:
        if token.children:
            token.children = [new for child in token.children for new in _turn_picture(child, base)]


def _turn_picture(token: Token, base: str | None) -> list[Token]:
    if token.type != "image":
        return [token]
    address = resolve_address(str(token.attrGet("src") or ""), base)
    text = Token("text", "", 0, content=token.content or "image")
    if address is None:
        return [text]
    opening = Token("link_open", "a", 1, attrs={"href": address})
    return [opening, text, Token("link_close", "a", -1)]


def resolve_address(address: str, base: str | None, local: Local | None = None) -> str | None:
    """An absolute address of the web, a fragment as it is, or None for what leads nowhere on the site."""
    if address.startswith("#"):
        return address
    if not is_relative(address):
        return keep_address(address)
    if local is not None and (found := local(address)) is not None:
        return found
    try:
        return keep_address(urljoin(base, address)) if base else None
    except ValueError:
        return None


def sanitise(rendered: str, ids: set[str], base: str | None, local: Local | None = None) -> str:
    """What the policy lets through, with links made absolute; raw HTML in Markdown gets here, too."""
    return clean_html(rendered, ids, lambda address: resolve_address(address, base, local))


def _wrap_tables(rendered: str) -> str:
    """Let a wide table scroll in a box of its own, which the keyboard can reach."""
    opened = rendered.replace("<table>", '<div class="table" tabindex="0"><table>')
    return opened.replace("</table>", "</table></div>")
