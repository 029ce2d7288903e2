"""Whether a consultation leaves room before the decision it is to inform; when the panel meets."""

from dataclasses import dataclass
from datetime import date, timedelta

from townclerk.kernel.deadlines import add_months
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem
from townclerk.kernel.explained import Explained, Step


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """Whether the dates fit, the first day a decision may be taken, and what is wrong."""

    fits: bool
    days_open: int
    earliest_decision: date
    latest_close: date
    problems: tuple[Problem, ...]


def room(
    *,
    today: date,
    opens: date,
    closes: date,
    decision: date,
    least_days: int,
    analysis_days: int,
    why_short: str = "",
) -> Explained[Room]:
    """Whether what people say can be heard, worked out and weighed before the decision.

    Units: dates; calendar days, the first and the last day of the consultation both counted.
    Source: R v Brent ex parte Gunning (1985), approved in R (Moseley) v Haringey [2014] UKSC 56:
        adequate time to answer, and answers conscientiously taken into account. No number of days
        is in law; both lengths are the council's own parameters.
    Applies: to every proposal before it is reviewed and before it opens. A shorter time than the
        council's own least needs a reason; a decision without room for the analysis is refused.
    Rounding: none.
    Raises: nothing; what is wrong is in `problems`.
    Example: proposed on 1 September, open for six weeks from that day and decided four weeks on,
        it does not fit:

        >>> found = room(today=date(2025, 9, 1), opens=date(2025, 9, 1), closes=date(2025, 10, 12),
        ...     decision=date(2025, 9, 29), least_days=28, analysis_days=14)
        >>> found.value.fits, found.value.days_open, str(found.value.earliest_decision)
        (False, 42, '2025-10-27')
    """
    days_open = (closes - opens).days + 1
    earliest = closes + timedelta(days=analysis_days + 1)
    latest_close = decision - timedelta(days=analysis_days + 1)
    problems = [
        *_order(today, opens, closes),
        *_length(days_open, least_days, why_short),
        *_decision(closes, decision, analysis_days, earliest, latest_close),
    ]
    step = Step(
        label="First day for the decision",
        value=earliest,
        how=f"{analysis_days} days to work out and report the answers, after the last day",
        parts=(
            Step(label="Last day to answer", value=closes),
            Step(label="Days open", value=days_open, unit="days"),
            Step(label="Day of the decision", value=decision),
        ),
    )
    found = Room(
        fits=not problems,
        days_open=days_open,
        earliest_decision=earliest,
        latest_close=latest_close,
        problems=tuple(problems),
    )
    return Explained(found, step)


def _order(today: date, opens: date, closes: date) -> list[Problem]:
    if closes < opens:
        return [Problem("It closes before it opens.", field="closes_on")]
    if opens < today:
        return [Problem(f"{date_display(opens)} is past. Open it later.", field="opens_on")]
    return []


def _length(days_open: int, least: int, why_short: str) -> list[Problem]:
    if days_open >= least or days_open < 1 or why_short.strip():
        return []
    days = "1 day" if days_open == 1 else f"{days_open} days"
    sentence = f"It is open for {days}, and people are given {least}."
    return [Problem(sentence, field="closes_on", hint="Close it later, or say why it is shorter.")]


def _decision(
    closes: date, decision: date, analysis: int, earliest: date, latest: date
) -> list[Problem]:
    if decision >= earliest:
        return []
    when = "before it closes" if decision <= closes else f"within {analysis} days of its last day"
    return [
        Problem(
            f"The decision on {date_display(decision)} is {when}, so the answers could not be "
            "taken into account.",
            field="decision_on",
            hint=f"Decide on {date_display(earliest)} or later, or close by "
            f"{date_display(latest)}.",
        )
    ]


def overlap(first: tuple[date, date], second: tuple[date, date]) -> tuple[date, date] | None:
    """The days on which two consultations are both open.

    Units: dates, both ends counted. Source: the council's own rule, so that the same people are not
    asked twice at once. Applies: to any two with dates. Rounding: none. Raises: nothing.
    Example: 1 to 10 May and 8 to 20 May share 8 to 10 May.

        >>> [str(day) for day in overlap((date(2025, 5, 1), date(2025, 5, 10)),
        ...     (date(2025, 5, 8), date(2025, 5, 20)))]
        ['2025-05-08', '2025-05-10']
    """
    begin, end = max(first[0], second[0]), min(first[1], second[1])
    return (begin, end) if begin <= end else None


def panel_days(*, last: date, months: int, until: date) -> tuple[date, ...]:
    """The days the panel meets after its last meeting, as far as a day.

    Units: dates; calendar months. Source: the council's own interval. Applies: to the panel that
    reviews proposals. Rounding: a day that a month does not have becomes its last day. Raises:
    `ValueError` for no interval. Example: every two months from 31 December:

        >>> [str(day) for day in panel_days(last=date(2025, 12, 31), months=2,
        ...     until=date(2026, 5, 1))]
        ['2026-02-28', '2026-04-30']
    """
    if months < 1:
        raise ValueError("a panel meets at some interval of months")
    found: list[date] = []
    while (day := add_months(last, months * (len(found) + 1))) <= until:
        found.append(day)
    return tuple(found)
