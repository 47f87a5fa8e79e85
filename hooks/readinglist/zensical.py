"""Entries -> an edition as Zensical builds it: Markdown files that hold our HTML, and the settings; needs no MkDocs.

Zensical takes the place of MkDocs alone: pages, diagrams, search index and data are made as ever. What it lacks is
worked out here: its templates have no methods, its tags no definitions, and it knows of one edition.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import yaml

from .build import Site
from .content_policy import MERMAID_START, hash_styles, make_policy
from .document import EDITIONS
from .front_matter import split_front_matter, write_front_matter
from .interface import WORDS
from .page import Page, render_template
from .pages import make_pages
from .previews import choose_preview
from .tag_index import make_tag_index

EXTENSIONS = """
[project.markdown_extensions.attr_list]
[project.markdown_extensions.tables]
[project.markdown_extensions.fenced_code]
[project.markdown_extensions.toc.slugify]
object = "pymdownx.slugs.slugify"
kwds = { case = "lower" }
"""
"""Those of mkdocs.yml and MkDocs' own."""
INLINE: Mapping[str, str] = MappingProxyType(
    {
        "mark": 'document.documentElement.className = location.protocol === "file:" ? "js file" : "js"',
        "colours": """
  const colours = {
    key: `${new URL(document.currentScript.dataset.root, location).pathname}.colours`,
    system: matchMedia("(prefers-color-scheme: dark)"),
    get chosen() { try { return localStorage.getItem(this.key) } catch { return null } },
    show() { document.body.dataset.mdColorScheme = this.chosen ?? (this.system.matches ? "slate" : "default") },
  };
  colours.show();
""",
        "mermaid": MERMAID_START,
        "style": "<style>.md-skip { display: none }</style>",
    }
)
"""Scripts and the style inside a page, the same on all pages: the policy allows them by their hashes, and no others.

The first two are those of hooks/theme/main.html; the style puts away Zensical's link to the content, for we have ours.
"""
_FAVICON = "assets/mark.svg"
_NOTHING: Mapping[str, Any] = MappingProxyType(
    {
        "path": "404",
        "section": "",
        "json_ld": "",
        "properties": [],
        "tags": [],
        "alternates": [],
        "contents": [],
        "links": {},
    }
)
"""What stands around the page for addresses that lead nowhere."""
_SEARCH_WORDS = {
    "p": "search_point", "c": "search_claim", "n": "search_name", "f": "search_diagram", "d": "search_digest",
    "r": "search_transcript", "m": "search_term", "none": "search_none", "some": "search_some", "one": "search_one",
    "many": "search_many", "failed": "search_failed",
}  # fmt: skip
"""Name of a text in search.js -> its name in the interface."""

Links = Callable[[Page], Mapping[str, str]]


class _Loader(yaml.SafeLoader):
    """Reads mkdocs.yml; what only MkDocs can make of a value is left out."""


_Loader.add_multi_constructor("!", lambda loader, tag, node: None)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, tag, node: None)


def read_settings(base: str, edition: str = "") -> dict[str, Any]:
    """The settings of mkdocs.yml, with those that an edition's own file (mkdocs.zh.yml) has in their place."""
    own = yaml.load(edition, Loader=_Loader) or {}  # noqa: S506 - a SafeLoader that knows no more tags
    settings = yaml.load(base, Loader=_Loader) or {}  # noqa: S506
    return {**settings, **own}


def make_all_pages(site: Site, edition: str, site_url: str) -> tuple[Page, ...]:
    """The generated pages of an edition, the tag index among them."""
    words = WORDS[edition]
    index = list(make_tag_index(site, edition).values())
    tags = render_template("tag_index.html", edition, root="../", index=index)
    return (*make_pages(site, edition, site_url), Page("tags/index.md", {"title": words["tags"]}, tags))


