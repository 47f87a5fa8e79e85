"""Read Markdown with front matter: a work's main file, or the digest in the other language beside it."""

from __future__ import annotations

import re

from ..diagrams.find import find_diagrams
from ..document import Document, Format, Word
from ..errors import Problem, make_error, make_note, make_warning
from ..front_matter import parse_mapping, split_front_matter
from ..metadata import parse_metadata

TRANSLATION_KEYS = ("title", "description")
"""What the front matter of a digest in the other language may hold; the rest belongs to the work's main file."""

_ATX = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$")
_SETEXT = re.compile(r"^ {0,3}(=+|-+)\s*$")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_MARKUP = re.compile(r"[*_`~\[\]()#]|\s|[\u3000-\u303f\uff00-\uffef!-/:-@\[-`{-~“”‘’…—]")


def read_markdown(text: str, path: str, title: str | None = None) -> tuple[Document, tuple[Problem, ...]]:
    """Read a main file; `title` is the sidecar's, which wins over the one in the front matter.

    A first heading that repeats the title goes; without a title the first heading is taken.
    """
    if text.startswith("+++"):
        message = 'front matter in TOML: found "+++"; write it as YAML between two lines "---"'
        return Document(path, Format.MARKDOWN, parse_metadata({}, path)[0]), (make_error(path, 1, message),)
    front, body, first_line, problems = split_front_matter(text, path)
    if problems:
        return Document(path, Format.MARKDOWN, parse_metadata({}, path)[0]), problems
    fields, yaml_problems = parse_mapping(front, path, 2)
    metadata, schema_problems = parse_metadata(fields, path)
    problems = (*yaml_problems, *schema_problems)
    title = title or metadata.title
    heading, rest = _split_first_heading(body, first_line)
    is_guess = bool(heading.text) and title is None and "title" not in fields
    if is_guess or (heading.text and title and _fold(heading.text) == _fold(title)):
        body = rest
        dropped = f'dropped the first heading, which is the title: "{heading.text[:60]}"'
        problems += (make_note(path, heading.line, dropped),)
    guess = heading if is_guess else None
    blocks = find_diagrams(body, first_line)
    return Document(path, Format.MARKDOWN, metadata, blocks, first_line=first_line, title_guess=guess), problems


def read_translation(text: str, path: str) -> tuple[Document, tuple[Problem, ...]]:
    """Read a digest in the other language; keys other than title and description are warned about and not used."""
    document, problems = read_markdown(text, path)
    if not problems and not document.blocks:
        problems = (make_error(path, 1, "empty digest: found no text; add some, or delete the file"),)
    misplaced = [key for key in document.metadata.lines if key not in TRANSLATION_KEYS]
    warnings = tuple(
        make_warning(path, document.metadata.lines[key][1], f'key "{key}" not used here; move it to the main file')
        for key in misplaced
    )
    return document, (*problems, *warnings)


def _split_first_heading(body: str, first_line: int) -> tuple[Word, str]:
    """(the heading that the body begins with, body with its lines blanked), or (no text, body)."""
    lines = body.split("\n")
    for i, line in enumerate(lines):
        if not line.strip():
            continue
        if match := _ATX.match(line):
            return Word(_strip_markup(match[2]), first_line + i), "\n".join([*lines[:i], "", *lines[i + 1 :]])
        if i + 1 < len(lines) and _SETEXT.match(lines[i + 1]) and not line.startswith(("-", "*", "+", ">", "    ")):
            return Word(_strip_markup(line), first_line + i), "\n".join([*lines[:i], "", "", *lines[i + 2 :]])
        break
    return Word("", first_line), body


def _strip_markup(text: str) -> str:
    return re.sub(r"(\*\*|__|[*`])", "", _LINK.sub(r"\1", text)).strip()


def _fold(text: str) -> str:
    """A heading as it is compared with the title: no markup, blanks, punctuation or case."""
    return _MARKUP.sub("", text).casefold()
