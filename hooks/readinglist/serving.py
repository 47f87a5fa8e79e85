"""What a site that is being served keeps of its last build after an edit: everything that was not built anew."""

from __future__ import annotations

import os
from pathlib import Path

MADE_BY_HOST = frozenset({"sitemap.xml", "sitemap.xml.gz", "robots.txt"})
"""Files at the root of a site that are made from its pages every time."""


def keep_data(last: Path) -> dict[str, bytes]:
    """Address -> content of the last build's data about the whole list, which hand-written pages link to."""
    files = (path for path in last.iterdir() if path.is_file() and path.suffix != ".html")
    return {path.name: path.read_bytes() for path in files if path.name not in MADE_BY_HOST}


def carry_over(last: Path, new: Path) -> None:
    """Link what only the last build has into the new one: the other edition, search, feeds, cards.

    Both folders are on one file system, and files are only ever replaced as a whole.
    """
    for folder, _, names in os.walk(last):
        place = new / Path(folder).relative_to(last)
        place.mkdir(parents=True, exist_ok=True)
        for name in names:
            if not (place / name).exists():
                os.link(Path(folder, name), place / name)
