"""The Content-Security-Policy of a page: what a browser may load and run there, should foreign text ever act."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)

MERMAID_START = 'mermaid.initialize({\n    startOnLoad: false,\n    securityLevel: "strict"\n});'
"""What mkdocs-mermaid2-plugin writes into a page whose diagrams the browser draws, with the arguments of mkdocs.yml."""


def make_policy(
    scripts: Iterable[str], styles: Iterable[str] = (), *, is_drawn_here: bool = False, is_served: bool = False
) -> str:
    """The policy of a page as the text of its `meta` element (www.w3.org/TR/CSP3/).

    `scripts` are the page's inline scripts, `styles` the hashes of its `<style>` elements (`hash_styles`).
    `is_drawn_here`: the browser draws diagrams; Mermaid writes their styles, so that no hash can be known.
    `is_served`: under `mkdocs serve`, which writes a script of its own into each page.
    A drawing sets colours and sizes of its shapes in attributes, hence 'unsafe-inline' for these; they hold nothing but
    what `diagrams/svg.py` lets through. 'wasm-unsafe-eval' lets Pagefind's index be searched. Browsers that know no
    `style-src-elem` take `style-src`.
    """
    inline = [*scripts, *([MERMAID_START] if is_drawn_here else ())]
    hashes = "'unsafe-inline'" if is_served else " ".join(map(_hash, inline))
    sheets = "'unsafe-inline'" if is_drawn_here else " ".join(styles)
    rules = (
        "default-src 'none'",
        f"script-src 'self' 'wasm-unsafe-eval' {hashes}",
        "style-src 'self' 'unsafe-inline'",
        f"style-src-elem 'self' {sheets}",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(rule.strip() for rule in rules)


def hash_styles(drawings: Iterable[str]) -> list[str]:
    """What allows the `<style>` elements of drawings, each once, as the policy names it."""
    return sorted({_hash(css) for svg in drawings for css in _STYLE.findall(svg)})


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
