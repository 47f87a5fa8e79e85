"""Read and write the nodes of a flowchart, right or nearly so; text and a position in, a node out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .flow_links import find_arrow, read_arrow
from .labels import is_quoted, is_shown_whole, is_valid_label, name_change, quote, unquote

SHAPES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("(((", (")))",)),
    ("((", ("))",)),
    ("([", ("])",)),
    ("[[", ("]]",)),
    ("[(", (")]",)),
    ("[/", ("/]", "\\]")),
    ("[\\", ("\\]", "/]")),
    ("{{", ("}}",)),
    ("[", ("]",)),
    ("(", (")",)),
    ("{", ("}",)),
    (">", ("]",)),
)
"""Opening bracket -> closing ones, the longest first; as in Mermaid's flow.jison."""

_PAIRS = {"[": "]", "(": ")", "{": "}"}
_TRAPEZOID = frozenset("/\\")
_WIDE = str.maketrans("（）【】［］｛｝〔〕〈〉", "()[][]{}[]()")
_CLASS = re.compile(r"\s*:{2,3}\s*(?P<name>[A-Za-z_]\w*(?:-\w+)*)")
_ATTRIBUTES = re.compile(r"\s*@\{[^{}]*\}")
_CONTINUES = re.compile(r"\s*(?:$|[;；,，、]|&|:{2,3}\s*[A-Za-z_]|[:：](?!:)|@\{|%%|//|\n)")


@dataclass(frozen=True)
class Shape:
    """A label in brackets. `text` is how it must be written; `end` is where the source goes on."""

    opening: str
    label: str
    closing: str
    end: int
    text: str
    names: tuple[str, ...] = ()


_NODE = re.compile(r"\s+[A-Za-z_][\w-]*[\[({]")


def continues(text: str, position: int) -> bool:
    """Whether after a node the text goes on as a statement may: a link, `&`, a class, an end."""
    if _CONTINUES.match(text, position):
        return True
    blanks = len(text[position:]) - len(text[position:].lstrip())
    edge_id = re.compile(r"[\w-]+@").match(text, position + blanks)
    arrow = read_arrow(text, edge_id.end() if edge_id else position + blanks)
    return arrow is not None


def read_shape(text: str, start: int) -> Shape | None:
    """The bracket that opens at `start` with all that belongs to it, even where it is closed wrongly or not at all."""
    openings = [(opening, closings) for opening, closings in SHAPES if text.startswith(opening, start)]
    if not openings:
        return None
    for opening, closings in openings:
        shape = _read_closed(text, start, opening, closings)
        if shape is not None:
            return shape
    return _read_unclosed(text, start, openings[0][0], openings[-1][0])


def _read_closed(text: str, start: int, opening: str, closings: tuple[str, ...]) -> Shape | None:
    ends = [
        (end, closing) for closing in closings if (end := _find_close(text, start + len(opening), closing)) is not None
    ]
    if not ends:
        return None
    end, closing = min(ends)
    label = text[start + len(opening) : end]
    if opening in ("[", "(", "{") and _is_half(label):
        return None
    return _make_shape(text, start, opening, label, closing, end + len(closing))


def _is_half(label: str) -> bool:
    """Whether a label begins with a bracket that nothing closes: `[(Database]` was meant as another shape."""
    bare = label.strip()
    return bare[:1] in _PAIRS and bare.count(bare[0]) > bare.count(_PAIRS[bare[0]])


def _find_close(text: str, start: int, closing: str) -> int | None:
    """Where the bracket closes: at the first place that is balanced and after which a statement can go on."""
    quoted = _find_quoted_close(text, start, closing)
    if quoted is not None:
        return quoted
    mark = closing[-1]
    opening = next(key for key, value in _PAIRS.items() if value == mark)
    first: int | None = None
    apart: int | None = None
    for end in _find_all(text, closing, start):
        inner = text[start:end]
        if not inner.strip():
            continue
        if not continues(text, end + len(closing)):
            if apart is None and _NODE.match(text, end + len(closing)) and _is_balanced(inner, opening, mark):
                apart = end
            continue
        if _is_balanced(inner, opening, mark):
            return end
        if first is None and not _holds_node(inner):
            first = end
    return first if apart is None else apart


def _holds_node(inner: str) -> bool:
    """Whether a would-be label holds a link and another node, because its own bracket was never closed."""
    arrow = find_arrow(inner, 0)
    return arrow is not None and bool(re.match(r"\s*(?:\|[^|]*\|)?\s*[\w-]+\s*[\[({]", inner[arrow.end :]))


def _find_all(text: str, mark: str, start: int) -> Iterator[int]:
    end = text.find(mark, start)
    while end >= 0:
        yield end
        end = text.find(mark, end + 1)


def _is_balanced(inner: str, opening: str, closing: str) -> bool:
    depth = 0
    for sign in inner:
        depth += (sign == opening) - (sign == closing)
        if depth < 0:
            return False
    return depth == 0


