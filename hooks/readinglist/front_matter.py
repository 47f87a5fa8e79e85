"""Strict YAML for metadata: text -> a tree of fields, each with its line; every scalar is kept as the text it is."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import yaml

from .errors import Problem, make_error
from .policy import clean_text

MAX_DEPTH = 12
"""Levels of nesting; metadata has four, more is a mistake or an attack."""
MAX_LENGTH, MAX_LIST = 50_000, 500_000
"""Characters of the metadata of one work, and of a list about all; the parser needs a second for the first at worst."""
MAX_ALIASES = 20
"""Values that stand for another one (`*name`); a short text with thousands of them is a long one."""

_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in "str int float bool null timestamp seq map merge value".split()
)
"""What PyYAML tells plain values apart by; any other tag was written by somebody who hopes that it does something."""
_FAST: type[yaml.SafeLoader] | None = getattr(yaml, "CSafeLoader", None)
_FAST_DUMPER: type[yaml.SafeDumper] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What only an escape can put into a value, and no page and no terminal can show."""


@dataclass(frozen=True)
class Field:
    """A YAML value and its 1-based line: text, None, a list of fields or a mapping of fields."""

    value: str | tuple[Field, ...] | Mapping[str, Field] | None
    line: int


def split_front_matter(text: str, path: str) -> tuple[str, str, int, tuple[Problem, ...]]:
    """Cut a Markdown source at its `---` lines.

    Gives (YAML, body, 1-based line of the body's first line, problems). Text without front matter is all body.
    """
    lines = text.split("\n")
    if not lines or lines[0].rstrip() != "---":
        return "", text, 1, ()
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() in ("---", "..."):
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2, ()
    error = make_error(
        path, 1, 'unclosed front matter: found the opening "---" and no second one; add "---" after the last key'
    )
    return "", text, 1, (error,)


def write_front_matter(values: Mapping[str, Any]) -> str:
    """Plain values as front matter, between its `---` lines, in their order."""
    written = _write_yaml(values, _FAST_DUMPER)
    if "\\U" in written:  # libyaml escapes characters beyond the first plane, an emoji for one
        written = _write_yaml(values, yaml.SafeDumper)
    return f"---\n{written}---\n"


def _write_yaml(values: Mapping[str, Any], dumper: type[yaml.SafeDumper]) -> str:
    return yaml.dump(dict(values), Dumper=dumper, allow_unicode=True, sort_keys=False, width=10_000)


def parse_yaml(
    text: str, path: str, first_line: int = 1, limit: int = MAX_LIST
) -> tuple[Field | None, tuple[Problem, ...]]:
    """Parse one YAML document of a text that was cleaned. `first_line` is the line of `path` on which `text` begins.

    Gives None with the problems where the text cannot be read, None without problems where it is empty.
    """
    if len(text) > limit:
        what = f"bad YAML: too long: found {len(text)} characters; shorten it to at most {limit}"
        return None, (make_error(path, first_line, what),)
    try:
        node = _compose(text)
    except yaml.MarkedYAMLError as error:
        line, message = _explain(error, text.split("\n"))
        return None, (make_error(path, first_line + line, f"bad YAML: {message}"),)
    except yaml.YAMLError as error:
        what = re.sub(r"\s+", " ", str(error))
        return None, (make_error(path, first_line, f"bad YAML: {what}; remove the character"),)
    except (ValueError, OverflowError) as error:
        # PyYAML checks neither the number in "\UFFFFFFFF" nor the digits of a %YAML line
        return None, (make_error(path, first_line, f"bad YAML: a number out of range ({error}); correct it"),)
    except RecursionError:
        return None, (make_error(path, first_line, "bad YAML: nested too deeply; write it flatter"),)
    if node is None:
        return None, ()
    builder = _FieldBuilder(path, first_line)
    field = builder.build(node, 0)
    return field, tuple(builder.problems)


_CAUSES = {
    "\\t": "found a tab; indent with blanks",
    "another document": 'found a second document behind "---"; keep one',
    "incompatible YAML document": "found a %YAML line for another version; remove it",
}
"""What the parser's words hold -> what is wrong and what to do."""


