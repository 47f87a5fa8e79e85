"""The stages in order: source files -> entries, diagrams, pages; the only file that opens source files."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from .agreement import check_agreement
from .cache import DrawingCache
from .cards import Card, make_card
from .catalog import Source, make_entries
from .checks import Surroundings, check_sources, find_today
from .diagrams.render import Drawing, draw_diagrams, list_diagrams
from .document import EDITIONS, Diagram, Document, Entry
from .errors import Level, Problem, make_error, make_note, select_level
from .front_matter import parse_mapping
from .language import LANGUAGES
from .mentions import count_mentions
from .metadata import parse_metadata
from .paths import ReadingPath, read_paths, resolve_paths
from .policy import MAX_BYTES, clean_text, find_dropped
from .readers import read_document, read_translation
from .relations import Network, make_network
from .terms import TermFinder
from .vocabulary import Vocabulary, check_terms, read_glossary, read_notices, read_tags

PUBLISHED = "published.txt"
"""The list of addresses that must last, in a sources folder (`published.py`)."""
VOCABULARY_FILES = ("tags.yml", "glossary.yml", "notices.yml")
PATHS_FILE = "paths.yml"
LIST_FILES = (*VOCABULARY_FILES, PATHS_FILE, PUBLISHED)
"""Files of a sources folder that are about the list and not about a work."""

_TRANSLATION = re.compile(rf"(?P<stem>.+)\.(?P<language>{'|'.join(EDITIONS)})\.(?:md|markdown)$", re.IGNORECASE)
_OTHER_LANGUAGE = re.compile(r"(?P<stem>.+)\.(?P<tag>(?P<language>[a-z]{2})(?:[-_][a-z0-9]{2,8})*)", re.IGNORECASE)
_MAIN = re.compile(r"(?P<stem>.+)\.(?:md|markdown|txt)$", re.IGNORECASE)
_SIDECAR = re.compile(r"(?P<stem>.+)\.ya?ml$", re.IGNORECASE)
_NOT_SOURCE = re.compile(r"(?:^|/)(?:\.[^/]*|_[^/]*|readme(?:\.\w+)?|licen[cs]e(?:\.\w+)?)(?:$|/)", re.IGNORECASE)
_WESTERN_MARKS = "‘’“”„–—…•«»€£§©®°·¿¡\xa0"
_COMMON = frozenset("的一是不了在人有我他这這中大来來上国國个個到说說们們为為和你地出也时時年要就可以会會对對开開")
"""Characters that make up a fifth of any Chinese text and hardly occur in one decoded wrongly."""


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


@dataclass(frozen=True)
class _File:
    """A file of the sources folder: its path as errors show it, its path inside the folder, its text."""

    path: str
    inside: str
    text: str | None
    """None where it could not be read; what stands beside it is then not blamed."""


def read_site(folder: Path, fallback: Path | None = None) -> Site:
    """Read all sources below `folder`; what its vocabulary lacks comes from `fallback`. Writes nothing."""
    if not folder.is_dir():
        error = make_error(str(folder), 1, "no such folder; name the folder of your sources (SOURCES=dir)")
        return Site((), Vocabulary(), MappingProxyType({}), (error,))
    files, problems = _read_files(folder)
    vocabulary, vocabulary_problems = _read_vocabulary(folder, fallback)
    sources, source_problems = _read_sources(files, vocabulary)
    entries, entry_problems = make_entries(sources, vocabulary)
    documents = {document.path: document for source in sources for document in source.documents}
    check_problems = check_sources(sources, _survey(folder, sources)) + check_agreement(entries, documents)
    drawings, drawing_problems = _draw(entries, fallback)
    found = [
        *problems, *vocabulary_problems, *source_problems, *entry_problems, *check_problems, *drawing_problems
    ]  # fmt: skip
    if not entries and not any(problem.level is Level.ERROR for problem in found):
        what = "only drafts; publish one" if sources else "no .md or .txt file in it; add one"
        found.append(make_error(str(folder), 1, f"no sources: found {what}"))
    # a work that could not be read is not missed on a path, too
    paths, path_problems = _read_paths(folder, fallback, entries) if not select_level(found, Level.ERROR) else ((), [])
    problems_found = tuple(sorted({*found, *path_problems}))
    return Site(entries, vocabulary, drawings, problems_found, paths, make_network(entries))


def read_file(file: Path) -> tuple[str, Problem | None]:
    """The text of a file that is no source yet, as a source's would be read; or why it cannot be read."""
    text, problems = read_text(file, _show(file))
    return text or "", problems[0] if text is None else None


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


