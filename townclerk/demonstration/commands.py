"""`townclerk demo`: a fresh demonstration council."""

import click
from django.conf import settings
from django.db import transaction

from townclerk.demonstration import loading, reporting
from townclerk.platform import clock, occupancy
from townclerk.platform.organisation.queries import council
from townclerk.platform.tables import bring_up_to_date


@click.command()
@click.option("--replace", metavar="NAME", help="Wipe the council of this name first.")
@click.option("--if-empty", is_flag=True, help="Do nothing when a council is there already.")
def demo(replace: str | None, if_empty: bool) -> None:
    """Load the demonstration council and print its accounts, once."""
    occupancy.enter(settings.HOME)
    bring_up_to_date()
    if if_empty and council() is not None:
        return
    if loading.check_empty(replace):
        loading.wipe(settings.HOME)
        bring_up_to_date()
    moment = clock.now()
    with transaction.atomic():
        passwords = loading.load(moment=moment, today=clock.today())
        reporting.publish_budget_report(home=settings.HOME, moment=moment)
        reporting.publish_periods(home=settings.HOME, moment=moment)
    click.echo("The demonstration council is loaded. Accounts, each with its password:\n")
    for username, password in passwords.items():
        click.echo(f"  {username:<15} {password}")
    click.echo("\nThe passwords are not shown again; “townclerk user reset NAME” makes a new one.")
