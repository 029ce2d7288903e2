"""The `townclerk` command: a root that imports nothing until a command is used."""

from importlib import import_module

import click

from townclerk.cli import django
from townclerk.cli.commands import COMMANDS, Entry, Needs
from townclerk.cli.failures import failure_of, wants_trace


class Root(click.Group):
    """Lists commands from the table, imports the one that is used, and turns errors to words."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        return None if entry is None else load(entry)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # From the table alone, so that --help imports no area.
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].summary) for name in sorted(COMMANDS)])

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if wants_trace():
                raise
            raise failure_of(error) from error


def load(entry: Entry) -> click.Command:
    """The click command behind an entry, with Django made ready first where it needs it."""
    if entry.needs is not Needs.NOTHING:
        django.setup(database=entry.needs is Needs.DATABASE)
    module, _, attribute = entry.target.partition(":")
    command = getattr(import_module(module), attribute)
    if not isinstance(command, click.Command):
        raise TypeError(f"{entry.target} is not a click command")
    return command


@click.group(
    cls=Root,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Values go to standard output, messages to standard error. "
    "Exit 0: done. Exit 1: the input or a check failed. Exit 2: wrong usage.",
)
@click.version_option(package_name="townclerk", prog_name="townclerk")
def root() -> None:
    """The records of a council's corporate centre, and the figures worked out from them."""


def main() -> None:
    root(prog_name="townclerk")
