"""A worker killed in the middle of an import, by the operating system and for real."""

import time
from pathlib import Path

import pytest

from tests import programs_beside

PROGRAM = Path(__file__).with_name("import_beside.py")
ROWS = "3000"


@pytest.fixture
def beside(tmp_path, transactional_db, lay_tables):
    yield from programs_beside.beside(tmp_path, PROGRAM, lay_tables)


@pytest.mark.slow
@pytest.mark.parametrize("place", ["reading", "saving"])
def test_it_leaves_nothing_half_done_and_resumes(beside, tmp_path, place):
    beside.said("bring")
    assert beside.said("state") == ["saving", "waiting", "0", "0", "0", "0"]
    first = beside.start(place)
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
    assert beside.said("state") == ["saving", "running", "1", "0", "0", "0"]
    time.sleep(1.2)
    beside.said("again", "--until-idle")
    assert beside.said("state") == ["saved", "done", "2", ROWS, ROWS, "1"]
