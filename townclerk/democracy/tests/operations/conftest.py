import pytest

from townclerk.democracy.tests import builders
from townclerk.platform.access.testing import an_actor


@pytest.fixture
def clerk(db):
    return an_actor("democratic-services")


@pytest.fixture
def cabinet(clerk):
    return builders.a_body(clerk)


@pytest.fixture
def council(clerk):
    return builders.a_council(clerk)
