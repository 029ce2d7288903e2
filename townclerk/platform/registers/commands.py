"""`townclerk export`: a register as a file."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.acting import acting
from townclerk.platform.exchange.writing import FORMS
from townclerk.platform.registers import by_name, exporting
from townclerk.platform.registers.operations import reader_of

if TYPE_CHECKING:
    from townclerk.platform.audit.log import Actor


class NoSuchFilter(TownclerkError):
    """A filter names a column, as in type=core."""


@click.command("export")
@click.argument("name")
@click.argument("filters", nargs=-1, metavar="[COLUMN=VALUE]...")
@click.option("--words", default="", help="Only rows in which these words occur.")
@click.option("--sort", default="", help="A column; with - before it, downwards.")
@click.option("--form", type=click.Choice(list(FORMS)), default="csv", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path))
@acting
def export(
    name: str,
    filters: tuple[str, ...],
    words: str,
    sort: str,
    form: str,
    output: Path | None,
    *,
    actor: "Actor",
) -> None:
    """Write a register, or the rows of it that fit, as the user may see them."""
    register = by_name(name)
    query = {"q": words, "sort": sort}
    narrowed = {column.name for column in register.facets}
    for given in filters:
        column, found, value = given.partition("=")
        if not found or column not in narrowed:
            raise NoSuchFilter(
                f"“{given}” is no filter of {name}. "
                f"Write COLUMN=VALUE with one of: {', '.join(sorted(narrowed))}."
            )
        query[column] = value
    content = exporting.export(register, reader_of(actor, clock.now()), query, form)
    if output is None:
        sys.stdout.buffer.write(content)
        return
    output.write_bytes(content)
    click.echo(f"{register.title} are in {output}.", err=True)
