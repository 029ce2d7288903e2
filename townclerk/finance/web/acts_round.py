"""Acts on a budget round: opening it, its timetable, its limits and its own steps."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse

from townclerk.finance import policies
from townclerk.finance.models import (
    BudgetRound,
    BudgetStep,
)
from townclerk.finance.operations import budget_round, budget_setting, budget_submissions
from townclerk.finance.web.act_form import Act, may_step, step_field
from townclerk.kernel.display import date_display, money_display
from townclerk.platform.audit.log import Actor
from townclerk.platform.organisation.models import Unit
from townclerk.platform.web import acts
from townclerk.platform.web.fields import (
    MoneyInput,
    YearInput,
    day_input,
    text_input,
)

HOME = ("Budget round", "finance:budget")


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


ACTS: dict[str, type[Act]] = {
    "open-round": OpenRound,
    "move-meetings": MoveMeetings,
    "plan-step": PlanStep,
    "finish-step": FinishStep,
    "issue-limit": IssueLimit,
    "round-step": RoundStep,
}
