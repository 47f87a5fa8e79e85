"""A diagram on its page: the window that shows it large, its parts in words, and the browser as second draughtsman."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from conftest import build_once, read_index
from readinglist.diagrams.client import make_harmless
from readinglist.document import EDITIONS
from readinglist.repair_words import REPAIRS, describe_repair

FAMILIES = Path(__file__).with_name("diagrams")
WIDE = "sequenceDiagram\n" + "\n".join(f"P{i}->>P{i + 1}: message {i} about mermaids" for i in range(12))
BROKEN = "flowchart TD\nA[A label (in brackets)] --> B[Another]"
HOPELESS = "flowchart TD\nA[cut off --> B{\nsubgraph"
REMOTE = (
    'flowchart TD\nA["x <img src=https://example.com/a.png>"] --> B@{ img: "https://example.com/b.png", label: "B" }'
)
ENTRY = "entries/drawn/"
DUPLICATES = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  return ids.filter((id, i) => ids.indexOf(id) !== i);
}"""
LABELS = """() => [...document.querySelectorAll(".picture svg")].map((svg) => {
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  const texts = [...svg.querySelectorAll("text, span, p")].filter((element) => element.textContent.trim());
  return Math.min(...texts.map((element) => parseFloat(getComputedStyle(element).fontSize) * scale));
})"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sources: an entry with diagrams of many kinds, one without any."""
    made = tmp_path_factory.mktemp("viewer")
    families = [(FAMILIES / f"{name}.mmd").read_text(encoding="utf-8") for name in ("flow-20-nodes", "flowzh", "state")]
    blocks = "\n".join(f"Part {i}\n\n```mermaid\n{text}\n```\n" for i, text in enumerate([*families, WIDE, BROKEN]))
    front = "---\ntitle: {}\ntags: [moe]\ndescription: 'In \"short\", <i>mermaid</i>'\n---\n"
    (made / "drawn.md").write_text(f"{front.format('Drawn')}Text that names mermaid.\n\n{blocks}", encoding="utf-8")
    (made / "bad.md").write_text(f"{front.format('Bad')}Text.\n\n```mermaid\n{HOPELESS}\n```\n", encoding="utf-8")
    (made / "remote.md").write_text(f"{front.format('Remote')}Text.\n\n```mermaid\n{REMOTE}\n```\n", encoding="utf-8")
    (made / "plain.md").write_text(f"{front.format('Plain')}Text without any.\n", encoding="utf-8")
    return made


@pytest.fixture(scope="session")
def drawn_site(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with its diagrams drawn at build."""
    return build_once("viewer-drawn", folder, tmp_path_factory)


@pytest.fixture(scope="session")
def client_site(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site whose diagrams the browser has to draw."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READING_LIST_DIAGRAMS", "client")
        return build_once("viewer-client", folder, tmp_path_factory)


@pytest.fixture
def drawn(drawn_site: Path, serve: Any, browser: Browser) -> Iterator[Page]:
    """A page with drawn diagrams on a desktop."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(serve(drawn_site) + ENTRY)
    yield page
    page.close()


def _read_pages(site: Path) -> dict[str, str]:
    return {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}


def _get_view(page: Page) -> str:
    return str(page.evaluate("document.querySelector('dialog[open] svg').style.transform"))


@pytest.mark.browser
def test_the_zoom_window_opens_and_closes_and_leaves_nothing_behind(drawn: Page) -> None:
    """The window takes the picture and gives it back, with the focus, the place in the page and every id as before."""
    figure = drawn.locator("figure.diagram").first
    opener = figure.get_by_role("button", name="Zoom", exact=True)
    opener.scroll_into_view_if_needed()
    before = drawn.evaluate("[scrollY, document.querySelector('.picture').innerHTML.length]")
    opener.focus()
    drawn.keyboard.press("Enter")
    dialog = drawn.locator("dialog[open]")
    box = dialog.bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 1280, 800)
    inside = dialog.locator("svg").bounding_box()
    assert inside is not None
    assert inside["y"] > 0
    assert inside["y"] + inside["height"] <= 800
    assert drawn.evaluate(DUPLICATES) == []
    drawn.keyboard.press("Escape")
    assert dialog.count() == 0
    assert opener.evaluate("element => element === document.activeElement")
    assert drawn.evaluate("[scrollY, document.querySelector('.picture').innerHTML.length]")[0] == before[0]
    assert figure.locator(".picture svg").count() == 1
    drawn.mouse.move(640, 400)
    drawn.mouse.wheel(0, 200)
    drawn.wait_for_function("y => scrollY > y", arg=before[0])


