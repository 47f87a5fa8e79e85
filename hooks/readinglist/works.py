"""The files of each work -> its source, its entry and what is wrong with them; a long list is read by two processes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType

from .agreement import check_agreement
from .beside import share
from .catalog import Source, make_entry
from .document import EDITIONS, Document, Entry
from .errors import Level, Problem, make_error, make_note, select_level
from .front_matter import parse_mapping
from .language import LANGUAGES
from .metadata import parse_metadata
from .readers import read_document, read_translation
from .source_files import MAIN, SIDECAR, read_text, show_path
from .vocabulary import Vocabulary

MANY = 200
"""Works that take longer to read than a second process to begin and to hand over what it has read."""

_TRANSLATION = re.compile(rf"(?P<stem>.+)\.(?P<language>{'|'.join(EDITIONS)})\.(?:md|markdown)$", re.IGNORECASE)
_OTHER_LANGUAGE = re.compile(r"(?P<stem>.+)\.(?P<tag>(?P<language>[a-z]{2})(?:[-_][a-z0-9]{2,8})*)", re.IGNORECASE)
_NOT_SOURCE = re.compile(r"(?:^|/)(?:\.[^/]*|_[^/]*|readme(?:\.\w+)?|licen[cs]e(?:\.\w+)?)(?:$|/)", re.IGNORECASE)


@dataclass(frozen=True)
class SourceFile:
    """A file of the sources folder: its path as errors show it, and where it is."""

    path: str
    place: Path


@dataclass(frozen=True)
class WorkFiles:
    """The files of a work, none of them read. `stem` is the path of the main one in the folder, its ending aside."""

    stem: str
    main: SourceFile
    sidecar: SourceFile | None = None
    translations: Mapping[str, SourceFile] = field(default_factory=dict)


@dataclass(frozen=True)
class Work:
    """What has become of a work's files: neither source nor entry where they cannot be read."""

    source: Source | None
    entry: Entry | None
    problems: tuple[Problem, ...]


def group_files(
    folder: Path, names: Iterable[str], kept_out: Iterable[str]
) -> tuple[list[WorkFiles], list[SourceFile], list[Problem]]:
    """The works that files are of; those that are of none; what is wrong with their names.

    `names` are paths below `folder`; those in `kept_out` are about the list, not about a work.
    """
    mains: dict[str, SourceFile] = {}
    sidecars: dict[str, SourceFile] = {}
    translations: dict[str, dict[str, SourceFile]] = {}
    left: list[SourceFile] = []
    problems: list[Problem] = []
    for inside in sorted(set(names).difference(kept_out)):
        if _NOT_SOURCE.search(inside):
            continue
        file = SourceFile(show_path(folder / inside), folder / inside)
        if match := _TRANSLATION.match(inside):
            table, key = translations.setdefault(match["stem"], {}), match["language"].lower()
        elif match := MAIN.match(inside) or SIDECAR.match(inside):
            table, key = mains if MAIN.match(inside) else sidecars, match["stem"]
        else:
            problems.append(make_note(file.path, 1, "not a source (.md, .txt, .yml): left alone"))
            continue
        if key in table:
            what = f"a second file for {table[key].path}"
            problems.append(make_error(file.path, 1, f"{what}: found the same name with another ending; rename one"))
            left.append(file)
        else:
            table[key] = file
    others, other_problems = _take_other_languages(mains)
    orphans = _find_orphans(mains, sidecars, translations)
    message = "stands alone: found no main file with this stem; add STEM.md or STEM.txt, or rename this one"
    problems += [*other_problems, *(make_error(file.path, 1, message) for file in orphans)]
    works = [
        WorkFiles(stem, main, sidecars.get(stem), translations.get(stem, {})) for stem, main in mains.items()
    ]  # fmt: skip
    return works, [*left, *others, *orphans], problems


def _take_other_languages(mains: dict[str, SourceFile]) -> tuple[list[SourceFile], list[Problem]]:
    """Take out what looks like a digest in a language that the site has not: `NAME.fr.md` beside `NAME.md`."""
    taken, problems = [], []
    for stem, file in list(mains.items()):
        match = _OTHER_LANGUAGE.fullmatch(stem)
        if match and match["stem"] in mains and match["language"].lower() in LANGUAGES:
            taken.append(mains.pop(stem))
            what = f'a digest in "{match["tag"]}": found the name of {mains[match["stem"]].path} with a language'
            known = " or ".join(f".{edition}.md" for edition in EDITIONS)
            problems.append(make_error(file.path, 1, f"{what}; end its name in {known}, the languages of the site"))
    return taken, problems


def _find_orphans(
    mains: Mapping[str, SourceFile],
    sidecars: Mapping[str, SourceFile],
    translations: Mapping[str, Mapping[str, SourceFile]],
) -> list[SourceFile]:
    """What stands beside no main file."""
    lonely = [file for stem, file in sidecars.items() if stem not in mains]
    return lonely + [file for stem, group in translations.items() if stem not in mains for file in group.values()]


def read_works(works: Sequence[WorkFiles], vocabulary: Vocabulary, *, is_apart: bool = False) -> list[Work]:
    """Read the files of all works, in their order; half of many beside the rest where it may be `is_apart`."""
    return share(partial(_read_each, vocabulary), works, is_apart=is_apart and len(works) >= MANY)


def _read_each(vocabulary: Vocabulary, works: Sequence[WorkFiles]) -> list[Work]:
    return [_read_work(work, vocabulary) for work in works]


def _read_work(work: WorkFiles, vocabulary: Vocabulary) -> Work:
    source, found = _read_source(work, vocabulary)
    # a file that could not be read is not blamed for a missing title, too
    if source is None or not (source.has_title or select_level(found, Level.ERROR) == ()):
        return Work(None, None, tuple(found))
    entry, entry_problems = make_entry(source, vocabulary)
    documents = {document.path: document for document in source.documents}
    disagreements = check_agreement([entry], documents) if entry and not entry.metadata.draft else ()
    return Work(source, entry, (*found, *entry_problems, *disagreements))


def _read_source(work: WorkFiles, vocabulary: Vocabulary) -> tuple[Source | None, list[Problem]]:
    """The source, None where its main file cannot be read; of what stands beside it, what can be."""
    found: list[Problem] = []
    text, sidecar = _read(work.main, found), _read(work.sidecar, found)
    translations = {language: (file.path, _read(file, found)) for language, file in work.translations.items()}
    if text is None:
        return None, found
    metadata = None
    if work.sidecar is not None and sidecar is not None:
        fields, yaml_problems = parse_mapping(sidecar, work.sidecar.path)
        metadata, schema_problems = parse_metadata(fields, work.sidecar.path)
        found += [*yaml_problems, *schema_problems]
    document, problems = read_document(work.main.path, text, vocabulary.notices, metadata.title if metadata else None)
    found.extend(problems)
    others: dict[str, Document] = {}
    for language, (path, other) in translations.items():
        if other is not None:
            others[language], other_problems = read_translation(other, path)
            found.extend(other_problems)
    return Source(work.stem.rpartition("/")[2], document, metadata, MappingProxyType(others)), found


def _read(file: SourceFile | None, found: list[Problem]) -> str | None:
    text, problems = read_text(file.place, file.path) if file is not None else (None, [])
    found += problems
    return text
