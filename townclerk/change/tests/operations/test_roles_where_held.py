"""A role held for one project or one unit decides about that, and about nothing beside it."""

import pytest

from townclerk.change.operations import delivery
from townclerk.change.permissions import check_role
from townclerk.change.tests.builders_programme import MOMENT, a_project, by
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.access.testing import a_user, an_actor
from townclerk.platform.organisation.models import Unit
from townclerk.platform.search import queries as search

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return an_actor("programme-office")


@pytest.fixture
def projects(office):
    units = {code: Unit.objects.create(code=code) for code in ("care", "parks")}
    return {
        code: a_project(office, code, unit=units[unit])
        for code, unit in (("assets", "care"), ("transport", "parks"))
    }


HELD = {
    "the council": (None, {"assets", "transport"}),
    "its unit": (("unit", "care"), {"assets"}),
    "one project": (("project", "assets"), {"assets"}),
    "a unit called as the project": (("unit", "assets"), set()),
    "a body called as the project": (("body", "assets"), set()),
}


@pytest.mark.parametrize(("held_for", "counts"), HELD.values(), ids=HELD.keys())
def test_a_signer_and_an_owner_act_on_what_their_role_is_held_for(projects, held_for, counts):
    s151 = an_actor("s151-officer", held_for=held_for)
    runs = an_actor("programme-office", held_for=held_for)
    signs, owns = set(), set()
    for code, project in projects.items():
        try:
            check_role(s151, "s151-officer", moment=MOMENT, record=project)
            signs.add(code)
        except Refused:
            pass
        try:
            given = {"code": code, "title": code, "decision": "C", "project": project}
            delivery.create_saving(given, **by(runs))
            owns.add(code)
        except Refused:
            pass
    assert (signs, owns) == (counts, counts)


def test_search_finds_the_project_and_suggests_it_to_who_holds_a_role_for_it(projects, client):
    user = a_user("programme-office", held_for=("project", "assets"))
    client.force_login(user)
    found = client.get("/api/search", {"q": "assets"}).json()
    assert [(row["kind"], row["title"]) for row in found["results"]] == [("projects", "Assets")]
    assert found["kinds"] == [{"kind": "projects", "title": "Projects", "count": 1}]
    assert client.get("/api/search", {"q": "transport"}).json()["total"] == 0
    assert "Assets" in client.get("/search/", {"q": "assets"}).content.decode()
    reader = Reader.of(user, MOMENT.date())
    assert search.suggest("asse", reader)[0] == "Assets"
    assert "Transport" not in search.suggest("trans", reader)
    unit = Reader.of(a_user("head-of-service", unit="care"), MOMENT.date())
    assert search.find("assets", unit, kind="projects").total == 1, "its unit finds it as before"
