"""The pages of measures: where each stands, what is owed, and defining one anew."""

from collections import Counter
from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from townclerk.figures import COUNCIL, register
from townclerk.figures.permission import stating
from townclerk.figures.web import pictures
from townclerk.performance.models import Measure
from townclerk.performance.operations import PERFORMANCE, check
from townclerk.performance.operations.measures import redefine as define_anew
from townclerk.performance.queries import measures as queries
from townclerk.performance.web.reading import plans_open_to, reader_of
from townclerk.platform import clock
from townclerk.platform.access.areas import Reach, Verb
from townclerk.platform.access.http import needs, public
from townclerk.platform.access.matrix import roles
from townclerk.platform.audit.log import Actor
from townclerk.platform.organisation.queries import labels
from townclerk.platform.web import acts
from townclerk.platform.web.fields import day_input, text_input

STATUSES = {
    "missed": ("Missed", "red"),
    "near": ("Near", "yellow"),
    "met": ("Met", "green"),
    "no-target": ("No target", "grey"),
    "no-side": ("No status", "grey"),
}
"""What a status is called and its colour; those that want attention come first."""
SAID = {
    "missed": "missed",
    "near": "near",
    "met": "met",
    "no-target": "without a target",
    "no-side": "of which neither side is better",
}
"""How many there are of each status, in a sentence."""
MEASURED = ("missed", "near", "met")
PAGE = 30


@public
def index(request: HttpRequest) -> HttpResponse:
    """Every measure open to the reader, what wants attention first."""
    reader = reader_of(request)
    open_measures = queries.open_to(reader)
    found = queries.latest(open_measures, reader)
    counts = Counter(one.status for one in found)
    unit, status = request.GET.get("unit", ""), request.GET.get("status", "")
    words = request.GET.get("q", "").lower().split()
    shown = [
        one
        for one in found
        if status in ("", one.status)
        and unit in ("", one.measure.unit.code if one.measure.unit else "")
        and all(word in f"{one.measure.label} {one.scope}".lower() for word in words)
    ]
    order = list(STATUSES)
    shown.sort(key=lambda one: (order.index(one.status), one.measure.label, one.scope))
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    today = clock.today()
    names = labels(today)
    units = {
        one.unit.code: names.get(one.unit.code, one.unit.code) for one in open_measures if one.unit
    }
    valued = {one.measure.key for one in found}
    inside = reader.may(Verb.READ, PERFORMANCE, aggregate=True).allowed
    content = {
        "page": page,
        "rows": queries.standings(list(page.object_list), reader),
        "total": len(found),
        "counts": [(code, SAID[code], counts[code]) for code in order if counts[code]],
        "measured": any(counts[code] for code in MEASURED),
        "statuses": STATUSES,
        "units": sorted(units.items(), key=lambda pair: pair[1]),
        "asked": {"unit": unit, "status": status, "q": request.GET.get("q", "")},
        "without": [one for one in open_measures if one.key not in valued],
        "overdue": queries.overdue(open_measures, today) if inside else [],
        "inside": inside,
        "may_state": reader.reach(PERFORMANCE, Verb.CONTRIBUTE) >= Reach.OWN,
    }
    return render(request, "performance/measures.html", content)


@public
def one(request: HttpRequest, key: str) -> HttpResponse:
    """One measure: how it stands, its values as a picture and a table, what it means and meant."""
    reader, today = reader_of(request), clock.today()
    measure = _open(request, key)
    latest = sorted(queries.latest([measure], reader), key=lambda one: one.scope)
    asked = request.GET.get("scope") or COUNCIL
    if asked != COUNCIL and asked not in {one.code for one in latest}:
        raise Http404("The measure has no value open to this reader for such a scope.")
    chosen = next((one for one in latest if one.code == asked), next(iter(latest), None))
    scope = chosen.code if chosen else COUNCIL
    standing = next(iter(queries.standings([chosen], reader)), None) if chosen else None
    inside = reader.may(Verb.READ, PERFORMANCE, aggregate=True).allowed
    may_state = stating(register.definition(measure.key), scope, reader).allowed
    again = (Redefine, reverse("performance:redefine", args=[measure.key]))
    content = {
        "measure": measure,
        "standing": standing,
        "statuses": STATUSES,
        "latest": latest,
        "scope": scope,
        **(pictures.over_time(standing.figure, reader) if standing else {}),
        "earlier": measure.redefinitions.order_by("-number"),
        "owed": queries.overdue([measure], today) if inside or may_state else [],
        "tolerance": _tolerance(measure),
        "aim": measure.aim if measure.aim and measure.aim.plan in plans_open_to(reader) else None,
        "owner": roles().get(measure.owner_role, measure.owner_role),
        "service": labels(today).get(measure.unit.code, "") if measure.unit else "",
        "may_state": may_state,
        "acts": acts.offered(request, [again], measure),
        "inside": inside,
    }
    return render(request, "performance/measure.html", content)


def _tolerance(measure: Measure) -> str:
    """How far short of its target it may be, in its own unit."""
    if measure.tolerance is None:
        return ""
    number = f"{measure.tolerance.normalize():,f}"
    named = {"money": f"£{number}", "percent": f"{number} percentage points"}
    return named.get(measure.kind, number)


def _open(request: HttpRequest, key: str) -> Measure:
    found = next((one for one in queries.open_to(reader_of(request)) if one.key == key), None)
    if found is None:
        raise Http404("There is no such measure open to this reader.")
    return found


class Redefine(acts.Act):
    """From a day on a measure means something else."""

    title, label = "Change what it means", "Define anew"
    about = Measure

    start = day_input("From", help_text="The first day the new definition holds for.")
    what = text_input("What changes", help_text="In a few words, for readers of the series.")
    definition = forms.CharField(label="New definition", widget=forms.Textarea)

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        unit = record.unit.code if record.unit is not None else None
        check(actor, Verb.CONTRIBUTE, moment=moment, unit=unit)

    def trail(self) -> acts.Trail:
        own = reverse("performance:measure", args=[self.record.key])
        return [("Measures", reverse("performance:measures")), (str(self.record), own)]

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        define_anew(self.record, **given, actor=actor, moment=moment)
        return f"{self.record} is defined anew. Earlier values keep their old basis."


@needs(Verb.CONTRIBUTE, PERFORMANCE)
def redefine(request: HttpRequest, key: str) -> HttpResponse:
    return acts.act_page(request, Redefine, _open(request, key))
