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

from readinglist.build import read_site
from readinglist.diagrams.client import LIBRARY
from readinglist.document import EDITIONS
from readinglist.exports import make_exports
from readinglist.fonts import explain, find_fonts
from readinglist.interface import WORDS
from readinglist.page import nest_headings
from readinglist.pages import make_pages
from readinglist.previews import choose_preview, make_previews
from readinglist.publish import begin, finish, list_assets, locate_edition, make_source_links
from readinglist.report import format_problems, make_refusal, make_summary
from readinglist.search_index import build_index
from readinglist.search_pages import make_records
from readinglist.tag_index import make_tag_index

STATE = "reading_list"  # the key of `config.extra` under which this file keeps its state between events


def on_startup(command: str, dirty: bool) -> None:
    """Leave what MkDocs and its plugins tell of their work to `-v`."""
    for name in ("commands", "plugins") if logging.getLogger("mkdocs").level == logging.INFO else ():
        logging.getLogger(f"mkdocs.{name}").setLevel(logging.WARNING)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the sources before anything is written; stop on errors. Sets up what depends on the vocabulary."""
    root = Path(config.config_file_path or ".").parent
    state: dict[str, Any] = config.extra.setdefault(STATE, {})
    if "site" not in state:
        sources = Path(os.environ.get("READING_LIST_SOURCES") or root / "sources")
        state |= {"started": time.monotonic(), "target": Path(config.site_dir), "cache": root / ".cache"}
        staging = begin(os.environ, state["target"], sources, root)
        site, fonts = read_site(sources, root / "sources"), find_fonts(os.environ)
        sys.stderr.writelines(f"{text}\n" for text in (format_problems(site.warnings), explain(fonts)) if text)
        if site.errors or isinstance(staging, str):
            raise PluginError(make_refusal(site, str(staging)))
        state |= {"site": site, "fonts": fonts}
        config.site_dir = str(staging)
    state["pages"] = {new.src_uri: new for new in make_pages(state["site"], config.extra["edition"], config.site_url)}
    cast(Any, config.plugins["mermaid2"])._javascript = LIBRARY  # it would look below docs_dir, where nothing is made
    index = make_tag_index(state["site"], config.extra["edition"])  # tags have the same anchors in both editions
    config.extra.update(tag_index=index, words=WORDS[config.extra["edition"]], all_words=WORDS)
    tags = config.plugins["material/tags"].config
    tags.update(tags_slugify=lambda name, _: index[name].id, listings_tags_sort_by=lambda tag, _: index[tag.name].order)
    return config


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
    if (made := config.extra[STATE]["pages"].get(page.file.src_uri)) is None:
        return None
    page.meta["links"] = make_source_links(os.environ, made, Path(config.config_file_path or "."))
    page.toc = get_toc(cast(Any, nest_headings(made.headings)))
    return str(made.html)


def on_post_build(config: MkDocsConfig) -> None:
    """Index the edition; build the other one with the same entries; when all is well, put the whole site in place."""
    state = config.extra[STATE]
    records = make_records(state["site"], config.extra["edition"], state["pages"].values())
    if fault := build_index(records, Path(config.site_dir)):
        raise PluginError(fault)
    if config.extra["edition"] != EDITIONS[0]:
        return
    for edition in EDITIONS[1:]:
        settings = locate_edition(edition, config.config_file_path or "mkdocs.yml", config.site_dir, config.site_url)
        other = load_config(**settings, strict=config.strict)
        other.extra[STATE] = {name: state[name] for name in ("site", "fonts", "cache")}
        build(other)
    if config.strict and any(getattr(handler, "counts", None) for handler in logging.getLogger("mkdocs").handlers):
        return  # MkDocs has counted warnings and is about to stop the build; the site stays as it was
    if fault := finish(Path(config.site_dir), state["target"], config.site_url or ""):
        raise PluginError(fault)
    print(make_summary(state["site"], time.monotonic() - state["started"]), file=sys.stderr, flush=True)


def on_build_error(error: Exception) -> None:
    """Say in one line that a disk is full or a file cannot be written; the last site stays as it was."""
    if isinstance(error, OSError):
        raise PluginError(f"{error.filename2 or error.filename or 'the site'} cannot be written: {error.strerror}")
