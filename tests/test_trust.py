"""Builds that can be trusted: a site is whole whenever a build ends, and the same sources give the same bytes."""

from __future__ import annotations

import datetime as dt
import functools
import gzip
import html
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import Package, judge, list_locked
from conftest import CARDLESS, EVERY, ROOT, copy_project, make_build, read_tree, run_mkdocs
from readinglist.build import read_site
from readinglist.link_check import check_links
from readinglist.pages import make_pages
from readinglist.publish import check_settings, check_target
from readinglist.staging import claim, make_staging, put_in_place, release
from test_cases import write_files

SOURCES = {
    "one.md": "---\ntitle: One\ntags: [open-source]\npublished: 2025-01-29\naliases: [eins]\n---\nA [link](two.md).\n",
    "two.md": "---\ntitle: 其二\ntags: [moe]\n---\n文。\n\n```mermaid\nflowchart TD\nA[甲 (a)] --> B\n```\n",
}
LAST = {
    "index.html": "the last one",
    "catalog.json": "{}",
    "sitemap.xml": "",
    "404.html": "",
    "zh/index.html": "上一个",
}
"""A site as an earlier build left it, and small."""

PLACER = """
import sys
from pathlib import Path
from readinglist import staging
target = Path(sys.argv[1])
if sys.argv[2] == "in two steps":
    staging._SWAPS = {}
for number in range(1_000_000):
    assert staging.claim(target) is None
    new = staging.make_staging(target)
    for name in range(40):
        (new / str(name)).write_text(str(number))
    print(number, flush=True)
    assert staging.put_in_place(new, target) is None
"""
"""Puts one site after the other in place, each of 40 files that hold its number, until it is killed."""


@contextmanager
def _build(sources: Path, site: Path) -> Iterator[subprocess.Popen[str]]:
    """A build in a process group of its own, ended with the block at the latest.

    It hears Ctrl-C, which what a script starts in the background does not, nor what is started by that.
    """
    hear = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    settings = {**make_build(sources, site, ROOT, **CARDLESS), "stderr": subprocess.PIPE, "start_new_session": True}
    with subprocess.Popen(**settings, preexec_fn=hear) as process:
        yield process
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def _wait_for(folder: Path, pattern: str, process: subprocess.Popen[str]) -> None:
    while not list(folder.glob(pattern)):
        assert process.poll() is None, process.stderr and process.stderr.read()
        time.sleep(0.01)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Two small sources."""
    write_files(tmp_path / "sources", SOURCES)
    return tmp_path / "sources"


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_an_interrupted_build_leaves_the_last_site_and_nothing_else(tmp_path: Path, sources: Path, name: str) -> None:
    """Ctrl-C, and a host that ends the job, in the midst of the second edition: no byte has changed, nothing is left,
    and no traceback is shown.
    """
    write_files(tmp_path / "site", LAST)
    before = read_tree(tmp_path)
    with _build(sources, tmp_path / "site") as process:
        _wait_for(tmp_path, ".site.building/*/zh", process)
        os.killpg(process.pid, getattr(signal, name))
        said = process.communicate()[1]
    assert process.returncode not in (0, None)
    assert "Traceback" not in said
    assert read_tree(tmp_path) == before


def _list_commands(group: int) -> list[bytes]:
    """The commands of a process group, those aside that have ended."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.getpgid(int(place.name)) == group:
                found.append((place / "cmdline").read_bytes())
    return [command for command in found if command]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with the one that made it")
def test_what_a_killed_build_has_started_ends_with_it(tmp_path: Path, sources: Path) -> None:
    """Neither the other edition nor an indexer goes on, even one that was stopped and can do nothing itself."""
    with _build(sources, tmp_path / "site") as process:
        while not any(b"pagefind" in command for command in _list_commands(process.pid)):
            assert process.poll() is None, process.stderr and process.stderr.read()
        os.killpg(process.pid, signal.SIGSTOP)
        assert len(_list_commands(process.pid)) > 1
        process.kill()
        process.wait()
        for _ in range(500):
            if not _list_commands(process.pid):
                break
            time.sleep(0.02)
        assert not _list_commands(process.pid)
        process.communicate()


