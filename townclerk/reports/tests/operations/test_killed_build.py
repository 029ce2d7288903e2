"""A worker killed in the middle of a build leaves nothing half done."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

PROGRAM = Path(__file__).with_name("builder_beside.py")
ROOT = Path(__file__).parents[4]


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
@pytest.mark.parametrize("place", ["die-drawing", "die-keeping"])
def test_it_leaves_no_half_build_and_builds_once_when_taken_up_again(beside, place):
    said(beside("prepare"))
    first = beside(place)
    assert first.stdout.readline().strip() == "here"
    first.kill()
    first.wait()
    assert said(beside("state")) == ["running", "1", "0", "0", "0", "commissioned"]
    time.sleep(1.2)
    said(beside("work", "--until-idle"))
    assert said(beside("state")) == ["done", "2", "1", "4", "1", "commissioned"]
