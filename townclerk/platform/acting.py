"""`--as USER`: every command that writes says for whom it acts."""

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from townclerk.kernel.errors import TownclerkError

if TYPE_CHECKING:
    from townclerk.platform.audit.log import Actor


class CannotAct(TownclerkError):
    """The user named by --as is unknown or may no longer sign in."""


def actor_named(username: str) -> "Actor":
    """The actor for a username, with the operating-system user beside it."""
    from django.contrib.auth import get_user_model

    from townclerk.platform.audit.log import Actor

    user = get_user_model().objects.filter(username=username).first()
    if user is None:
        raise CannotAct(
            f"There is no user called {username}. “townclerk user list” shows who there is."
        )
    if not user.is_active:
        raise CannotAct(
            f"{username} is no longer active, so nothing can be done as {username}. "
            "Use another user with --as."
        )
    return Actor.at_terminal(user)


def acting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--as USER` to a command and hand it an `actor`.

    Put it under `@click.command()`; the function takes a keyword argument `actor`.
    """

    @click.option(
        "--as",
        "acting_as",
        metavar="USER",
        required=True,
        help="The user for whom this is done, with that user's permissions.",
    )
    @functools.wraps(command)
    def with_actor(*args: Any, acting_as: str, **kwargs: Any) -> Any:
        return command(*args, actor=actor_named(acting_as), **kwargs)

    return with_actor
