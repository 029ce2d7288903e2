"""Reading measures: where each stands now, against its target and against what came before."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Q

from townclerk.figures import COUNCIL, Ask, Definition, Figure, Question, Status, links
from townclerk.figures.asking import those_open
from townclerk.figures.core.comparing import against
from townclerk.figures.core.terms import Value
from townclerk.figures.display import parse_value, shown
from townclerk.figures.latest import Place, Span, last_spans
from townclerk.figures.models import ReturnedValue, Scope
from townclerk.figures.permission import may_read
from townclerk.figures.questions import Listing
from townclerk.figures.returned import answers_returned
from townclerk.kernel.money import Money
from townclerk.kernel.reporting_period import parse_period
from townclerk.performance.core import measures as core
from townclerk.performance.measure_figures import MeasureFigures, definition_of
from townclerk.performance.models import Measure
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.reader import Reader

MEASURES_AREA = MeasureFigures.area
FEW = 4
"""Owed periods that are named one by one."""


@dataclass(frozen=True)
class Latest:
    """The last value of a measure for one scope that is open to the reader: enough to sort, to
    count and to choose by, without asking for the figure."""

    measure: Measure
    code: str
    scope: str
    """What the scope is called."""
    span: Span
    target: Value
    status: str
    rule: str


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

    @property
    def why(self) -> str:
        """The rule without the status it begins with, which stands beside it as a tag."""
        status, colon, rest = self.rule.partition(": ")
        return rest[:1].upper() + rest[1:] if colon else status


@dataclass(frozen=True)
class Overdue:
    """A measure whose service owes values."""

    measure: Measure
    periods: tuple[str, ...]

    @property
    def titles(self) -> tuple[tuple[str, str], ...]:
        """Each period with how it is said."""
        return tuple((label, parse_period(label).title) for label in self.periods)

    @property
    def said(self) -> str:
        """The periods in words; many of them by the first and the last."""
        titles = [title for _, title in self.titles]
        if len(titles) <= FEW:
            return ", ".join(titles)
        return f"{len(titles)}, from {titles[0]} to {titles[-1]}"


def open_to(reader: Reader) -> list[Measure]:
    """The measures a reader may know of: public ones, those of their own units, and all where they
    read totals."""
    rows = Measure.objects.select_related("unit")
    if not _reads_all(reader):
        own = reader.units(MEASURES_AREA) or ()
        rows = rows.filter(Q(public=True) | Q(unit__code__in=own))
    return list(rows)


def _reads_all(reader: Reader) -> bool:
    return bool(reader.may(Verb.READ, MEASURES_AREA, aggregate=True).allowed)


@dataclass(frozen=True)
class _Sight:
    """What a reader may see of some measures: values not published yet, or published ones only."""

    reader: Reader
    definitions: Mapping[str, Definition]

    @classmethod
    def of(cls, measures: Iterable[Measure], reader: Reader) -> "_Sight":
        # Who may read does not hang on how often a measure was defined anew.
        return cls(reader, {one.key: definition_of(one, ()) for one in measures})

    def inside(self, place: Place) -> bool:
        key, scope = place
        asked = Question(scope)
        return may_read(self.definitions[key], asked, Status.PROVISIONAL, self.reader)

    def spans(self, before: Mapping[Place, Span] | None = None) -> dict[Place, Span]:
        """The last span of each place, or the one before each given."""
        if _reads_all(self.reader):
            return last_spans(self.definitions, before=before)
        found = last_spans(self.definitions, published=True, before=before)
        if self.reader.units(MEASURES_AREA):
            every = last_spans(self.definitions, before=before)
            found |= {place: span for place, span in every.items() if self.inside(place)}
        return found


def latest(measures: Sequence[Measure], reader: Reader) -> list[Latest]:
    """The last value of each measure for each of its scopes, by the same number of queries however
    many values there are."""
    by_key = {measure.key: measure for measure in measures}
    sight = _Sight.of(measures, reader)
    spans = sight.spans()
    targets = _targets(spans, sight)
    values = _values(targets, spans, sight)
    labels = _scope_labels({scope for _, scope in spans})
    return [
        _latest(by_key[key], scope, labels.get(scope) or scope, span, targets, values)
        for (key, scope), span in spans.items()
    ]


def _latest(
    measure: Measure,
    code: str,
    scope: str,
    span: Span,
    targets: Mapping[Place, Value],
    values: Mapping[Place, Value],
) -> Latest:
    place = measure.key, code
    target = targets.get(place)
    stands = core.standing(
        _number(values.get(place)), _number(target), measure.tolerance, measure.polarity
    )
    return Latest(measure, code, scope, span, target, stands.status, stands.rule)


def _scope_labels(codes: Collection[str]) -> dict[str, str]:
    others = [code for code in codes if code != COUNCIL]
    return dict(Scope.objects.filter(code__in=others).values_list("code", "label"))


def _targets(spans: Mapping[Place, Span], sight: _Sight) -> dict[Place, Value]:
    """The last target stated for the span of each; only published ones for the public."""
    rows = ReturnedValue.objects.filter(
        key__in=sight.definitions,
        basis=ReturnedValue.Basis.TARGET,
        period__in={span.period for span in spans.values()},
    ).order_by("revision")
    fields = rows.values_list("key", "scope", "period", "as_at", "value", "published_at")
    found: dict[Place, Value] = {}
    for key, scope, period, as_at, value, published in fields:
        place = key, scope
        span = spans.get(place)
        if span is None or span != Span(period, None if period else as_at):
            continue
        if published is not None or sight.inside(place):
            found[place] = parse_value(value, sight.definitions[key].unit)
    return found


def _values(
    wanted: Iterable[Place], spans: Mapping[Place, Span], sight: _Sight
) -> dict[Place, Value]:
    """The values that are held against a target."""
    places = list(wanted)
    answers = answers_returned(
        [
            (sight.definitions[place[0]], _question(place, spans), sight.inside(place))
            for place in places
        ]
    )
    return {place: one.value for place, one in zip(places, answers, strict=True)}


def _question(place: Place, spans: Mapping[Place, Span]) -> Question:
    span = spans[place]
    period = parse_period(span.period) if span.period else None
    return Question(place[1], period, span.day)


def standings(found: Sequence[Latest], reader: Reader) -> list[Standing]:
    """The figures of a page of them, each beside the value before it."""
    sight = _Sight.of((one.measure for one in found), reader)
    now = {(one.measure.key, one.code): one.span for one in found}
    before = sight.spans(before=now)
    stated = [(*place, span) for spans in (now, before) for place, span in spans.items()]
    listing = Listing.of((key, scope, span.period, span.day) for key, scope, span in stated)
    asked = [
        Ask(key=key, scope=scope, period=span.period or None, as_at=span.day)
        for key, scope, span in stated
    ]
    figures = {
        (one.key, one.scope, _span_of(one)): one
        for one in those_open(asked, reader=reader, listing=listing)
    }
    made = []
    for one in found:
        place = one.measure.key, one.code
        figure = figures.get((*place, one.span))
        if figure is not None:
            earlier = figures.get((*place, before[place])) if place in before else None
            made.append(_standing(one, figure, earlier))
    return made


def _span_of(figure: Figure) -> Span:
    return Span(figure.period.label) if figure.period else Span(day=figure.as_at)


def _standing(one: Latest, figure: Figure, earlier: Figure | None) -> Standing:
    shape = figure.definition
    before = ""
    if earlier is not None and shape.changed_between(earlier.begins, figure.begins):
        before = f"not comparable with {earlier.span}, which is on the old basis"
    elif earlier is not None:
        words = against(
            figure.value,
            earlier.value,
            unit=shape.unit,
            display=shape.display,
            polarity=shape.polarity,
        )
        before = f"{words} than {earlier.span}" if words != "the same" else "the same"
    return Standing(
        measure=one.measure,
        scope=one.scope,
        figure=figure,
        url=links.url(figure.key, figure.scope, figure.period, figure.as_at),
        target="" if one.target is None else shown(one.target, shape.unit, shape.display),
        status=one.status,
        rule=one.rule,
        before=before,
    )


def _number(value: object) -> Fraction | Decimal | int | None:
    if isinstance(value, Money):
        return value.as_pounds()
    return value if isinstance(value, Fraction | Decimal | int) else None


def overdue(measures: Sequence[Measure], on: date) -> list[Overdue]:
    """Which measures in use owe a value for a period that has ended, whatever the scope."""
    asked = {
        measure.key: [one.label for one in periods]
        for measure in measures
        if measure.due_from is not None
        and measure.state == Measure.State.IN_USE
        and (periods := core.periods_due(measure.frequency, measure.due_from, on, measure.due_days))
    }
    there = _there(asked)
    found = []
    for measure in measures:
        owed = tuple(one for one in asked.get(measure.key, ()) if (measure.key, one) not in there)
        if owed:
            found.append(Overdue(measure, owed))
    return found


def _there(asked: Mapping[str, Sequence[str]]) -> set[tuple[str, str]]:
    """Which of the periods asked of each measure have a value. Most have all of theirs, so they
    are counted first, and only where one is missing are they read."""
    together: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, labels in asked.items():
        together[tuple(labels)].append(key)
    wanted = Q(pk__in=())
    for labels, keys in together.items():
        wanted |= Q(key__in=keys, period__in=labels)
    rows = ReturnedValue.objects.filter(wanted, basis=ReturnedValue.Basis.ACTUAL).order_by()
    counts = dict(rows.values_list("key").annotate(held=Count("period", distinct=True)))
    whole = {key for key, labels in asked.items() if counts.get(key) == len(labels)}
    short = rows.filter(key__in=[key for key in asked if key not in whole])
    return {(key, label) for key in whole for label in asked[key]} | set(
        short.values_list("key", "period").distinct()
    )