@pytest.mark.browser
def test_the_zoom_window_follows_keys_buttons_and_wheel(drawn: Page) -> None:
    """`+ - 0`, arrows, buttons and wheel change the view; the wheel keeps the point under the pointer."""
    drawn.locator("button.zoom").first.click()
    fitted = _get_view(drawn)
    for first, back in (("+", "-"), ("ArrowLeft", "ArrowRight"), ("ArrowUp", "ArrowDown")):
        drawn.keyboard.press(first)
        assert _get_view(drawn) != fitted, first
        drawn.keyboard.press(back)
    drawn.keyboard.press("+")
    drawn.keyboard.press("0")
    assert _get_view(drawn) == fitted
    for name in ("Zoom in", "Zoom out"):
        drawn.get_by_role("button", name=name).click()
        assert _get_view(drawn) != fitted
        drawn.get_by_role("button", name="Fit to window").click()
        assert _get_view(drawn) == fitted
    box = drawn.locator("dialog[open] svg").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 4, box["y"] + box["height"] / 4
    scrolled = drawn.evaluate("scrollY")
    drawn.mouse.move(x, y)
    drawn.mouse.wheel(0, -300)
    drawn.wait_for_function("view => document.querySelector('dialog[open] svg').style.transform !== view", arg=fitted)
    larger = drawn.locator("dialog[open] svg").bounding_box()
    assert larger is not None
    assert larger["width"] > box["width"]
    assert larger["x"] + larger["width"] / 4 == pytest.approx(x, abs=1)
    assert larger["y"] + larger["height"] / 4 == pytest.approx(y, abs=1)
    assert drawn.evaluate("scrollY") == scrolled
    drawn.get_by_role("button", name="Close").click()
    assert drawn.locator("dialog[open]").count() == 0


@pytest.mark.browser
def test_the_zoom_window_follows_fingers(drawn_site: Path, serve: Any, browser: Browser) -> None:
    """On a phone a tap on the picture opens the window, one finger moves the view and two enlarge it."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(serve(drawn_site) + "zh/" + ENTRY)
    page.locator(".picture").first.tap()
    devtools = context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[int, int]) -> None:
        listed = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": listed})

    before = page.locator("dialog[open] svg").bounding_box()
    touch("touchStart", (200, 400))
    touch("touchMove", (160, 350))
    touch("touchEnd")
    moved = page.locator("dialog[open] svg").bounding_box()
    touch("touchStart", (150, 400), (250, 400))
    touch("touchMove", (100, 400), (300, 400))
    touch("touchEnd")
    larger = page.locator("dialog[open] svg").bounding_box()
    assert before is not None
    assert moved is not None
    assert larger is not None
    assert moved["x"] - before["x"] == pytest.approx(-40, abs=1)
    assert moved["y"] - before["y"] == pytest.approx(-50, abs=1)
    assert larger["width"] == pytest.approx(moved["width"] * 2, rel=0.02)
    page.get_by_role("button", name="关闭").tap()
    assert page.locator("dialog[open]").count() == 0
    context.close()


@pytest.mark.browser
def test_a_click_on_the_picture_opens_the_window_and_a_selection_does_not(drawn: Page) -> None:
    """Text in a picture can be selected; a plain click opens the window."""
    label = drawn.locator(".picture svg p").first
    label.scroll_into_view_if_needed()
    box = label.bounding_box()
    assert box is not None
    drawn.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    drawn.mouse.down()
    drawn.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2, steps=5)
    drawn.mouse.up()
    assert drawn.evaluate("String(getSelection())").strip()
    assert drawn.locator("dialog[open]").count() == 0
    drawn.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert drawn.locator("dialog[open]").count() == 1


@pytest.mark.browser
def test_without_scripts_everything_but_the_zoom_is_there(drawn_site: Path, serve: Any, browser: Browser) -> None:
    """Without JavaScript the pictures stand, parts and source open, and no button is without effect."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(serve(drawn_site) + ENTRY)
    figure = page.locator("figure.diagram").last
    assert figure.get_attribute("data-status") == "repaired"
    assert figure.locator(".picture svg").is_visible()
    assert not page.locator("figure.diagram button:visible").count()
    figure.get_by_text("As text").click()
    assert figure.get_by_text("A label (in brackets) → Another").is_visible()
    figure.get_by_text("Source", exact=True).click()
    assert figure.get_by_text("A label with special characters was quoted.").is_visible()
    assert figure.locator("pre").count() == 2
    page.goto(serve(drawn_site) + "entries/bad/")
    assert page.locator(".notice").is_visible()
    assert page.locator("figure pre").is_visible()
    context.close()


