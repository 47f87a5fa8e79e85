"""Pages -> the same pages, in which no link of an entry leads to a passage that is not there."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from urllib.parse import unquote

from .page import Page

_LINK = re.compile(r'<a href="((?:\.\./\.\./(entries/[^"#?]+/))?)#([^"]+)"')
_ID = re.compile(r' id="([^"]+)"')


def settle_fragments(pages: Iterable[Page]) -> tuple[Page, ...]:
    """The pages of an edition. A link to another entry leads to its beginning instead, one to the page itself becomes
    text; the check of the source names both (`checks.py`).
    """
    by_address = {page.src_uri.removesuffix("index.md"): page for page in pages}

    @cache
    def list_ids(address: str) -> frozenset[str]:
        return frozenset(_ID.findall(by_address[address].html)) if address in by_address else frozenset()

    def settle(page: Page, own: str) -> Page:
        def mend(match: re.Match[str]) -> str:
            fragment = unquote(html.unescape(match[3]))
            if html.escape(fragment) in list_ids(match[2] or own):
                return match[0]
            return f'<a href="{match[1]}"' if match[1] else "<a"

        mended = _LINK.sub(mend, page.html)
        return page if mended == page.html else replace(page, html=mended)

    return tuple(
        settle(page, address) if page.source_path is not None else page for address, page in by_address.items()
    )
