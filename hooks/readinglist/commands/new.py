"""`reading-list new`: a list of one's own, on any subject, with everything it needs."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path

import click

from ..scaffolding import (
    LIST_WORDS,
    SETTINGS,
    TOOL,
    Names,
    adapt_licence,
    adapt_settings,
    drop_targets,
    fill_template,
    is_of_tool,
)
from .terminal import EXIT_HELP, EXIT_OK, Refusal, replace_folder, say, say_json, show_work

_PACKAGE = Path(__file__).resolve().parents[1]
_ROOT = _PACKAGE.parents[1]
_SCAFFOLD = _PACKAGE / "scaffold"


@click.command(epilog=EXIT_HELP)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", help="The list's name. [default: the folder's]")
@click.option("--title-zh", help="The list's name in Chinese. [default: that of --title]")
@click.option("--subject", help="What the list is about, as in: a reading list on SUBJECT.")
@click.option("--subject-zh", help="What it is about, in Chinese. [default: that of --subject]")
@click.option("--renew", is_flag=True, help="Bring the tool in a list made earlier up to this version.")
@click.option("--json", "as_json", is_flag=True, help="Print the folder and how many files were written as JSON.")
def new(folder: Path, renew: bool, as_json: bool, **given: str | None) -> int:
    """Make a folder DIR with a list of your own: settings, a vocabulary, an example, tests, workflows, the tool.

    It builds and passes its tests at once. The tool is copied, not referred to: the list depends on nobody, and you
    may change whatever you like. --renew replaces what is the tool's and leaves what is the list's.
    """
    if not (_ROOT / "mkdocs.yml").is_file():
        raise Refusal(f"{_ROOT}:1: the tool's own files are not there; give the command in a clone of the repository")
    if renew:
        count = _renew(folder)
        lines = f"{folder.as_posix()}: {count} files of the tool renewed. Next: git diff, make check test"
        return _report(folder, count, lines, as_json=as_json)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal(f"{folder}:1: is not empty; name a folder that is, or one that does not exist yet")
    if os.pathsep in str(folder.resolve()):
        raise Refusal(f'{folder}:1: Python makes no environment below a name with "{os.pathsep}"; choose another')
    names = _choose_names(folder, given)
    with show_work(f"Writing {folder} …"), replace_folder(folder) as staging:
        files = {**dict(_list_tool(names.title)), **dict(_list_own(names))}
        for name, data in files.items():
            _write(staging / name, data)
    place = shlex.quote(str(folder.resolve() if folder == Path() else folder))
    lines = f"{folder.as_posix()}: {len(files)} files. Next:\n  cd {place}\n  make serve\n  see README.md"
    return _report(folder, len(files), lines, as_json=as_json)


def _report(folder: Path, count: int, lines: str, *, as_json: bool) -> int:
    if as_json:
        say_json({"folder": folder.as_posix(), "files": count})
    else:
        say(lines)
    return EXIT_OK


def _choose_names(folder: Path, given: dict[str, str | None]) -> Names:
    title = (
        given["title"] or folder.resolve().name.replace("-", " ").replace("_", " ").strip().title() or "Reading List"
    )
    subject = given["subject"] or ""
    return Names(title, given["title_zh"] or title, subject, given["subject_zh"] or subject)


def _list_tool(title: str) -> Iterator[tuple[str, bytes]]:
    """Path -> content of the files that a list takes over as they are."""
    for start in TOOL:
        found = sorted((_ROOT / start).rglob("*")) if (_ROOT / start).is_dir() else [_ROOT / start]
        for path in found:
            name = path.relative_to(_ROOT).as_posix()
            if path.is_file() and is_of_tool(name):
                yield name, _adapt(name, path, title)


def _adapt(name: str, path: Path, title: str) -> bytes:
    if name == "Makefile":
        return drop_targets(path.read_text(encoding="utf-8"), TOOL).encode()
    if name == "LICENSE":
        return adapt_licence(path.read_text(encoding="utf-8"), Names(title, title, title, title)).encode()
    return path.read_bytes()


def _list_own(names: Names) -> Iterator[tuple[str, bytes]]:
    """Path -> content of the files that are the list's own."""
    for name in SETTINGS:
        yield name, adapt_settings(name, (_ROOT / name).read_text(encoding="utf-8"), names).encode()
    for path in sorted(_SCAFFOLD.rglob("*.txt")):
        name = path.relative_to(_SCAFFOLD).as_posix().removesuffix(".txt")
        name = LIST_WORDS if name == Path(LIST_WORDS).name else name
        yield name, fill_template(path.read_text(encoding="utf-8"), names).encode()


def _renew(folder: Path) -> int:
    """Replace the tool in a list. Files that the tool no longer has go with its folders; the list's words stay."""
    words = folder / LIST_WORDS
    if not words.is_file():
        raise Refusal(f"{folder}:1: no list that was made with reading-list new; name its folder")
    if folder.resolve() == _ROOT:
        raise Refusal(f"{folder}:1: is the tool itself; name the folder of a list that was made with it")
    title = (folder / "LICENSE").read_text(encoding="utf-8").partition('Attribution: "')[2].partition('"')[0]
    files = dict(_list_tool(title))
    with show_work(f"Renewing {folder} …"):
        for path in sorted((folder / "hooks").rglob("*.py")):
            name = path.relative_to(folder).as_posix()
            if is_of_tool(name) and name not in files:
                path.unlink()
        for name, data in files.items():
            _write(folder / name, data)
    return len(files)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
