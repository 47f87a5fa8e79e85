"""Reading paths: text of `paths.yml` -> paths whose steps all lead to an entry, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from .document import EDITIONS, Entry
from .errors import Problem, make_error, make_note, suggest_nearest
from .front_matter import Field, parse_yaml
from .vocabulary import is_plain_id

MIN_STEPS = 2
"""Steps below which a list of works is no path."""

PATH_KEYS = ("id", "title", "lead", "steps")
STEP_KEYS = ("entry", "reason")

_EXAMPLE = "write " + ", ".join(f"{edition}: …" for edition in EDITIONS)


@dataclass(frozen=True)
class Step:
    """A work of a path: the slug of its entry, and edition -> why it stands there."""

    slug: str
    reasons: Mapping[str, str]
    line: int = 1


@dataclass(frozen=True)
class ReadingPath:
    """Works in the order in which to read them. `titles` and `leads` are by edition."""

    id: str
    titles: Mapping[str, str]
    leads: Mapping[str, str]
    steps: tuple[Step, ...]
    line: int = 1


def read_paths(text: str, path: str) -> tuple[tuple[ReadingPath, ...], tuple[Problem, ...]]:
    """Read `paths.yml`: a list of mappings with id, title, lead (each en and zh) and steps (entry, reason)."""
    root, problems = parse_yaml(text, path)
    found = list(problems)
    if root is None:
        return (), tuple(found)
    if not isinstance(root.value, tuple):
        return (), (*found, make_error(path, root.line, "expected a list of paths; write - id: …"))
    paths = [made for item in root.value if (made := _read_path(item, path, found)) is not None]
    lines: dict[str, int] = {}
    for made in paths:
        first = lines.setdefault(made.id, made.line)
        if first != made.line:
            what = f'the path "{made.id}" a second time (first in line {first})'
            found.append(make_error(path, made.line, f"{what}; remove one"))
    return tuple(paths), tuple(found)


def _read_path(item: Field, path: str, found: list[Problem]) -> ReadingPath | None:
    fields = _read_keys(item, "a path", PATH_KEYS, path, found)
    if fields is None:
        return None
    name = _read_text(fields["id"], "id", path, found)
    if name and not is_plain_id(name):
        found.append(make_error(path, fields["id"].line, f'bad id: found "{name}"; use a-z, 0-9 and hyphens'))
    titles = _read_wording(fields["title"], "title", path, found)
    leads = _read_wording(fields["lead"], "lead", path, found)
    return ReadingPath(name, titles, leads, _read_steps(fields["steps"], path, found), fields["id"].line)


def _read_steps(field: Field, path: str, found: list[Problem]) -> tuple[Step, ...]:
    items = field.value if isinstance(field.value, tuple) else ()
    if len(items) < MIN_STEPS:
        found.append(make_error(path, field.line, f"bad steps: expected a list of at least {MIN_STEPS} with entry:"))
    return tuple(step for item in items if (step := _read_step(item, path, found)) is not None)


def _read_step(item: Field, path: str, found: list[Problem]) -> Step | None:
    fields = _read_keys(item, "a step", STEP_KEYS, path, found)
    if fields is None:
        return None
    slug = _read_text(fields["entry"], "entry", path, found)
    return Step(slug, _read_wording(fields["reason"], "reason", path, found), fields["entry"].line)


def _read_keys(
    item: Field, what: str, keys: Sequence[str], path: str, found: list[Problem]
) -> Mapping[str, Field] | None:
    """The fields of a mapping that has all `keys`, or None; a key that is not one of them is an error."""
    fields = item.value if isinstance(item.value, Mapping) else {}
    for key in fields:
        if key not in keys:
            near = suggest_nearest(key, keys)
            found.append(make_error(path, fields[key].line, f'unknown key "{key}"{near}; use {", ".join(keys)}'))
    missing = [key for key in keys if key not in fields]
    if missing:
        found.append(make_error(path, item.line, f"{what} without {', '.join(missing)}; add {missing[0]}: to it"))
        return None
    return fields


def _read_text(field: Field, key: str, path: str, found: list[Problem]) -> str:
    text = field.value.strip() if isinstance(field.value, str) else ""
    if not text:
        found.append(make_error(path, field.line, f"bad {key}: expected one line of text; write {key}: some text"))
    return text


def _read_wording(field: Field, key: str, path: str, found: list[Problem]) -> Mapping[str, str]:
    """Edition -> text; all editions have to be there, and nothing else."""
    value = field.value if isinstance(field.value, Mapping) else {}
    texts = {name: part.value.strip() for name, part in value.items() if isinstance(part.value, str)}
    missing = [edition for edition in EDITIONS if not texts.get(edition)]
    unknown = [name for name in value if name not in EDITIONS]
    if missing:
        found.append(make_error(path, field.line, f"bad {key}: no text in {' and '.join(missing)}; {_EXAMPLE}"))
    what = "unknown language in"
    found.extend(make_error(path, value[name].line, f'{what} {key}: found "{name}"; {_EXAMPLE}') for name in unknown)
    return MappingProxyType({edition: texts.get(edition, "") for edition in EDITIONS})


def resolve_paths(
    paths: Iterable[ReadingPath], entries: Iterable[Entry], path: str, *, is_own: bool
) -> tuple[tuple[ReadingPath, ...], tuple[Problem, ...]]:
    """Paths with the slugs of their entries (aliases count). A work on a path twice is an error.

    So is a work that is none of `entries`, where the paths are the sources' own (`is_own`); where they come from
    elsewhere, such steps are left out with a note, and a path with fewer than MIN_STEPS left is left out as a whole.
    """
    slugs = {slug: entry.slug for entry in entries for slug in (*entry.metadata.aliases, entry.slug)}
    resolved, problems = [], []
    for one in paths:
        kept, lost, doubles = _sort_steps(one, slugs)
        problems += [make_error(path, step.line, _say_double(step, one)) for step in doubles]
        if is_own:
            problems += [make_error(path, step.line, _say_missing(step, one, slugs)) for step in lost if step.slug]
        elif lost:
            problems.append(make_note(path, one.line, _say_left_out(one, kept, lost)))
        if len(kept) >= MIN_STEPS:
            resolved.append(replace(one, steps=kept))
    return tuple(resolved), tuple(problems)


def _sort_steps(
    one: ReadingPath, slugs: Mapping[str, str]
) -> tuple[tuple[Step, ...], tuple[Step, ...], tuple[Step, ...]]:
    """(steps with the slugs of their entries, steps without an entry, steps whose entry was there already)."""
    kept: dict[str, Step] = {}
    lost, doubles = [], []
    for step in one.steps:
        slug = slugs.get(step.slug)
        if slug is None:
            lost.append(step)
        elif slug in kept:
            doubles.append(step)
        else:
            kept[slug] = replace(step, slug=slug)
    return tuple(kept.values()), tuple(lost), tuple(doubles)


def _say_double(step: Step, one: ReadingPath) -> str:
    return f'the entry "{step.slug}" a second time on the path "{one.id}"; keep one of the two steps'


def _say_missing(step: Step, one: ReadingPath, slugs: Iterable[str]) -> str:
    near = suggest_nearest(step.slug, slugs)
    return f'no entry "{step.slug}" for the path "{one.id}"{near}; name the slug of an entry, or remove the step'


def _say_left_out(one: ReadingPath, kept: Sequence[Step], lost: Sequence[Step]) -> str:
    if len(kept) < MIN_STEPS:
        return f'the path "{one.id}" is left out: {len(kept)} of its works are among these sources'
    names = ", ".join(step.slug for step in lost)
    return f'the path "{one.id}" is shorter: {names} not among these sources'
