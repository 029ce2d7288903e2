"""Write docs/commands.md: every command with its help, as the program itself tells it."""

import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import django

PLACE = Path(__file__).resolve().parent.parent / "docs/commands.md"
INTRODUCTION = """# Commands

`townclerk --help` lists these, and each tells its own `--help`. Reading commands act as the
operator of the installation, or with `--as USER` as that user.

Written by `script/docs` from the program.
"""


def document() -> str:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from townclerk.cli.commands import COMMANDS

    parts = [INTRODUCTION]
    for name, entry in sorted(COMMANDS.items()):
        module, command = entry.target.split(":")
        parts.append(f"## {name}\n\n{entry.summary}\n")
        parts += _told(getattr(import_module(module), command), f"townclerk {name}", None)
    return "\n".join(parts)


def _told(command: click.Command, path: str, parent: click.Context | None) -> Iterator[str]:
    context = click.Context(command, info_name=path, parent=parent, max_content_width=96)
    context.terminal_width = 96
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _told(inner, f"{path} {name}", None)
        return
    yield f"```text\n{command.get_help(context)}\n```\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(
            0 if PLACE.read_text(encoding="utf-8") == document() else "docs/commands.md is old."
        )
    PLACE.write_text(document(), encoding="utf-8")
