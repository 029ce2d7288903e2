"""Bodies, groups and membership: the seats, who may write, what is refused."""

from datetime import date

import pytest

from townclerk import figures
from townclerk.democracy.models import Body, Membership
from townclerk.democracy.operations import bodies
from townclerk.democracy.operations.bodies import CannotAppoint
from townclerk.democracy.queries.bodies import balance, sitting, strength
from townclerk.democracy.tests.builders import MOMENT, START, a_body, a_member, by, member, seat
from townclerk.democracy.web.presenters import seats
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_reader, an_actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.registers import operations as registers
from townclerk.platform.registers.declaration import by_name

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def audit(clerk, council):
    values = {"size": 11, "quorum": 4, "balanced": True, "substitutes": True}
    return a_body(clerk, "audit", Body.Kind.COMMITTEE, **values)


def proposed(body, on=DAY):
    return {row.code: row.proposed for row in balance(body, on).groups}


def test_it_proposes_the_seats_of_an_eleven_seat_committee_with_the_arithmetic(audit):
    assert proposed(audit) == {"red": 9, "orange": 1, "blue": 1, "none": 0}
    step = balance(audit, DAY).proposal.step
    assert step.parts[0].how == "51 × 11 ÷ 66 = 8.500"


def test_it_recalculates_when_one_member_moves_between_groups(audit, clerk):
    group = member("m52").affiliations.get().group
    values = {"member": member("m01"), "group": group, "start": DAY}
    bodies.affiliate(values, **by(clerk))
    assert proposed(audit) == {"red": 8, "orange": 2, "blue": 1, "none": 0}
    assert proposed(audit, date(2026, 3, 1))["red"] == 9
    assert [row.end for row in member("m01").affiliations.order_by("start")] == [DAY, None]


def test_it_recalculates_after_a_by_election(audit, clerk, council):
    leaving = council.memberships.get(member=member("m01"))
    bodies.end_membership(leaving, on=DAY, **by(clerk))
    newcomer = a_member(clerk, "m67")
    group = member("m52").affiliations.get().group
    bodies.affiliate({"member": newcomer, "group": group, "start": DAY}, **by(clerk))
    seat(clerk, council, newcomer, start=DAY)
    assert proposed(audit) == {"red": 8, "orange": 2, "blue": 1, "none": 0}
    assert sum(number for _, number in strength(DAY).values()) == 66


def test_it_counts_held_seats_beside_those_proposed(audit, clerk):
    for code in ("m01", "m02", "m52"):
        seat(clerk, audit, member(code))
    seat(clerk, audit, member("m53"), role="substitute")
    found = balance(audit, DAY)
    assert {row.code: row.held for row in found.groups} == {
        "red": 2,
        "orange": 1,
        "blue": 0,
        "none": 0,
    }
    assert found.vacancies == 8


def test_it_refuses_a_seat_on_a_full_body_and_says_what_to_do(clerk, council):
    small = a_body(clerk, "panel", Body.Kind.PANEL, size=1)
    seat(clerk, small, member("m01"))
    with pytest.raises(Problems, match="All 1 seats"):
        seat(clerk, small, member("m02"))


@pytest.mark.parametrize("role", ["chair", "vice-chair"])
def test_it_refuses_a_second_chair_until_the_first_has_ended(clerk, audit, role):
    first = seat(clerk, audit, member("m01"), role=role)
    with pytest.raises(Problems, match=f"has a {role}"):
        seat(clerk, audit, member("m02"), role=role)
    bodies.end_membership(first, on=DAY, **by(clerk))
    assert seat(clerk, audit, member("m02"), role=role, start=DAY).role == role


def test_it_refuses_a_substitute_where_none_are_taken_and_the_same_member_twice(clerk, council):
    panel = a_body(clerk, "panel", Body.Kind.PANEL)
    with pytest.raises(Problems, match="takes no substitutes"):
        seat(clerk, panel, member("m01"), role="substitute")
    seat(clerk, panel, member("m01"))
    with pytest.raises(Problems, match="already sits"):
        seat(clerk, panel, member("m01"), reference="again")


def test_it_leaves_co_opted_members_out_of_the_balance(clerk, audit):
    guest = a_member(clerk, "guest", kind="independent")
    seat(clerk, audit, guest, voting=False)
    assert sum(row.held for row in balance(audit, DAY).groups) == 0
    assert list(sitting(audit, DAY)) == [Membership.objects.get(member=guest)]


@pytest.mark.parametrize(
    ("start", "years", "until"),
    [
        (date(2024, 5, 21), 4, date(2028, 5, 21)),
        (date(2024, 2, 29), 1, date(2025, 3, 1)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2024, 5, 21), None, None),
    ],
)
def test_it_says_when_the_term_of_a_member_runs_out(start, years, until):
    row = Membership(body=Body(term_years=years), start=start)
    assert row.runs_out == until
    row.end = date(2024, 9, 1)
    assert row.runs_out == date(2024, 9, 1)


def test_a_page_says_the_last_day_a_seat_is_held(clerk, audit):
    row = seat(clerk, audit, member("m01"))
    assert seats([row], {})[0][-1] == ""
    row.end = date(2028, 3, 1)
    assert seats([row], {})[0][-1] == "29 February 2028"


def test_it_refuses_to_end_a_membership_twice(clerk, council):
    row = council.memberships.get(member=member("m01"))
    ended = bodies.end_membership(row, on=DAY, **by(clerk))
    with pytest.raises(CannotAppoint, match="already"):
        bodies.end_membership(ended, on=DAY, **by(clerk))


def test_it_keeps_who_appointed_whom_in_history_and_audit(clerk, audit):
    row = seat(clerk, audit, member("m01"))
    assert row.history.get().history_user == clerk.user
    assert AuditEntry.objects.filter(record_id=str(row.pk), verb="create").exists()


def test_it_refuses_a_quorum_larger_than_the_body_through_the_register(clerk):
    values = {"code": "x", "name": "X", "kind": "panel", "size": 3, "quorum": 4}
    with pytest.raises(Problems, match="quorum is larger"):
        registers.create(by_name("bodies"), values, **by(clerk))
    assert not Body.objects.exists()


@pytest.mark.parametrize("role", [role for role in roles() if role != "democratic-services"])
def test_it_leaves_bodies_to_democratic_services(role):
    with pytest.raises(Refused):
        registers.create(
            by_name("bodies"), {"code": "x", "name": "X", "kind": "panel"}, **by(an_actor(role))
        )
    assert not Body.objects.exists()


def test_it_publishes_the_members_by_group_with_their_sum(council):
    whole = figures.ask("democracy.members.count", as_at=DAY, reader=a_reader())
    assert whole.value == 66
    assert whole.explanation.how == "51 + 9 + 5 + 1 = 66"
    group = figures.ask("democracy.members.count", "orange", as_at=DAY, reader=OPERATOR)
    assert group.value == 9
    with pytest.raises(figures.NotAnswerable):
        figures.ask("democracy.members.count", as_at=date(2020, 1, 1), reader=OPERATOR)
    with pytest.raises(figures.NotAnswerable):
        figures.ask("democracy.members.count", as_at=DAY, known_at=MOMENT, reader=OPERATOR)
    assert START < DAY
