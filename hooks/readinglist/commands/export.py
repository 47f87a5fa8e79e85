"""`reading-list export`: one edition as a folder of plain Markdown and pictures, for any other generator."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click
from rich.progress import track

from ..build import read_site
from ..document import EDITIONS
from ..portable import make_portable
from ..report import format_problems
from .terminal import EXIT_HELP, EXIT_OK, Refusal, make_console, replace_folder, say, say_json, show_work, take_folders

MARK = "reading-list-export.txt"
"""By this file a folder is known as one that was exported before and may be replaced."""
_MARK_TEXT = "Made by reading-list export, which replaces this folder as a whole. Change the sources instead.\n"


@click.command(epilog=EXIT_HELP)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--edition", type=click.Choice(EDITIONS), default=EDITIONS[0], show_default=True, help="Which edition.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
@take_folders
def export(folder: Path, edition: str, as_json: bool, sources: Path, vocabulary: Path) -> int:
    """Write an edition to DIR as Markdown with front matter, and its diagrams as pictures.

    Every page is an index.md in the folder of its address, and every link leads to a file. MkDocs and Zensical build
    that as it stands; what Hugo and Eleventy have to be told stands in README.md. DIR has to be empty, or exported
    before.
    """
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARK).is_file())):
        raise Refusal(f"{folder}:1: holds something that was not exported; name an empty folder")
    with show_work(f"Reading {sources} …"):
        site = read_site(sources, vocabulary)
        files = make_portable(site, edition) if not site.errors else {}
    if site.errors:
        raise Refusal(f"{format_problems(site.errors)}\nNothing was written.")
    write_folder(folder, {**files, MARK: _MARK_TEXT})
    pages, pictures = (sum(name.endswith(ending) for name in files) for ending in (".md", ".svg"))
    if as_json:
        say_json({"folder": folder.as_posix(), "edition": edition, "pages": pages, "diagrams": pictures})
    else:
        say(f"{folder.as_posix()}: {pages} pages, {pictures} diagrams")
    return EXIT_OK


def write_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write a folder beside its place and put it there when it is whole."""
    console = make_console(stderr=True)
    shown = track(files.items(), "Writing …", console=console, disable=not console.is_terminal, transient=True)
    with replace_folder(folder) as staging:
        for name, text in shown:
            path = staging / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
