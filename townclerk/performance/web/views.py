"""The pages of the corporate plan: on a page, its progress, what became of aims, ratings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from townclerk.figures import links
from townclerk.performance import queries
from townclerk.performance.figures import ACTIONS, NAMES
from townclerk.performance.models import Aim, Contribution, CorporatePlan, Mapping
from townclerk.performance.operations import PERFORMANCE
from townclerk.performance.queries import aims
from townclerk.performance.web import reading
from townclerk.performance.web.pictures import by_aim, finding
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs, public
from townclerk.platform.access.matrix import roles


@public
def plan(request: HttpRequest, code: str = "") -> HttpResponse:
    """The plan on a page: each aim under the one it serves, with its actions."""
    found = reading.chosen(request, code)
    if found is None:
        return render(request, "performance/no_plan.html")
    reader = reading.reader_of(request)
    reads_all = reader.may(Verb.READ, PERFORMANCE).allowed
    content = {
        "outlook": queries.outlook(found, on=clock.today()),
        "roles": roles(),
        "rated": queries.rated_against(found) if reads_all else (),
        "plans": reading.plans_open_to(reader),
        "may_approve": found.state == CorporatePlan.State.DRAFT
        and reader.may(Verb.APPROVE, PERFORMANCE).allowed,
        "may_rate": reader.may(Verb.CONTRIBUTE, PERFORMANCE).allowed,
        "reads_all": reads_all,
    }
    return render(request, "performance/plan.html", content)


@public
def aim(request: HttpRequest, code: str) -> HttpResponse:
    """One aim: what it serves, and everything open to the reader that bears on it."""
    reader = reading.reader_of(request)
    plans = [one.pk for one in reading.plans_open_to(reader)]
    rows = Aim.objects.filter(plan__in=plans).select_related("plan", "parent")
    found = aims.traced(get_object_or_404(rows, code=code), reader)
    return render(request, "performance/aim.html", {"found": found, "roles": roles()})


@public
def progress(request: HttpRequest, code: str) -> HttpResponse:
    """The progress report: counts that open, the picture, and each action as last reported."""
    found = reading.chosen(request, code)
    if found is None:
        return render(request, "performance/no_plan.html")
    outlook = queries.outlook(found, on=clock.today())
    counts = {"all": len(outlook.actions), "late": len(outlook.progress.late)}
    counts |= {name: outlook.progress.by_state.get(name, 0) for name in NAMES if name not in counts}
    content = {
        "outlook": outlook,
        "finding": finding(outlook),
        "picture": by_aim(outlook),
        "late": set(outlook.progress.late),
        "roles": roles(),
        "counts": [
            (label, counts[name], links.url(f"{ACTIONS}{name.replace('-', '_')}", found.code))
            for name, label in NAMES.items()
        ],
        "may_report": reading.reader_of(request).may(Verb.CONTRIBUTE, PERFORMANCE).allowed
        or bool(reading.reader_of(request).units(PERFORMANCE, Verb.CONTRIBUTE)),
    }
    return render(request, "performance/progress.html", content)


@needs(Verb.READ, PERFORMANCE)
def mapping(request: HttpRequest, code: str) -> HttpResponse:
    """What the aims of the earlier plan became in this one."""
    reading.whole_area(request)
    found = reading.chosen(request, code)
    pairs = Mapping.objects.filter(new__plan=found).select_related("old__plan", "new")
    mapped = {pair.old_id for pair in pairs}
    earlier = {pair.old.plan_id for pair in pairs}
    content = {
        "plan": found,
        "pairs": pairs,
        "without": Aim.objects.filter(plan__in=earlier).exclude(pk__in=mapped),
        "may_settle": reading.reader_of(request).may(Verb.APPROVE, PERFORMANCE).allowed,
    }
    return render(request, "performance/mapping.html", content)


@needs(Verb.READ, PERFORMANCE)
def ratings(request: HttpRequest, subject: str, reference: str) -> HttpResponse:
    """How one subject bears on each aim, and what the aims became in the plan in force."""
    reading.whole_area(request)
    current = reading.chosen(request, request.GET.get("plan", ""))
    content = {
        "rated": queries.ratings(subject, reference, current),
        "current": current,
        "kind": dict(Contribution.Subject.choices).get(subject, subject),
        "reference": reference,
    }
    return render(request, "performance/ratings.html", content)
