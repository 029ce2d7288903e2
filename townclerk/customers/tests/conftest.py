import pytest

from townclerk.platform.access.testing import an_actor


@pytest.fixture
def proposer(db):
    return an_actor("communications")


@pytest.fixture
def reviewer(db):
    return an_actor("information-officer")
