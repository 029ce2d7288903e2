"""A case of an education appeal opens to nobody but who reads the area and is cleared for it."""

import re
from datetime import date

import pytest

from townclerk.democracy.models import AppealSeason, School
from townclerk.democracy.operations import appeals
from townclerk.democracy.tests.builders import at, by
from townclerk.platform import clock
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.matrix import cells
from townclerk.platform.access.reader import Reader
from townclerk.platform.access.testing import a_user, an_actor
from townclerk.platform.deadlines.owed import owed
from townclerk.platform.search import queries as search

pytestmark = pytest.mark.django_db
CHILD = "Zephyrine"
ADDRESSES = (
    "/democracy/appeals/cases/ap1/",
    "/democracy/appeals/cases/ap1/list/",
    "/r/appeals/",
    "/r/appeals/export/json/",
    "/r/appeal-panel-members/",
    "/r/appeal-panel-connections/",
    "/r/appeal-rosters/",
    "/api/r/appeals",
)


def one_of_each():
    """A role for each thing the matrix grants here; roles granted the same open the same."""
    mine = [cell for cell in cells() if cell.area is Area.DEMOCRATIC]
    return sorted({frozenset(cell.grants): cell.role for cell in mine}.values())


@pytest.fixture
def case():
    officer = an_actor("democratic-services", clearances=("appeals",))
    school = School.objects.create(code="a", name="A", phase="primary", authority="council")
    season = AppealSeason.objects.create(
        code="s24", title="Season 2024", start=date(2024, 5, 8), hear_by=date(2024, 5, 8), a_day=1
    )
    made = [
        appeals.lodge(
            {
                "reference": f"ap{number}",
                "school": school,
                "season": season,
                "child": CHILD,
                "appellant": CHILD,
                "lodged_on": date(2024, 4, 30),
                "hear_by": date(2024, 7, 1),
            },
            **by(officer, at(date(2024, 5, 1))),
        )
        for number in (1, 2)
    ]
    return officer, made[0]


@pytest.mark.parametrize("role", one_of_each())
def test_no_role_opens_a_case_by_itself(client, case, role):
    user = a_user(role)
    reader = Reader.of(user, clock.today())
    client.force_login(user)
    for address in ADDRESSES:
        answer = client.get(address)
        assert answer.status_code in (302, 403), (role, address)
        assert CHILD not in answer.content.decode()
    if reader.may(Verb.READ, Area.DEMOCRATIC):
        for page in ("/democracy/appeals/", "/democracy/appeals/seasons/s24/"):
            shown = client.get(page).content.decode()
            assert CHILD not in shown
            assert not re.search(r"\bap1\b", shown)
    assert not search.find("ap1", reader).shown
    assert not [one for one in owed(reader, clock.today()) if "ap1" in one.title]


def test_a_clearance_without_the_area_opens_nothing(client, case):
    client.force_login(a_user("revenues-officer", clearances=("appeals",)))
    assert all(client.get(address).status_code == 403 for address in ADDRESSES)


def test_a_cleared_clerk_lists_the_season_and_reads_what_is_short(client, case):
    officer, appeal = case
    client.force_login(officer.user)
    assert client.get("/democracy/appeals/cases/ap1/").status_code == 200
    assert CHILD in client.get(f"/r/appeals/{appeal.pk}/").content.decode()
    page = client.get("/democracy/appeals/seasons/s24/").content.decode()
    assert "1 have no room" in page
    assert "1 day is short" in page
    done = client.post("/democracy/appeals/seasons/s24/list/", follow=True).content.decode()
    assert "1 listed, 1 not: 1 day is short." in done
    assert [one.restricted for one in owed(Reader.of(officer.user, clock.today()), clock.today())]


def test_the_rules_are_told_as_not_confirmed(client, case):
    client.force_login(a_user("head-of-service"))
    page = client.get("/democracy/appeals/").content.decode()
    assert "Not confirmed" in page
    assert "no term is held yet" in page
