"""What a site is published with: where it may be written, the addresses it is given, the files all pages share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .addresses import parse_address
from .diagrams.client import LIBRARY, find_library
from .page import Page
from .staging import is_kept

BUILT = ("catalog.json", "sitemap.xml", "404.html")
"""Files by which a folder is known as a site that was built here."""
LIBRARY_PAGE = "library/index.md"
SUGGESTION_FORM, REPORT_FORM = "suggest-a-work.yml", "report-an-error.yml"
"""The forms in .github/ISSUE_TEMPLATE for a work and for a mistake; the second one's field `entry` takes the slug."""


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
    """Addresses at which the source of a page is edited and a mistake in it reported, where a repository is known.

    The library has none of them, but one at which a work is suggested.
    """
    repository = find_repository(environment)
    if repository and page.src_uri == LIBRARY_PAGE:
        return {"suggest": f"{repository}/issues/new?template={SUGGESTION_FORM}"}
    if not repository or page.source_path is None:
        return {}
    edit = make_edit_url(repository, page.source_path, config_file)
    slug = quote(page.meta["slug"], safe="")
    # A host without such a form takes the title, and leaves the rest alone.
    report = f"{repository}/issues/new?template={REPORT_FORM}&title={slug}%3A%20&entry={slug}"
    return ({"edit": edit} if edit else {}) | {"report": report}


def check_settings(environment: Mapping[str, str]) -> str | None:
    """What is wrong with the addresses and the date that the environment gives, or None."""
    for name in ("READING_LIST_URL", "READING_LIST_REPO"):
        value = environment.get(name, "")
        if value and (re.search(r"[\s\"'<>?#]", value) or parse_address(value) is None):
            return f'{name}: found "{value}"; give an address that begins with https:// or http://, or leave it out'
    epoch = environment.get("SOURCE_DATE_EPOCH", "0")
    if not re.fullmatch(r"[0-9]{1,11}", epoch):
        return f'SOURCE_DATE_EPOCH: found "{epoch}"; give seconds since 1970, or leave it out'
    return None


def locate_edition(edition: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings with which another edition is built: its file, a folder beside the site's, its address below it."""
    url = settings["site_url"]
    return {
        "config_file": str(Path(settings["config_file_path"] or "mkdocs.yml").with_name(f"mkdocs.{edition}.yml")),
        "site_dir": str(Path(settings["site_dir"]).with_name(edition)),
        "site_url": f"{url.rstrip('/')}/{edition}/" if url else "",
        "strict": settings["strict"],
    }


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
    if place.is_mount():
        return f"{target}: is a mount point, which cannot be replaced as a whole; name a folder in it (SITE=dir)"
    if place.is_dir() and _list_visible(place) and not all((place / name).is_file() for name in BUILT):
        return f"{target}: holds something that is no site built here; empty it, or name another folder (SITE=dir)"
    return None


def _list_visible(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not is_kept(path)]
