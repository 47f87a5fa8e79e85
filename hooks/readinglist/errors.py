"""What is wrong with a source, as a value: path, line, level, message; imports nothing of ours."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How much a problem matters: an error stops the build, a warning is printed, a note is in the report only."""

    ERROR = 0
    WARNING = 1
    NOTE = 2


@dataclass(frozen=True, order=True)
class Problem:
    """One finding in one source. Sorts by path, then line (1-based), then level."""

    path: str
    line: int
    level: Level
    message: str

    def __str__(self) -> str:
        word = "" if self.level is Level.ERROR else f"{self.level.name.lower()}: "
        return f"{self.path}:{self.line}: {word}{self.message}"


_LONG_QUOTE = re.compile(r'"([^"]{120})[^"]{40,}"')


def _write_message(message: str) -> str:
    """A message as one line; of a long text that was found, the beginning."""
    return _LONG_QUOTE.sub(r'"\1…"', re.sub(r"\s*\n\s*", " ", message))


def make_error(path: str, line: int, message: str) -> Problem:
    """A problem that stops the build. `message` says what is wrong, what was found and what to do."""
    return Problem(path, max(line, 1), Level.ERROR, _write_message(message))


def make_warning(path: str, line: int, message: str) -> Problem:
    """A problem that is printed and counted, and never stops a build."""
    return Problem(path, max(line, 1), Level.WARNING, _write_message(message))


def make_note(path: str, line: int, message: str) -> Problem:
    """A remark for the report of `make check`."""
    return Problem(path, max(line, 1), Level.NOTE, _write_message(message))


def select_level(problems: Iterable[Problem], level: Level) -> tuple[Problem, ...]:
    """The problems of one level, sorted, each once."""
    return tuple(sorted({problem for problem in problems if problem.level is level}))


def suggest_nearest(word: str, known: Iterable[str]) -> str:
    """` (did you mean "x"?)` for the known word nearest to `word`, or an empty string."""
    by_folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return f' (did you mean "{by_folded[near[0]]}"?)' if near else ""
