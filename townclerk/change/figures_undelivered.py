"""What will not be delivered of approved savings, by unit: the line monitoring reckons with.

The same amounts as the pressure of each saving (`figures_delivery`), added up by service instead of
saving, with what a service does about it told apart.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from townclerk.change.figures_delivery import OWNER, declare, part_of
from townclerk.change.models import Saving
from townclerk.change.queries import delivery as queries
from townclerk.figures import (
    COUNCIL,
    Answer,
    Choice,
    NotAnswerable,
    Question,
    batch,
)
from townclerk.kernel.display import pounds_display
from townclerk.kernel.explained import Step
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import clock
from townclerk.platform.organisation.models import Unit
from townclerk.platform.organisation.queries import Node, below, nodes

Read = tuple[queries.Held, Mapping[int, str]]
"""Every saving with its years, and the code of each unit that has one."""
PREFIX = "change.undelivered."
CAVEAT = (
    "Monitoring in the year is returned by finance. Whether its forecast counts this already is "
    "for finance to say."
)
"""As long as no ledger is monitored here, nothing can tell whether the two overlap."""


def _above(code: str, known: Mapping[str, Node]) -> list[str]:
    """A unit and those above it."""
    found: list[str] = []
    at: str | None = code
    while at is not None and at not in found:
        found.append(at)
        at = known[at].parent if at in known else None
    return found


def _codes(savings: Sequence[Saving]) -> Mapping[int, str]:
    units = {one.unit_id for one in savings if one.unit_id is not None}
    return dict(Unit.objects.filter(pk__in=units).values_list("pk", "code"))


def periods_by_scope() -> Mapping[str, Sequence[str]]:
    """The years of targets: of the council, of each service with a saving, of those above it."""
    held, known = queries.read(), nodes(clock.today())
    codes = _codes(held.savings)
    years: dict[str, set[int]] = {}
    for one in held.tracked:
        own = codes.get(one.saving.unit_id or 0)
        for scope in (COUNCIL, *(_above(own, known) if own else ())):
            years.setdefault(scope, set()).add(one.target.year)
    return {
        scope: [FinancialYear(year).label for year in sorted(found)]
        for scope, found in years.items()
    }


def scopes() -> Sequence[Choice]:
    known = nodes(clock.today())
    return [
        Choice(code, known[code].name if code in known else code)
        for code in sorted(periods_by_scope())
        if code != COUNCIL
    ]


@batch(PREFIX)
def answer(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions from one reading of the savings for each moment asked of."""
    held: dict[datetime | None, Read] = {}
    structures: dict[date, Mapping[str, Node]] = {}
    found = []
    for key, question in asked:
        if question.as_at is not None:
            raise NotAnswerable(
                "What will not be delivered is kept by year, not by day. Ask for a period, or as "
                "it was known at a moment."
            )
        if question.known_at not in held:
            read = queries.read(question.known_at)
            held[question.known_at] = read, _codes(read.savings)
        day = _structure_day(question)
        if day not in structures:
            structures[day] = nodes(day)
        name = key.removeprefix(PREFIX)
        found.append(_answered(name, held[question.known_at], structures[day], question))
    return found


def _structure_day(question: Question) -> date:
    """The last day of the year asked about, or today while it runs."""
    last = question.period.period.last if question.period is not None else None
    today = clock.today()
    return today if last is None else min(last, today)


def _answered(name: str, read: Read, known: Mapping[str, Node], question: Question) -> Answer:
    held, codes = read
    reached = below(question.scope, known)
    year = None
    if question.period is not None:
        year = FinancialYear.containing(question.period.period.start).start_year
    of_year = [one for one in held.tracked if year in (None, one.target.year)]
    rows = [
        one
        for one in of_year
        if question.scope == COUNCIL or codes.get(one.saving.unit_id or 0) in reached
    ]
    if not rows:
        # Nothing short of nothing would read as if everything came.
        raise NotAnswerable(f"No saving of {question.scope} has a target then.")
    short = [one for one in rows if one.position.pressure and COUNTED[name](one.saving)]
    total = Money.total(one.position.pressure for one in short)
    step = Step(
        label=LABELS[name],
        value=total,
        unit="£",
        display=pounds_display(total),
        how=f"{len(short)} of {len(rows)} targets of savings are short",
        parts=tuple(part_of(one, one.position.pressure) for one in short),
        held_by=OWNER,
    )
    return Answer(value=total, step=step, caveats=_caveats(question, short))


def _caveats(question: Question, short: Sequence[queries.Tracked]) -> tuple[str, ...]:
    nowhere = [one for one in short if one.saving.unit_id is None]
    if question.scope != COUNCIL or not nowhere:
        return (CAVEAT,)
    left = Money.total(one.position.pressure for one in nowhere)
    titles = ", ".join(dict.fromkeys(one.saving.title for one in nowhere))
    said = (
        f"{pounds_display(left, '£')} of it is of savings without a service: {titles}. The "
        "services do not add up to the council until each has one."
    )
    return CAVEAT, said


COUNTED: Mapping[str, Callable[[Saving], bool]] = {
    "savings": lambda _saving: True,
    "mitigated": lambda saving: bool(saving.mitigation.strip()),
}
LABELS = {
    "savings": "Savings that will not be delivered",
    "mitigated": "Savings that will not be delivered, with something done about it",
}
MEANING = {
    "savings": (
        "Of the targets of approved savings, what is at risk and what is not expected any more; "
        "what comes beyond other targets covers none of it."
    ),
    "mitigated": (
        "The part of the savings that will not be delivered whose saving says what is done "
        "about it."
    ),
}


declare(
    PREFIX,
    answer,
    labels=LABELS,
    meaning=MEANING,
    bad=("savings",),
    scope="unit",
    scopes=scopes,
    periods_by_scope=periods_by_scope,
)
