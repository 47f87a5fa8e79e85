"""Clean an SVG: only drawing elements and attributes stay, numbers are short, style rules that nothing uses go."""

from __future__ import annotations

import functools
import html
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from ..policy import clean_text
from .theme import FONT_SIZE

SVG = "{http://www.w3.org/2000/svg}"

ELEMENTS = frozenset(
    "svg g path rect circle ellipse line polyline polygon text tspan marker defs clipPath linearGradient "
    "radialGradient stop foreignObject title desc style div span p br b i em strong code sub sup".split()
)
"""Elements that draw or hold text; any other one goes with all that is in it, but for a link, whose content stays."""
UNWRAPPED = frozenset({"a", "section", "body"})

PLAIN_COLOURS = {
    "black": "var(--dg-text)", "#000": "var(--dg-text)", "#000000": "var(--dg-text)", "#333": "var(--dg-text)",
    "#333333": "var(--dg-text)", "#444": "var(--dg-text)", "#444444": "var(--dg-text)", "#666": "var(--dg-line)",
    "#666666": "var(--dg-line)", "#999": "var(--dg-line)", "#999999": "var(--dg-line)", "gray": "var(--dg-line)",
    "grey": "var(--dg-line)", "white": "var(--dg-paper)", "#fff": "var(--dg-paper)", "#ffffff": "var(--dg-paper)",
}  # fmt: skip
"""Colours that Mermaid writes into a drawing whatever the theme; an author's own carry `!important` and stay."""

ATTRIBUTES = frozenset(
    "id class d x y x1 x2 y1 y2 dx dy cx cy r rx ry width height points transform viewBox preserveAspectRatio fill "
    "fill-opacity fill-rule stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity opacity "
    "marker-start marker-mid marker-end refX refY markerWidth markerHeight markerUnits orient text-anchor "
    "dominant-baseline alignment-baseline font-size font-weight font-style offset stop-color stop-opacity "
    "gradientUnits gradientTransform clip-path role aria-roledescription aria-labelledby aria-describedby style "
    "textLength lengthAdjust letter-spacing rotate".split()
)
PROPERTIES = frozenset(
    "fill fill-opacity stroke stroke-width stroke-dasharray stroke-opacity stroke-linecap opacity color "
    "background-color font-size font-weight font-style text-align text-anchor display white-space line-height "
    "max-width width height vertical-align align-items "
    "justify-content overflow dominant-baseline text-decoration visibility".split()
)
"""CSS properties that can neither fetch anything nor leave the place of their element."""

_VALUE = re.compile(r"[#\w\s.,%()+-]*")
_LOCAL = re.compile(r"""url\(\s*['"]?#[\w.:-]+['"]?\s*\)""")
_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_NUMERIC = frozenset(
    "d points transform x y x1 x2 y1 y2 dx dy cx cy r rx ry width height viewBox refX refY textLength".split()
)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([A-Za-z_][\w-]*)")
_HEX = re.compile(r"#([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\b")

DARK_INK, LIGHT_INK = "#000000", "#ffffff"
"""Text on a colour that the author gave a shape, whichever stands out more."""


def clean_svg(text: str, prefix: str) -> str:
    """The SVG as it may stand in a page; `prefix` is the id of its root, and each other id begins with it.

    Raises ValueError where the text is no well-formed SVG.
    """
    try:
        root = ET.fromstring(text)  # noqa: S314 - written by the renderer, which escapes foreign text
    except ET.ParseError as error:
        raise ValueError(f"the renderer's SVG cannot be read: {error}") from error
    _set_ink(root)
    _centre_labels(root)
    _set_ids(root, prefix)
    used = {name for element in root.iter() for name in (element.get("class") or "").split()}
    out: list[str] = []
    _write(root, used, out)
    return "".join(out)


def add_title(svg: str, title: str, description: str) -> str:
    """The SVG with a title and a description that its root names, for screen readers; an author's own stay."""
    opening, _, rest = svg.partition(">")
    match = re.search(r'\bid="([^"]+)"', opening)
    if match is None or "aria-labelledby" in opening:
        return svg
    name = match[1]
    titles = f'<title id="{name}-title">{html.escape(title, quote=False)}</title>'
    titles += f'<desc id="{name}-desc">{html.escape(description, quote=False)}</desc>'
    return f'{opening} aria-labelledby="{name}-title" aria-describedby="{name}-desc">{titles}{rest}'


_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")]+)['\"]?\s*\)")


