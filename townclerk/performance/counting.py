"""Counts of records as figures: each record is a step that leads to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from townclerk.figures import (
    COUNCIL,
    Answer,
    Grain,
    Polarity,
    Question,
    Status,
    Unit,
    batch,
    figure,
)
from townclerk.kernel.display import date_display
from townclerk.kernel.explained import Records, Step
from townclerk.performance.operations import CHIEF, PERFORMANCE
from townclerk.platform import clock
from townclerk.platform.records import source_of

SHOWN = 200
Rows = Callable[[datetime | None], Sequence[Any]]
LOWER, HIGHER, NEUTRAL = (
    Polarity.LOWER_IS_BETTER,
    Polarity.HIGHER_IS_BETTER,
    Polarity.NEUTRAL,
)


@dataclass(frozen=True)
class Count:
    """One figure: what it is called and means, and which records it counts on a day."""

    label: str
    definition: str
    polarity: Polarity
    chosen: Callable[[Any, date], bool]


def declare_counts(
    prefix: str,
    counts: Mapping[str, Count],
    *,
    rows: Rows,
    register: str,
    source: str,
    since: Callable[[Any], date | None],
    owner: str = CHIEF,
) -> None:
    """Declare a family of counts over the rows of one register, answered from one reading.

    `since` is the first day a row is there for; a row of which it is not known is there for as long
    as any row is.
    """

    @batch(prefix)
    def answers(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
        held: dict[datetime | None, Sequence[Any]] = {}
        found = []
        for key, question in asked:
            if question.known_at not in held:
                held[question.known_at] = rows(question.known_at)
            day = question.as_at or clock.today()
            count = counts[key.removeprefix(prefix)]
            there = _there(held[question.known_at], since, day)
            chosen = [one for one in there if count.chosen(one, day)]
            found.append(_counted(chosen, count.label, register, day))
        return found

    for name, count in counts.items():
        figure(
            key=prefix + name,
            label=count.label,
            unit=Unit.COUNT,
            display="count",
            polarity=count.polarity,
            grain=Grain(scopes=(COUNCIL,)),
            definition=count.definition,
            source=source,
            owner_role=owner,
            area=PERFORMANCE,
        )(_one(answers, prefix + name))


def _there(rows: Sequence[Any], since: Callable[[Any], date | None], day: date) -> Sequence[Any]:
    days = [since(one) for one in rows]
    first = min((one for one in days if one is not None), default=date.min)
    return [
        one
        for one, begun in zip(rows, days, strict=True)
        if (first if begun is None else begun) <= day
    ]


def _one(
    answers: Callable[[Sequence[tuple[str, Question]]], Sequence[Answer]], key: str
) -> Callable[[Question], Answer]:
    return lambda question: answers([(key, question)])[0]


def _counted(rows: Sequence[Any], label: str, register: str, day: date) -> Answer:
    parts = tuple(
        Step(
            label=str(row),
            value=1,
            records=Records(count=1, kind=register, label="record", url=f"/r/{register}/{row.pk}/"),
            source=source_of(row),
        )
        for row in rows[:SHOWN]
    )
    if len(rows) > SHOWN:
        parts = (*parts, Step(label="More, in the register", value=len(rows) - SHOWN))
    step = Step(
        label=label,
        value=len(rows),
        how=f"As at {date_display(day)}",
        parts=parts,
        records=Records(count=len(rows), kind=register, label="records", url=f"/r/{register}/"),
    )
    return Answer(value=len(rows), step=step, as_at=day, status=Status.PROVISIONAL)
