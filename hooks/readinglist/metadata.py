"""The one schema of metadata: fields of front matter, sidecar or header -> Metadata, with every problem found."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar, cast

from .document import EDITIONS, Claim, Metadata, Relation, Word, Wording
from .errors import Problem, make_error, make_warning, suggest_nearest
from .front_matter import Field
from .policy import keep_address

KINDS = ("paper", "article", "blog", "video", "podcast", "interview", "report", "repository", "model")
VERDICTS = ("confirmed", "contradicted", "partly", "open")
RELATIONS = ("builds on", "answers", "explains", "disputes", "reports", "discusses", "see also")

MAX_TITLE = 400
"""Characters; the longest title in the list has 78, a longer one than this is a paragraph in the wrong place."""

MAX_SLUG = 200
"""Bytes of UTF-8; file systems take 255 for the name of a folder."""

SYNONYMS = MappingProxyType({"date": "published", "author": "authors", "lang": "language", "tag": "tags"})
"""Keys of Hugo, Docusaurus and Material's blog that say the same under another name."""

_T = TypeVar("_T")

_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T ].*)?)?)?")
_DURATION = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ID = re.compile(r"[\w-]+")
_SLUG = re.compile(r"[\w-]+(?:\.[\w-]+)*")


class _BadValueError(Exception):
    """Why the schema refuses a value: a sentence with its line, or several where the value is a list."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.found: list[tuple[int, str]] = [(line, message)]

    def join(self, others: Iterable[_BadValueError]) -> _BadValueError:
        """This with what the others found."""
        self.found.extend(found for other in others for found in other.found)
        return self


def parse_metadata(fields: Mapping[str, Field], path: str) -> tuple[Metadata, tuple[Problem, ...]]:
    """Check fields against the schema. A bad value is an error and leaves its key unset; an unknown key a warning."""
    values: dict[str, Any] = {}
    lines: dict[str, tuple[str, int]] = {}
    names: dict[str, str] = {}
    problems: list[Problem] = []
    for written, field in fields.items():
        key = SYNONYMS.get(written, written)
        parse = SCHEMA.get(key)
        if parse is None:
            near = suggest_nearest(written, SCHEMA)
            message = f'unknown key "{written}"{near}, not used; rename or remove it'
            problems.append(make_warning(path, field.line, message))
            continue
        if field.value is None:
            continue
        if key in lines:
            same = f'found it a second time ("{names[key]}" in line {lines[key][1]} says the same)'
            problems.append(make_error(path, field.line, f"bad {written}: {same}; keep one"))
            continue
        names[key] = written
        try:
            values[key] = parse(field, written)
            lines[key] = (path, field.line)
        except _BadValueError as bad:
            problems.extend(make_error(path, line, message) for line, message in bad.found)
    if "corrections" in values:
        items = cast(Mapping[str, Field], fields["corrections"].value).items()
        values["correction_lines"] = MappingProxyType({heard: item.line for heard, item in items})
    return Metadata(**values, lines=MappingProxyType(lines)), tuple(problems)


def merge_metadata(base: Metadata, *, over: Metadata) -> Metadata:
    """`base` with every key that `over` sets."""
    changed = {key: getattr(over, key) for key in over.lines}
    if "corrections" in changed:
        changed["correction_lines"] = over.correction_lines
    return replace(base, **changed, lines=MappingProxyType({**base.lines, **over.lines}))


def _quote(text: str) -> str:
    shown = text if len(text) <= 60 else text[:57] + "…"
    return f'"{shown}"'


def _expect_text(field: Field, key: str) -> str:
    if isinstance(field.value, str) and field.value.strip():
        return re.sub(r"\s+", " ", field.value.strip())
    found = "a list" if isinstance(field.value, tuple) else "a mapping" if field.value else "nothing"
    raise _BadValueError(field.line, f"bad {key}: expected one line of text, found {found}; write {key}: some text")


def _parse_title(field: Field, key: str) -> str:
    title = _expect_text(field, key)
    if len(title) > MAX_TITLE:
        raise _BadValueError(field.line, f"bad title: {len(title)} characters; shorten it to at most {MAX_TITLE}")
    return title


def _parse_slug(field: Field, key: str) -> str:
    slug = unicodedata.normalize("NFC", _expect_text(field, key).strip("/").lower())
    if len(slug.encode()) > MAX_SLUG:
        raise _BadValueError(
            field.line, f"bad {key}: found {len(slug.encode())} bytes of UTF-8; shorten it to at most {MAX_SLUG}"
        )
    if not _SLUG.fullmatch(slug):
        raise _BadValueError(
            field.line, f"bad {key}: found {_quote(slug)}; use letters, digits, hyphens, underscores and single dots"
        )
    return slug


def _parse_url(field: Field, key: str) -> str:
    text = _expect_text(field, key)
    address = keep_address(text)
    if address is None:
        raise _BadValueError(
            field.line, f"bad {key}: found {_quote(text)}; give an address that begins with https:// or http://"
        )
    return address


def _parse_kind(field: Field, key: str) -> str:
    return _expect_one_of(_expect_text(field, key).lower(), KINDS, key, field.line)


def _expect_one_of(text: str, known: tuple[str, ...], key: str, line: int) -> str:
    if text in known:
        return text
    near = suggest_nearest(text, known)
    raise _BadValueError(line, f"bad {key}: found {_quote(text)}{near}; use one of {', '.join(known)}")


def _expect_list(field: Field, key: str) -> tuple[Field, ...]:
    """A list, or one text that stands for a list of one (of several with commas, as in a capture's header)."""
    if isinstance(field.value, tuple):
        return tuple(item for item in field.value if item.value is not None)
    if isinstance(field.value, str):
        return tuple(Field(part.strip(), field.line) for part in re.split(r"[,，、]", field.value) if part.strip())
    raise _BadValueError(field.line, f"bad {key}: expected a list, found a mapping; write {key}: [one, two]")


def _parse_each(field: Field, key: str, parse: Callable[[Field, str], _T]) -> tuple[_T, ...]:
    """The items of a list, each parsed; all bad ones are reported."""
    items: list[_T] = []
    bad: list[_BadValueError] = []
    for item in _expect_list(field, key):
        try:
            items.append(parse(item, key))
        except _BadValueError as error:
            bad.append(error)
    if bad:
        raise bad[0].join(bad[1:])
    return tuple(items)


def _parse_authors(field: Field, key: str) -> tuple[str, ...]:
    if isinstance(field.value, str):
        return (_expect_text(field, key),)
    items = (field,) if isinstance(field.value, Mapping) else _expect_list(field, key)
    return tuple(_parse_author(item, key) for item in items)


def _parse_author(field: Field, key: str) -> str:
    """A name, or Docusaurus' mapping with a name in it."""
    if isinstance(field.value, Mapping):
        name = field.value.get("name")
        if name is None:
            raise _BadValueError(field.line, f"bad {key}: found an author without a name; add name: to it")
        return _expect_text(name, key)
    return _expect_text(field, key)


def _parse_words(field: Field, key: str) -> tuple[Word, ...]:
    words = {(text := _expect_text(item, key)).casefold(): Word(text, item.line) for item in _expect_list(field, key)}
    return tuple(words.values())


def _parse_aliases(field: Field, key: str) -> tuple[str, ...]:
    return _parse_each(field, key, _parse_slug)


def _parse_date(field: Field, key: str) -> str:
    """A date, or the mapping of Material's blog, of which `created` counts."""
    if isinstance(field.value, Mapping) and "created" in field.value:
        field = field.value["created"]
    text = _expect_text(field, key)
    match = _DATE.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in match.groups())
        dt.date(year or 0, month or 1, day or 1)
    except ValueError:
        raise _BadValueError(
            field.line, f"bad {key}: found {_quote(text)}, which is no date; write YYYY-MM-DD, YYYY-MM or YYYY"
        ) from None
    return "-".join(f"{part:0{width}d}" for part, width in ((year, 4), (month, 2), (day, 2)) if part is not None)


