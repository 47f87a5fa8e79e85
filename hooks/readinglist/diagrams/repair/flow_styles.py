"""Mend the style, class, link style and click lines of a flowchart; text in, text out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from .flow_names import Names, fold, is_id

_STYLE = re.compile(r"\s*style\s+(?P<ids>\"[^\"]+\"|.+?)\s+(?P<css>[a-z-]+\s*:.*|\{.*)$", re.IGNORECASE)
_CLASS_DEF = re.compile(
    r"\s*classDef\s+(?P<ids>[\w-]+(?:\s*,\s*[\w-]+)*)\s*[:{]?\s*(?P<css>[a-z-]+\s*:.*)$", re.IGNORECASE
)
_CLASS = re.compile(r"\s*class\s+(?P<ids>.+?)\s+:{0,3}(?P<name>[A-Za-z_][\w-]*)\s*[;；]?\s*$")
_LINK_STYLE = re.compile(
    r"\s*linkStyle\s+(?P<which>default|\d+(?:\s*,\s*\d+)*)\s+(?P<css>[a-z-]+\s*:.*)$", re.IGNORECASE
)
_CLICK = re.compile(r"\s*click\s+(?P<id>\S+)\s+(?P<rest>.*\S)\s*$")
_CLICK_REST = re.compile(
    r'(?:href\s+)?"[^"]*"(?:\s+"[^"]*")?(?:\s+_(?:self|blank|parent|top))?;?|(?:call\s+)?[\w.]+(?:\([^()]*\))?(?:\s+"[^"]*")?;?'
)
_DECLARATION = re.compile(r"(?P<key>[a-z-]+)\s*:\s*(?P<value>[^:;{}]+)", re.IGNORECASE)
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)[^)]*\)")
_VALUE = re.compile(r"[#\w\s.%-]+")
_VALID_CSS = re.compile(r"\s*(?:[\w-]+\s*:\s*[#'\w .%-]+?)(?:\s*,\s*[\w-]+\s*:\s*[#'\w .%-]+?)*\s*,?;?\s*")

Known = Callable[[str], bool]


def write_css(text: str) -> str:
    """Declarations as Mermaid takes them: commas between, no functions, no semicolons: `a:b; c:d` -> `a:b,c:d`."""
    text = _RGB.sub(lambda m: "#" + "".join(f"{min(int(part), 255):02x}" for part in m.groups()), text)
    text = (
        text.replace("：", ":")
        .replace("；", ";")
        .replace("，", ",")
        .replace("!important", "")
        .replace('"', "")
        .replace("'", "")
    )
    kept = []
    for part in re.split(r"[;,](?=\s*[a-zA-Z-]+\s*:)|[;,]\s*$|[{}]", text):
        match = _DECLARATION.fullmatch(part.strip())
        if match and _VALUE.fullmatch(match["value"]):
            kept.append(f"{match['key']}:{match['value'].strip()}")
    return ",".join(kept)


def _comment(text: str) -> str:
    return re.sub(r"^(\s*)", r"\1%% ", text, count=1)


def _indent(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _split_ids(text: str) -> list[str]:
    text = text.strip()
    if text.startswith('"') and text.endswith('"') and text.count('"') == 2:
        return [text[1:-1]]
    return [part.strip().strip("\"'") for part in re.split(r"\s*[,，、;&]\s*", text) if part.strip()]


def _find(part: str, names: Names, known: Known) -> str | None:
    """The id that a name in a style line means, or None where there is no such node."""
    name = names.resolve(part)
    if known(name):
        return name
    group = names.groups.get(fold(part))
    return group if group and known(group) else None


def _find_all(ids: str, names: Names, known: Known) -> list[str]:
    """The nodes a line means. A name that holds a comma or blank is tried whole, then its parts."""
    whole = _find(ids.strip().strip('"'), names, known)
    if whole:
        return [whole]
    parts = _split_ids(ids)
    found = [_find(part, names, known) for part in parts]
    if not any(found) and re.fullmatch(r"[\w-]+(?:\s+[\w-]+)+", ids.strip()):
        found = [_find(part, names, known) for part in ids.split()]
    return [name for name in found if name]


def mend_style(text: str, names: Names, known: Known) -> str:
    """`style A, B fill:#f9f;` -> a line for each node that there is; a comment where there is none."""
    match = _STYLE.match(text)
    if match is None:
        return _comment(text)
    found, css = _find_all(match["ids"], names, known), write_css(match["css"])
    if found == [match["ids"]] and _VALID_CSS.fullmatch(match["css"]) and text.lstrip().startswith("style "):
        return text
    if not found or not css:
        return _comment(text)
    return "\n".join(f"{_indent(text)}style {name} {css}" for name in found)


def names_no_node(text: str, mended: str) -> bool:
    """Whether a style line was right but for the node it names, of which there is none."""
    match = _STYLE.match(text)
    return match is not None and bool(write_css(match["css"])) and mended.lstrip().startswith("%%")


def mend_class_def(text: str, names: Names, known: Known) -> str:
    """`classDef x fill:#fff;color:red` -> commas between declarations."""
    match = _CLASS_DEF.match(text)
    if match is None:
        return _comment(text)
    css = write_css(match["css"])
    if _VALID_CSS.fullmatch(match["css"]) and re.match(r"\s*classDef\s+[\w-]+(?:,[\w-]+)*\s+[a-z-]+\s*:", text):
        return text
    ids = re.sub(r"\s", "", match["ids"])
    return f"{_indent(text)}classDef {ids} {css}" if css else _comment(text)


def mend_class(text: str, names: Names, known: Known) -> str:
    """`class A, B x` -> `class A,B x`: Mermaid takes no blank there, merman does."""
    match = _CLASS.match(text)
    if match is None:
        return _comment(text)
    found = _find_all(match["ids"], names, known)
    if all(is_id(part) and part not in names.ids for part in match["ids"].split(",")) and not re.search(
        r"\s:+\w", text
    ):
        return text
    if not found:
        return _comment(text)
    return f"{_indent(text)}class {','.join(found)} {match['name']}"


def mend_link_style(text: str, names: Names, known: Known) -> str:
    """Declarations as Mermaid takes them; a comment where the line has none."""
    match = _LINK_STYLE.match(text)
    if match is None:
        return text if re.match(r"\s*linkStyle\s+(?:default|[\d,]+)\s+interpolate\s", text) else _comment(text)
    css = write_css(match["css"])
    which = re.sub(r"\s", "", match["which"])
    if _VALID_CSS.fullmatch(match["css"]) and which == match["which"]:
        return text
    return f"{_indent(text)}linkStyle {which} {css}" if css else _comment(text)


def mend_click(text: str, names: Names, known: Known) -> str:
    """A comment where the line is not as Mermaid takes it."""
    match = _CLICK.match(text)
    if match is None or not _CLICK_REST.fullmatch(match["rest"]):
        return _comment(text)
    name = _find(match["id"], names, known)
    if name == match["id"] or (name is None and is_id(match["id"])):
        return text
    return f"{_indent(text)}click {name} {match['rest']}" if name else _comment(text)


STYLE_RULES: Mapping[str, Callable[[str, Names, Known], str]] = MappingProxyType(
    {
        "style": mend_style,
        "classDef": mend_class_def,
        "class": mend_class,
        "linkStyle": mend_link_style,
        "click": mend_click,
    }
)
"""First word of a line -> what mends it."""


def find_targets(text: str, kind: str) -> list[str]:
    """The names in a style or class line, as written."""
    match = (_STYLE if kind == "style" else _CLASS).match(text)
    return [*_split_ids(match["ids"]), match["ids"].strip().strip('"')] if match else []


def limit_link_style(text: str, edges: int) -> str:
    """`linkStyle 0,9 …` without the numbers of links that there are not; a comment where none is left."""
    match = re.match(r"(?P<head>\s*linkStyle\s+)(?P<which>\d+(?:,\d+)*)(?P<rest>\s.*)$", text)
    if match is None or all(int(number) < edges for number in match["which"].split(",")):
        return text
    kept = [number for number in match["which"].split(",") if int(number) < edges]
    return f"{match['head']}{','.join(kept)}{match['rest']}" if kept else _comment(text)
