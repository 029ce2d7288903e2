"""A database made at once is the one that all the migrations make, and they are up to date."""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from tests import made_tables
from tests.schema_said import schema
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


@pytest.mark.slow
def test_the_migrations_and_the_models_make_the_same_database(from_nothing):
    here = json.loads(json.dumps(schema(), default=str))
    assert len(here["tables"]) > 300
    assert len(here["tables"]["access_role"]["rows"]) == len(roles())
    assert len(here["tables"]["access_matrixcell"]["rows"]) == len(cells())
    assert set(from_nothing["tables"]) == set(here["tables"])
    differ = [name for name, held in here["tables"].items() if held != from_nothing["tables"][name]]
    assert not differ
    assert from_nothing["beside"] == here["beside"]


@pytest.mark.django_db
def test_there_is_a_migration_for_every_change_of_a_model():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
