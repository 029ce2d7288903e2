"""The forward plan: notice, routes, deferral, ruling, marking, and what came of it."""

from datetime import date

import pytest

from townclerk import figures
from townclerk.democracy.models import Entry
from townclerk.democracy.operations import forward_plan as operations
from townclerk.democracy.operations.forward_plan import CannotForetell
from townclerk.democracy.policies import NotInThisState
from townclerk.democracy.queries import forward_plan as queries
from townclerk.democracy.tests.builders import a_body, a_decision, a_published, at, by
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor

pytestmark = pytest.mark.django_db
CABINET_DAY = date(2017, 1, 12)


@pytest.fixture
def cabinet(clerk):
    return a_body(clerk)


def an_entry(cabinet, actor=None, **values):
    given = {
        "reference": "fp-1",
        "title": "Budget for the year",
        "text": "Recommend the budget to Council.",
        "body": cabinet,
        "key": True,
        "key_reason": "It is significant in cost.",
        "lead_role": "Section 151 officer",
        "decision_on": CABINET_DAY,
    }
    actor = actor or an_actor("head-of-service")
    return operations.create(given | values, **by(actor, at(date(2016, 12, 1))))


def published(entry, clerk, on=date(2016, 12, 14), **values):
    return operations.publish(entry, on=on, **by(clerk, at(on)), **values)


def test_full_notice_takes_the_ordinary_route(clerk, cabinet):
    entry = published(an_entry(cabinet), clerk)
    assert (entry.state, entry.route, entry.first_for) == ("published", "ordinary", CABINET_DAY)


def test_short_notice_is_offered_its_route_with_whose_agreement_it_needs(clerk, cabinet):
    entry = an_entry(cabinet)
    with pytest.raises(Problems) as refused:
        published(entry, clerk, on=date(2017, 1, 5))
    told = {problem.field: problem for problem in refused.value.problems}
    assert "special urgency" in told["reason"].message
    assert "14 December 2016" in told["reason"].message
    assert "chair of the relevant scrutiny committee" in told["agreed_by"].hint
    entry.refresh_from_db()
    assert entry.state == "draft"


def test_the_general_exception_needs_a_reason_and_no_agreement(clerk, cabinet):
    entry = published(an_entry(cabinet), clerk, on=date(2017, 1, 4), reason="The grant came late.")
    assert (entry.route, entry.route_reason, entry.agreed_by) == (
        "general exception",
        "The grant came late.",
        "",
    )


def test_special_urgency_keeps_who_agreed(clerk, cabinet):
    entry = published(
        an_entry(cabinet),
        clerk,
        on=date(2017, 1, 9),
        reason="The offer ends.",
        agreed_by="Chair of scrutiny",
    )
    assert (entry.route, entry.agreed_by) == ("special urgency", "Chair of scrutiny")


def test_a_decision_that_is_not_key_needs_no_notice(clerk, cabinet):
    entry = published(an_entry(cabinet, key=False), clerk, on=date(2017, 1, 11))
    assert (entry.state, entry.route) == ("published", "")


def test_the_ruling_of_the_monitoring_officer_settles_what_is_key(clerk, cabinet):
    entry = an_entry(cabinet, key=False)
    officer = an_actor("monitoring-officer")
    with pytest.raises(CannotForetell, match="Say why"):
        operations.rule(entry, ruling="key", **by(officer))
    entry = operations.rule(entry, ruling="key", reason="Two wards feel it.", **by(officer))
    with pytest.raises(Problems, match="special urgency"):
        published(entry, clerk, on=date(2017, 1, 11))
    with pytest.raises(Refused):
        operations.rule(entry, ruling="not-key", reason="No", **by(clerk))


def test_only_clerks_publish_and_who_reads_only_enters_nothing(clerk, cabinet):
    entry = an_entry(cabinet)
    with pytest.raises(Refused):
        published(entry, an_actor("head-of-service"))
    with pytest.raises(Refused):
        an_entry(cabinet, actor=an_actor("internal-auditor"), reference="fp-2")


