"""`townclerk figure`: the register of figures on the command line.

Without `--as` it reads as the operator of this installation, who sees every figure and every
explanation, as they could in the database itself. With `--as USER` it reads as that user does.
"""

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from townclerk.figures import asking, presenting, questions, register
from townclerk.figures.errors import AmbiguousQuestion, NotForReader
from townclerk.figures.permission import OPERATOR, Operator
from townclerk.kernel.display import date_display
from townclerk.platform import clock
from townclerk.platform.acting import actor_named

if TYPE_CHECKING:
    from townclerk.figures.declaration import Figure
    from townclerk.platform.access.reader import Reader


class Day(click.ParamType[date]):
    name = "date"

    def convert(self, value: object, param: Any, ctx: Any) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value} is not a date. Write it like 2017-04-01.", param, ctx)


class Moment(click.ParamType[datetime]):
    """A date (its last moment) or a date and time in ISO form."""

    name = "moment"

    def convert(self, value: object, param: Any, ctx: Any) -> datetime:
        if isinstance(value, datetime):
            return value
        text = str(value)
        try:
            if len(text) == len("2017-04-01"):
                text += "T23:59:59.999999"
            found = datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"{value} is not a moment. Write it like 2017-04-01T09:30.", param, ctx)
        local = found if found.tzinfo else found.replace(tzinfo=clock.LOCAL)
        return local.astimezone(UTC)


AS = click.option("--as", "username", metavar="USER", help="Read with this user's reach.")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document.")


def _reader(username: str | None) -> "Reader | Operator":
    from townclerk.platform.access.reader import Reader

    if username is None:
        return OPERATOR
    user = actor_named(username).user
    if user is None:
        raise click.UsageError(f"There is no user called {username}.")
    return Reader.of(user, clock.today())


def _print(document: Any) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


@click.group()
def figure() -> None:
    """List figures and show their values with their reasons."""


@figure.command("list")
@JSON
def list_figures(as_json: bool) -> None:
    """Every figure there is."""
    definitions = register.definitions()
    if as_json:
        _print([presenting.about(definition) for definition in definitions])
        return
    for definition in definitions:
        click.echo(f"{definition.key}\t{definition.label}\t{definition.unit.value}")


@figure.command("scopes")
@click.argument("key")
@JSON
def scopes(key: str, as_json: bool) -> None:
    """The scopes and periods a figure can be asked for."""
    definition = register.definition(key)
    found = [
        {
            "scope": choice.code,
            "label": choice.label,
            "periods": list(questions.periods(definition, choice.code)),
        }
        for choice in questions.scopes(definition)
    ]
    if as_json:
        _print(found)
        return
    for row in found:
        periods = ", ".join(row["periods"])
        click.echo(f"{row['scope']}\t{row['label']}\t{periods}")


@figure.command("show")
@click.argument("key")
@click.option("--all", "everything", is_flag=True, help="Every value there is.")
@click.option("--scope", help="A code; the council without it.")
@click.option("--period", help="2017/18, 2024/25-Q2, 2024/25-P05, 2024-08 or D1..D2.")
@click.option("--as-at", type=Day(), help="The date it speaks of.")
@click.option("--known-at", type=Moment(), help="What was known then.")
@click.option("--explain", is_flag=True, help="How it is worked out.")
@JSON
@AS
def show(
    key: str,
    everything: bool,
    scope: str | None,
    period: str | None,
    as_at: date | None,
    known_at: datetime | None,
    explain: bool,
    as_json: bool,
    username: str | None,
) -> None:
    """One figure, or with --all every value of it."""
    reader = _reader(username)
    if everything:
        if period or as_at or known_at:
            raise click.UsageError("--all gives every value; leave out --period and the dates.")
        found = list(asking.every(key, scope, reader=reader))
        if not found and username:
            raise NotForReader(f"No value of {key} is open to {username}.")
        _show_all(found, explain, as_json)
        return
    try:
        one = asking.ask(key, scope, period, as_at, known_at, reader=reader)
    except AmbiguousQuestion as error:
        if as_json:
            _print({"error": str(error), "choices": list(error.choices)})
        raise
    if as_json:
        _print(presenting.document(one, explain=explain))
    else:
        _show(one, explain)


def _show_all(found: "list[Figure]", explain: bool, as_json: bool) -> None:
    if as_json:
        _print([presenting.document(one, explain=explain) for one in found])
        return
    for one in found:
        label = one.period.label if one.period else str(one.as_at or "whole")
        click.echo(f"{one.scope}\t{label}\t{one.display}\t{one.status.value}")
        if explain:
            click.echo(one.explanation.to_text())


def _show(one: "Figure", explain: bool) -> None:
    period = f", {one.period.title}" if one.period else ""
    click.echo(f"{one.label}{period}: {one.display}")
    click.echo(f"{one.definition.definition}")
    as_at = f", as at {date_display(one.as_at)}" if one.as_at else ""
    click.echo(f"Scope {one.scope}, {one.status.value}{as_at}")
    for caveat in one.caveats:
        click.echo(f"Note: {caveat}")
    if explain:
        click.echo()
        click.echo(one.explanation.to_text())
