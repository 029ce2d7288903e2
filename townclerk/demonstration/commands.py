"""`townclerk demo`: a fresh demonstration council."""

import click
from django.conf import settings

from townclerk.demonstration import loading
from townclerk.platform import clock, occupancy
from townclerk.platform.organisation.queries import council


@click.command()
@click.option("--replace", metavar="NAME", help="Wipe the council of this name first.")
@click.option("--if-empty", is_flag=True, help="Do nothing when a council is there already.")
def demo(replace: str | None, if_empty: bool) -> None:
    """Load the demonstration council and print its accounts, once."""
    occupancy.enter(settings.HOME)
    loading.prepare_database()
    if if_empty and council() is not None:
        return
    if loading.check_empty(replace):
        loading.wipe(settings.HOME)
        loading.prepare_database()
    passwords = loading.load(moment=clock.now(), today=clock.today())
    click.echo("The demonstration council is loaded. Accounts, each with its password:\n")
    for username, password in passwords.items():
        click.echo(f"  {username:<15} {password}")
    click.echo("\nThe passwords are not shown again; “townclerk user reset NAME” makes a new one.")
