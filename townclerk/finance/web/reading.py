"""Which versions of the plan a reader may open, and the unit they read money in."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from townclerk.finance.models import PlanVersion
from townclerk.finance.permissions import PLANNING
from townclerk.finance.queries import plan as queries
from townclerk.finance.queries.facts import PlanFacts
from townclerk.finance.web.presenters import UNITS
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.reader import Reader

OPEN_TO_ALL = (PlanVersion.State.PUBLISHED, PlanVersion.State.SUPERSEDED)


@dataclass(frozen=True)
class Reading:
    """One reader at one version: what they see and what they may choose."""

    plan: PlanFacts
    unit: str
    versions: tuple[PlanVersion, ...]


def reads_drafts(reader: Reader) -> bool:
    return reader.may(Verb.READ, PLANNING).allowed


def whole_plan(request: HttpRequest, subject: str = "") -> None:
    """Stop a reader whose reach ends at what is published: these pages show drafts too."""
    request.reader.require(Verb.READ, PLANNING, subject=subject)  # type: ignore[attr-defined]


def versions_open_to(reader: Reader) -> QuerySet[PlanVersion]:
    """Published versions for everybody; the others for those whose reach is the whole plan."""
    found = PlanVersion.objects.order_by("-number")
    return found if reads_drafts(reader) else found.filter(state__in=OPEN_TO_ALL)


def read(request: HttpRequest, number: int | None = None) -> Reading | None:
    """The version asked for, else the published one, else the latest open; None when none is."""
    versions = tuple(versions_open_to(request.reader))  # type: ignore[attr-defined]
    if number is not None:
        chosen = next((version for version in versions if version.number == number), None)
        if chosen is None:
            raise Http404(f"no version {number} is open to this reader")
    else:
        published = [v for v in versions if v.state == PlanVersion.State.PUBLISHED]
        chosen = next(iter([*published, *versions]), None)
    if chosen is None:
        return None
    return Reading(queries.load(chosen), unit_of(request), versions)


def unit_of(request: HttpRequest) -> str:
    wanted = request.GET.get("unit", UNITS[0])
    return wanted if wanted in UNITS else UNITS[0]
