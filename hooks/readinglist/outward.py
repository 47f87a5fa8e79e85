"""`python -m readinglist.outward`: which links of the sources to other sites are dead, with the places they stand in.

Exit status: 0 when no link is dead, 1 when one is, 2 for a wrong command, 3 when there is no network.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from .asking import Answer, Manners, ask_all
from .errors import Level, Problem, make_error, make_note, make_warning

EXIT_OK, EXIT_DEAD, EXIT_OFFLINE = 0, 1, 3
ENDINGS = (".md", ".markdown", ".txt", ".yml", ".yaml")
ARCHIVE = "https://web.archive.org/web/"
"""Followed by an address, it leads to the latest copy of the page that the Internet Archive has."""
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
DEAD_FAULTS = ("no host of this name", "the host takes no connection", "its certificate or encryption is not valid")

_ADDRESS = re.compile(r"""https?://[^\s<>"'`\\|{}\[\]，。；：、！？（）【】《》「」“”]+""", re.IGNORECASE)


def find_outward(text: str) -> Iterator[tuple[int, str]]:
    """(1-based line, address without its fragment) of each address of the web in a text, whatever its format."""
    for number, line in enumerate(text.splitlines(), 1):
        for match in _ADDRESS.finditer(line):
            address = _trim(match[0]).partition("#")[0]
            if _is_whole(address):
                yield number, address


def _trim(address: str) -> str:
    """An address without the marks that end a sentence, and without a bracket that was opened before it."""
    before = ""
    while address != before:
        before, address = address, address.rstrip(".,;:!?*_~")
        if address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1]
    return address.partition(")](")[0] if ")](" in address else address


def _is_whole(address: str) -> bool:
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:
        return False


def read_places(folders: Mapping[Path, tuple[str, ...]]) -> dict[str, list[tuple[str, int]]]:
    """Address -> (file, line) of each place it stands in; `folders` says which endings are read where."""
    places: dict[str, list[tuple[str, int]]] = {}
    for folder, endings in folders.items():
        for file in sorted(path for path in folder.rglob("*") if path.suffix in endings and path.is_file()):
            for line, address in find_outward(file.read_text(encoding="utf-8", errors="replace")):
                places.setdefault(address, []).append((file.as_posix(), line))
    return places


def judge(address: str, answer: Answer) -> tuple[Level, str] | None:
    """How bad an answer is and what to say of it; None where all is well."""
    if answer.now_at is not None:
        return Level.NOTE, f'moved for good: found "{address}"; write {answer.now_at}'
    if answer.status is not None and answer.status < HTTPStatus.BAD_REQUEST:
        return None
    why = answer.fault or f"answers {answer.status}"
    if answer.status in GONE or answer.fault in DEAD_FAULTS:
        return Level.ERROR, f'a dead link: found "{address}", {why}; see {ARCHIVE}{address} for a copy, or drop it'
    return Level.WARNING, f'a link that gives no clear answer: found "{address}", {why}; open it in a browser'


def report(places: Mapping[str, list[tuple[str, int]]], answers: Mapping[str, Answer]) -> tuple[Problem, ...]:
    """A finding for each place of each address that is not simply well, sorted."""
    make = {Level.ERROR: make_error, Level.WARNING: make_warning, Level.NOTE: make_note}
    found = []
    for address, answer in answers.items():
        if verdict := judge(address, answer):
            level, message = verdict
            found += [make[level](path, line, message) for path, line in places[address]]
    return tuple(sorted(set(found)))


def main(arguments: list[str] | None = None) -> int:
    """Ask, print what was found, and give the exit status."""
    options = _make_parser().parse_args(arguments)
    places = read_places({options.sources: ENDINGS, options.docs: (".md",)})
    hosts = {urlsplit(address).netloc for address in places}
    sys.stdout.write(f"{len(places)} addresses on {len(hosts)} hosts, {options.pause:g} s between two to one host\n")
    sys.stdout.flush()
    started = time.monotonic()
    answers = ask_all(places, Manners(pause=options.pause, timeout=options.timeout))
    if answers and all(answer.is_offline for answer in answers.values()):
        sys.stdout.write("no network: not one of the hosts could be reached; nothing was checked\n")
        return EXIT_OFFLINE
    problems = report(places, answers)
    verdicts = Counter(verdict[0] if (verdict := judge(*item)) else None for item in answers.items())
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    sys.stdout.write(
        f"{verdicts[None]} fine, {verdicts[Level.NOTE]} moved, {verdicts[Level.WARNING]} without a clear answer, "
        f"{verdicts[Level.ERROR]} dead; {time.monotonic() - started:.0f} s\n"
    )
    return EXIT_DEAD if verdicts[Level.ERROR] else EXIT_OK


def _make_parser() -> argparse.ArgumentParser:
    manners = Manners()
    parser = argparse.ArgumentParser(prog="readinglist.outward", description="Ask whether links to other sites work.")
    parser.add_argument("sources", type=Path, nargs="?", default=Path("sources"), help="folder of sources")
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="folder of pages written by hand")
    parser.add_argument("--pause", type=float, default=manners.pause, help="seconds between requests to one host")
    parser.add_argument("--timeout", type=float, default=manners.timeout, help="seconds to wait for an answer")
    return parser


if __name__ == "__main__":
    sys.exit(main())
