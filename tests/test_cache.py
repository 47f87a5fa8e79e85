"""What is kept between builds: a drawing comes back as it was, and what is spoilt is drawn again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.build import read_site
from readinglist.diagrams.record import dump_drawing, load_drawing
from readinglist.diagrams.render import draw_diagram

FAMILIES = sorted(Path(__file__).with_name("diagrams").glob("*.mmd"))
BROKEN = "flowchart TD\nA[A label (in brackets)] --> B[Another]\nsome words that are no statement"


@pytest.mark.parametrize("source", [*(path.read_text(encoding="utf-8") for path in FAMILIES), BROKEN, "no diagram"])
def test_a_drawing_comes_back_as_it_was(source: str) -> None:
    """Picture, outline, repairs and errors are all kept."""
    drawing = draw_diagram(source)
    assert load_drawing(dump_drawing(drawing)) == drawing


@given(st.binary() | st.text().map(str.encode) | st.just(b'{"outline": 1}'))
def test_a_spoilt_file_is_no_drawing(text: bytes) -> None:
    """Whatever stands in a file, reading it raises nothing."""
    assert load_drawing(text) is None


def test_builds_agree_with_and_without_what_is_kept(tmp_path: Path) -> None:
    """A second reading, and one after every kept file was spoilt, give the same drawings as the first."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "one.md").write_text(f"---\ntitle: One\n---\nText.\n\n```mermaid\n{BROKEN}\n```\n", encoding="utf-8")
    first = read_site(folder, folder)
    kept = list((tmp_path / ".cache" / "diagrams").iterdir())
    assert len(kept) == 1
    assert read_site(folder, folder) == first
    kept[0].write_bytes(b"\xff{")
    assert read_site(folder, folder) == first
    assert [drawing.status for drawing in first.drawings.values()] == ["repaired"]
