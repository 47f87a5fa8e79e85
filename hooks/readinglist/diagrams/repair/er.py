"""Repair entity relationship diagrams: labels, entity names, attributes; a draft in, a draft out."""

from __future__ import annotations

import re

from .change import Draft, Line, Repair, change_lines
from .words import balance_braces, mend_comment

_NAME = r"(?:\"[^\"]+\"|[^\s\"{}:：|]+(?:[ \t]+[^\s\"{}:：|o-][^\s\"{}:：|]*)*?)"
_RELATION = re.compile(
    rf"(?P<indent>\s*)(?P<left>{_NAME})\s*(?P<arrow>[|}}][|o]?(?:--|\.\.|->|-->)[o|]?[|{{]|[|}}o]{{0,2}}(?:--|\.\.|-->|->|==>|→)[|{{o>]{{0,2}})\s*"
    rf"(?P<right>{_NAME})\s*(?:[:：]\s*(?P<label>.*?))?\s*;?\s*$"
)
_VALID_ARROW = re.compile(r"(?:\|\||\|o|o\||\}o|\}\||o\{|\|\{)(?:--|\.\.)(?:\|\||o\||\|o|o\{|\|\{|\}o|\}\|)")
_ENTITY = re.compile(
    r"(?P<indent>\s*)(?:entity\s+|table\s+)?(?P<name>\"[^\"]+\"|[^\s\"{}\[]+(?:[ \t]+[^\s\"{}\[]+)*)\s*"
    r"(?P<alias>\[[^\]]*\])?\s*(?P<open>\{\s*\}?)\s*$"
)
_ATTRIBUTE = re.compile(
    r"(?P<indent>\s*)(?P<type>[A-Za-z_][\w\-\[\]()]*)\s+(?P<name>[A-Za-z_*][\w\-\[\]()]*)(?:\s+(?P<keys>(?:PK|FK|UK)(?:\s*,\s*(?:PK|FK|UK))*))?(?:\s+(?P<comment>\"[^\"]*\"))?\s*"
)
_KEY = re.compile(
    r"\b(?:(?P<PK>PRIMARY(?:\s+KEY)?|PK)|(?P<FK>FOREIGN(?:\s+KEY)?|FK)|(?P<UK>UNIQUE(?:\s+KEY)?|UK))\b[,;]?",
    re.IGNORECASE,
)


def repair_er(draft: Draft) -> Draft:
    """The entity relationship diagram as Mermaid takes it."""
    draft = change_lines(draft, "comment", mend_comment)
    lines: list[Line] = [draft.lines[0]]
    repairs: list[Repair] = []
    in_body = False
    for line in draft.lines[1:]:
        text = _mend_attribute(line.text) if in_body else _mend_line(line.text)
        if text != line.text:
            repairs.append(Repair("attribute" if in_body else "relation", line.number, line.text.strip(), text.strip()))
        bare = text.strip()
        in_body = (
            bare != "}" if in_body else bare.endswith("{") and not bare.startswith("%%") and not _RELATION.match(text)
        )
        lines.append(Line(line.number, text))
    return balance_braces(draft.put(lines, *repairs))


def _quote(name: str) -> str:
    """An entity's name, in quotes where it is more than a word."""
    bare = name.strip().strip('"')
    return bare if re.fullmatch(r"[^\W\d][\w-]*", bare) and name.strip() == bare else f'"{bare}"'


def _mend_line(text: str) -> str:
    if not text.strip() or text.lstrip().startswith(("%%", "direction", "style", "class", "title", "accT", "accD")):
        return text
    entity = _ENTITY.match(text)
    if entity:
        name = _quote(entity["name"])
        return text if text.strip().startswith(name) else f"{entity['indent']}{name} {entity['open']}"
    match = _RELATION.match(text)
    if match is None:
        return text
    arrow = match["arrow"]
    arrow = arrow if _VALID_ARROW.fullmatch(arrow) else _mend_arrow(arrow)
    label = (match["label"] or "").strip()
    bare = label.strip('"')
    shown = label if re.fullmatch(r"\"[^\"]*\"|[^\W\d][\w-]*", label) else f'"{bare.replace(chr(34), "#quot;")}"'
    if (
        arrow == match["arrow"]
        and shown == label
        and all(_quote(match[key]) == match[key] for key in ("left", "right"))
        and not text.rstrip().endswith(";")
    ):
        return text
    return f"{match['indent']}{_quote(match['left'])} {arrow} {_quote(match['right'])} : {shown}"


def _mend_arrow(arrow: str) -> str:
    """The nearest relation: a side that says nothing becomes `||`, or `o{` where it has an arrow head."""
    left, body, right = re.split(r"(-->|->|==>|→|--|\.\.)", arrow, maxsplit=1)
    ends = {"": "||", "|": "||", "o": "|o", "}": "}o", "{": "}o"}
    right_ends = {
        "": "o{" if ">" in body or body == "→" else "||",
        "|": "||",
        "o": "o|",
        "{": "o{",
        ">": "o{",
        "o>": "o{",
        "|>": "|{",
    }
    return f"{ends.get(left, left)}{'..' if body == '..' else '--'}{right_ends.get(right, right)}"


def _mend_attribute(text: str) -> str:
    bare = text.strip().rstrip(",;").strip()
    if not bare or bare in ("}", "{") or bare.startswith("%%") or _ATTRIBUTE.fullmatch(text):
        return text
    indent = text[: len(text) - len(text.lstrip())]
    bare = re.sub(r"^[-*+]\s+", "", bare)
    comment = re.search(r'"([^"]*)"', bare)
    rest = bare.replace(comment[0], " ") if comment else bare
    keys = list(dict.fromkeys(key for m in _KEY.finditer(rest) for key in ("PK", "FK", "UK") if m[key]))
    rest = _KEY.sub(" ", rest)
    named = re.match(r"\s*(?P<name>[\w-]+)\s*[:：]\s*(?P<type>\S.*)$", rest)
    words = [named["type"], named["name"]] if named else []
    if named:
        first, *others = named["type"].split()
        words = [first, named["name"], *others]
    else:
        words = rest.split()
    if not words:
        return f"{indent}%% {bare}"
    kind, name = (words[0], words[1]) if len(words) > 1 else ("string", words[0])
    extra = " ".join([*words[2:], *([comment[1]] if comment else [])]).strip(" ,")
    kind = re.sub(r"[^\w\-\[\]()]+", "-", kind).strip("-") or "string"
    name = re.sub(r"[^\w\-\[\]()]+", "_", name).strip("_")
    parts = [kind, name if re.match(r"[^\W\d]", name) else f"_{name}", ", ".join(keys), f'"{extra}"' if extra else ""]
    return indent + " ".join(part for part in parts if part)
