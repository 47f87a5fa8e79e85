"""`make fuzz`: coverage-guided search for texts that break or stall the readers, the repairs or the rules for text.

Each text goes to one target, chosen by its first character. A target that raises, or that takes more than a second of
the processor's time, ends the run: the text is then in `.cache/fuzz/` and becomes a case file before it is mended.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import atheris
import yaml

TESTS = Path(__file__).resolve().parent
CORPUS = TESTS.parent / ".cache" / "fuzz"
LIMIT = 1.0
"""Seconds of processor time for one text of at most LONGEST bytes."""
LONGEST = 4096

with atheris.instrument_imports(include=["readinglist"]):
    from readinglist.addresses import parse_address
    from readinglist.authors import split_names
    from readinglist.clean_markdown import write_prose, write_text
    from readinglist.corrections import Corrector
    from readinglist.diagrams.client import make_harmless
    from readinglist.diagrams.find import find_diagrams
    from readinglist.diagrams.repair import repair_diagram
    from readinglist.document import Prose
    from readinglist.errors import suggest_nearest
    from readinglist.front_matter import parse_mapping
    from readinglist.links import find_addresses, find_links
    from readinglist.markup import PageIds, get_plain_text, render_inline, render_prose
    from readinglist.metadata import SCHEMA, parse_metadata
    from readinglist.paths import read_paths
    from readinglist.policy import ATTRIBUTES, TAGS, clean_html, clean_text, find_dropped, keep_address
    from readinglist.readers import read_document, read_translation
    from readinglist.sections import arrange_sections
    from readinglist.transcript import cut_transcript
    from readinglist.vocabulary import read_glossary, read_notices, read_tags


def _try_document(path: str) -> Callable[[str], None]:
    def read(text: str) -> None:
        document, problems = read_document(path, text)
        arrange_sections(document.blocks, hoist=True)
        assert all("\n" not in str(problem) for problem in problems)
        for block in document.blocks:
            if isinstance(block, Prose):
                render_prose(block, PageIds(), base="https://example.org/")
                write_prose(block)
                get_plain_text(block)

    return read


def _try_metadata(text: str) -> None:
    fields, problems = parse_mapping(text, "a.yml")
    metadata, more = parse_metadata(fields, "a.yml")
    split_names(metadata.authors, frozenset())
    list(Corrector(metadata.corrections).split(text))
    assert all("\n" not in str(problem) for problem in (*problems, *more))


def _try_lists(text: str) -> None:
    for read in (read_tags, read_glossary, read_notices, read_paths):
        read(text, "a.yml")


def _try_repair(text: str) -> None:
    repair_diagram(text, lambda source: False)
    make_harmless(text)


def _try_addresses(text: str) -> None:
    address = parse_address(text)
    assert address is None or parse_address(address.url) == address
    kept = keep_address(text)
    assert kept is None or keep_address(kept) == kept
    list(find_addresses(text))


class _Allowed(HTMLParser):
    """Sees that HTML holds what the policy allows and no more."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        for name, value in attrs:
            assert name in ATTRIBUTES.get(tag, ()) or (tag, name) == ("a", "rel")
            assert name != "href" or re.match("https?://|#", value or "")


def _try_markup(text: str) -> None:
    parser = _Allowed()
    parser.feed(render_inline(text) + clean_html(text, (), keep_address))
    parser.close()
    find_links(Prose(text, 1))
    write_text(text)


def _try_text(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    find_dropped(text)
    cut_transcript(text, 600)
    suggest_nearest(text, SCHEMA)


TARGETS: dict[str, Callable[[str], Any]] = {
    "capture": _try_document("a.txt"),
    "markdown": _try_document("a.md"),
    "translation": lambda text: read_translation(text, "a.zh.md"),
    "metadata": _try_metadata,
    "lists": _try_lists,
    "diagrams": lambda text: find_diagrams(text, 1),
    "repair": _try_repair,
    "addresses": _try_addresses,
    "markup": _try_markup,
    "text": _try_text,
}


def try_text(data: bytes) -> None:
    """Hand a text to its target and see that it comes back in time."""
    if not data:
        return
    target = list(TARGETS.values())[data[0] % len(TARGETS)]
    text = data[1:].decode("utf-8", errors="replace").replace("\0", "")
    start = time.process_time()
    target(clean_text(text) if target is not TARGETS["text"] else text)
    spent = time.process_time() - start
    if spent > LIMIT:
        raise TimeoutError(f"{spent:.1f} s for {len(text)} characters")


def make_corpus(folder: Path) -> None:
    """The texts of the case files and the test diagrams, each for every target that it suits."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = [path.read_text("utf-8") for path in sorted((TESTS / "diagrams").glob("*.mmd"))]
    for path in sorted((TESTS / "cases").rglob("*.yml")):
        case = yaml.safe_load(path.read_text("utf-8"))
        texts += [text for text in _list_texts(case) if len(text) < LONGEST]
    for number, text in enumerate(dict.fromkeys(texts)):
        for target in range(len(TARGETS)):
            if number % 3 == target % 3 or "graph" in text or text.startswith("---"):
                (folder / f"seed-{target}-{number}").write_bytes(bytes([target]) + text.encode("utf-8", "replace"))


def _list_texts(case: Any) -> list[str]:
    if isinstance(case, str):
        return [case]
    items = case.values() if isinstance(case, dict) else case if isinstance(case, list) else ()
    return [text for item in items for text in _list_texts(item)]


if __name__ == "__main__":
    make_corpus(CORPUS / "seeds")
    (CORPUS / "found").mkdir(exist_ok=True)
    options = [f"-max_len={LONGEST}", "-timeout=30", "-rss_limit_mb=2048", f"-artifact_prefix={CORPUS}/", *sys.argv[1:]]
    atheris.Setup([sys.argv[0], *options, str(CORPUS / "found"), str(CORPUS / "seeds")], try_text)
    atheris.Fuzz()
