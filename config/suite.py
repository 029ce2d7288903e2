"""The suite's own data directory, in place before Django reads its settings.

A plugin of pytest (`-p config.suite`): pytest-django loads the settings before any conftest.
"""

import os
import tempfile

_HOME = tempfile.TemporaryDirectory(prefix="townclerk-suite-")
os.environ["TOWNCLERK_HOME"] = _HOME.name


def pytest_unconfigure() -> None:
    _HOME.cleanup()
