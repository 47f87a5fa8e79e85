"""Put a built site in place of the last one: built beside it, swapped when whole, gone when the build fails."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from .diagrams.client import LIBRARY, find_library
from .page import Page

_MARK = ".building-"
STALE = 3600
"""Seconds after which a folder that a build left behind is nobody's; a younger one may be another build's."""


def find_repository(environment: Mapping[str, str]) -> str:
    """The address of the repository: READING_LIST_REPO, else the one a GitHub workflow runs in, else empty."""
    named = environment.get("READING_LIST_REPO", "").rstrip("/")
    repository = environment.get("GITHUB_REPOSITORY", "")
    server = environment.get("GITHUB_SERVER_URL", "https://github.com").rstrip("/")
    return named or (f"{server}/{repository}" if repository else "")


def find_edit_uri(source: str | None, config_file: Path) -> str | None:
    """The path of a page's source below the folder of mkdocs.yml, or None where it lies elsewhere."""
    if source is None:
        return None
    path, root = Path(source).resolve(), config_file.resolve().parent
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else None


def list_assets(shared: Path, pages: Iterable[Page]) -> dict[str, Path]:
    """Address -> file: what both editions share; Mermaid's script only where a page has a diagram for the browser."""
    assets = {path.relative_to(shared).as_posix(): path for path in sorted(shared.rglob("*")) if path.is_file()}
    if any(page.has_client_diagram for page in pages):
        assets[LIBRARY] = find_library()
    return assets


def make_staging(target: Path) -> Path:
    """An empty folder beside `target`, on the same file system. What earlier builds left there goes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{target.name}{_MARK}"
    for left in target.parent.glob(f"{prefix}*"):
        if time.time() - left.stat().st_mtime > STALE:
            shutil.rmtree(left, ignore_errors=True)
    staging = Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))
    staging.chmod(0o755)
    atexit.register(shutil.rmtree, staging, ignore_errors=True)
    return staging


def put_in_place(staging: Path, target: Path) -> None:
    """Replace `target` by `staging`: two renames, so that nobody sees a site that is half old and half new."""
    old = staging.with_name(f"{staging.name}-old")
    if target.exists():
        target.rename(old)
    staging.rename(target)
    shutil.rmtree(old, ignore_errors=True)
