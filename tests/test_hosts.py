"""What hosts rely on: workflows, forms and commands that publish, under any name and at any place."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from playwright.sync_api import Browser

from conftest import ROOT, read_own, whole
from readinglist.metadata import KINDS
from readinglist.publish import REPORT_FORM, SUGGESTION_FORM
from test_browser import open_page
from test_cases import write_files

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
WRITING = {"site.yml": {"publish": {"pages", "id-token"}}}
"""Workflow -> job -> what it may write."""


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _list_steps(workflow: Any) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_take_no_more_than_they_need(path: Path) -> None:
    """No token for the whole workflow, writing only where pages are deployed, actions of GitHub alone, by commit."""
    workflow = _load(path)
    assert workflow["permissions"] == {}
    assert "concurrency" in workflow
    for name, job in workflow["jobs"].items():
        writing = {scope for scope, level in job["permissions"].items() if level == "write"}
        assert writing == WRITING.get(path.name, {}).get(name, set())
        assert job["timeout-minutes"] <= 30
    for line in path.read_text(encoding="utf-8").splitlines():
        if "uses:" in line:
            assert re.search(r"uses: actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line
    assert "pull_request_target" not in path.read_text(encoding="utf-8")


def test_workflows_name_no_repository() -> None:
    """A fork changes nothing: the addresses come from where the workflow runs."""
    (build,) = (step for step in _list_steps(_load(GITHUB / "workflows/site.yml")) if step.get("run") == "make site")
    assert build["env"] == {
        "READING_LIST_URL": "${{ steps.pages.outputs.base_url }}",
        "READING_LIST_REPO": "${{ github.server_url }}/${{ github.repository }}",
    }
    for path in WORKFLOWS:
        assert "github.io" not in path.read_text(encoding="utf-8")


def test_workflows_give_commands_that_there_are() -> None:
    """Each `make` of a workflow is a target of the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    commands = [step.get("run", "") for path in WORKFLOWS for step in _list_steps(_load(path))]
    named = {name for command in commands for name in re.findall(r"\bmake (?:--\w+ )?([a-z-]+)", command)}
    assert {"test", "site", "check", "lint", "changes"} <= named <= targets


def test_forms_ask_for_what_links_fill_in() -> None:
    """The form that entries link to has the field that the link fills in; kinds are those of the schema."""
    forms = {path.name: _load(path) for path in (GITHUB / "ISSUE_TEMPLATE").glob("*-*.yml")}
    assert len(forms) == 2
    fields = {name: {part["id"]: part for part in form["body"]} for name, form in forms.items()}
    assert fields[REPORT_FORM]["entry"]["type"] == "input"
    assert tuple(fields[SUGGESTION_FORM]["kind"]["attributes"]["options"]) == KINDS
    for form in forms.values():
        assert {"name", "description", "body"} <= set(form)


@whole
def test_gh_deploy_publishes_the_site_that_was_built(tmp_path: Path) -> None:
    """`mkdocs gh-deploy` in a clone pushes both editions to the branch that a host serves."""
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    remote, clone = tmp_path / "remote.git", tmp_path / "clone"
    subprocess.run([*git, "init", "--quiet", "--bare", str(remote)], check=True)
    for folder in ("hooks", "docs"):
        shutil.copytree(ROOT / folder, clone / folder)
    for name in ("mkdocs.yml", "mkdocs.zh.yml"):
        shutil.copy(ROOT / name, clone)
    write_files(clone, {"sources/a.md": "---\ntitle: A work\ntags: [talk]\n---\nText.\n"})
    write_files(clone, {"sources/tags.yml": "- {id: talk, en: Talk, zh: 演讲, guess: false}\n"})
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "x"]):
        subprocess.run([*git, *command], cwd=clone, check=True)
    subprocess.run([*git, "remote", "add", "origin", str(remote)], cwd=clone, check=True)
    identity = {f"GIT_{who}_{what}": "a@b.c" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **identity, "NO_MKDOCS_2_WARNING": "1", "READING_LIST_SOURCES": "sources"}
    mkdocs = str(Path(sys.executable).with_name("mkdocs"))
    result = subprocess.run(
        [mkdocs, "gh-deploy"], cwd=clone, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    listed = subprocess.run(
        [*git, "--git-dir", str(remote), "ls-tree", "-r", "--name-only", "gh-pages"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    assert {".nojekyll", "index.html", "zh/index.html", "entries/a/index.html", "zh/catalog.json"} <= set(listed)


@pytest.mark.browser
def test_the_site_can_be_read_from_a_disk(own_site: Path, browser: Browser) -> None:
    """Opened as files: diagrams are there, links lead to pages, the switch stays on the page, old addresses lead on."""
    slug = "deepseek-r1"
    entry = own_site / f"entries/{slug}/index.html"
    old = next(alias for work in read_own().entries for alias in work.metadata.aliases)
    with open_page(browser, "file://") as page:
        for name in (f"entries/{slug}", "library", "zh/tags", "zh/paths", ""):
            page.goto((own_site / name / "index.html").as_uri())
            links = page.locator("a[href]").evaluate_all("links => links.map((link) => link.href)")
            inside = [unquote(urlsplit(link).path) for link in links if link.startswith("file:")]
            assert len(inside) > 10
            assert [path for path in inside if not Path(path).is_file()] == []
        page.goto(entry.as_uri())
        drawing = page.locator("figure.diagram svg").first.bounding_box()
        assert drawing is not None
        assert drawing["height"] > 100
        page.locator(".other-edition").click()
        page.wait_for_url(f"**/zh/entries/{slug}/index.html")
        page.goto((own_site / f"entries/{old}/index.html").as_uri())
        page.wait_for_url(lambda url: f"/entries/{old}/" not in url)
        assert page.url.endswith("/index.html")
