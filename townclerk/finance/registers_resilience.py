"""The registers of resilience: its indicators, and how far the council meets its code."""

from collections.abc import Mapping
from typing import Any

from townclerk.finance.models import CodeStandard, ResilienceIndicator
from townclerk.finance.permissions import PLANNING, S151
from townclerk.finance.registers import CODE, NAME, RETENTION, YEAR
from townclerk.kernel.errors import Problem
from townclerk.platform.registers import SOURCE, Column, Kind, Register, register

RESILIENCE_INDICATORS = register(
    Register(
        name="resilience-indicators",
        title="Resilience indicators",
        singular="resilience indicator",
        model=ResilienceIndicator,
        area=PLANNING,
        section="Plan",
        key=("code", "year"),
        columns=(
            CODE,
            NAME,
            YEAR,
            Column("value", "Value", Kind.NUMBER),
            Column("median", "Middle of the comparators", Kind.NUMBER),
            Column("unit", "Unit", Kind.TEXT),
            Column("risk", "Risk", Kind.CHOICE, facet=True),
            Column("direction", "Where it is going", Kind.TEXT, listed=False),
            SOURCE,
        ),
        editors=(S151,),
        search=("code", "name", "direction"),
        retention=RETENTION,
        description="Indicators of financial resilience by year, beside the comparators.",
        empty="No indicator is recorded yet. Add one, or import a sheet of indicators.",
    )
)


def check_standard(values: Mapping[str, Any], existing: CodeStandard | None) -> list[Problem]:
    """What falls short has an action, and an action has an owner and a day it is due."""

    def held(name: str) -> Any:
        return values[name] if name in values else getattr(existing, name, None)

    found = []
    short = held("rating") in (CodeStandard.Rating.PARTLY, CodeStandard.Rating.NOT_MET)
    if short and not held("action"):
        found.append(
            Problem(
                "A standard that is not fully met needs an action.",
                field="action",
                hint="Say what will be done.",
            )
        )
    if held("action"):
        for name, what in (("action_owner_role", "an owner"), ("action_due", "a day it is due")):
            if not held(name):
                found.append(Problem(f"The action needs {what}.", field=name))
    return found


CODE_STANDARDS = register(
    Register(
        name="code-standards",
        title="Financial management code",
        singular="standard of the code",
        model=CodeStandard,
        area=PLANNING,
        section="Plan",
        key=("year", "standard"),
        columns=(
            YEAR,
            Column("standard", "Standard", Kind.TEXT, required=True, fixed=True),
            Column("title", "What it asks", Kind.TEXT, required=True),
            Column("rating", "How far it is met", Kind.CHOICE, required=True, facet=True),
            Column("evidence", "Evidence", Kind.LONG_TEXT, listed=False),
            Column("action", "Action", Kind.TEXT),
            Column("action_owner_role", "Owning role of the action", Kind.TEXT, listed=False),
            Column("action_due", "Due", Kind.DATE),
            Column("action_done", "Done", Kind.DATE),
        ),
        editors=(S151,),
        validate=check_standard,
        search=("standard", "title", "action"),
        retention=RETENTION,
        description="The council's own view of how far it meets each standard, with its actions.",
        empty="No standard is assessed yet. Add one, or import a sheet of standards.",
    )
)
