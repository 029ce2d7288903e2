"""What the registers of change tell of a period."""

from datetime import date

from django.db.models import Q

from townclerk.change.models import ProgrammeRisk
from townclerk.platform.extracts import Extract, between, extract


def _running(first: date, last: date) -> Q:
    """Projects that had begun by the last day and did not end before the first."""
    begun = Q(start=None) | Q(start__lte=last)
    return begun & (Q(end=None) | Q(end__gte=first))


def _open(first: date, last: date) -> Q:
    return ~Q(state=ProgrammeRisk.State.CLOSED)


extract(
    Extract(
        name="projects-running",
        title="Projects",
        register="projects",
        columns=("title", "gate", "state", "sponsor_role", "end"),
        window=_running,
        order=("code",),
        unit_path="unit",
    )
)

extract(
    Extract(
        name="programme-risks-open",
        title="Risks of the programme",
        register="programme-risks",
        columns=("risk", "score", "state"),
        window=_open,
        order=("code",),
        unit_path="project__unit",
    )
)

extract(
    Extract(
        name="options-published",
        title="Option sheets published",
        register="options",
        columns=("title", "service", "gross", "state"),
        window=between("published_on"),
        order=("published_on", "reference"),
        unit_path="unit",
    )
)
