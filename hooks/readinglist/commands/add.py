"""`reading-list add`: a saved file, or an address alone, becomes a source with what is known of it."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click

from ..build import Site, read_site
from ..document import Metadata
from ..drafting import Draft, describe_draft, draft_entry, make_words, write_sidecar
from ..errors import Level, Problem, suggest_nearest
from ..front_matter import Field
from ..likeness import Likeness, find_alike, find_hints
from ..metadata import KINDS, parse_metadata
from ..report import format_problems
from ..report_data import describe_problems
from ..schema import SCHEMA_FILE
from ..skeletons import write_skeleton
from ..source_files import read_file
from .terminal import EXIT_HELP, EXIT_OK, Refusal, name_command, say, say_json, say_table, show_work, take_folders

_ENDINGS = (".md", ".markdown", ".txt")
_FORM = "begin a digest of your own with --url, --title and --kind"
_FOREIGN = (
    (b"<!doctype html", "an HTML page", "copy the article's text into a .txt or .md file, or " + _FORM),
    (b"<html", "an HTML page", "copy the article's text into a .txt or .md file, or " + _FORM),
    (b"%pdf", "a PDF", "save its text as .txt, or " + _FORM),
    (b"pk\x03\x04", "an archive or a Word file", "save its text as .md or .txt"),
    (b"{\\rtf", "an RTF file", "save its text as .md or .txt"),
)
"""How a file begins that is no text, whatever its name (in lower case), what it is, and what to do."""
_KEYS = ("url", "title", "kind", "slug", "language")


@dataclass(frozen=True)
class _Plan:
    """What is to be written: path -> bytes, and the proposals it comes from."""

    draft: Draft
    files: Mapping[Path, bytes]
    is_skeleton: bool
    hints: tuple[Likeness, ...] = ()
    """Entries that may be the same work; only the curator can tell."""


@click.command(epilog=EXIT_HELP)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--url", help="The work's address.")
@click.option("--title", help="The work's title.")
@click.option("--kind", type=click.Choice(KINDS), metavar="KIND", help=f"What the work is: {', '.join(KINDS)}.")
@click.option("--slug", help="The page's address, /entries/SLUG/. Without it one is proposed.")
@click.option("--tag", "tags", multiple=True, help="A tag by id, name or alias; may be given several times.")
@click.option("--language", help="The work's language: en, zh, …")
@click.option("--anyway", is_flag=True, help="Add it although its title or text is much like that of an entry.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print proposals, files and problems as JSON.")
@take_folders
def add(file: Path | None, sources: Path, vocabulary: Path, **options: Any) -> int:
    """Make a source of FILE: a capture, Markdown or text that was saved from somewhere.

    FILE is copied into the folder of sources under a slug, with a sidecar beside it: title, slug, address and tags
    with the reasons for each, and what is left to look up. A work that the list has already is refused: the same
    address or id, or nearly the same title or text.

    Without FILE, --url, --title and --kind make the form of a digest that you write yourself; it stays a draft until
    you say otherwise.
    """
    wanted = _read_options(options)
    if file is None and not (wanted.url and wanted.title and wanted.kind):
        raise click.UsageError("name a FILE, or give --url, --title and --kind to begin a digest of your own")
    with show_work(f"Reading {sources} …"):
        site = read_site(sources, vocabulary)
        _refuse_unknown(wanted, site)
        plan = _plan_file(file, wanted, site, sources) if file else _plan_skeleton(wanted, site, sources)
        alike = find_alike(plan.draft.entry, site.entries)
        plan = replace(plan, hints=alike or find_hints(plan.draft.entry, site.entries))
    _refuse_alike(alike, is_allowed=options["anyway"])
    for path in plan.files:
        if path.exists():
            raise Refusal(f"{path.as_posix()}:1: is there already; give another name with --slug")
    if not options["dry_run"]:
        _write(plan.files)
    problems = () if options["dry_run"] else _list_problems(plan, sources, vocabulary)
    if options["as_json"]:
        say_json(_describe(plan, problems, is_dry=options["dry_run"]))
    else:
        _report(plan, problems, sources, is_dry=options["dry_run"])
    return EXIT_OK


def _read_options(options: Mapping[str, Any]) -> Metadata:
    """What the command line says of the work; a bad value is an error of usage."""
    fields = {key: Field(options[key], 1) for key in _KEYS if options[key]}
    if options["tags"]:
        fields["tags"] = Field(tuple(Field(tag, 1) for tag in options["tags"]), 1)
    metadata, problems = parse_metadata(fields, "--")
    if problems:
        raise click.UsageError("; ".join(problem.message for problem in problems))
    return metadata


def _refuse_unknown(wanted: Metadata, site: Site) -> None:
    """Stop where a tag of the command line is none of the vocabulary."""
    for word in wanted.tags:
        if site.vocabulary.find_tag(word.text) is None:
            near = suggest_nearest(word.text, site.vocabulary.names)
            raise click.UsageError(f'unknown tag "{word.text}"{near}; use a tag of tags.yml, or add it there')


def _plan_file(file: Path, wanted: Metadata, site: Site, sources: Path) -> _Plan:
    if not file.exists():
        raise Refusal(f"{file.as_posix()}:1: no such file; name a file that you saved (.md or .txt)")
    if refusal := _find_foreign(file):
        raise Refusal(f"{file.as_posix()}:1: not a source: found {refusal}")
    text, problem = read_file(file)
    if problem is not None:
        raise Refusal(str(problem))
    draft, problems = draft_entry(text, file.as_posix(), site.vocabulary, wanted)
    if draft is None or any(not problem.level for problem in problems):
        errors = format_problems(problem for problem in problems if not problem.level)
        raise Refusal(
            errors if wanted.title else errors.replace("; write title: into", "; give --title, or write title: into")
        )
    main = sources / f"{draft.slug.value}{file.suffix.lower()}"
    sidecar = main.with_suffix(".yml")
    data = file.read_bytes()
    return _Plan(
        draft,
        MappingProxyType({main: data, sidecar: write_sidecar(draft, _find_way(SCHEMA_FILE, sources)).encode()}),
        is_skeleton=False,
    )


def _find_foreign(file: Path) -> str:
    """What a file is that holds no text of ours, and what to do; empty where it may be a source."""
    if not file.is_file():
        return f"{'a folder' if file.is_dir() else 'a device or a pipe'}; name one file (.md or .txt)"
    with file.open("rb") as opened:
        start = opened.read(200).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for beginning, what, do in _FOREIGN:
        if start.startswith(beginning):
            return f"{what}; {do}"
    if file.suffix.lower() in _ENDINGS:
        return ""
    named = f'a name that ends in "{file.suffix}"' if file.suffix else "a name without an ending"
    return f"{named}; save it as Markdown or text (.md, .txt)"


def _plan_skeleton(wanted: Metadata, site: Site, sources: Path) -> _Plan:
    draft, problems = draft_entry(wanted.title or "", "--title", site.vocabulary, wanted)
    if draft is None:
        raise Refusal(format_problems(problems))
    if not (wanted.slug or make_words(draft.title.value)):
        raise click.UsageError("the title gives no slug, for it has neither Latin nor Chinese letters; add --slug")
    text = write_skeleton(draft.entry, [tag.value for tag in draft.tags], _find_way(SCHEMA_FILE, sources))
    return _Plan(draft, MappingProxyType({sources / f"{draft.slug.value}.md": text.encode()}), is_skeleton=True)


def _find_way(name: str, sources: Path) -> str:
    """The way from the folder of sources to a file of its project, or of the one we stand in."""
    folder = sources.resolve()
    projects = [*folder.parents, Path.cwd()]
    found = next((project / name for project in projects if (project / name).is_file()), folder.parent / name)
    return Path(os.path.relpath(found, folder)).as_posix()


def _refuse_alike(alike: Sequence[Likeness], *, is_allowed: bool) -> None:
    """Stop where the list has the work; what is only likely may be allowed."""
    stopping = [other for other in alike if other.is_certain or not is_allowed]
    if not stopping:
        return
    is_certain = any(other.is_certain for other in stopping)
    lines = [f'{other.path}:1: {_judge(other)}: {other.reason} (entry "{other.slug}")' for other in stopping]
    if not is_certain:
        do = "if it is another work, add --anyway"
    elif stopping[0].is_slug_alone:
        do = "if it is another work, give another --slug"
    else:
        do = "mend that entry instead"
    seen = f"{name_command()} show {stopping[0].slug}"
    raise Refusal("\n".join([*lines, f"Nothing was written; {do}. See it with: {seen}"]))


def _judge(other: Likeness) -> str:
    if other.is_slug_alone:
        return "has its place"
    return "is the same work" if other.is_certain else "seems to be the same work"


def _write(files: Mapping[Path, bytes]) -> None:
    """Write all files or, when that fails or is stopped, none of them."""
    try:
        for path, data in files.items():
            path.write_bytes(data)
    except BaseException:
        for path in files:
            path.unlink(missing_ok=True)
        raise


def _list_problems(plan: _Plan, sources: Path, vocabulary: Path) -> tuple[Problem, ...]:
    """What `check` says of the new files."""
    with show_work("Checking the new entry …"):
        site = read_site(sources, vocabulary)
    made = {path.resolve() for path in plan.files}
    return tuple(problem for problem in site.problems if Path(problem.path).resolve() in made)


def _describe(plan: _Plan, problems: Sequence[Problem], *, is_dry: bool) -> dict[str, Any]:
    return {
        "draft": describe_draft(plan.draft),
        "files": [path.as_posix() for path in plan.files],
        "written": not is_dry,
        "missing": list(plan.draft.missing),
        "maybe_the_same": [
            {"slug": hint.slug, "path": hint.path, "title": hint.title, "reason": hint.reason} for hint in plan.hints
        ],
        "problems": describe_problems(problems),
    }


def _report(plan: _Plan, problems: Sequence[Problem], sources: Path, *, is_dry: bool) -> None:
    say_table(_list_rows(plan.draft))
    *_, last = plan.files
    if plan.hints:
        say("\n".join(["", "May be the same work as:", *_list_hints(plan.hints)]))
    if is_dry:
        say("\n".join(["", "Would write:", *(f"  {path.as_posix()}" for path in plan.files), ""]))
        say(plan.files[last].decode().rstrip("\n"))
        return
    say("\n".join(["", "Written:", *(f"  {path.as_posix()}" for path in plan.files)]))
    serious = [problem for problem in problems if problem.level is not Level.NOTE]
    if serious:
        say(format_problems(serious))
    if notes := len(problems) - len(serious):
        say(f"  {notes} {'note' if notes == 1 else 'notes'} on what was read and repaired; make check has them")
    say("\n".join(["", "Next:", *(f"  {number}. {step}" for number, step in enumerate(_list_steps(plan, sources), 1))]))


def _list_hints(hints: Sequence[Likeness]) -> Iterator[str]:
    for hint in hints:
        yield f"  {hint.slug}: {hint.reason}"
        yield f"  to compare: {name_command()} show {hint.slug}"


def _list_rows(draft: Draft) -> Iterator[tuple[str, str, str]]:
    """Each proposal: what it is, its value, the reason."""
    yield "title", draft.title.value, draft.title.reason
    yield "slug", draft.slug.value, draft.slug.reason
    language = draft.entry.language if draft.is_language_sure else "language not known"
    yield "work", f"{draft.entry.kind}, {language}", draft.entry.url or "no address"
    for number, tag in enumerate(draft.tags):
        yield "" if number else "tags", tag.value, tag.reason
    if not draft.tags:
        yield "tags", "none", "nothing of tags.yml is mentioned twice; write tags:"


def _list_steps(plan: _Plan, sources: Path) -> Iterator[str]:
    *_, last = plan.files
    missing = ", ".join(plan.draft.missing)
    slug = plan.draft.slug.value
    where = "" if sources == Path("sources") else f" SOURCES={shlex.quote(sources.as_posix())}"
    if plan.hints:
        yield f"If it is the same work, delete {' and '.join(path.as_posix() for path in plan.files)}"
    if plan.is_skeleton:
        yield f"Write the digest in {last.as_posix()}, fill in {missing}, take out draft: true"
        yield f"The same in the other language goes into {last.with_suffix('').as_posix()}.zh.md or .en.md"
    elif missing:
        yield f"Fill in {missing} in {last.as_posix()}"
    yield f"Run: make check{where}"
    yield f"Run: make serve{where}, and open http://127.0.0.1:8000/entries/{slug}/"
