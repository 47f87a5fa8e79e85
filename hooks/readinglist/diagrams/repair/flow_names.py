"""Names in a flowchart: which can be ids, which id a name stands for; the first of the two passes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_KEYWORDS = (
    "style|linkStyle|classDef|class|graph|flowchart-elk|flowchart|swimlane-beta|subgraph|end|interpolate|_self|_blank|_parent|_top|"
    "click(?=\\s|$)|call(?=\\s|$)|href(?=\\s|$)"
)
_KEYWORD = re.compile(rf"(?:^|^[0-9]+|[^A-Za-z0-9!\"#$%&'*+.`?\\_/=-])(?:{_KEYWORDS})(?![A-Za-z0-9_])", re.ASCII)
_ID = re.compile(r"(?=.*[^\W_])(?:[A-Za-z0-9_]|\.(?!-)|-(?=[^>\-.])|(?![A-Za-z])[^\W\d_])++")
_TITLE = re.compile(r"(?:[A-Za-z0-9!#$%&'*+.`?\\_/:^]|-(?=[^>\-.])|-$|(?![A-Za-z])[^\W\d_]|[ \t])++")
"""What both Mermaid's flow.jison and merman take for an id, and what Mermaid takes for an unquoted subgraph title."""
_TITLE_BREAKS = re.compile(
    r"--|(?<![A-Za-z0-9.])end\s*$|direction\s+(?:TB|BT|LR|RL|TD)|(?<![A-Za-z0-9.])(?:default|interpolate|_self|_blank|_parent|_top|href(?=\s)|call(?=\s))\b",
    re.ASCII,
)
_MERMAID_ID = re.compile(r"(?:[A-Za-z0-9!#$%&'*+.`?\\_/,:]|-(?=[^>\-.])|-$|(?![A-Za-z])[^\W\d_])++")


def is_id(text: str) -> bool:
    """Whether the text is read as one node id. Mermaid takes more signs (`/`, `:`, `+`), merman refuses them."""
    return bool(_ID.fullmatch(text)) and not _KEYWORD.search(text)


def name_renaming(text: str, in_groups: bool = False) -> str:
    """The rule that renames an id: `plain-id` where only merman minds it."""
    if _KEYWORD.search(text):
        return "reserved-id"
    return "plain-id" if _MERMAID_ID.fullmatch(text) else "group-by-title" if in_groups else "id-from-label"


def is_bare_title(text: str) -> bool:
    """Whether Mermaid reads the text as an unquoted subgraph title and shows all of it."""
    return bool(_TITLE.fullmatch(text)) and not _TITLE_BREAKS.search(text)


def make_id(text: str, taken: Iterable[str]) -> str:
    """An id like the text that is not taken: `VCF Files` -> `VCF_Files`."""
    taken = set(taken)
    base = re.sub(r"[^\w]+", "_", text).strip("_") or "node"
    if not is_id(base) or base.lower() in ("end", "default"):
        base = f"{base}_node"
    name, count = base, 2
    while name in taken:
        name, count = f"{base}_{count}", count + 1
    return name


def fold(text: str) -> str:
    """A name without case, blanks, quotes and breaks, for comparison."""
    text = re.sub(r"<br\s*/?>|\\n", " ", text)
    return re.sub(r"\s+", " ", text).strip().strip("\"'“”`").strip().casefold()


@dataclass(frozen=True)
class Group:
    """A subgraph's header: id (None where it has none), title as shown, both as written."""

    id: str | None
    title: str
    is_valid: bool
    """Whether the header can stay as it is."""


@dataclass(frozen=True)
class Mention:
    """A node somewhere in the source: its id as written, its label where it has one, the groups it stands in."""

    raw: str
    label: str | None = None
    path: tuple[int, ...] = ()


@dataclass(frozen=True)
class Names:
    """What every name stands for. Empty in the first pass."""

    ids: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Node as written -> its id."""
    groups: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Folded title or id of a subgraph -> its id."""
    group_ids: tuple[str | None, ...] = ()
    """The id of each subgraph in order of appearance; None where it needs none."""
    labelled: frozenset[str] = frozenset()
    """Ids that have a label somewhere."""
    spaced: tuple[str, ...] = ()
    """Names with blanks or signs that may stand at the end of an edge, the longest first."""
    bare: frozenset[str] | None = None
    """Ids that stand somewhere without a label; None before that is known."""
    unlabelled: frozenset[str] = frozenset()
    """Nodes as written whose label says only the name of a subgraph they stand for."""

    def resolve(self, raw: str) -> str:
        """The id of a node as written."""
        return self.ids.get(raw, raw)


