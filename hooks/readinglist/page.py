"""A page as the site generator receives it, its table of contents, and the templates it is made with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from .interface import WORDS, format_date, format_length, name_language
from .markup import Heading
from .repair_words import describe_repair


@dataclass(frozen=True)
class Page:
    """What the site generator receives: where the page goes, its metadata, its HTML and its table of contents."""

    src_uri: str
    meta: Mapping[str, Any]
    html: str
    headings: tuple[Heading, ...] = ()
    source_path: str | None = None
    """The source the page is made of, for the link that suggests an edit."""

    @property
    def has_client_diagram(self) -> bool:
        """Whether the browser has to draw something on the page."""
        return "client" in self.meta.get("diagrams", ())


def make_list_page(src_uri: str, html: str, title: str, description: str, **meta: Any) -> Page:
    """A page about many entries: wide, without contents.

    `meta` is further metadata of the page, or other values for what is set here.
    """
    settings = {
        "title": title,
        "description": description,
        "hide": ["navigation", "toc"],
        "layout": "wide",
    }
    return Page(src_uri, settings | meta, html)


def nest_headings(headings: Sequence[Heading]) -> list[dict[str, Any]]:
    """Headings as the nested tokens of Python-Markdown's table of contents; names are HTML."""
    root: list[dict[str, Any]] = []
    open_tokens: list[dict[str, Any]] = []
    for heading in headings:
        token = {"level": heading.level, "id": heading.id, "name": str(escape(heading.text)), "children": []}
        while open_tokens and open_tokens[-1]["level"] >= heading.level:
            open_tokens.pop()
        (open_tokens[-1]["children"] if open_tokens else root).append(token)
        open_tokens.append(token)
    return root


@dataclass
class Contents:
    """The table of contents as a page is made."""

    headings: list[Heading] = field(default_factory=list)

    def add(self, id: str, text: str) -> None:
        """Add a section of the page."""
        self.headings.append(Heading(2, id, text))

    def make_outline(self) -> tuple[Heading, ...]:
        """Two levels; a third where the second has a lone heading, which is then the title of what follows."""
        depth = 4 if sum(heading.level == 3 for heading in self.headings) == 1 else 3
        return tuple(heading for heading in self.headings if heading.level <= depth)


def _make_environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # which would ask for the time of each template, for each page
    )


_TEMPLATES = _make_environment()


def render_template(name: str, edition: str, **context: Any) -> str:
    """HTML made with a template, which has the edition's words as `t` and its ways to write dates and lengths."""
    shared = {
        "t": WORDS[edition],
        "edition": edition,
        "date": lambda text: format_date(text, edition),
        "length": format_length,
        "language_name": lambda tag: name_language(tag, edition),
        "repair_name": lambda repair: describe_repair(repair, edition),
    }
    return _TEMPLATES.get_template(name).render(**shared, **context)
