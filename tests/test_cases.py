"""Case files: each is one sentence about sources, with the files and what becomes of them.

`files` are written into a folder `sources/`: a text, or a mapping: `text` with `encoding` and `times` (how often it is
repeated), `link` (the target of a symbolic link), `pipe: true` or `folder: true`. `problems` are all problems found, as
printed; `status` is that of `check`; `entries` a part of `catalog.json` (English edition) by slug; `page` and `page_zh`
say what the entry's page must contain (`has`: its text, tags and white space aside; `html`: as it is, or with the ids
of paragraphs and the links of headings to themselves left out) or must not (`lacks`).
"""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from readinglist.__main__ import main
from readinglist.addresses import parse_address
from readinglist.build import read_site
from readinglist.exports import make_catalog
from readinglist.pages import make_pages
from readinglist.transcript import MAX_LENGTH, find_paragraphs

CASES = Path(__file__).with_name("cases")
TAGS = "- {id: talk, en: Talk, zh: 演讲, guess: false}\n"
"""The vocabulary of a case that brings none."""


def _list_cases(folder: str) -> list[Any]:
    return [pytest.param(path, id=path.stem) for path in sorted((CASES / folder).glob("*.yml"))]


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def write_files(folder: Path, files: dict[str, Any]) -> None:
    """Write the files of a case below a folder."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        how = content if isinstance(content, dict) else {"text": content}
        if "folder" in how:
            file.mkdir()
        elif "pipe" in how:
            os.mkfifo(file)
        elif "link" in how:
            file.symlink_to(how["link"])
        else:
            file.write_bytes(how["text"].encode(how.get("encoding", "utf-8")) * how.get("times", 1))


@pytest.mark.parametrize("path", _list_cases("sources"))
def test_sources_become_what_the_case_says(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a folder gives the problems, entries and pages that a case file names."""
    case = _load(path)
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path / "sources", {"tags.yml": TAGS} | case["files"])
    site = read_site(Path("sources"))
    assert [str(problem) for problem in site.problems] == case.get("problems", [])
    assert main(["check", "sources"]) == case.get("status", 0)
    catalog = {entry["slug"]: entry for entry in json.loads(make_catalog(site, "en"))["entries"]}
    for slug, expected in case.get("entries", {}).items():
        assert _take_part(catalog[slug], expected) == expected
    for edition, key in (("en", "page"), ("zh", "page_zh")):
        pages = {page.src_uri: page.html for page in make_pages(site, edition)} if key in case else {}
        for slug, expected in case.get(key, {}).items():
            _compare(pages[f"entries/{slug}/index.md"], expected)


READ_TWICE = """
from pathlib import Path
from readinglist import works
from readinglist.build import read_site
works.MANY = 2
alone, beside = (read_site(Path("sources"), is_apart=is_apart) for is_apart in (False, True))
assert alone == beside
print(len(alone.entries), len(alone.problems))
"""


def test_two_processes_read_what_one_reads(tmp_path: Path) -> None:
    """The files of all cases in one folder: entries and problems are the same when another process reads half."""
    for path in CASES.glob("sources/*.yml"):
        write_files(tmp_path / "sources" / path.stem, _load(path)["files"])
    environment = {**os.environ, "PYTHONPATH": str(CASES.parents[1] / "hooks")}
    # in a process of its own: the one that runs the tests has threads, and is not to be split
    done = subprocess.run(
        [sys.executable, "-c", READ_TWICE], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert all(int(count) > 50 for count in done.stdout.split()), "too few to tell anything"


def _take_part(found: Any, expected: Any) -> Any:
    """What of `found` the expectation speaks of: of mappings the same keys, of lists all items."""
    if isinstance(found, dict) and isinstance(expected, dict):
        return {key: _take_part(found.get(key), expected[key]) for key in expected}
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        return [_take_part(*pair) for pair in zip(found, expected, strict=True)]
    return found


def _compare(page: str, expected: dict[str, list[str]]) -> None:
    assert expected.keys() <= {"has", "html", "lacks"}
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", page)))
    for wanted in expected.get("has", []):
        assert wanted in text
    plain = re.sub(r' id="d-[0-9a-f]{8}(?:-\d+)?"', "", page)
    plain = re.sub(r'(<h\d id="([^"]+)">)<a href="#\2">(.*?)</a>', r"\1\3", plain)
    for wanted in expected.get("html", []):
        assert wanted in page or wanted in plain
    for unwanted in expected.get("lacks", []):
        assert unwanted not in page


@pytest.mark.parametrize("path", _list_cases("addresses"))
def test_addresses_become_canonical(path: Path) -> None:
    """An address has the canonical form, the platform, the id and the moment that a case file names."""
    for case in _load(path):
        address = parse_address(case["address"])
        found = None if address is None else address.url
        assert found == case["canonical"], case["address"]
        if address is not None:
            assert {key: getattr(address, key) for key in case.get("parts", {})} == case.get("parts", {})
            assert address.at(200) == case.get("at_200", address.at(200))


@pytest.mark.parametrize("path", _list_cases("transcript"))
def test_transcripts_are_cut_where_the_speaker_pauses(path: Path) -> None:
    """A transcript is cut at the places that a case file marks with a bar, into paragraphs that are not too long."""
    wanted = [part.strip() for part in _load(path)["cut"].replace("\n", "").split("|")]
    plain = _load(path)["cut"].replace("\n", "").replace("|", "")
    assert [plain[start:end] for start, end in find_paragraphs(plain)] == wanted
    assert all(len(part) <= MAX_LENGTH for part in wanted)
