"""`reading-list zensical`: both editions built with Zensical in the place of MkDocs, with the same addresses."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from ..document import EDITIONS
from ..exports import make_exports
from ..page import Page
from ..previews import make_previews
from ..publish import list_assets, make_source_links
from ..run import Run, begin, finish, start_index
from ..zensical import (
    get_path,
    list_titles,
    make_all_pages,
    make_documents,
    make_robots,
    make_sitemap,
    read_settings,
    write_settings,
)
from .terminal import EXIT_HELP, EXIT_OK, Refusal, say, say_json, show_work, take_folders

ROOT = Path(__file__).resolve().parents[3]
SEARCH_WINDOW = "partials/search.html"
"""What both engines take from one template."""
LIMIT = 900
"""Seconds for Zensical to build an edition; one of a hundred entries takes it ten."""
UNUSED = ("search.json", "sitemap.xml", "assets/javascripts", "assets/images")
"""What Zensical writes for its own scripts, which no page has; and a sitemap that knows of one edition."""


@dataclass(frozen=True)
class _Place:
    """Where an edition is built: its files, the site as it grows, the address of its root."""

    work: Path
    site: Path
    site_url: str
    edition: str


@click.command(epilog=EXIT_HELP)
@click.argument("target", metavar="SITE", type=click.Path(path_type=Path), default=Path("site"))
@click.option("--json", "as_json", is_flag=True, help="Print the folder and how many entries it has as JSON.")
@take_folders
def zensical(target: Path, as_json: bool, sources: Path, vocabulary: Path) -> int:
    """Build both editions into SITE with Zensical; MkDocs and Material are not needed.

    Pages, diagrams, data and search are the same, at the same addresses. `make site ENGINE=zensical` installs Zensical
    and does this.
    """
    program = Path(sys.executable).with_name("zensical")
    if not program.is_file():
        raise Refusal(f"{program}:1: Zensical is not installed; run make site ENGINE=zensical")
    run = begin(os.environ, sys.stderr, target, ROOT / "mkdocs.yml", sources, vocabulary)
    if isinstance(run, str):
        raise Refusal(run)
    with tempfile.TemporaryDirectory(prefix="reading-list-") as work, show_work("Building with Zensical …"):
        for edition in EDITIONS:
            url = os.environ.get("READING_LIST_URL", "").rstrip("/")
            below = "" if edition == EDITIONS[0] else f"{edition}/"
            place = _Place(Path(work), run.staging / below, f"{url}/{below}" if url else "", edition)
            _build_edition(run, place, program)
    if fault := finish(run, os.environ.get("READING_LIST_URL", ""), (), sys.stderr):
        raise Refusal(fault)
    if as_json:
        say_json({"folder": target.as_posix(), "entries": len(run.site.entries)})
    else:
        say(f"{target.as_posix()}: built with Zensical")
    return EXIT_OK


def _build_edition(run: Run, place: _Place, program: Path) -> None:
    """Pages by Zensical; then what is no page: data, pictures, styles and scripts, search."""
    site, edition = run.site, place.edition
    pages = make_all_pages(site, edition, place.site_url)
    finish_index = start_index(run, edition, pages)
    previews = make_previews(site, edition, run.fonts, run.cache)
    hand_written = _read_folder(ROOT / "docs" / edition)
    links = partial(_make_links, config_file=ROOT / "mkdocs.yml")
    settings = _read_settings(edition)
    titles = list_titles(settings)
    documents = make_documents(pages, edition, hand_written, place.site_url, previews.keys(), links, titles)
    docs = place.work / edition
    for name, text in documents.items():
        _write(docs / name, text.encode())
    _run_zensical(place, settings, program)
    for name, data in make_exports(site, edition, place.site_url, previews).items():
        _write(place.site / name, data.encode())
    for name, picture in previews.items():
        _write(place.site / name, picture)
    for name, path in list_assets(ROOT / "docs" / "shared", pages).items():
        _write(place.site / name, path.read_bytes())
    if edition == EDITIONS[0]:
        _write(place.site / "sitemap.xml", make_sitemap([*map(get_path, documents)], place.site_url).encode())
        _write(place.site / "robots.txt", make_robots(place.site_url).encode())
    if fault := finish_index(place.site):
        raise Refusal(fault)


def _make_links(page: Page, config_file: Path) -> Mapping[str, str]:
    return make_source_links(os.environ, page, config_file)


def _read_folder(folder: Path) -> dict[str, str]:
    """Path -> text of the pages written by hand."""
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.md")}


def _read_settings(edition: str) -> dict[str, Any]:
    base, own = ROOT / "mkdocs.yml", ROOT / f"mkdocs.{edition}.yml"
    return read_settings(base.read_text(encoding="utf-8"), own.read_text(encoding="utf-8") if own.is_file() else "")


def _run_zensical(place: _Place, settings: Mapping[str, Any], program: Path) -> None:
    theme = place.work / "theme"
    shutil.copytree(ROOT / "hooks" / "zensical", theme, dirs_exist_ok=True)
    shutil.copytree(ROOT / "hooks" / "theme" / "assets", theme / "assets", dirs_exist_ok=True)
    shutil.copy(ROOT / "hooks" / "theme" / SEARCH_WINDOW, theme / SEARCH_WINDOW)
    file = place.work / f"zensical.{place.edition}.toml"
    text = write_settings(settings, place.edition, place.site_url, place.edition, f"site-{place.edition}", theme.name)
    _write(file, text.encode())
    try:
        done = subprocess.run(  # noqa: S603 - this Python's own Zensical with fixed arguments
            [str(program), "build", "--config-file", str(file)],
            cwd=place.work,
            capture_output=True,
            text=True,
            timeout=LIMIT,
        )
    except subprocess.TimeoutExpired:
        raise Refusal(f"Zensical was not ready in {LIMIT} seconds; the last site stays as it was") from None
    built = place.work / f"site-{place.edition}"
    if done.returncode or not (built / "index.html").is_file():
        said = (done.stderr or done.stdout).strip().splitlines()
        raise Refusal(
            f"Zensical could not build the {place.edition} edition: {said[-1] if said else 'no reason given'}"
        )
    for name in UNUSED:
        path = built / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    shutil.copytree(built, place.site, dirs_exist_ok=True)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
