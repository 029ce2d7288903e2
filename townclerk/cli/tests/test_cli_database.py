"""A missing database is told in a sentence, by the command itself."""

import os
import subprocess
import sys
from pathlib import Path

from townclerk.cli.django import is_missing_database


def test_it_says_that_there_is_no_database(tmp_path: Path) -> None:
    program = (
        "import sys; from townclerk.cli import commands, main; "
        "commands.COMMANDS['probe'] = commands.Entry('x:y', 'Probe.'); "
        "sys.argv = ['townclerk', 'probe']; main.main()"
    )
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith("TOWNCLERK_")
    }
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program],
        env=environment | {"TOWNCLERK_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "There is no Townclerk database at" in done.stderr
    assert "townclerk demo" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("*.sqlite3"))


def test_it_tells_a_missing_table_from_other_faults() -> None:
    from django.db.utils import OperationalError

    assert is_missing_database(OperationalError("no such table: plan_line"))
    assert not is_missing_database(OperationalError("database is locked"))
    assert not is_missing_database(ValueError("no such table: plan_line"))
