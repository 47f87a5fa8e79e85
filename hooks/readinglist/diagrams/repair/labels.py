"""Write text so that Mermaid shows all of it: quotes, entities, tags; text in, text out."""

from __future__ import annotations

import re
from html.entities import html5

_SYNTAX = re.compile(r"[\[\](){}|\"]|~~~|\\\|")
_AT = re.compile(r"(?:^|\S)@")
"""Text before an `@` is the id of an edge for merman."""
_TAG = re.compile(r"<(?=[A-Za-z!?/])")
_ALLOWED_TAG = re.compile(
    r"</?(?:br|b|i|em|strong|code|sub|sup|u|s|p|span|div|small|big|font|img|a|hr|ul|ol|li|h[1-6]|center|pre|table|tr|td|th)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"#(\w+);")
_BREAK = re.compile(r"\s*\n\s*")
_QUOTE_PAIRS = {'"': '"', "“": "”", "”": "”", "„": "“", "＂": "＂", "「": "」", "『": "』"}


def is_plain(text: str) -> bool:
    """Whether text can stand unquoted between a node's brackets or an edge's pipes and is shown whole."""
    return bool(text.strip()) and not _AT.search(text) and not _SYNTAX.search(text) and escape_tags(text) == text


def is_quoted(text: str) -> bool:
    """Whether text is one whole quoted string (or Markdown string) as Mermaid reads it, shown whole."""
    bare = text.strip()
    if len(bare) < 3 or bare[0] != '"' or bare[-1] != '"' or '"' in bare[1:-1]:
        return False
    inner = bare[1:-1]
    if inner.startswith("`"):
        return len(inner) > 2 and inner.endswith("`") and "`" not in inner[1:-1]
    return bool(inner.strip()) and escape_tags(inner) == inner


def is_valid_label(text: str) -> bool:
    """Whether text may stay as it is between brackets or pipes."""
    return is_plain(text) or is_quoted(text)


def is_shown_whole(text: str) -> bool:
    """Whether no part of a text is taken for HTML or for an entity that shows nothing."""
    return bool(text.strip()) and escape_tags(text) == text


def name_change(text: str) -> str:
    """The rule that has a label quoted: for tags of which nothing is shown, an `@` that only merman minds, or signs."""
    is_quoted_text = text.strip()[:1] == '"'
    inner = text.strip()[1:-1] if is_quoted_text else text
    if '"' in inner or inner.startswith("`") or (not is_quoted_text and _SYNTAX.search(inner)):
        return "quote-label"
    return "escape-tag" if escape_tags(inner) != inner else "quote-at" if _AT.search(inner) else "quote-label"


def quote(text: str) -> str:
    """Text in double quotes, whatever it holds: `say "hi"` -> `"say #quot;hi#quot;"`."""
    return f'"{escape(unquote(text))}"'


def escape(text: str) -> str:
    """Text as it may stand inside double quotes."""
    text = _BREAK.sub("<br/>", text.strip()).replace('\\"', '"').replace('"', "#quot;")
    text = "#96;" + text[1:] if text.startswith("`") else text
    return escape_tags(text) or " "


def unquote(text: str) -> str:
    """Text without the pair of quotes around it; a quote at one end only is dropped, too."""
    bare = text.strip()
    if bare.startswith('""') and bare.endswith('""') and len(bare) > 4:
        return bare[2:-2]
    if len(bare) > 1 and bare[-1] == _QUOTE_PAIRS.get(bare[0]) and not _is_split(bare):
        return bare[1:-1]
    if bare.count('"') == 1 and '"' in (bare[:1], bare[-1:]):
        return bare.strip('"')
    return bare


def _is_split(text: str) -> bool:
    """Whether the first and the last quote belong to different words: `"a" and "b"`."""
    inner = text[1:-1]
    if text[0] == '"':
        return bool(re.match(r'[^"]*"\s.*\s"[^"]*$', inner, re.DOTALL)) and inner.count('"') % 2 == 0
    return text[0] in inner or text[-1] in inner


def escape_tags(text: str) -> str:
    """`List<String>` -> `List#lt;String#gt;`: Mermaid takes unknown tags for HTML and shows nothing of them."""
    text = _ENTITY.sub(_escape_entity, text)
    if not _TAG.search(text):
        return text
    parts: list[str] = []
    position = 0
    for match in _TAG.finditer(text):
        tag = _ALLOWED_TAG.match(text, match.start())
        if tag is None:
            parts.append(text[position : match.start()] + "#lt;")
            position = match.start() + 1
    return "".join(parts) + text[position:]


def _escape_entity(match: re.Match[str]) -> str:
    """Leave real entities; `#12;` would be shown as a control character, `#foo;` as nothing."""
    name = match[1]
    if name.isdigit():
        return match[0] if int(name) >= 32 else f"#35;{name};"
    return match[0] if f"{name};" in html5 else f"#35;{name};"
