"""Put a built site in place of the last one: built beside it, swapped when whole, gone when the build fails."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

from .addresses import parse_address
from .diagrams.client import LIBRARY, find_library
from .page import Page

_MARK = ".building-"
BUILT = ("catalog.json", "sitemap.xml", "404.html")
"""Files by which a folder is known as a site that was built here."""
REPORT_FORM = "report-an-error.yml"
"""The form in .github/ISSUE_TEMPLATE by which a mistake is reported; its field `entry` takes the slug."""
STALE = 3600
"""Seconds after which a folder that a build left behind is nobody's; a younger one may be another build's."""


def find_repository(environment: Mapping[str, str]) -> str:
    """The address of the repository: READING_LIST_REPO, else the one a GitHub workflow runs in, else empty."""
    named = environment.get("READING_LIST_REPO", "").rstrip("/")
    repository = environment.get("GITHUB_REPOSITORY", "")
    server = environment.get("GITHUB_SERVER_URL", "https://github.com").rstrip("/")
    return named or (f"{server}/{repository}" if repository else "")


def make_edit_url(repository: str, source: str | None, config_file: Path) -> str | None:
    """The address at which a source below the folder of mkdocs.yml is edited, or None where it has none."""
    if source is None or not repository:
        return None
    path, root = Path(source).resolve(), config_file.resolve().parent
    if not path.is_relative_to(root):
        return None
    return f"{repository}/edit/main/{quote(path.relative_to(root).as_posix())}"


def make_source_links(environment: Mapping[str, str], page: Page, config_file: Path) -> dict[str, str]:
    """Addresses at which the source of a page is edited and a mistake in it reported, where a repository is known."""
    repository = find_repository(environment)
    if not repository or page.source_path is None:
        return {}
    edit = make_edit_url(repository, page.source_path, config_file)
    slug = quote(page.meta["slug"], safe="")
    # A host without such a form takes the title, and leaves the rest alone.
    report = f"{repository}/issues/new?template={REPORT_FORM}&title={slug}%3A%20&entry={slug}"
    return ({"edit": edit} if edit else {}) | {"report": report}


def check_settings(environment: Mapping[str, str]) -> str | None:
    """What is wrong with the addresses that the environment gives, or None."""
    for name in ("READING_LIST_URL", "READING_LIST_REPO"):
        value = environment.get(name, "")
        if value and (re.search(r"[\s\"'<>?#]", value) or parse_address(value) is None):
            return f'{name}: found "{value}"; give an address that begins with https:// or http://, or leave it out'
    return None


def list_assets(shared: Path, pages: Iterable[Page]) -> dict[str, Path]:
    """Address -> file: what both editions share; Mermaid's script only where a page has a diagram for the browser."""
    assets = {path.relative_to(shared).as_posix(): path for path in sorted(shared.rglob("*")) if path.is_file()}
    if any(page.has_client_diagram for page in pages):
        assets[LIBRARY] = find_library()
    return assets


def check_target(target: Path, sources: Path, project: Path) -> str | None:
    """Why the site may not be written to a folder, or None: what stands there is replaced as a whole."""
    place = target.resolve()
    for kept, name in ((sources.resolve(), "the sources"), (project.resolve(), "the project")):
        if kept.is_relative_to(place) or (kept == sources.resolve() and place.is_relative_to(kept)):
            return f"{target}: would replace {name} in {kept}; name another folder (SITE=dir)"
    if place.exists() and not place.is_dir():
        return f"{target}: is a file; name a folder (SITE=dir)"
    if place.is_dir() and _list_visible(place) and not all((place / name).is_file() for name in BUILT):
        return f"{target}: holds something that is no site built here; empty it, or name another folder (SITE=dir)"
    return None


def _list_visible(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not _is_kept(path)]


def _is_kept(path: Path) -> bool:
    """Whether a file of the last site stays when a new one takes its place: a checkout's own, a host's settings."""
    return path.name.startswith(".") or path.name == "CNAME"


def make_staging(target: Path) -> Path:
    """An empty folder beside `target`, on the same file system. What earlier builds left there goes."""
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{target.name}{_MARK}"
    for left in target.parent.glob(f"{prefix}*"):
        if time.time() - left.stat().st_mtime > STALE:
            shutil.rmtree(left, ignore_errors=True)
    staging = Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))
    staging.chmod(0o755)
    atexit.register(shutil.rmtree, staging, ignore_errors=True)
    return staging


def put_in_place(staging: Path, target: Path) -> str:
    """Replace `target` by `staging`: two renames, so that nobody sees a site that is half old and half new.

    Gives the folder where the site is now, which `mkdocs gh-deploy` publishes.

    Dot files and CNAME stay: the folder may be the checkout of a branch that a host publishes.
    """
    target = target.resolve()
    old = staging.with_name(f"{staging.name}-old")
    if target.exists():
        target.rename(old)
    staging.rename(target)
    if old.exists():
        for kept in filter(_is_kept, list(old.iterdir())):
            kept.rename(target / kept.name)
    shutil.rmtree(old, ignore_errors=True)
    return str(target)
