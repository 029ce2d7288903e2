"""The timetable that collective redundancies bring: consultation, form HR1, the first dismissal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from townclerk.kernel.calculation import ParameterSource
from townclerk.kernel.calendars import WorkingCalendar
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Explained, Step
from townclerk.kernel.parameters import DatedValue
from townclerk.platform.deadlines.core.limits import Limit, last_day, read_limit

THRESHOLDS = "platform/redundancy-thresholds"


class BadProposal(TownclerkError):
    """The proposal cannot be timed. The message says which number or day to correct."""


class Duty(Enum):
    """Which collective duty the number of redundancies brings."""

    NONE = ""
    SMALL = "20"
    LARGE = "100"

    @property
    def consultation(self) -> str:
        return f"platform/redundancy-consultation-{self.value}"

    @property
    def notice(self) -> str:
        return f"platform/redundancy-hr1-{self.value}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Timetable:
    """What must have happened by when. Without a collective duty there are no days."""

    duty: Duty
    step: Step
    earliest_dismissal: Explained[date] | None = None
    notice_by: Explained[date] | None = None
    too_early: bool = False
    """The first dismissal is planned before consultation may be complete."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Beside:
    """Another proposal at the same establishment."""

    reference: str
    proposed: int
    starts: date


def added_up(
    *, starts: date, others: Sequence[Beside], thresholds: DatedValue
) -> tuple[Beside, ...]:
    """The proposals at the same establishment that are counted together with one.

    Units: employees at one establishment; the window in days, both ends within it.
    Source: Trade Union and Labour Relations (Consolidation) Act 1992, section 188(1) and (3).
    Applies: those whose consultation starts within the window, before or after. One that brings a
    collective duty by itself is consulted on already and is not counted again.
    Rounding: none.
    Raises: `BadProposal` for a table that gives no thresholds.
    """
    window = int(thresholds.value.get("window_days", 90))
    return tuple(
        one
        for one in others
        if abs((one.starts - starts).days) < window
        and duty_of(proposed=one.proposed, thresholds=thresholds) is Duty.NONE
    )


def duty_of(*, proposed: int, thresholds: DatedValue) -> Duty:
    """Which collective duty a number of proposed redundancies brings.

    Units: employees at one establishment within the window of the thresholds.
    Source: Trade Union and Labour Relations (Consolidation) Act 1992, section 188(1) and (1A).
    Applies: voluntary redundancies and posts that end with redeployment count as well; below the
    smaller threshold each employee is consulted individually.
    Raises: `BadProposal` for a table that gives no thresholds.
    """
    table = thresholds.value
    if not isinstance(table, Mapping) or not {"small", "large"} <= set(table):
        raise BadProposal(f"{THRESHOLDS} gives no small and large number. Add both to its value.")
    if proposed >= int(table["large"]):
        return Duty.LARGE
    return Duty.SMALL if proposed >= int(table["small"]) else Duty.NONE


def timetable(
    *,
    proposed: int,
    consultation_starts: date,
    source: ParameterSource,
    calendar: WorkingCalendar,
    first_dismissal: date | None = None,
    local_days: int | None = None,
    others: Sequence[Beside] = (),
) -> Timetable:
    """The earliest first dismissal and the last day for form HR1.

    Units: employees; dates; local_days in calendar days.
    Source: Trade Union and Labour Relations (Consolidation) Act 1992, sections 188 and 193.
    Applies: the rules in force on the day consultation starts. The form is counted back from the
    first dismissal that is planned, else from the earliest that the law (not a longer local
    period) allows. `others` at the same establishment are added up within the window.
    Raises: `BadLimit` for a local period shorter than the law's; `BadProposal`; `NoValue` for a
    day before the rules begin.
    """
    thresholds = source.parameter(THRESHOLDS).at(consultation_starts)
    together = added_up(starts=consultation_starts, others=others, thresholds=thresholds)
    number = proposed + sum(one.proposed for one in together)
    duty = duty_of(proposed=number, thresholds=thresholds)
    counted = Step(
        label="Redundancies proposed at one establishment",
        value=number,
        unit="employees",
        how=_in_words(duty, thresholds) + _of_which(proposed, together),
        rule=thresholds.provision,
        confidence=thresholds.confidence,
    )
    if duty is Duty.NONE:
        return Timetable(duty=duty, step=counted)
    by_law = _limit(duty.consultation, consultation_starts, source)
    kept = by_law if local_days is None else by_law.with_number(local_days)
    earliest = _called(
        last_day(limit=kept, start=consultation_starts, calendar=calendar),
        "Earliest first dismissal",
    )
    lawful = last_day(limit=by_law, start=consultation_starts, calendar=calendar).value
    notice = _called(
        last_day(
            limit=_limit(duty.notice, consultation_starts, source),
            start=first_dismissal or lawful,
            calendar=calendar,
        ),
        "Last day for form HR1",
    )
    return Timetable(
        duty=duty,
        step=counted.with_parts(earliest.step, notice.step),
        earliest_dismissal=earliest,
        notice_by=notice,
        too_early=first_dismissal is not None and first_dismissal < earliest.value,
    )


def _of_which(own: int, together: Sequence[Beside]) -> str:
    """The numbers that were added, each with its proposal."""
    if not together:
        return ""
    named = " and ".join(f"{one.proposed} of {one.reference}" for one in together)
    return f" {own} here and {named} are counted together."


def _limit(name: str, on: date, source: ParameterSource) -> Limit:
    return read_limit(name, source.parameter(name).at(on))


def _called(found: Explained[date], label: str) -> Explained[date]:
    return Explained(found.value, replace(found.step, label=label))


def _in_words(duty: Duty, thresholds: DatedValue) -> str:
    small, large = thresholds.value["small"], thresholds.value["large"]
    days = thresholds.value.get("window_days", 90)
    return {
        Duty.NONE: f"Fewer than {small} within {days} days: no collective duty, and no form HR1.",
        Duty.SMALL: f"From {small} and fewer than {large} within {days} days.",
        Duty.LARGE: f"{large} or more within {days} days.",
    }[duty]
