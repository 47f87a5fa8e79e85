"""Repair sequence diagrams: participants, messages, notes, blocks and activations; a draft in, a draft out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .change import Draft, Line, Repair, Rule
from .sequence_blocks import balance_activations, balance_blocks
from .sequence_lines import Message, Note, escape_text, read_block, read_message, read_note
from .sequence_names import Actors, Participant, make_actors, read_declarations, strip_quotes

_COMMENT = re.compile(r"\s*(?://+|#+(?=\s)|<!--|/\*|--(?=\s+[^->]*$)|'(?=\s)|%(?!%))\s*(?P<text>.*?)\s*(?:-->|\*/)?$")
_ACTIVATION = re.compile(
    r"(?P<indent>\s*)(?P<word>activate|deactivate|destroy)\s+(?P<name>\S.*?)\s*[:;；]?\s*$", re.IGNORECASE
)
_OTHER = re.compile(
    r"\s*(?:$|%%|autonumber(?:\s+(?:\d+(?:\.\d+)?(?:\s+\d+(?:\.\d+)?)?|off))?\s*;?$|title\b|accTitle\s*:|accDescr\s*[:{]|"
    r"(?:links?|properties|details)\s+\S|\}\s*$|create\b|participant\b.*@\{|actor\b.*@\{)",
    re.IGNORECASE,
)
_DIVIDER = re.compile(r"\s*={2,}\s*(?P<text>[^=]+?)\s*={2,}\s*$")
_AUTONUMBER = re.compile(r"\s*autonumber\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Reading:
    """What the first pass knows of a diagram."""

    actors: Actors
    order: tuple[str, ...]
    """Ids of all participants as they first appear."""


def repair_sequence(draft: Draft) -> Draft:
    """The sequence diagram as Mermaid takes it, every message, note and participant of it kept."""
    for rule in RULES:
        draft = rule(draft)
    return draft


def _join_texts(draft: Draft) -> Draft:
    """Lines that can only be the rest of a message or note (code, PlantUML notes) are joined to it with `<br/>`."""
    lines: list[Line] = [draft.lines[0]]
    repairs: list[Repair] = []
    open_note = False
    for line in draft.lines[1:]:
        bare = line.text.strip()
        last = lines[-1].text
        if open_note and re.fullmatch(r"end\s*note\s*;?", bare, re.IGNORECASE):
            open_note = False
            repairs.append(Repair("join-text", line.number, bare, ""))
            continue
        is_head = re.match(r"\s*note\s+(?:over|left|right)\b[^:：]*$", last, re.IGNORECASE) is not None
        follows = bool(last.strip()) and (read_message(last) is not None or read_note(last, frozenset()) is not None)
        if bare and (
            open_note
            or (
                follows
                and ((is_head and not _is_statement(line.text)) or _is_code(last, bare) or not _is_known(line.text))
            )
        ):
            open_note = open_note or (is_head and _has_end_note(draft.lines, line.number))
            joined = f"{last.rstrip()}{': ' if is_head else '<br/>'}{bare}"
            repairs.append(Repair("join-text", line.number, bare, joined.strip()))
            lines[-1] = Line(lines[-1].number, joined)
            continue
        lines.append(line)
    return draft.put(lines, *repairs)


def _is_code(text: str, following: str) -> bool:
    """Whether a message opens a brace that a later line closes: several lines of code in one message."""
    return text.count("{") > text.count("}") and not re.match(r"[\w ]+-{1,2}>>?[+-]?[\w ]+:", following)


def _has_end_note(lines: Sequence[Line], after: int) -> bool:
    return any(line.number >= after and re.fullmatch(r"\s*end\s*note\s*", line.text, re.IGNORECASE) for line in lines)


def _is_statement(text: str) -> bool:
    return read_message(text) is not None or bool(read_declarations(text)) or read_block(text) is not None


def _is_known(text: str) -> bool:
    """Whether a line is a statement or a comment, or prose that stands on its own."""
    bare = text.strip()
    if (
        _OTHER.match(text)
        or _COMMENT.match(text)
        or _ACTIVATION.match(text)
        or _DIVIDER.match(text)
        or _AUTONUMBER.match(text)
    ):
        return True
    if re.match(r"(?:[-*+] |\*\*|#+ |>|```|end\s*note|return\b|\.\.\.|\|\|)", bare):
        return True
    if read_note(text, frozenset()) is not None or read_declarations(text) or read_block(text) is not None:
        return True
    return read_message(text) is not None and not re.match(r"[^:]*[)}]\s*=>", bare)


def _mend_statements(draft: Draft) -> Draft:
    """Both passes: names, then line by line."""
    head, *rest = draft.lines
    rest = [part for line in rest for part in _split_semicolons(line)]
    reading = _read(rest)
    lines: list[Line] = []
    repairs: list[Repair] = []
    seen: set[str] = set()
    for line in rest:
        texts, name = _mend_line(line.text, reading, seen)
        if texts != [line.text]:
            repairs.append(Repair(name, line.number, line.text.strip(), " ⏎ ".join(text.strip() for text in texts)))
        lines += [Line(line.number, text) for text in texts]
    return draft.put([head, *lines], *repairs)


def _split_semicolons(line: Line) -> list[Line]:
    """`A->>B: x; B->>A: y` is two messages; `A->>B: x; y` is one."""
    parts = re.split(r"(?<!&lt)(?<!&gt)(?<!&amp)(?<!&quot)[;；]", line.text)
    result = [parts[0]]
    for part in parts[1:]:
        message = read_message(part)
        if (
            message
            and message.has_colon
            and not re.search(r"[:：].*[-=]>", part.split(message.sender)[0])
            and len(message.sender) < 40
        ):
            result.append(line.indent + part.strip())
        else:
            result[-1] += ";" + part
    return [Line(line.number, text) for text in result] if len(result) > 1 else [line]


def _read(lines: Sequence[Line]) -> _Reading:
    participants: list[Participant] = []
    mentioned: list[str] = []
    for line in lines:
        if line.text.lstrip().startswith("%%"):
            continue
        found = read_declarations(line.text)
        participants += found
        message = None if found or read_block(line.text) else read_message(line.text)
        if message:
            receiver = message.receiver
            mentioned += (
                [message.sender, receiver]
                if message.has_colon or message.text or ":" in line.text or "：" in line.text
                else [message.sender]
            )
    known = frozenset([*mentioned, *(p.raw for p in participants)])
    for line in lines:
        activation, note = _ACTIVATION.match(line.text), read_note(line.text, known)
        mentioned += [activation["name"]] if activation and activation["name"] in known else []
        mentioned += [name for name in note.actors if name in known] if note else []
    actors = make_actors(participants, mentioned)
    order = dict.fromkeys(actors.resolve(name) for name in [*mentioned, *(p.raw for p in participants)])
    return _Reading(actors, tuple(order))


def _mend_line(text: str, reading: _Reading, seen: set[str]) -> tuple[list[str], str]:
    """(the line as it must be, perhaps several; the rule that says so)."""
    if not text.strip() or text.lstrip().startswith("%%"):
        return [text], ""
    indent = text[: len(text) - len(text.lstrip())]
    comment = _COMMENT.match(text)
    if comment and not read_message(text):
        return [f"{indent}%% {comment['text']}"], "comment"
    declared = read_declarations(text)
    if declared:
        is_swap = any(_is_swapped(participant, reading.actors) for participant in declared)
        rule = "swap-participant" if is_swap else "participant"
        return _write_participants(text, indent, declared, reading.actors, seen), rule
    block = read_block(text)
    if block:
        return [_mend_block(text, indent, *block)], "block"
    note = read_note(text, frozenset(reading.actors.ids) | frozenset(reading.order))
    if note:
        return _write_note(text, indent, note, reading, seen)
    activation = _ACTIVATION.match(text)
    if activation and not read_message(text):
        name = reading.actors.resolve(activation["name"])
        return [text if name == activation["name"] else f"{indent}{activation['word'].lower()} {name}"], "participant"
    message = read_message(text)
    if message:
        return _write_message(text, indent, message, reading.actors, seen)
    return [_mend_other(text, indent, reading)], "stray-text"


def _mend_other(text: str, indent: str, reading: _Reading) -> str:
    divider = _DIVIDER.match(text)
    if divider and reading.order:
        names = ",".join(dict.fromkeys((reading.order[0], reading.order[-1])))
        return f"{indent}Note over {names}: {escape_text(divider['text'])}"
    if _OTHER.match(text):
        return text
    if _AUTONUMBER.match(text):
        return f"{indent}autonumber"
    return f"{indent}%% {text.strip()}"


def _is_swapped(participant: Participant, actors: Actors) -> bool:
    """Whether `participant "Label" as Id` became `participant Id as Label`."""
    label = strip_quotes(participant.label or "")
    return bool(label) and actors.resolve(participant.raw) == label != strip_quotes(participant.raw)


def _write_participants(
    text: str, indent: str, found: Sequence[Participant], actors: Actors, seen: set[str]
) -> list[str]:
    written = []
    for participant in found:
        name = actors.resolve(participant.raw)
        label = actors.labels.get(name)
        seen.add(name)
        create = "create " if re.match(r"\s*create\b", text, re.IGNORECASE) else ""
        is_same = participant.is_valid and name == participant.raw
        if is_same and (participant.label is None or escape_text(participant.label) == participant.label):
            return [text]
        written.append(f"{indent}{create}{participant.kind} {name}" + (f" as {escape_text(label)}" if label else ""))
    return written


def _declare(names: Sequence[str], indent: str, actors: Actors, seen: set[str]) -> list[str]:
    """Participant lines for ids that need a label and have none yet; ids before them keep their place."""
    fresh = [name for name in dict.fromkeys(names) if name not in seen and name not in actors.declared]
    seen.update(names)
    if not any(name in actors.labels for name in fresh):
        return []
    return [
        f"{indent}participant {name}" + (f" as {escape_text(actors.labels[name])}" if name in actors.labels else "")
        for name in fresh
    ]


def _write_message(text: str, indent: str, message: Message, actors: Actors, seen: set[str]) -> tuple[list[str], str]:
    receiver, label = message.receiver, message.text.strip()
    if not message.has_colon and not message.text:
        receiver, label = _split_receiver(receiver, actors)
    sender, receiver = actors.resolve(message.sender), actors.resolve(receiver)
    declared = _declare((sender, receiver), indent, actors, seen)
    shown = escape_text(label)
    is_same = sender == message.sender and receiver == message.receiver and not message.is_reversed
    if (
        not declared
        and is_same
        and shown == label
        and message.has_colon
        and re.search(rf"{re.escape(message.arrow)}\s*[+-]?\s*{re.escape(receiver)}", text)
    ):
        return [text], ""
    if message.is_reversed:
        sender, receiver = receiver, sender
    name = "message-text" if shown != label else "participant" if not is_same else "arrow"
    return [*declared, f"{indent}{sender}{message.arrow}{message.sign}{receiver}: {shown}".rstrip()], name


def _split_receiver(text: str, actors: Actors) -> tuple[str, str]:
    """`B does it` without a colon -> B, "does it"."""
    known = {*actors.ids, *actors.ids.values(), *actors.labels.values()}
    for name in sorted(known, key=len, reverse=True):
        if text == name or text.startswith(name + " "):
            return name, text[len(name) :].strip()
    head, _, rest = text.partition(" ")
    return head, rest.strip()


def _write_note(text: str, indent: str, note: Note, reading: _Reading, seen: set[str]) -> tuple[list[str], str]:
    names = [reading.actors.resolve(name) for name in note.actors]
    if not names and reading.order:
        names = list(dict.fromkeys((reading.order[0], reading.order[-1])))
    if len(names) > 2:
        names = [names[0], names[-1]]
    place = note.place if note.actors and note.place and not (len(names) > 1 and note.place != "over") else "over"
    shown = escape_text(note.text)
    declared = _declare(names, indent, reading.actors, seen)
    is_same = list(note.actors) == names and note.has_colon and place == note.place and shown == note.text
    if (
        is_same
        and not declared
        and re.match(rf"\s*note\s+{place}\s+[^:]*:", text, re.IGNORECASE)
        and not re.search(r"\s(?:and|&)\s", text.split(":")[0])
    ):
        return [text], ""
    return [
        *declared,
        f"{indent}Note {place} {','.join(names)}: {shown}",
    ], "note" if shown == note.text else "message-text"


def _mend_block(text: str, indent: str, word: str, rest: str) -> str:
    """A block line in Mermaid's words: `if x` -> `alt x`, `end alt` -> `end`, `elif` -> `else`."""
    if word == "end":
        return text if re.fullmatch(r"\s*end\s*;?\s*", text, re.IGNORECASE) else f"{indent}end"
    known = {
        "else if": "else",
        "elseif": "else",
        "elif": "else",
        "if": "alt",
        "while": "loop",
        "for": "loop",
        "group": "opt",
    }
    shown = escape_text(re.sub(r"[;；:：]\s*$", "", rest)) if word not in ("rect", "box") else rest
    if word in known or shown != rest:
        return f"{indent}{known.get(word, word)} {shown}".rstrip()
    return text


RULES: tuple[Rule, ...] = (_join_texts, _mend_statements, balance_blocks, balance_activations)
__all__ = ["repair_sequence", "strip_quotes"]
