"""The states of a period's report, and when a kind of report is due again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from townclerk.kernel.errors import TownclerkError

STATES = ("open", "collecting", "compiled", "edited", "signed", "published", "considered")


@dataclass(frozen=True)
class Step:
    sources: tuple[str, ...]
    target: str
    label: str


STEPS: Mapping[str, Step] = {
    "collect": Step(("open",), "collecting", "Ask every contributor"),
    "compile": Step(("collecting",), "compiled", "Compile"),
    "edit": Step(("compiled",), "edited", "Editing is finished"),
    "sign": Step(("edited",), "signed", "Sign"),
    "publish": Step(("signed",), "published", "Publish"),
    "consider": Step(("published",), "considered", "Considered by the body"),
    "reopen": Step(("compiled", "edited", "signed"), "collecting", "Collect again"),
}


class CannotStep(TownclerkError):
    """The period is not in the state this needs."""


def check_step(name: str, state: str) -> str:
    """The state a step leads to; refused from a state it does not begin at.

    >>> check_step("collect", "open")
    'collecting'
    """
    step = STEPS[name]
    if state not in step.sources:
        raise CannotStep(
            f"The period is {state}. “{step.label}” begins at: {', '.join(step.sources)}."
        )
    return step.target


MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


def next_due(due: date, cadence: str) -> date | None:
    """When the report is due after the one that was due on a day; None where no rhythm says.

    Units: months of the calendar. Source: the council's own calendar of reports.
    Applies: a day the month does not have is its last day. Rounding: none. Raises: nothing.

    >>> next_due(date(2024, 8, 31), "half-year")
    datetime.date(2025, 2, 28)
    """
    step = MONTHS.get(cadence)
    if step is None:
        return None
    months = due.year * 12 + due.month - 1 + step
    year, month = divmod(months, 12)
    for day in (due.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day, due.day))
        except ValueError:
            continue
    raise AssertionError("every month has a day 28")
