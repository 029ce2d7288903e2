"""`townclerk backup` and `townclerk restore`."""

from pathlib import Path

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from townclerk.platform import clock
from townclerk.platform.backup import making, restoring


@click.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def backup(out: Path) -> None:
    """Write the database, facts, files and keys to OUT, while the service runs."""
    if not out.parent.is_dir():
        raise click.BadParameter(f"There is no folder {out.parent}. Make it, or name another.")
    made = making.make(settings.HOME, out, moment=clock.now())
    click.echo(f"{out}\t{made.content}")
    rows = sum(table.rows for table in made.tables.values())
    click.echo(
        f"{made.council or 'An installation without a council'}: {len(made.tables)} tables, "
        f"{rows} rows, {len(made.parts) - 1} files. "
        "The file holds the council's keys and personal records: keep it locked away.",
        err=True,
    )


@click.command()
@click.argument("archive", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", metavar="NAME", help="Put it in the place of the council of this name.")
@click.option("--finish", is_flag=True, help="Go on with a restore that was cut off.")
def restore(archive: Path | None, replace: str | None, finish: bool) -> None:
    """Put a backup in place, whole, after every part of it has been checked."""
    if finish == (archive is not None):
        raise click.UsageError("Name the backup, or say --finish, and not both.")
    if archive is None:
        done = restoring.finish(settings.HOME)
    elif not archive.is_file():
        raise click.BadParameter(f"There is no file {archive}.")
    else:
        done = restoring.restore(settings.HOME, archive, replace=replace, moment=clock.now())
    made = done.manifest
    click.echo(done.content)
    click.echo(
        f"{made.council or 'The installation'} is as it was saved on {made.made_at}: "
        "every table and file is equal by checksum.",
        err=True,
    )
    _bring_up_to_date()


def _bring_up_to_date() -> None:
    """A backup of an older version gets the schema of this one."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
        click.echo(
            "It was of an older version; its database now has this version's form.", err=True
        )
