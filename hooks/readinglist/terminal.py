"""How problems look on a terminal: the place coloured by level, and a link to the file; elsewhere plain text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

from .errors import Level, Problem

COLOURS = {Level.ERROR: "1;31", Level.WARNING: "1;33", Level.NOTE: "2"}
"""Level -> parameters of the escape sequence SGR (ECMA-48): red, yellow, faint."""


def choose_show(stream: TextIO | None, environment: Mapping[str, str]) -> Callable[[Problem], str]:
    """`paint` where `stream` is a terminal and nobody asks for plain text (no-color.org), else `str`."""
    is_plain = bool(environment.get("NO_COLOR")) or environment.get("TERM", "") in ("", "dumb")
    return paint if stream is not None and stream.isatty() and not is_plain else str


def paint(problem: Problem) -> str:
    """The problem with its place coloured and linked, the line as the link's fragment.

    OSC 8: gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda; kitty and iTerm2 hand the line to the editor.
    """
    place = f"{problem.path}:{problem.line}:"
    address = f"{Path(problem.path).absolute().as_uri()}#{problem.line}"
    linked = f"\x1b]8;;{address}\x1b\\\x1b[{COLOURS[problem.level]}m{place}\x1b[0m\x1b]8;;\x1b\\"
    return linked + str(problem).removeprefix(place)
