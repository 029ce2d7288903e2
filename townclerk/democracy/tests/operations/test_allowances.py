"""Members' allowances from the scheme to the statement everybody reads."""

from datetime import date

import pytest

from townclerk import figures
from townclerk.democracy.models import AllowanceLine, AllowanceStatement, Body
from townclerk.democracy.operations import allowances, bodies
from townclerk.democracy.operations.allowances import CannotState
from townclerk.democracy.tests.builders import a_body, a_member, at, by, seat
from townclerk.figures import NotAnswerable
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_reader, an_actor

pytestmark = pytest.mark.django_db
FIRST, AFTER = date(2023, 4, 1), at(date(2024, 4, 8))
KEY = "democracy.allowances.owed"


@pytest.fixture
def scheme(clerk):
    given = {"code": "s23", "title": "Scheme of 2023", "start": date(2020, 4, 1)}
    return allowances.create_scheme(given, **by(clerk))


def a_rate(clerk, scheme, kind, pounds, body=None, **values):
    given = {
        "reference": f"{kind}-{pounds}",
        "scheme": scheme,
        "kind": kind,
        "title": kind.capitalize(),
        "body": body,
        "yearly": Money.pounds(pounds),
        "start": date(2020, 4, 1),
        **values,
    }
    return allowances.create_rate(given, **by(clerk))


@pytest.fixture
def members(clerk, scheme):
    """A councillor who chairs two committees, one who joined late, and a co-opted member."""
    council = a_body(clerk, "council", Body.Kind.COUNCIL)
    audit, planning = (a_body(clerk, name, Body.Kind.COMMITTEE) for name in ("audit", "planning"))
    chair, newcomer = a_member(clerk, "a"), a_member(clerk, "b")
    guest = a_member(clerk, "c", kind="co-opted")
    seat(clerk, council, chair, start=date(2019, 5, 6))
    seat(clerk, council, newcomer, start=date(2023, 5, 4))
    for body in (audit, planning):
        seat(clerk, body, chair, start=FIRST, role="chair")
    seat(clerk, audit, guest, start=FIRST, voting=False)
    a_rate(clerk, scheme, "basic", 3_660)
    a_rate(clerk, scheme, "special", 1_000, audit, role="chair", title="Chair of audit")
    a_rate(clerk, scheme, "special", 2_000, planning, role="chair", title="Chair of planning")
    a_rate(clerk, scheme, "co-optee", 366, audit)
    return chair, newcomer, guest


def owed(scope="council", period="2023/24", reader=OPERATOR, **asked):
    if scope == "council":
        return figures.ask(KEY, period=period, reader=reader, **asked)
    return figures.ask(KEY, scope, period=period, reader=reader, **asked)


def test_each_member_is_owed_what_the_roles_held_pay(clerk, scheme, members):
    assert [str(owed(code).value) for code in "abc"] == ["6660.00", "3330.00", "366.00"]
    assert owed().value == Money.pounds(10_356)
    newcomer = owed("b").explanation.parts[0]
    assert newcomer.how == "3660.00 × 333 ÷ 366 days"
    assert newcomer.records.url.startswith("/r/allowance-rates/")
    allowances.change(scheme, {"one_special": True}, **by(clerk, AFTER))
    assert [str(owed(code).value) for code in "abc"] == ["5660.00", "3330.00", "366.00"]


def test_a_year_is_published_once_it_is_over_and_stays_as_it_was_said(clerk, scheme, members):
    with pytest.raises(figures.NotForReader):
        owed(reader=a_reader())
    statement = allowances.begin_statement({"year": 2023}, **by(clerk))
    with pytest.raises(CannotState, match="31 March 2024"):
        allowances.publish(statement, **by(clerk, at(date(2024, 3, 31))))
    done = allowances.publish(statement, **by(clerk, AFTER))
    assert (done.state, done.published_on) == ("published", date(2024, 4, 8))
    assert AllowanceLine.objects.count() == 5
    bodies.end_membership(members[1].memberships.get(), on=date(2023, 6, 1), **by(clerk, AFTER))
    kept = owed(reader=a_reader())
    assert (kept.value, kept.status) == (Money.pounds(10_356), figures.Status.PUBLISHED)
    other = allowances.begin_statement({"year": 2018}, **by(clerk))
    with pytest.raises(CannotState, match="Enter the scheme"):
        allowances.publish(other, **by(clerk, AFTER))


def test_two_rates_for_one_thing_and_two_schemes_of_one_day_are_refused(clerk, scheme, members):
    with pytest.raises(Problems, match="as well"):
        a_rate(clerk, scheme, "basic", 4_000, start=date(2024, 4, 1))
    basic = scheme.rates.get(kind="basic")
    allowances.change(basic, {"end": date(2024, 4, 1)}, **by(clerk))
    a_rate(clerk, scheme, "basic", 4_000, start=date(2024, 4, 1))
    assert str(owed("b", "2024/25").value) == "4000.00"
    basic.refresh_from_db()
    with pytest.raises(Problems, match="as well"):
        allowances.change(basic, {"end": None}, **by(clerk))
    given = {"code": "s", "title": "Another", "start": FIRST}
    with pytest.raises(Problems, match="Scheme of 2023"):
        allowances.create_scheme(given, **by(clerk))
    with pytest.raises(Refused):
        a_rate(an_actor("s151-officer"), scheme, "basic", 1)


def test_what_is_owed_is_of_a_year_and_not_as_at_a_day(scheme, members):
    with pytest.raises(NotAnswerable, match="not as at a day"):
        owed("b", "2024/25", as_at=date(2024, 9, 1))


def test_everybody_reads_the_scheme_and_the_years_published(clerk, scheme, members, client):
    def page(**asked):
        answer = client.get("/democracy/allowances/", asked)
        return answer.status_code, answer.content.decode()

    status, text = page()
    assert status == 200
    assert "Chair of planning" in text
    assert "No year is published yet" in text
    assert "3,330.00" not in text
    assert page(year="2023/24")[0] == 404
    client.force_login(clerk.user)
    assert client.post("/r/allowance-statements/new/", {"year": "2023/24"}).status_code == 302
    statement = AllowanceStatement.objects.get()
    address = f"/r/allowance-statements/{statement.pk}/publish/"
    assert client.post(address, {"version": 1}).status_code == 302
    assert client.get("/r/allowance-lines/").status_code == 200
    client.logout()
    text = page(year="2023/24")[1]
    assert "£3,330.00" in text
    assert "£10,356.00" in text
    client.force_login(clerk.user)
    assert "Not published" in page(year="2024/25")[1]
