"""What a reader's browser fetches for a page: a list of many entries is made up, built, served and weighed."""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import jieba
import yaml
from playwright.sync_api import Browser, sync_playwright

from conftest import ROOT, run_mkdocs
from host import Host, Sent, host_site

BUDGET_BYTES = 110_000
BUDGET_REQUESTS = 9
"""For an entry's page, cold, before anyone searches."""

FAMILIES = Path(__file__).with_name("diagrams")
OTHER = {"en": "zh", "zh": "en"}
STOP = {"en": ".", "zh": "。"}
SECTIONS = {
    "en": ("Why it matters", "Key points", "Diagram: how it goes", "Digest"),
    "zh": ("为什么重要", "要点", "图：来龙去脉", "摘要"),
}


@dataclass(frozen=True)
class Weight:
    """A page and everything that was sent for it."""

    uri: str
    sent: tuple[Sent, ...]

    @property
    def size(self) -> int:
        """Bytes of all bodies, compressed as they were sent."""
        return sum(answer.size for answer in self.sent)


class Writer:
    """Makes up text of the words of the vocabulary, in the order of chance: it compresses no better than prose.

    No word has a figure, as the two languages of an entry would not agree on it.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - texts, not secrets
        lists = [yaml.safe_load((ROOT / "sources" / f"{name}.yml").read_text("utf-8")) for name in ("glossary", "tags")]
        items = [item for items in lists for item in items]
        self.tags = [tag["id"] for tag in lists[1]]
        self.words = {
            "en": [word for item in items for word in re.findall(r"[^\W\d]+", item["definition"]["en"])],
            "zh": [word for item in items for word in jieba.lcut(item["definition"]["zh"]) if word.isalpha()],
        }
        self.diagrams = [path.read_text("utf-8") for path in sorted(FAMILIES.glob("*.mmd"))]

    def write(self, language: str, words: int) -> str:
        """So many words, without punctuation."""
        return (" " if language == "en" else "").join(self.chance.choices(self.words[language], k=words))

    def write_sentences(self, language: str, count: int) -> str:
        """So many sentences of 12 to 24 words."""
        sentences = (self.write(language, self.chance.randint(12, 24)) for _ in range(count))
        return " ".join(f"{sentence[:1].upper()}{sentence[1:]}{STOP[language]}" for sentence in sentences)

    def write_digest(self, language: str, diagram: str) -> str:
        """The four sections of a digest."""
        points = (f"{i}. {self.write_sentences(language, 1)} [≈ {i}:10](https://example.org/{i})" for i in range(1, 7))
        body = "\n\n".join(self.write_sentences(language, 6) for _ in range(5))
        parts = (self.write_sentences(language, 2), "\n".join(points), f"```mermaid\n{diagram}\n```", body)
        return "\n\n".join(f"## {head}\n{part}" for head, part in zip(SECTIONS[language], parts, strict=True))


def make_sources(folder: Path, count: int) -> None:
    """Write so many sources: captures with transcripts and digests by turns, half of each in Chinese."""
    writer = Writer(count)
    diagrams = cycle(writer.diagrams)
    makers = cycle([(_write_capture, "zh"), (_write_digest, "en"), (_write_capture, "en"), (_write_digest, "zh")])
    for number, (make, language) in enumerate(islice(makers, count), 1):
        make(folder / f"work-{number:05}", writer, language, next(diagrams))


def _write_capture(stem: Path, writer: Writer, language: str, diagram: str) -> None:
    """A capture of a talk of about twenty minutes, with its sidecar and a digest in both languages."""
    lines = {
        "Title": writer.write(language, 8),
        "URL": f"https://www.youtube.com/watch?v={stem.name:X<11}",
        "Duration": "21:34",
        "Timestamp": "2026-03-01T09:30:00",
        "Status": "success",
    }
    head = "\n".join(f"{name}: {value}" for name, value in lines.items())
    spoken = writer.write(language, 2_800)
    summary = f"{writer.write_sentences(language, 4)}\n```mermaid\n{diagram}\n```"
    stem.with_suffix(".txt").write_text(f"{head}\n\nDescription:\n{summary}\nContent:\n{spoken}\n", "utf-8")
    stem.with_suffix(".yml").write_text(json.dumps(_make_metadata(writer, stem, language)), "utf-8")
    _write_edition(stem, writer, OTHER[language], diagram)


def _write_digest(stem: Path, writer: Writer, language: str, diagram: str) -> None:
    """A digest of our own in one language, and the same in the other."""
    front = json.dumps({"title": writer.write(language, 8), "kind": "paper", **_make_metadata(writer, stem, language)})
    stem.with_suffix(".md").write_text(f"---\n{front}\n---\n{writer.write_digest(language, diagram)}\n", "utf-8")
    _write_edition(stem, writer, OTHER[language], diagram)


def _write_edition(stem: Path, writer: Writer, language: str, diagram: str) -> None:
    front = json.dumps({"title": writer.write(language, 8), "description": writer.write_sentences(language, 1)})
    text = f"---\n{front}\n---\n{writer.write_digest(language, diagram)}\n"
    stem.with_suffix(f".{language}.md").write_text(text, "utf-8")


def _make_metadata(writer: Writer, stem: Path, language: str) -> dict[str, object]:
    number = int(stem.name.rpartition("-")[2])
    texts = [{edition: writer.write_sentences(edition, 1) for edition in OTHER} for _ in range(8)]
    verdicts = ("confirmed", "contradicted", "partly", "open")
    claims = zip(texts[:4], verdicts, texts[4:], strict=True)
    related = [f"work-{near:05}" for near in range(max(1, number - 4), number)]
    return {
        "slug": stem.name,
        "language": language,
        "published": f"{2021 + number % 5}-{1 + number % 12:02}-11",
        "authors": [f"Author {number % 17}", f"作者{number % 13}"],
        "tags": writer.chance.sample(writer.tags, 5),
        "description": writer.write_sentences(language, 1),
        "claims": [{"claim": claim, "verdict": verdict, "evidence": proof} for claim, verdict, proof in claims],
        "related": [{"slug": slug, "kind": "see also", "reason": texts[0]} for slug in related],
    }


def weigh_page(browser: Browser, host: Host, uri: str) -> Weight:
    """Open a page with an empty cache and wait until nothing more is asked for."""
    host.sent.clear()
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.new_page().goto(f"{host.address}{uri}", wait_until="networkidle")
    context.close()
    return Weight(uri, tuple(host.sent))


def choose_entries(site: Path) -> list[str]:
    """Addresses of the entry in the middle by the size of its page, and of the largest, in each edition."""
    chosen = []
    for root in ("", "zh/"):
        pages = sorted((site / root).glob("entries/*/index.html"), key=lambda path: path.stat().st_size)
        chosen += [pages[len(pages) // 2], pages[-1]]
    return [f"{path.parent.relative_to(site).as_posix()}/" for path in chosen]


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        yield playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)


def main() -> None:
    """Print what was sent for a middling and a large entry of each edition; exit 1 where one is over the budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100, help="how many entries the list has (100)")
    count = parser.parse_args().entries
    with tempfile.TemporaryDirectory() as folder:
        sources, site = Path(folder, "sources"), Path(folder, "site")
        sources.mkdir()
        make_sources(sources, count)
        built = run_mkdocs(sources, site)
        if built.returncode:
            sys.exit(built.stderr)
        with host_site(site) as host, open_browser() as browser:
            weights = [weigh_page(browser, host, uri) for uri in choose_entries(site)]
    for weight in weights:
        sys.stdout.write(f"{weight.uri}: {weight.size} bytes, {len(weight.sent)} requests\n")
        sys.stdout.writelines(f"  {answer.size:>8}  {answer.path}\n" for answer in weight.sent)
    sys.exit(any(weight.size > BUDGET_BYTES or len(weight.sent) > BUDGET_REQUESTS for weight in weights))


if __name__ == "__main__":
    main()
