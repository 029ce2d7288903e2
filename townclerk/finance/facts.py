"""The tables finance keeps in the facts store."""

from townclerk.figures.facts.schema import FactColumn, FactType, Table, declare
from townclerk.platform.access.areas import Area

BUDGET_LINES = declare(
    Table(
        "finance.budget_lines",
        (
            FactColumn("year", FactType.TEXT),
            FactColumn("unit", FactType.TEXT),
            FactColumn("account_group", FactType.TEXT),
            FactColumn("amount", FactType.MONEY),
            FactColumn("sheet_row", FactType.INTEGER, required=False),
        ),
        control_columns=("amount",),
        description="The budget of a year by unit and account group, as the ledger delivers it.",
        title="Budget lines",
        key=("year", "unit", "account_group"),
        row="sheet_row",
        retention="financial-7-years",
        area=Area.FINANCIAL_RUNNING,
    )
)