@pytest.mark.browser
def test_on_paper_a_diagram_has_its_outline_and_no_buttons(drawn: Page) -> None:
    """Print shows the parts in words under the picture, though nobody opened them."""
    drawn.emulate_media(media="print")
    figure = drawn.locator("figure.diagram").first
    assert figure.locator(".as-text .panel").is_visible()
    assert not drawn.locator("figure.diagram .action:visible").count()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 1600, 800, 390])
def test_a_wide_picture_has_the_room_there_is(drawn_site: Path, serve: Any, browser: Browser, width: int) -> None:
    """A wide figure leaves the text column, but not the window, and keeps off the table of contents."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(serve(drawn_site) + ENTRY)
    boxes = page.evaluate("""() => [...document.querySelectorAll("figure.diagram")].map((figure) => {
      const [box, text] = [figure, figure.parentElement].map((element) => element.getBoundingClientRect());
      const picture = figure.querySelector(".picture");
      return [box.left, box.right, text.width, picture.scrollLeft, picture.scrollWidth > picture.clientWidth];
    })""")
    contents = page.locator(".md-sidebar--secondary")
    edge = contents.bounding_box() if width > 1220 else None
    least = edge["x"] + edge["width"] if edge else 0
    assert all(least <= left and right <= width for left, right, *_ in boxes)
    assert any(right - left > text + 50 for left, right, text, *_ in boxes) == (width > 390)
    assert any(scrolls for *_, scrolls in boxes)
    assert not any(start for *_, start, _ in boxes)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize(
    ("source", "harmless"),
    [
        ('A["x <img src=https://x.example>"]', 'A["x #lt;img src=https://x.example>"]'),
        ('A@{ img: "https://x.example/a.png", label: "B" }', 'A@{  label: "B" }'),
        ("style A fill:#fff,background:url(https://x.example)", "style A fill:#fff,background:(https://x.example)"),
        ("A[one<br/>two] --> B[<b>bold</b>]", "A[one<br/>two] --> B[<b>bold</b>]"),
        ("class A <<interface>>\nA <|-- B", "class A <<interface>>\nA <|-- B"),
        ("A[Vec<Item>]", "A[Vec#lt;Item>]"),
    ],
)
def test_what_the_browser_draws_can_fetch_nothing(source: str, harmless: str) -> None:
    """Pictures, addresses and tags with attributes are gone or text; line breaks, bold and arrows stay."""
    assert make_harmless(source) == harmless


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_repair_is_told_in_a_sentence(edition: str) -> None:
    """A repair reads as a sentence in the edition's language; an unknown one by its name."""
    assert all(describe_repair(name, edition).endswith((".", "。")) for name in REPAIRS)
    assert describe_repair("not-yet-told", edition) == "not yet told"