def make_documents(
    pages: Sequence[Page],
    edition: str,
    hand_written: Mapping[str, str],
    site_url: str,
    previews: Collection[str],
    links: Links,
    titles: Mapping[str, str],
) -> dict[str, str]:
    """Path -> Markdown with all that the templates need.

    `hand_written` are the pages that are written by hand, `titles` what the header calls its pages; both by path.
    """
    documents = {}

    def surround(src_uri: str, meta: Mapping[str, Any]) -> dict[str, Any]:
        title = titles.get(src_uri) or meta.get("title") or WORDS[edition]["site"]
        return _make_chrome(src_uri, meta, edition, site_url, previews) | {"title": _name_page(src_uri, title, edition)}

    for page in pages:
        meta = {**_split(hand_written.get(page.src_uri, ""))[0], **page.meta}
        contents = [vars(heading) for heading in page.headings] if "toc" not in page.meta.get("hide", ()) else []
        chrome = surround(page.src_uri, meta) | {"contents": contents, "links": dict(links(page))}
        kept = {key: value for key, value in meta.items() if key not in ("head", "template")}
        documents[page.src_uri] = _write({**kept, "chrome": chrome}, page.html)
    for src_uri in hand_written.keys() - documents.keys():
        meta, body = _split(hand_written[src_uri])
        documents[src_uri] = _write({**meta, "chrome": surround(src_uri, meta)}, body)
    return documents


def _split(text: str) -> tuple[dict[str, Any], str]:
    """Front matter and body of a page written by hand."""
    front, body, _, _ = split_front_matter(text, "")
    return yaml.safe_load(front) or {}, body


def _name_page(src_uri: str, title: str, edition: str) -> str:
    """The title as a browser's tab shows it."""
    site = WORDS[edition]["site"]
    return f"{title} - {site}" if get_path(src_uri) else site


def _write(meta: Mapping[str, Any], body: str) -> str:
    return f"{write_front_matter(meta)}\n{body}"


def get_path(src_uri: str) -> str:
    """The address of a page below the root of its edition, as in `entries/SLUG/`."""
    return src_uri.removesuffix("index.md")


def _make_chrome(
    src_uri: str, meta: Mapping[str, Any], edition: str, site_url: str, previews: Collection[str]
) -> dict[str, Any]:
    """What the templates show around a page: ways to the roots, title, what it says to machines."""
    path = get_path(src_uri)
    root = "../" * src_uri.count("/") or "./"
    is_below = edition != EDITIONS[0]
    site_root = f"{root}../" if is_below else root
    head = meta.get("head") or {}
    title = meta.get("title") or WORDS[edition]["site"]
    return {
        "root": root,
        "site_root": site_root,
        "path": path,
        "section": "library/" if path.startswith("entries/") else f"{path.partition('/')[0]}/" if path else "",
        "other": (site_root if is_below else f"{root}{EDITIONS[1]}/") + path,
        "properties": list(_list_properties(path, title, meta, edition, site_url, previews).items()),
        "tags": [list(pair) for pair in head.get("tags", ())],
        "json_ld": str(head.get("json_ld", "")),
        "alternates": _list_alternates(path, site_root, edition, site_url),
        "contents": [],
        "links": {},
        "policy": _make_policy(meta),
    }


def _make_policy(meta: Mapping[str, Any]) -> str:
    scripts = (INLINE["mark"], INLINE["colours"])
    styles = [*meta.get("drawn_styles", ()), *hash_styles([INLINE["style"]])]
    return make_policy(scripts, styles, is_drawn_here="client" in meta.get("diagrams", ()))


def _list_properties(
    path: str, title: str, meta: Mapping[str, Any], edition: str, site_url: str, previews: Collection[str]
) -> dict[str, str]:
    """Open Graph: what a chat shows beside a link."""
    preview = choose_preview(f"{path}index.md", previews)
    properties = {
        "og:type": "article" if meta.get("layout") == "entry" else "website",
        "og:site_name": WORDS[edition]["site"],
        "og:title": title,
        "og:description": meta.get("description") or WORDS[edition]["home_lead"],
        "og:locale": WORDS[edition]["og_locale"],
        "og:url": f"{site_url}{quote(path)}" if site_url else "",
        "og:image": f"{site_url}{quote(preview)}" if site_url and preview else "",
    }
    return {name: text for name, text in properties.items() if text}


