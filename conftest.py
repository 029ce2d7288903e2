"""Shared by every test: a data directory of the suite's own, and quick passwords."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

_SUITE_HOME = tempfile.TemporaryDirectory(prefix="townclerk-suite-")
os.environ["TOWNCLERK_HOME"] = _SUITE_HOME.name

import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

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


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings) -> Iterator[None]:
    """Each test has its own places for facts, files and mail."""
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    yield


def pytest_unconfigure() -> None:
    _SUITE_HOME.cleanup()
