"""The commands of a curator, given as they are in a terminal: add, show, export, check --json."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from conftest import ROOT
from readinglist.__main__ import main
from readinglist.build import read_site
from readinglist.metadata import KINDS
from test_cases import write_files

TAGS = (
    "- {id: moe, en: Mixture of Experts, zh: 混合专家, aliases: [MoE]}\n- {id: cost, en: Training cost, zh: 训练成本}\n"
)
TALK = "the experts of the layer are chosen by a router and the training cost is counted in hours of each card "
CAPTURE = (
    "Title: 混合专家为什么省钱 BV1AB411c7mD\nURL: https://www.bilibili.com/video/BV1AB411c7mD/?spm_id_from=333.1007\n"
    f"Duration: 12:34\nStatus: success\n\nDescription:\n混合专家（MoE）让训练成本下降，MoE很省。\n"
    f"Content:\n{TALK * 5}\n"
)
ESSAY = "".join(f"Sentence {n} of an essay says what {n * 7} experts do. " for n in range(40))
GOOD = {
    "sources/tags.yml": TAGS,
    "sources/first.md": "---\ntitle: How experts are chosen by a router\nurl: https://example.org/first\n"
    f"aliases: [older]\ntags: [moe]\ndescription: The point.\n---\n{ESSAY}\n",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a list with one entry, in which the commands are given."""
    write_files(tmp_path, GOOD)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _list_sources(project: Path) -> set[str]:
    return {path.name for path in (project / "sources").iterdir()}


