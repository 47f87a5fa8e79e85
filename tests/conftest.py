"""Fixtures: the seeds, sites built once by the real command, a browser."""

from __future__ import annotations

import contextlib
import functools
import gzip
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, sync_playwright

from host import host_site
from readinglist.__main__ import main
from readinglist.build import Site, read_site

ROOT = Path(__file__).resolve().parent.parent
EVERY = bool(os.environ.get("READING_LIST_EVERY_PAGE"))
"""Whether every page, name and variant is tried, as in CI, or a part of them that takes a few minutes."""
SEEDS = ROOT.parent / "shared" / "seeds"


def make_build(sources: Path, site: Path, project: Path = ROOT, **settings: str) -> dict[str, Any]:
    """`mkdocs build` as a user would run it, with settings in the environment: what `subprocess` needs to know."""
    command = [str(Path(sys.executable).with_name("mkdocs")), "build", "--site-dir", str(site)]
    environment = {**os.environ, "READING_LIST_SOURCES": str(sources), "NO_MKDOCS_2_WARNING": "1", **settings}
    return {"args": command, "cwd": project, "env": environment, "text": True}


whole = pytest.mark.skipif(not EVERY, reason="takes long; READING_LIST_EVERY_PAGE=1 runs it, as CI does")


def also(*values: object) -> list[Any]:
    """Another set of parameters, where every one is tried."""
    return [values if len(values) > 1 else values[0]] if EVERY else []


def run_mkdocs(sources: Path, site: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """A build, to its end."""
    return subprocess.run(**make_build(sources, site, ROOT, **settings), capture_output=True, check=False)


CARDLESS = {} if EVERY else {"READING_LIST_FONTS": str(ROOT / "no-fonts")}
"""Settings of a build whose preview cards nobody looks at: without fonts there are none, which takes half the time."""


def run_cardless(sources: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """A build, to its end, without preview cards; in CI with them."""
    return run_mkdocs(sources, site, **CARDLESS)


def read_tree(folder: Path) -> dict[str, bytes]:
    """Path -> content of every file below a folder, hidden ones included."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def run_check(sources: Path | str, *options: str, timeout: float | None = None) -> subprocess.CompletedProcess[str]:
    """`python -m readinglist check`, as `make check` runs it; raises where it takes more than `timeout` seconds."""
    command = [sys.executable, "-m", "readinglist", "check", str(sources), *options]
    environment = {**os.environ, "PYTHONPATH": "hooks"}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=timeout
    )


def call_check(sources: Path | str, *options: str) -> subprocess.CompletedProcess[str]:
    """What `run_check` says, without a process of its own, which takes a second or two to start."""
    command = ["check", str(sources), *options]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(ROOT), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(command)
    return subprocess.CompletedProcess(command, status, out.getvalue(), err.getvalue())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the first test of each site, so that two workers build two sites and neither waits for the other."""
    first: list[pytest.Item] = []
    seen: set[str] = set()
    for item in items:
        is_skipped = any(mark.args[:1] == (True,) for mark in item.iter_markers("skipif"))
        sites = set() if is_skipped else {name for name in _list_named(item) if name.endswith("_site")} - seen
        first += [item] if sites else []
        seen |= sites
    items.sort(key=lambda item: item not in first)


def _list_named(item: pytest.Item) -> Iterator[str]:
    """The fixtures that a test asks for, by its arguments or by a parameter."""
    yield from getattr(item, "fixturenames", ())
    if spec := getattr(item, "callspec", None):
        yield from filter(lambda value: isinstance(value, str), spec.params.values())


@functools.cache
def read_own() -> Site:
    """The project's own sources, read."""
    return read_site(ROOT / "sources")


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the five seeds; skips where they are not, but in CI they have to be there."""
    if not SEEDS.is_dir():
        if os.environ.get("READING_LIST_REQUIRE_SHARED"):
            pytest.fail(f"CI needs the seed documents in {SEEDS}")
        pytest.skip("the seed documents are not part of the repository: ../shared/seeds is absent")
    return SEEDS


Build = Callable[[Path, Path], subprocess.CompletedProcess[str]]


def build_once(name: str, sources: Path, tmp_path_factory: pytest.TempPathFactory, build: Build = run_cardless) -> Path:
    """A site built by the first worker that asks for it."""
    session = tmp_path_factory.getbasetemp()  # a worker's own folder lies in that of the whole run
    base = (session.parent if "PYTEST_XDIST_WORKER" in os.environ else session) / name
    with FileLock(f"{base}.lock"):
        if not (base / "built.json").exists():
            result = build(sources, base / "site")
            base.mkdir(exist_ok=True)
            built = {"status": result.returncode, "output": result.stdout + result.stderr}
            (base / "built.json").write_text(json.dumps(built), encoding="utf-8")
    built = json.loads((base / "built.json").read_text(encoding="utf-8"))
    assert built["status"] == 0, built["output"]
    return base / "site"


@pytest.fixture(scope="session")
def seeds_site(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site made of the seeds."""
    return build_once("seeds", seeds, tmp_path_factory, run_mkdocs)


@pytest.fixture(scope="session")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site made of the project's own sources."""
    return build_once("own", ROOT / "sources", tmp_path_factory, run_mkdocs)


def copy_project(folder: Path) -> Path:
    """The project without its sources and what was built, in another folder."""
    for name in ("hooks", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("mkdocs.yml", "mkdocs.zh.yml"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def serve() -> Iterator[functools.partial[str]]:
    """A function: folder -> address under which it is served on this machine."""
    with contextlib.ExitStack() as hosts:
        yield functools.partial(functools.cache(lambda folder: hosts.enter_context(host_site(folder)).address))


def list_entries(site: Path) -> list[str]:
    """Slugs of all entries of a built site; folders of old addresses, which lead to new ones, are none."""
    return sorted(entry["slug"] for entry in json.loads((site / "catalog.json").read_text("utf-8"))["entries"])


def read_index(edition_folder: Path) -> dict[str, dict[str, Any]]:
    """Address -> what the search index holds of it: `content` (Chinese as pairs), `meta`, `anchors`."""
    found = {}
    for file in (edition_folder / "search" / "fragment").iterdir():
        data = gzip.decompress(file.read_bytes())
        fragment = json.loads(data[data.index(b"{") :])
        found[fragment["meta"]["address"]] = fragment
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; outside CI its headless shell, where that is installed: the same engine, the same version, no
    windows that nobody sees, and a quarter of the time for a page.
    """
    names = ("chromium",) if EVERY else ("chromium-headless-shell", "chromium")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.skip("Chromium is not installed: sudo apt-get install chromium fonts-noto-cjk")
    options = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=options.split())
        yield chromium
        chromium.close()
