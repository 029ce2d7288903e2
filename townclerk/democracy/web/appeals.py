"""Education appeals on pages: seasons and their room. A case opens to who is cleared for it."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from townclerk.democracy import permissions
from townclerk.democracy.models import Appeal, AppealSeason, HearingDay
from townclerk.democracy.operations import appeals as operations
from townclerk.democracy.policies_development import APPEAL, APPEALS, CASE_TYPE
from townclerk.democracy.queries import appeals as queries
from townclerk.democracy.registers_appeals import CASES
from townclerk.figures import Ask
from townclerk.figures import url as figure_url
from townclerk.figures.asking import those_open
from townclerk.kernel.display import date_display
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs, signed_in
from townclerk.platform.access.reader import scope
from townclerk.platform.audit.log import Actor
from townclerk.platform.parameters import source
from townclerk.platform.registers.permission import opens
from townclerk.platform.web import acts

NAMES = ("lodged", "heard", "upheld", "upheld_rate")


@needs(Verb.READ, permissions.DEMOCRATIC)
def index(request: HttpRequest) -> HttpResponse:
    """Each season with its numbers, the rules with how sure they are, and the way to the cases."""
    reader = request.reader  # type: ignore[attr-defined]
    reader.require(Verb.READ, permissions.DEMOCRATIC)
    law, today = source(), clock.today()
    rules = (*queries.HEARING.values(), queries.LETTER)
    content = {
        "seasons": [(one, _told(request, one)) for one in AppealSeason.objects.order_by("-start")],
        "rules": [(law.parameter(name).title, law.parameter(name).at(today)) for name in rules],
        "cleared": opens(CASES, reader),
        "terms": bool(queries.terms()),
        "clerk": reader.held(*permissions.CLERKS),
    }
    return render(request, "democracy/appeals.html", content)


def _told(request: HttpRequest, season: AppealSeason) -> dict[str, tuple[str, str]]:
    scope = f"season-{season.code}"
    asked = [Ask(key=f"democracy.appeals.{name}", scope=scope) for name in NAMES]
    found = those_open(asked, reader=request.reader)  # type: ignore[attr-defined]
    return {
        one.key.rpartition(".")[2]: (one.display, figure_url(one.key, one.scope)) for one in found
    }


@needs(Verb.READ, permissions.DEMOCRATIC)
def season(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a season has room for what waits, or how many days are short."""
    reader = request.reader  # type: ignore[attr-defined]
    reader.require(Verb.READ, permissions.DEMOCRATIC)
    found = _season(code)
    room = queries.room(found, source())
    days = HearingDay.objects.filter(season=found).order_by("on", "panel")
    cleared = opens(CASES, reader)
    plan = queries.plan(found, source())
    content = {
        "season": found,
        "figures": _told(request, found),
        "room": sum(place.room for place in room),
        "working_days": len({place.on for place in room}),
        "waiting": len(plan.placed) + len(plan.unplaced),
        "plan": plan,
        "expected": queries.expected(found, source()),
        "days": [(day, day.appeals.count(), queries.lacking(day)) for day in days],
        "cleared": cleared,
        "cases": found.appeals.select_related("school").order_by("hear_by") if cleared else (),
        "acts": acts.offered(
            request,
            [(ListSeason, reverse("democracy:appeal_season_list", args=[code]))],
            found,
        ),
    }
    return render(request, "democracy/appeal_season.html", content)


def _season(code: str) -> AppealSeason:
    found = AppealSeason.objects.filter(code=code).first()
    if found is None:
        raise Http404(f"There is no season {code}.")
    return found


class AppealsAct(acts.Act):
    """An act of the clerks who are cleared for appeals."""

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        kind = record.kind if isinstance(record, Appeal) else ""
        operations.check(actor, moment=moment, kind=kind)


