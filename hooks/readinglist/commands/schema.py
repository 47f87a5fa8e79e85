"""`reading-list schema`: the JSON Schema by which editors check front matter and sidecars."""

from __future__ import annotations

from pathlib import Path

import click

from ..schema import SCHEMA_FILE, make_schema
from .terminal import EXIT_HELP, EXIT_OK, Refusal, say

SETTINGS = "mkdocs.yml"
"""A file by which the folder of a project is known."""


@click.command(epilog=EXIT_HELP)
@click.option("--write", is_flag=True, help=f"Write it to {SCHEMA_FILE}.")
def schema(write: bool) -> int:
    """Print the JSON Schema of front matter and sidecars, which editors check them by."""
    if not write:
        say(make_schema().rstrip("\n"))
        return EXIT_OK
    file = Path(SCHEMA_FILE)
    if not Path(SETTINGS).is_file():
        raise Refusal(f"{SETTINGS}:1: no such file; give the command in the project's folder, or print the schema")
    file.parent.mkdir(exist_ok=True)
    file.write_text(make_schema(), encoding="utf-8")
    say(f"Written: {SCHEMA_FILE}")
    return EXIT_OK
