"""Drawn diagrams as a reader sees them: a site of many diagrams, measured in Chromium."""

from __future__ import annotations

import gzip
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from conftest import EVERY, ROOT, build_once, whole
from readinglist.diagrams.render import Drawing, draw_diagram
from readinglist.diagrams.standalone import LIGHT, make_standalone

FAMILIES = Path(__file__).with_name("diagrams")
SHARED = ROOT.parent / "shared" / "mermaid" / "real"
MEASURE = Path(__file__).with_name("measure_diagrams.js").read_text(encoding="utf-8")
PER_PAGE = 8


def _read_diagrams() -> dict[str, str]:
    """Name -> source: one of each family of our own, and the shared set where it is."""
    files = [*sorted(FAMILIES.glob("*.mmd")), *sorted(SHARED.glob("*.mmd"))]
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


@pytest.fixture(scope="session")
def gallery_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with all diagrams, outside CI a third of them, several on a page."""
    if not SHARED.is_dir() and os.environ.get("READING_LIST_REQUIRE_SHARED"):
        pytest.fail(f"CI needs the shared diagrams in {SHARED}")
    folder = tmp_path_factory.mktemp("gallery")
    sources = list(_read_diagrams().values())[:: 1 if EVERY else 3]
    for start in range(0, len(sources), PER_PAGE):
        tags = "\n\n".join(
            f"Part {i}\n\n<mermaid_diagram>\n{source}\n</mermaid_diagram>"
            for i, source in enumerate(sources[start : start + PER_PAGE])
        )
        (folder / f"page-{start:03d}.md").write_text(f"---\ntitle: Page {start}\ntags: [moe]\n---\n{tags}\n", "utf-8")
    return build_once("gallery", folder, tmp_path_factory)


def _measure(browser: Browser, address: str, gallery_site: Path, width: int, scheme: str) -> tuple[int, list[Any], int]:
    """(labels, findings, widest sideways scroll) over all pages of the gallery."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    labels, found, scroll = 0, [], 0
    for entry in sorted((gallery_site / "entries").iterdir()):
        page = context.new_page()
        page.goto(f"{address}entries/{entry.name}/")
        result = page.evaluate(MEASURE)
        labels, scroll = labels + result["labels"], max(scroll, result["scroll"])
        found += result["found"]
        page.close()
    context.close()
    return labels, found, scroll


@whole
@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_labels_fit_stand_out_and_can_be_read(
    gallery_site: Path, serve: Any, browser: Browser, width: int, scheme: str
) -> None:
    """At most 2 labels in 1,000 stand out of their shape or fall short of 4.5:1, none is under 11 pixels high."""
    labels, found, scroll = _measure(browser, serve(gallery_site), gallery_site, width, scheme)
    kinds = Counter(item["kind"] for item in found)
    assert labels > 150
    assert scroll == 0
    assert kinds["small"] == 0, found
    assert kinds["overflow"] <= labels * 0.002, found
    assert kinds["contrast"] <= labels * 0.002, found


@pytest.mark.parametrize("name", [path.stem for path in sorted(FAMILIES.glob("*.mmd"))])
def test_every_family_is_drawn_with_an_outline(name: str) -> None:
    """A diagram of each family is drawn as it is, in the site's colours only, and told in words."""
    drawing = draw_diagram((FAMILIES / f"{name}.mmd").read_text(encoding="utf-8"))
    assert drawing.status == "rendered"
    assert drawing.outline.parts
    assert drawing.outline.nodes > 0
    assert "#01fa0b" not in drawing.svg  # the first sentinel: see diagrams.theme


def test_a_flowchart_of_20_nodes_is_small() -> None:
    """A flowchart of 20 nodes takes at most 12 KB of a page, compressed."""
    drawing = draw_diagram((FAMILIES / "flow-20-nodes.mmd").read_text(encoding="utf-8"))
    assert drawing.outline.nodes == 20
    assert len(gzip.compress(drawing.svg.encode())) <= 12_000


def test_ids_are_unique_on_a_page_with_many_families(gallery_site: Path) -> None:
    """No id is given twice on any page of the gallery."""
    for file in (gallery_site / "entries").glob("*/index.html"):
        ids = re.findall(r'\sid="([^"]+)"', file.read_text(encoding="utf-8"))
        assert [name for name, count in Counter(ids).items() if count > 1] == [], file


def test_every_picture_has_a_role_a_title_and_a_description(gallery_site: Path) -> None:
    """Each SVG says what it is to a screen reader, by ids that exist."""
    for file in (gallery_site / "entries").glob("*/index.html"):
        text = file.read_text(encoding="utf-8")
        for opening in re.findall(r'<section class="picture"[^>]*>\s*(<svg[^>]*>)', text):
            assert 'role="graphics-document document"' in opening
            for key in ("aria-labelledby", "aria-describedby"):
                match = re.search(rf'{key}="([^"]+)"', opening)
                assert match is not None
                assert f'id="{match[1]}"' in text


