"""Speed and size at many entries, beside plain Material and Zensical on the same Markdown in one run; ratios first."""

from __future__ import annotations

import argparse
import contextlib
import gzip
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from playwright.sync_api import Browser, Page

from conftest import ROOT
from host import Host, host_site
from readinglist.build import read_site
from readinglist.cache import DrawingCache
from readinglist.catalog import get_digest_text
from readinglist.diagrams.render import draw_diagrams, list_diagrams
from readinglist.document import EDITIONS, Entry
from test_search import ASK_ALL
from weigh import choose_entries, make_sources, open_browser, weigh_page

BIN = Path(sys.executable).parent
PLAIN_BUILD = (str(BIN / "mkdocs"), "build", "--quiet")
TURNS = 3
"""How often each build is timed, all in turn: of each the shortest counts, as only other work makes one longer."""
PLANTED = {"quokka": 7, "量子纠缠": 11, "识蒸": 13, "翻倍": 17}
"""Word -> every how manyth source has it, in its text or in its transcript."""
DEBOUNCE = 60
"""Milliseconds that search.js waits for the next key."""
EACH = 3.3
"""MiB that a build of both editions holds at most for each entry, at 1,000 of them; most of it are the indexers'."""
LIMITS = {"build": 1.25, "each": 1.3, "first": 300_000, "warm": 50, "own": 900, "tree": 2048, "edit": 2.5, "draw": 5.0}
"""What a run is held against: ratios, bytes, milliseconds, MiB of one process and of the indexer, seconds, percent."""

PLAIN = {
    "theme": {"name": "material", "font": False},
    "plugins": ["search", "tags"],
    "nav": [{"Home": "index.md"}],
    "validation": {"nav": {"omitted_files": "ignore"}},
    "markdown_extensions": [
        "attr_list",
        "admonition",
        {"pymdownx.superfences": {"custom_fences": [{"name": "mermaid", "class": "mermaid", "format": "FORMAT"}]}},
        {"toc": {"permalink": True}},
    ],
}
"""Material as its own documentation sets it up, without entries in the navigation, which would be quadratic."""
FENCE = "!!python/name:pymdownx.superfences.fence_code_format"


@dataclass
class Cost:
    """What a command took: seconds, and the most that its largest process and all of them held, in MiB."""

    seconds: float
    largest: float = 0.0
    together: float = 0.0
    by_name: dict[str, float] = field(default_factory=dict)


def measure(command: Sequence[str], folder: Path, *, is_watched: bool = False, **environment: str) -> Cost:
    """Run a command to its end; ends the bench with its output where it fails.

    Its memory is watched where that is wanted: looking through it holds up large processes, so time is not taken then.
    """
    given = {**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment}
    cost = Cost(0.0)
    begun = time.monotonic()
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(command, cwd=folder, env=given, stdout=said, stderr=said) as process:
            if is_watched:
                _watch(process, cost)
            status = process.wait()
        cost.seconds = time.monotonic() - begun
        if status:
            said.seek(0)
            sys.exit(f"{' '.join(command)}: status {status}\n{said.read().decode()[-2000:]}")
    return cost


def _watch(process: subprocess.Popen[bytes], cost: Cost) -> None:
    """Note the peaks until the process ends: VmHWM of each process, the sum of what all hold (PSS)."""
    while process.poll() is None:
        held = 0.0
        for pid in (process.pid, *_list_children(process.pid)):
            with contextlib.suppress(OSError):
                status = Path(f"/proc/{pid}/status").read_text()
                name, peak = (re.search(rf"{key}:\s+(\S+)", status) for key in ("Name", "VmHWM"))
                pss = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
                held += int(pss[1]) / 1024 if pss else 0
                if name and peak:
                    cost.by_name[name[1]] = max(cost.by_name.get(name[1], 0), int(peak[1]) / 1024)
        cost.together = max(cost.together, held)
        time.sleep(0.2)
    cost.largest = max((peak for name, peak in cost.by_name.items() if "pagefind" not in name), default=0)


