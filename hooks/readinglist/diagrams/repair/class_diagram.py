"""Repair class diagrams: class names, generics, relations in another family's syntax; a draft in, a draft out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from .change import Draft, Line, Repair, change_lines
from .words import balance_braces, make_word, mend_comment

_NAME = r"(?:`[^`]+`|\"[^\"]+\"|[^\s\"`:{}\[\]<>*|.=~-][^\s\"`:{}\[\]<>*|=]*(?:<[^<>]*(?:<[^<>]*>)?>|~[^~]*~)?)"
_WORD = r"(?:`[^`]+`|[^\W\d]\w*(?:~[^~]+~)?)"
_ARROW = (
    r"(?:<\|?|\|>|[*o](?=[-.]))?(?:-{1,3}|={2,3}|\.{2,3}|-\.+-?|[—–]+)(?:\|?>{1,2}|<\||[*o](?=[\s\"]|$))?|[→⇒]|<\|?-|=>"
)
_RELATION = re.compile(
    rf"(?P<indent>\s*)(?P<left>[^\"]+?|\"[^\"]+\")\s*(?P<card1>\"[^\"]*\")?\s*(?P<arrow>{_ARROW})"
    rf"(?:\s*\|(?P<pipe>[^|]*)\|)?\s*(?P<card2>\"[^\"]*\"(?=\s*\S))?\s*(?P<right>\"[^\"]+\"|[^\":：]+?)\s*"
    r"(?:[:：]\s*(?P<label>.*?))?\s*;?\s*$"
)
_INLINE = re.compile(r"(?P<indent>\s*)(?P<left>\S+)\s+--\s+(?P<label>[^-]+?)\s+--?>\s*(?P<right>\S+)\s*;?\s*$")
_CLASS = re.compile(
    r"(?P<indent>\s*)(?P<kind>(?:public\s+|abstract\s+|final\s+|static\s+)*(?:class|interface|enum|struct|abstract|entity|object)s?)\s+"
    r"(?P<name>\"[^\"]+\"|`[^`]+`|[^{\[:\"]+?)\s*(?P<label>\[\"?[^\]]*\"?\])?(?:\s+as\s+(?P<alias>\w+))?\s*"
    r"(?P<stereotype><<[^<>]+>>)?\s*(?P<style>:::\s*\w+)?\s*(?P<body>\{.*)?\s*;?$",
    re.IGNORECASE,
)
_VALID_CLASS = re.compile(
    rf"\s*class\s+{_WORD}(?:\[\"[^\"]*\"\])?(?::::\w+)?\s*(?:<<[^<>]+>>\s*)?(?:\{{\s*\}}?|\{{[^{{}}]*\}})?\s*"
)
_VALID_RELATION = re.compile(
    rf"\s*{_WORD}\s*(?:\"[^\"]*\"\s*)?(?:<\||\(\)|[<*]|o(?=[-.]))?(?:--|\.\.)(?:\|>|\(\)|[>*]|o\b)?\s*(?:\"[^\"]*\"\s*)?{_WORD}\s*(?::[^:;\n]+)?\s*"
)
_GENERIC = re.compile(r"(?<=\w)<([^<>]*)>")
_OTHER = re.compile(
    r"\s*(?:$|%%|direction\s|note\b|namespace\s|<<|style\s|classDef\s|cssClass\s|click\s|link\s|callback\s|accTitle|accDescr|\}|class\s)",
    re.IGNORECASE,
)
_MEMBER = re.compile(r"(?P<indent>\s*)(?P<name>\S+?)\s*[:：](?!:)\s*(?P<text>.+)$")


def repair_class_diagram(draft: Draft) -> Draft:
    """The class diagram as Mermaid takes it."""
    draft = change_lines(draft, "comment", mend_comment)
    return balance_braces(_mend_lines(draft))


def _mend_lines(draft: Draft) -> Draft:
    lines: list[Line] = [draft.lines[0]]
    repairs: list[Repair] = []
    declared = {match["name"].strip() for line in draft.lines if (match := _CLASS.match(line.text))}
    body = 0
    for line in draft.lines[1:]:
        bare = line.text.strip()
        if body and bare == "}":
            body -= 1
            lines.append(line)
            continue
        name, text = ("member", _mend_member(line.text)) if body else _mend_line(line.text)
        if text != line.text:
            repairs.append(Repair(name, line.number, bare, text.strip()))
        lines += [Line(line.number, part) for part in [*text.split("\n"), *_declare(name, line, declared)]]
        opens = text.rstrip().endswith("{") and not bare.startswith(("namespace", "%%"))
        body += opens
    return draft.put(lines, *repairs)


def _declare(rule: str, line: Line, declared: set[str]) -> list[str]:
    """`class Data_Store["Data Store"]` for each end of a relation whose name had to be changed, once."""
    match = _RELATION.match(line.text) if rule == "relation" else None
    names = [match["left"].strip(), match["right"].strip()] if match else []
    lines = []
    for raw in names:
        bare = raw.strip("\"`'")
        if raw not in declared and bare not in declared and not re.search("[<~]", bare) and _mend_name(bare) != bare:
            declared.add(bare)
            lines.append(f'{line.indent}class {_mend_name(bare)}["{bare}"]')
    return lines


def _mend_member(text: str) -> str:
    """A line in a class body: generics with `~`, no braces, no semicolon at its end."""
    if text.strip().startswith("%%"):
        return text
    text = _mend_generics(text)
    return text.replace("{", "#123;").replace("}", "#125;") if re.search(r"[{}]", text) else text


def _mend_generics(text: str) -> str:
    """`Map<String, List<Int>>` -> `Map~String, List~Int~~`; Mermaid takes `<…>` for HTML."""
    while (changed := _GENERIC.sub(r"~\1~", text)) != text:
        text = changed
    return text


def _mend_line(text: str) -> tuple[str, str]:
    """(rule, the line as it must be)."""
    if (
        not text.strip()
        or text.lstrip().startswith("%%")
        or _VALID_CLASS.fullmatch(text)
        or _VALID_RELATION.fullmatch(text)
    ):
        return "", text
    declared = _CLASS.match(text)
    if declared and not re.search(r"--|\.\.|->", declared["name"]):
        return "class-name", _write_class(declared)
    note = re.match(r"(?P<indent>\s*)note\s+for\s+(?P<name>\w+)\s*:?\s*(?P<text>[^\"]+)$", text)
    if note:
        return "note", f'{note["indent"]}note for {note["name"]} "{note["text"].strip()}"'
    if _OTHER.match(text):
        return "", text
    inline = _INLINE.match(text)
    if inline:
        return (
            "relation",
            f"{inline['indent']}{_mend_name(inline['left'])} --> {_mend_name(inline['right'])}"
            f" : {_mend_label(inline['label'])}",
        )
    relation = _RELATION.match(text)
    if relation and not relation["left"].strip().endswith(":"):
        return "relation", _write_relation(relation)
    member = _MEMBER.match(text)
    if member:
        return "member", f"{member['indent']}{_mend_name(member['name'])} : {_mend_member(member['text'])}"
    indent = text[: len(text) - len(text.lstrip())]
    return "stray-text", f"{indent}%% {text.strip()}"


def _mend_name(text: str) -> str:
    """A class's name as one word; a generic with `~`."""
    bare = text.strip().strip("\"`'")
    generic = re.fullmatch(r"(?P<name>[^<~]+)[<~](?P<type>.+?)[>~]*", bare)
    if generic:
        return f"{_mend_name(generic['name'])}~{_mend_generics(generic['type'])}~"
    return bare if re.fullmatch(r"[^\W\d]\w*", bare) else make_word(bare)


