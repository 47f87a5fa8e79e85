"""A list of one's own, made by `reading-list new`: it builds, passes its tests and can be renewed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from readinglist.__main__ import main

NAMES = ["--title", 'A "garden" list', "--title-zh", "园艺清单", "--subject", "gardening", "--subject-zh", "园艺"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new list."""
    folder = tmp_path_factory.mktemp("new") / "garden"
    assert main(["new", str(folder), *NAMES]) == 0
    return folder


@pytest.mark.browser
def test_a_new_list_builds_and_passes_its_tests(made: Path) -> None:
    """What `make test` runs there: strict check, both editions, links, search in a browser."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "READING_LIST_"))}
    command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", f"--basetemp={made.parent / 'tmp'}"]
    result = subprocess.run(command, cwd=made, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "4 passed" in result.stdout
    home = (made.parent / "tmp/own/site/index.html").read_text(encoding="utf-8")
    assert "<title>A &#34;garden&#34; list</title>" in home
    assert "essays on gardening" in home
    assert "关于园艺的论文" in (made.parent / "tmp/own/site/zh/index.html").read_text(encoding="utf-8")


def test_a_new_list_says_nothing_of_ours(made: Path) -> None:
    """Our subject is named by the licence of the tool alone; every setting is the list's."""
    naming = {
        path.relative_to(made).as_posix()
        for path in made.rglob("*")
        if path.is_file() and b"deepseek" in path.read_bytes().lower() and ".cache" not in path.parts
    }
    assert {name for name in naming if "__pycache__" not in name} == {"LICENSE"}
    assert "Attribution: \"A 'garden' list\"" in (made / "LICENSE").read_text(encoding="utf-8")
    assert '\nsite_name: "园艺清单"\n' in (made / "mkdocs.zh.yml").read_text(encoding="utf-8")


def test_its_code_passes_the_lint_of_its_workflow(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ruff has nothing to say, whatever quotes the name has, however long the subject is."""
    long = tmp_path / "long"
    named = ["--title", "Kim's list", "--subject", "what is known of gardens " * 5]
    assert main(["new", str(long), *named, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == sum(path.is_file() for path in long.rglob("*"))
    for folder in (made, long):
        for command in (["check"], ["format", "--check"]):
            ruff = [str(Path(sys.executable).with_name("ruff")), *command, "--no-cache", "."]
            result = subprocess.run(ruff, cwd=folder, capture_output=True, text=True, check=False)
            assert result.returncode == 0, result.stdout


def test_its_makefile_has_what_there_is(made: Path) -> None:
    """Targets that measure our own site are left out, from the help as well; the rest is there."""
    makefile = (made / "Makefile").read_text(encoding="utf-8")
    assert "lighthouse" not in makefile
    for target in ("site:", "serve:", "check:", "test:", "published:", "add:"):
        assert f"\n{target} " in makefile
    assert "tests/" not in makefile.replace("hooks tests -name", "")


def test_a_list_is_renewed(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--renew brings back what is the tool's, drops what it no longer has, and leaves what is the list's."""
    tool, stale = made / "hooks/readinglist/pages.py", made / "hooks/readinglist/stale.py"
    own = [made / name for name in ("mkdocs.yml", "sources/tags.yml", "hooks/readinglist/list_words.py", "README.md")]
    good = tool.read_bytes()
    tool.write_bytes(b"broken")
    stale.write_bytes(b"")
    for path in own:
        path.write_bytes(path.read_bytes() + b"\n# mine\n")
    before = [path.read_bytes() for path in own]
    assert main(["new", str(made), "--renew"]) == 0
    assert "files of the tool renewed" in capsys.readouterr().out
    assert (tool.read_bytes(), stale.exists()) == (good, False)
    assert [path.read_bytes() for path in own] == before
    assert "Attribution: \"A 'garden' list\"" in (made / "LICENSE").read_text(encoding="utf-8")


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that holds something, and one that is no list to be renewed, are refused."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert main(["new", str(tmp_path)]) == 1
    assert f"{tmp_path}:1: is not empty" in capsys.readouterr().err
    assert main(["new", str(tmp_path), "--renew"]) == 1
    assert "no list that was made with reading-list new" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
