"""`python -m readinglist check DIR`: print the report on a folder of sources without building anything."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .build import read_site
from .report import make_report

EXIT_OK, EXIT_PROBLEMS = 0, 1


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; gives the exit status: 1 on errors, and with --strict on warnings."""
    parser = argparse.ArgumentParser(prog="readinglist", description="Read the sources of a reading list.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="read all sources and print the report")
    check.add_argument("sources", type=Path, nargs="?", default=Path("sources"), help="folder of sources")
    check.add_argument("--vocabulary", type=Path, default=Path("sources"), help="folder for what SOURCES lacks")
    check.add_argument("--strict", action="store_true", help="fail on warnings, too")
    options = parser.parse_args(arguments)
    site = read_site(options.sources, options.vocabulary)
    sys.stdout.write(make_report(site))
    return EXIT_PROBLEMS if site.errors or (options.strict and site.warnings) else EXIT_OK


if __name__ == "__main__":
    sys.exit(main())