def _list_alternates(path: str, site_root: str, edition: str, site_url: str) -> list[list[str]]:
    """(language, address) of a page in each edition, absolute where the site knows its own address."""
    is_below = edition != EDITIONS[0]
    base = (site_url.removesuffix(f"{edition}/") if is_below else site_url) or site_root
    addresses = [[name, f"{base}{'' if name == EDITIONS[0] else f'{name}/'}{quote(path)}"] for name in EDITIONS]
    return [*addresses, ["x-default", addresses[0][1]]]


def write_settings(settings: Mapping[str, Any], edition: str, site_url: str, docs: str, site: str, theme: str) -> str:
    """zensical.toml of an edition, with what mkdocs.yml says of its name, header and footer."""
    words = WORDS[edition]
    sections = [{"title": title, "path": get_path(path)} for path, title in list_titles(settings).items()]
    search_words = json.dumps({name: words[key] for name, key in _SEARCH_WORDS.items()}, ensure_ascii=False)
    home = site_url or "/"
    extra = {
        "generator": False,
        "words": dict(words),
        "search_words": html.escape(search_words),
        "contents_title": _find_contents_title(settings),
        "other_edition": settings["extra"]["other_edition"],
        "sections": sections,
        "missing": {**_NOTHING, "root": home, "site_root": home, "title": words["missing"], "other": home}
        | {"policy": _make_policy({})},
        "inline": dict(INLINE),
    }
    project = {
        "site_name": settings["site_name"],
        "site_description": settings["site_description"],
        **({"site_url": site_url} if site_url else {}),
        "docs_dir": docs,
        "site_dir": site,
        "use_directory_urls": True,
        "copyright": settings["copyright"],
        "extra_css": settings["extra_css"],
        "nav": settings["nav"],
        "theme": {
            "variant": "classic",
            "language": edition,
            "custom_dir": theme,
            "font": False,
            "favicon": settings["theme"].get("favicon", _FAVICON),
            "palette": {"scheme": "default", "primary": "custom", "accent": "custom"},
        },
        "plugins": {"search": {"enabled": False}},
        "extra": extra,
    }
    lines = [f"{key} = {_write_toml(value)}" for key, value in project.items()]
    return "\n".join(["[project]", *lines]) + "\n" + EXTENSIONS


def list_titles(settings: Mapping[str, Any]) -> dict[str, str]:
    """Path -> title of the pages of the header, the home page first."""
    return {path: title for item in settings["nav"] for title, path in item.items()}


def _find_contents_title(settings: Mapping[str, Any]) -> str:
    extensions = settings["markdown_extensions"]
    return str(next(item["toc"]["title"] for item in extensions if isinstance(item, Mapping) and "toc" in item))


def _write_toml(value: Any) -> str:
    """A value of JSON's kinds as TOML, mappings in one line."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_write_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_write_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def make_sitemap(paths: Sequence[str], site_url: str) -> str:
    """sitemap.xml of both editions, whose pages are the same; `site_url` is the root of the first."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    lines.append(f"<urlset {spaces}>")
    for path in paths if site_url else ():
        alternates = _list_alternates(path, "", EDITIONS[0], site_url)
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{html.escape(address)}"/>'
            for language, address in alternates
        )
        lines += [f"<url><loc>{html.escape(address)}</loc>{links}</url>" for _, address in alternates[:-1]]
    return "\n".join([*lines, "</urlset>"]) + "\n"


def make_robots(site_url: str) -> str:
    """robots.txt: everything may be read; where the sitemap is."""
    sitemap = f"\nSitemap: {site_url}sitemap.xml\n" if site_url else ""
    return f"User-agent: *\nDisallow:\n{sitemap}"
