"""What must follow from a meeting: owned, reported back, rolled forward, closed."""

from datetime import date

import pytest

from townclerk import figures
from townclerk.democracy.figures_meetings import business
from townclerk.democracy.models import Body, CommitteeAction
from townclerk.democracy.operations import actions, bodies, meetings
from townclerk.democracy.operations.actions import CannotAct
from townclerk.democracy.tests.builders import a_body, a_meeting, at, by
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_reader, an_actor

pytestmark = pytest.mark.django_db
COUNCIL_DAY, BACK = date(2023, 9, 14), date(2024, 1, 18)


@pytest.fixture
def scrutiny(clerk):
    return a_body(clerk, "scrutiny", "scrutiny")


@pytest.fixture
def raised(clerk):
    council = a_body(clerk, "council", "council")
    meeting = a_meeting(clerk, council, on=COUNCIL_DAY)
    return meetings.hold(meeting, **by(clerk, at(COUNCIL_DAY)))


def an_action(clerk, raised, reference="duty", **values):
    given = {
        "reference": reference,
        "title": "Adopt the socio-economic duty",
        "owner_role": "chief-executive",
        "due": date(2024, 1, 10),
        "meeting": raised,
        **values,
    }
    return actions.raise_action(given, **by(clerk, at(COUNCIL_DAY)))


def test_a_resolution_stays_open_until_both_its_parts_are_closed(clerk, scrutiny, raised):
    whole = an_action(clerk, raised)
    authors = an_action(clerk, raised, "duty-authors", part_of=whole)
    back = an_action(clerk, raised, "duty-back", part_of=whole, report_to=scrutiny)
    with pytest.raises(Problems) as refused:
        actions.close(whole, evidence="Done", **by(clerk))
    assert len(refused.value.problems) == 2
    actions.close(authors, evidence="The form has the heading", **by(clerk))
    with pytest.raises(Problems, match="has not heard of it"):
        actions.close(back, evidence="Reported", **by(clerk))
    meeting = meetings.hold(a_meeting(clerk, scrutiny, on=BACK), **by(clerk, at(BACK)))
    back = actions.heard(back, at=meeting, **by(clerk))
    actions.close(back, evidence="Minute of the meeting", **by(clerk))
    assert actions.close(whole, evidence="Both parts are done", **by(clerk)).state == "closed"


def test_it_is_heard_only_by_the_body_it_reports_to(clerk, scrutiny, raised):
    action = an_action(clerk, raised, report_to=scrutiny)
    with pytest.raises(CannotAct, match="meeting of it"):
        actions.heard(action, at=raised, **by(clerk))


def test_the_owner_reports_and_others_do_not(clerk, raised):
    action = an_action(clerk, raised)
    with pytest.raises(Refused):
        actions.report(action, progress="Done", **by(an_actor("head-of-service")))
    action = actions.report(action, progress="Half done", **by(an_actor("chief-executive")))
    assert (action.state, action.progress) == ("under-way", "Half done")


def test_more_time_is_counted_and_never_slipped_in_by_an_edit(clerk, raised):
    action = an_action(clerk, raised)
    with pytest.raises(CannotAct, match="Roll"):
        actions.change(action, {"due": date(2024, 6, 1)}, **by(clerk))
    with pytest.raises(Problems) as refused:
        actions.roll(action, to=date(2024, 1, 10), **by(clerk))
    assert {problem.field for problem in refused.value.problems} == {"to", "reason"}
    action = actions.roll(action, to=date(2024, 6, 1), reason="Waiting for law", **by(clerk))
    assert (action.rolled, action.first_due, action.due) == (
        1,
        date(2024, 1, 10),
        date(2024, 6, 1),
    )


def test_an_owner_is_a_role_and_a_part_has_no_parts(clerk, raised):
    whole = an_action(clerk, raised)
    part = an_action(clerk, raised, "part", part_of=whole)
    with pytest.raises(Problems) as refused:
        an_action(clerk, raised, "third", part_of=part, owner_role="somebody")
    assert {problem.field for problem in refused.value.problems} == {"part_of", "owner_role"}
    assert CommitteeAction.objects.count() == 2
    other = an_action(clerk, raised, "other")
    for action, wrong in ((whole, whole), (whole, other), (other, part)):
        with pytest.raises(Problems, match="no parts of its own"):
            actions.change(action, {"part_of": wrong}, **by(clerk))
    assert actions.change(other, {"part_of": whole}, **by(clerk)).part_of == whole


def test_the_figures_tell_what_is_open_late_and_closed_on_a_day(clerk, raised):
    action = an_action(clerk, raised)

    def told(day):
        return [
            figures.ask(f"democracy.actions.{name}", as_at=day, reader=OPERATOR).value
            for name in ("open", "overdue", "closed")
        ]

    assert told(date(2023, 9, 13)) == [0, 0, 0]
    assert told(date(2024, 1, 10)) == [1, 0, 0]
    assert told(date(2024, 1, 11)) == [1, 1, 0]
    actions.close(action, evidence="Done", **by(clerk, at(BACK)))
    assert told(BACK) == [0, 0, 1]
    assert told(date(2024, 1, 11)) == [1, 1, 0]


def test_the_same_actions_count_in_the_records_and_in_their_history(clerk):
    then = by(clerk, at(date(2023, 9, 1)))

    def asked(code, **values):
        """An action of a meeting of a body of its own, and of no meeting."""
        named = {"code": code, "name": code.capitalize(), "kind": Body.Kind.COMMITTEE}
        body = bodies.create_body(named | values, **then)
        given = {"reference": code, "body": body, "on": date(2023, 9, 14), "starts": "10:00"}
        met = meetings.hold(meetings.plan(given, **then), **by(clerk, at(date(2023, 9, 15))))
        for reference, more in ((code, {"meeting": met}), (f"{code}-2", {"report_to": body})):
            action = {"reference": reference, "title": reference, "owner_role": "leader"}
            stamp = by(clerk, at(date(2023, 9, 16)))
            actions.raise_action(action | more | {"due": date(2023, 12, 1)}, **stamp)

    asked("audit")
    asked("panel", public=False)
    now = business().actions
    assert [one.title for one in now] == ["audit", "audit-2", "panel-2"]
    assert business(at(date(2023, 9, 17))).actions == now
    key, day = "democracy.actions.open", date(2023, 9, 20)
    titles = {
        who: {step.label for step in figures.ask(key, as_at=day, reader=reader).explanation.walk()}
        for who, reader in (("all", a_reader()), ("clerk", a_reader("democratic-services")))
    }
    assert {"audit", "audit-2", "panel-2"} <= titles["clerk"]
    assert "audit" in titles["all"]
    assert not {"audit-2", "panel-2"} & titles["all"], "the register does not show them either"
