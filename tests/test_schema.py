"""The JSON Schema for editors: up to date, and of one mind with the schema it is made from."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from conftest import ROOT
from readinglist.front_matter import parse_mapping, split_front_matter
from readinglist.metadata import KINDS, RELATIONS, SCHEMA, SYNONYMS, VERDICTS, parse_metadata
from readinglist.schema import SCHEMA_FILE, make_schema

VALIDATOR = jsonschema.Draft202012Validator(json.loads(make_schema()))
GOOD: dict[str, list[str]] = {
    "title": ["A title", "2025", '"  x  "'],
    "slug": ["a-b_c", "深度求索", "v3.2"],
    "url": ["https://example.org/a?b=c", "HTTP://EXAMPLE.ORG"],
    "kind": list(KINDS),
    "authors": ["A Name", "[A, B]", "[{name: A, url: https://a.example}]", "{name: A}"],
    "publisher": ["A journal"],
    "published": ["2025-01-29", "2025-1", "2025", "2025/01/29", "2025-01-29T10:00:00"],
    "captured": ["2025-01-29"],
    "duration": ["14:58", "1:02:03"],
    "language": ["en", "zh-Hant"],
    "tags": ["[a, b]", "a, b", "[]"],
    "description": ["One sentence."],
    "aliases": ["[old-one]", "old-one"],
    "related": ["[a]", *(f"[{{slug: a, kind: {kind}, reason: {{en: x}}}}]" for kind in RELATIONS)],
    "corrections": ["{DB Stick: DeepSeek}"],
    "claims": [f"[{{claim: x, verdict: {verdict}, evidence: {{en: x, zh: y}}}}]" for verdict in VERDICTS],
    "moved": ["{p-0123abcd: p-4567cdef}"],
    "archive": ["https://example.org"],
    "checked": ["2026-11-22"],
    "draft": ["true", "false"],
}
BAD: dict[str, list[str]] = {
    "title": ["[a]", "{a: b}", '" "', "x" * 401],
    "slug": ["a b", "a/b", "[a]"],
    "url": ["example.org", "ftp://example.org", "[https://example.org]"],
    "kind": ["poem", "[paper]"],
    "authors": ["[{url: x}]", "{url: x}"],
    "publisher": ["[a, b]"],
    "published": ["soon", "25-01-29", "[2025]"],
    "captured": ["yesterday"],
    "duration": ["12 minutes", "14:75"],
    "language": ["English", "e"],
    "tags": ["{a: b}"],
    "description": ["[a]"],
    "aliases": ["[a b]"],
    "related": ["[{kind: see also}]", "[{slug: a, kind: likes}]", "[{slug: a, why: b}]"],
    "corrections": ["[a]"],
    "claims": [
        "[{claim: x, verdict: maybe, evidence: y}]",
        "[{claim: x}]",
        "[{claim: {fr: x}, verdict: open, evidence: y}]",
    ],
    "moved": ["[a]"],
    "archive": ["none"],
    "checked": ["never"],
    "draft": ["perhaps"],
}


class _Loader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: no dates, no sexagesimal numbers."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, expression) for tag, expression in resolvers if not tag.endswith((":timestamp", ":int", ":float"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _load(text: str) -> Any:
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader with fewer types


def _rows(table: dict[str, list[str]]) -> list[Any]:
    return [
        pytest.param(key, f"{key}: {value}\n", id=f"{key}-{n}") for key in table for n, value in enumerate(table[key])
    ]


def test_the_file_is_up_to_date() -> None:
    """schema/source.json is what `reading-list schema --write` makes of the schema."""
    assert (ROOT / SCHEMA_FILE).read_text(encoding="utf-8") == make_schema()


def test_every_key_is_in_both() -> None:
    """Keys and their synonyms are the schema's own, and each has its examples here."""
    jsonschema.Draft202012Validator.check_schema(json.loads(make_schema()))
    assert set(json.loads(make_schema())["properties"]) == {*SCHEMA, *SYNONYMS}
    assert set(GOOD) == set(BAD) == set(SCHEMA)


def test_editors_can_read_its_patterns() -> None:
    """What is escaped in a pattern is what ECMA-262 lets be escaped with its flag "u", as JSON Schema advises."""
    patterns = re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', make_schema())
    escaped = {escape for pattern in patterns for escape in re.findall(r"\\(.)", json.loads(pattern))}
    assert escaped
    assert escaped <= set("bBcdDfnrsStvwW^$\\.*+?()[]{}|/")


@pytest.mark.parametrize(("key", "text"), _rows(GOOD))
def test_what_is_good_is_good_to_both(key: str, text: str) -> None:
    """What the build takes, an editor does not mark."""
    assert parse_metadata(parse_mapping(text, "x")[0], "x")[1] == ()
    assert list(VALIDATOR.iter_errors(_load(text))) == []


@pytest.mark.parametrize(("key", "text"), _rows(BAD))
def test_what_is_bad_is_bad_to_both(key: str, text: str) -> None:
    """What the build refuses, an editor marks."""
    assert parse_metadata(parse_mapping(text, "x")[0], "x")[1] != ()
    assert list(VALIDATOR.iter_errors(_load(text))) != []


def test_own_sources_are_valid() -> None:
    """Front matter and sidecars of the list itself."""
    count = 0
    for file in sorted((ROOT / "sources").rglob("*")):
        text = file.read_text(encoding="utf-8")
        front = text if file.suffix == ".yml" else split_front_matter(text, file.name)[0]
        values = _load(front)
        if isinstance(values, dict):
            count += 1
            assert [error.message for error in VALIDATOR.iter_errors(values)] == [], file
    assert count > 50


def test_sources_say_where_their_schema_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sidecar's first line leads from its own folder to the schema of the project."""
    from readinglist.__main__ import main

    (tmp_path / "lists/sources").mkdir(parents=True)
    (tmp_path / "saved.txt").write_text("A text on its own.\nAnd more of it.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["add", "saved.txt", "--sources", "lists/sources", "--slug", "x"]) == 0
    first = (tmp_path / "lists/sources/x.yml").read_text(encoding="utf-8").split("\n")[0]
    assert (tmp_path / "lists/sources" / first.partition("$schema=")[2]).resolve() == tmp_path / "lists" / SCHEMA_FILE
