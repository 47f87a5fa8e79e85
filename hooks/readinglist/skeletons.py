"""An address, a title and a kind -> the file of a digest that is still to be written, with a form for each kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from .addresses import parse_address
from .document import Entry
from .drafting import make_schema_line, write_key
from .metadata import KINDS

MOMENT = 130
"""Seconds of the moment that the form of a talk has as an example."""
_MOMENT = ("≈ 2:10", f"?t={MOMENT}")
_SECTION = ("section 2", "#section-2")


@dataclass(frozen=True)
class Form:
    """What a digest of one kind of work has: how its places are named and linked, what its diagram shows."""

    place: tuple[str, str]
    """The words of a place, and what leads there behind the address."""
    diagram: str
    keys: tuple[str, ...] = ("authors", "publisher", "published")


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "paper": Form(("p. 5", "#page=5"), "how it works"),
        "report": Form(("p. 5", "#page=5"), "what was found"),
        "article": Form(_SECTION, "how the argument runs"),
        "blog": Form(_SECTION, "how the argument runs"),
        "interview": Form(_SECTION, "who answers what"),
        "video": Form(_MOMENT, "how the talk runs", ("authors", "publisher", "published", "duration")),
        "podcast": Form(_MOMENT, "how the talk runs", ("authors", "publisher", "published", "duration")),
        "repository": Form(("README", "#readme"), "what it is made of"),
        "model": Form(("model card", ""), "what it is made of"),
    }
)
"""Kind of work -> the form of its digest."""
assert set(FORMS) == set(KINDS)  # noqa: S101 - a kind without a form is a mistake of ours, seen at once

_BODY = """\
## Why it matters

One or two sentences.

## Key points

1. A statement with its figures. [{place}]({address})
2. Another one. [{place}]({address})

## Diagram: {diagram}

```mermaid
flowchart LR
  before[What there was] --> work[What this work adds] --> after[What follows]
```

## Digest

The text, in paragraphs.
"""


def write_skeleton(entry: Entry, tags: Sequence[str], schema: str) -> str:
    """The main file of a digest to be written, a draft until `draft:` is taken out; `schema` is where its schema is."""
    form, url = FORMS[entry.kind], entry.url or ""
    known: dict[str, Any] = {"title": entry.title, "slug": entry.slug, "url": url, "kind": entry.kind}
    known |= {"language": entry.language, "tags": list(tags)}
    lines = [
        "---",
        make_schema_line(schema),
        *(write_key(key, value) for key, value in known.items()),
        *(f"{key}:" for key in form.keys),
        "description:",
        "draft: true  # take this line out when the digest is written",
        "---",
        "",
    ]
    words, fragment = form.place
    return (
        "\n".join(lines) + "\n" + _BODY.format(place=words, address=_write_place(url, fragment), diagram=form.diagram)
    )


def _write_place(url: str, fragment: str) -> str:
    """An address with an example of a place in the work; where its form is not known, the work's own."""
    address = parse_address(url)
    if fragment.startswith("?"):
        return (address.at(MOMENT) if address else None) or url
    base = url.partition("#")[0]
    return (base.replace("/abs/", "/pdf/", 1) if address and address.platform == "arXiv" else base) + fragment
