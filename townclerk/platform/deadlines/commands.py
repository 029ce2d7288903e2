"""`townclerk task`: what a person owes, and counting open deadlines again."""

import json
from typing import TYPE_CHECKING

import click

from townclerk.kernel.display import date_display
from townclerk.platform import clock
from townclerk.platform.access.duties import reader_of
from townclerk.platform.acting import acting
from townclerk.platform.deadlines import law_changes, owed

if TYPE_CHECKING:
    from townclerk.platform.audit.log import Actor


@click.group()
def task() -> None:
    """What is owed, by whom and by when."""


@task.command("owed")
@acting
@click.option("--kind", default="", help="Only this kind of task.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def owed_(actor: "Actor", kind: str, as_json: bool) -> None:
    """List what the user owes, most pressing first."""
    on = clock.today()
    found = owed.owed(reader_of(actor, on), on, kind=kind)
    if as_json:
        rows = [
            {
                "id": one.task,
                "title": one.title,
                "kind": one.kind,
                "standing": one.standing.value,
                "due": one.due.isoformat() if one.due else None,
                "owner": one.owner,
                "about": one.about,
            }
            for one in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one in found:
        due = date_display(one.due) if one.due else "no date"
        click.echo(f"{one.standing.value}\t{due}\t{one.title}")
    if not found:
        click.echo("Nothing is owed.", err=True)


@task.command()
@acting
@click.option("--reason", required=True, help="Why they are counted again, such as a new rule.")
def recount(actor: "Actor", reason: str) -> None:
    """Count every open deadline again by the law as it stands; finished tasks keep their date."""
    moment = clock.now()
    law_changes.check_may(actor, moment)
    told = law_changes.recount_all(reason=reason, actor=actor, moment=moment)
    for one in told.moved:
        before, after = (date_display(day) if day else "no date" for day in (one.before, one.after))
        click.echo(f"{one.task}: {before} is now {after}")
    for words in told.refused:
        click.echo(f"Not counted: {words}", err=True)
    click.echo(f"{len(told.moved)} moved, {told.same} as they were", err=True)
    if told.refused:
        raise SystemExit(1)