def _survey(folder: Path, sources: Sequence[Source]) -> Surroundings:
    names, _ = _list_files(folder)
    return Surroundings(
        files={_show(folder / name) for name in names},
        pages={document.path: source.documents for source in sources for document in source.documents},
        today=find_today(dt.datetime.now(dt.UTC)),
    )


def _read_files(folder: Path) -> tuple[list[_File], list[Problem]]:
    files: list[_File] = []
    names, problems = _list_files(folder)
    for inside in names:
        path = _show(folder / inside)
        if inside in LIST_FILES:
            continue
        if _NOT_SOURCE.search(inside):
            continue
        if not any(pattern.match(inside) for pattern in (_MAIN, _SIDECAR)):
            problems.append(make_note(path, 1, "not a source (.md, .txt, .yml): left alone"))
            continue
        text, found = read_text(folder / inside, path)
        files.append(_File(path, inside, text))
        problems += found
    return files, problems


def _list_files(folder: Path) -> tuple[list[str], list[Problem]]:
    """Paths below `folder`, sorted, with slashes, and folders that are left out. Links are not followed."""
    found: list[str] = []
    problems: list[Problem] = []

    def note_unreadable(error: OSError) -> None:
        message = f"cannot be read: {error.strerror}; check the folder's permissions"
        problems.append(make_error(_show(Path(error.filename)), 1, message))

    for root, folders, names in os.walk(folder, onerror=note_unreadable):
        for name in folders:
            path = _show(Path(root, name))
            if Path(root, name).is_symlink():
                problems.append(make_note(path, 1, "a link to a folder: not followed; put the folder itself here"))
            elif _MAIN.match(name) or _SIDECAR.match(name):
                problems.append(make_error(path, 1, "not a file: found a folder with a file's name; rename it"))
        for name in names:
            if name.isprintable():
                found.append(Path(root, name).relative_to(folder).as_posix())
            else:
                message = "a bad file name: found a character that cannot be shown; rename the file"
                problems.append(make_error(_show(Path(root, ascii(name)[1:-1])), 1, message))
    return sorted(found), problems


def _show(path: Path) -> str:
    """A path as errors show it: relative to where the command was given, if it is below that."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def read_text(file: Path, path: str) -> tuple[str | None, list[Problem]]:
    """The text of a file as the policy lets it in, None where it cannot be read; and what is to be said of it."""
    data, problem = _read_bytes(file, path)
    if problem is not None:
        return None, [problem]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"found byte 0x{data[error.start]:02x}{_guess_encoding(data)}"
        return None, [make_error(path, line, f"not UTF-8: {found}; save the file as UTF-8")]
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        found = f"found a NUL character{_guess_wide_encoding(data)}"
        return None, [make_error(path, line, f"not plain text: {found}; save the file as UTF-8")]
    dropped = find_dropped(text)
    if dropped is None:
        return clean_text(text), []
    line, count, first = dropped
    what = f"dropped what nobody sees or what turns lines round: {count} in all, first {first}"
    return clean_text(text), [make_note(path, line, what)]


def _read_bytes(file: Path, path: str) -> tuple[bytes, Problem | None]:
    """The bytes of a plain file of no more than MAX_BYTES, or what is wrong with it."""
    try:
        if not file.is_file() or file.is_symlink():
            return b"", make_error(path, 1, "not a plain file: found a link or a device; put the file itself here")
        size = file.stat().st_size
        if size > MAX_BYTES:
            return b"", make_error(path, 1, f"too large: found {size} bytes; shorten it to at most {MAX_BYTES}")
        return file.read_bytes(), None
    except OSError as error:
        return b"", make_error(path, 1, f"cannot be read: {error.strerror}; check the file's permissions")


def _guess_encoding(data: bytes) -> str:
    """A hint at the encoding of bytes that are not UTF-8."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ", which looks like UTF-16"
    if wide := _guess_wide_encoding(data):
        return wide
    counts = {}
    for name, encoding in (("GB 18030", "gb18030"), ("Big5", "big5")):
        text = data.decode(encoding, errors="replace")
        counts[name] = sum(character in _COMMON for character in text) / len(text)
    best = max(counts, key=lambda name: counts[name])
    if counts[best] > 0.02:
        return f", which looks like {best}"
    others = [character for character in data.decode("cp1252", errors="replace") if not character.isascii()]
    is_western = all(character.isalpha() or character in _WESTERN_MARKS for character in others)
    return ", which looks like Windows-1252" if is_western else ""


