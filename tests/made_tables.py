"""The tables of an empty database, made by the migrations once for each content of theirs.

What the migrations made is kept in `.cache/databases/`: a file for SQLite, statements for
PostgreSQL. Whoever needs such a database takes a copy and still runs `migrate` over it, which finds
nothing to do. A changed migration has another name for its copy, so none is ever out of date.
"""

import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache, partial
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / ".cache" / "databases"
DATA = ("townclerk/platform/access/matrix.csv", "townclerk/platform/access/areas.py")
"""What migrations read beside themselves and the modules they import."""
IMPORTED = re.compile(r"^\s*(?:from|import) (townclerk[\w.]*)(?: import (\w+))?", re.MULTILINE)
KEPT = 12
"""So many copies stay: the newest."""


def migration_files() -> list[Path]:
    """Every migration of every installed app."""
    found = []
    for app in apps.get_app_configs():
        place = Path(app.path) / "migrations"
        found += sorted(place.glob("*.py")) if place.is_dir() else []
    return found


def read_by(migrations: list[Path]) -> list[Path]:
    """Modules of ours that migrations import, and the data behind them."""
    named = {
        module.replace(".", "/") + (f"/{name}" if deeper else "")
        for file in migrations
        for module, name in IMPORTED.findall(file.read_text(encoding="utf-8"))
        for deeper in ((False, True) if name else (False,))
    }
    modules = [ROOT / f"{name}.py" for name in sorted(named)]
    return [file for file in modules if file.is_file()] + [ROOT / name for name in DATA]


@cache
def content() -> str:
    """Names all that decides what an empty database holds."""
    said = hashlib.sha256(repr((django.VERSION, sqlite3.sqlite_version_info)).encode())
    for name in ("INSTALLED_APPS", "DEFAULT_AUTO_FIELD", "AUTH_USER_MODEL"):
        said.update(repr(getattr(settings, name)).encode())
    migrations = migration_files()
    for file in [*migrations, *read_by(migrations)]:
        said.update(f"{file.parent.parent.name}/{file.name}".encode())
        said.update(file.read_bytes())
    return said.hexdigest()[:24]


@contextmanager
def laid() -> Iterator[bool]:
    """Whether the tables are there before Django makes its test database; they are kept after."""
    if connection.vendor == "sqlite":
        with _laid_in_memory() as there:
            yield there
    elif shutil.which("pg_dump") and shutil.which("psql"):
        with _laid_on_the_server() as there:
            yield there
    else:
        yield False


def file() -> Path:
    """The kept file of SQLite; made now by a process of its own if there is none."""
    kept = PLACE / f"{content()}.sqlite3"
    if not kept.exists():
        with tempfile.TemporaryDirectory() as home:
            migrate_from_nothing(Path(home))
            with closing(sqlite3.connect(Path(home) / "townclerk.sqlite3")) as made:
                _keep(kept, partial(_copy, made))
    return kept


def put_into(home: Path) -> None:
    """Give the data directory of another installation the tables, as its own `migrate` would."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file(), home / "townclerk.sqlite3")


def migrate_from_nothing(home: Path, url: str = "") -> None:
    """Run every migration in a process of its own: on SQLite in a home, or at an address."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("TOWNCLERK_")}
    env |= {"TOWNCLERK_HOME": str(home), "PYTHONPATH": str(ROOT)}
    env["DJANGO_SETTINGS_MODULE"] = "config.settings"
    if url:
        env["TOWNCLERK_DATABASE_URL"] = url
    for command in ("migrate", "createcachetable"):
        words = [sys.executable, "-m", "django", command, "-v0"]
        subprocess.run(words, env=env, check=True, cwd=ROOT)


def _copy(source: sqlite3.Connection, place: Path) -> None:
    with closing(sqlite3.connect(place)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def _laid_in_memory() -> Iterator[bool]:
    """In the memory that Django's own test database then finds under the same name."""
    kept = PLACE / f"{content()}.sqlite3"
    name = connection.creation._get_test_db_name()
    with closing(sqlite3.connect(name, uri=True)) as memory:
        there = kept.exists()
        if there:
            with closing(sqlite3.connect(f"file:{kept}?mode=ro", uri=True)) as full:
                full.backup(memory)
        yield there
        if not there:
            _keep(kept, partial(_copy, memory))


@contextmanager
def _laid_on_the_server() -> Iterator[bool]:
    kept = PLACE / f"{content()}.{connection.pg_version // 10000}.sql"
    name = connection.creation._get_test_db_name()
    there = kept.exists()
    if there:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}"')
        _postgresql("psql", name, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, "-f", kept)
    yield there
    if not there:
        _keep(kept, lambda place: _postgresql("pg_dump", name, "--no-owner", "-f", place))


def _postgresql(program: str, database: str, *words: object) -> None:
    at = connection.settings_dict
    env = os.environ | {"PGHOST": at["HOST"], "PGPORT": str(at["PORT"]), "PGUSER": at["USER"]}
    env |= {"PGPASSWORD": at["PASSWORD"], "PGDATABASE": database}
    subprocess.run([program, *map(str, words)], env=env, check=True)


def _keep(kept: Path, write: Callable[[Path], None]) -> None:
    """Written aside and put in place at once: other runs may look for it meanwhile."""
    PLACE.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=PLACE, prefix="part-")
    os.close(handle)
    try:
        write(Path(name))
        Path(name).replace(kept)
    finally:
        Path(name).unlink(missing_ok=True)
    newest = sorted(PLACE.glob("*.s*"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in newest[KEPT:]:
        old.unlink(missing_ok=True)
