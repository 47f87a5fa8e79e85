"""Drawings kept between builds in `.cache/`, by their content; a folder that may be deleted at any time."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .diagrams.record import dump_drawing, load_drawing, make_key
from .diagrams.render import Drawing

KEPT = 30 * 24 * 3600
"""Seconds after which a drawing that no build has asked for is thrown away."""


class DrawingCache:
    """Source -> drawing, one file each. What a drawing depends on besides its source is part of the file's name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stamp = _make_stamp()

    def read(self, sources: Iterable[str]) -> dict[str, Drawing]:
        """The drawings that are kept, of those asked for."""
        found = {}
        for source in sources:
            file = self.folder / make_key(source, self.stamp)
            try:
                drawing = load_drawing(file.read_bytes())
                os.utime(file)
            except OSError:
                continue
            if drawing is not None:
                found[source] = drawing
        return found

    def write(self, drawings: Mapping[str, Drawing]) -> None:
        """Keep drawings; a folder that cannot be written to keeps none."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for source, drawing in drawings.items():
                file = self.folder / make_key(source, self.stamp)
                part = file.with_suffix(f".{os.getpid()}")  # two builds may write at once
                part.write_bytes(dump_drawing(drawing))
                part.replace(file)
            self._prune()
        except OSError:
            return

    def _prune(self) -> None:
        for file in self.folder.iterdir():
            if time.time() - file.stat().st_mtime > KEPT:
                file.unlink(missing_ok=True)


def _make_stamp() -> str:
    """A hash of the code that draws, of the renderer's version and of the setting that changes what is drawn."""
    code = hashlib.sha256()
    for file in sorted(Path(__file__).with_name("diagrams").rglob("*.py")):
        code.update(file.read_bytes())
    try:
        renderer = version("merman")
    except PackageNotFoundError:
        renderer = "none"
    return f"{code.hexdigest()} {renderer} {os.environ.get('READING_LIST_DIAGRAMS', '')}"
