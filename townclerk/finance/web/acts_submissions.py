"""Acts on a submission: its lines, what is over its limit, and its steps."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.urls import reverse

from townclerk.finance import permissions, policies
from townclerk.finance.models import (
    BudgetSubmission,
    SubmissionLine,
)
from townclerk.finance.operations import budget_submissions
from townclerk.finance.web.act_form import Act, may_step, step_field, words
from townclerk.finance.web.acts_round import HOME
from townclerk.kernel.display import money_display
from townclerk.platform.audit.log import Actor
from townclerk.platform.web import acts
from townclerk.platform.web.fields import (
    MoneyInput,
    code_input,
    text_input,
)


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


ACTS: dict[str, type[SubmissionAct]] = {
    "add-submission-line": AddLine,
    "change-submission-line": ChangeLine,
    "remove-submission-line": RemoveLine,
    "explain-excess": ExplainExcess,
    "submission-step": SubmissionStep,
}
