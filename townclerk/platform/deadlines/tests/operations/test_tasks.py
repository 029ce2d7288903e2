"""Tasks: raised once a purpose, done and taken back, handed on, stopped, and the law read again."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from townclerk.kernel.calendars import BeyondCalendar
from townclerk.platform import parameters
from townclerk.platform.access.areas import Area
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_user, an_actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.deadlines import law_changes, operations, redundancy
from townclerk.platform.deadlines.core.redundancy import Duty
from townclerk.platform.deadlines.core.stopping import CannotStop
from townclerk.platform.deadlines.counting import Counted
from townclerk.platform.deadlines.kinds import UnknownTaskKind, task_kind
from townclerk.platform.deadlines.models import Deadline, Stoppage, Task
from townclerk.platform.organisation.models import Unit
from townclerk.platform.records import EditConflict

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KIND = task_kind("test-task", "Test task")
FOI = Counted(rule="platform/foi-reply", start=date(2026, 3, 2))


@pytest.fixture
def a_unit():
    return Unit.objects.create(code="archive")


@pytest.fixture
def officer(loaded_roles):
    return an_actor("s151-officer")


def raised(actor, **more):
    values = {
        "source": None,
        "purpose": "answer",
        "title": "Answer the question",
        "kind": KIND,
        "area": Area.FINANCIAL_PLANNING,
        "owner_role": "s151-officer",
        "actor": actor,
        "moment": MOMENT,
    }
    return operations.raise_task(**values | more)


class TestRaising:
    def test_it_raises_one_task_for_each_purpose_of_a_source(self, officer, a_unit):
        first = raised(officer, source=a_unit, due=date(2026, 3, 9))
        again = raised(officer, source=a_unit, due=date(2026, 3, 9))
        other = raised(officer, source=a_unit, purpose="other")
        assert first.pk == again.pk != other.pk
        assert again.version == 1
        assert first.source_label == "archive"

    def test_it_brings_an_open_task_up_to_date(self, officer, a_unit):
        first = raised(officer, source=a_unit, due=date(2026, 3, 9))
        again = raised(officer, source=a_unit, due=date(2026, 3, 16), title="Answer again")
        assert again.pk == first.pk
        assert (again.due, again.title) == (date(2026, 3, 16), "Answer again")
        assert first.history.count() == 2

    def test_it_joins_a_task_that_another_raised_at_the_same_moment(
        self, officer, a_unit, monkeypatch
    ):
        first = raised(officer, source=a_unit)
        seen, real = [], operations._raised

        def not_yet_seen(source, purpose):
            seen.append(purpose)
            return real(source, purpose) if len(seen) > 1 else None

        monkeypatch.setattr(operations, "_raised", not_yet_seen)
        second = raised(officer, source=a_unit, title="Answer again")
        assert (second.pk, second.title) == (first.pk, "Answer again")
        assert Task.objects.count() == 1

    def test_it_leaves_a_finished_task_finished(self, officer, a_unit):
        done = operations.complete(raised(officer, source=a_unit), actor=officer, moment=MOMENT)
        again = raised(officer, source=a_unit, title="Answer again")
        assert (again.pk, again.state, again.title) == (done.pk, "done", "Answer the question")

    def test_it_opens_a_finished_task_when_asked_and_what_is_asked_has_changed(
        self, officer, a_unit
    ):
        operations.complete(raised(officer, source=a_unit), actor=officer, moment=MOMENT)
        assert raised(officer, source=a_unit, reopen=True).state == "done"
        assert raised(officer, source=a_unit, note="Now 5", reopen=True).state == "open"

    def test_it_does_not_hand_back_what_was_handed_on(self, officer, a_unit):
        task = raised(officer, source=a_unit)
        deputy = a_user("finance-partner")
        operations.reassign(task, user=deputy, actor=officer, moment=MOMENT)
        assert raised(officer, source=a_unit, note="More").owner_user == deputy

    def test_it_refuses_a_task_that_nobody_owes(self, officer):
        with pytest.raises(operations.NobodyOwes, match="Name a person"):
            raised(officer, owner_role="")
        assert not Task.objects.exists()

    def test_it_refuses_an_undeclared_kind(self, officer):
        with pytest.raises(UnknownTaskKind):
            raised(officer, kind="nothing")

    def test_it_counts_the_last_day_by_its_rule_and_keeps_the_reasons(self, officer):
        task = raised(officer, counted=FOI)
        assert task.due == date(2026, 3, 31)
        assert "Freedom of Information Act 2000" in task.deadline.provision
        assert "17" in str(task.deadline.explanation)

    def test_it_says_when_the_bank_holidays_run_out_and_leaves_nothing(self, officer):
        late = replace(FOI, start=date(2028, 12, 20))
        with pytest.raises(BeyondCalendar, match="Load the bank holidays"):
            raised(officer, counted=late)
        assert not Task.objects.exists()
        assert not AuditEntry.objects.filter(record_type="deadlines.task").exists()


class TestDoing:
    def test_it_is_done_by_whoever_owes_it_and_taken_back(self, officer):
        task = operations.complete(raised(officer), actor=officer, moment=MOMENT)
        assert task.state == "done"
        assert AuditEntry.objects.filter(verb="complete", record_id=str(task.pk)).count() == 1
        back = operations.take_back(task, actor=officer, moment=MOMENT)
        assert (back.state, back.due) == ("open", task.due)

    def test_it_refuses_another(self, officer):
        task = raised(officer)
        with pytest.raises(Refused, match="is not yours"):
            operations.complete(task, actor=an_actor("budget-holder"), moment=MOMENT)
        task.refresh_from_db()
        assert task.state == "open"

    def test_it_refuses_what_is_finished(self, officer):
        task = operations.complete(raised(officer), actor=officer, moment=MOMENT)
        with pytest.raises(operations.NotOpen, match="is done"):
            operations.complete(task, actor=officer, moment=MOMENT)

    def test_it_tells_the_second_of_two(self, officer):
        task = raised(officer)
        operations.reassign(task, role="finance-partner", actor=officer, moment=MOMENT)
        with pytest.raises(EditConflict):
            operations.complete(task, expected_version=1, actor=officer, moment=MOMENT)

    def test_it_is_cancelled_only_by_who_answers_for_the_area(self, officer):
        task = raised(officer, owner_role="finance-partner")
        partner = an_actor("finance-partner")
        with pytest.raises(Refused, match="Only who approves"):
            operations.cancel(task, reason="Not needed", actor=partner, moment=MOMENT)
        gone = operations.cancel(task, reason="Not needed", actor=officer, moment=MOMENT)
        assert gone.state == "cancelled"
        assert gone.history.first().history_change_reason == "Not needed"

    def test_it_hands_nobody_what_they_may_not_read(self, officer):
        task = raised(officer)
        with pytest.raises(Refused, match="may not read"):
            operations.reassign(task, user=a_user("registrar"), actor=officer, moment=MOMENT)
        partner = a_user("finance-partner")
        assert (
            operations.reassign(task, user=partner, actor=officer, moment=MOMENT).owner_user
            == partner
        )


class TestTheClock:
    def test_it_counts_anew_when_the_clock_starts_again(self, officer):
        task = raised(officer, counted=FOI)
        operations.pause(
            task, first=date(2026, 3, 9), reason="Clarification", actor=officer, moment=MOMENT
        )
        task = operations.resume(task, last=date(2026, 3, 16), actor=officer, moment=MOMENT)
        # Twenty working days after 16 March, over St Patrick's Day and Easter.
        assert task.due == date(2026, 4, 16)
        assert "Clarification" in task.history.first().history_change_reason
        assert "starts afresh" in str(task.deadline.explanation)

    def test_it_keeps_the_stops_when_raised_again(self, officer, a_unit):
        def again():
            return raised(officer, source=a_unit, counted=FOI)

        task = again()
        operations.pause(
            task, first=date(2026, 3, 9), reason="Clarification", actor=officer, moment=MOMENT
        )
        assert again().due == task.due
        operations.resume(task, last=date(2026, 3, 16), actor=officer, moment=MOMENT)
        assert again().due == date(2026, 4, 16)

    def test_it_refuses_a_pause_the_rule_does_not_have(self, officer):
        rule = Counted(rule="platform/redundancy-consultation-20", start=date(2026, 3, 2))
        task = raised(officer, counted=rule)
        with pytest.raises(CannotStop, match="does not stop"):
            operations.pause(
                task, first=date(2026, 3, 9), reason="Wait", actor=officer, moment=MOMENT
            )
        assert not Stoppage.objects.exists()

    def test_it_has_no_clock_without_a_rule(self, officer):
        with pytest.raises(operations.NoClock, match="no clock"):
            operations.pause(
                raised(officer, due=date(2026, 3, 9)),
                first=date(2026, 3, 9),
                reason="Wait",
                actor=officer,
                moment=MOMENT,
            )

    def test_it_starts_no_clock_that_runs(self, officer):
        with pytest.raises(operations.NothingToStart):
            operations.resume(
                raised(officer, counted=FOI), last=date(2026, 3, 9), actor=officer, moment=MOMENT
            )

    def test_it_leaves_the_pause_open_when_the_bank_holidays_run_out(self, officer):
        task = raised(officer, counted=FOI)
        operations.pause(task, first=date(2026, 3, 9), reason="Ask", actor=officer, moment=MOMENT)
        with pytest.raises(BeyondCalendar):
            operations.resume(task, last=date(2028, 12, 20), actor=officer, moment=MOMENT)
        assert Stoppage.objects.get().last is None


class ChangedLaw:
    """The law as it is, with one time limit of another length."""

    def __init__(self, name, number):
        self.name, self.number = name, number

    def parameter(self, name):
        found = parameters.source().parameter(name)
        if name != self.name:
            return found
        values = tuple(
            replace(value, value=value.value | {"number": self.number}) for value in found.values
        )
        return replace(found, values=values)

    def calendar(self, name):
        return parameters.source().calendar(name)


class TestRedundancy:
    FACTS = redundancy.Facts(
        reference="depot-2026",
        establishment="the depot",
        proposed=25,
        consultation_starts=date(2026, 1, 5),
    )

    @pytest.fixture
    def hr(self, loaded_roles):
        return an_actor("hr-officer")

    def tasks(self):
        return dict(Task.objects.filter(state="open").values_list("purpose", "due"))

    def test_it_raises_dated_tasks(self, hr):
        redundancy.propose(self.FACTS, actor=hr, moment=MOMENT)
        assert self.tasks() == {"hr1": date(2026, 1, 5), "consultation": date(2026, 2, 4)}
        assert set(Task.objects.values_list("owner_role", flat=True)) == {"hr-officer"}

    def test_it_raises_none_below_the_duty(self, hr):
        redundancy.propose(replace(self.FACTS, proposed=19), actor=hr, moment=MOMENT)
        assert self.tasks() == {}

    def test_it_follows_the_number(self, hr):
        proposal = redundancy.propose(self.FACTS, actor=hr, moment=MOMENT)
        proposal = redundancy.revise(
            proposal, {"proposed": 100}, reason="More posts", actor=hr, moment=MOMENT
        )
        assert self.tasks() == {"hr1": date(2026, 1, 5), "consultation": date(2026, 2, 19)}
        redundancy.revise(proposal, {"proposed": 12}, reason="Fewer", actor=hr, moment=MOMENT)
        assert self.tasks() == {}
        assert set(Task.objects.values_list("state", flat=True)) == {"cancelled"}

    def test_two_restructures_at_one_establishment_are_counted_together(self, hr):
        first = replace(self.FACTS, reference="first", proposed=12)
        redundancy.propose(first, actor=hr, moment=MOMENT)
        elsewhere = {"reference": "hall", "establishment": "the hall", "proposed": 15}
        redundancy.propose(replace(self.FACTS, **elsewhere), actor=hr, moment=MOMENT)
        early = replace(first, reference="early", consultation_starts=date(2025, 10, 7))
        redundancy.propose(early, actor=hr, moment=MOMENT)
        assert self.tasks() == {}
        told = replace(first, reference="second", establishment="The Depot", proposed=10)
        second = replace(told, consultation_starts=date(2026, 4, 4))
        # Ninety days before the first is beyond the window, eighty-nine days after it is within.
        made = redundancy.propose(second, actor=hr, moment=MOMENT)
        counted = redundancy.timed(made)
        assert counted.duty is Duty.SMALL
        assert counted.step.value == 22
        assert "10 here and 12 of first are counted together" in counted.step.how
        assert Task.objects.filter(state="open").count() == 4
        law = ChangedLaw("platform/redundancy-consultation-20", 60)
        assert redundancy.timed(made, law).earliest_dismissal.value == date(2026, 6, 3)
        assert counted.earliest_dismissal.value == date(2026, 5, 4)
        redundancy.revise(made, {"proposed": 1}, reason="Fewer", actor=hr, moment=MOMENT)
        assert self.tasks() == {}

    def test_what_is_consulted_on_already_is_not_counted_again(self, hr):
        redundancy.propose(self.FACTS, actor=hr, moment=MOMENT)
        more = replace(self.FACTS, reference="more", proposed=12)
        assert redundancy.timed(redundancy.propose(more, actor=hr, moment=MOMENT)).duty is Duty.NONE

    def test_it_warns_of_a_dismissal_planned_too_early(self, hr):
        early = replace(self.FACTS, first_dismissal=date(2026, 1, 20))
        redundancy.propose(early, actor=hr, moment=MOMENT)
        assert "4 February 2026, the earliest" in Task.objects.get(purpose="hr1").note
        assert self.tasks()["hr1"] == date(2025, 12, 21)

    def test_it_refuses_who_may_not_contribute_on_people(self, loaded_roles):
        with pytest.raises(Refused):
            redundancy.propose(self.FACTS, actor=an_actor("leader"), moment=MOMENT)
        assert not Task.objects.exists()

    def test_it_recounts_open_cases_with_a_reason_and_leaves_finished_ones(self, hr):
        redundancy.propose(self.FACTS, actor=hr, moment=MOMENT)
        other = replace(self.FACTS, reference="hall-2026", establishment="the hall")
        finished = redundancy.propose(other, actor=hr, moment=MOMENT)
        for task in Task.objects.filter(source_id=str(finished.pk)):
            operations.complete(task, actor=hr, moment=MOMENT)
        law = ChangedLaw("platform/redundancy-consultation-20", 60)
        told = law_changes.recount_all(law=law, reason="New law", actor=hr, moment=MOMENT)
        assert [(one.task.purpose, one.before, one.after) for one in told.moved] == [
            ("hr1", date(2026, 1, 5), date(2026, 2, 4)),
            ("consultation", date(2026, 2, 4), date(2026, 3, 6)),
        ]
        kept = dict(Task.objects.filter(source_id=str(finished.pk)).values_list("purpose", "due"))
        assert kept == {"hr1": date(2026, 1, 5), "consultation": date(2026, 2, 4)}
        deadline = Deadline.objects.get(task__purpose="consultation", task__state=Task.State.OPEN)
        assert "60 days" in str(deadline.explanation)
        assert told.moved[0].task.history.first().history_change_reason == "New law"

    def test_it_recounts_plain_deadlines_and_names_those_it_cannot(self, officer):
        first = raised(officer, counted=FOI)
        stuck = raised(officer, counted=replace(FOI, start=date(2028, 10, 2)))
        law = ChangedLaw("platform/foi-reply", 90)
        told = law_changes.recount_all(law=law, reason="New law", actor=officer, moment=MOMENT)
        assert [one.task.pk for one in told.moved] == [first.pk]
        assert len(told.refused) == 1
        assert "Load the bank holidays" in told.refused[0]
        stuck.refresh_from_db()
        assert stuck.due == date(2028, 10, 30)
