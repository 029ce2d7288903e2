"""Reading measures: where each stands now, against its target and against what came before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from townclerk.figures import Ask, Definition, Figure, links
from townclerk.figures.asking import those_open
from townclerk.figures.core.comparing import against
from townclerk.figures.display import parse_value, shown
from townclerk.figures.models import ReturnedValue, Scope
from townclerk.figures.questions import Listing
from townclerk.figures.returned import by_then
from townclerk.kernel.money import Money
from townclerk.kernel.reporting_period import parse_period
from townclerk.performance.core import measures as core
from townclerk.performance.measure_figures import MeasureFigures
from townclerk.performance.models import Measure, Redefinition
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.reader import Reader
from townclerk.platform.kept import Kept, last_written

Spans = dict[tuple[str, str], list[Ask]]
TARGET = ReturnedValue.Basis.TARGET
MEASURES_AREA = MeasureFigures.area
_kept: "Kept[list[Standing]]" = Kept(200)


@dataclass(frozen=True)
class Standing:
    """One measure for one scope: its latest value and how it stands."""

    measure: Measure
    scope: str
    figure: Figure
    url: str
    target: str
    status: str
    rule: str
    before: str
    """How it stands to the value before it, in words."""


@dataclass(frozen=True)
class Overdue:
    """A measure whose service owes values."""

    measure: Measure
    periods: tuple[str, ...]


def open_to(reader: Reader) -> list[Measure]:
    """The measures a reader may know of: public ones, and all where they read totals."""
    rows = Measure.objects.select_related("unit")
    if not reader.may(Verb.READ, MEASURES_AREA, aggregate=True).allowed:
        rows = rows.filter(public=True)
    return list(rows)


def standings(measures: Sequence[Measure], reader: Reader) -> list[Standing]:
    """The latest value of each measure for each of its scopes: worked out in a constant number of
    queries, and kept while no measure and no value changes."""
    keys = tuple(measure.key for measure in measures)
    written = last_written(Measure, Redefinition, ReturnedValue, Scope)
    return _kept.get((reader, keys, written), lambda: _standings(measures, reader))


def _standings(measures: Sequence[Measure], reader: Reader) -> list[Standing]:
    by_key = {measure.key: measure for measure in measures}
    definitions = {one.key: one for one in MeasureFigures().definitions(by_key)}
    listing = Listing()
    listing.read(definitions.values())
    spans = _spans(definitions, listing)
    asked = [ask for dated in spans.values() for ask in dated]
    figures: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in those_open(asked, reader=reader):
        figures[figure.key, figure.scope].append(figure)
    inside = reader.may(Verb.READ, MEASURES_AREA, aggregate=True).allowed
    targets = _targets(by_key, inside=inside)
    labels = {
        (key, choice.code): choice.label
        for key, definition in definitions.items()
        for choice in listing.scopes(definition)
    }
    return [
        _standing(by_key[key], labels.get((key, scope)) or scope, found, targets)
        for (key, scope), found in figures.items()
    ]


def _spans(definitions: Mapping[str, Definition], listing: Listing) -> Spans:
    """The last two that can be asked of each measure and scope, the latest last."""
    found: Spans = {}
    for key, definition in definitions.items():
        stated = listing.stated(definition)
        for scope in stated.scopes:
            dated = [
                (parse_period(label).period.start, Ask(key=key, scope=scope, period=label))
                for label in stated.periods_of(scope)[-2:]
            ]
            days = stated.days_of(scope)[-2:]
            dated += [(day, Ask(key=key, scope=scope, as_at=day)) for day in days]
            latest = sorted(dated, key=lambda pair: pair[0])[-2:]
            found[key, scope] = [ask for _, ask in latest]
    return found


def _targets(keys: Iterable[str], *, inside: bool) -> dict[tuple[str, str, str], ReturnedValue]:
    """The last target stated for each period; only published ones for the public."""
    rows = ReturnedValue.objects.filter(key__in=list(keys), basis=TARGET).order_by("revision")
    return {(row.key, row.scope, row.period): row for row in rows if inside or by_then(row, None)}


def _standing(
    measure: Measure,
    scope: str,
    found: Sequence[Figure],
    targets: Mapping[tuple[str, str, str], ReturnedValue],
) -> Standing:
    latest = found[-1]
    label = latest.period.label if latest.period else ""
    row = targets.get((latest.key, latest.scope, label))
    shape = latest.definition
    target = parse_value(row.value, shape.unit) if row else None
    stands = core.standing(
        _number(latest.value), _number(target), measure.tolerance, measure.polarity
    )
    before = ""
    if len(found) > 1:
        words = against(
            latest.value,
            found[0].value,
            unit=shape.unit,
            display=shape.display,
            polarity=shape.polarity,
        )
        before = f"{words} than {found[0].span}" if words != "the same" else "the same"
    return Standing(
        measure=measure,
        scope=scope,
        figure=latest,
        url=links.url(latest.key, latest.scope, latest.period, latest.as_at),
        target="" if target is None else shown(target, shape.unit, shape.display),
        status=stands.status,
        rule=stands.rule,
        before=before,
    )


def _number(value: object) -> Fraction | Decimal | int | None:
    if isinstance(value, Money):
        return value.as_pounds()
    return value if isinstance(value, Fraction | Decimal | int) else None


def overdue(measures: Sequence[Measure], on: date) -> list[Overdue]:
    """Which measures in use owe a value for a period that has ended, whatever the scope."""
    asked = {
        measure: core.periods_due(measure.frequency, measure.due_from, on, measure.due_days)
        for measure in measures
        if measure.due_from is not None and measure.state == Measure.State.IN_USE
    }
    rows = ReturnedValue.objects.filter(
        key__in=[measure.key for measure in asked], basis=ReturnedValue.Basis.ACTUAL
    )
    there = set(rows.order_by().values_list("key", "period").distinct())
    found = []
    for measure, periods in asked.items():
        owed = tuple(one.label for one in periods if (measure.key, one.label) not in there)
        if owed:
            found.append(Overdue(measure, owed))
    return found