def _set_ids(root: ET.Element, prefix: str) -> None:
    """Prefix ids and references to them; of two with one id the second gets a number."""
    taken: set[str] = set()
    for element in root.iter():
        name = element.get("id")
        if name is not None:
            wanted = _prefix(name, prefix)
            unique, n = wanted, 2
            while unique in taken:
                unique, n = f"{wanted}-{n}", n + 1
            taken.add(unique)
            element.set("id", unique)
        for key, value in element.attrib.items():
            if "url(" in value:
                element.set(key, _REFERENCE.sub(lambda match: f"url(#{_prefix(match[1], prefix)})", value))
            elif key in ("aria-labelledby", "aria-describedby"):
                element.set(key, " ".join(_prefix(part, prefix) for part in value.split()))


def _prefix(name: str, prefix: str) -> str:
    plain = re.sub(r"[^\w.:-]", "-", name)
    return plain if plain.startswith(prefix) else f"{prefix}-{plain}"


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _write(element: ET.Element, used: set[str], out: list[str]) -> None:
    """Append the text of an element, and of what is in it, to `out`."""
    name = _name(element)
    if name in UNWRAPPED:
        _write_content(element, used, out)
    elif name == "switch":  # HTML text first, SVG text for viewers that have no HTML: only the first is shown
        for first in element[:1]:
            _write(first, used, out)
    elif name == "style":
        out.append(f"<style>{filter_rules(element.text or '', used)}</style>")
    elif name == "br":
        out.append("<br>")
    elif name in ELEMENTS:
        out.append(f"<{name}{''.join(_write_attributes(element, name))}>")
        _write_content(element, used, out)
        out.append(f"</{name}>")


def _write_content(element: ET.Element, used: set[str], out: list[str]) -> None:
    if element.text:
        out.append(html.escape(clean_text(element.text), quote=False))
    for child in element:
        _write(child, used, out)
        if child.tail:
            out.append(html.escape(clean_text(child.tail), quote=False))


def _write_attributes(element: ET.Element, name: str) -> Iterator[str]:
    if name == "svg":
        yield ' xmlns="http://www.w3.org/2000/svg"'
    for key, value in element.attrib.items():
        if key not in ATTRIBUTES or (key == "style" and name == "svg"):
            continue
        if key == "style":
            value = _filter_declarations(value)
        elif "(" in value and key in ("fill", "stroke", "clip-path", "marker-start", "marker-mid", "marker-end"):
            value = value if _LOCAL.fullmatch(value) or (_VALUE.fullmatch(value) and "url" not in value.lower()) else ""
        if key == "font-size":
            value = _raise_size(value)
        elif key in ("fill", "stroke"):
            value = PLAIN_COLOURS.get(value.lower(), value)
        if key in _NUMERIC and "." in value:
            value = _NUMBER.sub(_round, value)
        if value or key in ("d", "points"):
            yield f' {key}="{html.escape(value)}"'


def _round(match: re.Match[str]) -> str:
    return f"{float(match[0]):.2f}".rstrip("0").rstrip(".") or "0"


MIN_FONT_SIZE = 13
"""CSS pixels; shown at 0.85 of its size a label of 13 is just above 11, below which nobody should have to read."""


def _raise_size(value: str) -> str:
    """A font size in pixels or em, raised to MIN_FONT_SIZE; others as they are."""
    match = re.fullmatch(r"([\d.]+)(px|em)?", value.strip())
    if match is None:
        return value
    size = float(match[1]) * (FONT_SIZE if match[2] == "em" else 1)
    return f"{MIN_FONT_SIZE}px" if size < MIN_FONT_SIZE else value


@functools.lru_cache(maxsize=4096)
def _filter_declarations(style: str) -> str:
    """Declarations of harmless properties with plain values; nothing that can fetch or cover."""
    kept = []
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.replace("!important", "").strip()
        important = " !important" if "!important" in declaration else ""
        if name == "font-size":
            value = _raise_size(value)
        elif not important:
            value = PLAIN_COLOURS.get(value.lower(), value)
        if name in PROPERTIES and value and _VALUE.fullmatch(value) and "url" not in value.lower():
            kept.append(f"{name}:{_NUMBER.sub(_round, value)}{important}")
    return ";".join(kept)


