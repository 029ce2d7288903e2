"""Shared by every test: files of its own, and quick passwords."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import caches
from django.test import override_settings
from django.test.utils import setup_databases, teardown_databases
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

from tests import filled_databases, made_tables, selection

LOADED_AT = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
"""When the demonstration council of the tests was loaded."""

gc.disable()  # While the tests are collected almost nothing is garbage.
settings.register_profile(
    "suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50
)
settings.register_profile("deep", settings.get_profile("suite"), max_examples=500)
settings.load_profile(os.environ.get("TOWNCLERK_HYPOTHESIS", "suite"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--reverse", action="store_true", help="Run the last test first.")
    parser.addoption(
        "--only-database", action="store_true", help="Run the tests that touch a database."
    )
    parser.addoption("--no-database", action="store_true", help="Run the others.")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The cluster's tests need Spark, which only `script/test --spark` brings: they are not hidden
    behind a skip but collected when asked for."""
    asked = any("tests/cluster" in argument for argument in config.args)
    return True if collection_path.name == "cluster" and not asked else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--only-database"):
        items[:], others = selection.only_database(items)
        config.hook.pytest_deselected(items=others)
    if config.getoption("--no-database"):
        others, items[:] = selection.only_database(items)
        config.hook.pytest_deselected(items=others)
    if config.getoption("--reverse"):
        items.reverse()


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector of garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


def empties_database(item: pytest.Item) -> bool:
    """Whether the database is emptied after the test, since it works outside a transaction."""
    if "transactional_db" in getattr(item, "fixturenames", ()):
        return True
    return any(mark.kwargs.get("transaction") for mark in item.iter_markers("django_db"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """What a new database holds is there again for the next test."""
    result = yield
    if empties_database(item):
        with item.config.stash[blocking_manager_key].unblock():
            matrix = import_module("townclerk.platform.access.migrations.0002_load_matrix")
            if not apps.get_model("access", "Role").objects.exists():
                matrix.load(apps, None)
    return result


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    """The test database, with the tables of a new installation."""
    with django_db_blocker.unblock(), made_tables.laid():
        made = setup_databases(0, interactive=False, keepdb=True, serialized_aliases=())
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def lay_tables() -> Callable[[Path], None]:
    """Puts the empty tables into another data directory, where a program then finds them."""
    return made_tables.put_into


@pytest.fixture(scope="session", autouse=True)
def quick_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Quick passwords and clients, a cache in this process and mail in a place of its own."""
    mail = tmp_path_factory.mktemp("mail")
    with override_settings(
        EMAIL_FILE_PATH=str(mail),
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        # Static files are looked for when asked, not listed anew for every client of a test.
        WHITENOISE_AUTOREFRESH=True,
    ):
        yield


@contextmanager
def filled_beside(
    name: str, blocker: DjangoDbBlocker, files: Path, fill: Callable[[], Any]
) -> Iterator[filled_databases.Filled]:
    """A filled database beside the suite's own, for all who ask for it until the run ends."""
    with ExitStack() as around:
        with blocker.unblock():
            found = around.enter_context(filled_databases.filled(name, files, fill))
        yield found
        with blocker.unblock():
            around.close()


@pytest.fixture(scope="session")
def demonstration_database(
    django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[filled_databases.Filled]:
    from townclerk.demonstration import loading

    def fill() -> dict[str, str]:
        return loading.load(moment=LOADED_AT, today=LOADED_AT.date())

    files = tmp_path_factory.mktemp("demonstration")
    with filled_beside("demonstration", django_db_blocker, files, fill) as found:
        yield found


@pytest.fixture(scope="session")
def plan_database(
    django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[filled_databases.Filled]:
    from townclerk.finance.tests.builders import load_everything
    from townclerk.platform.access.testing import an_actor

    def fill() -> int:
        return load_everything(an_actor("s151-officer")).pk

    with filled_beside("plan", django_db_blocker, tmp_path_factory.mktemp("plan"), fill) as found:
        yield found


FILLED = {"demonstration": "demonstration_database", "printed_plan": "plan_database"}
"""What a test asks for, and the database that holds it."""


@pytest.fixture
def which_database(request: pytest.FixtureRequest) -> Iterator[filled_databases.Filled | None]:
    """Before the test's transaction begins, the connection leads to the database it asks for."""
    wanted = [FILLED[name] for name in request.fixturenames if name in FILLED]
    if len(wanted) > 1:
        pytest.fail("A test works on one database: the demonstration or the printed plan.")
    caches["default"].clear()
    if not wanted:
        yield None
        return
    found = request.getfixturevalue(wanted[0])
    with request.getfixturevalue("django_db_blocker").unblock(), filled_databases.opened(found):
        yield found


@pytest.fixture
def _django_db_helper(which_database, _django_db_helper) -> None:
    """The transaction of pytest-django, on that database."""


@pytest.fixture
def demonstration(which_database, db, tmp_path, settings) -> dict[str, str]:
    """The demonstration council as it is loaded, with its files; answers the passwords."""
    shutil.copytree(which_database.files, tmp_path / "files")
    settings.STORAGES = filled_databases.storages(tmp_path / "files")
    return which_database.told


@pytest.fixture
def printed_plan(which_database, db) -> int:
    """Everything the council printed of its plan of 2017/18; answers the key of the plan."""
    return which_database.told