def _mend_label(text: str) -> str:
    text = text.strip().strip('"')
    return re.sub(r"(#\w+;)|([:;])", lambda m: m[1] or f"#{ord(m[2])};", text)


_ARROWS: Mapping[str, str] = MappingProxyType(
    {
        "->": "-->",
        "=>": "-->",
        "==>": "-->",
        "→": "-->",
        "⇒": "-->",
        "-.->": "..>",
        "<-": "<--",
        "<|-": "<|--",
        "—>": "-->",
        "-->>": "-->",
        "->>": "-->",
    }
)


def _mend_arrow(arrow: str) -> str:
    if arrow in _ARROWS:
        return _ARROWS[arrow]
    body = ".." if "." in arrow else "--"
    left = next((sign for sign in ("<|", "<", "*", "o") if arrow.startswith(sign)), "")
    right = next((sign for sign in ("|>", ">", "*", "o") if arrow.endswith(sign)), "")
    return f"{left}{body}{right}"


def _write_relation(match: re.Match[str]) -> str:
    left, right, label = match["left"], match["right"], match["label"] or match["pipe"]
    if not label and (trailing := re.fullmatch(r"(\w+)\s+(.+)", right.strip())) and '"' not in right:
        right, label = trailing[1], trailing[2]
    first, second = (f" {match[key]}" if match[key] else "" for key in ("card1", "card2"))
    text = f"{match['indent']}{_mend_name(left)}{first} {_mend_arrow(match['arrow'])}{second} {_mend_name(right)}"
    return f"{text} : {_mend_label(label)}" if label and label.strip() else text


def _write_class(match: re.Match[str]) -> str:
    """`interface My Thing<T> extends X {` in Mermaid's words."""
    raw, *parents = re.split(r"\s+(?:extends|implements)\s+|\s*,\s*(?=\w+\s*$)", match["name"].strip())
    indent = match["indent"]
    bare = raw.strip("\"`'")
    name = match["alias"] or _mend_name(raw)
    label = match["label"] or (f'["{bare}"]' if name.split("~")[0] not in (bare, re.split("[<~]", bare)[0]) else "")
    label = label if not label or '"' in label else f'["{label[1:-1]}"]'
    kind = match["kind"].lower().split()[-1]
    mark = (match["stereotype"] or "").strip("<>") or {
        "interface": "interface",
        "enum": "enumeration",
        "abstract": "abstract",
    }.get(kind, "")
    mark = "abstract" if "abstract" in match["kind"].lower() and kind == "class" else mark
    body = (match["body"] or "").strip()
    lines = [
        f"{indent}class {name}{label}{(match['style'] or '').replace(' ', '')}"
        + (
            f" {{{_mend_member(body[1:].rstrip('}'))}}}"
            if len(body) > 1 and body.endswith("}")
            else f" {body}"
            if body
            else ""
        )
    ]
    lines[:0] = [f"{indent}{_mend_name(parent)} <|-- {name}" for parent in parents]
    lines[:0] = [f"{indent}class {name}", f"{indent}<<{mark}>> {name}"] if mark else []
    return "\n".join(lines)
