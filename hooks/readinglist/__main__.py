"""`reading-list`, or `python -m readinglist`: the commands that a curator gives, put together."""

from __future__ import annotations

import sys

import click

from .commands.add import add
from .commands.changes import changes
from .commands.check import check, published
from .commands.export import export
from .commands.new import new
from .commands.schema import schema
from .commands.show import show
from .commands.terminal import EXIT_HELP, EXIT_OK, EXIT_PROBLEMS, Refusal, fall_silent
from .commands.zensical import zensical


@click.group(epilog=EXIT_HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def commands() -> None:
    """Keep a reading list: add works, check them, look at them, take them elsewhere.

    Give the commands in the project's folder, or name the folders.
    """


for command in (add, check, show, changes, export, published, schema, new, zensical):
    commands.add_command(command)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; gives the exit status."""
    try:
        return int(commands.main(arguments, prog_name="reading-list", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return EXIT_PROBLEMS
    except BrokenPipeError:  # what reads our output has seen enough
        fall_silent()
        return EXIT_OK
    except OSError as error:
        Refusal(f"{error.filename}:1: cannot be read or written: {error.strerror}; check its permissions").show()
        return EXIT_PROBLEMS


if __name__ == "__main__":
    sys.exit(main())