def _parse_duration(field: Field, key: str) -> int:
    text = _expect_text(field, key)
    match = _DURATION.fullmatch(text)
    if match is None or int(match[3]) > 59 or (match[1] and int(match[2]) > 59):
        raise _BadValueError(field.line, f"bad {key}: found {_quote(text)}; write MM:SS or H:MM:SS")
    return int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3])


def _parse_language(field: Field, key: str) -> str:
    text = _expect_text(field, key)
    if not _LANGUAGE.fullmatch(text):
        raise _BadValueError(
            field.line, f"bad {key}: found {_quote(text)}; write a language tag such as en, zh or zh-Hant"
        )
    return text


def _parse_flag(field: Field, key: str) -> bool:
    text = _expect_text(field, key).lower()
    return _expect_one_of({"yes": "true", "no": "false"}.get(text, text), ("true", "false"), key, field.line) == "true"


def _parse_corrections(field: Field, key: str) -> Mapping[str, str]:
    if not isinstance(field.value, Mapping):
        raise _BadValueError(field.line, f'bad {key}: expected "heard form: right form" lines; write them as a mapping')
    return MappingProxyType({heard: _expect_text(right, heard) for heard, right in field.value.items()})


def _parse_moved(field: Field, key: str) -> Mapping[str, str]:
    """Old id of a passage -> new one."""
    if not isinstance(field.value, Mapping):
        raise _BadValueError(field.line, f"bad {key}: expected old id: new id; write {key}: {{p-0123abcd: p-4567cdef}}")
    moved = {old: _expect_text(new, old) for old, new in field.value.items()}
    for old, new in moved.items():
        for name in (old, new):
            if not _ID.fullmatch(name):
                line = field.value[old].line
                raise _BadValueError(
                    line, f"bad {key}: found {_quote(name)}; write the id as in the address, without #"
                )
    return MappingProxyType(moved)


