"""Read a capture: header block, machine-written description, automatic transcript."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..addresses import parse_address
from ..diagrams.find import find_diagrams
from ..document import Document, Format
from ..errors import Problem, make_error, make_note, make_warning
from ..front_matter import Field
from ..metadata import parse_metadata
from .residue import clean_description

HEADER = {
    "timestamp": "captured",
    "title": "title",
    "url": "url",
    "link": "url",
    "status": "status",
    "duration": "duration",
    "author": "authors",
    "authors": "authors",
    "channel": "publisher",
    "uploader": "publisher",
    "publisher": "publisher",
    "published": "published",
    "date": "published",
    "language": "language",
    "tags": "tags",
}
"""Header word of a grabber, in lower case -> key of the metadata. `Status` is not metadata: it is checked here."""

MIN_TRANSCRIPT = 400
"""Characters behind `Content:` on the same line that make it a transcript and not a sentence of the summary."""
SUCCESS = frozenset({"success", "succeeded", "ok", "done", "complete", "completed"})
UNKNOWN = frozenset({"", "n/a", "na", "none", "null", "unknown", "-"})
"""What grabbers write where they found nothing."""

_KEY = re.compile(r"([A-Za-z][A-Za-z _-]{0,30}?)\s*(?::(?=\s|$)|：)\s*(.*)$")
_CAPTURE_START = re.compile(
    r"(timestamp|title|url|status|duration|description|content)\s*(?::(?=\s|$)|：)", re.IGNORECASE
)
_PLATFORM_ID = re.compile(r"\s+(BV[0-9A-Za-z]{10})\s*$")


def is_capture(text: str) -> bool:
    """Whether a text begins with a line of a capture's header."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    return _CAPTURE_START.match(first.strip()) is not None


@dataclass(frozen=True)
class _Parts:
    header: dict[str, Field]
    ignored: list[tuple[int, str]]
    """(1-based line, why) of lines of the header that say nothing."""
    description: str
    description_line: int
    content: str


def read_capture(text: str, path: str) -> tuple[Document, tuple[Problem, ...]]:
    """Read a capture. Problems: a failed capture, bad or unknown header lines, what was dropped."""
    parts = _split_parts(text)
    status = parts.header.pop("status", None)
    metadata, problems = parse_metadata(parts.header, path)
    metadata = replace(metadata, title=_strip_id(metadata.title, metadata.url))
    found = [*problems, *(make_warning(path, line, message) for line, message in parts.ignored)]
    if status is not None and isinstance(status.value, str) and status.value.strip().lower() not in SUCCESS:
        what = f'failed capture: found Status "{status.value.strip()}"'
        found.append(make_error(path, status.line, f"{what}; capture the page again, or delete the file"))
    blocks, dropped = clean_description(find_diagrams(parts.description, parts.description_line))
    found.extend(make_note(path, line, message) for line, message in dropped)
    if not blocks and not parts.content.strip():
        found.append(
            make_error(path, parts.description_line, "empty capture: found neither description nor content; add one")
        )
    document = Document(path, Format.CAPTURE, metadata, blocks, parts.content.strip(), parts.description_line)
    return document, tuple(found)


def _split_parts(text: str) -> _Parts:
    """Cut a capture at its header lines and the lines `Description:` and `Content:`, in whatever order they stand."""
    lines = text.split("\n")
    starts = _find_sections(lines)
    header_end = min((start for start, _ in starts.values()), default=len(lines))
    ends = sorted([start for start, _ in starts.values()] + [len(lines)])
    texts = {"description": "", "content": ""}
    line_of = {"description": header_end + 1, "content": header_end + 1}
    for name, (start, rest) in starts.items():
        end = next(end for end in ends if end > start)
        texts[name] = "\n".join([rest, *lines[start + 1 : end]])
        line_of[name] = start + 1
    header, ignored = _parse_header(lines[:header_end])
    if not starts:
        header, ignored, texts["description"], line_of["description"] = _split_loose(lines)
    return _Parts(header, ignored, texts["description"], line_of["description"], texts["content"])


def _find_sections(lines: list[str]) -> dict[str, tuple[int, str]]:
    """Section -> (index of its line, text on the same line). Of several `Content:` lines the last one counts.

    A summary may have a line of its own that reads `Content:`; the transcript is one long line and comes after it.
    """
    found: dict[str, tuple[int, str]] = {}
    for i, line in enumerate(lines):
        match = re.match(r"(description|content)\s*[:：](.*)$", line, re.IGNORECASE)
        if match is None:
            continue
        name, rest = match[1].lower(), match[2].strip()
        is_first = name not in found and (not rest or not found or len(rest) > MIN_TRANSCRIPT)
        if is_first or (name == "content" and not rest and not found[name][1]):
            found[name] = (i, rest)
    return found


def _parse_header(lines: list[str]) -> tuple[dict[str, Field], list[tuple[int, str]]]:
    """Fields by key, and the lines that give none: (1-based line, why)."""
    header: dict[str, Field] = {}
    ignored: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        match = _KEY.match(line.strip())
        if match is None:
            what = f'not a header line: found "{line.strip()[:60]}", not used; write "Key: value"'
            ignored += [(number, what)] if line.strip() else []
            continue
        key = HEADER.get(match[1].lower(), match[1].lower())
        if key in header:
            first = header[key].line
            ignored.append((number, f'"{match[1]}" a second time (first in line {first}), not used; keep one'))
        elif match[2].strip().lower() not in UNKNOWN:
            header[key] = Field(match[2].strip(), number)
    return header, ignored


def _split_loose(lines: list[str]) -> tuple[dict[str, Field], list[tuple[int, str]], str, int]:
    """A capture without section lines: the header is the first run of `Key: value` lines, the rest is description."""
    end = 0
    while end < len(lines) and (not lines[end].strip() or _KEY.match(lines[end].strip())):
        end += 1
    return *_parse_header(lines[:end]), "\n".join(lines[end:]), end + 1


def _strip_id(title: str | None, url: str | None) -> str | None:
    """The title without the platform's id that grabbers put behind it."""
    if title is None:
        return None
    address = parse_address(url) if url else None
    bare = title.rstrip(" ])")
    if address and address.id and bare.endswith(address.id):
        return bare.removesuffix(address.id).rstrip(" -_[(") or title
    return _PLATFORM_ID.sub("", title) or title
