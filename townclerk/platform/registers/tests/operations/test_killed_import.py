"""A worker killed in the middle of an import, by the operating system and for real."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

PROGRAM = Path(__file__).with_name("import_beside.py")
ROOT = Path(__file__).parents[5]
ROWS = "3000"


@pytest.fixture
def beside(tmp_path, transactional_db, lay_tables):
    """Runs the program on a database that other processes can open too."""
    env = os.environ | {"TOWNCLERK_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    env["DJANGO_SETTINGS_MODULE"] = "config.settings"
    if connection.vendor == "postgresql":
        at = connection.settings_dict
        env["TOWNCLERK_DATABASE_URL"] = (
            f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
        )
    else:
        lay_tables(tmp_path)
    started = []

    def start(*words):
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, str(PROGRAM), *words], env=env, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def said(process):
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return out.split()


@pytest.mark.slow
@pytest.mark.parametrize("place", ["reading", "saving"])
def test_it_leaves_nothing_half_done_and_resumes(beside, tmp_path, place):
    said(beside("bring"))
    assert said(beside("state")) == ["saving", "waiting", "0", "0", "0", "0"]
    first = beside(place)
    here = tmp_path / "is-here"
    for _ in range(1200):
        if here.exists() and here.read_text() == place:
            break
        assert first.poll() is None
        time.sleep(0.1)
    assert here.read_text() == place
    first.kill()
    first.wait()
    # Not a record, not a line of history, not a batch; the job says that it was being done.
    assert said(beside("state")) == ["saving", "running", "1", "0", "0", "0"]
    time.sleep(1.2)
    said(beside("again", "--until-idle"))
    assert said(beside("state")) == ["saved", "done", "2", ROWS, ROWS, "1"]
