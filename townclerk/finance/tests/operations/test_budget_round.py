"""A round from cash limits to the locked budget: dates, submissions, amendments, vote, lock."""

from datetime import UTC, date, datetime

import pytest

from townclerk.finance.models import (
    BudgetAmendment,
    BudgetRound,
    BudgetSubmission,
    CouncilItem,
    RobustnessStatement,
    SubmissionLine,
    TaxResolution,
)
from townclerk.finance.models.budget_round import BudgetIsFixed
from townclerk.finance.operations import (
    budget_amendments,
    budget_round,
    budget_setting,
    budget_submissions,
)
from townclerk.finance.policies import NotInThisState
from townclerk.finance.queries import budget_round as queries
from townclerk.finance.queries import resolution as resolutions
from townclerk.finance.queries.budget_lines import budgets
from townclerk.finance.tests.budget_builders import (
    COUNCIL,
    MOMENT,
    P,
    a_council_meeting,
    a_round,
    a_submission,
    a_unit,
    a_vote,
    a_whole_round,
    all_agreed,
    confirm,
)
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.deadlines.models import Task

pytestmark = pytest.mark.django_db
LATER = datetime(2017, 3, 3, 9, 0, tzinfo=UTC)


def recommended(officer, **values) -> BudgetRound:
    found = all_agreed(a_whole_round(officer, **values))
    return budget_setting.move_round(
        found, "recommend", decision="CAB-7", actor=officer, moment=MOMENT
    )


def signed(found: BudgetRound, officer) -> None:
    words = {"reference": "FD 1", "estimates": "Robust.", "reserves": "Enough."}
    statement = budget_setting.write_statement(
        found.statement, {**words, "minimum_balance": P(5_000_000)}, actor=officer, moment=MOMENT
    )
    budget_setting.sign_statement(statement, actor=officer, moment=MOMENT)


def voted(found: BudgetRound, officer, *ways: str, amendment=None):
    number = a_vote(*(ways or ("for",)))
    stamp = {"actor": officer, "moment": LATER}
    if amendment is not None:
        return budget_amendments.take_vote_on_amendment(amendment, number, **stamp)
    return budget_amendments.take_vote_on_budget(found, number, **stamp)


def tasks(**wanted):
    return Task.objects.filter(state=Task.State.OPEN, **wanted)


def test_it_lays_out_the_year_as_tasks_counted_by_the_law(officer):
    found = a_round(officer)
    papers = tasks(kind="budget-step", title__contains="Papers of Cabinet").get()
    assert papers.due == date(2017, 1, 4)
    assert papers.deadline.rule == "platform/agenda-publication"
    assert (papers.owner_role, papers.area) == ("democratic-services", "13")
    # The law's last day is a mark, not a thing to be done.
    assert tasks(kind="budget-step").count() == found.steps.count() - 1 > 12
    assert AuditEntry.objects.filter(verb="create", record_label="Budget 2017/18").exists()


def test_it_refuses_a_budget_council_after_10_march_and_keeps_nothing(officer):
    with pytest.raises(Problems, match="10 March 2017"):
        a_round(officer, council_on=date(2017, 3, 11))
    assert not BudgetRound.objects.exists()


def test_a_moved_cabinet_is_counted_again_and_a_day_chosen_by_hand_is_a_conflict(officer):
    found = a_round(officer)
    papers = found.steps.get(code="cabinet-papers")
    budget_round.plan_step(papers, date(2017, 1, 3), actor=officer, moment=MOMENT)
    assert queries.conflicts_of(found, queries.steps_of(found)) == ()
    moved = {"cabinet_on": date(2017, 1, 9)}
    budget_round.change_round(found, moved, actor=officer, moment=MOMENT)
    papers.refresh_from_db()
    assert (papers.planned_on, papers.last_day) == (date(2017, 1, 3), date(2016, 12, 29))
    assert "3 January 2017" in " ".join(queries.conflicts_of(found, queries.steps_of(found)))
    limits = found.steps.get(code="cash-limits")
    assert limits.planned_on == limits.last_day == date(2016, 9, 14)
    assert tasks(title__contains="Cash limits").get().due == limits.last_day


