"""The public calculation of the redundancy timetable."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from townclerk.kernel.calculation import Calculation, Outcome, ParameterSource
from townclerk.kernel.provision import Provision
from townclerk.platform.deadlines.core.redundancy import THRESHOLDS, Duty, timetable

ACT = "Trade Union and Labour Relations (Consolidation) Act 1992"


def run(case: Mapping[str, Any], source: ParameterSource) -> Outcome:
    """Answer one redundancy case.

    Units: employees, dates, calendar days.
    Source: Trade Union and Labour Relations (Consolidation) Act 1992, sections 188 and 193.
    Applies: the rules in force on the day consultation starts.
    Raises: `BadLimit`, `BadProposal`, `NoValue`; each says what to change.
    """
    planned = case.get("first_dismissal")
    found = timetable(
        proposed=case["proposed"],
        consultation_starts=date.fromisoformat(case["consultation_starts"]),
        first_dismissal=date.fromisoformat(planned) if planned else None,
        local_days=case.get("local_days"),
        source=source,
        calendar=source.calendar("england"),
    )
    earliest, notice = found.earliest_dismissal, found.notice_by
    return Outcome(
        result={
            "collective_duty": found.duty is not Duty.NONE,
            "earliest_dismissal": earliest.value if earliest else None,
            "hr1_by": notice.value if notice else None,
        },
        explanation=found.step,
        warnings=(
            ("The first dismissal is planned before the earliest day the rule allows.",)
            if found.too_early
            else ()
        ),
        unconfirmed=found.step.unconfirmed,
    )


def _day(text: str) -> dict[str, Any]:
    return {"type": "string", "format": "date", "description": f"{text} A date, 2026-01-05."}


def _whole(text: str) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "description": text}


REDUNDANCY = Calculation(
    name="redundancy-timetable",
    title="Collective redundancies: consultation, form HR1 and the first dismissal",
    description=(
        "Which collective duty a number of redundancies proposed at one establishment brings, the "
        "earliest day on which a dismissal may take effect, and the last day for form HR1, by the "
        "law in force when consultation starts or a longer period that the council keeps."
    ),
    schema={
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "required": ["proposed", "consultation_starts"],
        "properties": {
            "proposed": _whole("Employees whose dismissal is proposed within 90 days."),
            "consultation_starts": _day("The day consultation starts."),
            "first_dismissal": _day("The day of the first dismissal, if one is planned."),
            "local_days": _whole("Days of consultation the council keeps; the law's or more."),
        },
    },
    run=run,
    example={
        "proposed": 100,
        "consultation_starts": "2026-01-05",
        "printed": {"earliest_dismissal": "2026-02-19", "hr1_by": "2026-01-05"},
    },
    sources=(Provision(ACT, "section 188"), Provision(ACT, "section 193")),
    parameters=(
        THRESHOLDS,
        *(name for duty in (Duty.SMALL, Duty.LARGE) for name in (duty.consultation, duty.notice)),
    ),
)

CALCULATIONS = (REDUNDANCY,)
