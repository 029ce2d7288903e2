"""Turning what was asked, in words or codes, into one exact question."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches

from townclerk.figures.declaration import COUNCIL, Choice, Definition, Question
from townclerk.figures.errors import AmbiguousQuestion, NotAnswerable
from townclerk.figures.models import ReturnedValue
from townclerk.kernel.reporting_period import ReportingPeriod, parse_period


class Listing:
    """What can be asked for, read once for each function however many figures share it."""

    def __init__(self) -> None:
        self._scopes: dict[object, tuple[Choice, ...]] = {}
        self._periods: dict[tuple[object, str], tuple[str, ...]] = {}
        self._by_scope: dict[object, Mapping[str, Sequence[str]]] = {}

    def scopes(self, definition: Definition) -> tuple[Choice, ...]:
        place = (definition.scopes, definition.grain.scopes)
        if place not in self._scopes:
            self._scopes[place] = scopes(definition)
        return self._scopes[place]

    def periods(self, definition: Definition, scope: str) -> tuple[str, ...]:
        if (together := definition.periods_by_scope) is not None:
            if together not in self._by_scope:
                self._by_scope[together] = together()
            return tuple(self._by_scope[together].get(scope, ()))
        place = (definition.periods or definition.key, scope)
        if place not in self._periods:
            self._periods[place] = periods(definition, scope)
        return self._periods[place]


def scopes(definition: Definition) -> tuple[Choice, ...]:
    """Every scope the figure can be asked for, the council first."""
    own = tuple(definition.scopes()) if definition.scopes else ()
    if COUNCIL in definition.grain.scopes and all(choice.code != COUNCIL for choice in own):
        return (Choice(COUNCIL, "The whole council"), *own)
    return own


def periods(definition: Definition, scope: str) -> tuple[str, ...]:
    """The labels of the periods for which there is a value, oldest first; empty when not listed."""
    if definition.periods_by_scope:
        return tuple(definition.periods_by_scope().get(scope, ()))
    if definition.periods:
        return tuple(definition.periods(scope))
    return _returned_periods(definition.key, scope) if definition.returned else ()


def _returned_periods(key: str, scope: str) -> tuple[str, ...]:
    rows = ReturnedValue.objects.filter(key=key, scope=scope, basis=ReturnedValue.Basis.ACTUAL)
    labels = set(rows.exclude(period="").values_list("period", flat=True))
    return tuple(sorted(labels, key=lambda label: parse_period(label).period.start))


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

    `listed` False takes a period that has no value yet: someone is about to state it.
    """
    listing = listing or Listing()
    found = _scope(definition, scope, listing)
    asked = parse_period(period) if isinstance(period, str) else period
    return Question(
        found, _period(definition, found, asked, listing if listed else None), as_at, known_at
    )


def _scope(definition: Definition, scope: str | None, listing: Listing) -> str:
    if scope in (None, COUNCIL) and COUNCIL in definition.grain.scopes:
        return COUNCIL
    codes = [choice.code for choice in listing.scopes(definition)]
    if scope is None:
        if len(codes) == 1:
            return codes[0]
        raise AmbiguousQuestion(f"{definition.key} has one value for each scope.", codes, "scope")
    if scope not in codes:
        near = get_close_matches(scope, codes, 5, 0.5) or codes[:5]
        raise NotAnswerable(
            f"{definition.key} has no value for the scope {scope}. It has {_some(near)}."
        )
    return scope


def _period(
    definition: Definition, scope: str, period: ReportingPeriod | None, listing: Listing | None
) -> ReportingPeriod | None:
    kinds = definition.grain.periods
    if period is None:
        return (
            None
            if definition.whole or not kinds
            else _only(definition, scope, listing or Listing())
        )
    if not kinds:
        raise NotAnswerable(f"{definition.key} has one value and takes no period.")
    if period.kind.value not in kinds:
        raise NotAnswerable(
            f"{definition.key} is kept by {' or '.join(kinds)}; {period.label} is a "
            f"{period.kind.value}."
        )
    labels = listing.periods(definition, scope) if listing else ()
    if labels and period.label not in labels:
        raise NotAnswerable(
            f"{definition.key} has no value for {period.label}. It has {_some(labels)}."
        )
    return period


def _only(definition: Definition, scope: str, listing: Listing) -> ReportingPeriod | None:
    labels = listing.periods(definition, scope)
    if len(labels) == 1:
        return parse_period(labels[0])
    if not labels:
        raise NotAnswerable(f"{definition.key} has no value yet for any period.")
    raise AmbiguousQuestion(
        f"{definition.key} has one value for each period and they do not add up to one.", labels
    )


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:12]) if names else "none yet"
