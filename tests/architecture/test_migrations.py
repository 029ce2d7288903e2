"""A database made at once is the one that all the migrations make, and they are up to date."""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from tests import made_tables
from townclerk.platform.access.matrix import cells, roles

SAY = "import json; from tests.schema_said import schema; print(json.dumps(schema(), default=str))"


@pytest.fixture
def from_nothing(db, tmp_path):
    """What a database holds on which every migration was just run."""
    line = f"{made_tables.MIGRATE}; {SAY}"
    if connection.vendor == "sqlite":
        yield json.loads(made_tables.run(line, tmp_path))
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute("CREATE DATABASE from_nothing")
    yield json.loads(made_tables.run(line, tmp_path, made_tables.address("from_nothing")))
    with connection._nodb_cursor() as cursor:
        cursor.execute("DROP DATABASE from_nothing")


@pytest.fixture
def at_once(db, tmp_path):
    """What a database holds that was made as a new installation makes its own."""
    line = f"{made_tables.MAKE}; {SAY}"
    if connection.vendor == "sqlite":
        home = tmp_path / "new"
        home.mkdir()
        yield json.loads(made_tables.run(line, home))
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute("CREATE DATABASE at_once")
    yield json.loads(made_tables.run(line, tmp_path, made_tables.address("at_once")))
    with connection._nodb_cursor() as cursor:
        cursor.execute("DROP DATABASE at_once")


@pytest.mark.slow
def test_the_migrations_and_the_models_make_the_same_database(from_nothing, at_once):
    assert len(at_once["tables"]) > 300
    assert len(at_once["tables"]["access_role"]["rows"]) == len(roles())
    assert len(at_once["tables"]["access_matrixcell"]["rows"]) == len(cells())
    assert set(from_nothing["tables"]) == set(at_once["tables"])
    migrated = from_nothing["tables"]
    differ = [name for name, held in at_once["tables"].items() if held != migrated[name]]
    assert not differ
    assert from_nothing["beside"] == at_once["beside"]


@pytest.mark.django_db
def test_there_is_a_migration_for_every_change_of_a_model():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
