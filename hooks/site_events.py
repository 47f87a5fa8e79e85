"""MkDocs events: hand the sources to `readinglist` and its pages to MkDocs; the only file that imports mkdocs."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import Any, cast

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc

from readinglist import run as runs
from readinglist.beside import start
from readinglist.diagrams.client import LIBRARY
from readinglist.document import EDITIONS
from readinglist.page import nest_headings
from readinglist.pages import make_pages
from readinglist.previews import choose_preview
from readinglist.publish import list_assets, locate_edition, make_source_links

STATE = "reading_list"  # the key of `config.extra` under which this file keeps its state between events
BUILDS: list[str] = []  # the command of MkDocs, and once more for each build that it has done


def on_startup(command: str, **_: Any) -> None:
    """Leave what MkDocs and its plugins tell of their work to `-v`; remember whether pages are served."""
    BUILDS.append(command)
    runs.fall_quiet("mkdocs")


def on_config(config: MkDocsConfig) -> None:
    """Read the sources before anything is written; stop on errors. Sets up what depends on the vocabulary."""
    edition, state = config.extra["edition"], config.extra.setdefault(STATE, {})
    if "run" not in state:
        is_edit = len(BUILDS) > 1 and not os.environ.get("READING_LIST_SERVE_ALL")
        begin = partial(runs.begin, os.environ, sys.stderr, is_edit=is_edit, is_apart="serve" not in BUILDS)
        run = begin(Path(config.site_dir), config.config_file_path or ".")
        if isinstance(run, str):
            raise PluginError(run)
        state.update(run=run, site_url=config.site_url or "")
        config.site_dir = str(run.staging)
        tasks = (partial(_build, config, other) for other in EDITIONS[1:] if edition == EDITIONS[0] and not is_edit)
        state["others"] = [start(task, is_apart=state["run"].is_apart) for task in tasks]
    state["pages"] = {new.src_uri: new for new in make_pages(state["run"].site, edition, config.site_url)}
    state["put_index"] = runs.start_index(state["run"], edition, state["pages"].values())
    cast(Any, config.plugins["mermaid2"])._javascript = LIBRARY  # it would look below docs_dir, where nothing is made
    config.extra.update(runs.make_settings(state["run"], edition, is_served="serve" in BUILDS))
    index, tags = (
        config.extra["tag_index"],
        config.plugins["material/tags"].config,
    )  # tags have the same anchors in both editions
    tags.update(tags_slugify=lambda name, _: index[name].id, listings_tags_sort_by=lambda tag, _: index[tag.name].order)


def _build(config: MkDocsConfig, edition: str) -> runs.Edition:
    """Build another edition with the same entries."""
    other = load_config(**locate_edition(edition, config))
    other.extra[STATE] = {name: config.extra[STATE][name] for name in ("run", "site_url")}
    build(other)
    return runs.Edition(Path(other.site_dir), other.extra[STATE]["survey"])


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the generated pages, the data for others and what both editions share."""
    state = config.extra[STATE]
    for page in state["pages"].values():
        files.append(File.generated(config, page.src_uri, content=""))
    for uri, content in runs.make_data(state["run"], config.extra["edition"], config.site_url).items():
        files.append(file := File.generated(config, uri.replace(".md", ".twin"), content=content))
        file.dest_uri = uri  # MkDocs takes every .md for a page
    for uri, path in list_assets(Path(config.docs_dir).parent / "shared", state["pages"].values()).items():
        files.append(File.generated(config, uri, abs_src_path=str(path)))


@event_priority(100)  # the tags plugin reads the metadata in the same event
def on_page_markdown(markdown: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> None:
    """Give a generated page its metadata; name the preview card of any page."""
    made = config.extra[STATE]["pages"].get(page.file.src_uri)
    page.meta.update(made.meta if made else {}, preview=choose_preview(page.file.src_uri, files.src_uris))


def on_page_content(html: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str | None:
    """Put the HTML of a generated page in, with its table of contents."""
    if (made := config.extra[STATE]["pages"].get(page.file.src_uri)) is None:
        return None
    page.meta["links"] = make_source_links(os.environ, made, Path(config.config_file_path or "."))
    page.toc = get_toc(cast(Any, nest_headings(made.headings)))
    return str(made.html)


def on_post_page(output: str, page: MkDocsPage, config: MkDocsConfig) -> None:
    """Let go of the page before this one, which is written by now: a long list needs the memory."""
    config.extra[STATE].pop("written", page).output = None
    config.extra[STATE]["written"] = page


def on_post_build(config: MkDocsConfig) -> None:
    """Read the edition's links and wait for its index; the first one waits for the others and puts all in place."""
    state = config.extra[STATE]
    state["survey"] = runs.survey(state["run"], config.extra["edition"], Path(config.site_dir), state["site_url"])
    if fault := state["put_index"](Path(config.site_dir)):
        raise PluginError(fault)
    if "others" not in state or (config.strict and runs.has_warned("mkdocs")):
        return  # the first edition puts the site in place, but not where MkDocs is about to stop for its warnings
    if fault := runs.finish(state["run"], state["site_url"], state["others"], sys.stderr, state["survey"]):
        raise PluginError(fault)
    config.site_dir = str(state["run"].target)  # which `mkdocs gh-deploy` publishes
    BUILDS.append(BUILDS[0])


def on_build_error(error: Exception, **_: Any) -> None:
    """Say in one line that a disk is full or a file cannot be written; the last site stays as it was."""
    if isinstance(error, OSError):
        raise PluginError(f"{error.filename2 or error.filename or 'the site'} cannot be written: {error.strerror}")
