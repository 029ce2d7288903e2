"""Acts on a budget round: opening it, its timetable, limits, submissions and its own steps."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Model, Q
from django.urls import reverse

from townclerk.finance import permissions, policies
from townclerk.finance.models import (
    BudgetRound,
    BudgetStep,
    BudgetSubmission,
    RobustnessStatement,
    SubmissionLine,
)
from townclerk.finance.operations import budget_round, budget_setting, budget_submissions
from townclerk.finance.web.act_form import Act
from townclerk.kernel.display import date_display, money_display
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.organisation.models import Unit
from townclerk.platform.web import acts
from townclerk.platform.web.fields import (
    MoneyInput,
    YearInput,
    code_input,
    day_input,
    text_input,
)

HOME = ("Budget round", "finance:budget")


def words(label: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.Textarea,
        error_messages={"required": f"Enter {label[:1].lower()}{label[1:]}"},
    )


def step_field(moves: policies.Moves, state: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Step",
        widget=forms.RadioSelect,
        choices=[(name, move.label) for name, move in policies.open_moves(moves, state).items()],
    )


def may_step(
    actor: Actor, moves: policies.Moves, state: str, unit: str | None, **when: Any
) -> None:
    """Refuse whoever may take none of the steps open from a state."""
    found = list(policies.open_moves(moves, state).values())
    if not any(permissions.can(actor, move.verb, unit=unit, **when) for move in found):
        verb = found[0].verb if found else Verb.APPROVE
        permissions.check(actor, verb, unit=unit, **when)


class RoundAct(Act):
    """An act on a round or on something of it; its page shows what it changed."""

    back = HOME

    def round(self) -> BudgetRound:
        found = self.record
        return found if isinstance(found, BudgetRound) else found.round

    def trail(self) -> acts.Trail:
        year = self.round()
        return [
            ("Medium-term plan", reverse("finance:plan")),
            (str(year), reverse("finance:budget-round", args=[year.year])),
        ]

    @classmethod
    def is_open(cls, record: Any) -> bool:
        found = record if isinstance(record, BudgetRound) else record.round
        return not found.is_fixed


class OpenRound(Act):
    title = "Open a budget round"
    label = "Open the round"
    back = HOME
    intro = (
        "The timetable is counted back from the two meetings and from the days the law fixes.",
        "Each step becomes a task of whoever owns it.",
    )

    year = YearInput("Year")
    cabinet_on = day_input("Day of Cabinet")
    council_on = day_input("Day of Budget Council")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        made = budget_round.open_round(given, actor=actor, moment=moment)
        return f"{made} is open with {made.steps.count()} steps."


class MoveMeetings(RoundAct):
    title = "Move a meeting"
    label = "Move and count again"
    about = BudgetRound
    intro = ("Every step that was on its last day is counted anew; days chosen by hand stay.",)

    cabinet_on = day_input("Day of Cabinet")
    council_on = day_input("Day of Budget Council")
    reason = text_input("Reason")

    def prepare(self) -> None:
        self.initial = {name: getattr(self.record, name) for name in ("cabinet_on", "council_on")}

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        reason = given.pop("reason")
        changed = budget_round.change_round(
            self.record, given, reason=reason, actor=actor, moment=moment
        )
        return f"{changed}: Budget Council is on {date_display(changed.council_on)}."


class PlanStep(RoundAct):
    title = "Change the day"
    label = "Save the day"
    about = BudgetStep

    planned_on = day_input("Planned for")
    reason = text_input("Reason", required=False)

    def prepare(self) -> None:
        self.initial = {"planned_on": self.record.planned_on}

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        step = budget_round.plan_step(self.record, **given, actor=actor, moment=moment)
        return f"{step.title} is planned for {date_display(step.planned_on)}."


class FinishStep(RoundAct):
    title = "Record as done"
    label = "Record it"
    about = BudgetStep

    done_on = day_input("Done on")

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.done_on is None

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        step = budget_round.finish_step(self.record, **given, actor=actor, moment=moment)
        return f"{step.title}: done on {date_display(step.done_on) if step.done_on else ''}."


class IssueLimit(RoundAct):
    title = "Issue a cash limit"
    label = "Issue the limit"
    about = BudgetRound

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="Service", empty_label="Choose a service", to_field_name="code"
    )
    cash_limit = MoneyInput("Cash limit, net of income")

    def prepare(self) -> None:
        field: Any = self.fields["unit"]
        taken = self.record.submissions.values("unit")
        field.queryset = Unit.objects.exclude(Q(pk__in=taken)).order_by("code")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        values = {"round": self.record, **given}
        made = budget_submissions.issue_limit(values, actor=actor, moment=moment)
        return f"{made.unit}: a cash limit of £{money_display(made.cash_limit)} is issued."


class RoundStep(RoundAct):
    title = "Take the round on"
    label = "Take this step"
    about = BudgetRound

    decision = text_input(
        "Decision", required=False, help_text="Reference, for a recommendation or a resolution"
    )
    reason = text_input("Reason", required=False)

    def prepare(self) -> None:
        self.fields["move"] = step_field(policies.BUDGET_ROUND, self.record.state)
        self.order_fields(["move"])

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        may_step(actor, policies.BUDGET_ROUND, record.state, None, moment=moment)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(policies.open_moves(policies.BUDGET_ROUND, record.state))

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        moved = budget_setting.move_round(self.record, **given, actor=actor, moment=moment)
        return f"{moved}: {moved.get_state_display().lower()}."


class StatementAct(RoundAct):
    about = RobustnessStatement

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(record.state == RobustnessStatement.State.DRAFT)


class WriteStatement(StatementAct):
    title = "Write the robustness statement"
    label = "Save the statement"
    intro = (
        "It reports on the estimates and the reserves; the Council has regard to it.",
        "The duty is in section 25 of the Local Government Act 2003.",
    )

    reference = text_input("Reference", required=False)
    estimates = words("Robustness of the estimates", required=False)
    reserves = words("Adequacy of the reserves", required=False)
    minimum_balance = MoneyInput("Least general balance advised", required=False)

    def prepare(self) -> None:
        self.initial = {name: getattr(self.record, name) for name in self.fields}
        if self.record.minimum_balance is not None:
            self.initial["minimum_balance"] = money_display(self.record.minimum_balance)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        budget_setting.write_statement(self.record, given, actor=actor, moment=moment)
        return "The statement is saved."


class SignStatement(StatementAct):
    title = "Sign the robustness statement"
    label = "Sign it"
    verb = Verb.APPROVE
    intro = ("A signed statement stays as it is. The balances planned are kept with it.",)

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        permissions.check_role(actor, permissions.S151, moment=moment)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        budget_setting.sign_statement(self.record, actor=actor, moment=moment)
        return "The statement is signed."


class RecordRegard(StatementAct):
    title = "Record the Council's regard"
    label = "Record the minute"

    minute = text_input("Minute", help_text="The minute that shows regard was had to the statement")

    @classmethod
    def is_open(cls, record: Any) -> bool:
        signed = record.state == RobustnessStatement.State.SIGNED
        return signed and not record.regard_minute

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        budget_setting.record_regard(self.record, **given, actor=actor, moment=moment)
        return "The minute is recorded."


class SubmissionAct(Act):
    """An act on a submission or a line of it; whoever holds the unit's budget may do it."""

    back = HOME
    about: ClassVar[type[Model] | None] = BudgetSubmission

    @classmethod
    def submission_of(cls, record: Any) -> BudgetSubmission:
        found: BudgetSubmission = getattr(record, "submission", record)
        return found

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        unit = cls.submission_of(record).unit.code
        permissions.check(actor, cls.verb, moment=moment, unit=unit)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        found = cls.submission_of(record)
        return found.state == BudgetSubmission.State.DRAFT and not found.round.is_fixed

    def trail(self) -> acts.Trail:
        found = self.submission_of(self.record)
        return [
            ("Budget round", reverse("finance:budget")),
            (str(found), reverse("finance:submission", args=[found.pk])),
        ]