def filter_rules(css: str, used: set[str]) -> str:
    """Rules whose classes all occur in the drawing, with harmless declarations; no at-rules, no `:root`."""
    css = re.sub(r"@[^{;]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|@[^;{}]*;", "", css)
    kept = []
    for match in _RULE.finditer(css):
        selectors = [part.strip() for part in match[1].split(",")]
        wanted = [part for part in selectors if set(_CLASS.findall(part)) <= used and ":root" not in part]
        wanted = [
            part for part in wanted if "[data-" not in part and part.startswith("#") and not re.search("[<&]", part)
        ]
        declarations = _filter_declarations(match[2])
        if wanted and declarations:
            kept.append(f"{','.join(wanted)}{{{declarations}}}")
    return "".join(kept)


def _set_ink(root: ET.Element) -> None:
    """Give labels on shapes that the author filled a text colour that stands out from the fill in both schemes."""
    fills = _find_class_fills(root)
    for group in root.iter(f"{SVG}g"):
        classes = (group.get("class") or "").split()
        if "node" not in classes and "cluster" not in classes:
            continue
        fill = _find_fill(group) or next((fills[name] for name in classes if name in fills), None)
        ink = choose_ink(fill) if fill else None
        if ink is not None:
            _paint_text(group, ink)
    for rect in root.iter(f"{SVG}rect"):
        if rect.get("class") == "rect":
            rect.set("fill-opacity", TINT)


_SIZES = re.compile(r"(?:display|width|max-width)\s*:[^;]*;?")
_CENTRED = "display:flex;align-items:center;justify-content:center;width:100%;height:100%"


def _centre_labels(root: ET.Element) -> None:
    """Keep a flowchart's label in the middle of its box where the reader's font needs fewer lines than planned."""
    if "flowchart" not in (root.get("class") or ""):
        return
    for group in root.iter(f"{SVG}g"):
        if "node" not in (group.get("class") or "").split():
            continue
        for box in group.iter(f"{SVG}foreignObject"):
            for label in box:
                style = _SIZES.sub("", label.get("style") or "")
                label.set("style", f"{style};{_CENTRED}")


TINT = "0.16"
"""Opacity of the author's coloured areas in sequence diagrams: what is written on them is not theirs to colour, and
stands out from so light a tint in both schemes."""

_CLASS_FILL = re.compile(r"\.([\w-]+)\s*>\s*\*\s*\{\s*fill\s*:\s*([^;!}]+)")


def _find_class_fills(root: ET.Element) -> dict[str, str]:
    """Class -> the fill that the author's `classDef` gives it."""
    css = " ".join(style.text or "" for style in root.iter(f"{SVG}style"))
    return {name: fill.strip() for name, fill in _CLASS_FILL.findall(css)}


def _paint_text(group: ET.Element, ink: str) -> None:
    for label in group.iter():
        if _name(label) in ("div", "span", "p"):
            label.set("style", f"{label.get('style') or ''};color:{ink} !important")
        elif _name(label) in ("text", "tspan"):
            label.set("style", f"{label.get('style') or ''};fill:{ink} !important")


def _find_fill(group: ET.Element) -> str | None:
    """The colour an author's `style` gives the shape of a node or group."""
    for child in group:
        if {"label", "cluster-label"} & set((child.get("class") or "").split()):
            continue
        for shape in child.iter():
            match = re.search(r"(?:^|;)\s*fill\s*:\s*([^;!]+)", shape.get("style") or "")
            if match and choose_ink(match[1].strip()):
                return match[1].strip()
    return None


_NAMED = {
    "white": "#ffffff", "black": "#000000", "red": "#ff0000", "green": "#008000", "blue": "#0000ff",
    "yellow": "#ffff00", "orange": "#ffa500", "pink": "#ffc0cb", "purple": "#800080", "gray": "#808080",
    "grey": "#808080", "lightblue": "#add8e6", "lightgreen": "#90ee90", "lightgrey": "#d3d3d3",
    "lightgray": "#d3d3d3", "lightyellow": "#ffffe0", "cyan": "#00ffff", "gold": "#ffd700", "silver": "#c0c0c0",
}  # fmt: skip


def choose_ink(fill: str) -> str | None:
    """DARK_INK or LIGHT_INK, by the contrast of WCAG 2.2 (relative luminance); None for a fill that is no colour."""
    match = _HEX.fullmatch(_NAMED.get(fill.lower(), fill))
    if match is None:
        return None
    digits = match[1]
    if len(digits) < 6:
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return DARK_INK if (luminance + 0.05) / 0.05 >= 1.05 / (luminance + 0.05) else LIGHT_INK