def test_a_step_done_is_owed_no_longer_and_is_not_done_tomorrow(officer):
    step = a_round(officer).steps.get(code="cash-limits")
    with pytest.raises(Problems, match="still to come"):
        budget_round.finish_step(step, date(2016, 9, 6), actor=officer, moment=MOMENT)
    budget_round.finish_step(step, date(2016, 9, 5), actor=officer, moment=MOMENT)
    assert not tasks(title__contains="Cash limits").exists()
    meeting = step.round.steps.get(code="council")
    with pytest.raises(budget_round.NotAStep):
        budget_round.plan_step(meeting, COUNCIL, actor=officer, moment=MOMENT)


def test_a_round_entered_after_its_year_began_asks_nobody_for_anything(officer):
    values = {"year": 2017, "cabinet_on": date(2017, 1, 12), "council_on": COUNCIL}
    budget_round.open_round(values, actor=officer, moment=datetime(2026, 1, 5, tzinfo=UTC))
    assert not Task.objects.exists()


def test_a_budget_holder_sends_in_within_the_limit_or_says_why_not(officer):
    a_unit("care")
    holder = an_actor("budget-holder", unit="care")
    one = a_submission(a_round(officer), "care", 100, actor=officer)
    assert tasks(kind="budget-submission", unit__code="care").exists()
    stamp = {"actor": holder, "moment": MOMENT}
    with pytest.raises(budget_submissions.NothingProposed):
        budget_submissions.move_submission(one, "submit", **stamp)
    line = {"submission": one, "code": "pay", "heading": "Pay", "kind": "pay"}
    budget_submissions.add_line({**line, "amount": P(120)}, **stamp)
    with pytest.raises(Problems, match=r"£20\.00 more than its cash limit"):
        budget_submissions.move_submission(one, "submit", **stamp)
    one = budget_submissions.change_submission(one, {"over_limit_reason": "Pay award"}, **stamp)
    one = budget_submissions.move_submission(one, "submit", **stamp)
    assert not tasks(kind="budget-submission").exists()
    with pytest.raises(budget_submissions.NotADraft):
        budget_submissions.add_line({**line, "code": "more", "amount": P(1)}, **stamp)


def test_a_holder_of_another_unit_changes_nothing_and_nobody_raises_their_own_limit(officer):
    a_unit("parks")
    one = a_submission(a_round(officer), "care", 100, ("pay", "pay", 90), actor=officer)
    line = one.lines.get()
    stranger, holder = (
        an_actor("budget-holder", unit="parks"),
        an_actor("budget-holder", unit="care"),
    )
    with pytest.raises(Refused):
        budget_submissions.change_line(line, {"amount": P(1)}, actor=stranger, moment=MOMENT)
    with pytest.raises(Refused):
        budget_submissions.change_submission(
            one, {"cash_limit": P(200)}, actor=holder, moment=MOMENT
        )


@pytest.mark.parametrize(("kind", "amount"), [("fees", 5), ("savings", 5)])
def test_income_and_savings_are_negative(officer, kind, amount):
    one = a_submission(a_round(officer), "care", 100, actor=officer)
    line = {"submission": one, "code": "x", "heading": "X", "kind": kind, "amount": P(amount)}
    with pytest.raises(Problems, match="minus sign"):
        budget_submissions.add_line(line, actor=officer, moment=MOMENT)


