"""Turning what was asked, in words or codes, into one exact question."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches

from townclerk.figures.declaration import COUNCIL, Choice, Definition, Question
from townclerk.figures.errors import AmbiguousQuestion, NotAnswerable
from townclerk.figures.models import ReturnedValue, Scope
from townclerk.kernel.reporting_period import ReportingPeriod, parse_period


@dataclass
class Stated:
    """For which scopes, periods and days a service has returned values of one figure."""

    periods: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    days: dict[str, set[date]] = field(default_factory=lambda: defaultdict(set))
    _in_order: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, scope: str, period: str, day: date | None) -> None:
        if period:
            self.periods[scope].add(period)
        elif day is not None:
            self.days[scope].add(day)

    def periods_of(self, scope: str) -> tuple[str, ...]:
        if scope not in self._in_order:
            found = self.periods.get(scope, ())
            self._in_order[scope] = tuple(
                sorted(found, key=lambda label: parse_period(label).period.start)
            )
        return self._in_order[scope]

    def days_of(self, scope: str) -> tuple[date, ...]:
        return tuple(sorted(self.days.get(scope, ())))

    @property
    def scopes(self) -> tuple[str, ...]:
        return tuple(sorted({*self.periods, *self.days}))


class Listing:
    """What can be asked for, read once for each function however many figures share it."""

    def __init__(self) -> None:
        self._scopes: dict[object, tuple[Choice, ...]] = {}
        self._periods: dict[tuple[object, str], tuple[str, ...]] = {}
        self._by_scope: dict[object, Mapping[str, Sequence[str]]] = {}
        self._stated: dict[str, Stated] = {}
        self._labels: dict[str, str] | None = None

    @classmethod
    def of(cls, stated: Iterable[tuple[str, str, str, date | None]]) -> "Listing":
        """What was found stated elsewhere, by key, scope, period and day, to ask for just that
        without reading all that is stated of the same figures."""
        made = cls()
        for key, scope, period, day in stated:
            made._stated.setdefault(key, Stated()).add(scope, period, day)
        return made

    def read(self, definitions: Iterable[Definition]) -> None:
        """Read at once what has been returned of these figures, so that asking many costs one."""
        wanted = {one.key for one in definitions if one.returned} - set(self._stated)
        if not wanted:
            return
        self._stated |= {key: Stated() for key in wanted}
        rows = ReturnedValue.objects.filter(key__in=wanted, basis=ReturnedValue.Basis.ACTUAL)
        kept = rows.order_by().values_list("key", "scope", "period", "as_at").distinct()
        for key, scope, period, as_at in kept:
            self._stated[key].add(scope, period, as_at)

    def stated(self, definition: Definition) -> Stated:
        self.read([definition])
        return self._stated.get(definition.key) or Stated()

    def scopes(self, definition: Definition) -> tuple[Choice, ...]:
        """Every scope the figure can be asked for, the council first."""
        if definition.returned and definition.scopes is None:
            return self._with_council(definition, self._named(self.stated(definition).scopes))
        place = (definition.scopes, definition.grain.scopes)
        if place not in self._scopes:
            own = tuple(definition.scopes()) if definition.scopes else ()
            self._scopes[place] = self._with_council(definition, own)
        return self._scopes[place]

    def _with_council(self, definition: Definition, own: tuple[Choice, ...]) -> tuple[Choice, ...]:
        others = tuple(choice for choice in own if choice.code != COUNCIL)
        if COUNCIL in definition.grain.scopes:
            return (Choice(COUNCIL, "The whole council"), *others)
        return own

    def _named(self, codes: Iterable[str]) -> tuple[Choice, ...]:
        if self._labels is None:
            self._labels = dict(Scope.objects.values_list("code", "label"))
        return tuple(Choice(code, self._labels.get(code, "")) for code in codes)

    def takes(self, definition: Definition, scope: str) -> bool:
        """Whether a value for this scope may be stated, though none is there yet."""
        known = {choice.code for choice in self.scopes(definition)}
        return scope in known or bool(definition.returned and self._names(scope))

    def _names(self, scope: str) -> bool:
        if self._labels is None:
            self._named(())
        return scope in (self._labels or {})

    def periods(self, definition: Definition, scope: str) -> tuple[str, ...]:
        """The labels of the periods with a value, oldest first; empty when not listed."""
        if (together := definition.periods_by_scope) is not None:
            if together not in self._by_scope:
                self._by_scope[together] = together()
            return tuple(self._by_scope[together].get(scope, ()))
        if definition.periods is None:
            return self.stated(definition).periods_of(scope) if definition.returned else ()
        place = (definition.periods, scope)
        if place not in self._periods:
            self._periods[place] = tuple(definition.periods(scope))
        return self._periods[place]

    def days(self, definition: Definition, scope: str) -> tuple[date, ...]:
        """The days a returned figure speaks of where it has no period, oldest first."""
        return self.stated(definition).days_of(scope) if definition.returned else ()


def scopes(definition: Definition) -> tuple[Choice, ...]:
    """Every scope the figure can be asked for, the council first."""
    return Listing().scopes(definition)


def periods(definition: Definition, scope: str) -> tuple[str, ...]:
    """The labels of the periods for which there is a value, oldest first; empty when not listed."""
    return Listing().periods(definition, scope)


def days(definition: Definition, scope: str) -> tuple[date, ...]:
    """The days for which a service has returned a value without a period, oldest first."""
    return Listing().days(definition, scope)


def question(
    definition: Definition,
    *,
    scope: str | None = None,
    period: ReportingPeriod | str | None = None,
    as_at: date | None = None,
    known_at: datetime | None = None,
    listed: bool = True,
    listing: Listing | None = None,
) -> Question:
    """The one question meant; refused with the choices when there is more than one.

    `listed` False takes a scope or period that has no value yet: someone is about to state it.
    """
    listing = listing or Listing()
    found = _scope(definition, scope, listing, stating=not listed)
    asked = parse_period(period) if isinstance(period, str) else period
    # What has values now does not bound what was known at another moment.
    now = listed and (known_at is None or asked is None)
    return Question(
        found,
        _period(definition, found, asked, as_at, listing if now else None),
        as_at,
        known_at,
    )


def _scope(
    definition: Definition, scope: str | None, listing: Listing, *, stating: bool = False
) -> str:
    of_council = scope in (None, COUNCIL) and COUNCIL in definition.grain.scopes
    if of_council and (scope or stating or not _only_elsewhere(definition, listing)):
        return COUNCIL
    codes = [choice.code for choice in listing.scopes(definition)]
    if scope is None:
        return _only_scope(definition, [code for code in codes if code != COUNCIL] or codes)
    if stating and listing.takes(definition, scope):
        return scope
    if scope not in codes:
        near = get_close_matches(scope, codes, 5, 0.5) or codes[:5]
        raise NotAnswerable(
            f"{definition.key} has no value for the scope {scope}. It has {_some(near)}."
        )
    return scope


def _only_elsewhere(definition: Definition, listing: Listing) -> bool:
    """Returned for other scopes, and never for the whole council."""
    if not definition.returned or definition.scopes is not None:
        return False
    stated = listing.stated(definition).scopes
    return bool(stated) and COUNCIL not in stated


def _only_scope(definition: Definition, codes: Sequence[str]) -> str:
    if len(codes) == 1:
        return codes[0]
    raise AmbiguousQuestion(f"{definition.key} has one value for each scope.", codes, "scope")


def _period(
    definition: Definition,
    scope: str,
    period: ReportingPeriod | None,
    as_at: date | None,
    listing: Listing | None,
) -> ReportingPeriod | None:
    kinds = definition.grain.periods
    if period is None:
        if definition.whole or not kinds:
            return None
        return _only(definition, scope, as_at, listing or Listing(), stating=listing is None)
    if not kinds:
        raise NotAnswerable(f"{definition.key} has one value and takes no period.")
    if period.kind.value not in kinds:
        raise NotAnswerable(
            f"{definition.key} is kept by {' or '.join(kinds)}; {period.label} is a "
            f"{period.kind.value}."
        )
    labels = listing.periods(definition, scope) if listing else ()
    if period.label not in labels and _lists(definition, labels, period):
        raise NotAnswerable(
            f"{definition.key} has no value for {period.label}. It has {_some(labels)}."
        )
    return period


def _lists(definition: Definition, labels: Sequence[str], period: ReportingPeriod) -> bool:
    """Whether the labels say all there is of this kind of period. What is worked out for a year is
    worked out for its months too, where the figure's grain has months."""
    if definition.returned:
        return bool(labels)
    return any(parse_period(label).kind is period.kind for label in labels)


def _only(
    definition: Definition, scope: str, as_at: date | None, listing: Listing, *, stating: bool
) -> ReportingPeriod | None:
    """The only period there is; none where the value speaks of a day."""
    days = listing.days(definition, scope)
    if as_at is not None and (stating or days):
        return None
    labels = listing.periods(definition, scope)
    if days and not labels:
        return None
    if len(labels) == 1 and not days:
        return parse_period(labels[0])
    if not labels:
        raise NotAnswerable(f"{definition.key} has no value yet for any period.")
    said = f"{definition.key} has one value for each period and they do not add up to one."
    if days:
        said += f" It also speaks of days: ask as at {_some([day.isoformat() for day in days])}."
    raise AmbiguousQuestion(said, labels)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:12]) if names else "none yet"
