"""`python -m readinglist`: report on a folder of sources, or renew its list of addresses, without building anything."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

from .build import PUBLISHED, Site, read_site, read_text
from .document import EDITIONS
from .published import Published, check_published, list_published, update_published
from .report import format_problems, make_report

EXIT_OK, EXIT_PROBLEMS = 0, 1


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; gives the exit status: 1 on errors, and with --strict on warnings."""
    options = _make_parser().parse_args(arguments)
    site = read_site(options.sources, options.vocabulary)
    if options.command == "published":
        return _write_published(site, options)
    site = _add_gone(site, options)
    sys.stdout.write(make_report(site, sys.stdout, os.environ))
    return EXIT_PROBLEMS if site.errors or (options.strict and site.warnings) else EXIT_OK


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="readinglist", description="Read the sources of a reading list.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="read all sources and print the report")
    published = commands.add_parser("published", help=f"add new addresses to {PUBLISHED}")
    for command in (check, published):
        command.add_argument("sources", type=Path, nargs="?", default=Path("sources"), help="folder of sources")
        command.add_argument("--vocabulary", type=Path, default=Path("sources"), help="folder for what SOURCES lacks")
        command.add_argument("--docs", type=Path, default=Path("docs"), help="folder of pages written by hand")
    check.add_argument("--strict", action="store_true", help="fail on warnings, too")
    published.add_argument("--forget", action="store_true", help="drop addresses that are gone")
    return parser


def _add_gone(site: Site, options: argparse.Namespace) -> Site:
    """The site with what is wrong with its list of addresses, where its folder has one and its sources are good."""
    file: Path = options.sources / PUBLISHED
    if site.errors or not file.is_file():
        return site
    text, found = read_text(file, file.as_posix())
    found += check_published(text, file.as_posix(), _list_addresses(site, options)) if text is not None else ()
    return replace(site, problems=tuple(sorted({*site.problems, *found})))


def _write_published(site: Site, options: argparse.Namespace) -> int:
    if site.errors:
        sys.stdout.write(f"{format_problems(site.errors, sys.stdout, os.environ)}\n")
        return EXIT_PROBLEMS
    file: Path = options.sources / PUBLISHED
    before, found = read_text(file, file.as_posix()) if file.is_file() else ("", [])
    if before is None:
        sys.stdout.write(f"{format_problems(found, sys.stdout, os.environ)}\n")
        return EXIT_PROBLEMS
    after = update_published(before, _list_addresses(site, options), forget=options.forget)
    file.write_text(after, encoding="utf-8")
    added, dropped = (
        len(set(one.split("\n")) - set(other.split("\n"))) for one, other in ((after, before), (before, after))
    )
    sys.stdout.write(f"{file.as_posix()}: {added} lines added, {dropped} dropped\n")
    return EXIT_OK


def _list_addresses(site: Site, options: argparse.Namespace) -> Published:
    folders = {edition: options.docs / edition for edition in EDITIONS}
    pages = {
        edition: [path.relative_to(folder).as_posix() for path in folder.rglob("*.md")]
        for edition, folder in folders.items()
    }
    return list_published(site, pages)


if __name__ == "__main__":
    sys.exit(main())
