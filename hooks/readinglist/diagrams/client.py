"""Diagrams that the browser draws: where Mermaid's own script is, and what it gets to draw."""

from __future__ import annotations

import re
import sys
from importlib.metadata import distribution
from pathlib import Path

from ..policy import clean_text

LIBRARY = "assets/mermaid/mermaid.min.js"
"""Where the script lies on the site; mkdocs.yml names it, too."""
_PACKAGE, _FILE = "mermaidx", "mermaidx/assets/mermaid.js"
"""mermaidx runs Mermaid in Python; its wheel holds Mermaid's `dist/mermaid.min.js`, byte for byte. Never imported."""

_TAG = re.compile(r"(?<!<)<(?=[A-Za-z/!?])(?!/?(?:br|b|i|em|strong|code|sub|sup)\s*/?>)", re.IGNORECASE)
_IMAGE = re.compile(r"""\b(?:img|icon)\s*:\s*(?:"[^"]*"|'[^']*'|[^,}\s]+)\s*,?""", re.IGNORECASE)
_ENTITY = re.compile(r"[#&]#?(?:([0-9]{1,7})|x([0-9a-fA-F]{1,6}));")
_SHAPE = re.compile(r"@\{[^}]*\}")


def find_library() -> Path:
    """Mermaid's script among the installed packages. Raises PackageNotFoundError where requirements are missing."""
    return Path(str(distribution(_PACKAGE).locate_file(_FILE)))


def hide_word(html: str) -> str:
    """HTML that reads the same without the word for which mkdocs-mermaid2-plugin parses and rewrites a whole page.

    https://github.com/fralau/mkdocs-mermaid2-plugin/blob/master/mermaid2/plugin.py, `on_post_page`.
    """
    return html.replace("mermaid", "&#109;ermaid")


def make_harmless(source: str) -> str:
    """The source without what makes Mermaid fetch something: pictures, addresses in styles, tags with attributes.

    Mermaid draws in the page before its drawing could be cleaned. A tag that may not act is shown as text.
    """
    source = _ENTITY.sub(_drop_unseen, _SHAPE.sub(lambda shape: _IMAGE.sub("", shape[0]), source))
    return re.sub(r"\burl\s*\(", "(", _TAG.sub("#lt;", source), flags=re.IGNORECASE)


def _drop_unseen(entity: re.Match[str]) -> str:
    """The entity, or nothing where it stands for a character that the policy drops."""
    number = int(entity[2] or entity[1], 16 if entity[2] else 10)
    return entity[0] if number > sys.maxunicode or clean_text(chr(number)) else ""