def test_a_challenge_is_asked_answered_and_agreed_by_somebody_else(officer):
    holder = an_actor("finance-partner", "budget-holder")
    one = a_submission(a_round(officer), "care", 100, ("pay", "pay", 90), actor=officer)
    one = budget_submissions.move_submission(one, "submit", actor=holder, moment=MOMENT)
    with pytest.raises(Problems, match="Say what is challenged"):
        budget_submissions.move_submission(one, "challenge", actor=officer, moment=MOMENT)
    one = budget_submissions.move_submission(
        one, "challenge", reason="Why so much?", actor=officer, moment=MOMENT
    )
    assert tasks(title__startswith="Answer the challenge").exists()
    with pytest.raises(Problems, match="without an answer"):
        budget_submissions.move_submission(one, "agree", actor=officer, moment=MOMENT)
    one = budget_submissions.move_submission(
        one, "answer", reason="Eight posts.", actor=holder, moment=MOMENT
    )
    line = one.lines.get()
    budget_submissions.change_line(line, {"amount": P(80)}, actor=holder, moment=MOMENT)
    assert [(m.before, m.now) for m in queries.changed_since(one)] == [(P(90), P(80))]
    one = budget_submissions.move_submission(one, "submit", actor=holder, moment=MOMENT)
    assert [(m.before, m.now) for m in queries.changed_since(one)] == [(P(90), P(80))]
    note = one.notes.get()
    assert (note.asked_role, note.answer) == ("s151 officer", "Eight posts.")
    one = budget_submissions.move_submission(one, "agree", actor=officer, moment=MOMENT)
    assert one.state == BudgetSubmission.State.AGREED


def test_whoever_sent_it_in_does_not_agree_it(officer):
    one = a_submission(a_round(officer), "care", 100, ("pay", "pay", 90), actor=officer)
    one = budget_submissions.move_submission(one, "submit", actor=officer, moment=MOMENT)
    with pytest.raises(Refused, match="somebody else"):
        budget_submissions.move_submission(one, "agree", actor=officer, moment=MOMENT)


def test_it_says_who_is_late(officer):
    found = a_round(officer)
    a_submission(found, "care", 100, ("pay", "pay", 90), actor=officer)
    due = found.steps.get(code="submissions").planned_on
    on_time, late = (queries.submissions(found, day) for day in (due, date(2016, 12, 1)))
    assert [one.is_late for one in (*on_time, *late)] == [False, True]


def test_lines_of_every_kind_make_the_budget_of_a_service(officer):
    kinds = SubmissionLine.Kind.values
    away = (*SubmissionLine.INCOME, SubmissionLine.Kind.SAVINGS)
    lines = [(kind, kind, -1 if kind in away else 10) for kind in kinds]
    found = a_round(officer)
    a_submission(found, "care", 100, *lines, actor=officer)
    groups = queries.service_budgets(found)["care"]
    assert set(groups) == set(SubmissionLine.Kind.labels) >= {"Pay", "Recharges"}
    assert (groups["Fees and charges"], Money.total(groups.values())) == (P(-1), P(46))


def test_the_round_moves_only_when_all_is_sent_in_and_agreed(officer):
    found = a_whole_round(officer)
    stamp = {"actor": officer, "moment": MOMENT}
    with pytest.raises(budget_setting.NotReady, match="care, parks"):
        budget_setting.move_round(found, "submit", **stamp)
    found.submissions.update(state="submitted")
    found = budget_setting.move_round(found, "submit", **stamp)
    with pytest.raises(budget_setting.NotReady, match="Not all is agreed"):
        budget_setting.move_round(found, "challenge", **stamp)
    with pytest.raises(NotInThisState):
        budget_setting.move_round(found, "lock", **stamp)


def test_cabinet_cannot_recommend_a_budget_that_does_not_balance(officer):
    found = all_agreed(a_whole_round(officer))
    stamp = {"actor": officer, "moment": MOMENT}
    with pytest.raises(budget_setting.NotReady, match="Give the reference"):
        budget_setting.move_round(found, "recommend", **stamp)
    CouncilItem.objects.filter(code="reserve").update(amount=P(300_000))
    with pytest.raises(budget_setting.NotReady, match=r"£200,000\.00 is not paid for"):
        budget_setting.move_round(found, "recommend", decision="CAB-7", **stamp)


