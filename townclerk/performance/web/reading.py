"""Which plans a reader may open."""

from django.http import Http404, HttpRequest

from townclerk.performance.models import CorporatePlan
from townclerk.performance.operations import PERFORMANCE
from townclerk.performance.queries import plan_on
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.reader import Reader


def reader_of(request: HttpRequest) -> Reader:
    found: Reader = request.reader  # type: ignore[attr-defined]
    return found


def whole_area(request: HttpRequest) -> None:
    """Stop a reader whose reach ends at what is published."""
    reader_of(request).require(Verb.READ, PERFORMANCE)


def plans_open_to(reader: Reader) -> list[CorporatePlan]:
    """Approved plans for everybody; drafts for those whose reach is the whole area."""
    plans = CorporatePlan.objects.all()
    if not reader.may(Verb.READ, PERFORMANCE).allowed:
        plans = plans.exclude(state=CorporatePlan.State.DRAFT)
    return list(plans)


def chosen(request: HttpRequest, code: str = "") -> CorporatePlan | None:
    """The plan asked for; else the one in force today, else the latest open; None without any."""
    plans = plans_open_to(reader_of(request))
    if code:
        found = next((plan for plan in plans if plan.code == code), None)
        if found is None:
            raise Http404(f"no plan {code} is open to this reader")
        return found
    return plan_on(clock.today()) or next(iter(plans), None)
