"""`townclerk user`: accounts and roles from the terminal."""

from datetime import datetime

import click

from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.access import operations
from townclerk.platform.access.holding import in_force
from townclerk.platform.access.models import Holding, Role, User
from townclerk.platform.acting import acting, actor_named
from townclerk.platform.audit.log import Actor


class NoSuchUser(TownclerkError):
    """A name that nobody has."""


def _user(username: str) -> User:
    found = User.objects.filter(username=username).first()
    if found is None:
        raise NoSuchUser(f"There is no user called {username}. See “townclerk user list”.")
    return found


@click.group()
def user() -> None:
    """Accounts, and the roles people hold."""


@user.command()
@click.argument("username")
@click.option("--email", default="", help="Where messages go.")
@click.option("--job-title", default="", help="How the person is shown to others.")
@click.option("--role", "roles", multiple=True, help="A role to hold from today; repeat for more.")
@click.option("--external", is_flag=True, help="A partner, auditor or school.")
@click.option("--as", "acting_as", metavar="USER", help="Who does this; not for the first user.")
def add(
    username: str,
    email: str,
    job_title: str,
    roles: tuple[str, ...],
    external: bool,
    acting_as: str | None,
) -> None:
    """Open an account and print its first password, once."""
    actor = actor_named(acting_as) if acting_as else Actor.at_terminal(None)
    moment = clock.now()
    made, password = operations.add_user(
        username=username,
        email=email,
        job_title=job_title,
        external=external,
        actor=actor,
        moment=moment,
    )
    for role in roles:
        operations.grant_role(user=made, role=role, start=clock.today(), actor=actor, moment=moment)
    click.echo(f"{username} can sign in with the password {password}")
    click.echo("It is not shown again.")


@user.command(name="list")
def list_users() -> None:
    """Who there is and what they hold today."""
    held: dict[int, list[str]] = {}
    holdings = Holding.objects.filter(in_force(clock.today()))
    for holding in holdings.select_related("role"):
        where = f" ({holding.scope_code})" if holding.scope_code else ""
        held.setdefault(holding.user_id, []).append(holding.role.code + where)
    for each in User.objects.all():
        state = "" if each.is_active else "  closed"
        click.echo(f"{each.username}  {', '.join(held.get(each.pk, ['no role']))}{state}")


@user.command()
def roles() -> None:
    """Every role there is."""
    for each in Role.objects.all():
        click.echo(f"{each.code}  {each.title}")


@user.command()
@click.argument("username")
@click.argument("role_code")
@click.option("--unit", default="", help="The unit the role is held for.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The first day without it.")
@click.option("--end", is_flag=True, help="End the role today instead.")
@click.option("--reason", default="", help="Why.")
@acting
def role(
    username: str,
    role_code: str,
    unit: str,
    until: datetime | None,
    end: bool,
    reason: str,
    actor: Actor,
) -> None:
    """Give a person a role from today, or end it."""
    person, today, moment = _user(username), clock.today(), clock.now()
    if end:
        for holding in Holding.objects.filter(in_force(today), user=person, role__code=role_code):
            operations.end_holding(
                holding=holding, on=today, reason=reason, actor=actor, moment=moment
            )
        click.echo(f"{username} no longer holds {role_code}")
        return
    operations.grant_role(
        user=person,
        role=role_code,
        start=today,
        end=until.date() if until else None,
        scope_kind="unit" if unit else "",
        scope_code=unit,
        reason=reason,
        actor=actor,
        moment=moment,
    )
    click.echo(f"{username} holds {role_code}")


@user.command()
@click.argument("username")
@click.option("--reason", required=True, help="Why.")
@acting
def deactivate(username: str, reason: str, actor: Actor) -> None:
    """Close an account and end all it holds."""
    operations.deactivate(user=_user(username), reason=reason, actor=actor, moment=clock.now())
    click.echo(f"{username} can no longer sign in")


@user.command()
@click.argument("username")
@acting
def reset(username: str, actor: Actor) -> None:
    """Give an account a new password and print it, once."""
    password = operations.reset_password(user=_user(username), actor=actor, moment=clock.now())
    click.echo(f"{username} can sign in with the password {password}")