def test_the_resolution_is_worked_out_from_the_records(officer):
    worked = resolutions.worked(a_whole_round(officer))
    assert (worked.missing, worked.is_balanced) == ((), True)
    # 12m + 2m + 1m + 20,400 − 1m − 3.5m − 0.5m
    assert worked.result["requirement"]["amount"] == P(10_020_400)
    assert worked.result["requirement"]["basic"] == P("1002.04")
    ford = worked.result["areas"]["ford"]
    assert ford["elements"]["precept"] == P("25.50")
    # 1000 + 25.50 + 155.52 + 72.86, each band of each element rounded by itself
    assert ford["bands"]["totals"]["D"] == P("1253.88")
    assert ford["bands"]["totals"]["A"] == P("666.67") + P("17.00") + P("103.68") + P("48.57")
    assert worked.result["payable"]["police"] == P(1_555_200)
    test = worked.result["referendum"]
    assert (test["verdict"], str(test["limit"])) == ("not excessive", "5")
    assert worked.result["household"]["ford"]["D"]["rise"] == P("1253.88") - P("1209.94")


def test_a_printed_split_that_cannot_be_reproduced_is_warned_of(officer):
    found = a_whole_round(officer)
    found.printed_splits.create(band="A", core=P("626.66"), social_care=P("40.00"))
    found.printed_splits.create(band="B", core=P("731.11"), social_care=P("46.67"))
    warnings = " ".join(resolutions.worked(found).warnings)
    assert "Band A: the printed split" in warnings
    assert "Band B" not in warnings


def test_what_is_missing_is_named_and_never_assumed(officer):
    found = a_round(officer)
    worked = resolutions.worked(found)
    assert len(worked.missing) == 2
    assert worked.result == {}
    found.precepts.create(authority="fire", name="Fire authority")
    assert "The precept of Fire authority is missing." in resolutions.worked(found).missing
    assert queries.precepts_missing(found) == ("Fire authority",)


def an_amendment(found: BudgetRound, officer, *changes, **values) -> BudgetAmendment:
    given = {"round": found, "reference": "opposition", "title": "More parks", "moved_by": "Group"}
    made = budget_amendments.draw({**given, **values}, actor=officer, moment=MOMENT)
    for number, (where, amount) in enumerate(changes):
        line = {"item": where} if isinstance(where, CouncilItem) else {"unit": a_unit(where)}
        budget_amendments.add_change(
            {"amendment": made, "what": f"line {number}", "amount": P(amount), **line},
            actor=officer,
            moment=MOMENT,
        )
    return made


def test_an_amendment_without_funding_is_unbalanced_and_cannot_be_tabled(officer):
    made = an_amendment(recommended(officer), officer, ("parks", 200_000))
    with pytest.raises(budget_amendments.Unbalanced, match=r"£200,000\.00 has no funding"):
        budget_amendments.move_amendment(made, "table", actor=officer, moment=MOMENT)
    made.refresh_from_db()
    assert made.state == BudgetAmendment.State.DRAFT


def test_an_amendment_names_lines_of_this_round(officer):
    found = recommended(officer)
    with pytest.raises(Problems, match="no budget in this round"):
        an_amendment(found, officer, ("libraries", 1))
    made = BudgetAmendment.objects.get()
    with pytest.raises(Problems, match="Name one line"):
        budget_amendments.add_change(
            {"amendment": made, "what": "nothing", "amount": P(1)}, actor=officer, moment=MOMENT
        )


def test_an_amendment_carried_between_services_leaves_the_tax_and_regenerates(officer):
    found = recommended(officer)
    before = resolutions.worked(found)
    made = an_amendment(found, officer, ("parks", 200_000), ("care", -200_000))
    made = budget_amendments.move_amendment(made, "table", actor=officer, moment=MOMENT)
    voted(found, officer, "for", "for", "against", amendment=made)
    after = resolutions.worked(found)
    assert after.result["bands"]["totals"] == before.result["bands"]["totals"]
    assert after.result["requirement"]["amount"] == before.result["requirement"]["amount"]
    services = queries.service_budgets(found)
    assert services["parks"]["Amendments of the Council"] == P(200_000)
    assert Money.total(services["care"].values()) == P(10_800_000)


