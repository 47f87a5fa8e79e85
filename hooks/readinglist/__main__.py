"""`reading-list`, or `python -m readinglist`: the commands that a curator gives, put together."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from types import MappingProxyType

import click

from .commands.terminal import EXIT_HELP, EXIT_OK, EXIT_PROBLEMS, EXIT_STOPPED, Refusal, fall_silent, name_command

COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "add": ("add", "Make a source of a saved file or an address."),
        "check": ("check", "Report on the sources, with every problem."),
        "show": ("show", "Show an entry in the terminal."),
        "changes": ("changes", "Say what a change does to the list."),
        "export": ("export", "Write an edition as plain Markdown."),
        "published": ("check", "Renew the list of addresses that must last."),
        "schema": ("schema", "Print the schema that editors check sources by."),
        "new": ("new", "Begin a list of your own, on any subject."),
        "zensical": ("zensical", "Build the site with Zensical instead of MkDocs."),
    }
)
"""Name -> module of `commands` that has it, and what it does; in the order in which a curator meets them."""


class _Commands(click.Group):
    """Reads the module of the command that was given, and no other: help comes at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f".commands.{COMMANDS[cmd_name][0]}", __package__)
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    cls=_Commands,
    commands={name: click.Command(name) for name in COMMANDS},  # the names that a misspelt one is held against
    epilog=EXIT_HELP,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def commands() -> None:
    """Keep a reading list: add works, check them, look at them, take them elsewhere.

    Give the commands in the project's folder, or name the folders.
    """


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; gives the exit status."""
    try:
        return int(commands.main(arguments, prog_name=name_command(), standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        sys.stderr.write("Stopped.\n")
        return EXIT_STOPPED
    except BrokenPipeError:  # what reads our output has seen enough
        fall_silent()
        return EXIT_OK
    except OSError as error:
        do = "; check its permissions" if isinstance(error, PermissionError) else ""
        Refusal(f"{error.filename or 'the output'}:1: cannot be read or written: {error.strerror}{do}").show()
        return EXIT_PROBLEMS


if __name__ == "__main__":
    sys.exit(main())
