"""MkDocs events: hand the sources to `readinglist` and its pages to MkDocs; the only file that imports mkdocs."""

from __future__ import annotations

import logging
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
from mkdocs.utils import CountHandler

from readinglist.beside import start
from readinglist.content_policy import make_policy
from readinglist.diagrams.client import LIBRARY
from readinglist.document import EDITIONS
from readinglist.interface import WORDS
from readinglist.page import nest_headings
from readinglist.pages import make_pages
from readinglist.previews import choose_preview
from readinglist.publish import list_assets, make_source_links
from readinglist.run import begin, finish, index_edition, make_data, sum_up
from readinglist.tag_index import make_tag_index

STATE = "reading_list"  # the key of `config.extra` under which this file keeps its state between events
BUILDS: list[str] = []  # the command of MkDocs, and once more for each build that it has done


def on_startup(command: str, **_: Any) -> None:
    """Leave what MkDocs and its plugins tell of their work to `-v`; remember whether pages are served."""
    BUILDS.append(command)
    for name in ("commands", "plugins") if logging.getLogger("mkdocs").level == logging.INFO else ():
        logging.getLogger(f"mkdocs.{name}").setLevel(logging.WARNING)


def on_config(config: MkDocsConfig) -> None:
    """Read the sources before anything is written; stop on errors. Sets up what depends on the vocabulary."""
    root, edition = Path(config.config_file_path or ".").parent, config.extra["edition"]
    state: dict[str, Any] = config.extra.setdefault(STATE, {})
    if "run" not in state:
        is_edit = len(BUILDS) > 1 and not os.environ.get("READING_LIST_SERVE_ALL")
        run = begin(os.environ, sys.stderr, Path(config.site_dir), root, is_edit=is_edit)
        if isinstance(run, str):
            raise PluginError(run)
        state |= {"run": run, "warnings": CountHandler(level=logging.WARNING)}
        logging.getLogger("mkdocs").addHandler(state["warnings"])
        config.site_dir = str(run.staging)
        tasks = (partial(_build, config, other) for other in EDITIONS[1:] if edition == EDITIONS[0] and not is_edit)
        state["others"] = [start(task, is_apart="serve" not in BUILDS) for task in tasks]
    state["pages"] = {new.src_uri: new for new in make_pages(state["run"].site, edition, config.site_url)}
    cast(Any, config.plugins["mermaid2"])._javascript = LIBRARY  # it would look below docs_dir, where nothing is made
    index, policy = make_tag_index(state["run"].site, edition), partial(make_policy, is_served="serve" in BUILDS)
    config.extra.update(tag_index=index, words=WORDS[edition], all_words=WORDS, make_policy=policy)
    tags = config.plugins["material/tags"].config  # tags have the same anchors in both editions
    tags.update(tags_slugify=lambda name, _: index[name].id, listings_tags_sort_by=lambda tag, _: index[tag.name].order)


def _build(config: MkDocsConfig, edition: str) -> Path:
    """Build another edition with the same entries; gives its folder."""
    file = Path(config.config_file_path or ".").with_name(f"mkdocs.{edition}.yml")
    url = f"{config.site_url.rstrip('/')}/{edition}/" if config.site_url else ""
    folder = Path(config.site_dir).with_name(edition)
    other = load_config(str(file), site_dir=str(folder), site_url=url, strict=config.strict)
    other.extra[STATE] = {"run": config.extra[STATE]["run"]}
    build(other)
    return folder


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the generated pages, the data for others and what both editions share."""
    state = config.extra[STATE]
    for page in state["pages"].values():
        files.append(File.generated(config, page.src_uri, content=""))
    for uri, content in make_data(state["run"], config.extra["edition"], config.site_url).items():
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


def on_post_build(config: MkDocsConfig) -> None:
    """Index the edition; when the other ones are built, too, and all is well, put the whole site in place."""
    state = config.extra[STATE]
    if fault := index_edition(state["run"], config.extra["edition"], state["pages"].values(), Path(config.site_dir)):
        raise PluginError(fault)
    if "others" not in state:
        return
    if config.strict and state["warnings"].get_counts():
        return  # MkDocs is about to stop the build; the site stays as it was
    if fault := finish(state["run"], config.site_url or "", [wait() for wait in state["others"]]):
        raise PluginError(fault)
    print(sum_up(state["run"]), file=sys.stderr, flush=True)
    config.site_dir = str(state["run"].target)  # which `mkdocs gh-deploy` publishes
    BUILDS.append(BUILDS[0])