def _parse_wording(field: Field, key: str) -> Wording:
    """A text, or a mapping of edition to text. A lone text stands for every edition."""
    if isinstance(field.value, Mapping):
        if not field.value:
            raise _BadValueError(field.line, f"bad {key}: found an empty mapping; write en: and zh: into it")
        unknown = sorted(set(field.value) - set(EDITIONS))
        if unknown:
            raise _BadValueError(
                field.line, f"bad {key}: found the language {_quote(', '.join(unknown))}; use en and zh"
            )
        return Wording(MappingProxyType({name: _expect_text(text, key) for name, text in field.value.items()}))
    text = _expect_text(field, key)
    return Wording(MappingProxyType(dict.fromkeys(EDITIONS, text)))


def _expect_mapping(
    field: Field, key: str, wanted: tuple[str, ...], optional: tuple[str, ...] = ()
) -> dict[str, Field]:
    found = field.value if isinstance(field.value, Mapping) else {}
    missing = [name for name in wanted if name not in found or found[name].value is None]
    if missing:
        raise _BadValueError(field.line, f"bad {key}: an item without {' and '.join(missing)}; add {missing[0]}: to it")
    for name, value in found.items():
        if name not in wanted + optional:
            near = suggest_nearest(name, wanted + optional)
            raise _BadValueError(value.line, f"bad {key}: unknown key {_quote(name)}{near}; remove or rename it")
    return dict(found)


def _parse_claims(field: Field, key: str) -> tuple[Claim, ...]:
    return _parse_each(field, key, _parse_claim)


def _parse_claim(field: Field, key: str) -> Claim:
    item = _expect_mapping(field, key, ("claim", "verdict", "evidence"))
    verdict = _expect_text(item["verdict"], "verdict").lower()
    return Claim(
        claim=_parse_wording(item["claim"], "claim"),
        verdict=_expect_one_of(verdict, VERDICTS, "verdict", item["verdict"].line),
        evidence=_parse_wording(item["evidence"], "evidence"),
        line=field.line,
    )


def _parse_related(field: Field, key: str) -> tuple[Relation, ...]:
    return _parse_each(field, key, _parse_relation)


def _parse_relation(field: Field, key: str) -> Relation:
    if isinstance(field.value, str):
        return Relation(_parse_slug(field, key), "see also", line=field.line)
    item = _expect_mapping(field, key, ("slug",), ("kind", "reason"))
    kind = "see also"
    if "kind" in item and item["kind"].value is not None:
        kind = _expect_one_of(_expect_text(item["kind"], "kind").lower(), RELATIONS, "relation", item["kind"].line)
    reason = _parse_wording(item["reason"], "reason") if "reason" in item and item["reason"].value else None
    return Relation(_parse_slug(item["slug"], "slug"), kind, reason, field.line)


SCHEMA: Mapping[str, Callable[[Field, str], Any]] = MappingProxyType(
    {
        "title": _parse_title,
        "slug": _parse_slug,
        "url": _parse_url,
        "kind": _parse_kind,
        "authors": _parse_authors,
        "publisher": _expect_text,
        "published": _parse_date,
        "captured": _parse_date,
        "duration": _parse_duration,
        "language": _parse_language,
        "tags": _parse_words,
        "description": _expect_text,
        "aliases": _parse_aliases,
        "related": _parse_related,
        "corrections": _parse_corrections,
        "claims": _parse_claims,
        "moved": _parse_moved,
        "archive": _parse_url,
        "checked": _parse_date,
        "draft": _parse_flag,
    }
)
"""Key of the metadata -> the function that checks its value."""
