"""How commands take folders and speak: colours and a sign of life in a terminal, plain in a pipe, JSON for scripts."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

import click
from rich.console import Console
from rich.highlighter import RegexHighlighter
from rich.markup import escape
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from ..staging import claim, make_staging, put_in_place, release

EXIT_OK, EXIT_PROBLEMS, EXIT_STOPPED = 0, 1, 130
"""Exit codes: done; refused, or something is wrong with the sources; stopped by the keyboard, as shells count it (128
and the number of the signal). click's own 2: the command line is wrong."""
EXIT_HELP = """\b
Exit codes:
  0  done
  1  something is wrong, or was refused: the reason is printed
  2  the command line is wrong
  130  stopped with Ctrl-C"""

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Refusal(click.ClickException):
    """Why a command does nothing: lines that say what was found and what to do."""

    exit_code = EXIT_PROBLEMS

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the lines to standard error."""
        console = make_console(stderr=True)
        if not console.is_terminal:
            sys.stderr.write(f"{self.message}\n")
            return
        for line in self.message.split("\n"):
            style = "red" if re.match(r"\S+:\d+: ", line) else ""
            _print_hanging(console, Text(line, style))


class _ReportHighlighter(RegexHighlighter):
    """Colours what a report says of places and levels."""

    base_style = "report."
    highlights = (
        r"^\s*(?P<place>[^\s:][^:\n]*:\d+): (?P<warning>warning: )?(?P<note>note: )?",
        r"(?P<error>\b[1-9]\d* errors?)",
        r"(?P<warning>\b[1-9]\d* warnings?)",
        r"(?P<head>^\S+\.(?:md|markdown|txt)$)",
    )


_THEME = Theme(
    {
        "report.place": "bold",
        "report.warning": "yellow",
        "report.error": "bold red",
        "report.note": "dim",
        "report.head": "bold cyan",
    }
)


def make_console(*, stderr: bool = False) -> Console:
    """A console that writes to where the process writes now; it is none to those who ask for plain text."""
    is_plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM", "") in ("", "dumb")
    force = False if is_plain else None
    return Console(theme=_THEME, stderr=stderr, highlighter=_ReportHighlighter(), emoji=False, force_terminal=force)


def name_command() -> str:
    """How the command was called, so that what we print of it can be given as it stands."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return "python -m readinglist"
    found = shutil.which("reading-list")
    if called.name != "reading-list" or (found and called.exists() and called.samefile(found)):
        return "reading-list"
    return os.path.relpath(called)


def say(text: str) -> None:
    """Print lines; in a terminal coloured, and broken between words."""
    console = make_console()
    if not console.is_terminal:
        sys.stdout.write(f"{text}\n")
        return
    for line in text.split("\n"):
        _print_hanging(console, Text.from_ansi(line) if "\x1b" in line else console.highlighter(line))


def _print_hanging(console: Console, line: Text) -> None:
    """Print a line; where it is too long, the rest stands below its words, not below its number or its margin."""
    indent = re.match(r" *(?:\d+\. |- |[a-z]+ {2,})?", line.plain)
    width = min(len(indent[0]) if indent else 0, console.width // 2)
    for i, part in enumerate(line[width:].wrap(console, console.width - width) or [Text()]):
        console.print(line[:width] if not i else " " * width, part, sep="", highlight=False)


def is_terminal() -> bool:
    """Whether somebody reads along."""
    return make_console().is_terminal


def say_table(rows: Iterable[tuple[str, str, str]]) -> None:
    """Print rows of (name, value, reason)."""
    console = make_console()
    if not console.is_terminal:
        for name, value, reason in rows:
            sys.stdout.write(f"{name:<6} {value}  ({reason})\n")
        return
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(style="dim", overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    console.print(table)


def say_json(data: Any) -> None:
    """Print data for scripts."""
    sys.stdout.write(f"{json.dumps(data, ensure_ascii=False, indent=1)}\n")


def fall_silent() -> None:
    """Send to nowhere what is still to be printed, or Python complains of a closed pipe when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def show_work(what: str) -> Iterator[None]:
    """Say in a terminal that something is being done for as long as it takes; a pipe sees nothing of it."""
    console = make_console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(escape(what)):
        yield


def _find_folder(_: click.Context, __: click.Parameter, folder: Path) -> Path:
    if not folder.is_dir():
        do = "give the command in the project's folder, or name one (--sources)"
        raise Refusal(f"{folder}:1: no such folder; {do}")
    return folder


def take_folders(command: _Command) -> _Command:
    """Options for the folder of sources, and for the one whose vocabulary it uses where it has none."""
    folder = click.Path(path_type=Path)
    sources = click.option(
        "--sources",
        type=folder,
        default=Path("sources"),
        show_default=True,
        callback=_find_folder,
        help="Folder of the sources.",
    )
    vocabulary = click.option(
        "--vocabulary",
        type=folder,
        default=Path("sources"),
        show_default=True,
        help="Folder of the tags.yml, glossary.yml, … that the sources lack.",
    )
    return sources(vocabulary(command))


@contextmanager
def replace_folder(folder: Path) -> Iterator[Path]:
    """An empty folder to fill, which takes the place of `folder` when all went well; refuses where it cannot."""
    if refusal := claim(folder):
        raise Refusal(refusal.replace(" (SITE=dir)", ""))
    staging = make_staging(folder)
    try:
        yield staging
    except BaseException:
        release(folder)
        raise
    if fault := put_in_place(staging, folder):
        raise Refusal(fault)
