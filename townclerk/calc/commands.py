"""`townclerk calc`: rules of law and arithmetic on the command line, without a database."""

import sys
from datetime import date
from pathlib import Path

import click

from townclerk.calc import catalogue, rendering, runner
from townclerk.calc.cases import read_document
from townclerk.kernel.calculation import Calculation
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import clock
from townclerk.platform.parameters import source


class Named(click.ParamType[Calculation]):
    """The name of a calculation."""

    name = "name"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Calculation:
        if isinstance(value, Calculation):
            return value
        try:
            return catalogue.by_name(str(value))
        except catalogue.UnknownCalculation as error:
            self.fail(str(error), param, ctx)


class Day(click.ParamType[date]):
    """A date in ISO form."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value} is not a date. Write it like 2017-04-01.", param, ctx)


def _wants_json(as_json: bool, as_text: bool) -> bool:
    """JSON for programs, lines for a person at a terminal, either when asked for."""
    return as_json or not (as_text or sys.stdout.isatty())


@click.group()
def calc() -> None:
    """Run a rule of law or arithmetic; needs no database."""


@calc.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def list_(as_json: bool) -> None:
    """List every calculation."""
    found = catalogue.calculations()
    if as_json:
        rows = [{"name": one.name, "title": one.title} for one in found]
        click.echo(rendering.as_json(rows))
        return
    width = max((len(one.name) for one in found), default=0)
    for one in found:
        click.echo(f"{one.name:<{width}}  {one.title}")


@calc.command()
@click.argument("calculation", metavar="NAME", type=Named())
@click.option("--on", type=Day(), help="Show the parameters in force on this day; default today.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def show(calculation: Calculation, on: date | None, as_json: bool) -> None:
    """Show a calculation's schema, units, source, parameters in force and worked example."""
    content = rendering.description(calculation, source(), on or clock.today())
    click.echo(rendering.as_json(content) if as_json else rendering.description_text(content))


@calc.command()
@click.argument("calculation", metavar="NAME", type=Named())
@click.option(
    "--in", "file", metavar="FILE.json", required=True, help="One case or a list; - reads input."
)
@click.option("--explain", is_flag=True, help="Say how the result is worked out.")
@click.option("--json", "as_json", is_flag=True, help="JSON, also at a terminal.")
@click.option("--text", "as_text", is_flag=True, help="Plain lines, also when not at a terminal.")
def run(calculation: Calculation, file: str, explain: bool, as_json: bool, as_text: bool) -> None:
    """Work out one case or a list of cases."""
    document = read_document(_text(file), file)
    answers = runner.run_document(calculation, document, source(), file=file)
    if _wants_json(as_json, as_text):
        contents = [answer.to_json(explain=explain) for answer in answers]
        click.echo(rendering.as_json(contents if isinstance(document, list) else contents[0]))
        return
    texts = [rendering.answer_text(answer, explain=explain) for answer in answers]
    click.echo("\n\n".join(texts))


def _text(file: str) -> str:
    if file == "-":
        return sys.stdin.read()
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        hint = "Check the name and run again."
        raise Problems(
            [Problem(f"This file cannot be read: {reason}.", file=file, hint=hint)]
        ) from None
