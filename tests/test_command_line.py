"""The two commands as a curator gives them: `readinglist check` and `mkdocs build`."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT, also, call_check, read_tree, run_cardless, run_check, run_mkdocs
from test_cases import write_files

GOOD = {"good.md": "---\ntitle: A good one\ntags: [open-source]\n---\nText of a good source.\n"}
WARNED = {"warned.md": "---\ntitle: A warned one\ntags: [open-source, no-such-tag]\n---\nText.\n"}
BAD = {
    "bad-date.md": "---\ntitle: B\npublished: 2025-02-30\n---\nText.\n",
    "bad-encoding.txt": {"text": "聊DeepSeek的开源精神。\n", "encoding": "gb18030"},
    "no-title.md": "---\ntags: [open-source]\n---\nText.\n",
    "unclosed.md": "---\ntitle: C\nText.\n",
    "video-1.txt": "Title: D\nURL: https://youtu.be/KFZNIJz6x6o\nContent:\nso\n",
    "video-2.txt": "Title: E\nURL: https://www.youtube.com/watch?v=KFZNIJz6x6o\nContent:\nso\n",
}
BAD_LINES = (
    ("bad-date.md:3: bad published", "YYYY-MM-DD"),
    ("bad-encoding.txt:1: not UTF-8", "save the file as UTF-8"),
    ("no-title.md:1: no title", "write title:"),
    ("unclosed.md:1: unclosed front matter", 'add "---"'),
    ("video-2.txt:2: the address", "video-1.txt"),
)


def test_check_of_good_sources_exits_with_0(tmp_path: Path) -> None:
    """`check` prints the report on good sources, with what was found out about each."""
    write_files(tmp_path, GOOD)
    result = run_check(tmp_path, "--strict")
    assert (result.returncode, result.stderr) == (0, "")
    for line in ("format    markdown", "slug      good", "tags      open-source (given)", "1 entry, diagrams: none"):
        assert line in result.stdout


def test_check_exits_with_1_on_warnings_only_when_strict(tmp_path: Path) -> None:
    """A warning is printed with its line; it fails the check with --strict and not without."""
    write_files(tmp_path, GOOD | WARNED)
    plain, strict = call_check(tmp_path), call_check(tmp_path, "--strict")
    assert (plain.returncode, strict.returncode) == (0, 1)
    assert plain.stdout == strict.stdout
    assert f'{tmp_path}/warned.md:3: warning: unknown tag "no-such-tag"' in plain.stdout


def test_check_reports_all_bad_sources_in_one_run(tmp_path: Path) -> None:
    """`check` names each bad source with line, fault and remedy, exits with 1 and shows no traceback."""
    write_files(tmp_path, GOOD | BAD)
    result = run_check(tmp_path)
    assert (result.returncode, result.stderr) == (1, "")
    for where, remedy in BAD_LINES:
        (line,) = (line for line in result.stdout.splitlines() if f"{tmp_path}/{where}" in line)
        assert remedy in line
    assert f"{len(BAD_LINES)} errors" in result.stdout


@pytest.mark.parametrize("name", ["absent", "a-file"])
def test_check_of_no_folder_is_an_error(tmp_path: Path, name: str) -> None:
    """A path that is no folder is named, with what to do."""
    (tmp_path / "a-file").write_text("x", encoding="utf-8")
    result = call_check(tmp_path / name)
    assert (result.returncode, result.stderr) == (1, "")
    assert f"{tmp_path / name}:1: no such folder; name the folder of your sources (SOURCES=dir)" in result.stdout


def test_paths_are_shown_as_they_can_be_opened(tmp_path: Path) -> None:
    """Sources elsewhere are named as they were given; for those below the project see `test_links.py`."""
    write_files(tmp_path, GOOD)
    assert f"{tmp_path}/good.md" in call_check(tmp_path).stdout


def test_a_build_with_bad_sources_names_them_all_and_leaves_the_last_site(tmp_path: Path) -> None:
    """`mkdocs build` exits with 1, prints every fault, no traceback, and does not touch a site that is there."""
    write_files(tmp_path / "sources", GOOD | BAD)
    site = tmp_path / "site"
    write_files(site, {"index.html": "the last good site", "zh/index.html": "上一个", "entries/old/index.html": "old"})
    before = read_tree(tmp_path)
    result = run_mkdocs(tmp_path / "sources", site)
    output = result.stdout + result.stderr
    assert result.returncode == 1
    assert "Traceback" not in output
    found = [line for line in output.splitlines() if str(tmp_path / "sources") in line and ": warning: " not in line]
    assert len(found) == len(BAD_LINES)
    assert found == sorted(found)
    for line, (where, remedy) in zip(found, BAD_LINES, strict=True):
        assert f"/{where}" in line
        assert remedy in line
    assert read_tree(tmp_path) == before


def test_a_build_without_sources_names_the_folder(tmp_path: Path) -> None:
    """READING_LIST_SOURCES that names no folder is an error, and nothing is written."""
    result = run_mkdocs(tmp_path / "absent", tmp_path / "site")
    assert result.returncode == 1
    assert f"{tmp_path / 'absent'}:1: no such folder" in result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_build_prints_warnings_and_replaces_the_last_site(tmp_path: Path) -> None:
    """Warnings about sources are printed and do not stop a build; nothing of the site before is left."""
    write_files(tmp_path / "sources", GOOD | WARNED)
    built = {"catalog.json": "{}", "sitemap.xml": "", "404.html": ""}
    write_files(
        tmp_path / "site", built | {"entries/old/index.html": "old", ".git/HEAD": "ref", "CNAME": "example.org"}
    )
    result = run_cardless(tmp_path / "sources", tmp_path / "site")
    output = result.stdout + result.stderr
    assert result.returncode == 0, output
    assert f'{tmp_path}/sources/warned.md:3: warning: unknown tag "no-such-tag"' in output
    assert "2 entries" in output
    assert (tmp_path / "site/entries/good/index.html").is_file()
    assert (tmp_path / "site/zh/entries/warned/index.html").is_file()
    assert not (tmp_path / "site/entries/old").exists()
    assert (tmp_path / "site/.git/HEAD").read_text() == "ref"
    assert (tmp_path / "site/CNAME").is_file()
    assert {path.name for path in tmp_path.iterdir()} == {"sources", "site"}


@pytest.mark.parametrize("place", ["sources", "notes", *also("sources/site"), *also("."), *also("notes/keep.txt")])
def test_a_build_replaces_nothing_but_a_site(tmp_path: Path, place: str) -> None:
    """A folder that holds the sources, or anything that is no site built before, is refused and left as it is."""
    write_files(tmp_path / "sources", GOOD)
    write_files(tmp_path / "notes", {"keep.txt": "mine"})
    before = read_tree(tmp_path)
    result = run_mkdocs(tmp_path / "sources", tmp_path / place)
    assert result.returncode == 1
    assert "name" in result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr
    assert read_tree(tmp_path) == before


def _run_on_a_terminal(folder: Path, **environment: str) -> str:
    """What `check` writes where its output is a terminal."""
    own, other = os.openpty()
    command = [sys.executable, "-m", "readinglist", "check", str(folder)]
    plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    given = {**plain, "PYTHONPATH": "hooks", "TERM": "xterm-256color", "COLUMNS": "300", **environment}
    with subprocess.Popen(command, cwd=ROOT, env=given, stdout=other, stderr=other, close_fds=True) as process:
        os.close(other)
        written = b""
        with contextlib.suppress(OSError):  # a terminal whose other end is closed is at its end
            while data := os.read(own, 65536):
                written += data
        process.wait()
    os.close(own)
    return written.decode().replace("\r\n", "\n")


def test_a_terminal_shows_places_in_colour_and_as_links(tmp_path: Path) -> None:
    """On a terminal a place is coloured by its level and opens its file; what is written is the same text."""
    write_files(tmp_path, GOOD | WARNED | BAD)
    written = _run_on_a_terminal(tmp_path)
    place = f"{tmp_path}/bad-date.md:3:"
    address = f"{(tmp_path / 'bad-date.md').as_uri()}#3"
    assert re.search(rf"\x1b\]8;[^;]*;{re.escape(address)}\x1b\\\\?\x1b\[1;31m{re.escape(place)}", written)
    assert re.search(rf"\x1b\[1;33m{re.escape(str(tmp_path))}/warned\.md:3:", written)
    plain = re.sub(r"\x1b\]8;.*?\x1b\\|\x1b\[[\d;?]*[A-Za-z]|\r", "", written)
    assert "".join(call_check(tmp_path).stdout.split()) in "".join(plain.split())  # a terminal breaks lines elsewhere


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_shows_plain_text_to_those_who_ask_for_it(tmp_path: Path, environment: dict[str, str]) -> None:
    """NO_COLOR, or a terminal that can do nothing, gets no escape sequences; nor does a file or a pipe."""
    write_files(tmp_path, WARNED | BAD)
    written = _run_on_a_terminal(tmp_path, **environment)
    assert written == call_check(tmp_path).stdout
    assert "\x1b" not in written


def test_a_list_of_addresses_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """`published.txt` in another encoding is reported like any other file."""
    write_files(
        tmp_path, GOOD | {"published.txt": {"text": "/entries/的一是不了在人有我/\n" * 5, "encoding": "gb18030"}}
    )
    result = call_check(tmp_path)
    assert result.returncode == 1
    assert f"{tmp_path}/published.txt:1: not UTF-8: found byte 0xb5, which looks like GB 18030" in result.stdout
