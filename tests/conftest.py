"""Fixtures: the seeds, sites built once by the real command, a browser."""

from __future__ import annotations

import functools
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT.parent / "shared" / "seeds"


def run_mkdocs(sources: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """`mkdocs build` as a user would run it."""
    command = [str(Path(sys.executable).with_name("mkdocs")), "build", "--site-dir", str(site)]
    environment = {**os.environ, "READING_LIST_SOURCES": str(sources), "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def run_check(sources: Path | str, *options: str, timeout: float | None = None) -> subprocess.CompletedProcess[str]:
    """`python -m readinglist check`, as `make check` runs it; raises where it takes more than `timeout` seconds."""
    command = [sys.executable, "-m", "readinglist", "check", str(sources), *options]
    environment = {**os.environ, "PYTHONPATH": "hooks"}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=timeout
    )


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the five seeds; skips where they are not, but in CI they have to be there."""
    if not SEEDS.is_dir():
        if os.environ.get("READING_LIST_REQUIRE_SHARED"):
            pytest.fail(f"CI needs the seed documents in {SEEDS}")
        pytest.skip("the seed documents are not part of the repository: ../shared/seeds is absent")
    return SEEDS


def build_once(name: str, sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site built by the first worker that asks for it."""
    base = tmp_path_factory.getbasetemp().parent / name
    with FileLock(f"{base}.lock"):
        if not (base / "built.json").exists():
            result = run_mkdocs(sources, base / "site")
            base.mkdir(exist_ok=True)
            built = {"status": result.returncode, "output": result.stdout + result.stderr}
            (base / "built.json").write_text(json.dumps(built), encoding="utf-8")
    built = json.loads((base / "built.json").read_text(encoding="utf-8"))
    assert built["status"] == 0, built["output"]
    return base / "site"


@pytest.fixture(scope="session")
def seeds_site(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site made of the seeds."""
    return build_once("seeds", seeds, tmp_path_factory)


@pytest.fixture(scope="session")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site made of the project's own sources."""
    return build_once("own", ROOT / "sources", tmp_path_factory)


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def serve() -> Iterator[functools.partial[str]]:
    """A function: folder -> address under which it is served on this machine."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def start(folder: Path) -> str:
        handler = functools.partial(_QuietHandler, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield functools.partial(start)
    for server in servers:
        server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed: sudo apt-get install chromium fonts-noto-cjk")
    options = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=options.split())
        yield chromium
        chromium.close()
