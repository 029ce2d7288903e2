"""The constitution on pages: sections with their editions, amendments, and who can decide what."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from townclerk.democracy import permissions
from townclerk.democracy.core.delegation import gaps, limits_said, lowest_first, who_decides
from townclerk.democracy.models import (
    Body,
    ConstitutionAmendment,
    ConstitutionSection,
    Meeting,
)
from townclerk.democracy.operations import constitution as operations
from townclerk.democracy.policies_meetings import AMENDMENT
from townclerk.democracy.queries import delegations
from townclerk.democracy.web.papers import inside
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.platform import clock
from townclerk.platform.access.http import public, signed_in
from townclerk.platform.audit.log import Actor
from townclerk.platform.web import acts

YEAR = timedelta(days=365)
COLOURS = {"proposed": "grey", "committee": "blue", "council": "blue", "in-force": "green"}


@public
def index(request: HttpRequest) -> HttpResponse:
    """The sections with the edition in force; amendments on their way."""
    within = inside(request)
    found = ConstitutionAmendment.objects.select_related("section")
    if not within:
        found = found.filter(state__in=ConstitutionAmendment.OPEN)
    today = clock.today()
    due = today - YEAR
    content = {
        "parts": [
            (one, within and (one.reviewed_on or one.in_force) < due)
            for one in ConstitutionSection.objects.order_by("number", "code")
        ],
        "examples": ConstitutionSection.objects.filter(example=True).exists(),
        "amendments": found.exclude(state=ConstitutionAmendment.State.IN_FORCE),
        "colours": COLOURS,
        "inside": within,
    }
    return render(request, "democracy/constitution.html", content)


@public
def section(request: HttpRequest, code: str) -> HttpResponse:
    """One section as it stands, and what it said before."""
    found = get_object_or_404(ConstitutionSection, code=code)
    rows = {str(row.pk): row for row in delegations.in_force(clock.today()).filter(section=found)}
    lines = lowest_first(delegations.line_of(row) for row in rows.values())
    content = {
        "part": found,
        "lines": [(rows[line.key], limits_said(line)) for line in lines],
        "earlier": found.amendments.filter(state=ConstitutionAmendment.State.IN_FORCE).order_by(
            "-edition"
        ),
    }
    return render(request, "democracy/constitution_section.html", content)


@public
def amendment(request: HttpRequest, reference: str) -> HttpResponse:
    found = _amendment(request, reference)
    content = {
        "amendment": found,
        "colour": COLOURS.get(found.state, "red"),
        "acts": acts.offered(
            request,
            (
                (kind, reverse("democracy:amendment_act", args=[reference, name]))
                for name, kind in ACTS.items()
            ),
            found,
        ),
    }
    return render(request, "democracy/amendment.html", content)


def _amendment(request: HttpRequest, reference: str) -> ConstitutionAmendment:
    found = ConstitutionAmendment.objects.select_related("section", "committee_at", "council_at")
    if not inside(request):
        found = found.filter(state__in=ConstitutionAmendment.OPEN)
    return get_object_or_404(found, reference=reference)


class AmendmentAct(acts.Act):
    """A step of an amendment on its way."""

    about = ConstitutionAmendment
    step: ClassVar[str]

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        permissions.check(actor, *AMENDMENT[cls.step].roles, moment=moment)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state in AMENDMENT[cls.step].sources

    def trail(self) -> acts.Trail:
        own = reverse("democracy:amendment", args=[self.record.reference])
        return [("Constitution", reverse("democracy:constitution")), (str(self.record), own)]


class ApproveText(AmendmentAct):
    step = "approve-text"
    title = label = AMENDMENT[step].label

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return super().is_open(record) and not record.text_approved

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.approve_text(self.record, actor=actor, moment=moment)
        return "The words are approved."


class _AtMeeting(AmendmentAct):
    at = forms.ModelChoiceField(label="At which meeting", queryset=Meeting.objects.none())

    def prepare(self) -> None:
        field: Any = self.fields["at"]
        held = Meeting.objects.filter(state=Meeting.State.HELD).select_related("body")
        field.queryset = self.meetings(held).order_by("-on")

    def meetings(self, held: Any) -> Any:
        return held


class CommitteeAgreed(_AtMeeting):
    step = "committee"
    title = label = AMENDMENT[step].label

    def meetings(self, held: Any) -> Any:
        return held.exclude(body__kind=Body.Kind.COUNCIL)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.committee_agreed(self.record, **given, actor=actor, moment=moment)
        return "It is recorded that the committee agreed."


class CouncilAgreed(_AtMeeting):
    step = "council"
    title = label = AMENDMENT[step].label

    def meetings(self, held: Any) -> Any:
        return held.filter(body__kind=Body.Kind.COUNCIL)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.council_agreed(self.record, **given, actor=actor, moment=moment)
        return "It is recorded that Council agreed."


class InForce(AmendmentAct):
    step = "in-force"
    title = label = AMENDMENT[step].label

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        done = operations.bring_into_force(self.record, actor=actor, moment=moment)
        return f"{done.section} is in its edition {done.edition}."


class Reject(AmendmentAct):
    step = "reject"
    title = label = AMENDMENT[step].label
    reason = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 3}))

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.reject(self.record, **given, actor=actor, moment=moment)
        return "The amendment is rejected."


ACTS: dict[str, type[AmendmentAct]] = {
    kind.step: kind for kind in (ApproveText, CommitteeAgreed, CouncilAgreed, InForce, Reject)
}


@signed_in
def amendment_act(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    kind = ACTS.get(act)
    if kind is None:
        raise Http404(act)
    return acts.act_page(request, kind, _amendment(request, reference))


@public
def delegation(request: HttpRequest) -> HttpResponse:
    """Who can decide this? By type of decision and value."""
    words, typed = request.GET.get("q", "").strip(), request.GET.get("value", "").strip()
    value, wrong = _value(typed)
    rows = {str(row.pk): row for row in delegations.in_force(clock.today())}
    lines = [delegations.line_of(row) for row in rows.values()]
    found = () if wrong else who_decides(lines, words, value)
    content = {
        "words": words,
        "typed": typed,
        "wrong": wrong,
        "found": [(rows[line.key], limits_said(line)) for line in found],
        "examples": any(row.example for row in rows.values()),
        "asked": bool(words),
        "known": bool(rows),
        "gaps": gaps(lines) if inside(request) else (),
        "subjects": sorted({row.subject for row in rows.values()}),
    }
    return render(request, "democracy/delegation.html", content)


def _value(typed: str) -> tuple[Money | None, str]:
    if not typed:
        return None, ""
    try:
        return Money.parse(typed), ""
    except TownclerkError:
        return None, "Write the value in pounds, like 250,000."
