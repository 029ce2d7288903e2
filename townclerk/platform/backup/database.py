"""The two databases as parts of an archive: one moment of each, and back in one transaction."""

import gzip
import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from django.db import connections

from townclerk.kernel.errors import TownclerkError
from townclerk.platform.backup.manifest import TableSum

LEVEL = 3
"""Of compression: twice as quick as the library's own choice and a tenth larger."""
MODULUS = 1 << 256


class NoProgram(TownclerkError):
    """PostgreSQL's own programs are not installed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"“{name}” was not found. Install PostgreSQL's client programs, of the server's "
            "version or newer, and run this again."
        )


class DatabaseRefused(TownclerkError):
    """The database, or its program, did not do what was asked."""


class Snapshot(Protocol):
    """The database as it was at one moment."""

    def tables(self) -> dict[str, TableSum]: ...
    def migrations(self) -> tuple[str, ...]: ...
    def council(self) -> str: ...
    def write(self, out: Path) -> None: ...


def vendor() -> str:
    return str(connections["default"].vendor)


@contextmanager
def snapshot(work: Path) -> Iterator[Snapshot]:
    """The database at this moment, while others go on writing; `work` is a folder for a copy."""
    with _sqlite(work) if vendor() == "sqlite" else _postgresql() as taken:
        yield taken


def load(part: Path) -> None:
    """Put a dump in the place of everything the database holds, in one transaction."""
    connections.close_all()
    (_load_sqlite if vendor() == "sqlite" else _load_postgresql)(part)


def _total(lines: Iterable[bytes]) -> TableSum:
    """Rows are summed, not chained, so that two databases need not agree on an order."""
    count = total = 0
    for line in lines:
        total = (total + int.from_bytes(hashlib.sha256(line).digest())) % MODULUS
        count += 1
    return TableSum(count, f"{total:064x}")


class _Sqlite:
    def __init__(self, path: Path, connection: sqlite3.Connection):
        self._path, self._connection = path, connection

    def tables(self) -> dict[str, TableSum]:
        # Virtual tables and their shadows are made from other tables.
        names = self._all(
            "SELECT name FROM pragma_table_list WHERE schema='main' AND type='table' "
            "AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        return {name: _total(self._lines(name)) for (name,) in names}

    def migrations(self) -> tuple[str, ...]:
        return _names(self._all(_MIGRATIONS))

    def council(self) -> str:
        return _first(self._all(_COUNCIL))

    def write(self, out: Path) -> None:
        with self._path.open("rb") as source, gzip.open(out, "wb", compresslevel=LEVEL) as target:
            shutil.copyfileobj(source, target, 1024 * 1024)

    def _lines(self, table: str) -> Iterator[bytes]:
        named = f'"{table}"'
        for row in self._connection.execute(f"SELECT * FROM {named}"):  # noqa: S608 (a name the database gave)
            yield repr(row).encode()

    def _all(self, statement: str) -> list[Any]:
        return self._connection.execute(statement).fetchall()


_MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"
_COUNCIL = "SELECT name FROM organisation_council ORDER BY id LIMIT 1"


def _names(rows: Iterable[Any]) -> tuple[str, ...]:
    return tuple(f"{app}.{name}" for app, name in rows)


def _first(rows: list[Any]) -> str:
    return str(rows[0][0]) if rows else ""


@contextmanager
def _sqlite(work: Path) -> Iterator[_Sqlite]:
    place = work / "database.sqlite3"
    with (
        _opened(connections["default"].settings_dict["NAME"]) as source,
        _opened(place) as copy,
    ):
        # All pages in one step: a backup in several begins anew with every write of another.
        source.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE")
        yield _Sqlite(place, copy)


def _load_sqlite(part: Path) -> None:
    staged = part.with_suffix("")
    with gzip.open(part) as source, staged.open("wb") as out:
        shutil.copyfileobj(source, out, 1024 * 1024)
    place = connections["default"].settings_dict["NAME"]
    with _opened(staged) as found, _opened(place) as target:
        if found.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise DatabaseRefused("The database in the archive is not whole. Nothing was changed.")
        # Into the file that is there, as one transaction of SQLite: killed half-way, it is undone.
        found.backup(target, pages=-1)


@contextmanager
def _opened(place: str | Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(place, isolation_level=None, timeout=20)
    try:
        yield connection
    finally:
        connection.close()


class _Postgresql:
    def __init__(self, connection: Any, name: str):
        self._connection, self._name = connection, name

    def tables(self) -> dict[str, TableSum]:
        names = self._all(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        )
        return {name: _total(self._lines(name)) for (name,) in names}

    def migrations(self) -> tuple[str, ...]:
        return _names(self._all(_MIGRATIONS))

    def council(self) -> str:
        return _first(self._all(_COUNCIL))

    def write(self, out: Path) -> None:
        """By PostgreSQL's own program, at the moment this snapshot was taken."""
        command = ["pg_dump", "--no-owner", "--no-privileges", f"--snapshot={self._name}"]
        with (
            _program(command, stdout=subprocess.PIPE) as dump,
            gzip.open(out, "wb", compresslevel=LEVEL) as target,
        ):
            shutil.copyfileobj(dump.stdout, target, 1024 * 1024)  # type: ignore[arg-type]

    def _lines(self, table: str) -> Iterator[bytes]:
        from psycopg import sql

        statement = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier("public", table))
        with self._connection.cursor() as cursor, cursor.copy(statement) as rows:
            for row in rows:
                yield bytes(row)

    def _all(self, statement: str) -> list[Any]:
        return list(self._connection.execute(statement).fetchall())


