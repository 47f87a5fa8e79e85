"""The house: imports point one way, one file knows MkDocs, one file opens sources."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatchcase
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

HOOKS = Path(__file__).resolve().parent.parent / "hooks"

LAYERS = (
    "document errors language policy content_policy fonts authors data_words list_words scaffolding english chinese",
    "search_words",
    "addresses front_matter terminal parser quantities corrections transcript diagrams.find interface repair_words han",
    "typeset link_check staging serving beside source_files",
    "preview_layout links provenance",
    "preview_picture",
    "markup metadata sections",
    "shown_tokens",
    "clean_markdown",
    "readers.*",
    "readers",
    "vocabulary",
    "paths terms collation",
    "search_records",
    "search_index",
    "catalog cited schema",
    "traces",
    "likeness drafting",
    "skeletons",
    "checks agreement relations mentions cards",
    "diagrams.repair.*",
    "diagrams.repair",
    "diagrams.*",
    "diagrams.render",
    "diagrams.record",
    "diagrams",
    "cache",
    "works",
    "build",
    "timeline_layout",
    "timeline",
    "page figure redirects citations",
    "path_pages related structured_data feeds fragments",
    "twins",
    "entry_page exports filters timeline_page glossary_page tag_index previews",
    "pages",
    "search_pages zensical",
    "portable changes asking",
    "outward report published",
    "publish",
    "run",
    "report_data",
    "commands.terminal",
    "commands.*",
    "commands",
    "__main__",
    "site_events",
)
"""From the data up to MkDocs: a module imports from layers above its own line. `x.*` are the modules of a package that
no line names; they may import one another, though not in a circle."""

HOSTS = {"mkdocs", "material", "mkdocs_mermaid2"}
MAY_OPEN_FILES = frozenset(
    (
        "build source_files cache search_index publish staging serving run link_check outward site_events fonts "
        "previews"
    ).split()
) | {f"commands.{name}" for name in ("add", "changes", "check", "export", "new", "schema", "terminal", "zensical")}
"""Sources are opened by source_files.py and the site's files by publish.py, staging.py and link_check.py; fonts.py
finds fonts where systems keep them, and previews.py and cache.py keep what was drawn."""
FILE_METHODS = frozenset(
    "open read_text read_bytes write_text write_bytes iterdir glob rglob walk scandir mkdir makedirs unlink rename "
    "replace_file touch rmdir symlink_to hardlink_to exists is_file is_dir stat".split()
)


def _list_modules() -> dict[str, Path]:
    """Name inside the package (`site_events` for the events file) -> file."""
    package = HOOKS / "readinglist"
    files = {
        ".".join(path.relative_to(package).with_suffix("").parts).removesuffix(".__init__"): path
        for path in package.rglob("*.py")
    }
    return files | {"site_events": HOOKS / "site_events.py"}


MODULES = _list_modules()


def _parse(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def _find_imports(name: str) -> Iterator[str]:
    """Absolute names of all modules that a module imports, wherever in it."""
    is_package = MODULES[name].name == "__init__.py"
    own = ["readinglist", *name.split(".")] if name != "site_events" else ["site_events"]
    for node in ast.walk(_parse(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = own[: len(own) - node.level + is_package] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield inner if inner.removeprefix("readinglist.") in MODULES else base


def _find_own_imports(name: str) -> set[str]:
    return {found.removeprefix("readinglist.") for found in _find_imports(name) if found.startswith("readinglist.")}


def _find_layer(name: str) -> int:
    """The line of LAYERS that names a module, or whose pattern fits it."""
    exact = [i for i, line in enumerate(LAYERS) if name in line.split()]
    fitting = [i for i, line in enumerate(LAYERS) if any(fnmatchcase(name, pattern) for pattern in line.split())]
    assert fitting, f"{name} has no place in LAYERS; give it one"
    return (exact or fitting)[0]


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_point_one_way(name: str) -> None:
    """A module imports only from layers below its own, or from its own package."""
    own = _find_layer(name)
    is_inner = LAYERS[own].endswith(".*")
    for imported in _find_own_imports(name):
        layer = _find_layer(imported)
        assert layer < own or (is_inner and layer == own), f"{name} imports {imported}, which stands above it"


def test_no_imports_go_in_a_circle() -> None:
    """The modules can be put in an order in which each imports only earlier ones."""
    graph = {name: _find_own_imports(name) for name in MODULES}
    assert sum(map(len, graph.values())) > 50
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"imports in a circle: {error.args[1]}")


def test_the_data_and_the_errors_import_nothing_of_ours() -> None:
    """document.py and errors.py stand on nothing."""
    assert _find_own_imports("document") | _find_own_imports("errors") == set()


def test_only_the_events_file_imports_mkdocs() -> None:
    """MkDocs and Material are known to site_events.py alone."""
    knowing = {name for name in MODULES if {found.partition(".")[0] for found in _find_imports(name)} & HOSTS}
    assert knowing == {"site_events"}


def test_only_the_edges_open_files() -> None:
    """No stage between reading and publishing touches the file system; templates beside pages.py aside."""
    opening = {
        name
        for name in MODULES
        for node in ast.walk(_parse(name))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "open")
            or (isinstance(node.func, ast.Attribute) and node.func.attr in FILE_METHODS)
        )
    }
    assert {"build", "publish"} <= opening <= MAY_OPEN_FILES
