"""The public calculations of assurance: from a case to its outcome."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from townclerk.assurance.core.auditing import delivery
from townclerk.assurance.core.follow_up import followed_up
from townclerk.assurance.core.scoring import Band, Matrix, Place, check_matrix, judged
from townclerk.kernel.calculation import Outcome, ParameterSource
from townclerk.kernel.display import percent_display
from townclerk.kernel.explained import Step

FIVE = [1, 2, 3, 4, 5]
USUAL_BANDS = {"low": 1, "medium": 5, "high": 10, "very high": 16}
MOST = 10_000


def _whole(what: str, least: int = 0) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": MOST, "description": what}


def _schema(title: str, properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    name = {"type": "string", "description": "A name for the case, given back with it."}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "properties": {"name": name, **properties},
        "required": required,
        "additionalProperties": False,
    }


def _place(what: str) -> dict[str, Any]:
    return {
        "type": "array",
        "minItems": 2,
        "maxItems": 2,
        "items": _whole("Number of the step, from 1.", 1),
        "description": f"{what}: step of likelihood, then step of impact.",
    }


def _points(axis: str) -> dict[str, Any]:
    return {
        "type": "array",
        "minItems": 2,
        "maxItems": 20,
        "items": _whole("Points.", 1),
        "description": f"Points of the steps of {axis}, rising; 1 to 5 when left out.",
    }


RISK_SCHEMA = _schema(
    "One risk to score",
    {
        "inherent": _place("Without any control"),
        "current": _place("With the controls there are"),
        "target": _place("Where it should be"),
        "appetite": _whole("Points, the highest score that is accepted."),
        "likelihood": _points("likelihood"),
        "impact": _points("impact"),
        "bands": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": _whole("Points, the lowest score of the band."),
            "description": "Bands by name; low, medium, high and very high when left out.",
        },
    },
    ["inherent", "current"],
)
FOLLOW_UP_SCHEMA = _schema(
    "Recommendations that are due",
    {
        "implemented": _whole("Recommendations that are done."),
        "part": _whole("Recommendations done in part."),
        "overdue": _whole("Recommendations not done."),
    },
    ["implemented", "part", "overdue"],
)
DELIVERY_SCHEMA = _schema(
    "An audit plan and what is done of it",
    {
        "planned": _whole("Audits in the plan."),
        "final": _whole("Audits with a final report."),
        "draft": _whole("Audits at draft."),
        "days_planned": {
            "type": ["number", "string"],
            "pattern": r"^[0-9]{1,6}(\.[0-9]{1,2})?$",
            "minimum": 0,
            "maximum": 1_000_000,
            "description": "Days planned.",
        },
        "days_used": {
            "type": ["number", "string"],
            "pattern": r"^[0-9]{1,6}(\.[0-9]{1,2})?$",
            "minimum": 0,
            "maximum": 1_000_000,
            "description": "Days used.",
        },
    },
    ["planned", "final", "draft"],
)


def score_risk(case: Mapping[str, Any], source: ParameterSource) -> Outcome:
    """Score one risk on a matrix.

    Units: points. Source: local practice. Applies: see `judged`; the matrix of the case, else five
    steps by five. Rounding: none. Raises: `BadMatrix`, `Problems`; correct the case.
    """
    bands = case.get("bands", USUAL_BANDS)
    matrix = Matrix(
        key="the matrix",
        likelihood=tuple(case.get("likelihood", FIVE)),
        impact=tuple(case.get("impact", FIVE)),
        bands=tuple(Band(label, lowest) for label, lowest in bands.items()),
    )
    check_matrix(matrix)
    target = case.get("target")
    found = judged(
        inherent=Place(*case["inherent"]),
        current=Place(*case["current"]),
        target=Place(*target) if target else None,
        matrix=matrix,
        appetite=case.get("appetite"),
    )
    result = {
        "inherent": found.inherent,
        "inherent_band": found.inherent_band,
        "current": found.current,
        "current_band": found.current_band,
        "target": found.target,
        "target_band": found.target_band,
        "control_effect": found.control_effect,
        "gap_to_target": found.gap_to_target,
        "over_appetite": found.over_appetite,
    }
    step = Step(
        label="Current score",
        value=found.current,
        unit="points",
        how="likelihood × impact",
        parts=(
            Step(label="Inherent score", value=found.inherent, unit="points"),
            Step(label="Taken off by controls", value=found.control_effect, unit="points"),
        ),
    )
    return Outcome(result=result, explanation=step)


def follow_up(case: Mapping[str, Any], source: ParameterSource) -> Outcome:
    """What became of recommendations that are due.

    Units: recommendations in, percent out. Source: Accounts and Audit Regulations 2015,
    regulation 5. Applies: see `followed_up`. Rounding: half up to a tenth of a percent, in the end.
    """
    counts = {name: int(case[name]) for name in ("implemented", "part", "overdue")}
    found = followed_up(**counts)
    shares = {name: _percent(getattr(found, name)) for name in counts}
    step = Step(
        label="Implemented of what is due",
        value=shares["implemented"],
        how=f"{counts['implemented']} ÷ {found.due}",
        parts=tuple(Step(label=name.capitalize(), value=count) for name, count in counts.items()),
    )
    return Outcome(result={"due": found.due, **shares}, explanation=step)


def plan_delivery(case: Mapping[str, Any], source: ParameterSource) -> Outcome:
    """How much of an audit plan is done.

    Units: audits and days in, percent out. Source: Accounts and Audit Regulations 2015,
    regulation 5. Applies: see `delivery`. Rounding: half up to a tenth of a percent, in the end.
    """
    days = {name: Fraction(str(case.get(name, 0))) for name in ("days_planned", "days_used")}
    planned, final, draft = (int(case[name]) for name in ("planned", "final", "draft"))
    found = delivery(planned=planned, final=final, draft=draft, **days)
    result = {
        "to_draft_or_final": _percent(found.to_draft),
        "final": _percent(found.final),
        "days_used": _percent(found.days),
    }
    step = Step(
        label="At draft or final",
        value=result["to_draft_or_final"],
        how=f"({final} + {draft}) ÷ {planned}",
        parts=(Step(label="Final", value=final), Step(label="Draft", value=draft)),
    )
    return Outcome(result=result, explanation=step)


def _percent(share: Fraction | None) -> str | None:
    return None if share is None else percent_display(share * 100)
