import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

PROGRAM = Path(__file__).with_name("worker_beside.py")
ROOT = Path(__file__).parents[5]


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
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return out.split()


@pytest.mark.slow
def test_it_finishes_a_killed_workers_job_with_each_step_done_once(beside):
    said(beside("enqueue"))
    first = beside("work")
    for _ in range(200):
        state, attempts, steps, _ = said(beside("state"))
        if int(steps) >= 3:
            break
        time.sleep(0.1)
    assert (state, attempts) == ("running", "1")
    first.kill()
    first.wait()
    state, attempts, steps, _ = said(beside("state"))
    assert state == "running"
    assert 3 <= int(steps) < 100
    time.sleep(1.2)
    said(beside("work", "--until-idle"))
    assert said(beside("state")) == ["done", "2", "100", "100"]
