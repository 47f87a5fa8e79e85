"""What a build has to stand: being killed, being repeated elsewhere on another day, and being given too much."""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from conftest import ROOT, make_build, read_tree
from test_cases import write_files

MOMENTS = 20
"""How often a build is killed."""
DAY = "2031-02-03 04:05:06"
"""Another day, for faketime, where it is installed."""
FRONT = "---\ntitle: {}\ntags: [open-source]\n---\n"


@dataclass(frozen=True)
class Load:
    """Sources that are too much in one way: what a build of them has to say, and what it may take."""

    name: str
    make: Callable[[], Mapping[str, str]]
    says: str
    status: int
    seconds: float
    """Of processor time, of all processes together."""
    megabytes: float
    """Of memory, at most, of the largest process."""


def _make_talk(text: str, length: int) -> Mapping[str, str]:
    head = "Title: A talk\nURL: https://example.org/talk\nDuration: 9:00:00\nStatus: success\nContent:\n"
    return {"talk.txt": head + (text * (length // len(text) + 1))[:length]}


def _make_tags() -> Mapping[str, str]:
    line = "- {{id: tag-{0}, en: Tag number {0}, zh: 标签{0}, definition: {{en: Definition {0}., zh: 定义{0}。}}}}\n"
    entries = {}
    for start in range(0, 5_000, 100):
        tags = ", ".join(f"tag-{start + i}" for i in range(100))
        entries[f"entry-{start}.md"] = f"---\ntitle: Entry {start}\ntags: [{tags}]\n---\nText.\n"
    return {"tags.yml": "".join(line.format(i) for i in range(5_000)), **entries}


def _make_diagrams() -> Mapping[str, str]:
    fence = "```mermaid\nflowchart TD\nA{0}[Start {0}] --> B{0}[Middle]\nB{0} --> C{0}[End (of {0})]\n```\n\n"
    return {"diagrams.md": FRONT.format("Many diagrams") + "".join(fence.format(i) for i in range(300))}


def _make_many(count: int) -> Mapping[str, str]:
    return {f"{i % 100}/source-{i}.md": FRONT.format(f"Source {i}") + f"Text of source {i}.\n" for i in range(count)}


LOADS = (
    Load(
        "10 MB of transcript", lambda: _make_talk("so we talk on ", 10_000_000), "too large: found 100000", 1, 20, 300
    ),
    Load("2 MB of English transcript", lambda: _make_talk("so we talk on ", 1_999_000), "1 entry", 0, 60, 600),
    Load("2 MB of Chinese transcript", lambda: _make_talk("我们今天来聊一聊然后呢", 660_000), "1 entry", 0, 60, 600),
    Load("5,000 tags", _make_tags, "50 entries", 0, 60, 600),
    Load("300 diagrams in one source", _make_diagrams, "300 repaired", 0, 60, 600),
    Load("a title of 10,000 characters", lambda: {"a.md": FRONT.format("长" * 10_000)}, "bad title: 10000", 1, 20, 300),
    Load("a title of 400 characters", lambda: {"a.md": FRONT.format("W" * 400) + "Text."}, "1 entry", 0, 30, 300),
    Load("10,000 small sources", lambda: _make_many(10_000), "10000 entries", 0, 900, 2_000),
)


def carry(load: Load, folder: Path) -> bool:
    """Build a load, print what it took, and tell whether that is what was said."""
    write_files(folder / "sources", dict(load.make()))
    build = make_build(folder / "sources", folder / "site")
    started = time.monotonic()
    with (folder / "said").open("w+") as said, subprocess.Popen(**build, stdout=said, stderr=said) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read()
    seconds, megabytes = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    is_well = (
        (process.returncode, load.says in text, "Traceback" in text) == (load.status, True, False)
        and seconds <= load.seconds
        and megabytes <= load.megabytes
    )
    sys.stdout.write(
        f"{'ok' if is_well else 'NOT OK'}: {load.name}: {'a page' if not load.status else 'an error'}, "
        f"{seconds:.0f} s of processor time (at most {load.seconds:.0f}), {time.monotonic() - started:.0f} s in all, "
        f"{megabytes:.0f} MB (at most {load.megabytes:.0f})\n"
    )
    if not is_well:
        sys.stdout.write(text[-2_000:])
    return is_well


def kill_builds(folder: Path) -> bool:
    """Kill a build at moments of chance, in all the ways there are; the folder always holds the old site or the new."""
    chance = random.Random()  # noqa: S311 - moments, not secrets
    versions = [shutil.copytree(ROOT / "sources", folder / name) for name in ("one", "two")]
    write_files(versions[1], {"another.md": FRONT.format("Another one") + "Text.\n"})
    target, wholes, took = folder / "site", [], 0.0
    for version in versions:
        started = time.monotonic()
        subprocess.run(**make_build(version, target), capture_output=True, check=True)
        took = time.monotonic() - started
        wholes.append(read_tree(target))
    found = [0, 0]
    for i in range(MOMENTS):
        now = wholes.index(read_tree(target))
        moment = chance.uniform(0, took * 1.1)
        way = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)[i % 3]
        with subprocess.Popen(
            **make_build(versions[1 - now], target), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                process.wait(moment)
            except subprocess.TimeoutExpired:
                process.send_signal(way)
        tree = read_tree(target)
        if tree not in wholes:
            sys.stdout.write(f"NOT OK: {way.name} after {moment:.2f} s left neither the old site nor the new\n")
            return False
        found[wholes.index(tree) != now] += 1
    subprocess.run(**make_build(versions[0], target), capture_output=True, check=True)
    left = sorted(path.name for path in folder.iterdir())
    is_well = read_tree(target) == wholes[0] and left == ["one", "site", "two"]
    sys.stdout.write(
        f"{'ok' if is_well else 'NOT OK'}: {MOMENTS} builds of {took:.0f} s killed: {found[0]} times the old site, "
        f"{found[1]} times the new one, whole; beside it {left}\n"
    )
    return is_well


def repeat(folder: Path) -> bool:
    """Build copies of the project in two folders, on two days, one on one processor: all files are the same."""
    trees: list[dict[str, bytes]] = []
    faketime = shutil.which("faketime")
    for name, prefix, settings, mask in (
        ("here", [], {"TZ": "UTC", "PYTHONHASHSEED": "1"}, 0o022),
        ("far/away", [faketime, DAY] if faketime else [], {"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "2"}, 0o077),
    ):
        project = folder / name
        for part in ("hooks", "docs", "sources"):
            shutil.copytree(ROOT / part, project / part, ignore=shutil.ignore_patterns("__pycache__"))
        for part in ("mkdocs.yml", "mkdocs.zh.yml"):
            shutil.copy(ROOT / part, project / part)
        settings |= {"READING_LIST_URL": "https://example.org/list/", "RAYON_NUM_THREADS": str(len(trees) + 1)}
        build = make_build(project / "sources", project / "site", project, **settings)
        build["args"] = [*prefix, *build["args"]]
        subprocess.run(**build, capture_output=True, check=True, umask=mask)
        trees.append(read_tree(project / "site"))
    one, two = trees
    others = sorted(uri for uri in one.keys() | two.keys() if one.get(uri) != two.get(uri))
    when = f"on {DAY}" if faketime else "in another zone (faketime is not installed)"
    sys.stdout.write(
        f"{'NOT OK' if others else 'ok'}: {len(one)} files, again elsewhere {when}: {others or 'all the same'}\n"
    )
    return not others


def main() -> None:
    """Run all trials, or those whose names hold a word; exit 1 where one fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("word", nargs="?", default="", help="only trials whose name holds this word")
    word = parser.parse_args().word
    trials: dict[str, Callable[[Path], bool]] = {"kill": kill_builds, "repeat": repeat}
    trials |= {load.name: lambda folder, load=load: carry(load, folder) for load in LOADS}  # type: ignore[misc]
    results = []
    for name, trial in trials.items():
        if word in name:
            with tempfile.TemporaryDirectory() as folder:
                results.append(trial(Path(folder)))
                sys.stdout.flush()
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
