"""Records -> the search index of an edition, written below the site by Pagefind, which runs in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from .han import make_table
from .search_records import Record, write_record

FOLDER = "search"
"""Where the index stands, below the edition's root; search.js fetches it from there."""
TABLE = "han.txt"
LIMIT = 600
"""Seconds for the indexer; 1,000 entries take it ten."""
UNUSED = ("pagefind-*ui.*", "pagefind-highlight.js", "wasm.unknown.pagefind")
"""What Pagefind writes for interfaces and languages that are not used here."""


def build_index(records: Iterable[Record], site: Path) -> str | None:
    """Write the index of `records` below the folder of an edition; what went wrong in one line, or None."""
    target = site / FOLDER
    with tempfile.TemporaryDirectory(dir=site.parent) as folder:
        used: set[str] = set()
        for number, text in enumerate(map(write_record, records)):
            (Path(folder) / f"{number}.html").write_text(text, encoding="utf-8")
            used.update(text.split())  # quicker than character by character
        command = [sys.executable, "-m", "pagefind", "--site", folder, "--output-path", str(target)]
        try:
            done = subprocess.run(  # noqa: S603 - this Python with fixed arguments
                [*command, "--force-language", "en", "--quiet"], capture_output=True, text=True, timeout=LIMIT
            )
        except subprocess.TimeoutExpired:
            return f"the search index was not finished in {LIMIT} seconds"
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        return f"the search index could not be made: {said[-1] if said else 'Pagefind gives no reason'}"
    for pattern in UNUSED:
        for file in target.glob(pattern):
            file.unlink()
    (target / TABLE).write_text(make_table("".join(used)), encoding="utf-8")
    return None
