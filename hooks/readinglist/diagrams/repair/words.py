"""What several families share: comments on their own lines, ids from names, balanced braces; text in, text out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .change import Draft, Line, Repair

_COMMENT = re.compile(r"(?P<indent>\s*)(?://+|<!--|/\*+|%(?!%)|--(?=\s+[^->]*$))\s*(?P<text>.*?)\s*(?:-->|\*/)?$")
_HASH = re.compile(r"(?P<indent>\s*)#+\s+(?P<text>.*)$")
_TRAILING = re.compile(r"\s+(?://\s|%%)(?P<text>[^\"]*)$")


def mend_comment(text: str) -> str:
    """`// x`, `# x`, `<!-- x -->` -> `%% x`; a comment behind a statement goes to the line before it."""
    if text.lstrip().startswith("%%") or not text.strip():
        return text
    match = _COMMENT.match(text) or _HASH.match(text)
    if match:
        return f"{match['indent']}%% {match['text']}"
    trailing = _TRAILING.search(text)
    if trailing and "://" not in text:
        indent = text[: len(text) - len(text.lstrip())]
        return f"{indent}%% {trailing['text'].strip()}\n{text[: trailing.start()]}"
    return text


def make_word(text: str, taken: Iterable[str] = ()) -> str:
    """An id of letters, digits and `_` like the text, not one of `taken`."""
    base = re.sub(r"[^\w]+", "_", text).strip("_") or "x"
    base = f"n{base}" if base[0].isdigit() else base
    name, count = base, 2
    while name in set(taken):
        name, count = f"{base}_{count}", count + 1
    return name


def balance_braces(draft: Draft) -> Draft:
    """Close every block in braces at the end; drop a closing brace that nothing opened."""
    depth = 0
    lines: list[Line] = []
    repairs: list[Repair] = []
    for line in draft.lines:
        bare = line.text.strip()
        if bare == "}" and depth == 0:
            repairs.append(Repair("extra-brace", line.number, bare, ""))
            continue
        if not bare.startswith("%%"):
            depth += bare.endswith("{") - (bare == "}")
        lines.append(line)
    for _ in range(depth):
        lines.append(Line(lines[-1].number, "}"))
        repairs.append(Repair("missing-brace", lines[-1].number, "", "}"))
    return draft.put(lines, *repairs)
