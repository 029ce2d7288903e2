"""Making Django ready for a command that needs it."""

import gc
import os
from pathlib import Path

from townclerk.kernel.errors import TownclerkError


class NoDatabase(TownclerkError):
    """There is no database yet, or it has none of our tables."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"There is no Townclerk database at {place}. "
            "Run “townclerk demo” for a demonstration council, or “townclerk serve” for a new one."
        )


def setup(*, database: bool = True) -> None:
    """Load the settings and models; with `database`, refuse when the database is not there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    # What starting makes is kept to the end: looking through it for garbage is a third of the time.
    gc.disable()
    django.setup()
    gc.freeze()
    gc.enable()
    if database:
        _require_database()
        _enter()


def _require_database() -> None:
    """An embedded database is a file: without it, say so instead of making an empty one."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    is_file = connection.vendor == "sqlite" and name != ":memory:" and "mode=memory" not in name
    if is_file and not Path(name).is_file():
        raise NoDatabase(name)


def _enter() -> None:
    """Say that the data is in use, and keep out while it is being replaced."""
    from django.conf import settings

    from townclerk.platform import occupancy

    occupancy.enter(settings.HOME)


def is_missing_database(error: Exception) -> bool:
    """Whether an error says that the database, or the tables in it, are not there."""
    if not type(error).__module__.startswith("django.db"):
        return False
    text = str(error).lower()
    signs = ("no such table", "unable to open database", "does not exist", "connection refused")
    return any(sign in text for sign in signs)


def database_name() -> str:
    from django.db import connection

    return str(connection.settings_dict["NAME"])
