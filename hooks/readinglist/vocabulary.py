"""The controlled vocabulary: tags with their aliases, glossary terms, notices; text of the YAML files -> values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from .document import EDITIONS, Tag
from .errors import Problem, make_error, make_warning, suggest_nearest
from .front_matter import Field, parse_yaml
from .language import HAN
from .policy import keep_address
from .readers import Notice

MAX_GUESSED = 5
"""Tags given to a source that names none."""
MIN_MENTIONS = 2
"""Weighted mentions below which a tag is not guessed; a mention in the title counts as two."""

LISTS = ("aliases", "tags", "heard")
WORDINGS = ("definition",)
FLAGS = ("guess",)
LINKS = ("source",)
"""Keys of the vocabulary files by the form of their values; what is in none of these is a text."""

TERM_KEYS = ("abbr", "definition", "aliases", "heard", "tags", "source")

_TAG_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
WORD_START, WORD_END = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
"""Between these, an expression matches no part of a longer Latin word."""
_EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Term:
    """A term of the glossary."""

    id: str
    names: Mapping[str, str]
    definitions: Mapping[str, str]
    abbr: str = ""
    aliases: tuple[str, ...] = ()
    """Other names, the abbreviation among them."""
    tags: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    """What speech recognition makes of it: found by search, shown nowhere."""
    source: str = ""
    """The address that the definition rests on, where it is not common knowledge."""
    line: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Vocabulary:
    """Tags by id, in the order of `tags.yml`, and the terms of the glossary."""

    tags: tuple[Tag, ...] = ()
    terms: tuple[Term, ...] = ()
    notices: tuple[Notice, ...] = field(default=(), compare=False)

    @cached_property
    def by_name(self) -> Mapping[str, Tag]:
        """Folded id, name or alias -> tag."""
        return {_fold(name): tag for tag in self.tags for name in (tag.id, *tag.names.values(), *tag.aliases)}

    def find_tag(self, name: str) -> Tag | None:
        """The tag of an id, a display name or an alias, whatever its case, blanks and hyphens."""
        return self.by_name.get(_fold(name))

    @property
    def names(self) -> list[str]:
        """All names a tag can be given by, for suggestions."""
        return [name for tag in self.tags for name in (tag.id, *tag.names.values(), *tag.aliases)]

    def guess_tags(self, title: str, text: str) -> tuple[tuple[Tag, int], ...]:
        """Up to MAX_GUESSED tags whose names and aliases title and text mention most, with the weighted counts."""
        counts: Counter[str] = Counter()
        for part, weight in ((title, 2), (text, 1)):
            for match in self._mentions.finditer(part):
                tag = self.by_name.get(_fold(match[0]))
                if tag is not None:
                    counts[tag.id] += weight
        order = {tag.id: i for i, tag in enumerate(self.tags)}
        ranked = sorted(
            (item for item in counts.items() if item[1] >= MIN_MENTIONS), key=lambda c: (-c[1], order[c[0]])
        )
        by_id = {tag.id: tag for tag in self.tags}
        return tuple((by_id[name], count) for name, count in ranked[:MAX_GUESSED])

    @cached_property
    def _mentions(self) -> re.Pattern[str]:
        """One expression for all names that may be counted, the longest first; Latin names as whole words."""
        names = {name for tag in self.tags for name in (*(tag.names.values() if tag.guess else ()), *tag.aliases)}
        ordered = sorted(names, key=lambda name: (-len(name), name))
        return re.compile("|".join(bound_name(name) for name in ordered) or r"(?!)", re.IGNORECASE)


def _fold(name: str) -> str:
    return re.sub(r"[\s_‐-]+", "", name).casefold()


def is_plain_id(text: str) -> bool:
    """Whether a text is an id as tags and paths have it: lower-case words joined by hyphens."""
    return _TAG_ID.fullmatch(text) is not None


def bound_name(name: str) -> str:
    """A name as an expression: blank and hyphen interchangeable, no word character of its own script beside it."""
    body = r"[\s-]?".join(re.escape(part) for part in re.split(r"[\s-]+", name))
    left = WORD_START if re.match(r"[A-Za-z0-9]", name) else ""
    right = WORD_END if re.search(r"[A-Za-z0-9]$", name) else ""
    return f"{left}{body}{right}"


def read_tags(text: str, path: str) -> tuple[tuple[Tag, ...], tuple[Problem, ...]]:
    """Read `tags.yml`: a list of mappings with id, en, zh, definition, aliases, guess."""
    items, problems = _read_items(text, path, ("id", *EDITIONS), ("definition", "aliases", "guess"))
    tags: list[Tag] = []
    found = list(problems)
    taken: dict[str, Mapping[str, Field]] = {}
    for item in items:
        tag = Tag(
            id=_get_text(item, "id"),
            names=MappingProxyType({edition: _get_text(item, edition) for edition in EDITIONS}),
            definitions=_get_wording(item, "definition"),
            aliases=_get_list(item, "aliases"),
            guess=_get_text(item, "guess").lower() not in ("false", "no"),
        )
        if not is_plain_id(tag.id):
            found.append(make_error(path, item["id"].line, f'bad id: found "{tag.id}"; use a-z, 0-9 and hyphens'))
        for name in dict.fromkeys(_fold(name) for name in (tag.id, *tag.names.values(), *tag.aliases)):
            other = taken.setdefault(name, item)
            if other is not item:
                what = f'the name "{name}" is that of "{_get_text(other, "id")}" in line {other["id"].line} too'
                found.append(make_error(path, item["id"].line, f"{what}; remove one"))
        tags.append(tag)
    return tuple(tags), tuple(found)


def read_glossary(text: str, path: str) -> tuple[tuple[Term, ...], tuple[Problem, ...]]:
    """Read `glossary.yml`: a list of mappings with id, en, zh, abbr, definition, aliases, heard, tags, source."""
    items, problems = _read_items(text, path, ("id", *EDITIONS), TERM_KEYS)
    terms = []
    lines: dict[str, int] = {}
    for item in items:
        line = item["id"].line
        if not is_plain_id(_get_text(item, "id")):
            what = f'bad id: found "{_get_text(item, "id")}"; use a-z, 0-9 and hyphens'
            problems += (make_error(path, line, what),)
        first = lines.setdefault(_get_text(item, "id"), line)
        if first != line:
            what = f'the term "{_get_text(item, "id")}" a second time (first in line {first})'
            problems += (make_error(path, line, f"{what}; remove one"),)
        abbreviation = _get_text(item, "abbr")
        aliases = _get_list(item, "aliases")
        if abbreviation and abbreviation not in aliases:
            aliases = (abbreviation, *aliases)
        names = MappingProxyType({edition: _get_text(item, edition) for edition in EDITIONS})
        definitions = _get_wording(item, "definition")
        lists = {key: _get_list(item, key) for key in ("tags", "heard")}
        terms.append(
            Term(
                id=_get_text(item, "id"),
                names=names,
                definitions=definitions,
                abbr=abbreviation,
                aliases=aliases,
                source=keep_address(_get_text(item, "source")) or "",
                line=item["tags"].line if "tags" in item else line,
                **lists,
            )
        )
    return tuple(terms), problems


def check_terms(vocabulary: Vocabulary, path: str) -> Iterator[Problem]:
    """A warning for each tag of a term that there is not."""
    for term in vocabulary.terms:
        for name in term.tags:
            if vocabulary.find_tag(name) is None:
                near = suggest_nearest(name, vocabulary.names)
                message = f'unknown tag "{name}"{near}, not used; use a tag of tags.yml, or add it there'
                yield make_warning(path, term.line, message)


def read_notices(text: str, path: str) -> tuple[tuple[Notice, ...], tuple[Problem, ...]]:
    """Read `notices.yml`: a list of mappings with pattern and reason."""
    items, problems = _read_items(text, path, ("pattern", "reason"), ())
    found = list(problems)
    notices = []
    for item in items:
        line = item["pattern"].line
        try:
            pattern = re.compile(_get_text(item, "pattern"), re.IGNORECASE)
        except (re.error, OverflowError, RecursionError) as error:
            found.append(make_error(path, line, f"bad pattern: {error}; mend the expression"))
            continue
        if pattern.search(""):
            what = "bad pattern: it matches an empty line, and so any; mend the expression"
            found.append(make_error(path, line, what))
            continue
        notices.append(Notice(pattern, _get_text(item, "reason")))
    return tuple(notices), tuple(found)


def make_dictionary(vocabulary: Vocabulary) -> str:
    """Chinese names of tags and terms as a user dictionary for jieba, one a line, so that none is cut apart."""
    things: tuple[Tag | Term, ...] = (*vocabulary.tags, *vocabulary.terms)
    names = {name for thing in things for name in (*thing.names.values(), *thing.aliases)}
    names |= {name for term in vocabulary.terms for name in term.heard}
    names = {name for name in names if re.fullmatch(f"[{HAN}]{{2,}}", name)}
    return "".join(f"{name} 100000\n" for name in sorted(names))


def _read_items(
    text: str, path: str, wanted: tuple[str, ...], optional: tuple[str, ...]
) -> tuple[list[Mapping[str, Field]], tuple[Problem, ...]]:
    """The mappings of a YAML list that have all wanted keys; whatever else stands there is a problem."""
    root, problems = parse_yaml(text, path)
    found = list(problems)
    if root is None:
        return [], tuple(found)
    if not isinstance(root.value, tuple):
        return [], (
            *found,
            make_error(path, root.line, f"expected a list of items with {wanted[0]}:; write - {wanted[0]}: …"),
        )
    items = []
    for item in root.value:
        value = item.value if isinstance(item.value, Mapping) else {}
        missing = [key for key in wanted if not _get_text(value, key)]
        unknown = [key for key in value if key not in wanted + optional]
        if missing:
            found.append(make_error(path, item.line, f"an item without {', '.join(missing)}; add {missing[0]}: to it"))
            continue
        known = ", ".join(wanted + optional)
        for key in unknown:
            near = suggest_nearest(key, wanted + optional)
            found.append(make_error(path, value[key].line, f'unknown key "{key}"{near}; use {known}'))
        known_keys = [key for key in value if key not in unknown]
        found.extend(
            make_error(path, value[key].line, what) for key in known_keys for what in _find_faults(key, value[key])
        )
        items.append(value)
    return items, tuple(found)


def _find_faults(key: str, field: Field) -> list[str]:
    """What is wrong with an optional value, in a sentence."""
    value = field.value
    if value is None:
        return []
    if key in LISTS:
        parts = value if isinstance(value, tuple) else ()
        is_good = isinstance(value, tuple) and all(isinstance(part.value, str) and part.value.strip() for part in parts)
        return [] if is_good else [f"bad {key}: expected a list of words; write {key}: [one, two]"]
    if key in WORDINGS and isinstance(value, Mapping):
        is_good = set(value) <= set(EDITIONS) and all(isinstance(part.value, str) for part in value.values())
        return [] if is_good else [f"bad {key}: expected a text for en and one for zh; write them"]
    if key in LINKS:
        return (
            []
            if isinstance(value, str) and keep_address(value)
            else [f"bad {key}: expected an address; write {key}: https://…"]
        )
    if key in FLAGS:
        return [] if value in ("true", "false", "yes", "no") else [f"bad {key}: expected true or false; write one"]
    return [] if isinstance(value, str) else [f"bad {key}: expected one line of text; write {key}: some text"]


def _get_text(item: Mapping[str, Field], key: str) -> str:
    value = item[key].value if key in item else None
    return value.strip() if isinstance(value, str) else ""


def _get_list(item: Mapping[str, Field], key: str) -> tuple[str, ...]:
    value = item[key].value if key in item else None
    values: Iterable[Field] = value if isinstance(value, tuple) else ()
    return tuple(part.value for part in values if isinstance(part.value, str))


def _get_wording(item: Mapping[str, Field], key: str) -> Mapping[str, str]:
    value = item[key].value if key in item else None
    if isinstance(value, Mapping):
        return MappingProxyType({name: part.value for name, part in value.items() if isinstance(part.value, str)})
    return MappingProxyType(dict.fromkeys(EDITIONS, value)) if isinstance(value, str) else _EMPTY
