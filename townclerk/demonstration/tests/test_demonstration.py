"""The demonstration council, loaded as `townclerk demo` loads it."""

from datetime import UTC, date, datetime

import pytest

from townclerk import figures
from townclerk.demonstration import loading
from townclerk.figures.permission import OPERATOR
from townclerk.platform.access.models import User

MOMENT = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@pytest.fixture
def passwords(db):
    return loading.load(moment=MOMENT, today=date(2026, 11, 26))


def test_it_gives_every_role_account_a_password_of_its_own(passwords):
    assert len(set(passwords.values())) == User.objects.count() == len(passwords) > 5


def test_it_loads_the_published_plan(passwords):
    found = figures.ask("finance.plan.remaining_gap", reader=OPERATOR)
    assert (str(found.value), found.status.value) == ("14028000.00", "published")


def test_it_refuses_an_installation_that_holds_a_council(passwords):
    with pytest.raises(loading.NotEmpty, match="Sefton Council"):
        loading.check_empty(None)
    with pytest.raises(loading.WrongName):
        loading.check_empty("Another Council")
    assert loading.check_empty("Sefton Council")
