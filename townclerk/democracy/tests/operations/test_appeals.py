"""Education appeals: last days, blocks, rosters, decisions and letters, and who may see them."""

from datetime import date

import pytest

from townclerk import figures
from townclerk.democracy.models import (
    Appeal,
    AppealSeason,
    HearingDay,
    PanelConnection,
    PanelMember,
    School,
    SchoolTerm,
)
from townclerk.democracy.operations import appeals
from townclerk.democracy.queries import appeals as queries
from townclerk.democracy.tests.builders import at, by
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform import records
from townclerk.platform.access.models import Holding, Role
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import LONG_AGO, a_user, an_actor
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines.models import Task
from townclerk.platform.parameters import source
from townclerk.platform.registers.steps import NotInThisState

pytestmark = pytest.mark.django_db
NOW = at(date(2024, 5, 1))
DAY = date(2024, 5, 8)


@pytest.fixture
def officer():
    return an_actor("democratic-services", clearances=("appeals",))


@pytest.fixture
def school():
    return School.objects.create(code="a", name="A", phase="primary", authority="academy")


@pytest.fixture
def season():
    return AppealSeason.objects.create(
        code="s24", title="Season 2024", start=DAY, hear_by=date(2024, 5, 10), panels=1, a_day=2
    )


def a_case(officer, school, number=1, **values):
    given = {"reference": f"a{number}", "school": school, "lodged_on": date(2024, 4, 30)}
    return appeals.lodge(given | values, **by(officer, NOW))


def a_panel(officer, day, until=date(2025, 3, 31)):
    for number, kind in enumerate(("lay", "lay", "education")):
        who = PanelMember.objects.create(
            code=f"p{day.panel}{number}",
            label=f"Panel member {number}",
            kind=kind,
            trained_until=until,
        )
        appeals.roster({"day": day, "panel_member": who}, **by(officer, NOW))


def test_the_last_day_is_counted_by_the_kind_in_school_days(officer, school):
    assert a_case(officer, school).hear_by is None
    for code, start, end in (
        ("spring", date(2024, 4, 15), date(2024, 5, 24)),
        ("summer", date(2024, 6, 3), date(2024, 7, 19)),
    ):
        SchoolTerm.objects.create(code=code, title=code, start=start, end=end)
    on_time = a_case(officer, school, 2, last_day_to_lodge=date(2024, 5, 1))
    late = a_case(officer, school, 3, kind="normal-round-late")
    review = a_case(officer, school, 4, kind="exclusion")
    assert (on_time.hear_by, late.hear_by, review.hear_by) == (
        date(2024, 7, 4),
        date(2024, 6, 19),
        date(2024, 5, 22),
    )
    task = Task.objects.get(title="Hear a4")
    assert (task.due, task.clearance) == (date(2024, 5, 22), "appeals")


def test_every_rule_of_appeals_is_dated_and_marked_as_not_confirmed():
    for rule in (*queries.HEARING.values(), queries.LETTER):
        found = source().parameter(rule).at(DAY)
        assert found.confidence.unconfirmed
        assert found.provision.instrument


def test_a_season_is_listed_in_blocks_and_says_what_is_short(officer, school, season):
    for number in range(7):
        a_case(officer, school, number, season=season)
    found = appeals.list_season(season, **by(officer, NOW))
    assert (len(found.placed), len(found.unplaced), found.days_short) == (6, 1, 1)
    assert HearingDay.objects.count() == 3
    assert Appeal.objects.filter(state="listed").count() == 6
    # Room found later takes what was left over, and the days made are used again.
    season.panels = 2
    season.save()
    assert appeals.list_season(season, **by(officer, NOW)).meets_deadline
    assert HearingDay.objects.count() == 4


def test_a_panel_member_whose_training_lapsed_is_not_rostered(officer, season):
    day = HearingDay.objects.create(reference="d", season=season, on=DAY)
    with pytest.raises(Problems) as refused:
        a_panel(officer, day, until=date(2024, 5, 7))
    assert "ended on 7 May 2024" in refused.value.problems[0].message
    a_panel(officer, HearingDay.objects.create(reference="e", on=DAY, panel=2), until=DAY)


def test_nobody_hears_an_appeal_about_a_school_they_are_tied_to(officer, school, season):
    day = HearingDay.objects.create(reference="d", season=season, on=DAY)
    other = HearingDay.objects.create(reference="e", season=season, on=DAY, panel=2)
    case = appeals.list_for(a_case(officer, school), day=day, **by(officer, NOW))
    governor = PanelMember.objects.create(
        code="g", label="G", kind="lay", trained_until=date(2025, 1, 1)
    )
    PanelConnection.objects.create(panel_member=governor, school=school, what="A governor")
    with pytest.raises(Problems) as refused:
        appeals.roster({"day": day, "panel_member": governor}, **by(officer, NOW))
    assert "tied to A: A governor" in refused.value.problems[0].message
    appeals.roster({"day": other, "panel_member": governor}, **by(officer, NOW))
    with pytest.raises(Problems):
        appeals.list_for(case, day=other, **by(officer, NOW))


