import pytest

from townclerk.platform.access.testing import an_actor


@pytest.fixture
def officer(db):
    """The s151 officer."""
    return an_actor("s151-officer")


@pytest.fixture
def analyst(db):
    return an_actor("finance-partner")
