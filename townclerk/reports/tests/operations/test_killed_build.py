"""A worker killed in the middle of a build leaves nothing half done."""

import time
from pathlib import Path

import pytest

from tests import programs_beside

PROGRAM = Path(__file__).with_name("builder_beside.py")


@pytest.fixture
def beside(tmp_path, transactional_db, lay_tables):
    yield from programs_beside.beside(tmp_path, PROGRAM, lay_tables)


@pytest.mark.slow
@pytest.mark.parametrize("place", ["die-drawing", "die-keeping"])
def test_it_leaves_no_half_build_and_builds_once_when_taken_up_again(beside, place):
    beside.said("prepare")
    first = beside.start(place)
    assert beside.heard(first) == "here"
    first.kill()
    first.wait()
    assert beside.said("state") == ["running", "1", "0", "0", "0", "commissioned"]
    time.sleep(1.2)
    beside.said("work", "--until-idle")
    assert beside.said("state") == ["done", "2", "1", "4", "1", "commissioned"]