def test_an_amendment_paid_from_reserves_or_by_band_d_balances_with_it(officer):
    found = recommended(officer)
    reserve = CouncilItem.objects.get(code="reserve")
    made = an_amendment(found, officer, ("parks", 100_000), (reserve, 100_000))
    made = budget_amendments.move_amendment(made, "table", actor=officer, moment=MOMENT)
    voted(found, officer, "for", amendment=made)
    taxed = {"reference": "tax", "title": "Tax for care", "band_d_change": P(20)}
    made = an_amendment(found, officer, ("care", 200_000), **taxed)
    made = budget_amendments.move_amendment(made, "table", actor=officer, moment=MOMENT)
    voted(found, officer, "for", amendment=made)
    worked = resolutions.worked(found)
    assert (worked.read.band_d, worked.is_balanced) == (P(1020), True)
    assert worked.result["referendum"]["verdict"] == "excessive"


def test_a_lost_amendment_changes_nothing_and_a_tie_is_lost(officer):
    found = recommended(officer)
    made = an_amendment(found, officer, ("parks", 5), ("care", -5))
    made = budget_amendments.move_amendment(made, "table", actor=officer, moment=MOMENT)
    with pytest.raises(budget_amendments.NotTabled, match="not voted on More parks"):
        voted(found, officer)
    vote = voted(found, officer, "for", "against", "abstained", amendment=made)
    assert (vote.carried, queries.carried(found)) == (False, ())


def test_the_statement_is_signed_whole_and_by_the_s151_officer_alone(officer, analyst):
    statement = a_round(officer).statement
    with pytest.raises(Refused):
        budget_setting.sign_statement(statement, actor=analyst, moment=MOMENT)
    with pytest.raises(Problems) as wrong:
        budget_setting.sign_statement(statement, actor=officer, moment=MOMENT)
    assert len(wrong.value.problems) == 4
    signed(statement.round, officer)
    statement.refresh_from_db()
    with pytest.raises(budget_setting.StatementIsSigned):
        budget_setting.write_statement(
            statement, {"estimates": "Otherwise"}, actor=officer, moment=MOMENT
        )


def test_the_council_sets_only_what_it_had_the_statement_for_and_voted_on(officer):
    found = recommended(officer)
    stamp = {"decision": "CL-9", "actor": officer, "moment": LATER}
    with pytest.raises(budget_setting.NotReady, match="not signed"):
        budget_setting.move_round(found, "approve", **stamp)
    signed(found, officer)
    with pytest.raises(budget_setting.NotReady, match="No vote"):
        budget_setting.move_round(found, "approve", **stamp)


def test_it_locks_only_after_the_minutes_and_then_nothing_changes(officer):
    found = recommended(officer)
    signed(found, officer)
    voted(found, officer, "for", "for", "against")
    stamp = {"actor": officer, "moment": LATER}
    found.refresh_from_db()
    found = budget_setting.move_round(found, "approve", decision="CL-9", **stamp)
    # What the round shows to be done is done in its timetable, and owed no longer.
    done = dict(found.steps.exclude(done_on=None).values_list("code", "done_on"))
    assert (set(done), done["council"]) == ({"statement", "cabinet", "council"}, COUNCIL)
    assert not tasks(title__contains="Robustness statement").exists()
    sealed = TaxResolution.objects.get()
    assert sealed.found["requirement"]["amount"] == "10020400.00"
    with pytest.raises(budget_setting.NotReady, match="not confirmed"):
        budget_setting.move_round(found, "lock", **stamp)
    confirm(a_council_meeting(), date(2017, 4, 20))
    with pytest.raises(budget_setting.NotReady, match="regard"):
        budget_setting.move_round(found, "lock", **stamp)
    statement = RobustnessStatement.objects.get()
    budget_setting.record_regard(statement, minute="11", **stamp)
    found = budget_setting.move_round(found, "lock", **stamp)
    assert found.state == BudgetRound.State.LOCKED
    for part in (SubmissionLine, CouncilItem):
        with pytest.raises(BudgetIsFixed):
            part.objects.first().save()
    with pytest.raises(BudgetIsFixed):
        sealed.save()
    with pytest.raises(BudgetIsFixed):
        budget_round.change_round(found, {"cabinet_on": date(2017, 1, 9)}, **stamp)
    held = budgets().of_year("2017/18")
    assert Money.total(group.amount for group in held["care"]) == P(11_000_000)
