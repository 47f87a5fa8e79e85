"""Fonts of this machine -> the faces that preview cards are set in; opens font files, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import uharfbuzz
from PIL import ImageFont

MISSING = (
    "preview cards are left out: no Chinese font was found; install fonts-noto-cjk (Debian), "
    "or name a folder of fonts in READING_LIST_FONTS"
)


class Face(NamedTuple):
    """One face of a font file; `number` counts the faces of a collection."""

    path: str
    number: int = 0


@dataclass(frozen=True)
class Fonts:
    """The faces of each weight: the Chinese one first, then those asked for characters that it lacks."""

    regular: tuple[Face, ...]
    bold: tuple[Face, ...]


@dataclass(frozen=True)
class _Family:
    """A family with Chinese characters: its name inside the files, their names, and one with narrow quotes."""

    name: str
    regular: str
    bold: str
    narrow: str = ""


FAMILIES = (
    _Family("Noto Sans CJK SC", "NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc", "Noto Sans CJK KR"),
    _Family("Source Han Sans SC", "SourceHanSans-Regular.ttc", "SourceHanSans-Bold.ttc", "Source Han Sans K"),
    _Family("Noto Sans CJK SC", "NotoSansCJKsc-Regular.otf", "NotoSansCJKsc-Bold.otf"),
    _Family("Source Han Sans SC", "SourceHanSansSC-Regular.otf", "SourceHanSansSC-Bold.otf"),
    _Family("Source Han Sans CN", "SourceHanSansCN-Regular.otf", "SourceHanSansCN-Bold.otf"),
    _Family("Noto Sans SC", "NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf"),
    _Family("Noto Sans SC", "NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"),
    _Family("Microsoft YaHei", "msyh.ttc", "msyhbd.ttc"),
)
"""In the order in which they are looked for; the files as Debian, Arch, Fedora, Adobe, Google and Windows name them.

Chinese faces have quotes and dashes as wide as a character; the Korean face of the same file has narrow ones.
"""

OTHERS = (
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("NotoSansSymbols2-Regular.ttf", "NotoSansSymbols2-Regular.ttf"),
    ("NotoSansMath-Regular.ttf", "NotoSansMath-Regular.ttf"),
    ("Symbola_hint.ttf", "Symbola_hint.ttf"),
    ("seguisym.ttf", "seguisym.ttf"),
)
"""(regular, bold) files asked, in this order, for a character that the Chinese face lacks. None of them has colours."""


def identify(fonts: Fonts) -> tuple[tuple[Face, int, int], ...]:
    """Each face with the size of its file and the time when that was changed: another version is another font."""
    states = ((face, Path(face.path).stat()) for face in (*fonts.regular, *fonts.bold))
    return tuple((face, state.st_size, state.st_mtime_ns) for face, state in states)


def find_fonts(environment: Mapping[str, str]) -> Fonts | None:
    """The faces for preview cards, or None where no Chinese font is found.

    READING_LIST_FONTS, a list of folders, takes the place of the folders that systems keep fonts in.
    """
    files = _find_files(_list_folders(environment))
    for family in FAMILIES:
        regular = _find_faces(family, files.get(family.regular))
        if regular:
            bold = _find_faces(family, files.get(family.bold)) or regular
            others = [[Face(files[name]) for name in names if name in files] for names in zip(*OTHERS, strict=True)]
            return Fonts((*regular, *others[0]), (*bold, *others[1]))
    return None


def explain(fonts: Fonts | None) -> str:
    """What to say of the fonts found: nothing, or that there are none and what to install."""
    return "" if fonts else MISSING


def _list_folders(environment: Mapping[str, str]) -> list[Path]:
    """Where fonts are: fontconfig's folders (XDG base directories), macOS's and Windows's."""
    if named := environment.get("READING_LIST_FONTS"):
        return [Path(folder) for folder in named.split(os.pathsep)]
    home = Path(environment.get("HOME", "/"))
    data = [environment.get("XDG_DATA_HOME") or str(home / ".local/share")]
    data += (environment.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
    folders = [home / ".fonts", *(Path(folder) / "fonts" for folder in data), home / "Library/Fonts"]
    return [*folders, Path("/Library/Fonts"), Path(environment.get("WINDIR", "/Windows")) / "Fonts"]


def _find_files(folders: Iterable[Path]) -> dict[str, str]:
    """Name -> path of the files wanted that can be read; the first folder wins."""
    wanted = {name for family in FAMILIES for name in (family.regular, family.bold)}
    wanted.update(name for names in OTHERS for name in names)
    found: dict[str, str] = {}
    for folder in folders:
        for root, inner, names in os.walk(folder):
            inner.sort()
            for name in sorted(wanted.intersection(names)):
                if os.access(path := str(Path(root, name)), os.R_OK):
                    found.setdefault(name, path)
    return found


def _find_faces(family: _Family, path: str | None) -> tuple[Face, ...]:
    """The family's Chinese face in a file, and its narrow one; nothing where the file is damaged or another's."""
    if path is None:
        return ()
    count = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path)).count
    try:
        names = {ImageFont.truetype(path, 10, index).getname()[0]: index for index in reversed(range(count))}
    except OSError:
        return ()
    faces = tuple(Face(path, names[name]) for name in (family.name, family.narrow) if name in names)
    return faces if all(has_glyph(face, "的") for face in faces) else ()


@lru_cache(maxsize=64)
def load_shaper(face: Face) -> uharfbuzz.Font:
    """What places the glyphs of a face, in its own units."""
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(face.path), face.number))


@lru_cache(maxsize=256)
def load_pen(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """What draws the glyphs of a face at a size in pixels; glyph by glyph, so that no system library has a say."""
    return ImageFont.truetype(face.path, size, face.number, layout_engine=ImageFont.Layout.BASIC)


@cache
def has_glyph(face: Face, character: str) -> bool:
    """Whether a face can draw a character."""
    return load_shaper(face).get_nominal_glyph(ord(character)) is not None