def test_a_killed_build_is_cleared_away_by_the_next_and_a_running_one_is_not(tmp_path: Path, sources: Path) -> None:
    """While one build runs a second into the same folder says so and stops. When the first is killed, the site is as
    it was; the next build, even one that fails, clears away what it left.
    """
    write_files(tmp_path / "site", LAST)
    before = read_tree(tmp_path)
    with _build(sources, tmp_path / "site") as process:
        _wait_for(tmp_path, ".site.building/*/zh", process)
        os.killpg(process.pid, signal.SIGSTOP)
        second = run_mkdocs(sources, tmp_path / "site")
        assert second.returncode == 1
        assert f"{tmp_path}/site: another build is writing to it; wait" in second.stderr
        assert "Traceback" not in second.stderr
        assert list(tmp_path.glob(".site.building/*/zh"))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert {
        path: data for path, data in read_tree(tmp_path).items() if not path.startswith(".site.building/")
    } == before
    write_files(sources, {"bad.md": "no front matter, and no title"})
    (sources / "bad.md").rename(sources / "bad.zh.md")
    assert run_mkdocs(sources, tmp_path / "site").returncode == 1
    assert read_tree(tmp_path).keys() - before.keys() == {"sources/bad.zh.md"}


@pytest.mark.parametrize("how", ["in one step", "in two steps"])
def test_a_site_is_whole_whenever_its_maker_is_killed(tmp_path: Path, how: str) -> None:
    """Time and again a process that swaps sites without end is killed: the folder holds one site, all of it, and keeps
    the history of the checkout that it is. Where folders cannot change places in one step, the next build sees to it.
    """
    target, chance = tmp_path / "site", random.Random(how)  # noqa: S311 - moments, not secrets
    write_files(target, {".git/HEAD": "ref", "CNAME": "example.org"} | {str(i): "first" for i in range(40)})
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "hooks")}
    seen = set()
    for _ in range(20 if EVERY else 8):
        with subprocess.Popen(
            [sys.executable, "-c", PLACER, str(target), how], env=environment, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.1))
            process.kill()
        if how == "in two steps":
            assert claim(target) is None
            release(target)
        numbers = {(target / str(i)).read_text() for i in range(40)}
        assert len(numbers) == 1
        assert (target / "CNAME").read_text() == "example.org"
        seen |= numbers
    assert claim(target) is None
    release(target)
    assert (target / ".git/HEAD").read_text() == "ref"
    assert len(list(target.iterdir())) == 42
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert len(seen) > 1


def test_what_belongs_to_a_checkout_moves_to_the_new_site(tmp_path: Path) -> None:
    """Dot files, folders among them, and CNAME stay, but what the new site brings itself is the new one's."""
    target = tmp_path / "site"
    write_files(target, {".git/HEAD": "ref", "CNAME": "old.example", ".nojekyll": "", "index.html": "old", "x/y": "z"})
    assert claim(target) is None
    new = make_staging(target)
    write_files(new, {"CNAME": "new.example", "index.html": "new"})
    assert put_in_place(new, target) is None
    assert read_tree(tmp_path) == {
        "site/.git/HEAD": b"ref", "site/CNAME": b"new.example", "site/.nojekyll": b"", "site/index.html": b"new",
    }  # fmt: skip


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    """A file where the folder of the site should be, and a mount point, are refused in one line."""
    (tmp_path / "file").write_text("mine")
    refusal = claim(tmp_path / "file" / "site")
    assert refusal is not None
    assert f"{tmp_path}/file/.site.building: cannot be written" in refusal
    assert "is a mount point" in (check_target(Path("/proc"), tmp_path, tmp_path) or "")