def _compose(text: str) -> yaml.Node | None:
    """The tree of a YAML document, by libyaml where PyYAML has it; PyYAML's own parser says better what is wrong."""
    if _FAST is not None:
        with suppress(yaml.YAMLError, ValueError, OverflowError):
            return yaml.compose(text, Loader=_FAST)
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _explain(error: yaml.MarkedYAMLError, lines: list[str]) -> tuple[int, str]:
    """(0-based line, what is wrong and what to do) of a parser's error, which names a token and not the mistake."""
    what = re.sub(r"\s+", " ", error.problem or error.context or "it cannot be read")
    mark = error.problem_mark or error.context_mark
    line = mark.line if mark else 0
    context = error.context_mark.line if error.context_mark else line
    found = lines[context] if context < len(lines) else ""
    is_joined = "mapping values" in what and line > 0 and not re.search(r":(\s|$)", lines[line - 1])
    if is_joined:  # a line without a colon runs on into the next one, whose colon is then one too many
        context, found = line - 1, lines[line - 1]
    if is_joined or "could not find expected ':'" in what:
        if "：" in found:
            return context, f'found a full-width colon in "{found.strip()[:40]}"; write ": " with a blank behind it'
        return context, f'found no colon in "{found.strip()[:40]}"; write key: value'
    if "quoted scalar" in (error.context or ""):
        return context, f'found a quote that nothing closes in "{found.strip()[:40]}"; close it'
    if known := next((message for part, message in _CAUSES.items() if part in what), None):
        return line, known
    if "',' or ']'" in what or "',' or '}'" in what:
        return context, f'found a bracket that nothing closes in "{found.strip()[:40]}"; close it'
    if "block end" in what or "block mapping" in (error.context or ""):
        return line, f"{what}; align the line with those above it"
    if any(mark in found for mark in "“”‘’"):
        return line, f"{what}; put straight quotes around the value, curly ones are text"
    return line, f"{what}; quote a value that has a colon or starts with a mark"


@functools.lru_cache(maxsize=2000)  # a list that is being served is read again after each edit
def parse_mapping(text: str, path: str, first_line: int = 1) -> tuple[Mapping[str, Field], tuple[Problem, ...]]:
    """Parse a YAML mapping, as front matter and sidecars are; empty text is an empty mapping."""
    field, problems = parse_yaml(text, path, first_line, MAX_LENGTH)
    if field is None:
        return {}, problems
    if not isinstance(field.value, Mapping):
        found = "a list" if isinstance(field.value, tuple) else f'"{field.value}"'
        return {}, (*problems, make_error(path, field.line, f'expected "key: value" lines, found {found}; write keys'))
    return field.value, problems


def _shorten_tag(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")[:60]


class _FieldBuilder:
    """Turns PyYAML nodes into fields, keeping the problems met on the way."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.seen: set[int] = set()
        self.aliases = 0

    def build(self, node: yaml.Node, depth: int) -> Field:
        line = self.first_line + node.start_mark.line
        if node.tag not in _TAGS:
            return self._refuse(line, f"the YAML tag {_shorten_tag(node.tag)}", "write the value without it")
        if isinstance(node, yaml.ScalarNode):
            self.aliases += id(node) in self.seen
            self.seen.add(id(node))
            if self.aliases > MAX_ALIASES:
                return self._refuse(line, f"more than {MAX_ALIASES} YAML aliases (*name)", "write the values out")
            if bad := _UNPRINTABLE.search(node.value):
                return self._refuse(line, f"the character U+{ord(bad[0]):04X}", "remove it")
            value = clean_text(node.value)
            is_null = not node.style and node.value in ("", "~", "null", "Null", "NULL")
            return Field(None if is_null else value, line)
        if id(node) in self.seen:
            return self._refuse(line, "a YAML alias (*name) of a list or mapping", "write the value out")
        self.seen.add(id(node))
        if depth >= MAX_DEPTH:
            return self._refuse(line, f"more than {MAX_DEPTH} levels of nesting", "write it flatter")
        if isinstance(node, yaml.SequenceNode):
            return Field(tuple(self.build(item, depth + 1) for item in node.value), line)
        if isinstance(node, yaml.MappingNode):
            return Field(self._build_mapping(node, depth), line)
        return self._refuse(line, f"a YAML node of an unknown kind ({type(node).__name__})", "remove it")

    def _build_mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Field]:
        fields: dict[str, Field] = {}
        for key_node, value_node in node.value:
            line = self.first_line + key_node.start_mark.line
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse(line, "a key that is a list or a mapping", "use a plain word as key")
                continue
            if bad := _UNPRINTABLE.search(key_node.value):
                self._refuse(line, f"the character U+{ord(bad[0]):04X} in a key", "remove it")
                continue
            key = clean_text(key_node.value)
            if key in fields:
                first = fields[key].line
                self._refuse(line, f'the key "{key}" a second time (first in line {first})', "keep one")
                continue
            value = self.build(value_node, depth + 1)
            fields[key] = Field(value.value, line if value.value is None else value.line)
        return fields

    def _refuse(self, line: int, found: str, do: str) -> Field:
        self.problems.append(make_error(self.path, line, f"bad YAML: found {found}; {do}"))
        return Field(None, line)