def test_a_capture_becomes_an_entry_with_reasons(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`add` copies the capture as it is, writes the sidecar, says why, and the list is good afterwards."""
    write_files(project, {"saved.txt": CAPTURE})
    assert main(["add", "saved.txt"]) == 0
    said = capsys.readouterr().out
    slug = "bilibili-bv1ab411c7md"
    for line in (f"slug   {slug}  (the platform's id", "tags   cost  (", "       moe  (", "make serve"):
        assert line in said
    assert (project / f"sources/{slug}.txt").read_text(encoding="utf-8") == CAPTURE
    sidecar = (project / f"sources/{slug}.yml").read_text(encoding="utf-8")
    assert sidecar.startswith("# yaml-language-server: $schema=../schema/source.json\n")
    assert yaml.safe_load(sidecar) == {
        "title": "混合专家为什么省钱",
        "slug": slug,
        "url": "https://www.bilibili.com/video/BV1AB411c7mD/",
        "kind": "video",
        "language": "en",
        "tags": ["cost", "moe"],
    }
    assert main(["check", "--strict"]) == 0
    entry = next(entry for entry in read_site(Path("sources")).entries if entry.slug == slug)
    assert (entry.title, entry.tags_guessed) == ("混合专家为什么省钱", False)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        (
            "a.md",
            "---\ntitle: Another\nurl: http://www.example.org/first?utm_source=x\n---\nText.\n",
            "the same address",
        ),
        ("a.md", "---\ntitle: How Experts Are Chosen by a Router!\n---\nText.\n", "a title 100% alike"),
        ("a.txt", f"A line of one's own.\n{ESSAY}\n", "of the shorter text stands in the other one"),
        ("a.md", "---\ntitle: Another\nslug: older\n---\nText.\n", 'its old slug is "older"'),
    ],
)
def test_a_work_that_is_there_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, reason: str
) -> None:
    """The same address, slug, title or text: the entry is named, nothing is written."""
    write_files(project, {name: text})
    before = _list_sources(project)
    assert main(["add", name]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    is_certain = "address" in reason or "slug" in reason
    says = "has its place" if "slug" in reason else "is the same work" if is_certain else "seems to be the same work"
    assert said.err.startswith(f"sources/first.md:1: {says}: ")
    assert reason in said.err
    assert _list_sources(project) == before
    assert main(["add", name, "--anyway", "--slug", "another" if "slug" not in reason else "older"]) == is_certain
    assert (_list_sources(project) == before) == is_certain


def test_two_works_on_one_subject_are_two(project: Path) -> None:
    """Another work with some of the same words is added without a question."""
    write_files(project, {"b.md": f"---\ntitle: What a router costs\n---\n{TALK * 5}{ESSAY[:200]}\n"})
    assert main(["add", "b.md"]) == 0
    assert "what-a-router-costs.md" in _list_sources(project)


def test_a_work_that_only_a_digest_tells_of_is_a_hint(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A text that has the figures and names of a digest, or its printed errors, is added, and the entry named."""
    told = "At the Foundry in Lyon, Arcturus-9 took 4,096 cards and 557.6 hours; Vale calls that 12.5 percent less."
    text = "What was found in spring.\nVale spoke of 12.5 percent, of 557.6 hours. Lyon heard of Arcturus-9 on 4,096.\n"
    digest = f"---\ntitle: A cheap model\ntags: [moe]\n---\n## Key points\n1. {told} [p. 1](https://example.org/a)\n"
    errors = '---\ntitle: 另一篇\ncorrections: {"三百专家": 四百专家, "Sky Net": SkyNet}\n---\n正文。\n'
    write_files(project, {"sources/model.md": digest, "sources/other.md": errors})
    write_files(project, {"a.txt": text, "b.txt": "他说三百专家与Sky Net。\n"})
    for name, slug, reason in (
        ("a.txt", "model", "3 of 3 figures (12.5, 4,096, 557.6), 3 of "),
        ("b.txt", "other", "2 of the 2 wrong forms that the entry corrects (三百专家, Sky Net)"),
    ):
        assert main(["add", name, "--dry-run", "--json"]) == 0
        (hint,) = json.loads(capsys.readouterr().out)["maybe_the_same"]
        assert (hint["slug"], reason in hint["reason"]) == (slug, True), hint
    assert main(["add", "a.txt"]) == 0
    said = capsys.readouterr().out
    assert "May be the same work as:\n  model: 3 of 3 figures" in said
    assert "1. If it is the same work, delete sources/what-was-found-in-spring.txt and " in said


@pytest.mark.parametrize(
    ("url", "kind", "place"),
    [
        ("https://arxiv.org/abs/2501.99999v2", "paper", "https://arxiv.org/pdf/2501.99999v2#page=5"),
        ("https://example.org/x?a=b#top", "blog", "https://example.org/x?a=b#section-2"),
        ("https://www.youtube.com/watch?v=KFZNIJz6x6o", "video", "https://www.youtube.com/watch?v=KFZNIJz6x6o&t=130s"),
        ("https://example.org/talk", "podcast", "https://example.org/talk"),
    ],
)
def test_a_form_has_places_that_open(
    project: Path, capsys: pytest.CaptureFixture[str], url: str, kind: str, place: str
) -> None:
    """The example of a place leads into the work: a page of the PDF, a section, a moment where the host has them."""
    assert main(["add", "--url", url, "--title", "A new one", "--kind", kind, "--dry-run"]) == 0
    assert f"]({place})\n" in capsys.readouterr().out


def test_what_nothing_tells_is_left_to_the_curator(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A slug has no accents, comes from the file's name where the title gives none; a language is not made up."""
    french = "Les chercheurs lisent les poids, puis ils étudient ce que le modèle en a fait. " * 4
    write_files(project, {"été.txt": f"L'été à Zürich.\n{french}\n", "mir-1.txt": "Почему открытые веса важны.\n"})
    for name, slug, missing in (
        ("été.txt", "lete-a-zurich", ["title", "url", "language"]),
        ("mir-1.txt", "mir-1", ["title", "url", "language"]),
    ):
        assert main(["add", name, "--dry-run", "--json"]) == 0
        said = json.loads(capsys.readouterr().out)
        assert (said["draft"]["slug"]["value"], said["draft"]["language"]) == (slug, None)
        assert said["missing"][:3] == missing


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_form_that_is_good_at_once(
    project: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    """Without a file, `add` makes a draft; with the draft line out, it is an entry with key points and a diagram."""
    arguments = ["--url", "https://example.org/x", "--title", 'A "quoted": MoE', "--kind", kind, "--slug", "x"]
    assert main(["add", *arguments, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["files"], said["written"]) == (["sources/x.md"], True)
    assert [problem["level"] for problem in said["problems"]] == ["note"]
    file = project / "sources/x.md"
    file.write_text(re.sub(r"draft:.*\n", "", file.read_text(encoding="utf-8")), encoding="utf-8")
    site = read_site(Path("sources"))
    assert site.errors == ()
    entry = next(entry for entry in site.entries if entry.slug == "x")
    (digest,) = entry.digests.values()
    assert (entry.kind, entry.title, len(digest.points), len(digest.figures)) == (kind, 'A "quoted": MoE', 2, 1)
    assert all("https://example.org/x" in point.place for point in digest.points)


REFUSED = [
    (["add", "absent.md"], 1, "absent.md:1: no such file"),
    (["add", "scan.pdf"], 1, "scan.pdf:1: not a source: found a PDF; save its text as .txt, or begin a digest"),
    (["add", "page.txt"], 1, "page.txt:1: not a source: found an HTML page; copy the article's text into a .txt"),
    (["add", "notes.doc"], 1, 'found a name that ends in ".doc"; save it as Markdown or text'),
    (["add", "sources"], 1, "found a folder"),
    (["add", "untitled.md"], 1, "untitled.md:1: no title: found none; give --title, or write title: into the front"),
    (["add", "--url", "https://a.org/x", "--title", "…", "--kind", "blog"], 2, "the title gives no slug"),
    (["add", "empty.txt"], 1, "empty.txt:1: empty source"),
    (["add", "chinese.txt"], 1, "not UTF-8: found byte 0xc1, which looks like GB 18030; save the file as UTF-8"),
    (["add", "good.md", "--sources", "absent"], 1, "absent:1: no such folder"),
    (["add", "good.md", "--slug", "first"], 1, 'the same slug, "first"'),
    (["add", "good.md", "--slug", "tags"], 1, "sources/tags.yml:1: is there already"),
    (["add", "good.md", "--url", "example.org"], 2, "give an address that begins with https:// or http://"),
    (["add", "good.md", "--kind", "poem"], 2, "'poem' is not one of"),
    (["add"], 2, "name a FILE, or give --url, --title and --kind"),
    (["add", "good.md", "--tag", "moee"], 2, 'unknown tag "moee" (did you mean "MoE"?); use a tag of tags.yml'),
    (["show", "furst"], 1, 'no entry "furst" (did you mean "first"?)'),
    (["show", "idea"], 1, "sources/idea.md:1: a draft, which the site leaves out; take out draft: true"),
    (["show", "router"], 1, 'no entry "router"; one of these?\n  first  How experts are chosen by a router\n'),
    (["export", "sources"], 1, "sources:1: holds something that was not exported; name an empty folder"),
    (["check", "--nonsense"], 2, "No such option"),
    (["nonsense"], 2, "No such command"),
]


@pytest.mark.parametrize(("arguments", "status", "text"), REFUSED, ids=[" ".join(row[0]) for row in REFUSED])
def test_what_is_refused_is_explained(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, text: str
) -> None:
    """A command that cannot do what it is asked says why on standard error, and writes nothing."""
    write_files(project, {"good.md": "---\ntitle: Good\n---\nText.\n", "scan.pdf": "%PDF", "empty.txt": "\n"})
    write_files(project, {"page.txt": "\n<!DOCTYPE html>\n<p>Text.", "notes.doc": "x", "untitled.md": "Text.\n"})
    write_files(project, {"sources/idea.md": "---\ntitle: An idea\ndraft: true\n---\nText.\n"})
    write_files(project, {"chinese.txt": {"text": "聊DeepSeek的开源精神。\n", "encoding": "gb18030"}})
    before = _list_sources(project)
    assert main(arguments) == status
    said = capsys.readouterr()
    assert (text in said.err, said.out) == (True, "")
    assert _list_sources(project) == before


def test_a_dry_run_says_what_it_would_write(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`add --dry-run` prints the sidecar and leaves the folder as it is."""
    write_files(project, {"saved.txt": CAPTURE})
    before = _list_sources(project)
    assert main(["add", "saved.txt", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "Would write:\n  sources/bilibili-bv1ab411c7md.txt\n" in said
    assert "\n# published: 2025-01-29, or 2025-01\n" in said
    assert _list_sources(project) == before


def test_an_entry_is_shown_as_its_page_has_it(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`show` takes a slug, an old one or an address, and prints Markdown in a pipe, data with --json."""
    for name in ("first", "older", "/entries/first/"):
        assert main(["show", name]) == 0
        said = capsys.readouterr().out
        assert said.startswith("---\ntitle: How experts are chosen by a router\n")
        assert "\nThe point.\n" in said
    assert main(["show", "first", "--edition", "zh", "--json"]) == 0
    entry = json.loads(capsys.readouterr().out)
    assert (entry["slug"], entry["tags"]) == ("first", [{"id": "moe", "name": "混合专家"}])


def test_the_report_as_data_says_what_the_report_says(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`check --json` gives entries, problems with places and counts, and the same exit status."""
    write_files(project, {"sources/bad.md": "---\ntitle: Bad\npublished: soon\n---\nText.\n"})
    assert (main(["check"]), main(["check", "--json"])) == (1, 1)
    report, _, data = capsys.readouterr().out.partition("\n{")
    found = json.loads("{" + data)
    assert [entry["slug"] for entry in found["entries"]] == ["bad", "first"]
    errors = [problem for problem in found["problems"] if problem["level"] == "error"]
    assert [(problem["path"], problem["line"]) for problem in errors] == [("sources/bad.md", 3)]
    assert f"sources/bad.md:3: {errors[0]['message']}" in report
    assert found["counts"]["errors"] == 1


def copy_some(folder: Path) -> Path:
    """Some of the project's own sources, of each format, in a new folder."""
    folder.mkdir(parents=True)
    for pattern in ("*.yml", "bilibili-*", "cnbc-*", "cuckoo-*", "deepseek-r1*", "deepseek-v3.*", "*essay*"):
        for file in (ROOT / "sources").glob(pattern):
            if file.name != "paths.yml":
                shutil.copy(file, folder)
    return folder


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some of the list's own sources, of each format, exported in English, and once more over it."""
    folder = tmp_path_factory.mktemp("export") / "docs"
    sources = copy_some(folder.with_name("sources"))
    folders = ["--sources", str(sources), "--vocabulary", str(sources)]
    assert main(["export", str(folder), *folders]) == 0
    assert main(["export", str(folder), *folders]) == 0
    return folder


def test_any_markdown_generator_builds_the_export(exported: Path, tmp_path: Path) -> None:
    """Plain MkDocs, strict, with nothing of ours, makes a page of every file, with every picture in its place."""
    (tmp_path / "mkdocs.yml").write_text(
        f"site_name: x\ndocs_dir: {exported}\ntheme: {{name: null, custom_dir: theme}}\n",
        encoding="utf-8",
    )
    write_files(tmp_path / "theme", {"main.html": "<title>{{ page.title }}</title>{{ page.content }}"})
    command = [str(Path(sys.executable).with_name("mkdocs")), "build", "--strict", "--site-dir", str(tmp_path / "site")]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    entries = read_site(exported.with_name("sources")).entries
    assert len(entries) == 6
    for entry in entries:
        folder = tmp_path / "site/entries" / entry.slug
        page = (folder / "index.html").read_text(encoding="utf-8")
        pictures = re.findall(r'<img [^>]*src="(diagram-\d+\.svg)"', page)
        digest = entry.choose_digest("en")
        blocks = (*digest.figures, *digest.blocks)
        assert len(pictures) == sum(type(block).__name__ == "Diagram" for block in blocks)
        assert all((folder / name).is_file() for name in pictures)


def test_exported_pages_have_what_generators_ask_for(exported: Path) -> None:
    """Front matter has title, description, slug, tags and a whole day; what is known of the work is apart."""
    for page in sorted(exported.glob("entries/*/index.md")):
        front = yaml.safe_load(page.read_text(encoding="utf-8").split("---\n")[1])
        assert {"title", "description", "slug", "tags", "work"} == set(front) - {"date"}, page
        known = front["work"].get("published", front["work"].get("captured", ""))
        assert str(front.get("date", "")) == (known + "-01-01"[len(known) - 4 :] if known else "")
        assert front["slug"] == page.parent.name


def test_the_package_works_without_mkdocs(tmp_path: Path) -> None:
    """Where neither MkDocs nor Material can be imported, the sources are still read, checked and exported."""
    write_files(tmp_path, GOOD)
    program = (
        "import sys\n"
        "for name in ('mkdocs', 'material', 'mermaid2', 'mkdocs_mermaid2'): sys.modules[name] = None\n"
        "from readinglist.__main__ import main\n"
        "sys.exit(main(['check', '--strict']) or main(['export', 'out']))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT / "hooks"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert (tmp_path / "out/entries/first/index.md").is_file()


def test_changes_are_told_as_a_reader_meets_them(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`changes` lists new, moved and gone entries, repaired diagrams and new warnings, and nothing that was there."""
    write_files(project, {f"sources/{name}.md": f"---\ntitle: {name}\nnonsense: x\n---\nText.\n" for name in "xyz"})
    shutil.copytree("sources", "base")
    assert main(["changes", "base"]) == 0
    assert capsys.readouterr().out == "# What changes on the list\n\nNothing that a reader would notice.\n"
    (project / "sources/x.md").unlink()
    write_files(project, {"sources/y.md": "---\ntitle: y\nslug: why\naliases: [y]\nnonsense: x\n---\nText.\n"})
    diagram = "```mermaid\ngraph TD\nA[(x] --> B\n```\n"
    write_files(project, {"sources/new.md": f"---\ntitle: A *new* one\nbad-key: x\n---\nText.\n\n{diagram}"})
    assert main(["changes", "base"]) == 0
    said = capsys.readouterr().out
    for line in (
        "## New entries (1)\n\n- `/entries/new/` A \\*new\\* one (article; no tags)\n",
        "## Addresses that lead elsewhere now (1)\n\n- `y` → `why`\n",
        "## Addresses that are gone (1)\n\n- `/entries/x/` x (article; no tags)\n",
        "drawn (1)\n\n- `sources/new.md:8` repaired: close-bracket\n",
    ):
        assert line in said
    assert 'sources/new.md:3: warning: unknown key "bad-key"' in said
    assert '"nonsense"' not in said
