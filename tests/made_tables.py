"""The tables of an empty database for the suite and for the installations its tests start.

They are made as a new installation makes them, by a process of its own, once in a run.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
MAKE = (
    "import django; django.setup(); "
    "from townclerk.platform.tables import bring_up_to_date; bring_up_to_date()"
)
MIGRATE = "from tests.migrating import migrate; migrate()"
"""As an installation comes to them that began with the first version."""


@contextmanager
def laid() -> Iterator[None]:
    """The tables are there before Django looks for its test database."""
    name = connection.creation._get_test_db_name()
    if connection.vendor == "sqlite":
        with (
            closing(sqlite3.connect(name, uri=True)) as memory,
            closing(sqlite3.connect(_file())) as full,
        ):
            full.backup(memory)
            yield
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    with tempfile.TemporaryDirectory() as home:
        run(MAKE, Path(home), address(name))
    yield


@cache
def _file() -> Path:
    home = Path(os.environ["TOWNCLERK_HOME"]) / "empty"
    home.mkdir()
    run(MAKE, home)
    return home / "townclerk.sqlite3"


def put_into(home: Path) -> None:
    """Give the data directory of another installation the tables, as its own start would."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_file(), home / "townclerk.sqlite3")


def address(database: str) -> str:
    """Of another database on the server of the suite."""
    at = connection.settings_dict
    return f"postgresql://{at['USER']}@{at['HOST']}:{at['PORT']}/{database}"


def run(code: str, home: Path, url: str = "") -> str:
    """Run a line of Python with an installation of its own: SQLite in a home, or at an address."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("TOWNCLERK_")}
    env |= {"TOWNCLERK_HOME": str(home), "PYTHONPATH": str(ROOT)}
    env["DJANGO_SETTINGS_MODULE"] = "config.settings"
    if url:
        env["TOWNCLERK_DATABASE_URL"] = url
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, check=True, cwd=ROOT, capture_output=True, text=True
    )
    return done.stdout
