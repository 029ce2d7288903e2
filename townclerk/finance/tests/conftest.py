"""The printed plan, and the people who act on it."""

import pytest

from townclerk.finance.models import PlanVersion
from townclerk.platform.access.testing import an_actor
from townclerk.platform.audit.log import Actor


@pytest.fixture
def plan(printed_plan: int) -> PlanVersion:
    """The printed plan, read afresh."""
    return PlanVersion.objects.get(pk=printed_plan)


@pytest.fixture
def officer(db: None) -> Actor:
    """The s151 officer."""
    return an_actor("s151-officer")


@pytest.fixture
def analyst(db: None) -> Actor:
    return an_actor("finance-partner")
