"""The policy for foreign text: the characters, addresses and HTML that come into the site, from anywhere.

Readers let `clean_text` see every file; what an escape could bring back (in YAML, HTML entities, Mermaid's) passes it
again where the escape is read. Addresses pass `keep_address`, HTML `clean_html`; all else is text, which templates and
the libraries that write JSON, XML, YAML and BibTeX escape. The README tells curators the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from urllib.parse import SplitResult, quote, unquote, urlsplit

import nh3

MAX_BYTES = 2_000_000
"""Bytes of one file of the sources folder; a longer one is an export of something else."""

MAX_MARKS = 8
"""Marks above and below one letter; no script stacks more, and hundreds run over the lines beside them."""

_NEVER_SEEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls; some of them steer a terminal
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u206a-\u206f"  # what turns the order of a line round
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u3164\ufeff\uffa0\ufff0-\ufffb"  # no width
    "\ufe00-\ufe0d\U000e0000-\U000e0fff"  # variants of letters, and a second alphabet that nobody sees
    "\ufdd0-\ufdef\ufffe\uffff"  # no characters at all
)
_JOINED = "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u17ff\u1800-\u18af\ua840-\ua9ff\U00011000-\U00011fff"
"""Scripts whose letters are joined or kept apart by a character of no width (U+200C, U+200D)."""
_EMOJI = "\u2190-\u2bff\U0001f000-\U0001faff"
_UNSEEN = re.compile(f"[{_NEVER_SEEN}]")
_JOINER = re.compile("[\u200c\u200d]")
_JOINABLE = re.compile(f"[{_JOINED}{_EMOJI}\ufe0f]")
_SELECTORS = re.compile("([\ufe0e\ufe0f])[\ufe0e\ufe0f]+")
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
"""Line ends to some programs and to no editor; lines would be counted wrong."""
_MAY_BE_MARK = "\u0300-\u1dff\u20d0-\u20ff\ua66f-\uabff\ufe20-\ufe2f\U00010000-\U0001efff"
_LONG_RUN = re.compile(f"[{_MAY_BE_MARK}]{{{MAX_MARKS},}}")
"""Where a run of marks may be; most such runs are plain text of another script."""
_DOUBTFUL = re.compile(f"[\r\x85\u2028\u2029\u200c\u200d\ufe0e\ufe0f{_NEVER_SEEN}{_MAY_BE_MARK}]")
"""Most texts have none of these, and are clean."""

SCHEMES = frozenset({"http", "https"})
_HOST = re.compile(r"(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])")
_SAFE = "/:?#[]@!$&'()*+,;=%~-._"

TAGS = frozenset(
    "a abbr b blockquote br caption code dd del details dl dt em h3 h4 h5 h6 hr i ins kbd li mark ol p pre q s "
    "samp small strong sub summary sup table tbody td tfoot th thead tr u ul var".split()
)
"""Elements that order text; any other one goes, and what is in it stays. Headings of the first two levels are ours."""
HIDDEN = frozenset({"script", "style", "iframe", "object", "template", "noscript"})
"""Elements that go with all that is in them."""
ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "td": {"style"},
    "th": {"style"},
    "abbr": {"title"},
    **{tag: {"id"} for tag in ("h3", "h4", "h5", "h6", "p", "li")},
}
_STYLES = frozenset({"text-align:left", "text-align:center", "text-align:right"})
"""How a cell of a table may be aligned; the only styles that are let through."""


def clean_text(text: str) -> str:
    """The text without characters that cannot be seen or turn lines round; line ends are LF. Idempotent.

    Joiners of no width stay inside the scripts that need them and inside emoji.
    """
    if not _DOUBTFUL.search(text):
        return text
    text = _UNSEEN.sub("", _LINE_ENDS.sub(" ", _unify_line_ends(text)))
    text = _SELECTORS.sub(r"\1", _JOINER.sub(_keep_joiner, text))
    return _LONG_RUN.sub(_thin_marks, text)


def find_dropped(text: str) -> tuple[int, int, str] | None:
    """(1-based line of the first, how many, name of the first) of the characters that `clean_text` drops."""
    if not _DOUBTFUL.search(text):
        return None
    text, cleaned = _LINE_ENDS.sub(" ", _unify_line_ends(text)), clean_text(text)
    if text == cleaned:
        return None
    first = next(i for i, character in enumerate(text) if character != cleaned[i : i + 1])
    name = unicodedata.name(text[first], "a control character").lower()
    return text.count("\n", 0, first) + 1, len(text) - len(cleaned), f"U+{ord(text[first]):04X}, {name}"


def _unify_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _keep_joiner(joiner: re.Match[str]) -> str:
    """The joiner where it stands between letters that it can join, or between emoji."""
    before, after = (
        joiner.string[max(0, joiner.start() - 1) : joiner.start()],
        joiner.string[joiner.end() : joiner.end() + 1],
    )
    can_follow = after != "" and unicodedata.category(after)[0] in "LS"
    return joiner[0] if can_follow and _JOINABLE.match(before) and _JOINABLE.match(after) else ""


def _thin_marks(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in run[0]:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def split_address(text: str) -> SplitResult | None:
    """The parts of an address of the web, percent-encoded, scheme and host in small letters; None for any other.

    One with a user's name is none: `https://bank.example@evil.example/` shows one host and leads to another.
    """
    try:
        parts = urlsplit(quote(text, safe=_SAFE))
        port = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in SCHEMES or not parts.hostname or "@" in parts.netloc:
        return None
    host = unquote(parts.netloc.rpartition(":")[0] if port is not None else parts.netloc.rstrip(":"))
    if not _HOST.fullmatch(host):
        return None
    scheme = parts.scheme.lower()
    default = {"http": 80, "https": 443}[scheme]
    netloc = host.lower() if port in (None, default) else f"{host.lower()}:{port}"
    return parts._replace(scheme=scheme, netloc=netloc)


def keep_address(text: str) -> str | None:
    """An address of the web as it may stand in a page or file, nothing left out of it; None for any other."""
    parts = split_address(text.strip())
    return parts.geturl() if parts else None


def clean_html(html: str, ids: Iterable[str], resolve: Callable[[str], str | None]) -> str:
    """What the allow-list lets through. `resolve` gives the address for a link's, or None where there shall be none.

    Of `ids` each is given once, so that foreign HTML cannot repeat one of ours; all others go.
    """
    left = set(ids)

    def keep(tag: str, name: str, value: str) -> str | None:
        if name == "id":
            is_ours = value in left
            left.discard(value)
            return value if is_ours else None
        if name == "href":
            return resolve(value)
        if name == "style":
            return value if value in _STYLES else None
        return value

    cleaned = nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(HIDDEN),
        attributes=ATTRIBUTES,
        attribute_filter=keep,
        url_schemes=set(SCHEMES),
        link_rel="noopener",
    )
    return clean_text(cleaned)
