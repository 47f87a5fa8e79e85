"""Repair state diagrams: names with blanks, labels with colons, another family's arrows; a draft in, a draft out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .change import Draft, Line, Repair, change_lines
from .words import balance_braces, make_word, mend_comment

_RESERVED = frozenset("state note end class style default click href scale direction as".split())
_ARROW = re.compile(r"\s*(?:-{2,3}>{1,2}|->{1,2}|={1,2}>|-\.+->?|→|⇒|—+>|－+[>＞])\s*")
_START = re.compile(r"\[\s*\*\s*\]|\(\s*\*\s*\)|\[\s*\*|\*\s*\]")
_INLINE = re.compile(r"(?P<left>.+?)\s+--\s+(?P<label>[^-]+?)\s+--?>\s*(?P<right>.+)$")
_SHAPE = re.compile(r"(?P<id>[\w-]+)\s*[\[({]+\s*\"?(?P<label>[^\[\](){}\"]+)\"?\s*[\])}]+$")
_STATE = re.compile(r"\s*state\s+(?P<rest>.+?)\s*(?P<open>\{)?\s*;?\s*$", re.IGNORECASE)
_AS = re.compile(
    r"[\"“](?P<label>[^\"”]+)[\"”]\s+as\s+(?P<id>.+)$|(?P<id2>\S+)\s+as\s+[\"“]?(?P<label2>[^\"”]+)[\"”]?$",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"\s*(?:state\s+)?(?P<name>.+?)\s*(?:<<|\[\[)(?P<kind>choice|fork|join|history|end|start)(?:>>|\]\])\s*;?\s*$",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\s*note\s+(?P<side>left|right)\s+(?:of\s+)?(?P<name>[^:：\n]+?)\s*(?:[:：]\s*(?P<text>.*?))?\s*$", re.IGNORECASE
)
_OTHER = re.compile(
    r"\s*(?:$|%%|direction\s+(?:TB|BT|LR|RL|TD)|--\s*$|\}\s*$|classDef\s|class\s|style\s|click\s|scale\s|hide\s|accTitle|accDescr|end\s+note)",
    re.IGNORECASE,
)
_DESCRIPTION = re.compile(r"\s*(?P<name>[^:：]+?)\s*(?P<colon>[:：])\s*(?P<text>.+?)\s*$")


@dataclass(frozen=True)
class _Names:
    """What every state is called: name as written -> id, id -> label to declare."""

    ids: dict[str, str]
    labels: dict[str, str]
    declared: frozenset[str]


def repair_state(draft: Draft) -> Draft:
    """The state diagram as Mermaid takes it."""
    draft = change_lines(draft, "comment", mend_comment)
    return balance_braces(_mend_lines(draft))


def _mend_lines(draft: Draft) -> Draft:
    head, *rest = draft.lines
    names = _collect([line.text for line in rest])
    lines: list[Line] = [head]
    repairs: list[Repair] = []
    shown: set[str] = set()
    in_note = False
    for line in rest:
        note = _NOTE.match(line.text)
        if in_note or (note and not note["text"]):
            in_note = not re.match(r"\s*end\s+note", line.text, re.IGNORECASE)
            text = line.text if not note else _mend_note(line.text, note, names)
        else:
            text = _mend_line(line.text, names, shown)
        if text != line.text:
            repairs.append(Repair("state", line.number, line.text.strip(), text.strip()))
        lines += [Line(line.number, part) for part in text.split("\n")]
    return draft.put(lines, *repairs)


def _split_transition(text: str) -> tuple[list[str], str, bool] | None:
    """(states, label, whether the arrow is right) of `A --> B : text` in any spelling."""
    bare = text.strip().rstrip(";；")
    inline = _INLINE.match(bare)
    if inline:
        return [inline["left"].strip(), inline["right"].strip()], inline["label"].strip(), False
    first = _ARROW.search(bare)
    if first is None:
        return None
    head, tail = bare[: first.start()], bare[first.end() :]
    pipe = re.match(r"\|(?P<label>[^|]*)\|\s*(?P<rest>.*)$", tail)
    if pipe:
        right, _colon, label = (
            re.split(r"([:：])", pipe["rest"], maxsplit=1)
            if re.search("[:：]", pipe["rest"])
            else (pipe["rest"], "", "")
        )
        return [head.strip(), right.strip()], f"{pipe['label']} {label}".strip(), False
    match = re.match(r"(?P<states>[^:：]*)(?:(?P<colon>[:：])(?P<label>.*))?$", tail, re.DOTALL)
    if match is None:
        return None
    states = [part.strip() for part in _ARROW.split(match["states"])]
    is_right = first[0].strip() == "-->" and len(states) == 1 and match["colon"] != "："
    return [head.strip(), *states], (match["label"] or "").strip(), is_right


def _collect(lines: Sequence[str]) -> _Names:
    raws: list[str] = []
    labels: dict[str, str] = {}
    declared: set[str] = set()
    for text in lines:
        if text.lstrip().startswith("%%") or _NOTE.match(text) or _OTHER.match(text):
            continue
        state, mark = _STATE.match(text), _MARK.match(text)
        alias = _AS.match(state["rest"]) if state else None
        if alias:
            name, label = (alias["id"] or alias["id2"]).strip(), (alias["label"] or alias["label2"]).strip()
            labels[name] = label
            declared.add(name)
            raws.append(name)
        elif mark or state:
            raws.append((mark["name"] if mark else state["rest"].split(":")[0] if state else "").strip())
        elif transition := _split_transition(text):
            raws += transition[0]
    return _make_names(raws, labels, declared)


def _make_names(raws: Sequence[str], labels: dict[str, str], declared: set[str]) -> _Names:
    ids: dict[str, str] = {}
    by_label = {label.casefold(): name for name, label in labels.items()}
    taken = {raw for raw in raws if _is_id(raw)}
    for raw in dict.fromkeys(raws):
        shape = _SHAPE.match(raw)
        if not raw or _START.fullmatch(raw) or _is_id(raw):
            continue
        bare = raw.strip("\"“”'`[](){}")
        if shape and not _START.match(raw):
            ids[raw] = shape["id"] if _is_id(shape["id"]) else make_word(shape["id"], taken)
            labels.setdefault(ids[raw], shape["label"].strip())
        elif bare.casefold() in by_label:
            ids[raw] = by_label[bare.casefold()]
        else:
            known = next((name for name, label in labels.items() if label == bare), None)
            ids[raw] = known or (
                bare
                if _is_id(bare) and bare == raw.strip('"“”')
                else make_word(bare if bare not in _RESERVED else f"{bare}_state", taken)
            )
            if ids[raw] != bare:
                labels.setdefault(ids[raw], bare)
        taken.add(ids[raw])
    return _Names(ids, labels, frozenset(declared))


def _is_id(text: str) -> bool:
    return re.fullmatch(r"\w+(?::::\w+)?", text) is not None and text.lower() not in _RESERVED


def _resolve(raw: str, names: _Names) -> str:
    return "[*]" if _START.fullmatch(raw) else names.ids.get(raw, raw)


def _declare(ids: Sequence[str], indent: str, names: _Names, shown: set[str]) -> list[str]:
    fresh = [
        name for name in dict.fromkeys(ids) if name in names.labels and name not in names.declared and name not in shown
    ]
    shown.update(fresh)
    return [f'{indent}state "{_escape(names.labels[name], True)}" as {name}' for name in fresh]


def _escape(text: str, is_quoted: bool = False) -> str:
    """A label whole: `;`, `#` and colons at the wrong place would end it."""
    text = re.sub(r"(#\w+;)|;", lambda m: m[1] or "#59;", text.replace('"', "#quot;") if is_quoted else text)
    text = re.sub(r"<(?=[A-Za-z/])(?!/?br\s*/?>)", "#lt;", text)
    return re.sub(r":(?=:|\s*$)|(?<=:):", "#58;", text)


def _mend_line(text: str, names: _Names, shown: set[str]) -> str:
    if _OTHER.match(text) or not text.strip():
        return text
    indent = text[: len(text) - len(text.lstrip())]
    note = _NOTE.match(text)
    if note:
        return _mend_note(text, note, names)
    mark = _MARK.match(text)
    if mark:
        name = _resolve(mark["name"].strip(), names)
        kind = mark["kind"].lower()
        if kind in ("start", "end", "history"):
            return f"{indent}%% {text.strip()}"
        return text if re.match(rf"\s*state\s+{re.escape(name)}\s*<<", text) else f"{indent}state {name} <<{kind}>>"
    state = _STATE.match(text)
    if state and not _split_transition(text):
        return _mend_state(text, indent, state, names, shown)
    transition = _split_transition(text)
    if transition:
        return _write_transition(text, indent, transition, names, shown)
    described = _DESCRIPTION.match(text)
    if described:
        name = _resolve(described["name"], names)
        label = _escape(described["text"].rstrip(";"))
        if name == described["name"] and not _is_id(name):
            return "\n".join([f'{indent}state "{name}" as {make_word(name)}', f"{indent}{make_word(name)} : {label}"])
        return (
            text
            if name == described["name"] and label == described["text"] and described["colon"] == ":"
            else f"{indent}{name} : {label}"
        )
    bare = text.strip().rstrip(";")
    if bare in names.ids or bare in names.labels or _is_id(bare):
        return (
            "\n".join([*_declare([_resolve(bare, names)], indent, names, shown), indent + _resolve(bare, names)])
            if bare in names.ids
            else text
        )
    return f"{indent}%% {bare}"


def _mend_state(text: str, indent: str, match: re.Match[str], names: _Names, shown: set[str]) -> str:
    rest, opening = match["rest"].strip(), " {" if match["open"] else ""
    alias = _AS.match(rest)
    if alias and alias["id"] and _is_id(alias["id"]):
        label = _escape(alias["label"], True)
        return (
            text
            if label == alias["label"] and "“" not in text
            else f'{indent}state "{label}" as {alias["id"]}{opening}'
        )
    if alias:
        name = (alias["id"] or alias["id2"]).strip()
        name, label = names.ids.get(name, name), alias["label"] or alias["label2"]
        return f'{indent}state "{_escape(label, True)}" as {name}{opening}'
    described = re.match(r"(?P<name>[^:\"]+?)\s*:\s*(?P<text>.+)$", rest)
    if described and not opening:
        return f"{indent}{_resolve(described['name'], names)} : {_escape(described['text'])}"
    name = _resolve(rest, names)
    if name == rest:
        return text
    shown.add(name)
    label = names.labels.get(name, rest.strip('"“”'))
    return f'{indent}state "{_escape(label, True)}" as {name}{opening}'


def _mend_note(text: str, match: re.Match[str], names: _Names) -> str:
    name, note = _resolve(match["name"].strip(), names), match["text"]
    shown = re.sub(r"(#\w+;)|[:;]", lambda m: m[1] or f"#{ord(m[0])};", note) if note else note
    indent = text[: len(text) - len(text.lstrip())]
    if (
        name == match["name"].strip()
        and shown == note
        and re.match(r"\s*note\s+(?:left|right)\s+of\s", text)
        and "：" not in text
    ):
        return text
    return f"{indent}note {match['side'].lower()} of {name}" + (f" : {shown}" if note else "")


def _write_transition(
    text: str, indent: str, found: tuple[list[str], str, bool], names: _Names, shown: set[str]
) -> str:
    states, label, is_right = found
    ids = [_resolve(state, names) for state in states]
    escaped = _escape(label)
    declared = _declare(ids, indent, names, shown)
    if is_right and ids == states and escaped == label and not declared:
        return text
    written = [f"{indent}{left} --> {right}" for left, right in itertools.pairwise(ids)]
    written[-1] += f" : {escaped}" if label else ""
    return "\n".join([*declared, *written])
