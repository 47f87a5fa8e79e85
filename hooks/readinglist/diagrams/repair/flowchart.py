"""Repair flowcharts in two passes: first titles and ids, then statement by statement; a draft in, a draft out."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .change import Draft, Line, Repair, Rule, change_lines
from .flow_chain import Chain, read_chain, write_chain
from .flow_groups import balance, read_group_header, write_group_header
from .flow_links import read_link
from .flow_names import Mention, Names, is_id, make_names
from .flow_statements import join_css, join_labels, mend_comments, mend_direction, tell_kind
from .flow_styles import STYLE_RULES, find_targets, limit_link_style, names_no_node

_SEPARATOR = re.compile(r"\s*[;；]\s*|[ \t]*\n[ \t]*")
_TITLE_END = re.compile(r"^(\s*subgraph\b.*[\]\"])\s+$")
_SENTENCE = re.compile(r"[.。:：!！]\s*$|(?:\S+\s+){7,}\S+|^\s*(?:[-*+]|\d+[.)]|#+|\*\*|>)\s")


@dataclass(frozen=True)
class Statement:
    """A logical line and what it is."""

    line: Line
    kind: str


def repair_flowchart(draft: Draft) -> Draft:
    """The flowchart as Mermaid takes it, every node, link and subgraph of it kept."""
    for rule in RULES:
        draft = rule(draft)
    return draft


def trim_lines(draft: Draft) -> Draft:
    """Blanks behind the bracket or quote of a subgraph's title: Mermaid refuses the first, merman the second."""
    return change_lines(draft, "trailing-blank", lambda text: _TITLE_END.sub(r"\1", text))


def mend_statements(draft: Draft) -> Draft:
    """Both passes over the statements."""
    first, *rest = draft.lines
    statements = _tell_ends([Statement(line, tell_kind(line.text)) for line in join_labels(rest)])
    names, known = collect_names(statements)
    return _Writer(names, known).write(draft, first, statements)


def _tell_ends(statements: list[Statement]) -> list[Statement]:
    """`End` closes a subgraph only where `end` does not close them all; else it is a node."""
    kinds = [statement.kind for statement in statements]
    exact = sum(s.kind == "end" and s.line.text.strip().startswith("end") for s in statements)
    if kinds.count("end") == exact or kinds.count("subgraph") > exact:
        return statements
    return [
        Statement(s.line, "chain") if s.kind == "end" and re.match(r"\s*E(?:nd|ND)\s*;?\s*$", s.line.text) else s
        for s in statements
    ]


def read_chains(text: str, names: Names) -> tuple[Chain | str, ...]:
    """The statements of a line, and what is none of them as text."""
    return _read_chains(text, names.spaced, names.bare)


@functools.lru_cache(maxsize=1024)
def _read_chains(text: str, spaced: tuple[str, ...], bare: frozenset[str] | None) -> tuple[Chain | str, ...]:
    """Each line is read for its names and again to be written; what it depends on is most often the same."""
    names = Names(spaced=spaced, bare=bare)
    found: list[Chain | str] = []
    position = 0
    while position < len(text):
        separator = _SEPARATOR.match(text, position)
        position = separator.end() if separator and separator.end() > position else position
        chain = read_chain(text, position, names)
        if chain is None or chain.end <= position:
            rest = text[position:].strip()
            return (*found, rest) if rest and rest.strip(",，;；、.。") else tuple(found)
        found.append(chain)
        position = chain.end
    return tuple(found)


def collect_names(statements: Sequence[Statement]) -> tuple[Names, frozenset[str]]:
    """The first pass: (what every name stands for, ids that exist)."""
    groups = [read_group_header(s.line.text) for s in statements if s.kind == "subgraph"]
    titles = {name for group in groups for name in (group.title, group.id or "") if name and not is_id(name)}
    names = Names(spaced=tuple(sorted(titles, key=len, reverse=True)))
    targets = [t for s in statements if s.kind in ("style", "class") for t in find_targets(s.line.text, s.kind)]
    for _ in range(2):
        mentions = _find_mentions(statements, names)
        names = make_names(groups, mentions, targets)
    own = {group.id for group in groups if group.id} | {name for name in names.group_ids if name}
    return names, frozenset({names.resolve(mention.raw) for mention in mentions} | own)


def _find_mentions(statements: Sequence[Statement], names: Names) -> list[Mention]:
    """Every node of every chain, with the subgraphs it stands in."""
    mentions: list[Mention] = []
    path: list[int] = []
    count = 0
    linked: set[str] = set()
    lone: list[Mention] = []
    for statement in statements:
        if statement.kind == "subgraph":
            path, count = [*path, count], count + 1
        elif statement.kind == "end":
            path = path[:-1]
        if statement.kind != "chain":
            continue
        for chain in read_chains(statement.line.text, names):
            if isinstance(chain, str):
                continue
            found = [Mention(node.raw, node.label, tuple(path)) for node in chain.nodes]
            is_lone = not chain.links and len(found) == 1 and not found[0].label
            (lone if is_lone and re.search(r"\s", found[0].raw) else mentions).extend(found)
            linked |= set() if is_lone else {mention.raw for mention in found}
    return mentions + [m for m in lone if m.raw in linked or (m.path and not _SENTENCE.search(m.raw))]