def _find_quoted_close(text: str, start: int, closing: str) -> int | None:
    """Where a label that begins with a quote closes: a quote, the bracket, and a statement that goes on."""
    opening = re.compile(r'\s*(?P<quote>["“])').match(text, start)
    if opening is None:
        return None
    quote_end = re.compile(rf'["”]\s*(?={re.escape(closing)})')
    for match in quote_end.finditer(text, opening.end()):
        inner = text[opening.end() : match.start()]
        if continues(text, match.end() + len(closing)) and not _swallows(inner, closing):
            return match.end()
    return None


def _swallows(inner: str, closing: str) -> bool:
    """Whether a would-be quoted label holds the end of its node and a link, because its closing quote is missing."""
    return '"' in inner and any(continues(inner, end + len(closing)) for end in _find_all(inner, closing, 0))


def _read_unclosed(text: str, start: int, longest: str, shortest: str) -> Shape:
    """A bracket that no right one closes: with stray text behind it, closed by another kind, or by nothing."""
    closing = dict(SHAPES)[shortest][0]
    own = [end for end in _find_all(text, closing, start + 1) if text[start + 1 : end].strip()]
    stop = _find_link(text, start + len(longest))
    own = [end for end in own if end < stop]
    if own and not _is_half(text[start + len(shortest) : own[0]]):
        balanced = [end for end in own if _is_balanced(text[start + 1 : end], shortest, closing)]
        return _read_stray(text, start, shortest, balanced[0] if balanced else own[0], closing, stop)
    end = _find_other_close(text, start + len(longest), stop)
    label = text[start + len(longest) : end].rstrip("])}") if end != stop else text[start + len(longest) : stop]
    return _make_shape(text, start, longest, label.strip(), dict(SHAPES)[longest][0], end, "close-bracket")


def _find_link(text: str, start: int) -> int:
    """Where the next link begins, at a blank or closing bracket; else the end of the text."""
    for position in range(start, len(text)):
        if text[position] in "-=.<~—–→⇒xo－" and text[position - 1] in ' \t])}"' and read_arrow(text, position):
            return position
    return len(text)


def _find_other_close(text: str, start: int, stop: int) -> int:
    """Just behind the first run of closing brackets after which a statement can go on."""
    for match in re.compile(r"[\])}]+").finditer(text, start, stop):
        if text[start : match.start()].strip() and continues(text, match.end()):
            return match.end()
    return stop


def _read_stray(text: str, start: int, opening: str, end: int, closing: str, stop: int) -> Shape:
    """A node with text behind its bracket: `C[FileUtils] read` -> one label. What looks like a node stays out."""
    after = end + len(closing)
    stray = text[after:stop]
    label = text[start + len(opening) : end]
    if re.match(r"\s+[\w.-]+\s*[\[({]", stray) or re.match(r"\s*[\"|]", stray):
        return _make_shape(text, start, opening, label, closing, after)
    extra = stray.strip().strip("])}") if re.fullmatch(r"[\])}\s]*", stray) else stray.strip()
    mark = re.search(r";\s*$", extra)
    extra = extra[: mark.start()] if mark else extra
    joined = f"{unquote(label)} {extra}".strip() if extra else label
    return _make_shape(text, start, opening, joined, closing, stop, "join-stray-text" if extra else "close-bracket")


def _make_shape(text: str, start: int, opening: str, label: str, closing: str, end: int, name: str = "") -> Shape:
    """The shape with its label quoted where it cannot stand as it is."""
    raw = text[start:end]
    is_valid = (
        is_quoted(label) and label == label.strip() if label.strip()[:1] == '"' else _is_valid_plain(label, opening)
    )
    if not label.strip():
        return Shape(opening, "", closing, end, "", ("empty-label",))
    if not is_valid:
        label = _drop_loose(label, opening)
    written = f"{opening}{label if is_valid else quote(label)}{closing}"
    names = (name or name_change(label),) if written != raw else ()
    return Shape(opening, unquote(label), closing, end, written, names)


def _is_valid_plain(label: str, opening: str) -> bool:
    if opening[-1] in _TRAPEZOID:
        return is_shown_whole(label) and not re.search(r'[\[\](){}"]|~~~', label)
    if opening in "([{>" and label[:1] in "/\\" and opening == "[":
        return False
    return (
        is_valid_label(label)
        and not (opening in ("(", "((", "(((") and label[:1] == "-")
        and not re.search(r"[-/]$", label if opening == "(" else "")
    )


def _drop_loose(label: str, opening: str) -> str:
    """Drop brackets at a label's end that nothing opened."""
    bare = label.strip()
    while bare and bare[-1] in "])}":
        mark = next(key for key, value in _PAIRS.items() if value == bare[-1])
        if bare.count(mark) >= bare.count(bare[-1]):
            break
        bare = bare[:-1].rstrip()
    return bare or label


def read_class(text: str, start: int) -> tuple[str, str, int] | None:
    """(`:::name` as written, as it must be, where the source goes on)."""
    match = _CLASS.match(text, start)
    return (match[0], f":::{match['name']}", match.end()) if match else None


def read_attributes(text: str, start: int) -> tuple[str, int] | None:
    """(`@{ shape: … }`, where the source goes on)."""
    match = _ATTRIBUTES.match(text, start)
    return (match[0], match.end()) if match else None


def narrow(text: str) -> str:
    """Full-width brackets as ASCII ones."""
    return text.translate(_WIDE)