HOSTILE = [
    'flowchart TD\nA["<img src=https://evil.example/x.png onerror=alert(1)>"] --> B',
    'flowchart TD\nA --> B\nclick A "javascript:alert(1)"',
    'flowchart TD\nA --> B\nclick A href "https://evil.example/" "tip" _top',
    "flowchart TD\nA --> B\nclick A call alert()",
    'flowchart TD\nA@{ img: "https://evil.example/x.png", label: "x" } --> B',
    "%%{init: {'theme':'base','themeCSS':'*{position:fixed;inset:0}'}}%%\nflowchart TD\nA --> B",
    "---\nconfig:\n  themeCSS: '* { background: url(https://evil.example/x) }'\n---\nflowchart TD\nA --> B",
    "flowchart TD\nA --> B\nstyle A fill:url(https://evil.example/x),position:fixed,top:0",
    "flowchart TD\nA --> B\nclassDef x fill:url(https://evil.example/x),position:fixed\nclass A x",
    "flowchart TD\nA[\"<div style='position:fixed;inset:0;background:red'>cover</div>\"] --> B",
    'flowchart TD\nA["<a href=https://evil.example target=_top>x</a>"] --> B',
    'flowchart TD\nA["<style>*{display:none}</style>x"] --> B',
    'flowchart TD\nA["<svg onload=alert(1)></svg>x"] --> B',
    'flowchart TD\nA["<iframe srcdoc=x></iframe>x"] --> B',
    'flowchart TD\nA["</foreignObject><script>alert(1)</script>"] --> B',
    "sequenceDiagram\nparticipant A\nlink A: Site @ https://evil.example/\nA->>A: <script>alert(1)</script>",
    'classDiagram\nclass A\nlink A "https://evil.example/"\ncallback A "alert"',
    "gantt\ntitle <img src=x onerror=a()>\ndateFormat YYYY-MM-DD\nT :a, 2024-01-01, 5d\nclick a href 'javascript:x'",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_of_a_hostile_diagram_acts(source: str) -> None:
    """Whatever becomes of it, the SVG has no script, no handler, no address and no way to leave its place."""
    drawing = draw_diagram(source)
    svg = " ".join(re.findall(r"<[^>]*>|<style>.*?</style>", drawing.svg.lower(), flags=re.DOTALL))
    assert not re.search(r"<(?:script|img|image|iframe|a|use|animate|set|link|meta|object|embed|feimage)\b", svg)
    assert not re.search(r"\son\w+\s*=|\shref\s*=|xlink|javascript:|evil\.example|position\s*:|@import", svg)
    assert all(reference.startswith("url(#") for reference in re.findall(r"url\([^)]*", svg))


@pytest.mark.parametrize(
    "source",
    [
        "flowchart TD\nA[cut off",
        "nonsenseDiagram\n  a b c",
        "stateDiagram-v2\nstate A {\nstate A {\nB\n}\n}",
        "",
    ],
)
def test_a_hopeless_diagram_says_why(source: str) -> None:
    """A diagram that cannot be drawn has a reason and no picture."""
    drawing = draw_diagram(source)
    assert (drawing.status, drawing.svg) == ("source", "") or drawing.status == "repaired"
    assert bool(drawing.error) == (drawing.status == "source")


def test_600_nodes_are_drawn_or_refused() -> None:
    """A diagram of 600 nodes does not stop the build."""
    lines = "\n".join(f"n{i}[Node {i}] --> n{i + 1}" for i in range(600))
    drawing = draw_diagram(f"flowchart TD\n{lines}")
    assert drawing.status in ("rendered", "source")


def test_a_wide_flowchart_is_laid_out_the_other_way_round() -> None:
    """A flowchart too wide for a desktop is turned where that makes it much narrower, and the drawing says so."""
    chain = " --> ".join(f'n{i}["Step {i}"]' for i in range(14))
    drawing = draw_diagram(f"flowchart LR\n{chain}")
    assert drawing.width < 1000
    assert [repair.name for repair in drawing.repairs] == ["turn-layout"]
    assert drawing.status == "rendered"


def test_text_on_an_authors_fill_is_black_or_white() -> None:
    """The fill of a `style` or a `classDef` stays, and its text is set by luminance."""
    svg = draw_diagram(
        "flowchart TD\nA[Dark] --> B[Light]\nstyle A fill:#123\nclassDef pale fill:#fdd\nclass B pale"
    ).svg
    assert "fill:#123 !important" in svg
    assert "color:#ffffff !important" in svg
    assert "color:#000000 !important" in svg


def test_a_picture_stands_alone() -> None:
    """The SVG for download is XML with namespaces, plain colours and a title, and keeps Mermaid's class names."""
    import xml.etree.ElementTree as ET

    drawing: Drawing = draw_diagram('flowchart TD\nA["One<br>line"] -->|yes| B')
    text = make_standalone(drawing.svg, "A & B")
    root = ET.fromstring(text)  # noqa: S314 - our own text
    assert root.find("{http://www.w3.org/2000/svg}title").text == "A & B"  # type: ignore[union-attr]
    assert root.findall(".//{http://www.w3.org/1999/xhtml}p")
    assert "var(" not in text
    assert 'class="node' in text


def test_the_colours_of_files_are_those_of_the_style_sheet() -> None:
    """Each role has the same light colour in the style sheet and in pictures for download."""
    css = (ROOT / "docs" / "shared" / "assets" / "site.css").read_text(encoding="utf-8")
    light = css[: css.index('[data-md-color-scheme="slate"]')]
    assert dict(re.findall(r"--dg-([\w-]+):\s*(#[0-9a-f]{6})", light)) == dict(LIGHT)