def test_pages_with_drawn_diagrams_load_no_diagram_script(drawn_site: Path) -> None:
    """Drawn diagrams need no library, and nothing on their pages makes mkdocs-mermaid2-plugin read them."""
    pages = _read_pages(drawn_site)
    assert not [name for name, html in pages.items() if "mermaid" in html]
    assert '"In &#34;short&#34;, &lt;i&gt;&#109;ermaid&lt;/i&gt;"' in pages[f"{ENTRY}index.html"]
    assert not list(drawn_site.rglob("*mermaid*"))
    with_diagram = {name for name, html in pages.items() if "<figure" in html}
    assert {name for name, html in pages.items() if "assets/diagram." in html} == with_diagram
    assert f"{ENTRY}index.html" in with_diagram
    assert "entries/plain/index.html" not in with_diagram


def test_search_knows_a_diagram_by_its_outline_alone(drawn_site: Path) -> None:
    """The search index has each label once more than the links that name it, and no word of buttons or source."""
    text = read_index(drawn_site)[ENTRY]["content"]
    assert text.count("A label (in brackets)") == 2
    assert "A label (in brackets) → Another" in text
    assert not any(words in text for words in ("As text", "Fit to window", "flowchart TD", "Download"))


def test_only_pages_with_a_diagram_for_the_browser_load_the_library(client_site: Path) -> None:
    """Mermaid's own script is on the site once per edition, and on the pages that need it; no page names a host."""
    pages = _read_pages(client_site)
    needing = {name for name, html in pages.items() if 'data-status="client"' in html}
    assert {f"{ENTRY}index.html", f"zh/{ENTRY}index.html"} < needing
    assert {name for name, html in pages.items() if "mermaid.min.js" in html} == needing
    assert not [name for name, html in pages.items() if re.search(r"<script[^>]*src=[\"']?(?:https?:)?//", html)]
    assert len(list(client_site.rglob("mermaid.min.js"))) == 2


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_browser_draws_what_the_build_does_not(
    client_site: Path, serve: Any, browser: Browser, width: int, scheme: Any
) -> None:
    """The browser draws from the site alone, in the site's colours, with labels of 11 pixels and ids of their own."""
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    address, foreign = serve(client_site), []
    page.on("request", lambda request: None if request.url.startswith(address) else foreign.append(request.url))
    page.goto(address + ENTRY)
    page.wait_for_function("document.querySelectorAll('.picture svg').length === 5")
    page.wait_for_function("!document.querySelector('.unsupported').hidden || document.querySelector('.picture svg')")
    assert min(page.evaluate(LABELS)) >= 11
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    assert page.evaluate(DUPLICATES) == []
    node = "getComputedStyle(document.querySelector('.picture svg .node rect')).fill"
    colour = page.evaluate(node)
    page.evaluate("scheme => document.body.setAttribute('data-md-color-scheme', scheme)", "slate")
    if scheme == "light":
        page.wait_for_function(f"colour => {node} !== colour", arg=colour)
    page.locator("button.zoom").first.click()
    assert page.locator("dialog[open] svg").count() == 1
    assert page.evaluate(DUPLICATES) == []
    assert foreign == []
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("entry", ["entries/bad/", "entries/remote/"])
def test_the_source_stands_where_the_browser_draws_nothing(
    client_site: Path, serve: Any, browser: Browser, entry: str
) -> None:
    """Until a diagram is drawn, where it cannot be, and without JavaScript, its source is what one sees."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(serve(client_site) + entry)
    assert "flowchart TD" in page.locator(".picture .mermaid").inner_text()
    context.close()
    page = browser.new_page()
    address, foreign = serve(client_site), []
    page.on("request", lambda request: None if request.url.startswith(address) else foreign.append(request.url))
    page.goto(address + entry)
    page.wait_for_function("!document.querySelector('.unsupported').hidden || document.querySelector('.picture svg')")
    if entry == "entries/bad/":
        assert "flowchart TD" in page.locator(".picture .mermaid").inner_text()
        assert not page.locator("button.zoom:visible").count()
    assert foreign == []
    page.close()
