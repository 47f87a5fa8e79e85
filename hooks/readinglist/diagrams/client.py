"""Diagrams that the browser draws: where Mermaid's own script is, and which pages need it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

LIBRARY = "assets/mermaid/mermaid.min.js"
"""Where the script lies on the site; mkdocs.yml names it, too."""
_PACKAGE, _FILE = "mermaidx", "mermaidx/assets/mermaid.js"
"""mermaidx runs Mermaid in Python; its wheel holds Mermaid's `dist/mermaid.min.js`, byte for byte. It is not imported."""


def find_library() -> Path | None:
    """Mermaid's script among the installed packages, or None where its package is not installed."""
    try:
        path = Path(str(distribution(_PACKAGE).locate_file(_FILE)))
    except PackageNotFoundError:
        return None
    return path if path.is_file() else None


def hide_word(html: str) -> str:
    """HTML that reads the same without the word for which mkdocs-mermaid2-plugin parses and rewrites a whole page.

    https://github.com/fralau/mkdocs-mermaid2-plugin/blob/master/mermaid2/plugin.py, `on_post_page`.
    """
    return html.replace("mermaid", "&#109;ermaid")
