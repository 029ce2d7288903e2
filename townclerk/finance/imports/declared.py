"""The sheets of finance, offered to every way of importing. Imported when the area is ready."""

from townclerk.finance import permissions
from townclerk.finance.imports import budget_lines, plan_lines
from townclerk.finance.imports.tables import MONEY_UNIT, SOURCE, TABLES
from townclerk.platform.exchange import ImportColumn, register_template

_REQUIRED = ("plan", "code", "heading", "step", "type")
_MEANINGS = {
    "row": "line, or total for a row that must foot; line when empty.",
    "plan": "Number of the plan version.",
    "code": "Short name of the line.",
    "heading": "Heading.",
    "step": "original, revision, proposal, phasing or tax.",
    "type": "Type of pressure or saving.",
    "group": "Group inside the step.",
    "recurrence": "recurring (usual) or one-off.",
    "unwinds": "yes if the year after takes a one-off amount back.",
    "unit": "Code of the unit.",
    "owner_role": "Role that owns it.",
    "evidence": "What it rests on.",
    "confidence": "high, medium (usual) or low.",
    "agreed_on": "Day it was agreed.",
    "source": SOURCE,
    "saving": "Saving it counts, so that none is counted twice.",
    "included_in": "Code of the line whose amount already holds this one.",
    "driver": "Code of the driver it follows.",
    "money_unit": MONEY_UNIT,
    **{f"y{place}": f"Amount in year {place} of the plan." for place in range(1, 6)},
    "printed_total": "Total printed beside the years.",
}

for table in TABLES:
    register_template(
        table.name,
        title=table.title,
        columns=table.columns,
        load=table.load,
        prepare=table.prepare,
        may=permissions.may_load(table.area),
    )

register_template(
    "plan-lines",
    title="Plan lines",
    columns=[
        ImportColumn(name, _MEANINGS[name], required=name in _REQUIRED)
        for name in plan_lines.COLUMNS
    ],
    load=plan_lines.load,
    prepare=plan_lines.prepare,
    may=permissions.may_load(permissions.PLANNING),
    own_totals=True,
)

register_template(
    "budget-lines",
    title="Budget lines",
    columns=budget_lines.COLUMNS,
    load=budget_lines.load,
    prepare=budget_lines.prepare,
    may=permissions.may_load(permissions.RUNNING),
    own_totals=True,
)
