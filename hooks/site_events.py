"""MkDocs events: hand the sources to `readinglist` and its pages to MkDocs; the only file that imports mkdocs."""

from __future__ import annotations

import logging
import os
import sys
import time
from pathlib import Path
from typing import Any, cast

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc
from mkdocs.utils import CountHandler

from readinglist.build import Site, read_site
from readinglist.diagrams.client import LIBRARY
from readinglist.document import EDITIONS
from readinglist.exports import make_exports
from readinglist.fonts import explain, find_fonts
from readinglist.interface import WORDS
from readinglist.page import Page, nest_headings
from readinglist.pages import make_pages
from readinglist.previews import choose_preview, make_previews
from readinglist.publish import check_settings, check_target, list_assets, make_source_links, make_staging, put_in_place
from readinglist.report import format_problems, make_summary
from readinglist.search_index import build_index
from readinglist.search_pages import make_records
from readinglist.tag_index import make_tag_index

STATE = "reading_list"  # the key of `config.extra` under which this file keeps its state between events


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the sources before anything is written; stop on errors. Sets up what depends on the vocabulary."""
    root = Path(config.config_file_path or ".").parent
    state: dict[str, Any] = config.extra.setdefault(STATE, {})
    if "site" not in state:
        sources = Path(os.environ.get("READING_LIST_SOURCES") or root / "sources")
        site, fonts = read_site(sources, root / "sources"), find_fonts(os.environ)
        for text in filter(None, (format_problems(site.warnings), explain(fonts))):
            print(text, file=sys.stderr, flush=True)
        if site.errors:
            raise PluginError(f"{make_summary(site)}; nothing was written:\n{format_problems(site.errors)}")
        if refusal := check_settings(os.environ) or check_target(Path(config.site_dir), sources, root):
            raise PluginError(f"{refusal}; nothing was written")
        state |= {"site": site, "fonts": fonts, "target": config.site_dir, "cache": root / ".cache"}
        state |= {"started": time.monotonic(), "warnings": CountHandler(level=logging.WARNING)}
        logging.getLogger("mkdocs").addHandler(state["warnings"])
        config.site_dir = str(make_staging(Path(config.site_dir)))
    state["pages"] = {new.src_uri: new for new in make_pages(state["site"], config.extra["edition"], config.site_url)}
    # mermaid2 would look for its script below docs_dir, where nothing is generated
    cast(Any, config.plugins["mermaid2"])._javascript = LIBRARY
    _set_vocabulary(config, state["site"])
    return config


def _set_vocabulary(config: MkDocsConfig, site: Site) -> None:
    """Let tags have the same anchors in both editions, with their definitions."""
    index = make_tag_index(site, config.extra["edition"])
    config.extra.update(tag_index=index, words=WORDS[config.extra["edition"]], all_words=WORDS)
    tags = config.plugins["material/tags"].config
    tags.update(tags_slugify=lambda name, _: index[name].id, listings_tags_sort_by=lambda tag, _: index[tag.name].order)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages, the data for others and what both editions share."""
    state, site, edition = config.extra[STATE], config.extra[STATE]["site"], config.extra["edition"]
    for page in state["pages"].values():
        files.append(File.generated(config, page.src_uri, content=page.markdown))
    data = make_exports(site, edition, config.site_url) | make_previews(site, edition, state["fonts"], state["cache"])
    for uri, content in data.items():
        files.append(file := File.generated(config, uri.replace(".md", ".twin"), content=content))
        file.dest_uri = uri  # MkDocs takes every .md for a page
    for uri, path in list_assets(Path(config.docs_dir).parent / "shared", state["pages"].values()).items():
        files.append(File.generated(config, uri, abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str | None:
    """Keep Markdown's hands off a page that is HTML already; name its preview card."""
    page.meta["preview"] = choose_preview(page.file.src_uri, files.src_uris)
    return "" if page.file.src_uri in config.extra[STATE]["pages"] else None


def on_page_content(html: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str | None:
    """Put the HTML of a generated page in, with its table of contents."""
    made: Page | None = config.extra[STATE]["pages"].get(page.file.src_uri)
    if made is None:
        return None
    page.meta["links"] = make_source_links(os.environ, made, Path(config.config_file_path or "."))
    page.toc = get_toc(cast(Any, nest_headings(made.headings)))
    return made.html


def on_post_build(config: MkDocsConfig) -> None:
    """Index the edition; build the other one with the same entries; when all is well, put the whole site in place."""
    state = config.extra[STATE]
    records = make_records(state["site"], config.extra["edition"], state["pages"].values())
    if fault := build_index(records, Path(config.site_dir)):
        raise PluginError(fault)
    if config.extra["edition"] != EDITIONS[0]:
        return
    for edition in EDITIONS[1:]:
        file = Path(config.config_file_path or ".").with_name(f"mkdocs.{edition}.yml")
        url = f"{config.site_url.rstrip('/')}/{edition}/" if config.site_url else ""
        other = load_config(str(file), site_dir=f"{config.site_dir}/{edition}", site_url=url, strict=config.strict)
        other.extra[STATE] = {name: state[name] for name in ("site", "fonts", "cache")}
        build(other)
    if config.strict and state["warnings"].get_counts():
        return  # MkDocs is about to stop the build; the site stays as it was
    config.site_dir = put_in_place(Path(config.site_dir), Path(state["target"]))
    seconds = time.monotonic() - state["started"]
    print(f"{make_summary(state['site'])}; {len(EDITIONS)} editions in {seconds:.1f} s", file=sys.stderr, flush=True)
