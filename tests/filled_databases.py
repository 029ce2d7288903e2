"""Databases beside the empty one of the suite: each is filled once and opened by who asks for it.

A test that wants the demonstration council or the printed plan is led to a database that holds
it and works there in a transaction of its own, which is undone. So nothing is loaded twice, and no
test sees what another did.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import override_settings


@dataclass(frozen=True)
class Filled:
    """An open database, the files that belong to its records, and what filling it told."""

    name: str
    opened: Any
    files: Path
    told: Any


@contextmanager
def filled(name: str, files: Path, fill: Callable[[], Any]) -> Iterator[Filled]:
    """A copy of the empty test database under a name of its own, filled."""
    empty = connection.settings_dict["NAME"]
    copied = _copied_in_memory if connection.vendor == "sqlite" else _copied_on_the_server
    with copied(empty, f"filled_{name}") as other:
        with _led_to(other, None), override_settings(STORAGES=storages(files)):
            told = fill()
            made = Filled(other, connection.connection, files, told)
        try:
            yield made
        finally:
            made.opened.close()


@contextmanager
def opened(found: Filled) -> Iterator[None]:
    """Django's connection leads there meanwhile; whose it was before, it is again after."""
    with _led_to(found.name, found.opened):
        yield


def storages(files: Path) -> dict[str, Any]:
    """The files of records in a place of their own."""
    kept = settings.STORAGES["default"]
    return settings.STORAGES | {"default": kept | {"OPTIONS": {"location": files}}}


@contextmanager
def _led_to(name: str, raw: Any) -> Iterator[None]:
    assert not connection.in_atomic_block, "another test's transaction is still open"
    connection.ensure_connection()
    before = connection.settings_dict["NAME"], connection.connection
    _lead(name, raw)
    if raw is None:
        connection.connect()
    try:
        yield
    finally:
        _lead(*before)


def _lead(name: str, raw: Any) -> None:
    settings.DATABASES[connection.alias]["NAME"] = name
    connection.settings_dict["NAME"] = name
    connection.connection = raw


@contextmanager
def _copied_in_memory(empty: str, name: str) -> Iterator[str]:
    address = f"file:{name}?mode=memory&cache=shared"
    target = sqlite3.connect(address, uri=True)
    try:
        connection.ensure_connection()
        connection.connection.backup(target)
        yield address
    finally:
        target.close()


@contextmanager
def _copied_on_the_server(empty: str, name: str) -> Iterator[str]:
    # The server copies a database that nobody has open.
    connection.close()
    quoted = connection.ops.quote_name
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted(name)}")
        cursor.execute(f"CREATE DATABASE {quoted(name)} TEMPLATE {quoted(empty)}")
    try:
        yield name
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {quoted(name)} WITH (FORCE)")
