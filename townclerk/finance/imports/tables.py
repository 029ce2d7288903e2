"""The smaller sheets: versions, grants, tax, phasing, reserves, fund sources, capital, printed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.finance import permissions
from townclerk.finance.imports import rows
from townclerk.finance.imports.drafting import saved, told
from townclerk.finance.imports.rows import Writer
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.exchange.rows import Row, rows_of
from townclerk.platform.exchange.templates import Tell, silent
from townclerk.platform.registers.drafts import Drafts

RowReader = Callable[[Row, Writer], None]
MOST_POSTED = 15
"""Rows that are posted one by one in one transaction: more would keep others from saving for
seconds (`bench/imports.py`), and a plan of five years does not phase so much."""


@dataclass(frozen=True)
class Table:
    """One sheet: its name, its columns with what they mean, and what a row does."""

    name: str
    title: str
    columns: Mapping[str, str]
    each: RowReader
    area: Area = permissions.PLANNING

    def prepare(
        self,
        cells: Iterable[Mapping[str, Any]],
        *,
        actor: Actor,
        moment: datetime,
        tell: Tell = silent,
    ) -> Writer:
        """Read and check every row, outside a transaction; raises Problems with all of them."""
        permissions.check(actor, Verb.CONTRIBUTE, moment=moment, area=self.area)
        writer = Writer(actor=actor, moment=moment)
        problems: list[Problem] = []
        for row in told(rows_of(cells), tell):
            self.each(row, writer)
            problems += row.problems
        writer.check(problems)
        return writer

    @transaction.atomic
    def load(
        self,
        cells: Iterable[Mapping[str, Any]],
        *,
        actor: Actor,
        moment: datetime,
        batch: str = "",
    ) -> Drafts:
        """Save every row, or nothing when any row is wrong."""
        return saved(self.prepare(cells, actor=actor, moment=moment), batch)


@dataclass(frozen=True)
class PostedTable:
    """A short sheet whose rows are posted one by one, by an operation that writes more records."""

    name: str
    title: str
    columns: Mapping[str, str]
    post: Callable[[Row, rows.Posting], None]
    area: Area = permissions.PLANNING
    prepare: None = None

    @transaction.atomic
    def load(
        self,
        cells: Iterable[Mapping[str, Any]],
        *,
        actor: Actor,
        moment: datetime,
        batch: str = "",
    ) -> rows.Posting:
        permissions.check(actor, Verb.CONTRIBUTE, moment=moment, area=self.area)
        given = rows_of(cells)
        if len(given) > MOST_POSTED:
            raise TooManyRows(
                f"The sheet holds {len(given)} rows; at most {MOST_POSTED} are posted at once. "
                "Bring it in parts."
            )
        posting = rows.Posting(actor, moment, batch)
        problems: list[Problem] = []
        for row in given:
            self.post(row, posting)
            problems += row.problems
        if problems:
            raise Problems(problems)
        return posting


class TooManyRows(TownclerkError):
    """More rows than are written in one go."""


MONEY_UNIT = "Unit of the money in this row: £ (usual), £000 or £m."
SOURCE = "Document and place the row was taken from."

TABLES: tuple[Table | PostedTable, ...] = (
    Table(
        "plan-versions",
        "Plan versions",
        {
            "number": "Number of the version.",
            "title": "Title.",
            "first_year": "First year, as 2017/18.",
            "years": "How many years, 1 to 5; 3 when empty.",
            "note": "Note.",
        },
        rows.version,
    ),
    Table(
        "tax-assumptions",
        "Tax assumptions",
        {
            "plan": "Number of the plan version.",
            "base": "Council tax income of the year before the plan.",
            "base_growth": "Growth of the tax base a year, in percent.",
            "tax_base": "Band D equivalents.",
            "collection_rate": "Percent.",
            "core_cap": "Highest core increase a year, in percent.",
            "precept_cap": "Highest precept increase a year, in percent.",
            "precept_cap_period": "Highest precept increase over the plan, in percent.",
            "reduction_scheme_cost": "Cost of the reduction scheme.",
            "fund_surplus": "Collection fund surplus; a deficit is negative.",
            "rates_income": "Business rates income.",
            "rates_share": "Share kept, in percent.",
            "appeals_provision": "Provision for appeals.",
            "pool": "Pooling or pilot position.",
            "money_unit": MONEY_UNIT,
            "source": SOURCE,
        },
        rows.tax_assumption,
    ),
    PostedTable(
        "phasing",
        "Phasing entries",
        {
            "plan": "Number of the plan version.",
            "code": "Short name.",
            "name": "Name.",
            "kind": "one-off-saving or reserve-loan.",
            "amount": "Amount that narrows the gap, as a positive number.",
            "year": "Year, as 2017/18.",
            "reserve": "Short name of the reserve a loan is taken from.",
            "repayment": "Amount put back.",
            "repayment_year": "Year it is put back.",
            "money_unit": MONEY_UNIT,
            "decision": "Reference of the decision that allows it.",
            "source": SOURCE,
        },
        rows.phasing,
    ),
    Table(
        "grants",
        "Funding streams and their amounts",
        {
            "code": "Short name of the stream, the same in every row of it.",
            "name": "Name.",
            "department": "Department that pays.",
            "type": "core, ring-fenced, capital, one-off or new-burdens.",
            "state": "rumoured, indicative, provisional, final, received, ended or clawed-back.",
            "conditions": "Conditions.",
            "end_date": "Last day.",
            "certified": "yes if it needs certification.",
            "owner_role": "Role that owns it.",
            "yearly_cost": "What it pays for each year.",
            "posts": "Posts it funds.",
            "money_unit": MONEY_UNIT,
            "year": "Year of the amount, as 2017/18.",
            "stage": "How firm the amount is.",
            "amount": "Amount.",
            "assumed": "yes if the plan assumes this amount.",
            "source": SOURCE,
        },
        rows.grant,
    ),
    Table(
        "tax-options",
        "Tax options",
        {
            "plan": "Number of the plan version.",
            "code": "Short name of the option.",
            "name": "Name.",
            **{
                f"{name}_{place}": f"{label}, year {place} of the plan."
                for place in range(1, 6)
                for name, label in (
                    ("core", "Core increase in percent"),
                    ("precept", "Adult social care precept in percent"),
                    ("printed_yield", "Yield a document printed (positive)"),
                )
            },
            "printed_total": "Total yield a document printed.",
            "money_unit": MONEY_UNIT,
            "source": SOURCE,
        },
        rows.tax_option,
    ),
    Table(
        "reserves",
        "Reserves",
        {
            "code": "Short name.",
            "name": "Name.",
            "kind": "general, earmarked or unusable.",
            "purpose": "What it is for.",
            "trigger": "What allows its use.",
            "owner_role": "Role that owns it.",
            "ring_fenced": "yes or no.",
            "opening": "Opening balance; empty when none was printed.",
            "money_unit": MONEY_UNIT,
            "opened_on": "Day of the opening balance.",
            "officer_limit": "What the s151 officer decides alone; empty for no limit.",
            "review_on": "Day of the next review.",
            "source": SOURCE,
        },
        rows.reserve,
        permissions.RUNNING,
    ),
    Table(
        "reserve-movements",
        "Reserve movements",
        {
            "reserve": "Short name of the reserve.",
            "reference": "Reference of the movement, used once.",
            "year": "Year, as 2017/18.",
            "happened_on": "Day it was made.",
            "kind": "contribution, use, transfer or repayment.",
            "amount": "Positive into the reserve, negative out of it.",
            "money_unit": MONEY_UNIT,
            "decision": "Reference of the decision that allows it.",
            "decided_by": "officer, cabinet or council; above the reserve's limit not officer.",
            "reason": "Reason.",
            "source": SOURCE,
        },
        rows.movement,
        permissions.RUNNING,
    ),
    Table(
        "risk-assessments",
        "Balances risk assessments",
        {
            "year": "Year assessed, as 2017/18.",
            "reserve": "Short name of the general balance.",
            "net_budget": "Net budget the balance is compared with.",
            "net_budget_year": "Year of that net budget.",
            "floor": "Least to hold.",
            "floor_percent": "Least to hold, in percent of net budget.",
            "target": "Level aimed at.",
            "target_on": "Day by which.",
            "money_unit": MONEY_UNIT,
            "source": SOURCE,
        },
        rows.assessment,
    ),
    Table(
        "reserve-risks",
        "Risks behind the balance",
        {
            "year": "Year of the assessment.",
            "code": "Short name.",
            "name": "Name.",
            "exposure": "What is exposed.",
            "change": "Size of change, in percent.",
            "likelihood": "Likelihood, in percent.",
            "owner_role": "Role that owns it.",
            "money_unit": MONEY_UNIT,
        },
        rows.risk,
    ),
    Table(
        "change-fund-sources",
        "Sources of the change fund",
        {
            "fund": "Short name of the fund.",
            "fund_name": "Name of the fund.",
            "fund_total": "Total a document printed.",
            "code": "Short name of the source.",
            "name": "Name of the source.",
            "kind": "revenue, capital-receipts, capital-borrowing or other.",
            "amount": "Amount.",
            "money_unit": MONEY_UNIT,
            "available_from": "Day from which it is there.",
            "reserve": "Reserve it comes from.",
            "source": SOURCE,
        },
        rows.fund_source,
    ),
    Table(
        "capital-grants",
        "Capital grants",
        {
            "code": "Short name of the grant.",
            "name": "Name.",
            "year": "Year, as 2017/18; may be empty where the whole award is given.",
            "receipts": "Expected receipts.",
            "commitments": "Current commitments.",
            "awarded": "The whole award, where it is not known by year.",
            "money_unit": MONEY_UNIT,
            "source": SOURCE,
        },
        rows.capital,
    ),
    Table(
        "printed-figures",
        "Printed figures",
        {
            "document": "Document.",
            "place": "Place in it, such as a table.",
            "row": "Row.",
            "column": "Column: a year, total, or a name.",
            "value": "Value as printed.",
            "unit": "£, £000, £m, or another unit for a number.",
            "qualifier": "exact, approximate or derived.",
        },
        rows.printed,
    ),
)

BY_NAME: Mapping[str, Table | PostedTable] = {table.name: table for table in TABLES}