def test_an_appeal_is_heard_by_a_whole_panel_decided_and_told(officer, school, season):
    SchoolTerm.objects.create(code="t", title="t", start=date(2024, 4, 15), end=date(2024, 7, 19))
    day = HearingDay.objects.create(reference="d", season=season, on=DAY)
    case = appeals.list_for(a_case(officer, school, season=season), day=day, **by(officer, NOW))
    heard = at(DAY)
    with pytest.raises(Problems):
        appeals.hear(case, **by(officer, heard))
    a_panel(officer, day)
    with pytest.raises(Problems, match="No papers are recorded"):
        appeals.hear(case, **by(officer, heard))
    with pytest.raises(Problems, match="The hearing is on 8 May 2024"):
        appeals.change(case, {"papers_sent_on": DAY}, **by(officer, heard))
    case = appeals.change(case, {"papers_sent_on": NOW.date()}, **by(officer, heard))
    case = appeals.hear(case, **by(officer, heard))
    with pytest.raises(Problems):
        appeals.decide(case, outcome="upheld", reasons=" ", **by(officer, heard))
    case = appeals.decide(case, outcome="upheld", reasons="Prejudice.", **by(officer, heard))
    assert Task.objects.get(kind=appeals.LETTER).due == date(2024, 5, 15)
    case = appeals.notify(case, **by(officer, heard))
    assert Task.objects.get(kind=appeals.LETTER).state == "done"
    case = appeals.challenge(case, before="ombudsman", **by(officer, heard))
    case = appeals.change(case, {"challenge_outcome": "Not upheld."}, **by(officer, heard))
    assert (case.state, case.challenge, case.challenge_outcome) == (
        "challenged",
        "ombudsman",
        "Not upheld.",
    )
    charged = {"reference": "c", "season": season, "school": school, "rate": Money(15000)}
    owed = appeals.charge(charged, **by(officer, heard))
    assert (owed.cases, owed.amount) == (1, Money(15000))


def test_another_authority_is_invoiced_and_pays(officer, season, school):
    own = School.objects.create(code="own", name="Own", phase="primary", authority="council")
    given = {"reference": "c", "season": season, "cases": 3, "rate": Money(12050)}
    with pytest.raises(Problems, match="does not charge itself"):
        appeals.charge(given | {"school": own}, **by(officer, NOW))
    owed = appeals.charge(given | {"school": school}, **by(officer, NOW))
    with pytest.raises(NotInThisState):
        appeals.pay(owed, **by(officer, NOW))
    with pytest.raises(Problems, match="number of the invoice"):
        appeals.invoice(owed, **by(officer, NOW))
    owed = appeals.invoice(owed, reason="INV 77", **by(officer, NOW))
    owed = appeals.pay(owed, **by(officer, NOW))
    assert (owed.amount, owed.invoice, owed.state) == (Money(36150), "INV 77", "paid")


def test_an_appeal_withdrawn_frees_its_place(officer, season, school):
    day = HearingDay.objects.create(reference="d", season=season, on=DAY, capacity=1)
    first, second = (a_case(officer, school, number, season=season) for number in (1, 2))
    first = appeals.list_for(first, day=day, **by(officer, NOW))
    with pytest.raises(Problems, match="takes 1 appeals"):
        appeals.list_for(second, day=day, **by(officer, NOW))
    with pytest.raises(appeals.CannotHear, match="for other days first"):
        appeals.cancel_day(day, **by(officer, NOW))
    with pytest.raises(appeals.CannotHear, match="no further"):
        appeals.withdraw(first, **by(officer, NOW))
    assert appeals.withdraw(first, reason="A place", **by(officer, NOW)).state == "withdrawn"
    second = appeals.list_for(second, day=day, **by(officer, NOW))
    assert (second.state, second.day) == ("listed", day)


def test_a_removed_season_answers_as_it_was_known(officer, season):
    asked = ("democracy.appeals.heard", f"season-{season.code}")
    season = records.change(season, {"heard_stated": 30}, **by(officer, NOW))
    records.remove(season, reason="Entered twice", **by(officer, at(date(2024, 5, 20))))
    after = at(date(2024, 5, 15))
    assert figures.ask(*asked, known_at=after, reader=OPERATOR).value == 30
    with pytest.raises(figures.NotAnswerable):
        figures.ask(*asked, reader=OPERATOR)


def test_nobody_writes_a_case_without_the_clearance(clerk, school):
    with pytest.raises(Refused):
        a_case(clerk, school)
    other = an_actor("chief-executive", clearances=("appeals",))
    with pytest.raises(Refused):
        a_case(other, school)


def test_a_clerk_of_one_kind_of_appeal_reads_and_keeps_that_kind_alone(officer, school, client):
    user = a_user(clearances=("appeals",))
    role = Role.objects.get(code="democratic-services")
    held_for = {"scope_kind": Holding.Scope.CASE_TYPE, "scope_code": "exclusion"}
    Holding.objects.create(user=user, role=role, start=LONG_AGO, **held_for)
    own = a_case(Actor(user), school, 1, kind="exclusion")
    with pytest.raises(Refused):
        a_case(Actor(user), school, 2, kind="sixth-form")
    other = a_case(officer, school, 2, kind="sixth-form")
    with pytest.raises(Refused):
        appeals.withdraw(other, **by(Actor(user), NOW), reason="Mistaken")
    client.force_login(user)
    listed = client.get("/r/appeals/").content.decode()
    assert f">{own.reference}<" in listed
    assert f">{other.reference}<" not in listed
    pages = [
        client.get(f"/democracy/appeals/cases/{one.reference}/").status_code for one in (own, other)
    ]
    assert pages == [200, 403]
