"""The last period or day a returned figure speaks of, found without reading its series."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q
from django.db.models.functions import Length, Substr

from townclerk.figures.models import ReturnedValue
from townclerk.kernel.reporting_period import parse_period
from townclerk.platform.kept import Kept, last_written

Place = tuple[str, str]
"""The key of a figure and the code of a scope."""


@dataclass(frozen=True)
class Span:
    """A period by its label, or a day where there is no period."""

    period: str = ""
    day: date | None = None

    @property
    def order(self) -> tuple[date, date]:
        """By the first day; of two that begin together, the longer is the later."""
        if not self.period:
            return self.day or date.min, self.day or date.min
        found = parse_period(self.period).period
        return found.start, found.last or date.max


_kept: Kept[Mapping[Place, Span]] = Kept(100)


def last_spans(
    keys: Collection[str], *, published: bool = False, before: Mapping[Place, Span] | None = None
) -> dict[Place, Span]:
    """The last span of each figure and scope, in two queries; with `before`, the one before each.

    `published` looks at published values only. Kept while no value is stated, signed or published.
    """
    others = None if before is None else frozenset(before.items())
    asked = (frozenset(keys), published, others, last_written(ReturnedValue))
    return dict(_kept.get(asked, lambda: _last_spans(keys, published, before)))


def _last_spans(
    keys: Collection[str], published: bool, before: Mapping[Place, Span] | None
) -> dict[Place, Span]:
    wanted = Q(key__in=keys) if before is None else _others(before)
    rows = ReturnedValue.objects.filter(wanted, basis=ReturnedValue.Basis.ACTUAL).order_by()
    if published:
        rows = rows.exclude(published_at=None)
    found: dict[Place, Span] = {}
    bounds: dict[str, set[str]] = defaultdict(set)
    ends = {"label": Max("period"), "day": Max("as_at", filter=Q(period=""))}
    for key, scope, label, day in rows.values_list("key", "scope").annotate(**ends):
        if day is not None:
            found[key, scope] = Span(day=day)
        if label:
            bounds[_bound(label)].add(key)
    near = Q(pk__in=())
    for bound, of in bounds.items():
        near |= Q(key__in=of, period__gte=bound)
    # Labels of one kind of period are of one length and shape, and sort as their first days do.
    shape = {"length": Length("period"), "mark": Substr("period", 5, 1)}
    kinds = rows.filter(near).values("key", "scope", **shape)
    for row in kinds.annotate(label=Max("period")):
        place, span = (row["key"], row["scope"]), Span(row["label"])
        if place not in found or found[place].order < span.order:
            found[place] = span
    return found


def _bound(label: str) -> str:
    """No label that sorts before this one begins later than the label given does: one that begins
    in its year has the year before it in front, as 2020/21-Q4 has that begins in January 2021."""
    return f"{int(label[:4]) - 1}/"


def _others(spans: Mapping[Place, Span]) -> Q:
    """What is stated of the same figures and scopes for other periods or days."""
    alike: dict[tuple[str, Span], set[str]] = defaultdict(set)
    for (key, scope), span in spans.items():
        alike[scope, span].add(key)
    wanted = Q(pk__in=())
    for (scope, span), keys in alike.items():
        other = ~Q(period=span.period) if span.period else ~Q(period="", as_at=span.day)
        wanted |= Q(key__in=keys, scope=scope) & other
    return Q(key__in={key for key, _ in spans}) & wanted
