"""Records -> the search index of an edition, made by Pagefind, which runs in a process of its own beside the build."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from .beside import start_program
from .han import make_table
from .search_records import Record, write_record

FOLDER = "search"
"""Where the index stands, below the edition's root; search.js fetches it from there."""
TABLE = "han.txt"
LIMIT = 600
"""Seconds for the indexer; 1,000 entries take it ten."""
UNUSED = ("pagefind-*ui.*", "pagefind-highlight.js", "wasm.unknown.pagefind")
"""What Pagefind writes for interfaces and languages that are not used here."""


def begin_index(records: Iterable[Record], work: Path) -> Callable[[Path], str | None]:
    """Begin the search index of `records`, in a folder of its own below `work`.

    The function that is given waits for it and puts it below the folder of an edition, on the same file system; it
    tells in one line what went wrong, or gives None.
    """
    folder = Path(tempfile.mkdtemp(dir=work))
    pages, made, used = folder / "pages", folder / FOLDER, set[str]()
    pages.mkdir()
    for number, text in enumerate(map(write_record, records)):
        (pages / f"{number}.html").write_text(text, encoding="utf-8")
        used.update(text.split())  # quicker than character by character
    paths = ("--site", str(pages), "--output-path", str(made))
    process = start_program([sys.executable, "-m", "pagefind", *paths, "--force-language", "en", "--quiet"])

    def finish(site: Path) -> str | None:
        try:
            output, errors = process.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            return f"the search index was not finished in {LIMIT} seconds"
        if process.returncode:
            said = (errors or output).strip().splitlines()
            return f"the search index could not be made: {said[-1] if said else 'Pagefind gives no reason'}"
        for pattern in UNUSED:
            for file in made.glob(pattern):
                file.unlink()
        (made / TABLE).write_text(make_table("".join(used)), encoding="utf-8")
        made.rename(site / FOLDER)
        shutil.rmtree(folder)
        return None

    return finish