@contextmanager
def _postgresql() -> Iterator[_Postgresql]:
    import psycopg
    from psycopg.conninfo import make_conninfo

    connection = psycopg.connect(
        make_conninfo("", **_address()), options="-c TimeZone=UTC -c DateStyle=ISO"
    )
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    try:
        name = connection.execute("SELECT pg_export_snapshot()").fetchone()
        yield _Postgresql(connection, str(name[0]) if name else "")
    finally:
        connection.close()


EMPTIED = """
DO $$ DECLARE found record; BEGIN
  FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP TABLE IF EXISTS public.%I CASCADE', found.tablename);
  END LOOP;
END $$;
"""


LOCKS = "SELECT setting::int FROM pg_settings WHERE name = 'max_locks_per_transaction'"
PEOPLE = "SELECT setting::int FROM pg_settings WHERE name = 'max_connections'"
OBJECTS = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"


def _require_locks() -> None:
    """The server must be able to lock what goes and what comes, all at once."""
    import psycopg
    from psycopg.conninfo import make_conninfo

    with psycopg.connect(make_conninfo("", **_address())) as connection:
        found = connection.execute(f"SELECT ({LOCKS}) * ({PEOPLE}), ({OBJECTS})").fetchone()
    held, objects = found or (0, 0)
    if held < 2 * objects:
        raise DatabaseRefused(
            "PostgreSQL cannot lock so many tables at once. Set max_locks_per_transaction to 256 "
            "in its configuration, restart it, and run this again. Nothing was changed."
        )


def _load_postgresql(part: Path) -> None:
    """What is there goes and the dump comes in one transaction: all of it, or nothing."""
    _require_locks()
    command = ["psql", "-X", "-q", "-o", os.devnull, "-v", "ON_ERROR_STOP=1"]
    command += ["--single-transaction", "-c", EMPTIED, "-f", "-"]
    with (
        gzip.open(part) as source,
        _program(command, stdin=subprocess.PIPE) as load,
        # When the program stops early, what it said is told as it is waited for.
        suppress(BrokenPipeError),
    ):
        shutil.copyfileobj(source, load.stdin, 1024 * 1024)  # type: ignore[arg-type]


@contextmanager
def _program(command: list[str], **streams: int) -> Iterator["subprocess.Popen[bytes]"]:
    """One of PostgreSQL's programs on our database; raises with its words when it fails."""
    at = _address()
    path = shutil.which(command[0])
    if path is None:
        raise NoProgram(command[0])
    where = {"PGHOST": at["host"], "PGPORT": at["port"], "PGUSER": at["user"]}
    env = os.environ | {name: value for name, value in where.items() if value}
    env |= {"PGDATABASE": at["dbname"], "PGPASSWORD": at["password"]}
    # Notices of what a cascade drops would fill the pipe that nobody reads yet.
    env |= {"PGOPTIONS": "-c client_min_messages=warning"}
    running = subprocess.Popen([path, *command[1:]], env=env, stderr=subprocess.PIPE, **streams)  # type: ignore[call-overload]  # noqa: S603 (a program found on the path, with our own arguments)
    try:
        yield running
        _, said = running.communicate()
    except BaseException:
        # Stopped by us: its transaction ends with it, so nothing of it stays.
        running.kill()
        running.communicate()
        raise
    if running.returncode:
        raise DatabaseRefused(f"{command[0]} failed: {said.decode(errors='replace').strip()}")


def _address() -> dict[str, str]:
    found = connections["default"].settings_dict
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    return {name: str(found[key]) for name, key in names.items()} | {"dbname": str(found["NAME"])}