def _guess_wide_encoding(data: bytes) -> str:
    """A hint at an encoding that takes two or four bytes for a letter, by the places where most bytes are NUL."""
    for name, step, empty in (("UTF-32", 4, (2, 3)), ("UTF-32", 4, (0, 1)), ("UTF-16", 2, (1,)), ("UTF-16", 2, (0,))):
        if all(data[place::step].count(0) > 0.4 * len(data) / step for place in empty):
            return f", which looks like {name}"
    return ""


def _read_list(name: str, folder: Path, fallback: Path | None, problems: list[Problem]) -> tuple[str, str]:
    """(text, path) of a file about the list, from `folder` or else from `fallback`; empty where neither has it."""
    for place in (folder, fallback):
        if place is not None and (place / name).is_file():
            text, found = read_text(place / name, _show(place / name))
            problems += found
            return text or "", _show(place / name)
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


def _read_sources(files: list[_File], vocabulary: Vocabulary) -> tuple[list[Source], list[Problem]]:
    """Group files by stem and read each group."""
    mains: dict[str, _File] = {}
    sidecars: dict[str, _File] = {}
    translations: dict[str, dict[str, _File]] = {}
    problems: list[Problem] = []
    for file in files:
        if match := _TRANSLATION.match(file.inside):
            translations.setdefault(match["stem"], {})[match["language"].lower()] = file
            continue
        table = mains if (match := _MAIN.match(file.inside)) else sidecars
        match = match or _SIDECAR.match(file.inside)
        stem = match["stem"] if match else file.inside
        if stem in table:
            what = f"a second file for {table[stem].path}"
            problems.append(make_error(file.path, 1, f"{what}: found the same name with another ending; rename one"))
            continue
        table[stem] = file
    sources = []
    problems.extend(_take_other_languages(mains))
    for stem, file in mains.items():
        if file.text is None:
            continue
        source, found = _read_source(stem, file, sidecars.get(stem), translations.get(stem, {}), vocabulary)
        problems.extend(found)
        if source.has_title or select_level(found, Level.ERROR) == ():
            sources.append(source)  # a file that could not be read is not blamed for a missing title, too
    problems.extend(_find_orphans(mains, sidecars, translations))
    return sources, problems


def _take_other_languages(mains: dict[str, _File]) -> list[Problem]:
    """Take out what looks like a digest in a language that the site has not: `NAME.fr.md` beside `NAME.md`."""
    problems = []
    for stem, file in list(mains.items()):
        match = _OTHER_LANGUAGE.fullmatch(stem)
        if match and match["stem"] in mains and match["language"].lower() in LANGUAGES:
            del mains[stem]
            what = f'a digest in "{match["tag"]}": found the name of {mains[match["stem"]].path} with a language'
            known = " or ".join(f".{edition}.md" for edition in EDITIONS)
            problems.append(make_error(file.path, 1, f"{what}; end its name in {known}, the languages of the site"))
    return problems


def _find_orphans(
    mains: Mapping[str, _File], sidecars: Mapping[str, _File], translations: Mapping[str, Mapping[str, _File]]
) -> list[Problem]:
    lonely = [file for stem, file in sidecars.items() if stem not in mains]
    lonely += [file for stem, group in translations.items() if stem not in mains for file in group.values()]
    message = "stands alone: found no main file with this stem; add STEM.md or STEM.txt, or rename this one"
    return [make_error(file.path, 1, message) for file in lonely]


def _read_source(
    stem: str, file: _File, sidecar: _File | None, translations: Mapping[str, _File], vocabulary: Vocabulary
) -> tuple[Source, list[Problem]]:
    found: list[Problem] = []
    metadata = None
    if sidecar is not None and sidecar.text is not None:
        fields, yaml_problems = parse_mapping(sidecar.text, sidecar.path)
        metadata, schema_problems = parse_metadata(fields, sidecar.path)
        found += [*yaml_problems, *schema_problems]
    title = metadata.title if metadata else None
    document, problems = read_document(file.path, file.text or "", vocabulary.notices, title)
    found.extend(problems)
    others: dict[str, Document] = {}
    for language, other in translations.items():
        if other.text is None:
            continue
        others[language], other_problems = read_translation(other.text, other.path)
        found.extend(other_problems)
    name = stem.rpartition("/")[2]
    return Source(name, document, metadata, MappingProxyType(others)), found
