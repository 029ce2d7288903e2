"""Shared by every test: files of its own, and quick passwords."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test.utils import setup_databases, teardown_databases
from hypothesis import HealthCheck, settings

settings.register_profile(
    "suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50
)
settings.register_profile("deep", settings.get_profile("suite"), max_examples=500)
settings.load_profile(os.environ.get("TOWNCLERK_HYPOTHESIS", "suite"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--reverse", action="store_true", help="Run the last test first.")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The cluster's tests need Spark, which only `script/test --spark` brings: they are not hidden
    behind a skip but collected when asked for."""
    asked = any("tests/cluster" in argument for argument in config.args)
    return True if collection_path.name == "cluster" and not asked else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--reverse"):
        items.reverse()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    """The test database, from the tables that the migrations made once."""
    from tests import made_tables

    with django_db_blocker.unblock(), made_tables.laid() as there:
        made = setup_databases(0, interactive=False, keepdb=there, serialized_aliases=())
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings) -> Iterator[None]:
    """Each test has its own places for facts, files and mail."""
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    yield
