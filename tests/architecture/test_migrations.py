"""The migrations make the tables from nothing, and they are the tables the models want."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from tests import made_tables
from townclerk.platform.access.matrix import cells, roles

SHAPES = {
    "sqlite": ("SELECT type, name, tbl_name, sql FROM sqlite_master",),
    "postgresql": (
        """SELECT table_name, column_name, data_type, is_nullable, column_default,
        character_maximum_length, generation_expression
        FROM information_schema.columns WHERE table_schema = 'public'""",
        "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
    ),
}
"""What the database says of its tables, columns, indexes and constraints."""
COUNTED = ("access_role", "access_matrixcell", "access_grant", "django_migrations")


@pytest.fixture
def from_nothing(db, tmp_path):
    """Asks a database on which every migration was just run."""
    if connection.vendor == "sqlite":
        made_tables.migrate_from_nothing(tmp_path)
        with closing(sqlite3.connect(tmp_path / "townclerk.sqlite3")) as opened:
            yield lambda text: opened.execute(text).fetchall()
        return
    import psycopg

    at = connection.settings_dict
    server = f"postgresql://{at['USER']}@{at['HOST']}:{at['PORT']}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute("CREATE DATABASE from_nothing")
        made_tables.migrate_from_nothing(tmp_path, f"{server}/from_nothing")
        with psycopg.connect(f"{server}/from_nothing") as opened:
            yield lambda text: opened.execute(text).fetchall()
        admin.execute("DROP DATABASE from_nothing")


def here(text):
    with connection.cursor() as cursor:
        cursor.execute(text)
        return cursor.fetchall()


@pytest.mark.slow
def test_it_makes_the_tables_of_the_suite_from_nothing(from_nothing):
    for text in SHAPES[connection.vendor]:
        made = sorted(from_nothing(text), key=repr)
        assert len(made) > 100
        assert made == sorted(here(text), key=repr)
    for table in COUNTED:
        text = f"SELECT count(*) FROM {table}"  # noqa: S608
        assert from_nothing(text) == here(text)
    assert from_nothing("SELECT count(*) FROM access_role")[0][0] == len(roles())
    assert from_nothing("SELECT count(*) FROM access_matrixcell")[0][0] == len(cells())


@pytest.mark.django_db
def test_it_has_a_migration_for_every_change_of_a_model():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_it_gives_changed_migrations_another_name(monkeypatch, tmp_path):
    real = made_tables.content.__wrapped__
    before = real()
    assert real() == before
    other = tmp_path / "migrations" / "0009_other.py"
    other.parent.mkdir()
    other.write_text("from townclerk.platform.access import matrix\n")
    files = made_tables.migration_files()
    assert any(file.name == "0002_full_text.py" for file in files)
    assert any("allauth" in file.parts for file in files)
    monkeypatch.setattr(made_tables, "migration_files", lambda: [*files, other])
    with_it = real()
    other.write_text("from townclerk.platform.access import matrix  # changed\n")
    assert len({before, with_it, real()}) == 3


def test_it_counts_what_migrations_read_among_their_content():
    names = {
        str(file.relative_to(made_tables.ROOT))
        for file in made_tables.read_by(made_tables.migration_files())
    }
    assert {
        "townclerk/platform/access/matrix.py",
        "townclerk/platform/access/matrix.csv",
        "townclerk/platform/fields.py",
        "townclerk/kernel/money.py",
    } <= names
    assert all(Path(made_tables.ROOT, name).is_file() for name in names)