class ListSeason(AppealsAct):
    about = AppealSeason
    title = label = "List in blocks"
    intro = (
        "Appeals that wait are listed school by school, soonest last day first.",
        "They go on working days from the first to the last; days are made as they are needed.",
    )

    def trail(self) -> acts.Trail:
        own = reverse("democracy:appeal_season", args=[self.record.code])
        return [("Education appeals", reverse("democracy:appeals")), (self.record.title, own)]

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        found = operations.list_season(self.record, actor=actor, moment=moment)
        if found.meets_deadline:
            last = date_display(self.record.hear_by)
            return f"{len(found.placed)} listed, every one by its last day, {last}."
        days = "day is" if found.days_short == 1 else "days are"
        listed, left = len(found.placed), len(found.unplaced)
        return f"{listed} listed, {left} not: {found.days_short} {days} short."


@signed_in
def list_season(request: HttpRequest, code: str) -> HttpResponse:
    return acts.act_page(request, ListSeason, _season(code))


class CaseAct(AppealsAct):
    """A step of one case."""

    about = Appeal
    step: ClassVar[str]

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return record.state in APPEAL[cls.step].sources

    def trail(self) -> acts.Trail:
        own = reverse("democracy:appeal", args=[self.record.reference])
        return [("Education appeals", reverse("democracy:appeals")), (str(self.record), own)]


class ListFor(CaseAct):
    step = "list"
    title = label = APPEAL[step].label

    day = forms.ModelChoiceField(label="Panel and day", queryset=HearingDay.objects.none())
    reason = forms.CharField(label="Why, where it is after its last day", required=False)

    def prepare(self) -> None:
        field: Any = self.fields["day"]
        field.queryset = HearingDay.objects.filter(state=HearingDay.State.PLANNED)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        made = operations.list_for(self.record, **given, actor=actor, moment=moment)
        return f"Listed: {made.day}."


class Decide(CaseAct):
    step = "decide"
    title = label = APPEAL[step].label

    outcome = forms.ChoiceField(
        label="The panel's decision", choices=Appeal.Outcome.choices, widget=forms.RadioSelect
    )
    reasons = forms.CharField(label="Its reasons", widget=forms.Textarea)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.decide(self.record, **given, actor=actor, moment=moment)
        return "The decision is recorded. The letter is owed next."


class ChallengeCase(CaseAct):
    step = "challenge"
    title = label = APPEAL[step].label

    before = forms.ChoiceField(
        label="Before whom", choices=Appeal.Challenge.choices, widget=forms.RadioSelect
    )

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        operations.challenge(self.record, **given, actor=actor, moment=moment)
        return "The challenge is recorded."


ACTS: dict[str, type[CaseAct]] = {kind.step: kind for kind in (ListFor, Decide, ChallengeCase)}


def _case(request: HttpRequest, reference: str) -> Appeal:
    """A case, for who is cleared for appeals; that it exists is told to nobody else."""
    reader = request.reader  # type: ignore[attr-defined]
    rows = Appeal.objects.select_related("school", "season", "day")
    found = rows.filter(reference=reference).first()
    own = scope(CASE_TYPE, found.kind) if found is not None else None
    reader.require(Verb.READ, permissions.DEMOCRATIC, unit=own, clearance=APPEALS)
    if found is None:
        raise Http404(f"There is no appeal {reference}.")
    return found


@signed_in
def case(request: HttpRequest, reference: str) -> HttpResponse:
    found = _case(request, reference)
    named = (
        (kind, reverse("democracy:appeal_act", args=[reference, name]))
        for name, kind in ACTS.items()
    )
    content = {
        "case": found,
        "lacking": queries.lacking(found.day) if found.day else (),
        "today": clock.today(),
        "acts": acts.offered(request, named, found),
    }
    return render(request, "democracy/appeal.html", content)


@signed_in
def act(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    found, kind = _case(request, reference), ACTS.get(act)
    if kind is None:
        raise Http404(act)
    return acts.act_page(request, kind, found)
