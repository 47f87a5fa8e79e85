"""Read a flowchart statement of nodes and links, right or nearly so, and write it; text in, statements out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from .flow_links import Link, find_arrow, read_link
from .flow_names import Names, fold, is_id, name_renaming
from .flow_nodes import Shape, continues, narrow, read_attributes, read_class, read_shape
from .labels import is_valid_label, quote, unquote

_OPENINGS = '[({"“'
_STOPS = re.compile(r"[\[({\"“|｜;；\n]|:::|::(?=\s*[A-Za-z])|@\{|\s&|&\s|＆|[:：](?=\s)|\s[:：]|：|>(?=[^\n\[]*\])")
_WIDE_SHAPE = re.compile(r"\s*(?P<open>[（【［｛〔])(?P<label>[^\n]+?)(?P<close>[）】］｝〕])(?P<rest>\s*)")
_COMMA = re.compile(r"\s*[,，、]\s*")
_PART = re.compile(r"[\w.-]+")
_TAIL = re.compile(r"\s*[:：]\s*(?P<label>[^;；\n]*?)\s*(?=[;；]?\s*$|[;；])")
_PLAIN_ID = re.compile(r"[A-Za-z]{1,3}\d*|\w+_\w+|[a-z]+\d+")
"""What authors choose as an id, not as a name to be read."""
_AMP = re.compile(r"\s*[&＆]\s*")


@dataclass(frozen=True)
class Node:
    """A node as it stands in a statement. `raw` is its id as written, or its label where it has no id."""

    raw: str
    source: str
    shape: Shape | None = None
    suffix: str = ""
    """Class and attributes, as they must be written."""
    end: int = 0
    names: tuple[str, ...] = ()

    @property
    def label(self) -> str | None:
        """The text of the shape."""
        return self.shape.label if self.shape and self.shape.label else None


@dataclass(frozen=True)
class Chain:
    """Groups of nodes with links between them: `A & B -->|x| C`."""

    groups: tuple[tuple[Node, ...], ...]
    links: tuple[Link, ...]
    source: str
    end: int
    is_clean: bool = True
    """Whether blanks, commas and the rest are as Mermaid wants them."""

    @property
    def edges(self) -> int:
        """How many edges the links stand for: `A & B --> C` is two."""
        return sum(len(left) * len(right) for left, right in pairwise(self.groups))

    @property
    def nodes(self) -> Iterator[Node]:
        """All nodes, from left to right."""
        return (node for group in self.groups for node in group)


def read_chain(text: str, start: int, names: Names) -> Chain | None:
    """The statement at `start`; None where no node begins there."""
    group, end, is_clean = read_group(text, start, names)
    if not group:
        return None
    groups, links = [group], []
    while True:
        link = read_link(text, end)
        if link is None:
            break
        further, after, clean = read_group(text, link.end, names)
        if not further:
            is_clean = False
            end = link.end
            break
        is_clean &= clean
        groups.append(further)
        links.append(link)
        end = after
    chain = Chain(tuple(groups), tuple(links), text[start:end], end, is_clean)
    return _read_tail(text, chain) if links else chain


def _read_tail(text: str, chain: Chain) -> Chain:
    """`A --> B : text`, as in class diagrams: the text becomes the label of the last link."""
    match = _TAIL.match(text, chain.end)
    if match is None or match["label"].startswith("::"):
        return chain
    *others, last = chain.links
    label = match["label"].strip()
    if label:
        last = add_label(last, label)
    return Chain(chain.groups, (*others, last), text[: match.end()], match.end(), False)


def add_label(link: Link, label: str) -> Link:
    """The link with a label, behind the one it has."""
    joined = f"{unquote(link.label)} {label}".strip() if link.label and fold(link.label) != fold(label) else label
    arrow = link.text if link.label is None else re.sub(r"\|.*\|$", "", link.text, flags=re.DOTALL)
    if link.label is not None and arrow == link.text:
        arrow = "-->" if link.text.rstrip().endswith(">") else "---"
    shown = joined if is_valid_label(joined) else quote(joined)
    return Link(
        link.raw,
        f"{arrow.rstrip()}|{shown}|",
        joined,
        link.end,
        link.is_reversed,
        (*link.names, "edge-text-after-colon"),
    )


def read_group(text: str, start: int, names: Names) -> tuple[tuple[Node, ...], int, bool]:
    """(nodes joined by `&`, where the source goes on, whether it is written right)."""
    nodes: list[Node] = []
    position, is_clean = start, True
    while True:
        found = read_nodes(text, position, names)
        if not found:
            break
        nodes += found
        is_clean &= len(found) == 1
        position = found[-1].end
        join = _AMP.match(text, position) or _match_comma(text, position)
        if join is None:
            return tuple(nodes), position, is_clean
        is_clean &= "&" in join[0] and re.fullmatch(r"\s+&\s+|\s+&$", join[0]) is not None
        position = join.end()
    return tuple(nodes), nodes[-1].end if nodes else start, is_clean and not nodes


def _match_comma(text: str, position: int) -> re.Match[str] | None:
    """A comma between nodes, where a node follows."""
    match = _COMMA.match(text, position)
    return (
        match
        if match and re.match(r"[^\W\d_][\w.-]*\s*(?:[\[({]|$|[,，、]|[-=<.]{2}|[-=]>)", text[match.end() :])
        else None
    )


def read_nodes(text: str, start: int, names: Names) -> tuple[Node, ...]:
    """The node at `start`; several where ids are joined by commas: `B, C`."""
    position = start + len(text[start:]) - len(text[start:].lstrip(" \t\u00a0\u3000\n"))
    if position >= len(text):
        return ()
    for name in names.spaced:
        if text.startswith(name, position) and continues(text, position + len(name)):
            return (_finish(text, position, name, position + len(name), None),)
    if text[position] in _OPENINGS:
        return _read_anonymous(text, position)
    stop = _find_stop(text, position)
    raw = text[position:stop].strip()
    if not raw:
        return ()
    stop = position + len(raw)
    shape = _read_following_shape(text, stop, raw)
    if shape and _is_phrase(text[stop:], raw, shape, names):
        return (_finish(text, position, text[position : shape.end], shape.end, None),)
    parts = _COMMA.split(raw) if re.search(r"[,，、]\s|[，、]", raw) else [raw]
    if len(parts) > 1 and all(_PART.fullmatch(part) for part in parts):
        *heads, last = parts
        return (*(Node(part, part, end=stop) for part in heads), _finish(text, position, last, stop, shape))
    raw = raw.rstrip(",，、。") or raw
    return (_finish(text, position, raw, stop, shape),)


def _is_phrase(after: str, raw: str, shape: Shape, names: Names) -> bool:
    """Whether brackets belong to a name, as in `Large Model (LLM) --> x`: no id, or one that stands nowhere else."""
    if not after[:1].isspace() or shape.opening != "(" or names.bare is None or raw in names.bare:
        return False
    return " " in raw or (_PLAIN_ID.fullmatch(raw) is None)


def _find_stop(text: str, start: int) -> int:
    """Where an id ends: at a bracket, a link, `&`, a class, a colon, or the end of the line."""
    wide = re.compile(r"[A-Za-z]\w*(?=\s*[（【［｛〔])").match(text, start)
    if wide and _match_wide(text, wide.end()):
        return wide.end()
    stop = _STOPS.search(text, start)
    end = stop.start() if stop else len(text)
    arrow = find_arrow(text, start)
    while arrow is not None and arrow.start == start and arrow.raw[0] in "xo*":
        arrow = find_arrow(text, arrow.end)
    if arrow is None:
        return end
    edge_id = re.compile(r"(?<=\s)[^\s\"\[\](){}|@]+@$").search(text[start : arrow.start])
    return min(end, start + edge_id.start() if edge_id else arrow.start)


def _match_wide(text: str, position: int) -> re.Match[str] | None:
    match = _WIDE_SHAPE.match(text, position)
    while match and not continues(text, match.end("close")):
        close = re.compile("[）】］｝〕]").search(text, match.end("close"))
        if close is None:
            return None
        match = re.compile(
            rf"\s*(?P<open>[（【［｛〔])(?P<label>.{{{close.start() - match.start('label')}}})(?P<close>.)(?P<rest>)"
        ).match(text, position)
    return match


def _read_following_shape(text: str, stop: int, raw: str) -> Shape | None:
    """The bracket behind an id, with or without a blank between."""
    wide = _match_wide(text, stop) if re.fullmatch(r"[A-Za-z][\w-]*", raw) else None
    if wide:
        opening, closing = narrow(wide["open"]), narrow(wide["close"])
        label = wide["label"]
        shown = label if is_valid_label(label) else quote(label)
        return Shape(
            opening, unquote(label), closing, wide.end("close"), f"{opening}{shown}{closing}", ("full-width-syntax",)
        )
    blanks = len(text[stop:]) - len(text[stop:].lstrip(" \t"))
    if text[stop + blanks : stop + blanks + 1] in ("[", "(", "{", ">") and (text[stop + blanks] != ">" or not blanks):
        return read_shape(text, stop + blanks)
    quoted = re.compile(r'\s*"(?P<label>[^"\n]*)"').match(text, stop)
    if quoted and continues(text, quoted.end()) and is_id(raw):
        return Shape("[", quoted["label"], "]", quoted.end(), f"[{quote(quoted['label'])}]", ("quote-label",))
    return None


def _read_anonymous(text: str, position: int) -> tuple[Node, ...]:
    """A node without an id: `[X] --> [Y]`, `"X" --> "Y"`. Its label is its name."""
    if text[position] in '"“':
        match = re.compile(r'["“](?P<label>[^"”\n]+)["”]').match(text, position)
        if match is None:
            return ()
        shape = _read_following_shape(text, match.end(), match["label"])
        return (_finish(text, position, match["label"], match.end(), shape, "node-without-id"),)
    shape = read_shape(text, position)
    if shape is None or not shape.label:
        return ()
    return (_finish(text, position, shape.label, position, shape, "node-without-id"),)


def _finish(text: str, start: int, raw: str, stop: int, shape: Shape | None, *names: str) -> Node:
    """A node with the classes and attributes behind it."""
    end = shape.end if shape else stop
    suffix = ""
    while True:
        attributes, name = read_attributes(text, end), read_class(text, end)
        if attributes:
            suffix, end = suffix + attributes[0].strip(), attributes[1]
        elif name:
            suffix, end = suffix + name[1], name[2]
            names = names if name[0] == name[1] else (*names, "class-blank")
        else:
            return Node(raw, text[start:end], shape, suffix, end, names)


def write_chain(chain: Chain, names: Names, shown: set[str]) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    """(the statement as it must be, (rule, before, after) for each change). `shown` are ids that have their label."""
    changes: list[tuple[str, str, str]] = []
    groups: list[str] = []
    for group in chain.groups:
        texts = []
        for node in group:
            text, rule = write_node(node, names, shown)
            texts.append(text)
            if text != node.source:
                changes.append((rule, node.source, text))
        groups.append(" & ".join(texts))
    for link in chain.links:
        if link.text != link.raw:
            changes += [(name, link.raw, link.text) for name in link.names[-1:] or ("arrow",)]
    if any(link.is_reversed for link in chain.links):
        return _write_split(chain, groups, names), tuple(changes)
    if not changes and chain.is_clean:
        return chain.source, ()
    text = groups[0] + "".join(
        f" {link.text.strip()} {group}" for link, group in zip(chain.links, groups[1:], strict=True)
    )
    return text, tuple(changes) or (("join-nodes", chain.source.strip(), text),)


def _write_split(chain: Chain, groups: list[str], names: Names) -> str:
    """One statement for each link, where one points to the left: Mermaid has no such arrow."""
    ids = [" & ".join(names.resolve(node.raw) for node in group) for group in chain.groups]
    written = []
    for i, link in enumerate(chain.links):
        left, right = groups[0] if i == 0 else ids[i], groups[i + 1]
        left, right = (right, left) if link.is_reversed else (left, right)
        written.append(f"{left} {link.text.strip()} {right}")
    return "\n".join(written)


def write_node(node: Node, names: Names, shown: set[str]) -> tuple[str, str]:
    """(a node as it must be, the rule that says so)."""
    name = names.resolve(node.raw)
    has_id = "node-without-id" not in node.names
    renaming = name_renaming(node.raw, fold(node.raw) in names.groups) if name != node.raw else "blank-before-bracket"
    if node.shape and node.raw not in names.unlabelled and (has_id or name not in shown):
        shown.add(name)
        text, rule = name + node.shape.text, (*node.names, *node.shape.names, renaming)[0]
    elif node.shape is None and name != node.raw and name not in names.labelled | shown:
        shown.add(name)
        text, rule = f"{name}[{quote(node.raw)}]", renaming
    else:
        text, rule = (
            name,
            renaming
            if name != node.raw
            else (*node.names, "group-by-title" if node.shape else "blank-before-bracket")[0],
        )
    text += node.suffix
    return text, rule
