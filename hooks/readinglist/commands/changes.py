"""`reading-list changes`: what a change does to the list, for a pull request."""

from __future__ import annotations

from pathlib import Path

import click

from ..build import read_site
from ..changes import describe_changes, write_changes
from .terminal import EXIT_HELP, EXIT_OK, Refusal, say, say_json, show_work, take_folders


@click.command(epilog=EXIT_HELP)
@click.argument("base", metavar="BASE", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
@take_folders
def changes(base: Path, as_json: bool, sources: Path, vocabulary: Path) -> int:
    """Say as Markdown what is different from BASE, the folder of sources as it was.

    New entries, addresses that lead elsewhere or are gone, diagrams that had to be repaired, errors, new warnings.
    """
    if not base.is_dir():
        raise Refusal(f"{base}:1: no such folder; name the folder of sources as it was")
    with show_work("Comparing …"):
        found = describe_changes(read_site(base, vocabulary), read_site(sources, vocabulary))
    if as_json:
        say_json(found)
    else:
        say(write_changes(found).rstrip("\n"))
    return EXIT_OK