def _copy_project(folder: Path) -> Path:
    """The project with two small sources, in another folder."""
    copy_project(folder)
    write_files(folder / "sources", SOURCES)
    for name in ("tags.yml", "glossary.yml"):
        shutil.copy(ROOT / "sources" / name, folder / "sources" / name)
    return folder


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with two small sources."""
    return _copy_project(tmp_path_factory.mktemp("project"))


def test_the_same_sources_give_the_same_bytes(project: Path, tmp_path: Path) -> None:
    """Two builds, in two folders, on two days (the zones are 26 hours apart), with another language, order of hashes
    and mask, one with nothing kept and one with everything, give the same files; the compressed sitemap has no date.
    """
    one = {"TZ": "Etc/GMT+12", "LC_ALL": "C", "PYTHONHASHSEED": "1"}
    two = {"TZ": "Etc/GMT-14", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"}
    other = _copy_project(tmp_path / "elsewhere")
    for folder, site, said, mask in ((project, "first", one, 0o022), (other, "deep/below/second", two, 0o077)):
        build = make_build(
            folder / "sources", tmp_path / site, folder, READING_LIST_URL="https://example.org/list/", **said
        )
        done = subprocess.run(**build, capture_output=True, check=False, umask=mask)
        assert done.returncode == 0, done.stderr
        if folder is project:
            shutil.copytree(project / ".cache", other / ".cache")
    first, second = read_tree(tmp_path / "first"), read_tree(tmp_path / "deep/below/second")
    assert first.keys() == second.keys()
    assert [name for name, data in first.items() if data != second[name]] == []
    assert first["sitemap.xml.gz"][4:8] == bytes(4)  # RFC 1952: no time stamp
    assert gzip.decompress(first["sitemap.xml.gz"]) == first["sitemap.xml"]


def test_a_page_with_a_dead_link_is_not_published(project: Path, tmp_path: Path) -> None:
    """A link in a page written by hand that no rule of MkDocs sees stops the build, with the line of the page; the last
    site stays.
    """
    write_files(tmp_path / "site", LAST)
    before = read_tree(tmp_path)
    folder = _copy_project(tmp_path / "project")
    with (folder / "docs/en/about/index.md").open("a", encoding="utf-8") as file:
        file.write(
            '\n<p><a href="../nowhere/">a</a> <a href="../library/#nothing">b</a> <img src="no.png" alt=""></p>\n'
        )
    build = make_build(folder / "sources", tmp_path / "site", folder, **CARDLESS)
    done = subprocess.run(**build, capture_output=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    faults = [line for line in done.stderr.splitlines() if line.startswith("about/index.html:")]
    for fault, found in zip(faults, ('"../nowhere/"', '"no.png"', '"../library/#nothing"'), strict=True):
        assert found in fault
    shutil.rmtree(folder)
    assert read_tree(tmp_path) == before


def test_what_mkdocs_warns_of_is_not_published(tmp_path: Path) -> None:
    """A link between pages written by hand that leads nowhere stops the build; the last site stays."""
    write_files(tmp_path / "site", LAST)
    before = read_tree(tmp_path)
    folder = _copy_project(tmp_path / "project")
    with (folder / "docs/zh/about/index.md").open("a", encoding="utf-8") as file:
        file.write("\n[x](missing.md)\n")
    build = make_build(folder / "sources", tmp_path / "site", folder, **CARDLESS)
    done = subprocess.run(**build, capture_output=True, check=False)
    assert done.returncode == 1
    assert "missing.md" in done.stderr
    shutil.rmtree(folder)
    assert read_tree(tmp_path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no niceness")
@pytest.mark.parametrize(("before", "after"), [(0, 10), (15, 15)])
def test_a_build_gives_way_to_its_indexers(before: int, after: int) -> None:
    """What waits for programs lets them go first, and does not push to the front where it was polite before."""
    code = "import os; from readinglist.beside import give_way; give_way(); print(os.nice(0))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "hooks")}
    polite = functools.partial(os.nice, max(0, before - os.nice(0)))
    told = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=True, preexec_fn=polite
    )
    assert int(told.stdout) == max(after, os.nice(0))


def test_a_full_disk_is_an_error_of_one_line(tmp_path: Path, sources: Path) -> None:
    """Where a file cannot be written to its end, the build names it without a traceback; the last site stays."""
    write_files(tmp_path / "site", LAST)
    before = read_tree(tmp_path)
    limit = functools.partial(resource.setrlimit, resource.RLIMIT_FSIZE, (100_000, 100_000))
    done = subprocess.run(**make_build(sources, tmp_path / "site"), capture_output=True, check=False, preexec_fn=limit)
    assert done.returncode == 1
    assert " cannot be written: File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert read_tree(tmp_path) == before


PAGE = '<!doctype html>\n<title>x</title>\n<p id="here">'
SOUND = (
    *("#here", "#", "#top", "", "?q=1", "?q=1#here", "b/", "b/#there", "b/index.html#%E5%BC%80", "b/#开", " b/ "),
    *("https://example.org/list/b/#there", "https://example.com/nowhere", "//example.com/x", "mailto:a@example.org"),
    *("data:,x", "javascript:void(0)", "/elsewhere/", "./b/../b/", "b/#there:~:text=x", "a%20b.txt", "B.txt?v=1"),
)
DEAD = (
    *("#nowhere", "c/", "b", "b/#nowhere", "b/index.html#nowhere", "../list/", "https://example.org/list/c/", "b.txt"),
    *("/list/c/", "b/#There", "?q=1#nowhere"),
)


@pytest.mark.parametrize("name", ["href", "src", "action"])
def test_links_are_checked_as_browsers_read_them(tmp_path: Path, name: str) -> None:
    """Addresses of files and passages that are there, and those of other places, are sound; the rest is named."""
    pages = {"b/index.html": f'{PAGE}<i id="there"></i><i id="开"></i>', "a b.txt": "", "B.txt": ""}
    for links, count in ((SOUND, 0), (DEAD, len(DEAD))):
        made = "".join(f'\n<a {name}="{link}">' for link in links)
        write_files(tmp_path, pages | {"index.html": PAGE + made})
        found = check_links(tmp_path, "https://example.org/list/")
        assert len(found) == count, found
        for line, link in enumerate(links if count else (), 4):
            assert [problem for problem in found if f'found "{link}"' in problem.message and problem.line == line], link


BITS = (
    *("## Part\n", "# ", "## digest\n", "\n\n", "[a](#part)", "[b](#digest)", "[c](#cite)", "[d](#-)", "</a>"),
    *("[e](b.md#part)", "[f](b.md#x)", "<script>", "</script>", "<style>", "</style>", "<!--", "-->", ' id="x"'),
    *('<a href="#part" title=">">', '<h2 id="part">', "</h2>", "`", "    ", "> ", "- ", "&quot;", "开源", "\r", "<"),
    *("```mermaid\ngraph LR\nA-->B\n```\n", "[g](#%E5%BC%80%E6%BA%90)", "## 开源\n", '<p id="c-00000000">'),
    *("## Key points\n", "1. x [p](#part)\n"),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(BITS), max_size=14).map("".join), st.booleans())
def test_no_source_can_make_a_link_to_nowhere(text: str, has_address: bool) -> None:
    """Whatever Markdown a source holds, each link of its page to a passage leads to one, ids are given once, and what
    the table of contents lists is on the page: nothing that a curator writes stops a build at its links.
    """
    url = "url: https://example.org/\n" if has_address else ""
    with tempfile.TemporaryDirectory() as folder:
        write_files(
            Path(folder), {"s/a.md": f"---\ntitle: A\n{url}---\n{text}", "s/b.md": f"---\ntitle: B\n---\n{text}"}
        )
        pages = make_pages(read_site(Path(folder, "s")), "en")
        write_files(
            Path(folder, "site"),
            {
                page.src_uri.replace(".md", ".html"): page.html
                + "".join(f'<a href="#{html.escape(heading.id)}"></a>' for heading in page.headings)
                for page in pages
            },
        )
        found = [problem for problem in check_links(Path(folder, "site")) if "leads nowhere" not in problem.message]
    assert found == []


def test_what_only_looks_like_a_link_is_none(tmp_path: Path) -> None:
    """Text, comments, scripts and attributes of other names are left alone; the base of a page counts."""
    text = (
        """<!-- <a href="x"> --><script>"<a href='y'>"</script><p data-href="z" title="<a href='w'>">&lt;a href="v">"""
    )
    write_files(tmp_path, {"index.html": PAGE + text, "404.html": f'<base href="/deep/">{PAGE}<a href="file">'})
    write_files(tmp_path, {"deep/file": ""})
    assert check_links(tmp_path) == ()


def test_an_id_is_given_once(tmp_path: Path) -> None:
    """Two elements with one id are named, with the line of the first."""
    write_files(tmp_path, {"a/index.html": f'{PAGE}\n<p id="x">\n<p id="x">'})
    (problem,) = check_links(tmp_path)
    assert str(problem).startswith('a/index.html:4: an id given twice: found "x"')


@pytest.mark.parametrize("value", ["", "today", "-1", "1.5", "99999999999999"])
def test_a_bad_date_in_the_environment_is_refused(value: str) -> None:
    """SOURCE_DATE_EPOCH is a number of seconds; another is named and not passed on."""
    assert "SOURCE_DATE_EPOCH" in (check_settings({"SOURCE_DATE_EPOCH": value}) or "")
    assert check_settings({"SOURCE_DATE_EPOCH": "1700000000"}) is None


@pytest.mark.parametrize(
    ("newest", "licence", "todo"),
    [("2026-01-01", "MIT", 0), ("2023-01-01", "MIT", 1), ("2026-01-01", "", 1), ("2023-01-01", "GPL-3.0", 2)],
)
def test_a_quiet_or_unfree_package_needs_a_reason(newest: str, licence: str, todo: int) -> None:
    """A package without a release for two years, or under a licence that is not known as free, is named by the audit
    until requirements/README.md has a line about it.
    """
    package = Package("some-name", "1.0", licence, newest, "1.0", newest)
    today = dt.date(2026, 11, 22)
    assert len(judge(package, "| `some-name-else` | | why |", today)) == todo
    assert judge(package, "| `some-name` | | why |", today) == []


def test_the_audit_sees_all_that_is_locked() -> None:
    """Every package of each lock is asked about, those that differ by version of Python once."""
    names = [name for name, _ in list_locked()]
    assert {"mkdocs", "pymdown-extensions", "pytest", "pip-audit"} <= set(names)
    assert len(names) == len(set(names)) > 80
