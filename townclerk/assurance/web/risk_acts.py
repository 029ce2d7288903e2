"""Acts on a risk, from accepting what the programme offers to closing it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from townclerk.assurance import policies
from townclerk.assurance.models import MatrixStep, Risk, RiskMatrix
from townclerk.assurance.operations import offered_risks
from townclerk.assurance.operations import risks as operations
from townclerk.assurance.permissions import (
    ASSURANCE,
    RISKS,
    check_decides,
    check_keeps,
    check_role,
    unit_code,
)
from townclerk.assurance.queries.risks import matrix_on
from townclerk.assurance.web.reading import seen_by
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs
from townclerk.platform.audit.log import Actor
from townclerk.platform.web import acts
from townclerk.platform.web.fields import day_input, text_input


class RiskAct(acts.Act):
    """A step of the table of risks."""

    about = Risk
    step: ClassVar[str]

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        move = policies.RISK[cls.step]
        if Risk.State.OFFERED in move.sources:
            offered_risks.check_receives(record, actor=actor, moment=moment)
            return
        if move.verb is Verb.APPROVE:
            check_decides(actor, moment=moment, unit=unit_code(record))
            return
        if move.roles:
            check_role(actor, *move.roles, moment=moment, record=record)
        check_keeps(actor, moment=moment, unit=unit_code(record), subject=RISKS)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state in policies.RISK[cls.step].sources

    def trail(self) -> acts.Trail:
        return [
            ("Risk register", reverse("assurance:risks")),
            (str(self.record), reverse("assurance:risk", args=[self.record.code])),
        ]


class Score(RiskAct):
    title = "Score"
    label = "Keep the score"
    intro = ("The target is where the risk should be; leave it unset where none is agreed.",)

    inherent_likelihood = forms.ChoiceField(label="Likelihood without controls")
    inherent_impact = forms.ChoiceField(label="Impact without controls")
    current_likelihood = forms.ChoiceField(label="Likelihood now")
    current_impact = forms.ChoiceField(label="Impact now")
    target_likelihood = forms.ChoiceField(label="Likelihood aimed at", required=False)
    target_impact = forms.ChoiceField(label="Impact aimed at", required=False)
    why = forms.CharField(
        label="What moved, and why", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        check_keeps(actor, moment=moment, unit=unit_code(record), subject=RISKS)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(record.is_open)

    def prepare(self) -> None:
        """The steps of the matrix in force, by name, with the last score filled in."""
        matrix = matrix_on(clock.today())
        last = self.record.scores.order_by("-on").first()
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField):
                field.choices = _choices(matrix, name, required=field.required)
                if last is not None and matrix is not None and last.matrix_id == matrix.pk:
                    self.initial[name] = getattr(last, name)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        places = {
            name: int(value) if value else None for name, value in given.items() if name != "why"
        }
        values = {**places, "risk": self.record, "on": operations.day_of(moment)}
        made = operations.score({**values, "why": given["why"]}, actor=actor, moment=moment)
        return f"The current score is {made.current}."


def _choices(matrix: RiskMatrix | None, name: str, *, required: bool) -> list[tuple[str, str]]:
    axis = name.rpartition("_")[2]
    first = ("", "Choose" if required else "Not set")
    steps = matrix.steps.filter(axis=axis).order_by("number") if matrix else ()
    return [first, *((str(one.number), _told(one)) for one in steps)]


def _told(step: MatrixStep) -> str:
    return f"{step.number} {step.label}" + (f": {step.guide}" if step.guide else "")


def _with_reason(name: str, act: Callable[..., Risk], *, why: str, says: str) -> type[RiskAct]:
    """A step that asks for nothing but a reason."""
    move = policies.RISK[name]

    class Reasoned(RiskAct):
        step = name
        title = label = move.label
        reason = text_input(why, required=not why.endswith("(optional)"))

        def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
            act(self.record, **given, actor=actor, moment=moment)
            return says

    return Reasoned


class Review(RiskAct):
    step = "review"
    title = label = policies.RISK[step].label

    next_on = day_input("To be looked at next (optional)", required=False)
    reason = text_input("What was found (optional)", required=False)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.review(self.record, **given, actor=actor, moment=moment)
        return "The review is recorded."


ACTS: dict[str, type[RiskAct]] = {
    "accept": _with_reason(
        "accept",
        offered_risks.accept,
        why="Note (optional)",
        says="The risk is on the corporate register, to be scored.",
    ),
    "return": _with_reason(
        "return", offered_risks.give_back, why="Why", says="The programme is told why."
    ),
    "score": Score,
    "moderate": _with_reason(
        "moderate",
        operations.moderate,
        why="What was looked at (optional)",
        says="The score is moderated.",
    ),
    "approve": _with_reason(
        "approve", operations.approve, why="Note (optional)", says="The risk is approved."
    ),
    "review": Review,
    "escalate": _with_reason(
        "escalate", operations.escalate, why="Why", says="The risk is on the corporate register."
    ),
    "de-escalate": _with_reason(
        "de-escalate",
        operations.de_escalate,
        why="Why",
        says="The risk is with its service again.",
    ),
    "close": _with_reason("close", operations.close, why="Why", says="The risk is closed."),
}


def offered(request: HttpRequest, risk: Risk) -> tuple[acts.Offered, ...]:
    named = (
        (kind, reverse("assurance:risk_act", args=[risk.code, name]))
        for name, kind in ACTS.items()
        if name != "moderate" or risk.scores.filter(moderated_on=None).exists()
    )
    return acts.offered(request, named, risk)


@needs(Verb.READ, ASSURANCE, subject=RISKS)
def act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    kind = ACTS.get(act)
    if kind is None:
        raise Http404(act)
    reader = request.reader  # type: ignore[attr-defined]
    found = seen_by(reader).select_related("unit", "category", "offered_by")
    return acts.act_page(request, kind, get_object_or_404(found, code=code))
