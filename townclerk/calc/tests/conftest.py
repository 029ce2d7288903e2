"""A small calculation of our own, so that the runner is tested apart from any area's rule."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from townclerk.kernel.calculation import Calculation, Outcome, ParameterSource
from townclerk.kernel.explained import Step
from townclerk.kernel.money import Money, Rounding
from townclerk.kernel.provision import Provision


def _run(case: Mapping[str, Any], source: ParameterSource) -> Outcome:
    limit = source.parameter("platform/foi-reply").at(date(2026, 1, 1))
    number = limit.value["number"] if isinstance(limit.value, dict) else limit.value
    total = sum((Money.pounds(line["amount"]) for line in case["lines"]), Money.zero)
    share = (total / case["parts"]).round(Rounding.HALF_UP)
    result = {"total": total, "share": share, "days": number, "none": None, "rows": [{"a": "x"}]}
    return Outcome(result=result, explanation=Step(label="Total", value=total, how="summed"))


SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["lines", "parts"],
    "$defs": {
        "line": {
            "type": "object",
            "required": ["amount"],
            "properties": {
                "amount": {"type": "number", "description": "Pounds."},
                "note": {"type": ["string", "null"]},
                "rate": {"type": ["number", "null"], "description": "Percent."},
                "on": {"type": "string", "format": "date"},
            },
        }
    },
    "properties": {
        "lines": {"type": "array", "items": {"$ref": "#/$defs/line"}},
        "parts": {"type": "integer", "minimum": 1, "description": "How many."},
        "shares": {"type": "object", "additionalProperties": {"type": "number"}},
    },
}


@pytest.fixture
def sharing() -> Calculation:
    return Calculation(
        name="sharing",
        title="Sharing",
        description="A total and its share.",
        schema=SCHEMA,
        run=_run,
        example={"lines": [], "parts": 1},
        sources=(Provision("An Act"),),
        parameters=("platform/foi-reply",),
    )
