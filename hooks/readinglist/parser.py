"""The parser of foreign Markdown: CommonMark and tables, with bold beside Chinese punctuation; text of its tokens."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from .language import HAN
from .policy import clean_text

_CJK_MARK = "\u3000-\u303f\uff00-\uffef“”‘’…—·"
_STRONG = re.compile(r"\*\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*\*(?!\*)")
_NEAR_CJK = re.compile(f"[{HAN}{_CJK_MARK}]")


_LETTER = re.compile(r"[^\W\d_]")
_NOT_PLAIN = re.compile(r"[^\w ,;:?!.()%'\"’“”，。；：？！、（）《》…·→≈§×−–—/-]")


PLAIN_LINK = re.compile(
    r"(?<!!)\[(?P<words>(?:[≈§] ?)?[^\W_]+(?:(?:[:.,–-] ?|[ ，、；：])[^\W_]+)*)\]"
    r"\((?P<address>https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+/(?:(?a:[\w./-]*)(?:\?(?a:[\w=&.-]+))?(?:#(?a:[\w=&.-]+))?))\)"
)
"""A link that is written as any renderer would write it: plain words, and an address without anything to escape."""


def is_plain(text: str) -> bool:
    """Whether nothing in a line can be markup, as in most of a transcript: the parser need not be asked."""
    is_loose = "_" in text or "  " in text or text.endswith(" ")
    return not is_loose and _LETTER.match(text) is not None and _NOT_PLAIN.search(text) is None


def has_plain_links(text: str) -> bool:
    """The same of a line in which some PLAIN_LINK may stand, as in most places of key points."""
    return is_plain(PLAIN_LINK.sub("link", text))


def get_text(token: Token) -> str:
    """The words of an inline token; a picture has its alternative text."""
    if token.type in ("text", "code_inline"):
        return token.content
    if token.type == "image":
        return token.content
    return " " if token.type in ("softbreak", "hardbreak") else ""


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


def _clean_texts(state: StateCore) -> None:
    """Entities (`&#x202e;`) have become characters by now: these pass the policy, too."""
    for token in state.tokens:
        for child in token.children or ():
            child.content = clean_text(child.content)


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "typographer": False}).enable(["table", "strikethrough"])
    parser.inline.ruler.before("emphasis", "strong_beside_cjk", _strong_beside_cjk)
    parser.core.ruler.push("clean_texts", _clean_texts)
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # what leads nowhere becomes text later
    return parser


PARSER = _make_parser()
