"""Entries -> pages at their old addresses, which lead to the new ones; plain HTML, with and without scripts."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

from .content_policy import make_policy
from .document import Entry
from .interface import WORDS

SCRIPT = "assets/redirect.js"
"""Keeps the fragment of an address, which a refresh would lose; that one is for browsers without scripts."""


def make_redirects(entries: Iterable[Entry], edition: str) -> dict[str, str]:
    """Address below the edition's root -> HTML, for each alias."""
    return {
        f"entries/{alias}/index.html": _make_redirect(entry, edition)
        for entry in entries
        for alias in entry.metadata.aliases
        if alias != entry.slug
    }


def _make_redirect(entry: Entry, edition: str) -> str:
    words, digest = WORDS[edition], entry.choose_digest(edition)
    target, title = f"../{quote(entry.slug)}/", escape(digest.title)
    return f"""<!doctype html>
<html lang="{edition}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{make_policy(())}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="icon" href="../../assets/mark.svg">
<link rel="canonical" href="{target}">
<script src="../../{SCRIPT}"></script>
<noscript><meta http-equiv="refresh" content="0; url={target}"></noscript>
</head>
<body>
<p>{words["moved"]}{words["colon"]}<a href="{target}" lang="{digest.language}">{title}</a></p>
</body>
</html>
"""