class AddLine(SubmissionAct):
    title = "Add a line"
    label = "Add the line"
    intro = ("Income and savings are negative.",)

    code = code_input()
    what = text_input("Heading")
    kind = forms.ChoiceField(choices=SubmissionLine.Kind.choices)
    base = MoneyInput("This year's budget", required=False)
    amount = MoneyInput("Proposed")
    why = text_input("What it rests on", required=False)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        given["heading"] = given.pop("what")
        values = {name: value for name, value in given.items() if value is not None}
        line = budget_submissions.add_line(
            {"submission": self.record, **values}, actor=actor, moment=moment
        )
        return f"{line.heading} is added."


class ChangeLine(SubmissionAct):
    title = "Change a line"
    label = "Save the line"
    about = SubmissionLine

    what = text_input("Heading")
    amount = MoneyInput("Proposed")
    why = text_input("What it rests on", required=False)

    def prepare(self) -> None:
        self.initial = {"what": self.record.heading, "why": self.record.why}
        self.initial["amount"] = money_display(self.record.amount)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        values = {"heading": given.pop("what"), **given}
        line = budget_submissions.change_line(self.record, values, actor=actor, moment=moment)
        return f"{line.heading} is saved."


class RemoveLine(SubmissionAct):
    title = "Remove a line"
    label = "Remove the line"
    about = SubmissionLine

    reason = text_input("Reason")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        heading = self.record.heading
        budget_submissions.remove_line(self.record, **given, actor=actor, moment=moment)
        return f"{heading} is removed."


class ExplainExcess(SubmissionAct):
    title = "Say why the limit cannot be kept"
    label = "Save the reason"

    over_limit_reason = words("Why, and what would bring it within the limit")

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        budget_submissions.change_submission(self.record, given, actor=actor, moment=moment)
        return "The reason is saved."


class SubmissionStep(SubmissionAct):
    title = "Take the submission on"
    label = "Take this step"

    reason = words(
        "Question, answer or reason",
        required=False,
        help_text="A challenge is a question; the budget holder answers it.",
    )

    def prepare(self) -> None:
        self.fields["move"] = step_field(policies.SUBMISSION, self.record.state)
        self.order_fields(["move"])

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        may_step(actor, policies.SUBMISSION, record.state, record.unit.code, moment=moment)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        moves = policies.open_moves(policies.SUBMISSION, record.state)
        return bool(moves) and not record.round.is_fixed

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        moved = budget_submissions.move_submission(self.record, **given, actor=actor, moment=moment)
        return f"{moved}: {moved.get_state_display().lower()}."


ACTS: dict[str, type[Act]] = {
    "open-round": OpenRound,
    "move-meetings": MoveMeetings,
    "plan-step": PlanStep,
    "finish-step": FinishStep,
    "issue-limit": IssueLimit,
    "round-step": RoundStep,
    "write-statement": WriteStatement,
    "sign-statement": SignStatement,
    "record-regard": RecordRegard,
    "add-submission-line": AddLine,
    "change-submission-line": ChangeLine,
    "remove-submission-line": RemoveLine,
    "explain-excess": ExplainExcess,
    "submission-step": SubmissionStep,
}