class _Writer:
    """The second pass; it remembers which ids have shown their label."""

    def __init__(self, names: Names, known: frozenset[str]) -> None:
        self.names = names
        self.known = known
        self.shown: set[str] = set()
        self.groups = iter(names.group_ids)
        self.repairs: list[Repair] = []

    def write(self, draft: Draft, first: Line, statements: Sequence[Statement]) -> Draft:
        lines: list[Line] = []
        kinds: list[str] = []
        for statement in statements:
            written = self._write_statement(statement)
            lines += written
            kinds += ["comment" if line.text.lstrip().startswith("%%") else statement.kind for line in written]
        cut = _count_trailing(lines, kinds)
        removed = tuple(line.text.strip().removeprefix("%% ") for line in lines[len(lines) - cut :])
        lines, kinds = lines[: len(lines) - cut], kinds[: len(kinds) - cut]
        balanced, dropped, added = balance(lines, kinds)
        self.repairs += [Repair("extra-end", lines[i].number, "end", "") for i in dropped]
        self.repairs += [Repair("missing-end", number, "", "end") for number in added]
        result = draft.put([first, *balanced], *self.repairs)
        return Draft(result.lines, result.repairs, result.cut + removed)

    def _write_statement(self, statement: Statement) -> list[Line]:
        line = statement.line
        if statement.kind == "chain":
            return self._write_chains(line)
        text = self._mend(statement)
        if text != line.text:
            name = {"subgraph": "subgraph-title", "end": "end", "direction": "direction"}.get(statement.kind, "style")
            name = "unknown-style" if statement.kind == "style" and names_no_node(line.text, text) else name
            self.repairs.append(Repair(name, line.number, line.text.strip(), text.strip()))
        return [Line(line.number, part) for part in text.split("\n")]

    def _mend(self, statement: Statement) -> str:
        text = statement.line.text
        if statement.kind == "subgraph":
            name = next(self.groups, None)
            return text if name is None else write_group_header(statement.line.indent, read_group_header(text), name)
        if statement.kind == "end":
            return text if re.fullmatch(r"\s*end\s*;?\s*", text) else f"{statement.line.indent}end"
        if statement.kind == "direction":
            return mend_direction(text)
        rule = STYLE_RULES.get(statement.kind)
        return rule(text, self.names, self.known.__contains__) if rule else text

    def _write_chains(self, line: Line) -> list[Line]:
        chains = read_chains(line.text, self.names)
        written: list[str] = []
        is_changed = False
        for chain in chains:
            if isinstance(chain, str):
                written += self._write_stray(line, chain)
                is_changed = True
                continue
            if self._is_stray(chain):
                self.repairs.append(Repair("stray-text", line.number, chain.source.strip(), ""))
                written.append(f"%% {' '.join(chain.source.split())}")
                is_changed = True
                continue
            text, changes = write_chain(chain, self.names, self.shown)
            self.repairs += [
                Repair(name, line.number, before.strip(), after.strip()) for name, before, after in changes
            ]
            is_changed |= bool(changes)
            written += text.split("\n") if changes else [text.strip()]
        if not is_changed and _is_separated(line.text, chains):
            return [Line(line.number, line.text)]
        if not is_changed and chains:
            self.repairs.append(Repair("split-statements", line.number, line.text.strip(), " ⏎ ".join(written)))
        return [Line(line.number, line.indent + text) for text in written]

    def _is_stray(self, chain: Chain) -> bool:
        """Whether a statement is prose: one name without label or link that is no id and that nothing else mentions."""
        nodes = list(chain.nodes)
        if chain.links or len(nodes) != 1 or nodes[0].shape or nodes[0].suffix:
            return False
        name = self.names.resolve(nodes[0].raw)
        return not is_id(name) or (name == nodes[0].raw and name not in self.known)

    def _write_stray(self, line: Line, text: str) -> list[str]:
        link = read_link(text, 0)
        if link is not None and not text[link.end :].strip():
            self.repairs.append(Repair("dangling-arrow", line.number, text, ""))
            return []
        self.repairs.append(Repair("stray-text", line.number, text, ""))
        return [f"%% {' '.join(text.split())}"]


def _is_separated(text: str, chains: Sequence[Chain | str]) -> bool:
    """Whether the statements of a line are cut by semicolons or line breaks as Mermaid wants them."""
    position = 0
    for i, chain in enumerate(chain for chain in chains if isinstance(chain, Chain)):
        start = text.index(chain.source, position)
        between = text[position:start]
        if i and not re.fullmatch(r"\s*[;\n]\s*", between):
            return False
        position = start + len(chain.source)
    return re.fullmatch(r"\s*;?\s*", text[position:]) is not None


def _count_trailing(lines: Sequence[Line], kinds: Sequence[str]) -> int:
    return 0


def limit_link_styles(draft: Draft) -> Draft:
    """Comment out the style of a link that does not exist: an error in Mermaid."""
    if "linkstyle" not in draft.source.lower():
        return draft
    texts = [line.text for line in draft.lines[1:] if tell_kind(line.text) == "chain"]
    edges = sum(chain.edges for text in texts for chain in read_chains(text, Names()) if isinstance(chain, Chain))
    return change_lines(draft, "style", lambda text: limit_link_style(text, edges))


RULES: tuple[Rule, ...] = (trim_lines, mend_comments, join_css, mend_statements, limit_link_styles)
