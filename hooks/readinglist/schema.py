"""The schema of metadata -> JSON Schema, by which editors complete and check front matter and sidecars."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from .document import EDITIONS
from .front_matter import Field
from .metadata import KINDS, MAX_TITLE, RELATIONS, SCHEMA, SYNONYMS, VERDICTS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_FILE = "schema/source.json"
"""Where the schema stands, below the project's folder."""

DESCRIPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "title": "The name of the work.",
        "slug": "The page's address, /entries/SLUG/; otherwise the video's id or the file's name.",
        "url": "Where the work is; tracking parameters are removed.",
        "kind": "What the work is.",
        "authors": "The names of those who made it; an organisation counts as one.",
        "publisher": "Who brought it out: a journal, a site, a channel.",
        "published": "When it came out: YYYY-MM-DD, or its beginning.",
        "captured": "When it was saved: YYYY-MM-DD.",
        "duration": "The length of a recording: 14:58 or 1:02:03.",
        "language": "The language of the work, not of its digest: en, zh, zh-Hant, …",
        "tags": "Tags of tags.yml by id, name or alias.",
        "description": "The point in one or two sentences.",
        "aliases": "Older slugs; each leads to the page.",
        "related": "Other entries, with what they are to this one and why.",
        "corrections": "What the work or its transcript has wrong, and the right form.",
        "claims": "What the work claims, held against primary sources.",
        "moved": "Old id of a passage, and the id that took its place.",
        "archive": "A copy of the work.",
        "checked": "When every figure was last compared with the place it cites: YYYY-MM-DD.",
        "draft": "true keeps the work off the site.",
    }
)
"""Key -> what an editor says of it."""

_TEXT = {"type": ["string", "number"]}
_LINE = {**_TEXT, "pattern": r"\S"}
_SLUG = {"type": ["string", "integer"], "pattern": """^/*[^\\s/"'<>?#:,]+/*$"""}
_ADDRESS = {"type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/]"}
_PERSON = {"type": "object", "properties": {"name": _LINE}, "required": ["name"]}
_DATE = {
    "type": ["string", "integer"],
    "pattern": r"^\d{4}([-/.]\d{1,2}([-/.]\d{1,2}([T ].*)?)?)?$",
    "minimum": 1000,
    "maximum": 9999,
}
_WORDING = {
    "anyOf": [
        _LINE,
        {
            "type": "object",
            "properties": dict.fromkeys(EDITIONS, _LINE),
            "additionalProperties": False,
            "minProperties": 1,
        },
    ]
}


def _list_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """A list, or one text that stands for it."""
    return {"anyOf": [{"type": "array", "items": item}, {"type": ["string", "number"]}]}


def _object_of(properties: Mapping[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


FORMS: Mapping[Callable[[Field, str], Any], Mapping[str, Any]] = MappingProxyType(
    {
        SCHEMA["title"]: {**_LINE, "maxLength": MAX_TITLE},
        SCHEMA["slug"]: _SLUG,
        SCHEMA["url"]: _ADDRESS,
        SCHEMA["kind"]: {"enum": list(KINDS)},
        SCHEMA["authors"]: {
            "anyOf": [
                _LINE,
                {"type": "array", "items": {"anyOf": [_LINE, _PERSON]}},
                _PERSON,
            ]
        },
        SCHEMA["publisher"]: _LINE,
        SCHEMA["published"]: _DATE,
        SCHEMA["duration"]: {"type": ["string", "integer"], "pattern": r"^(\d{1,3}:)?\d{1,3}:[0-5]\d$"},
        SCHEMA["language"]: {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"},
        SCHEMA["tags"]: _list_of(_LINE),
        SCHEMA["aliases"]: _list_of(_SLUG),
        SCHEMA["related"]: {
            "type": "array",
            "items": {
                "anyOf": [
                    _SLUG,
                    _object_of({"slug": _SLUG, "kind": {"enum": list(RELATIONS)}, "reason": _WORDING}, ["slug"]),
                ]
            },
        },
        SCHEMA["corrections"]: {"type": "object", "additionalProperties": _LINE},
        SCHEMA["claims"]: {
            "type": "array",
            "items": _object_of(
                {"claim": _WORDING, "verdict": {"enum": list(VERDICTS)}, "evidence": _WORDING},
                ["claim", "verdict", "evidence"],
            ),
        },
        SCHEMA["moved"]: {"type": "object", "additionalProperties": {"type": ["string", "integer"]}},
        SCHEMA["draft"]: {"type": "boolean"},
    }
)
"""Function of the one schema that checks a value -> the form of that value in JSON Schema. Keys that are checked alike
have one form; a function without a form stops `make_schema`, and with it a test."""


def make_schema() -> str:
    """The JSON Schema of a source's metadata, as text. A key may be left empty."""
    properties = {
        key: {"description": DESCRIPTIONS[key], "anyOf": [dict(FORMS[check]), {"type": "null"}]}
        for key, check in SCHEMA.items()
    }
    others = {
        name: {**properties[key], "description": f"Another name of {key}: {DESCRIPTIONS[key]}"}
        for name, key in SYNONYMS.items()
    }
    schema = {
        "$schema": DIALECT,
        "title": "Metadata of a source: front matter, or a sidecar",
        "type": "object",
        "properties": {**properties, **others},
        "additionalProperties": False,
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
