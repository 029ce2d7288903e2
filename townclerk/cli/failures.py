"""How a command fails: one sentence to standard error and an exit code, never a trace.

Exit 1: the input or a check failed. Exit 2: wrong usage.
"""

import os
import secrets
import traceback
from typing import IO, Any

import click

from townclerk.cli.django import NoDatabase, database_name, is_missing_database
from townclerk.kernel.errors import Problems, TownclerkError
from townclerk.platform.home import Home

LOG = "errors.log"


class Failure(click.ClickException):
    """A command that could not do what was asked."""

    exit_code = 1

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, err=file is None, file=file)


def failure_of(error: Exception) -> Failure:
    """The failure to show for an error."""
    if isinstance(error, Problems):
        return Failure("\n".join(str(problem) for problem in error.problems))
    if isinstance(error, TownclerkError):
        return Failure(str(error))
    if is_missing_database(error):
        return Failure(str(NoDatabase(database_name())))
    return _unknown(error)


def wants_trace() -> bool:
    return os.environ.get("TOWNCLERK_DEBUG") == "1"


def _unknown(error: Exception) -> Failure:
    """One line for the person, the trace in the log under the same reference."""
    reference = secrets.token_hex(4)
    trace = "".join(traceback.format_exception(error))
    place = Home.from_environment().path / LOG
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with place.open("a", encoding="utf-8") as log:
            log.write(f"[{reference}]\n{trace}\n")
    except OSError:
        return Failure(
            f"Something went wrong: {type(error).__name__}. {place} cannot be written; "
            "run again with TOWNCLERK_DEBUG=1 to see where."
        )
    return Failure(
        f"Something went wrong that Townclerk did not expect: {type(error).__name__}. "
        f"Look for {reference} in {place}, or run again with TOWNCLERK_DEBUG=1."
    )