def _list_children(pid: int) -> Iterator[int]:
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, file.read_text().split()):
                yield from (child, *_list_children(child))


def make_project(folder: Path) -> Path:
    """A copy of the project, so that what it keeps between builds is its own."""
    for name in ("hooks", "docs", "mkdocs.yml", "mkdocs.zh.yml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, folder / name)
    (folder / "sources").mkdir(parents=True)
    for name in ("tags.yml", "glossary.yml", "notices.yml"):
        shutil.copy2(ROOT / "sources" / name, folder / "sources" / name)
    return folder


def plant(sources: Path) -> None:
    """Put the planted words into every so manyth source."""
    files = sorted(path for path in sources.iterdir() if re.fullmatch(r"work-\d+\.(?:txt|md)", path.name))
    for number, file in enumerate(files):
        words = [word for word, step in PLANTED.items() if number % step == 0]
        with file.open("a", encoding="utf-8") as end:
            end.writelines(f"\n这里说到知{word}。\n" if word > "z" else f"\nHere a {word} sleeps.\n" for word in words)


def find_planted(edition: Path) -> dict[str, set[str]]:
    """Planted word -> slugs of the entries whose pages in a built edition hold it."""
    pages = {path.parent.name: path.read_text("utf-8") for path in edition.glob("entries/*/index.html")}
    return {word: {slug for slug, text in pages.items() if word in text} for word in PLANTED}


def make_plain(sources: Path, edition: str, folder: Path) -> None:
    """The same Markdown as a project of plain Material: digest, diagrams and transcript of one edition."""
    site = read_site(sources, ROOT / "sources")
    docs = folder / "docs"
    (docs / "entries").mkdir(parents=True)
    (docs / "index.md").write_text("# Home\n", "utf-8")
    for entry in site.entries:
        (docs / "entries" / f"{entry.slug}.md").write_text(_write_plain(entry, edition, sources), "utf-8")
    theme = {**PLAIN, "site_name": "Plain", "theme": {**PLAIN["theme"], "language": edition}}  # type: ignore[dict-item]
    text = yaml.safe_dump(theme, sort_keys=False).replace("FORMAT", FENCE)
    (folder / "mkdocs.yml").write_text(text, "utf-8")


def _write_plain(entry: Entry, edition: str, sources: Path) -> str:
    digest = entry.choose_digest(edition)
    front = {
        "title": digest.title,
        "description": digest.description,
        "tags": [tag.names[edition] for tag in entry.tags],
    }
    file = Path(digest.path) if Path(digest.path).is_absolute() else Path.cwd() / digest.path
    body = re.sub(r"\A---\n.*?\n---\n", "", file.read_text("utf-8"), flags=re.DOTALL)
    is_capture = file.suffix == ".txt"
    text = get_digest_text(digest) if is_capture else body
    fences = [f"```mermaid\n{diagram.source}\n```" for diagram in digest.figures] if is_capture else []
    spoken = "\n\n".join(paragraph.text for paragraph in entry.transcript)
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False)
    return f"---\n{head}---\n" + "\n\n".join([f"# {digest.title}", text, *fences, "## Transcript", spoken])


TIME_SEARCH = """async (words) => {
  const dialog = document.querySelector(".search-window");
  const input = dialog.querySelector("input");
  const done = new Promise((go) => new MutationObserver((_, observer) => {
    if (dialog.hasAttribute("data-busy")) return;
    observer.disconnect();
    go();
  }).observe(dialog, { attributes: true, attributeFilter: ["data-busy"] }));
  input.value = words;
  const begun = performance.now();
  input.dispatchEvent(new InputEvent("input"));
  await done;
  return performance.now() - begun;
}"""
"""Milliseconds from a key to the list: search.js says by an attribute that it is at work."""


