"""Names of participants: which Mermaid can read, which id a name stands for; text in, value out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_KEYWORD = re.compile(
    r"(?:box|participant|actor|create|destroy|loop|rect|opt|alt|else|par|par_over|and|"
    r"critical|option|break|end|left of|right of|links|link|properties|details|over|note|activate|deactivate|"
    r"title|accTitle|accDescr|sequenceDiagram|autonumber|off|as)\b",
    re.IGNORECASE | re.ASCII,
)
_SAFE = re.compile(
    r"[^\W\d][\w .'’·&!?\"“”/*=|$（）()【】、，]*"
    r"(?:-(?![x>)\-|/\\])[\w .'’·&!?\"“”*=|$（）()【】、，]+)*|\d+[^\W\d][\w.]*|\d+"
)
_DECLARATION = re.compile(
    r"(?P<indent>\s*)(?P<create>create\s+)?"
    r"(?P<kind>participant|actor|database|entity|boundary|control|collections|queue|service)s?"
    r"[ \t]+(?P<rest>\S.*?)\s*[;；]?\s*$",
    re.IGNORECASE,
)
_AS = re.compile(r"(?P<id>.+?)\s+as\s+(?P<label>.+)$", re.IGNORECASE)
_BRACKETED = re.compile(
    r"(?P<id>[\w.-]+)\s*(?:\[\(?\"?(?P<a>[^\[\]]+?)\"?\)?\]|\(+\"?(?P<b>[^()]+?)\"?\)+|\{\"?(?P<c>[^{}]+?)\"?\})$"
)
_COLON = re.compile(r"(?P<id>[\w.-]+)\s*(?::|：|=)\s*\"?(?P<label>[^\"]+)\"?$")
_LABELLED = re.compile(r'(?P<id>[\w.-]+)\s+"(?P<label>[^"]+)"$')


@dataclass(frozen=True)
class Participant:
    """A declaration as written: id, label (None without one), and whether its form is right."""

    raw: str
    label: str | None
    kind: str
    is_valid: bool


@dataclass(frozen=True)
class Actors:
    """What every name of a participant stands for."""

    ids: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Name as written -> id, where they differ."""
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Id -> label, where the id alone does not say it."""
    declared: frozenset[str] = frozenset()
    """Ids that a participant line declares."""

    def resolve(self, name: str) -> str:
        """The id of a participant as written."""
        return self.ids.get(name, name)


def is_actor(name: str) -> bool:
    """Whether Mermaid (and merman) read a name as a participant wherever it stands."""
    return (
        bool(_SAFE.fullmatch(name))
        and not _KEYWORD.match(name)
        and not name.endswith("-")
        and not re.search(r"[()/]", name)
    )


def strip_quotes(name: str) -> str:
    """A name without the quotes around it."""
    bare = name.strip()
    return bare[1:-1].strip() if len(bare) > 2 and bare[0] in "\"“'`" and bare[-1] in "\"”'`" else bare


def read_declarations(text: str) -> tuple[Participant, ...]:
    """The participants a line declares; none where it is no such line."""
    match = _DECLARATION.match(text)
    if match is None or "->" in match["rest"] or "@{" in match["rest"]:
        return ()
    rest, kind = match["rest"], match["kind"].lower()
    is_known = kind in ("participant", "actor")
    kind = "actor" if kind == "actor" else "participant"
    alias = _AS.match(rest)
    if alias:
        return (Participant(alias["id"].strip(), alias["label"].strip(), kind, is_known),)
    for pattern in (_BRACKETED, _COLON, _LABELLED):
        found = pattern.match(rest)
        if found:
            label = next(value for key, value in found.groupdict().items() if key != "id" and value)
            return (Participant(found["id"], label.strip(), kind, False),)
    parts = [part.strip() for part in re.split(r"[,，、]", rest) if part.strip()]
    if len(parts) > 1 and rest.count("(") == rest.count(")") == 0:
        return tuple(Participant(part, None, kind, False) for part in parts)
    return (Participant(rest, None, kind, is_known),)


def make_actors(participants: Iterable[Participant], mentioned: Iterable[str]) -> Actors:
    """Give every name an id: quotes off, aliases to ids, names Mermaid cannot read renamed."""
    participants, mentioned = list(participants), list(dict.fromkeys(mentioned))
    bare_names = {strip_quotes(name) for name in mentioned}
    turned = [_turn(participant, bare_names) for participant in participants]
    raws = [strip_quotes(p.raw) for p in turned] + [strip_quotes(name) for name in mentioned]
    taken = {raw for raw in raws if is_actor(raw)}
    ids: dict[str, str] = {}
    labels: dict[str, str] = {}
    for participant in turned:
        raw = strip_quotes(participant.raw)
        ids.setdefault(raw, raw if is_actor(raw) else _make_id(raw, taken))
        taken.add(ids[raw])
        label = strip_quotes(participant.label) if participant.label else raw
        if label != ids[raw]:
            labels[ids[raw]] = label
    declared = frozenset(ids.values())
    by_label = {label.casefold(): name for name, label in labels.items()}
    for name in mentioned:
        raw = strip_quotes(name)
        if raw not in ids and raw.casefold() in by_label:
            ids[raw] = by_label[raw.casefold()]
        elif raw not in ids and not is_actor(raw):
            ids[raw] = _make_id(raw, taken)
            taken.add(ids[raw])
            labels[ids[raw]] = raw
    ids |= {name: ids.get(strip_quotes(name), strip_quotes(name)) for name in mentioned}
    ids |= {p.raw: ids[strip_quotes(q.raw)] for p, q in zip(participants, turned, strict=True)}
    return Actors(MappingProxyType(ids), MappingProxyType(labels), declared)


def _turn(participant: Participant, mentioned: set[str]) -> Participant:
    """`participant "Web App" as W` -> id W, label "Web App", as PlantUML writes it."""
    raw, label = strip_quotes(participant.raw), strip_quotes(participant.label or "")
    if label and raw not in mentioned and (label in mentioned or (raw != participant.raw and is_actor(label))):
        return Participant(label, raw, participant.kind, False)
    return participant


def _make_id(raw: str, taken: set[str]) -> str:
    base = re.sub(r"[^\w]+", "_", raw).strip("_") or "P"
    base = base if is_actor(base) else f"P_{base}"
    name, count = base, 2
    while name in taken:
        name, count = f"{base}_{count}", count + 1
    return name
