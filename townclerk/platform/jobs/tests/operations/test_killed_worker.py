import time
from pathlib import Path

import pytest

from tests import programs_beside

PROGRAM = Path(__file__).with_name("worker_beside.py")


@pytest.fixture
def beside(tmp_path, transactional_db, lay_tables):
    yield from programs_beside.beside(tmp_path, PROGRAM, lay_tables)


@pytest.mark.slow
def test_it_finishes_a_killed_workers_job_with_each_step_done_once(beside):
    beside.said("enqueue")
    first = beside.start("work")
    for _ in range(200):
        state, attempts, steps, _ = beside.said("state")
        if int(steps) >= 3:
            break
        time.sleep(0.1)
    assert (state, attempts) == ("running", "1")
    first.kill()
    first.wait()
    state, attempts, steps, _ = beside.said("state")
    assert state == "running"
    assert 3 <= int(steps) < 100
    time.sleep(1.2)
    beside.said("work", "--until-idle")
    assert beside.said("state") == ["done", "2", "100", "100"]
