"""One build of the site: what it starts from, the files beside its pages, and how it ends."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from .beside import give_way
from .build import Site, read_site
from .content_policy import make_policy
from .document import EDITIONS
from .exports import make_exports
from .fonts import Fonts, explain, find_fonts
from .interface import WORDS
from .link_check import Survey, check_links, survey_pages
from .page import Page
from .previews import make_previews
from .publish import check_settings, check_target
from .report import format_problems, make_refusal, make_summary
from .search_index import begin_index
from .search_pages import make_records
from .serving import carry_over, keep_data
from .staging import claim, make_staging, put_in_place
from .tag_index import make_tag_index

GARBAGE = (50_000, 20, 50)
"""When the garbage collector looks for cycles (`gc.set_threshold`). As it comes it takes a tenth of a build, in which
there are hardly any; this way nearly nothing, for a fiftieth more of memory (both at 1,000 entries)."""


@dataclass(frozen=True)
class Run:
    """A build that has begun: the entries, the folder that is built, the one it takes the place of."""

    site: Site
    fonts: Fonts | None
    staging: Path
    target: Path
    cache: Path
    """What builds keep for each other; may be deleted at any time."""
    started: float
    """Seconds, of the clock that does not go back."""
    is_edit: bool
    """Whether the site is being served and an edit is to be seen: what takes long stays as it was."""
    is_apart: bool
    """Whether the process may be split and only builds; one that serves pages, too, may not."""


@dataclass(frozen=True)
class Edition:
    """An edition that was built beside the first one: its folder, named like the one it becomes, and its links."""

    folder: Path
    survey: Survey


def begin(
    environment: MutableMapping[str, str],
    told: TextIO,
    target: Path,
    config_file: str | Path,
    sources: Path | None = None,
    vocabulary: Path | None = None,
    *,
    is_edit: bool = False,
    is_apart: bool = True,
) -> Run | str:
    """Read the sources of the project of a configuration file, or others; the folder to build in, or why not.

    `vocabulary` is the folder of what the sources lack of one, the project's own otherwise. Warnings are written to
    `told`. No other build gets `target` until this one ends. Where the environment names no SOURCE_DATE_EPOCH, it says
    from now on that no date is to be written: MkDocs would put that of the day into sitemap.xml.gz. `is_apart` says
    whether the process may be split, to do more things at once.
    """
    started, root = time.monotonic(), Path(config_file).parent
    gc.set_threshold(*GARBAGE)
    sources = sources or Path(environment.get("READING_LIST_SOURCES") or root / "sources")
    refusal = check_settings(environment) or check_target(target, sources, root) or claim(target)
    site, fonts = _read_all(sources, vocabulary or root / "sources", is_apart), find_fonts(environment)
    for text in filter(None, (format_problems(site.warnings, told, environment), explain(fonts))):
        told.write(f"{text}\n")
    if site.errors:
        return make_refusal(site, told, environment)
    if refusal:
        return f"{refusal}; nothing was written"
    environment.setdefault("SOURCE_DATE_EPOCH", "0")
    return Run(site, fonts, make_staging(target), target, root / ".cache", started, is_edit, is_apart)


def _read_all(sources: Path, vocabulary: Path, is_apart: bool) -> Site:
    """`read_site` without the garbage collector: what is read stays, and looking it through takes a tenth longer."""
    gc.disable()
    try:
        return read_site(sources, vocabulary, is_apart=is_apart)
    finally:
        gc.enable()


def make_settings(run: Run, edition: str, *, is_served: bool) -> dict[str, Any]:
    """What the templates of an edition are given: its tags, the words of the interface, what pages may load."""
    policy = partial(make_policy, is_served=is_served)
    index = make_tag_index(run.site, edition)
    return {"tag_index": index, "words": WORDS[edition], "all_words": WORDS, "make_policy": policy}


def make_data(run: Run, edition: str, site_url: str | None) -> dict[str, str | bytes]:
    """Address below the edition's root -> what is no page: data for others and preview cards."""
    if run.is_edit:
        return {**keep_data(run.target)}
    previews = make_previews(run.site, edition, run.fonts, run.cache)
    return {**make_exports(run.site, edition, site_url, previews), **previews}


def start_index(run: Run, edition: str, pages: Iterable[Page]) -> Callable[[Path], str | None]:
    """Begin the search index of an edition, which takes as long as all the rest.

    The function that is given puts it below the edition's folder; what went wrong in one line, or None.
    """
    if run.is_edit:
        return lambda _: None
    put_index = begin_index(make_records(run.site, edition, pages), run.staging.parent)
    if run.is_apart:
        give_way()
    return put_index


def survey(run: Run, edition: str, folder: Path, site_url: str) -> Survey:
    """What an edition's pages link to; of those after an edit nothing, as their links are not asked.

    `site_url` is the address of the whole site. To be called while the index is made, which waits for nothing here.
    """
    below = "" if edition == EDITIONS[0] else f"{edition}/"
    return Survey() if run.is_edit else survey_pages(folder, below, site_url)


def finish(
    run: Run, site_url: str, others: Iterable[Callable[[], Edition | None]], told: TextIO, own: Survey | None = None
) -> str | None:
    """Put the site in place when its links are sound; else what is wrong with it, and the last one stays.

    `others` wait for the other editions; one that gives None could not be built. `own` is the survey of the first one,
    where it has been made. After an edit what was not built anew stays as it was, and links are not asked. The line
    that a build ends with is written to `told`.
    """
    surveys = [own] if own else []
    for wait in others:
        if (edition := wait()) is None:
            return "an edition could not be built, for the reason told above; the last site stays as it is"
        edition.folder.rename(run.staging / edition.folder.name)
        surveys.append(edition.survey)
    if run.is_edit:
        carry_over(run.target, run.staging)
    elif faults := check_links(run.staging, site_url, surveys):
        return f"{len(faults)} faults in the pages; the last site stays as it is:\n{format_problems(faults)}"
    if fault := put_in_place(run.staging, run.target):
        return fault
    editions = 1 if run.is_edit else len(EDITIONS)
    told.write(f"{make_summary(run.site, time.monotonic() - run.started, editions)}\n")
    told.flush()
    return None


def fall_quiet(host: str) -> None:
    """Leave to `-v` what the program that a logger belongs to, and its plugins, tell of their work."""
    for name in ("commands", "plugins") if logging.getLogger(host).level == logging.INFO else ():
        logging.getLogger(f"{host}.{name}").setLevel(logging.WARNING)


def has_warned(host: str) -> bool:
    """Whether the program that a logger belongs to has counted warnings; it does so where it is strict."""
    return any(getattr(handler, "counts", None) for handler in logging.getLogger(host).handlers)
