"""The quarter's pack as tables of a report: its figures by section, issues and questions."""

from datetime import date, timedelta

from django.db.models import Case, Q, Value, When

from townclerk.performance.models import PackFigure, PackIssue, PackItem
from townclerk.performance.queries import packs
from townclerk.platform.extracts import Extract, Parts, Window, between, extract

EXCEPTIONS_FIRST = Case(
    *(When(status=status, then=Value(place)) for place, status in enumerate(packs.ORDER)),
    default=Value(len(packs.ORDER)),
)
A_QUARTER = timedelta(days=100)


def _portfolios(first: date, last: date) -> list[str]:
    rows = PackFigure.objects.filter(quarter__last__range=(first, last)).exclude(portfolio=None)
    return sorted(set(rows.values_list("portfolio__code", flat=True)))


FIGURES = Parts(
    lambda code: Q(portfolio__code=code) if code else Q(portfolio=None),
    _portfolios,
)
ISSUES = Parts(lambda code: Q(figure__portfolio__code=code) if code else Q(), _portfolios)


def _asked_before(first: date, last: date) -> Q:
    """The questions about the quarter before the period."""
    return Q(
        kind=PackIssue.Kind.QUESTION, quarter__last__gte=first - A_QUARTER, quarter__last__lt=first
    )


for section, title in PackItem.Section.choices:
    extract(
        Extract(
            name=f"quarter-{section}",
            title=title,
            register="pack-figures",
            columns=("label", "display", "target", "status", "as_at", "told"),
            window=between("quarter__last", item__section=section),
            order=(EXCEPTIONS_FIRST, "item__position", "item__code"),
            parts=FIGURES,
            stops=packs.in_the_way,
            asks=packs.of_other_days,
        )
    )


def _issues(name: str, title: str, columns: tuple[str, ...], window: Window) -> None:
    extract(
        Extract(
            name=name,
            title=title,
            register="pack-issues",
            columns=columns,
            window=window,
            order=("due", "code"),
            counts=("kind", "state"),
            parts=ISSUES,
        )
    )


_issues(
    "quarter-actions",
    "Issues and actions",
    ("text", "action", "owner_role", "due", "state"),
    between("quarter__last"),
)
_issues(
    "quarter-questions",
    "Asked of the quarter before",
    ("text", "raised_by", "action", "done_on", "state"),
    _asked_before,
)
