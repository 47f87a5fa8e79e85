"""Case files: each is one sentence about sources, with the files and what becomes of them.

`files` are written into a folder `sources/`. `problems` are all problems found, as printed; `entries` a part of
`catalog.json` (English edition) by slug; `page` and `page_zh` texts that the entry's page must contain (`has`) or must
not (`lacks`), tags and white space aside.
"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from readinglist.addresses import parse_address
from readinglist.build import read_site
from readinglist.exports import make_catalog
from readinglist.pages import make_pages
from readinglist.transcript import find_paragraphs

CASES = Path(__file__).with_name("cases")


def _list_cases(folder: str) -> list[Any]:
    return [pytest.param(path, id=path.stem) for path in sorted((CASES / folder).glob("*.yml"))]


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", _list_cases("sources"))
def test_sources_become_what_the_case_says(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a folder gives the problems, entries and pages that a case file names."""
    case = _load(path)
    monkeypatch.chdir(tmp_path)
    for name, text in {"tags.yml": "", **case["files"]}.items():
        file = tmp_path / "sources" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    site = read_site(Path("sources"))
    assert [str(problem) for problem in site.problems] == case.get("problems", [])
    catalog = {entry["slug"]: entry for entry in json.loads(make_catalog(site, "en"))["entries"]}
    for slug, expected in case.get("entries", {}).items():
        assert {key: catalog[slug].get(key) for key in expected} == expected
    for edition, key in (("en", "page"), ("zh", "page_zh")):
        pages = {page.src_uri: page.html for page in make_pages(site, edition)} if key in case else {}
        for slug, expected in case.get(key, {}).items():
            _compare(pages[f"entries/{slug}/index.md"], expected)


def _compare(page: str, expected: dict[str, list[str]]) -> None:
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", page)))
    for wanted in expected.get("has", []):
        assert wanted in text
    for wanted in expected.get("html", []):
        assert wanted in page
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
    """A transcript is cut at the places that a case file marks with a bar."""
    text = _load(path)["cut"].replace("\n", "")
    plain = text.replace("|", "")
    assert "|".join(plain[start:end] for start, end in find_paragraphs(plain)) == text.replace(" |", "|").replace(
        "| ", "|"
    )
