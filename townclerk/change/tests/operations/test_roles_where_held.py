"""A role held for one project or one unit decides about that, and about nothing beside it."""

import pytest

from townclerk.change.models import OptionPackage, OptionSheet
from townclerk.change.operations import delivery, programme_gates
from townclerk.change.permissions import check_role
from townclerk.change.tests.builders_options import a_sheet
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


def a_case_of(office, code, **values):
    project = a_project(office, code, scope="Offices", **values)
    return programme_gates.write_case(project, kind="pid", summary="Why", **by(office))


def signs(role, case, unit=None):
    try:
        programme_gates.sign_case(case, **by(an_actor(role, unit=unit)))
    except Refused:
        return False
    return True


def of_package(code, *services):
    """A package of sheets, each of a service."""
    package = OptionPackage.objects.create(code=code, title=code, kind="reform")
    for number, unit in enumerate(services):
        sheet = a_sheet(reference=f"{code}-{number}", title=f"{code} {number}")
        OptionSheet.objects.filter(pk=sheet.pk).update(package=package, unit=unit)
    return package


def test_the_head_of_the_service_its_option_comes_from_signs_its_case(office):
    Unit.objects.create(code="parks")
    care = Unit.objects.create(code="care")
    sheet = a_sheet()
    OptionSheet.objects.filter(pk=sheet.pk).update(unit=care)
    sheet.refresh_from_db()
    package = OptionPackage.objects.create(code="own", title="Own", kind="reform", unit=care)
    for code, values in {
        "by-sheet": {"option": sheet},
        "by-package": {"package": package},
        "by-its-sheets": {"package": of_package("reform", care, care)},
    }.items():
        case = a_case_of(office, code, **values)
        assert case.project.unit == care
        assert not signs("head-of-service", case, unit="parks")
        assert signs("head-of-service", case, unit="care")


def test_a_case_of_several_services_is_signed_for_the_council(office):
    care, parks = (Unit.objects.create(code=code) for code in ("care", "parks"))
    case = a_case_of(office, "shared", package=of_package("shared", care, parks))
    assert case.project.unit is None
    assert not signs("head-of-service", case, unit="care")
    assert signs("chief-executive", case)


def test_a_service_that_is_given_is_not_taken_over_and_withdrawn_sheets_tell_nothing(office):
    care, parks = (Unit.objects.create(code=code) for code in ("care", "parks"))
    package = of_package("reform", care, parks)
    OptionSheet.objects.filter(unit=parks).update(state=OptionSheet.State.WITHDRAWN)
    assert a_project(office, "left", package=package).unit == care
    assert a_project(office, "given", package=package, unit=parks).unit == parks
