"""See to it that blocks close and that only what is active is deactivated; a draft in, a draft out."""

from __future__ import annotations

import re
from collections import Counter

from .change import Draft, Line, Repair
from .sequence_lines import read_block, read_message

_OPENERS = frozenset("alt opt loop par par_over critical break rect box".split())
_DIVIDERS = {"else": ("alt",), "and": ("par", "par_over"), "option": ("critical",)}
_ACTIVATION = re.compile(r"\s*(?P<word>activate|deactivate)\s+(?P<name>\S.*?)\s*;?\s*$", re.IGNORECASE)


def balance_blocks(draft: Draft) -> Draft:
    """Close every block once, by indent where that shows it, else at the end; turn a block with `else` into `alt`."""
    draft = _rename_openers(draft)
    words = [_read_word(line.text) for line in draft.lines]
    missing = sum(word in _OPENERS for word in words) - words.count("end")
    stack: list[int] = []
    lines: list[Line] = []
    repairs: list[Repair] = []
    for line, word in zip(draft.lines, words, strict=True):
        depth = len(line.indent.expandtabs(4))
        is_divider = word in _DIVIDERS
        while (
            missing > 0
            and stack
            and line.text.strip()
            and stack[-1] > 0
            and depth <= stack[-1]
            and word != "end"
            and not (is_divider and depth == stack[-1])
        ):
            lines.append(Line(line.number, " " * stack.pop() + "end"))
            repairs.append(Repair("missing-end", line.number, "", "end"))
            missing -= 1
        if word in _OPENERS:
            stack.append(depth)
        elif (word == "end" and not stack) or (is_divider and not stack):
            repairs.append(Repair("extra-end", line.number, line.text.strip(), f"%% {line.text.strip()}"))
            lines.append(Line(line.number, f"{line.indent}%% {line.text.strip()}"))
            continue
        elif word == "end":
            stack.pop()
        lines.append(line)
    for depth in reversed(stack):
        lines.append(Line(lines[-1].number, " " * depth + "end"))
        repairs.append(Repair("missing-end", lines[-1].number, "", "end"))
    return draft.put(lines, *repairs)


def _read_word(text: str) -> str:
    if text.lstrip().startswith("%%"):
        return ""
    block = read_block(text)
    return block[0] if block else ""


def _rename_openers(draft: Draft) -> Draft:
    """`opt` with an `else` is an `alt`, `alt` with `and` a `par`; Mermaid takes each divider in its own block only."""
    stack: list[int] = []
    wanted: dict[int, str] = {}
    words = [_read_word(line.text) for line in draft.lines]
    for i, word in enumerate(words):
        if word in _OPENERS:
            stack.append(i)
        elif word == "end" and stack:
            stack.pop()
        elif word in _DIVIDERS and stack and words[stack[-1]] not in _DIVIDERS[word] and stack[-1] not in wanted:
            wanted[stack[-1]] = _DIVIDERS[word][0]
    lines = list(draft.lines)
    repairs = []
    for i, word in wanted.items():
        text = re.sub(r"^(\s*)\S+", rf"\g<1>{word}", lines[i].text, count=1)
        repairs.append(Repair("block", lines[i].number, lines[i].text.strip(), text.strip()))
        lines[i] = Line(lines[i].number, text)
    return draft.put(lines, *repairs)


def balance_activations(draft: Draft) -> Draft:
    """Comment out a `deactivate` of what is not active, and drop the `-` of such a message: an error in Mermaid."""
    active: Counter[str] = Counter()
    lines: list[Line] = []
    repairs: list[Repair] = []
    for line in draft.lines:
        text = _balance_line(line.text, active)
        if text != line.text:
            repairs.append(Repair("deactivate", line.number, line.text.strip(), text.strip()))
        lines.append(Line(line.number, text))
    return draft.put(lines, *repairs)


def _balance_line(text: str, active: Counter[str]) -> str:
    if text.lstrip().startswith("%%"):
        return text
    match = _ACTIVATION.match(text)
    if match:
        is_on = match["word"].lower() == "activate"
        if not is_on and active[match["name"]] <= 0:
            return re.sub(r"^(\s*)", r"\1%% ", text, count=1)
        active[match["name"]] += 1 if is_on else -1
        return text
    message = read_message(text) if read_block(text) is None else None
    if message and message.sign == "+":
        active[message.receiver] += 1
    elif message and message.sign == "-":
        if active[message.sender] <= 0:
            return re.sub(rf"({re.escape(message.arrow)}\s*)-", r"\1", text, count=1)
        active[message.sender] -= 1
    return text
