"""Reading the organisation as it was on a day, and figures on either side of a reorganisation."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.db.models import OuterRef, Q, QuerySet, Subquery

from townclerk.kernel.allocation import allocate
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.platform.kept import Kept, last_written
from townclerk.platform.organisation.models import Council, Succession, Unit, UnitName


class CannotRestate(TownclerkError):
    """Figures cannot be carried from one structure to another without a share that is not known."""


@dataclass
class Node:
    """A unit as it was on one day."""

    code: str
    name: str
    kind: str
    parent: str | None
    children: list["Node"] = field(default_factory=list)


def council() -> Council | None:
    return Council.objects.order_by("id").first()


def _in_force(on: date) -> "QuerySet[UnitName]":
    return UnitName.objects.filter(Q(end__isnull=True) | Q(end__gt=on), start__lte=on)


def names_on(on: date) -> list[UnitName]:
    found = _in_force(on)
    return list(found.select_related("unit", "parent").order_by("name", "unit__code"))


def nodes(on: date) -> dict[str, Node]:
    """Every unit in force, by code, with its children linked. One query."""
    made = {
        n.unit.code: Node(n.unit.code, n.name, n.kind, n.parent.code if n.parent else None)
        for n in names_on(on)
    }
    for node in made.values():
        if node.parent in made:
            made[node.parent].children.append(node)
    return made


def tree(on: date) -> list[Node]:
    """The units at the top on a day, each with what lies below it."""
    known = nodes(on)
    return [node for node in known.values() if node.parent not in known]


def children(code: str, on: date) -> list[Node]:
    known = nodes(on)
    return known[code].children if code in known else []


def descendants(code: str, on: date) -> frozenset[str]:
    """Codes of a unit and everything below it on a day; the code alone when it is not in force."""
    return all_below((code,), on)[code]


def all_below(codes: Iterable[str], on: date) -> dict[str, frozenset[str]]:
    """For each code, itself and every unit below it. One query for all, of codes alone: every page
    of somebody whose role is held for a unit asks it."""
    parents = dict(_in_force(on).values_list("unit__code", "parent__code"))
    children: dict[str, list[str]] = defaultdict(list)
    for code, parent in parents.items():
        if parent in parents:
            children[parent].append(code)
    return {code: _walk(code, lambda at: children.get(at, ())) for code in codes}


def below(code: str, known: Mapping[str, Node]) -> frozenset[str]:
    """A unit and everything below it in a structure read before."""
    return _walk(code, lambda at: [one.code for one in known[at].children] if at in known else [])


def _walk(code: str, children: Callable[[str], Iterable[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [code]
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += children(at)
    return frozenset(found)


def unit_label(code: str, on: date) -> str:
    """What a unit was called on a day; outside its life, the nearest name it had."""
    names = list(UnitName.objects.filter(unit__code=code).order_by("start"))
    if not names:
        return code
    earlier = [n for n in names if n.start <= on]
    return (earlier[-1] if earlier else names[0]).name


label = unit_label


_labels: Kept[Mapping[str, str]] = Kept(8)


def labels(on: date) -> Mapping[str, str]:
    """What every unit was called on a day, by its code, as `unit_label` says it. One query, and
    one to see that no name has changed since."""

    def read() -> Mapping[str, str]:
        found: dict[str, str] = {}
        named = UnitName.objects.order_by("start", "id").values_list("unit__code", "name", "start")
        for code, name, start in named:
            if start <= on or code not in found:
                found[code] = name
        return found

    return _labels.get((on, *last_written(UnitName)), read)


def name_of_unit(unit: str, on: date) -> Subquery:
    """For a query: what the unit a field leads to is called on a day; none outside its life."""
    return Subquery(_in_force(on).filter(unit_id=OuterRef(unit)).values("name")[:1])


def history(code: str) -> list[UnitName]:
    return list(UnitName.objects.filter(unit__code=code).select_related("parent").order_by("start"))


def successions(code: str) -> tuple[list[Succession], list[Succession]]:
    """What became of a unit's work, and where its work came from."""
    steps = Succession.objects.filter(Q(old__code=code) | Q(new__code=code))
    found = list(steps.select_related("old", "new").order_by("on", "id"))
    return (
        [step for step in found if step.old.code == code],
        [step for step in found if step.new.code == code],
    )


def restate(values: Mapping[str, Money], from_date: date, to_date: date) -> dict[str, Money]:
    """Figures held by the units of one day, shown by the units of another. The total never changes.

    Forwards, each amount is shared among the successors by their shares. Backwards, a new unit's
    amount returns to the units it came from; when it came from several and no figure tells them
    apart, it is refused rather than guessed.
    """
    forwards = from_date <= to_date
    low, high = sorted((from_date, to_date))
    steps = Succession.objects.filter(on__gt=low, on__lte=high).select_related("old", "new")
    by_day: dict[date, list[Succession]] = defaultdict(list)
    for step in steps.order_by("on", "id"):
        by_day[step.on].append(step)
    current = dict(values)
    for day in sorted(by_day, reverse=not forwards):
        current = _forwards(current, by_day[day]) if forwards else _backwards(current, by_day[day])
    return current


def _forwards(values: Mapping[str, Money], steps: list[Succession]) -> dict[str, Money]:
    to: dict[str, list[Succession]] = defaultdict(list)
    for step in steps:
        to[step.old.code].append(step)
    out: dict[str, Money] = {}
    for code, amount in values.items():
        heirs = to.get(code)
        if not heirs:
            out[code] = out.get(code, Money.zero) + amount
            continue
        parts = allocate(amount, [Fraction(heir.share) for heir in heirs])
        for heir, part in zip(heirs, parts, strict=True):
            out[heir.new.code] = out.get(heir.new.code, Money.zero) + part
    return out


def _backwards(values: Mapping[str, Money], steps: list[Succession]) -> dict[str, Money]:
    came: dict[str, list[str]] = defaultdict(list)
    for step in steps:
        was_there = step.new.names.filter(start__lt=step.on).exists()
        if was_there and step.new.code not in came:
            came[step.new.code].append(step.new.code)
    for step in steps:
        came[step.new.code].append(step.old.code)
    out: dict[str, Money] = {}
    for code, amount in values.items():
        origins = came.get(code, [code])
        if len(origins) > 1:
            listed = ", ".join(sorted(origins))
            raise CannotRestate(
                f"{code} was made from {listed}, and its figures do not say which part is whose. "
                "Show these figures on the new structure, or give them by the old units."
            )
        out[origins[0]] = out.get(origins[0], Money.zero) + amount
    return out


def known_codes() -> frozenset[str]:
    return frozenset(Unit.objects.values_list("code", flat=True))
