"""Read and write the headers of subgraphs, and see to it that each has its `end`; text in, value out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .change import Line
from .flow_names import Group, is_bare_title, is_id
from .labels import escape_tags, is_plain, is_quoted, quote, unquote

_HEADER = re.compile(
    r"\s*(?P<word>subgraph|sub[ -]graph)(?P<rest>(?:[\s\"“\[(（【:：{].*)?)$", re.IGNORECASE | re.DOTALL
)
_END = re.compile(r"\s*end(?:\s*-?\s*(?:subgraph|sub graph|graph))?\s*[;；]?\s*$|\s*\}\s*;?\s*$", re.IGNORECASE)
_BRACKETED = re.compile(r"(?P<id>[^\[]*?)\s*\[+(?P<title>.*?)\]+\s*$", re.DOTALL)
_WRAPPED = re.compile(r"\((?P<a>[^()]*)\)|/(?P<b>.*)/|\[(?P<c>[^\[\]]*)\]")
_QUOTED = re.compile(r"(?P<id>[^\"“\s(\[]*)\s*[:(\-]?\s*[\"“](?P<title>.*)[\"”]\s*\)?\s*$", re.DOTALL)
_PARENTHESES = re.compile(
    r"(?P<id>[A-Za-z_][\w-]*)(?:\((?P<round>.*)\)|（(?P<wide>.*)）|\{(?P<curly>.*)\}|【(?P<bold>.*)】)\s*$", re.DOTALL
)
_COLON = re.compile(r"(?P<id>[A-Za-z_][\w-]*)\s*(?:[:：]\s+|：|\s+as\s+)(?P<title>\S.*)$", re.DOTALL)


def is_header(text: str) -> bool:
    """Whether a line opens a subgraph; `subgraph --> x` and `subgraph[x]` are nodes."""
    match = _HEADER.match(text)
    return (match is not None and not re.match(r"\s*(?:[-=]{2}|[-=]>|\[)", match["rest"])) or bool(
        match and re.match(r"\s+\[", match["rest"])
    )


def is_end(text: str) -> bool:
    """Whether a line closes a subgraph."""
    return _END.match(text) is not None


def read_group_header(text: str) -> Group:
    """The subgraph that a line opens, whatever the form of its header."""
    match = _HEADER.match(text)
    if match is None:
        return Group(None, "", False)
    rest = match["rest"].strip()
    is_spelt = match["word"] == "subgraph" and (not rest or match["rest"][:1] in " \t")
    bare = re.sub(r"\s*[;；]$", "", rest)
    if not bare:
        return Group(None, "", False)
    if is_quoted(bare):
        return Group(None, unquote(bare), is_spelt)
    if is_bare_title(bare):
        title = bare.rstrip(":：").strip()
        named = _COLON.match(bare)
        if named and ":" in bare and not bare.endswith(":"):
            return Group(named["id"], named["title"], False)
        return Group(title if is_id(title) else None, title, is_spelt and title == bare)
    return _read_titled(re.sub(r"\s*\{$", "", bare).rstrip(":："), is_spelt)


def _read_titled(bare: str, is_spelt: bool) -> Group:
    """A header with an id and a title, or with a title that must be quoted."""
    bare = re.sub(r"(?<=\])\s+(?:direction\s.*|[%/]{2}.*)$", "", bare)
    bracketed = _BRACKETED.match(bare)
    if bracketed:
        name, title = unquote(bracketed["id"]), bare[bare.index("[") + 1 : bare.rindex("]")].strip()
        is_valid = (
            is_spelt
            and (is_bare_title(name) and bool(name))
            and (is_quoted(title) or (is_plain(title) and title[0] not in "/\\"))
        )
        is_valid = is_valid and bare.endswith("]") and '"' not in bracketed["id"]
        wrapped = _WRAPPED.fullmatch(title)
        shown = unquote(next((value for value in wrapped.groups() if value), title) if wrapped else title)
        return Group(name or None, unquote(title) if is_valid else shown, is_valid)
    for pattern in (_QUOTED, _PARENTHESES, _COLON):
        match = pattern.match(bare)
        if match:
            titles = [value for key, value in match.groupdict().items() if key != "id" and value]
            title = titles[0].strip() if titles else ""
            return Group(match["id"] or None, unquote(title) or match["id"], False)
    return Group(None, unquote(bare), False)


def write_group_header(indent: str, group: Group, name: str) -> str:
    """`subgraph id["title"]`, or the id alone where it is the title."""
    if group.title == name:
        return f"{indent}subgraph {name}"
    return f"{indent}subgraph {name}[{quote(escape_tags(group.title))}]"


def balance(lines: Sequence[Line], kinds: Sequence[str]) -> tuple[tuple[Line, ...], tuple[int, ...], tuple[int, ...]]:
    """(lines with every subgraph closed once, indexes of `end`s dropped, line numbers of `end`s added).

    Where ends are missing, a subgraph closes before the next one that is indented no deeper than it, else at the end.
    """
    missing = kinds.count("subgraph") - kinds.count("end")
    open_indents: list[int] = []
    result: list[Line] = []
    dropped: list[int] = []
    added: list[int] = []
    for i, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        depth = len(line.indent.expandtabs(4))
        while missing > 0 and open_indents and _closes_before(lines, kinds, i, depth, open_indents[-1]):
            result.append(Line(line.number, " " * open_indents.pop() + "end"))
            added.append(line.number)
            missing -= 1
        if kind == "subgraph":
            open_indents.append(depth)
        elif kind == "end" and not open_indents:
            dropped.append(i)
            continue
        elif kind == "end":
            open_indents.pop()
        result.append(line)
    last = lines[-1].number if lines else 1
    for indent in reversed(open_indents):
        result.append(Line(last, " " * indent + "end"))
        added.append(last)
    return tuple(result), tuple(dropped), tuple(added)


def _closes_before(lines: Sequence[Line], kinds: Sequence[str], i: int, depth: int, open_depth: int) -> bool:
    """Whether a line shows by its indent that the open subgraph has ended; flat sources show but a new header."""
    if kinds[i] == "subgraph":
        return depth <= open_depth and (open_depth > 0 or _is_indented(lines, kinds) or "end" not in kinds)
    return kinds[i] == "chain" and depth <= open_depth and _is_indented(lines, kinds)


def _is_indented(lines: Sequence[Line], kinds: Sequence[str]) -> bool:
    """Whether the author indents what stands in subgraphs."""
    pairs = [
        (lines[i], lines[i + 1])
        for i in range(len(lines) - 1)
        if kinds[i] == "subgraph" and kinds[i + 1] in ("chain", "direction")
    ]
    return bool(pairs) and all(len(b.indent.expandtabs(4)) > len(a.indent.expandtabs(4)) for a, b in pairs)
