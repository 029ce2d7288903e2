"""An installation in processes of its own, on either database, made once and copied per test."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

PROGRAM = Path(__file__).with_name("installation_beside.py")
ROOT = Path(__file__).parents[5]


@dataclass
class Installation:
    home: Path
    url: str

    def start(self, *words):
        env = {k: v for k, v in os.environ.items() if not k.startswith("TOWNCLERK_")}
        env |= {"TOWNCLERK_HOME": str(self.home), "PYTHONPATH": str(ROOT)}
        if self.url:
            env["TOWNCLERK_DATABASE_URL"] = self.url
        return subprocess.Popen(  # noqa: S603
            [sys.executable, str(PROGRAM), *map(str, words)],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words, fails=None):
        process = self.start(*words)
        out, err = process.communicate(timeout=600)
        if fails is None:
            assert process.returncode == 0, err
            return out
        assert process.returncode == fails, (process.returncode, err)
        return err

    @property
    def database(self):
        return self.url.rpartition("/")[2]

    def statement(self, text):
        """Run SQL on the installation's database, behind Townclerk's back."""
        if self.url:
            with admin(self.database) as connection:
                return connection.execute(text).fetchall()
        import sqlite3

        connection = sqlite3.connect(self.home / "townclerk.sqlite3", isolation_level=None)
        try:
            return connection.execute(text).fetchall()
        finally:
            connection.close()

    def units(self):
        return self.statement("SELECT count(*) FROM organisation_unit")[0][0]

    def destroy(self):
        shutil.rmtree(self.home)
        if self.url:
            with admin() as connection:
                connection.execute(f'DROP DATABASE "{self.database}"')
                connection.execute(f'CREATE DATABASE "{self.database}"')


def on_postgresql():
    return settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


@contextmanager
def admin(database="postgres"):
    import psycopg

    at = settings.DATABASES["default"]
    with psycopg.connect(
        host=at["HOST"], port=at["PORT"], user=at["USER"], dbname=database, autocommit=True
    ) as connection:
        yield connection


def _url(name):
    at = settings.DATABASES["default"]
    return f"postgresql://{at['USER']}@{at['HOST']}:{at['PORT']}/{name}"


@pytest.fixture(scope="session")
def filled(tmp_path_factory, lay_tables):
    home = tmp_path_factory.mktemp("filled") / "home"
    name = f"filled_{uuid4().hex[:8]}" if on_postgresql() else ""
    made = Installation(home, _url(name) if name else "")
    if name:
        with admin() as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
    else:
        lay_tables(home)
    made.run("fill")
    yield made
    if name:
        with admin() as connection:
            connection.execute(f'DROP DATABASE "{name}"')


@pytest.fixture(scope="session")
def archived(filled, tmp_path_factory):
    """An archive of the installation as every test finds it, and the checksum of its content."""
    place = tmp_path_factory.mktemp("archived") / "saved.tar"
    return place, filled.run("backup", place).split()[1]


@pytest.fixture
def saved(archived, tmp_path):
    """A copy of that archive for the test, and the checksum of what is in it."""
    place, content = archived
    return shutil.copy2(place, tmp_path / "saved.tar"), content


@pytest.fixture
def installation(filled, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(filled.home, home)
    if not filled.url:
        yield Installation(home, "")
        return
    name = f"copy_{uuid4().hex[:8]}"
    with admin() as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{filled.database}"')
    yield Installation(home, _url(name))
    with admin() as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