@dataclass(frozen=True)
class Search:
    """What searching takes: bytes before it and for the first answer, milliseconds, planted words that were missed."""

    before: int
    first: int
    first_ms: float
    warm_ms: float
    missed: dict[str, set[str]]


def measure_search(browser: Browser, host: Host, root: str, planted: dict[str, set[str]]) -> Search:
    """Search an edition as a reader would, in an empty cache; `planted` is what has to be found."""
    page = browser.new_page()
    host.sent.clear()
    page.goto(host.address + root, wait_until="networkidle")
    before = sum(sent.size for sent in host.sent if "/search/" in sent.path)
    host.sent.clear()
    page.keyboard.press("/")
    page.wait_for_selector(".search-window input:focus")
    first_ms = page.evaluate(TIME_SEARCH, "quokka")
    first = sum(sent.size for sent in host.sent)
    warm = [
        page.evaluate(TIME_SEARCH, words) for words in ("mixture", "混合专家", "attention", "训练成本", "distillation")
    ]
    again = [page.evaluate(TIME_SEARCH, words) for words in ("mixtures", "混合专", "attentio", "训练成", "distillatio")]
    del warm  # they fetch their pieces of the index
    missed = {word: slugs - _find(page, word) for word, slugs in planted.items()}
    page.close()
    return Search(before, first, first_ms, statistics.median(again) - DEBOUNCE, missed)


def _find(page: Page, words: str) -> set[str]:
    links = page.evaluate(ASK_ALL, [[words], sys.maxsize])[words]
    return {link.split("/entries/")[1].strip("/") for link in links if "/entries/" in link}


