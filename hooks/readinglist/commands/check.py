"""`reading-list check` and `reading-list published`: report on the sources; renew the list of their addresses."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import click

from ..build import PUBLISHED, Site, read_site
from ..document import EDITIONS
from ..published import Published, check_published, list_published, update_published
from ..report import format_problems, make_report
from ..report_data import describe_problems, make_report_data
from ..source_files import read_text
from .terminal import EXIT_HELP, EXIT_OK, EXIT_PROBLEMS, is_terminal, say, say_json, show_work

_Command = TypeVar("_Command", bound=Callable[..., Any])
_FOLDER = click.Path(path_type=Path)


@dataclass(frozen=True)
class Folders:
    """Where sources, what they lack of a vocabulary, and pages written by hand are."""

    sources: Path
    vocabulary: Path
    docs: Path


def _take_folders(command: _Command) -> _Command:
    sources = click.argument("sources", type=_FOLDER, default=Path("sources"))
    vocabulary = click.option(
        "--vocabulary",
        type=_FOLDER,
        default=Path("sources"),
        help="Folder of tags.yml and so on, where SOURCES has none.",
    )
    docs = click.option("--docs", type=_FOLDER, default=Path("docs"), help="Folder of the pages written by hand.")
    return sources(vocabulary(docs(command)))


@click.command(epilog=EXIT_HELP)
@_take_folders
@click.option("--strict", is_flag=True, help="Fail on warnings, too.")
@click.option("--json", "as_json", is_flag=True, help="Print entries, problems and counts as JSON.")
def check(sources: Path, vocabulary: Path, docs: Path, strict: bool, as_json: bool) -> int:
    """Read all sources below SOURCES (default: sources) and say what became of each, with every problem's line."""
    with show_work(f"Reading {sources} …"):
        site = add_gone(read_site(sources, vocabulary), Folders(sources, vocabulary, docs))
    if as_json:
        say_json(make_report_data(site))
    else:
        say(make_report(site, sys.stdout, os.environ).rstrip("\n"))
        if is_terminal() and (serious := (*site.errors, *site.warnings)):
            say(f"\nTo be mended, from the report above:\n{format_problems(serious, sys.stdout, os.environ)}")
    return EXIT_PROBLEMS if site.errors or (strict and site.warnings) else EXIT_OK


@click.command(epilog=EXIT_HELP)
@_take_folders
@click.option("--forget", is_flag=True, help="Drop addresses that are gone.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def published(sources: Path, vocabulary: Path, docs: Path, forget: bool, as_json: bool) -> int:
    """Add to SOURCES/published.txt what can be linked to by now, so that `check` misses it when it is gone."""
    folders = Folders(sources, vocabulary, docs)
    with show_work(f"Reading {sources} …"):
        site = read_site(sources, vocabulary)
        now = list_addresses(site, folders) if not site.errors else None
    if now is None:
        if as_json:
            say_json({"problems": describe_problems(site.errors)})
        else:
            say(format_problems(site.errors, sys.stdout, os.environ))
        return EXIT_PROBLEMS
    file = sources / PUBLISHED
    before, found = read_text(file, file.as_posix()) if file.is_file() else ("", [])
    if before is None:
        say(format_problems(found, sys.stdout, os.environ))
        return EXIT_PROBLEMS
    after = update_published(before, now, forget=forget)
    file.write_text(after, encoding="utf-8")
    added, dropped = (
        len(set(one.split("\n")) - set(other.split("\n"))) for one, other in ((after, before), (before, after))
    )
    if as_json:
        say_json({"file": file.as_posix(), "added": added, "dropped": dropped})
    else:
        say(f"{file.as_posix()}: {added} lines added, {dropped} dropped")
    return EXIT_OK


def add_gone(site: Site, folders: Folders) -> Site:
    """The site with what is wrong with its list of addresses, where its folder has one and its sources are good."""
    file = folders.sources / PUBLISHED
    if site.errors or not file.is_file():
        return site
    text, found = read_text(file, file.as_posix())
    found += check_published(text, file.as_posix(), list_addresses(site, folders)) if text is not None else ()
    return replace(site, problems=tuple(sorted({*site.problems, *found})))


def list_addresses(site: Site, folders: Folders) -> Published:
    """What can be linked to on the site, with the pages written by hand."""
    by_edition = {edition: folders.docs / edition for edition in EDITIONS}
    pages = {
        edition: [path.relative_to(folder).as_posix() for path in folder.rglob("*.md")]
        for edition, folder in by_edition.items()
    }
    return list_published(site, pages)
