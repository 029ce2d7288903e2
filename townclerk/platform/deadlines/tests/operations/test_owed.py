"""What a person owes: by name, role, unit and deputy, never past what they may read."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from townclerk.platform.access.areas import Area, Reach
from townclerk.platform.access.matrix import cells, roles
from townclerk.platform.access.models import Holding
from townclerk.platform.access.reader import Reader
from townclerk.platform.access.testing import a_user, an_actor
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines import operations, owed
from townclerk.platform.deadlines.core.stopping import Standing
from townclerk.platform.deadlines.counting import Counted
from townclerk.platform.deadlines.kinds import task_kind
from townclerk.platform.deadlines.models import Task
from townclerk.platform.organisation.models import Unit, UnitName

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_roles")]
TODAY = date(2026, 3, 2)
MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KIND = task_kind("owed-test", "Owed in a test")


@pytest.fixture
def units():
    made = {}
    for code, parent in (("places", None), ("parks", "places"), ("care", None)):
        made[code] = Unit.objects.create(code=code)
        UnitName.objects.create(
            unit=made[code],
            kind="service",
            name=code.title(),
            parent=made.get(parent),
            start=date(2010, 1, 1),
        )
    return made


def raised(title="Do it", area=Area.FINANCIAL_PLANNING, **more):
    values = {"source": None, "purpose": "do", "kind": KIND, "actor": Actor(user=None)}
    return operations.raise_task(
        title=title, area=area, moment=MOMENT, **values | {"owner_role": "s151-officer"} | more
    )


def titles(user, **more):
    return [one.title for one in owed.owed(Reader.of(user, TODAY), TODAY, **more)]


def test_it_lists_the_most_pressing_first():
    raised("Later", due=TODAY + timedelta(days=30))
    raised("Undated")
    raised("Soon", due=TODAY)
    raised("Overdue", due=TODAY - timedelta(days=1))
    raised("Long overdue", due=TODAY - timedelta(days=9))
    s151 = a_user("s151-officer")
    assert titles(s151) == ["Long overdue", "Overdue", "Soon", "Later", "Undated"]


def test_it_is_not_overdue_while_the_clock_stands_still():
    s151 = an_actor("s151-officer")
    task = raised("Paused", counted=Counted(rule="platform/foi-reply", start=date(2025, 12, 1)))
    operations.pause(task, first=date(2025, 12, 8), reason="Ask", actor=s151, moment=MOMENT)
    found = owed.owed(Reader.of(s151.user, TODAY), TODAY)
    assert [one.standing for one in found] == [Standing.PAUSED]


def test_it_shows_a_person_what_is_theirs_by_name():
    partner, other = a_user("finance-partner"), a_user("finance-partner")
    raised("By name", owner_user=partner, owner_role="")
    assert titles(partner) == ["By name"]
    assert titles(other) == []


def test_it_follows_the_scope_of_a_role(units):
    area = Area.FINANCIAL_PLANNING
    raised("Parks", area=area, owner_role="budget-holder", unit=units["parks"])
    raised("Care", area=area, owner_role="budget-holder", unit=units["care"])
    assert titles(a_user("budget-holder", unit="places")) == ["Parks"]
    assert titles(a_user("budget-holder", unit="care")) == ["Care"]


def test_it_gives_a_unit_s_task_to_those_of_the_unit_only(units):
    raised("The unit's", owner_role="", unit=units["parks"])
    assert titles(a_user("budget-holder", unit="parks")) == ["The unit's"]
    assert titles(a_user("budget-holder", unit="care")) == []
    assert titles(a_user("s151-officer")) == []


def test_it_shows_nothing_a_person_may_not_read_though_it_names_them():
    registrar = a_user("registrar")
    raised("Salary", area=Area.PEOPLE, owner_user=registrar, owner_role="")
    assert titles(registrar) == []


def test_it_asks_for_the_clearance_of_the_task():
    raised("Exempt", clearance="exempt")
    assert titles(a_user("s151-officer")) == []
    assert titles(a_user("s151-officer", clearances=("exempt",))) == ["Exempt"]


def test_it_ends_for_a_deputy_on_the_set_day():
    source = Holding.objects.get(user=a_user("s151-officer"))
    deputy = a_user()
    Holding.objects.create(
        user=deputy,
        role=source.role,
        kind=Holding.Kind.DEPUTY,
        source=source,
        start=TODAY - timedelta(days=7),
        end=TODAY + timedelta(days=1),
    )
    raised("Deputised")
    assert titles(deputy) == ["Deputised"]
    after = TODAY + timedelta(days=1)
    assert owed.owed(Reader.of(deputy, after), after) == []


def test_it_leaves_out_what_is_finished():
    s151 = an_actor("s151-officer")
    operations.complete(raised("Done"), actor=s151, moment=MOMENT)
    assert titles(s151.user) == []


def test_it_owes_an_unknown_reader_nothing():
    raised("Anything")
    assert owed.owed(Reader.anonymous(TODAY), TODAY) == []


def reads_all(role):
    """The areas every record of which the matrix opens to a role."""
    return {
        cell.area.value
        for cell in cells()
        if cell.role == role
        for granted in cell.grants
        if granted.verb == "read"
        and granted.reach is Reach.ALL
        and not (granted.subject or granted.clearance)
    }


def test_it_shows_each_role_its_own_tasks_exactly_where_the_role_reads_the_area():
    Task.objects.bulk_create(
        Task(
            title=f"{role} {area.value}", kind=KIND, area=area.value, owner_role=role, purpose="do"
        )
        for role in roles()
        for area in Area
    )
    expected = {role: {f"{role} {area}" for area in reads_all(role)} for role in roles()}
    assert {role: set(titles(a_user(role))) for role in roles()} == expected
    assert sum(bool(found) for found in expected.values()) > 20


def test_it_adds_what_the_areas_know_is_waiting(monkeypatch):
    monkeypatch.setattr(owed, "_PROVIDERS", [])
    task_kind("waiting-test", "Waiting in a test")

    @owed.owed_provider
    def waiting(reader, on):
        if reader.held("s151-officer"):
            yield owed.Owed(title="Sign", kind="waiting-test", standing=Standing.UNDATED)

    raised("Task", due=TODAY)
    s151 = a_user("s151-officer")
    assert titles(s151) == ["Task", "Sign"]
    assert titles(s151, kind="waiting-test") == ["Sign"]
    assert titles(a_user("registrar")) == []
    found = owed.owed(Reader.of(s151, TODAY), TODAY)
    assert owed.kinds_in(found) == [
        (KIND, "Owed in a test", 1),
        ("waiting-test", "Waiting in a test", 1),
    ]


def test_it_asks_two_queries_however_many_tasks(monkeypatch):
    monkeypatch.setattr(owed, "_PROVIDERS", [])
    reader = Reader.of(a_user("s151-officer"), TODAY)
    for number in range(12):
        raised(str(number), counted=Counted(rule="platform/foi-reply", start=TODAY))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(owed.owed(reader, TODAY)) == 12
    assert len(asked) == 2
