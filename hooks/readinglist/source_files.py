"""Files of a folder of sources -> their names and their texts, as the policy lets them in; opens them all."""

from __future__ import annotations

import os
import re
from pathlib import Path

from .errors import Problem, make_error, make_note
from .policy import MAX_BYTES, clean_text, find_dropped

MAIN = re.compile(r"(?P<stem>.+)\.(?:md|markdown|txt)$", re.IGNORECASE)
SIDECAR = re.compile(r"(?P<stem>.+)\.ya?ml$", re.IGNORECASE)
"""How the files of a source are called."""
_WESTERN_MARKS = "‘’“”„–—…•«»€£§©®°·¿¡\xa0"
_COMMON = frozenset("的一是不了在人有我他这這中大来來上国國个個到说說们們为為和你地出也时時年要就可以会會对對开開")
"""Characters that make up a fifth of any Chinese text and hardly occur in one decoded wrongly."""


def list_files(folder: Path) -> tuple[list[str], list[Problem]]:
    """Paths below `folder`, sorted, with slashes, and what cannot be one of them. Links are not followed."""
    found: list[str] = []
    problems: list[Problem] = []

    def note_unreadable(error: OSError) -> None:
        message = f"cannot be read: {error.strerror}; check the folder's permissions"
        problems.append(make_error(show_path(Path(error.filename)), 1, message))

    for root, folders, names in os.walk(folder, onerror=note_unreadable):
        for name in folders:
            path = show_path(Path(root, name))
            if Path(root, name).is_symlink():
                problems.append(make_note(path, 1, "a link to a folder: not followed; put the folder itself here"))
            elif MAIN.match(name) or SIDECAR.match(name):
                problems.append(make_error(path, 1, "not a file: found a folder with a file's name; rename it"))
        for name in names:
            if name.isprintable():
                found.append(Path(root, name).relative_to(folder).as_posix())
            else:
                message = "a bad file name: found a character that cannot be shown; rename the file"
                problems.append(make_error(show_path(Path(root, ascii(name)[1:-1])), 1, message))
    return sorted(found), problems


def show_path(path: Path) -> str:
    """A path as errors show it: relative to where the command was given, if it is below that."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def read_file(file: Path) -> tuple[str, Problem | None]:
    """The text of a file that is no source yet, as a source's would be read; or why it cannot be read."""
    text, problems = read_text(file, show_path(file))
    return text or "", problems[0] if text is None else None


def read_text(file: Path, path: str) -> tuple[str | None, list[Problem]]:
    """The text of a file as the policy lets it in, None where it cannot be read; and what is to be said of it."""
    data, problem = _read_bytes(file, path)
    if problem is not None:
        return None, [problem]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"found byte 0x{data[error.start]:02x}{_guess_encoding(data)}"
        return None, [make_error(path, line, f"not UTF-8: {found}; save the file as UTF-8")]
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        found = f"found a NUL character{_guess_wide_encoding(data)}"
        return None, [make_error(path, line, f"not plain text: {found}; save the file as UTF-8")]
    dropped = find_dropped(text)
    if dropped is None:
        return clean_text(text), []
    line, count, first = dropped
    what = f"dropped what nobody sees or what turns lines round: {count} in all, first {first}"
    return clean_text(text), [make_note(path, line, what)]


def _read_bytes(file: Path, path: str) -> tuple[bytes, Problem | None]:
    """The bytes of a plain file of no more than MAX_BYTES, or what is wrong with it."""
    try:
        if not file.is_file() or file.is_symlink():
            return b"", make_error(path, 1, "not a plain file: found a link or a device; put the file itself here")
        size = file.stat().st_size
        if size > MAX_BYTES:
            return b"", make_error(path, 1, f"too large: found {size} bytes; shorten it to at most {MAX_BYTES}")
        return file.read_bytes(), None
    except OSError as error:
        return b"", make_error(path, 1, f"cannot be read: {error.strerror}; check the file's permissions")


def _guess_encoding(data: bytes) -> str:
    """A hint at the encoding of bytes that are not UTF-8."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ", which looks like UTF-16"
    if wide := _guess_wide_encoding(data):
        return wide
    counts = {}
    for name, encoding in (("GB 18030", "gb18030"), ("Big5", "big5")):
        text = data.decode(encoding, errors="replace")
        counts[name] = sum(character in _COMMON for character in text) / len(text)
    best = max(counts, key=lambda name: counts[name])
    if counts[best] > 0.02:
        return f", which looks like {best}"
    others = [character for character in data.decode("cp1252", errors="replace") if not character.isascii()]
    is_western = all(character.isalpha() or character in _WESTERN_MARKS for character in others)
    return ", which looks like Windows-1252" if is_western else ""


def _guess_wide_encoding(data: bytes) -> str:
    """A hint at an encoding that takes two or four bytes for a letter, by the places where most bytes are NUL."""
    for name, step, empty in (("UTF-32", 4, (2, 3)), ("UTF-32", 4, (0, 1)), ("UTF-16", 2, (1,)), ("UTF-16", 2, (0,))):
        if all(data[place::step].count(0) > 0.4 * len(data) / step for place in empty):
            return f", which looks like {name}"
    return ""
