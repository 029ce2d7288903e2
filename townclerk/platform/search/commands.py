"""`townclerk search`."""

import click

from townclerk.platform.search import index


@click.group()
def search() -> None:
    """The index behind the search box."""


@search.command()
def rebuild() -> None:
    """Build the index anew from the records, after they were written by other means."""
    for kind, count in sorted(index.rebuild().items()):
        click.echo(f"{kind}\t{count}")
