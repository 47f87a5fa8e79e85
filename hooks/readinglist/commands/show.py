"""`reading-list show`: an entry as the site has it, as text in the terminal."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import click
from rich.markdown import Markdown

from ..build import Site, read_site
from ..document import EDITIONS, Entry
from ..errors import suggest_nearest
from ..exports import make_catalog
from ..report import format_problems
from ..twins import TwinMaker
from .terminal import EXIT_HELP, EXIT_OK, Refusal, make_console, name_command, say_json, show_work, take_folders

SHOWN = 10
"""Entries that are named where a slug was half remembered."""


@click.command(epilog=EXIT_HELP)
@click.argument("slug")
@click.option("--edition", type=click.Choice(EDITIONS), default=EDITIONS[0], show_default=True, help="Which edition.")
@click.option("--json", "as_json", is_flag=True, help="Print the entry as catalog.json has it.")
@take_folders
def show(slug: str, edition: str, as_json: bool, sources: Path, vocabulary: Path) -> int:
    """Show the entry SLUG as its page has it: label, key points, diagram, claims, text, relations.

    SLUG may be an old one. In a pipe the entry comes as Markdown.
    """
    with show_work(f"Reading {sources} …"):
        site = read_site(sources, vocabulary)
    entry = find_entry(site, slug)
    if as_json:
        entries = json.loads(make_catalog(site, edition))["entries"]
        say_json(next(found for found in entries if found["slug"] == entry.slug))
        return EXIT_OK
    text = TwinMaker(site, edition).make(entry)
    console = make_console()
    if console.is_terminal:
        body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
        console.print(Markdown(body), width=min(console.width, 100))
    else:
        sys.stdout.write(text)
    return EXIT_OK


def find_entry(site: Site, slug: str) -> Entry:
    """The entry of a slug or of an old one; a Refusal names the nearest where there is none."""
    wanted = slug.strip("/").rpartition("/")[2].lower()
    for entry in site.entries:
        if wanted == entry.slug or wanted in entry.metadata.aliases:
            return entry
    drafts = [problem.path for problem in site.problems if problem.message.startswith("a draft")]
    if path := next((path for path in drafts if Path(path).stem == wanted), None):
        raise Refusal(f"{path}:1: a draft, which the site leaves out; take out draft: true to see it")
    errors = f"{format_problems(site.errors)}\n" if site.errors else ""
    near = suggest_nearest(wanted, [entry.slug for entry in site.entries])
    having = [] if near else [entry for entry in site.entries if _has_words(entry, wanted)]
    lines = [f"  {entry.slug}  {entry.title}" for entry in having[:SHOWN]]
    lines += [f"  and {len(having) - SHOWN} more"] if len(having) > SHOWN else []
    do = "one of these?" if having else f"{name_command()} check lists all slugs"
    raise Refusal("\n".join([f'{errors}no entry "{slug}"{near}; {do}', *lines]))


def _has_words(entry: Entry, wanted: str) -> bool:
    """Whether each word of a name that was half remembered stands in the entry's slug or titles."""
    titles = " ".join([entry.slug, entry.title, *(digest.title for digest in entry.digests.values())]).casefold()
    words = wanted.replace("-", " ").split()
    return bool(words) and all(word in titles for word in words)
