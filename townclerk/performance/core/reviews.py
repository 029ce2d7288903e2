"""Whether evidence is still fresh, and which questions are left without any."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

FRESH_MONTHS = 12


@dataclass(frozen=True)
class Gap:
    """A question that is not answered yet, and why."""

    question: str
    why: str


def months_before(day: date, months: int) -> date:
    """The day as many months before; the last of the month where there is no such day.

    Units: calendar months. Applies: any day. Rounding: none. Raises: nothing.

    >>> months_before(date(2024, 2, 29), 12)
    datetime.date(2023, 2, 28)
    """
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def is_stale(dated: date | None, on: date, *, months: int = FRESH_MONTHS) -> bool:
    """Whether a document is older than so many months on a day; one without a day is not.

    Applies: a document of exactly that many months before is still fresh.

    >>> is_stale(date(2022, 11, 29), date(2023, 11, 30))
    True
    >>> is_stale(date(2022, 11, 30), date(2023, 11, 30))
    False
    """
    return dated is not None and dated < months_before(on, months)


def gaps(
    questions: Iterable[tuple[str, str]],
    evidence: Mapping[str, Sequence[date | None]],
    on: date,
) -> tuple[Gap, ...]:
    """Questions without an answer, without evidence, or with none that is fresh and dated.

    Units: `questions` are codes with the answer so far; `evidence` the days of the documents of
    each. Applies: every question of a review, in its order.

    >>> found = gaps([("q1", "We do"), ("q2", "")], {"q1": [date(2020, 1, 1)]}, date(2023, 11, 30))
    >>> [(gap.question, gap.why) for gap in found]
    [('q1', 'no fresh evidence'), ('q2', 'no answer and no evidence')]
    """
    found = []
    for code, answer in questions:
        days = evidence.get(code, ())
        fresh = any(day is not None and not is_stale(day, on) for day in days)
        missing = [] if answer.strip() else ["no answer"]
        if not days:
            missing.append("no evidence")
        elif not fresh:
            missing.append("no fresh evidence")
        if missing:
            found.append(Gap(code, " and ".join(missing)))
    return tuple(found)
