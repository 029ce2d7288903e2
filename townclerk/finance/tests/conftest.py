"""The printed plan, loaded once for all the tests of a file, and the people who act on it."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from townclerk.finance.models import PlanVersion
from townclerk.finance.tests.builders import load_everything
from townclerk.platform.access.testing import an_actor
from townclerk.platform.audit.log import Actor


@pytest.fixture(scope="module")
def printed_plan(django_db_setup, django_db_blocker) -> Iterator[int]:
    """Everything printed, loaded in a transaction around the file's tests and then undone.

    Each test runs in a savepoint of its own, so none sees what another changed. A file takes it
    for all its tests (`usefixtures`) or for none: a test that expects an empty database must not
    stand beside one that does not.
    """
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        try:
            loaded = load_everything(an_actor("s151-officer")).pk
        except BaseException:
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
            raise
    yield loaded
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def plan(printed_plan: int, db: None) -> PlanVersion:
    """The printed plan, read afresh."""
    return PlanVersion.objects.get(pk=printed_plan)


@pytest.fixture
def officer(db: None) -> Actor:
    """The s151 officer."""
    return an_actor("s151-officer")


@pytest.fixture
def analyst(db: None) -> Actor:
    return an_actor("finance-partner")