def measure_edit(project: Path, sources: Path) -> float:
    """Seconds from an edit to the page that shows it, in the server that follows edits; the middle one of three."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = {**os.environ, "READING_LIST_SOURCES": str(sources), "NO_MKDOCS_2_WARNING": "1"}
    command = [str(BIN / "mkdocs"), "serve", "--dev-addr", f"127.0.0.1:{port}", "--watch", str(sources)]
    server = subprocess.Popen(
        command, cwd=project, env=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        file = next(path for path in sorted(sources.glob("work-*.md")) if path.stem.count(".") == 0)
        address = f"http://127.0.0.1:{port}/entries/{file.stem}/"
        _wait_for(address, "<h1")
        time.sleep(3)  # the server begins to watch when it has built
        taken = []
        for number in range(3):
            word = f"Edited{'abc'[number]}"
            file.write_text(file.read_text("utf-8") + f"\n\n{word}\n", "utf-8")
            begun = time.monotonic()
            _wait_for(address, word)
            taken.append(time.monotonic() - begun)
            time.sleep(1)
        return statistics.median(taken)
    finally:
        os.killpg(server.pid, signal.SIGTERM)  # Ctrl-C is not heard by what a script starts in the background
        server.wait(30)


def _wait_for(address: str, words: str, limit: float = 120) -> None:
    end = time.monotonic() + limit
    while time.monotonic() < end:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own
            if words in answer.read().decode():
                return
        time.sleep(0.05)
    sys.exit(f"{address} did not show {words} within {limit:.0f} seconds")


def measure_drawing(project: Path, sources: Path) -> float:
    """Seconds of the diagram step of a build when all drawings are kept: looked up, read, listed, written."""
    entries = read_site(sources, project / "sources").entries
    begun = time.monotonic()
    cache = DrawingCache(project / ".cache" / "diagrams")
    known = cache.read({diagram.source for diagram, _ in list_diagrams(entries)})
    drawings, _ = draw_diagrams(entries, known)
    cache.write({diagram.source: drawing for diagram, drawing in drawings.items() if diagram.source not in known})
    return time.monotonic() - begun


@dataclass(frozen=True)
class Round:
    """All figures at one size: seconds, each the shortest of TURNS; what a build held, ours and a plain one; bytes."""

    count: int
    cold: float
    again: float
    plain: tuple[float, ...]
    zensical: tuple[float, ...]
    held: Cost
    plain_held: Cost
    page: int
    searches: tuple[Search, ...]
    plain_index: tuple[int, ...]
    """Bytes of the search index of plain Material in each edition, compressed: what it fetches to answer at all."""


def run_round(folder: Path, count: int, browser: Browser) -> Round:
    """Build and measure everything at one size."""
    sources = folder / "made"
    sources.mkdir(parents=True)
    make_sources(sources, count)
    plant(sources)
    project, site = make_project(folder / "project"), folder / "site"
    ours = [str(BIN / "mkdocs"), "build", "--site-dir"]
    for edition in EDITIONS:
        make_plain(sources, edition, folder / edition)

    def build(site: Path, *, is_watched: bool = False) -> Cost:
        return measure([*ours, str(site)], project, is_watched=is_watched, READING_LIST_SOURCES=str(sources))

    held = build(site, is_watched=True)
    plain_held, *_ = [measure(PLAIN_BUILD, folder / edition, is_watched=True) for edition in EDITIONS]
    indices = (folder / edition / "site/search/search_index.json" for edition in EDITIONS)
    plain_index = [len(gzip.compress(index.read_bytes(), 6)) for index in indices]
    turns = [tuple(_take_turn(build, folder, number)) for number in range(TURNS)]
    cold, again, *others = (min(seconds) for seconds in zip(*turns, strict=True))
    with host_site(site) as host:
        page = weigh_page(browser, host, choose_entries(site)[0]).size
        roots = {edition: "" if edition == EDITIONS[0] else f"{edition}/" for edition in EDITIONS}
        searches = tuple(measure_search(browser, host, root, find_planted(site / root)) for root in roots.values())
    plain, zensical = tuple(others[: len(EDITIONS)]), tuple(others[len(EDITIONS) :])
    return Round(count, cold, again, plain, zensical, held, plain_held, page, searches, tuple(plain_index))


def _take_turn(build: Callable[[Path], Cost], folder: Path, number: int) -> Iterator[float]:
    """Seconds of a build from nothing, of one that changes nothing, and of plain Material and Zensical, by edition.

    From nothing is what it says for each of them: none finds a site of its own. Nothing is deleted in between, as some
    file systems are slow to make files for minutes after others were deleted (ext4, `recently_deleted`).
    """
    cache = folder / "project" / ".cache"
    cache.rename(folder / f"cache-{number}")
    yield build(folder / f"site-{number}").seconds
    yield build(folder / f"site-{number}").seconds
    for edition in EDITIONS:
        command = [*PLAIN_BUILD, "--site-dir", str(folder / f"plain-{number}-{edition}")]
        yield measure(command, folder / edition).seconds
    if (BIN / "zensical").exists():
        yield from (_time_zensical(folder / edition, number) for edition in EDITIONS)


def _time_zensical(project: Path, number: int) -> float:
    for made in (project / name for name in ("site", ".cache") if (project / name).exists()):
        made.rename(project / f"{made.name}-{number}")
    return measure([str(BIN / "zensical"), "build"], project).seconds


def report(rounds: Sequence[Round]) -> bool:
    """Print the figures, ratios first; gives whether all are within LIMITS."""
    good = True

    def tell(what: str, value: float, unit: str, limit: float | None = None) -> None:
        nonlocal good
        is_over = limit is not None and value > limit
        good = good and not is_over
        bound = f"  (at most {limit:g}{' OVER' if is_over else ''})" if limit is not None else ""
        sys.stdout.write(f"  {what:<58} {value:>10.2f} {unit}{bound}\n")

    for number, one in enumerate(rounds):
        plain = sum(one.plain)
        is_large = one.count >= 1000
        sys.stdout.write(f"{one.count} entries\n")
        tell(
            "both editions, times two builds of plain Material",
            one.cold / plain,
            "",
            LIMITS["build"] if is_large else None,
        )
        tell("the same with what the last build kept", one.again / plain, "")
        if one.zensical:
            tell(
                "both editions, times two builds of Zensical",
                one.cold / sum(one.zensical),
                "",
            )
        if number:
            last = rounds[number - 1]
            each = one.cold / one.count / (last.cold / last.count)
            tell(f"time per entry, times that at {last.count}", each, "", LIMITS["each"] if is_large else None)
        tell("both editions", one.cold, "s")
        tell("both editions again, nothing changed", one.again, "s")
        for edition, seconds in zip(EDITIONS, one.plain, strict=True):
            tell(f"plain Material, {edition}", seconds, "s")
        for edition, seconds in zip(EDITIONS, one.zensical, strict=False):
            tell(f"Zensical, {edition}", seconds, "s")
        tell("peak of the largest process", one.held.largest, "MiB", LIMITS["own"])
        tell("peak of all processes together", one.held.together, "MiB")
        tell(
            "peak of the search indexer",
            max((v for k, v in one.held.by_name.items() if "pagefind" in k), default=0),
            "MiB",
            LIMITS["tree"],
        )
        tell("peak of plain Material", one.plain_held.largest, "MiB")
        tell("an entry's page, all that is sent", one.page / 1000, "KB")
        for edition, size in zip(EDITIONS, one.plain_index, strict=True):
            tell(f"plain Material, {edition}: its search index, compressed", size / 1000, "KB")
        for edition, search in zip(EDITIONS, one.searches, strict=True):
            tell(f"{edition}: bytes of the index before a search", search.before, "", 0)
            tell(f"{edition}: first answer, all that is sent", search.first / 1000, "KB", LIMITS["first"] / 1000)
            tell(f"{edition}: first answer", search.first_ms, "ms")
            tell(f"{edition}: warm answer, without the wait of {DEBOUNCE} ms", search.warm_ms, "ms", LIMITS["warm"])
            tell(f"{edition}: works with a planted word that were missed", sum(map(len, search.missed.values())), "", 0)
    return good


def report_edits(folder: Path, build: Callable[[], Cost]) -> bool:
    """Print what an edit takes, and the share of the diagram step of a build that changes nothing."""
    project, sources = folder / "project", folder / "made"
    drawing = 100 * measure_drawing(project, sources) / build().seconds
    edit = measure_edit(project, sources)
    sys.stdout.write(
        "at 100 entries\n"
        f"  diagram step of a build that changes nothing: {drawing:.2f} % (at most {LIMITS['draw']:g})\n"
        f"  an edit is on the page after {edit:.2f} s (at most {LIMITS['edit']:g})\n"
    )
    return drawing <= LIMITS["draw"] and edit <= LIMITS["edit"]


def main() -> None:
    """Run the rounds; exit 1 where a figure is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("entries", type=int, nargs="*", default=[10, 100, 1000], help="sizes (10 100 1000)")
    counts = sorted(parser.parse_args().entries)
    need, there = EACH * counts[-1] / 1024, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    if need > there:
        sys.exit(f"{counts[-1]} entries: a build holds about {need:.0f} GiB, this machine has {there:.0f}; give fewer")
    with tempfile.TemporaryDirectory(prefix="reading-list-bench-") as place, open_browser() as browser:
        rounds = []
        for count in counts:
            rounds.append(run_round(Path(place, str(count)), count, browser))
            sys.stderr.write(f"{count} entries: done\n")
        good = report(rounds)
        if 100 in counts:
            folder = Path(place, "100")
            command = [str(BIN / "mkdocs"), "build", "--site-dir", str(folder / "site")]
            good &= report_edits(
                folder, lambda: measure(command, folder / "project", READING_LIST_SOURCES=str(folder / "made"))
            )
    sys.exit(not good)


if __name__ == "__main__":
    main()
