"""Read the lines of a sequence diagram, right or nearly so; text in, value out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .labels import escape_tags

_VALID_ARROWS = frozenset("->> -->> -> --> -x --x -) --) <<->> <<-->>".split())
_ARROW = re.compile(
    r"(?P<valid><<-{1,2}>>|-{1,2}>>(?!>)|-{1,2}>(?!>)|-{1,2}[x)](?=\s*[+-]?\s*[\w\"“])|--?\|[\\/]|--?\\\\|--?//|[/\\]\|--?|//--?|\\\\--?)"
    r"|(?P<other>-[ ]-+>{1,2}|<{0,2}[-–—−－=.~]+ ?[>＞]{1,3}|<{1,2}[-–—−－=]+(?![-\w]*>)|[→⟶➜➔⇒⟹⇢]|[←⟵⇐]|[↔⇄⇔])"
)
_TO = re.compile(r"\s*(?P<sign>[+-]?)\s*(?P<name>[^:：]*?)\s*(?P<colon>[:：])(?P<text>.*)$", re.DOTALL)
_BLOCK = re.compile(
    r"\s*(?P<word>alt|else ?if|elif|elseif|else|opt|loop|par_over|par|and|critical|option|break|"
    r"rect|box|if|while|for|group|end(?:if|loop|alt|opt|par|while|for)?)\b"
    r"(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_NOTE = re.compile(
    r"\s*note\b\s*(?P<place>right of|left of|right|left|over|on|for|at|of)?\s*(?P<rest>.*)$", re.IGNORECASE | re.DOTALL
)
_FLOW_LINK = re.compile(
    r"(?P<left>[^:：|<>]+?)\s*(?:-{1,2}>{0,2}\|(?P<pipe>[^|]*)\|(?:-*>+)?|-{2}\s*(?P<label>[^-<>:：|]+?(?:-[^-<>:：|]+?)*)\s*-{2}>{1,2})"
    r"\s*(?P<right>[^:：|<>-][^:：|<>]*?)\s*(?:[:：](?P<more>.*))?$"
)
"""A message as flowcharts write it: `A -->|text| B`, `A -- text --> B`."""
_ENTITY = re.compile(r"&(#?\w+);")
_BREAKING = re.compile(r"#(?!(?:quot|amp|lt|gt|nbsp|apos|colon|semi|num|\d{2,6}|[a-zA-Z]{2,8});)")


@dataclass(frozen=True)
class Message:
    """`A->>+B: text`; the names as written."""

    sender: str
    arrow: str
    sign: str
    receiver: str
    text: str
    has_colon: bool
    is_reversed: bool


@dataclass(frozen=True)
class Note:
    """`Note over A,B: text`; `place` is `over`, `left of`, `right of` or empty where it is missing."""

    place: str
    actors: tuple[str, ...]
    text: str
    has_colon: bool


def read_message(text: str) -> Message | None:
    """The message in a line; None where there is no arrow between two names."""
    bare = text.strip().rstrip("；")
    flow = _FLOW_LINK.match(bare)
    if flow:
        label = " ".join(part for part in (flow["label"] or flow["pipe"], flow["more"]) if part and part.strip())
        arrow = "-->>" if flow["label"] and "Return" in flow["label"] else "->>"
        return Message(flow["left"], arrow, "", flow["right"].strip(), f" {label.strip()}", False, False)
    colon = re.search("[:：]", bare)
    match = _ARROW.search(bare, 0, colon.start() if colon else len(bare))
    if match is None or not bare[: match.start()].strip():
        return None
    sender, arrow = bare[: match.start()].strip(), match[0]
    rest = bare[match.end() :]
    to = _TO.match(rest)
    is_reversed = bool(match["other"]) and (arrow[0] in "<←⟵⇐" and ">" not in arrow)
    if to:
        return Message(sender, mend_arrow(arrow), to["sign"], to["name"], to["text"], to["colon"] == ":", is_reversed)
    sign = re.match(r"\s*([+-])", rest)
    name = rest[sign.end() :] if sign else rest
    return Message(
        sender, mend_arrow(arrow), sign[1] if sign else "", name.strip().rstrip(";").strip(), "", False, is_reversed
    )


def mend_arrow(arrow: str) -> str:
    """The nearest arrow Mermaid knows: `=>` -> `->>`, `-->>>` -> `-->>`, `→` -> `->>`."""
    if arrow in _VALID_ARROWS or re.search(r"[|\\/]", arrow):
        return arrow
    is_dotted = re.search(r"\.|[-–—]{2}|⇢|~", arrow) is not None
    if arrow[0] in "<↔⇄⇔" and (arrow[-1] in ">↔⇄⇔"):
        return "<<-->>" if is_dotted else "<<->>"
    return "-->>" if is_dotted else "->>"


def read_block(text: str) -> tuple[str, str] | None:
    """(keyword, what follows) of a line that opens, divides or closes a block."""
    match = _BLOCK.match(text)
    if match is None or (read_message(text) and not re.match(r"\s*(?:alt|opt|loop|else|par|critical)\s", text)):
        return None
    if match["word"].lower() in ("if", "while", "for", "group") and not match["rest"].strip():
        return None
    word = match["word"].lower()
    return ("end", "x") if word.startswith("end") and word != "end" else (word, match["rest"].strip())


def read_note(text: str, known: frozenset[str]) -> Note | None:
    """The note in a line, whatever is missing in it."""
    match = _NOTE.match(text)
    if match is None or (not match["place"] and read_message(text)):
        return None
    place = {"right": "right of", "left": "left of", "on": "over", "for": "over", "at": "over", "of": "over"}.get(
        (match["place"] or "").lower(), (match["place"] or "").lower()
    )
    head, colon, rest = _split_colon(match["rest"])
    if colon:
        names = [part.strip() for part in re.split(r"\s*[,，、&]\s*|\s+and\s+", head) if part.strip()] if place else []
        if place and len(names) == 1 and names[0] not in known:
            names = _split_known(names[0], known) or names
        return Note(place, tuple(names), rest.strip(), colon == ":")
    if not place or not head:
        return Note("", (), head, False) if head else None
    name = max((n for n in known if head.startswith(n)), key=len, default="")
    if not name:
        name, _, rest = head.partition(" ")
    else:
        rest = head[len(name) :]
    return Note(place, (name,), rest.strip(" ,"), False)


def _split_colon(text: str) -> tuple[str, str, str]:
    match = re.search("[:：]", text)
    return (text[: match.start()].strip(), match[0], text[match.end() :]) if match else (text.strip(), "", "")


def _split_known(text: str, known: frozenset[str]) -> list[str]:
    """`A B` -> A and B where both are known."""
    for name in sorted(known, key=len, reverse=True):
        rest = text.removeprefix(name).strip()
        if text.startswith(name + " ") and rest in known:
            return [name, rest]
    return []


def escape_text(text: str) -> str:
    """A message or note as Mermaid shows it whole: `;` and `#` would end it, unknown tags would vanish."""
    text = _ENTITY.sub(lambda m: f"#{m[1].lstrip('#')};", text)
    text = _BREAKING.sub("#35;", escape_tags(text))
    return re.sub(r"(#\w+;)|;", lambda m: m[1] or "#59;", text)