def test_slipping_is_counted_and_the_first_day_is_kept(clerk, cabinet):
    entry = published(an_entry(cabinet), clerk)
    for day in (date(2017, 2, 16), date(2017, 3, 9)):
        entry = operations.defer(entry, to=day, reason="Work goes on.", **by(clerk))
    assert (entry.deferrals, entry.slipped, entry.first_for) == (2, True, CABINET_DAY)
    with pytest.raises(Problems) as refused:
        operations.defer(entry, to=date(2017, 3, 9), **by(clerk))
    assert {problem.field for problem in refused.value.problems} == {"to", "reason"}


def test_deferral_may_make_short_notice_full(clerk, cabinet):
    entry = published(an_entry(cabinet), clerk, on=date(2017, 1, 4), reason="Late.")
    entry = operations.defer(entry, to=date(2017, 2, 16), reason="More time.", **by(clerk))
    assert entry.route == "ordinary"


def test_what_the_public_was_told_changes_by_a_step_only(clerk, cabinet):
    entry = published(an_entry(cabinet), clerk)
    with pytest.raises(CannotForetell, match="decision on"):
        operations.change(entry, {"decision_on": date(2017, 3, 1)}, **by(clerk))
    changed = operations.change(entry, {"consultees": "Residents"}, **by(clerk))
    assert changed.consultees == "Residents"


def test_an_entry_ends_with_the_decision_that_came_of_it(clerk, cabinet):
    entry = published(an_entry(cabinet), clerk)
    proposed = a_decision(clerk, cabinet, reference="d2")
    with pytest.raises(CannotForetell, match="not made yet"):
        operations.decided(entry, decision=proposed, **by(clerk))
    made = a_published(clerk, cabinet)
    entry = operations.decided(entry, decision=made, **by(clerk))
    assert (entry.state, entry.decision) == ("decided", made)
    with pytest.raises(NotInThisState):
        operations.withdraw(entry, reason="No more", **by(clerk))


def test_scrutiny_marks_what_it_wants_to_look_at(clerk, cabinet):
    entry = published(an_entry(cabinet), clerk)
    marked = operations.mark(
        entry, of_interest=True, note="What of schools?", **by(an_actor("scrutiny-member"))
    )
    assert (marked.of_interest, marked.interest_note) == (True, "What of schools?")
    with pytest.raises(Refused):
        operations.mark(entry, of_interest=True, **by(clerk))


def test_a_sheet_of_entries_goes_on_to_publication_and_refuses_a_wrong_route(clerk, cabinet):
    given = {"published_on": date(2016, 12, 20), "route_reason": "The grant came late."}
    entry = an_entry(cabinet, actor=clerk, **given)
    assert (entry.state, entry.route) == ("published", "general exception")
    with pytest.raises(CannotForetell, match="general exception"):
        an_entry(cabinet, actor=clerk, reference="fp-3", route="ordinary", **given)


def test_the_figures_count_what_is_public(clerk, cabinet):
    entry = published(an_entry(cabinet), clerk, on=date(2017, 1, 4), reason="Late.")
    an_entry(cabinet, reference="fp-9")

    def value(name, **asked):
        return figures.ask(f"democracy.forward_plan.{name}", reader=OPERATOR, **asked).value

    assert [value(name) for name in ("to_come", "key_to_come", "short_notice", "slipped")] == [
        1,
        1,
        1,
        0,
    ]
    assert value("to_come", as_at=date(2017, 1, 3)) == 0
    with pytest.raises(CannotForetell, match="Say why"):
        operations.withdraw(entry, **by(clerk))
    operations.withdraw(entry, reason="Not needed", **by(clerk))
    assert value("to_come") == 0
    assert Entry.objects.count() == 2


def test_notice_is_given_by_its_step_and_no_edit_makes_it(clerk, cabinet):
    entry = an_entry(cabinet)
    for values in ({"published_on": date(2016, 12, 1)}, {"route": "ordinary"}):
        with pytest.raises(CannotForetell, match="publish it"):
            operations.change(entry, values, **by(clerk))
    kept = operations.change(entry, {"published_on": None, "wards": "Quay"}, **by(clerk))
    assert (kept.wards, queries.published()) == ("Quay", [])