def make_names(groups: list[Group], mentions: list[Mention], targets: Iterable[str]) -> Names:
    """Give every subgraph and node an id. `targets` are names in style and class lines."""
    raws = {mention.raw for mention in mentions if mention.raw}
    labels = {mention.raw: mention.label for mention in mentions if mention.label}
    named = raws | set(targets)
    folded = {fold(raw) for raw in named}
    taken = {raw for raw in raws if is_id(raw)} | {group.id for group in groups if group.id and is_id(group.id)}
    stand_ins = _find_stand_ins(groups, mentions)
    group_ids: list[str | None] = []
    by_name: dict[str, str] = {}
    for group in groups:
        group_id = _choose_group_id(group, folded, taken, {raw for raw in labels if raw not in stand_ins})
        group_ids.append(group_id)
        taken |= {group_id} if group_id else set()
        for name in (group.title, group.id or ""):
            known = group_id or (group.id if group.id and is_id(group.id) else None)
            if known and name:
                by_name.setdefault(fold(name), known)
    ids = _make_ids(raws, labels, by_name, taken)
    labelled = frozenset(ids.get(raw, raw) for raw in labels) | frozenset(by_name.values())
    spaced = {name for group in groups for name in (group.title, group.id or "") if name and not is_id(name)}
    spaced |= {label for label in labels.values() if label and not is_id(label) and re.search(r"[&,:()/]", label)}
    return Names(
        MappingProxyType(ids),
        MappingProxyType(by_name),
        tuple(group_ids),
        labelled,
        tuple(sorted((name for name in spaced if "\n" not in name), key=len, reverse=True)),
        frozenset(mention.raw for mention in mentions if not mention.label),
        stand_ins,
    )


def _find_stand_ins(groups: list[Group], mentions: list[Mention]) -> frozenset[str]:
    """Nodes that share id and label with a subgraph and stand outside of it: they are that subgraph."""
    found = set()
    for index, group in enumerate(groups):
        same = [m for m in mentions if m.label and m.raw == (group.id or group.title)]
        if same and all(fold(m.label or "") == fold(group.title) and index not in m.path for m in same):
            found.add(same[0].raw)
    return frozenset(found)


def _choose_group_id(group: Group, mentioned: set[str], taken: set[str], labels: set[str]) -> str | None:
    """The id to write into a header, or None where the header can stay as it is."""
    own = group.id or (group.title if is_id(group.title) else None)
    if own in labels:
        return make_id(f"{own}_group", taken)
    if own and is_id(own) and is_bare_title(own):
        return None if group.is_valid else own
    is_wanted = fold(group.title) in mentioned or (bool(group.id) and fold(group.id or "") in mentioned)
    if group.is_valid and not is_wanted:
        return None
    return make_id(group.id or group.title or "group", taken)


def _make_ids(
    raws: set[str], labels: Mapping[str, str | None], groups: Mapping[str, str], taken: set[str]
) -> dict[str, str]:
    """Raw -> id, for every node that cannot keep its name."""
    owners: dict[str, set[str]] = {}
    for raw, label in labels.items():
        owners.setdefault(fold(label or ""), set()).add(raw)
    ids: dict[str, str] = {}
    folded_ids: dict[str, str] = {}
    pending = [raw for raw in sorted(raws) if not is_id(raw)]
    for raw in sorted(pending, key=lambda raw: raw not in labels):
        owner = owners.get(fold(raw), set()) - {raw}
        if raw not in labels and fold(raw) in groups:
            ids[raw] = groups[fold(raw)]
        elif raw not in labels and len(owner) == 1:
            name = next(iter(owner))
            ids[raw] = ids.get(name, name)
        elif fold(raw) in folded_ids and raw not in labels:
            ids[raw] = folded_ids[fold(raw)]
        else:
            ids[raw] = make_id(raw, taken)
            taken = taken | {ids[raw]}
        folded_ids.setdefault(fold(raw), ids[raw])
    return ids
