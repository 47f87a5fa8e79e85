"""The stages in order: a folder of sources -> entries, diagrams, relations, and all that is wrong with them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from .cache import DrawingCache
from .cards import Card, make_card
from .catalog import Source, arrange_entries
from .checks import Surroundings, check_sources, find_today
from .diagrams.render import Drawing, draw_diagrams, list_diagrams
from .document import EDITIONS, Diagram, Entry
from .errors import Level, Problem, make_error, select_level
from .mentions import count_mentions
from .paths import ReadingPath, read_paths, resolve_paths
from .relations import Network, make_network
from .source_files import list_files, read_text, show_path
from .terms import TermFinder
from .vocabulary import Vocabulary, check_terms, read_glossary, read_notices, read_tags
from .works import group_files, read_works

PUBLISHED = "published.txt"
"""The list of addresses that must last, in a sources folder (`published.py`)."""
VOCABULARY_FILES = ("tags.yml", "glossary.yml", "notices.yml")
PATHS_FILE = "paths.yml"
LIST_FILES = (*VOCABULARY_FILES, PATHS_FILE, PUBLISHED)
"""Files of a sources folder that are about the list and not about a work."""


@dataclass(frozen=True)
class Site:
    """All that the pages are made of, and all that was found wrong on the way."""

    entries: tuple[Entry, ...]
    vocabulary: Vocabulary
    drawings: Mapping[Diagram, Drawing]
    problems: tuple[Problem, ...]
    paths: tuple[ReadingPath, ...] = ()
    network: Network = field(default_factory=Network)

    @cached_property
    def finder(self) -> TermFinder:
        """Finds the terms of the glossary."""
        return TermFinder(self.vocabulary.terms)

    @cached_property
    def mentions(self) -> Mapping[str, Counter[str]]:
        """Id of a term -> slug of an entry -> how often its digests mention the term."""
        return count_mentions(self.entries, self.finder)

    @cached_property
    def cards(self) -> Mapping[str, Mapping[str, Card]]:
        """Edition -> slug -> what lists show of an entry."""
        return {edition: {entry.slug: make_card(entry, edition) for entry in self.entries} for edition in EDITIONS}

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What stops a build."""
        return select_level(self.problems, Level.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What a curator should know of and what stops nothing."""
        return select_level(self.problems, Level.WARNING)


def read_site(folder: Path, fallback: Path | None = None, *, is_apart: bool = False) -> Site:
    """Read all sources below `folder`; what its vocabulary lacks comes from `fallback`. Writes nothing.

    Half of a long list is read by another process where it may be `is_apart`.
    """
    if not folder.is_dir():
        error = make_error(str(folder), 1, "no such folder; name the folder of your sources (SOURCES=dir)")
        return Site((), Vocabulary(), MappingProxyType({}), (error,))
    names, problems = list_files(folder)
    vocabulary, vocabulary_problems = _read_vocabulary(folder, fallback)
    files, left, name_problems = group_files(folder, names, LIST_FILES)
    works = read_works(files, vocabulary, is_apart=is_apart)
    sources = [work.source for work in works if work.source]
    entries, entry_problems = arrange_entries([work.entry for work in works if work.entry])
    check_problems = check_sources(sources, _survey(folder, names, sources))
    drawings, drawing_problems = _draw(entries, fallback)
    read_problems = [problem for work in works for problem in work.problems]
    read_problems += [problem for file in left for problem in read_text(file.place, file.path)[1]]
    found = [
        *problems, *vocabulary_problems, *name_problems, *read_problems, *entry_problems, *check_problems,
        *drawing_problems,
    ]  # fmt: skip
    if not entries and not any(problem.level is Level.ERROR for problem in found):
        what = "only drafts; publish one" if sources else "no .md or .txt file in it; add one"
        found.append(make_error(str(folder), 1, f"no sources: found {what}"))
    # a work that could not be read is not missed on a path, too
    paths, path_problems = _read_paths(folder, fallback, entries) if not select_level(found, Level.ERROR) else ((), [])
    problems_found = tuple(sorted({*found, *path_problems}))
    return Site(entries, vocabulary, drawings, problems_found, paths, make_network(entries))


def read_vocabulary(folder: Path, fallback: Path | None = None) -> Vocabulary:
    """The tags, terms and notices by which sources in `folder` are read; what is wrong with them is `read_site`'s."""
    return _read_vocabulary(folder, fallback)[0]


def _draw(entries: Iterable[Entry], fallback: Path | None) -> tuple[Mapping[Diagram, Drawing], tuple[Problem, ...]]:
    """The drawings of all diagrams; those of earlier builds are kept beside the project's own sources."""
    if fallback is None:
        return draw_diagrams(entries, {})
    cache = DrawingCache(fallback.parent / ".cache" / "diagrams")
    known = cache.read({diagram.source for diagram, _ in list_diagrams(entries)})
    drawings, problems = draw_diagrams(entries, known)
    cache.write({diagram.source: drawing for diagram, drawing in drawings.items() if diagram.source not in known})
    return drawings, problems


def _survey(folder: Path, names: Iterable[str], sources: Sequence[Source]) -> Surroundings:
    return Surroundings(
        files={show_path(folder / name) for name in names},
        pages={document.path: source.documents for source in sources for document in source.documents},
        today=find_today(dt.datetime.now(dt.UTC)),
    )


def _read_list(name: str, folder: Path, fallback: Path | None, problems: list[Problem]) -> tuple[str, str]:
    """(text, path) of a file about the list, from `folder` or else from `fallback`; empty where neither has it."""
    for place in (folder, fallback):
        if place is not None and (place / name).is_file():
            text, found = read_text(place / name, show_path(place / name))
            problems += found
            return text or "", show_path(place / name)
    return "", name


def _read_paths(
    folder: Path, fallback: Path | None, entries: Sequence[Entry]
) -> tuple[tuple[ReadingPath, ...], list[Problem]]:
    problems: list[Problem] = []
    text, path = _read_list(PATHS_FILE, folder, fallback, problems)
    paths, found = read_paths(text, path)
    resolved, missing = resolve_paths(paths, entries, path, is_own=(folder / PATHS_FILE).is_file())
    return resolved, [*problems, *found, *missing]


def _read_vocabulary(folder: Path, fallback: Path | None) -> tuple[Vocabulary, list[Problem]]:
    problems: list[Problem] = []

    def get(name: str) -> tuple[str, str]:
        return _read_list(name, folder, fallback, problems)

    tags, tag_problems = read_tags(*get("tags.yml"))
    glossary, glossary_path = get("glossary.yml")
    terms, term_problems = read_glossary(glossary, glossary_path)
    notices, notice_problems = read_notices(*get("notices.yml"))
    vocabulary = Vocabulary(tags, terms, notices)
    problems += [*tag_problems, *term_problems, *notice_problems]
    is_own = (folder / "glossary.yml").is_file()  # terms from elsewhere may have tags that this list does without
    return vocabulary, [*problems, *(check_terms(vocabulary, glossary_path) if is_own else ())]
