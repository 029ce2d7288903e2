"""What one row of each of the smaller sheets does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from townclerk.finance.models import (
    CapitalGrant,
    CapitalGrantYear,
    ChangeFund,
    ChangeFundSource,
    GrantAmount,
    GrantStream,
    PhasingEntry,
    PlanVersion,
    PrintedFigure,
    Reserve,
    ReserveMovement,
    ReserveRisk,
    RiskAssessment,
    TaxAssumption,
    TaxOption,
    TaxOptionYear,
)
from townclerk.finance.models.grants import Stage
from townclerk.finance.models.plan import PublishedPlanIsFixed
from townclerk.finance.operations import change_fund
from townclerk.finance.operations import reserves as reserve_operations
from townclerk.finance.operations.grants import tell_variances
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.platform.audit.log import Actor
from townclerk.platform.exchange.rows import Row
from townclerk.platform.registers.drafts import Draft, Drafts


class Known:
    """What the rows of a sheet look up over and over."""

    @cached_property
    def plans(self) -> dict[str, PlanVersion]:
        return {str(plan.number): plan for plan in PlanVersion.objects.all()}

    @cached_property
    def reserves(self) -> dict[str, Reserve]:
        return {reserve.code: reserve for reserve in Reserve.objects.all()}


class Writer(Drafts):
    """The records of a smaller sheet on their way in."""

    @cached_property
    def known(self) -> Known:
        return Known()

    @cached_property
    def ledger(self) -> reserve_operations.Ledger:
        self.rely_on(ReserveMovement)
        return reserve_operations.Ledger()

    @cached_property
    def settled(self) -> set[tuple[str, int]]:
        """Streams and years whose amounts the sheet brings: their variance is told afterwards."""
        pairs: set[tuple[str, int]] = set()
        self.then.append(lambda: tell_variances(pairs, actor=self.actor, moment=self.moment))
        return pairs


@dataclass
class Posting:
    """A sheet whose rows are posted by an operation, and what it did so far."""

    actor: Actor
    moment: datetime
    batch: str
    added: int = 0
    changed: int = 0
    same: int = 0
    known: Known = field(default_factory=Known)


def grant(row: Row, writer: Writer) -> None:
    values = {
        "name": row.text("name", required=True),
        "department": row.text("department"),
        "type": row.choice("type", GrantStream.Type.values),
        "state": row.choice("state", Stage.values, default="rumoured"),
        "conditions": row.text("conditions"),
        "end_date": row.day_or_none("end_date"),
        "certified": row.flag("certified"),
        "owner_role": row.text("owner_role") or "finance-partner",
        "yearly_cost": row.money_or_none("yearly_cost"),
        "posts": row.text("posts"),
        "source": row.text("source"),
    }
    key = {"code": row.text("code", required=True)}
    year = row.year_or_none("year")
    amount, assumed = row.money_or_none("amount"), row.flag("assumed")
    stage = row.choice("stage", Stage.values, default="indicative")
    stream = writer.put(GrantStream, key, values, row=row)
    if stream is not None and year is not None and amount is not None:
        cell = {"stream": stream, "year": year, "stage": stage}
        given = {"amount": amount, "assumed": assumed, "source": values["source"]}
        writer.put(GrantAmount, cell, given, row=row)
        writer.settled.add((key["code"], year))


def tax_option(row: Row, writer: Writer) -> None:
    plan = _plan(row, writer.known)
    if plan is None:
        return
    key = {"plan": plan, "code": row.text("code", required=True)}
    values = {
        "name": row.text("name", required=True),
        "printed_total": row.money_or_none("printed_total"),
        "source": row.text("source"),
    }
    increases = [
        (
            year,
            {
                "core": row.number_or_none(f"core_{place}") or 0,
                "precept": row.number_or_none(f"precept_{place}") or 0,
                "printed_yield": row.money_or_none(f"printed_yield_{place}"),
            },
        )
        for place, year in enumerate(plan.year_numbers, start=1)
    ]
    printed = [parts["printed_yield"] for _, parts in increases]
    total = values["printed_total"]
    if isinstance(total, Money) and all(isinstance(found, Money) for found in printed):
        added = sum((found for found in printed if isinstance(found, Money)), Money.zero)
        if added != total:
            row.wrong(
                "printed_total", f"The total says £{total}, and the years add up to £{added}."
            )
    changed = writer.changed
    option = writer.put(TaxOption, key, values, row=row)
    if option is not None:
        for year, parts in increases:
            writer.put(TaxOptionYear, {"option": option, "year": year}, parts, row=row)
        if writer.changed > changed and option["state"] != TaxOption.State.DRAFT:
            state = TaxOption.State(option["state"]).label.lower()
            row.wrong("code", f"The option is {state}.", "Return it to draft to redraw it.")


def version(row: Row, writer: Writer) -> None:
    number, years = row.text("number", required=True), row.text("years") or "3"
    first = row.year_or_none("first_year", required=True)
    if not number.isdecimal():
        row.wrong("number", f"“{number}” is not a version number.", "Enter a whole number.")
    if not years.isdecimal():
        row.wrong("years", f"“{years}” is not a number of years.", "Enter 1 to 5.")
    values = {
        "title": row.text("title", required=True),
        "first_year": first,
        "years": int(years) if years.isdecimal() else 0,
        "note": row.text("note"),
    }
    if row.problems:
        return
    key = {"number": int(number)}
    stored = writer.stored(PlanVersion, **key)
    if stored is not None and stored["state"] in PlanVersion.FIXED:
        _keep_as_published(row, "number", writer.known.plans[number], stored, values)
    writer.put(PlanVersion, key, values, row=row)


def _keep_as_published(
    row: Row, field: str, plan: PlanVersion, stored: Draft | None, values: Mapping[str, Any]
) -> None:
    """What stands in a published version may come again, and only as it is."""
    if stored is None or any(stored[name] != value for name, value in values.items()):
        row.wrong(field, str(PublishedPlanIsFixed(plan)))


def tax_assumption(row: Row, writer: Writer) -> None:
    plan = _plan(row, writer.known)
    base = row.money_or_none("base")
    if base is None:
        row.wrong("base", "This cell is empty.", "Enter the yield of the year before the plan.")
    rates = ("base_growth", "tax_base", "collection_rate", "core_cap", "precept_cap")
    money = ("reduction_scheme_cost", "fund_surplus", "rates_income", "appeals_provision")
    values: dict[str, Any] = {name: row.number_or_none(name) for name in rates}
    values |= {name: row.money_or_none(name) for name in money}
    values |= {
        "base": base,
        "base_growth": values["base_growth"] or 0,
        "precept_cap_period": row.number_or_none("precept_cap_period"),
        "rates_share": row.number_or_none("rates_share"),
        "pool": row.text("pool"),
        "source": row.text("source"),
    }
    if plan is not None and plan.is_fixed:
        _keep_as_published(row, "plan", plan, writer.stored(TaxAssumption, plan=plan), values)
    writer.put(TaxAssumption, {"plan": plan}, values, row=row)


def phasing(row: Row, posting: Posting) -> None:
    plan, code = _plan(row, posting.known), row.text("code", required=True)
    reserve = _reserve(row, posting.known, required=False)
    amount = row.money_or_none("amount")
    if amount is None:
        row.wrong("amount", "This cell is empty.", "Enter the amount.")
    values = {
        "code": code,
        "name": row.text("name", required=True),
        "kind": row.choice("kind", PhasingEntry.Kind.values),
        "amount": amount,
        "year": row.year_or_none("year", required=True),
        "reserve": reserve,
        "repayment": row.money_or_none("repayment"),
        "repayment_year": row.year_or_none("repayment_year"),
        "decision": row.text("decision"),
        "source": row.text("source"),
    }
    if plan is None:
        return
    found = PhasingEntry.objects.filter(plan=plan, code=code).first()
    if found is not None:
        if any(getattr(found, name) != value for name, value in values.items()):
            row.wrong("code", "This entry is posted with other values.", "Give it another code.")
        posting.same += 1
        return
    posted = save(
        row,
        lambda: change_fund.post_phasing(
            plan,
            values,
            actor=posting.actor,
            moment=posting.moment,
            batch=posting.batch,
            batch_row=row.number,
        ),
    )
    posting.added += posted is not None


def save(row: Row, write: Callable[[], Any]) -> Any:
    """Write unless the row is wrong; what the write refuses becomes a problem of the row."""
    if row.problems:
        return None
    try:
        with transaction.atomic():
            return write()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            row.wrong("" if name == "__all__" else name, " ".join(messages))
    except TownclerkError as error:
        row.wrong("", str(error))
    return None


def _plan(row: Row, known: Known) -> PlanVersion | None:
    number = row.text("plan", required=True)
    plan = known.plans.get(number)
    if number and plan is None:
        row.wrong("plan", f"There is no plan version {number}.", "Import the version first.")
    return plan


def _reserve(row: Row, known: Known, *, required: bool = True) -> Reserve | None:
    code = row.text("reserve", required=required)
    found = known.reserves.get(code)
    if code and found is None:
        row.wrong("reserve", f"There is no reserve {code}.", "Import reserves first.")
    return found


def reserve(row: Row, writer: Writer) -> None:
    opening = row.money_or_none("opening")
    opened_on = row.day_or_none("opened_on")
    if opened_on is None:
        row.wrong("opened_on", "This cell is empty.", "Enter the day of the opening balance.")
    values = {
        "name": row.text("name", required=True),
        "kind": row.choice("kind", Reserve.Kind.values),
        "purpose": row.text("purpose"),
        "trigger": row.text("trigger"),
        "owner_role": row.text("owner_role") or "s151-officer",
        "ring_fenced": row.flag("ring_fenced"),
        "opening": opening or Money.zero,
        "opening_known": opening is not None,
        "opened_on": opened_on,
        "review_on": row.day_or_none("review_on"),
        "source": row.text("source"),
    }
    if "officer_limit" in row.cells:
        values["officer_limit"] = row.money_or_none("officer_limit")
    key = {"code": row.text("code", required=True)}
    writer.put(Reserve, key, values, row=row)


def assessment(row: Row, writer: Writer) -> None:
    held = _reserve(row, writer.known)
    net_budget = row.money_or_none("net_budget")
    if net_budget is None:
        row.wrong("net_budget", "This cell is empty.", "Enter the net budget of a named year.")
    key = {"year": row.year_or_none("year", required=True)}
    values = {
        "reserve": held,
        "net_budget": net_budget,
        "net_budget_year": row.year_or_none("net_budget_year", required=True),
        "floor": row.money_or_none("floor"),
        "floor_percent": row.number_or_none("floor_percent"),
        "target": row.money_or_none("target"),
        "target_on": row.day_or_none("target_on"),
        "source": row.text("source"),
    }
    writer.put(RiskAssessment, key, values, row=row)


def risk(row: Row, writer: Writer) -> None:
    year = row.year_or_none("year", required=True)
    found = writer.stored(RiskAssessment, year=year) if year is not None else None
    if year is not None and found is None:
        row.wrong("year", "There is no assessment of this year.", "Import assessments first.")
    values = {
        "name": row.text("name", required=True),
        "exposure": row.money_or_none("exposure"),
        "change": row.number_or_none("change"),
        "likelihood": row.number_or_none("likelihood"),
        "owner_role": row.text("owner_role") or "s151-officer",
    }
    for column in ("exposure", "change", "likelihood"):
        if values[column] is None:
            row.wrong(column, "This cell is empty.", "Enter a value.")
    key = {"assessment": found, "code": row.text("code", required=True)}
    writer.put(ReserveRisk, key, values, row=row)


def movement(row: Row, writer: Writer) -> None:
    reserve = _reserve(row, writer.known)
    amount, year = row.money_or_none("amount"), row.year_or_none("year", required=True)
    kind = row.choice("kind", ReserveMovement.Kind.values)
    if amount is None:
        row.wrong("amount", "This cell is empty.", "Enter the amount; a use is negative.")
    reference = row.text("reference", required=True)
    found = writer.stored(ReserveMovement, reference=reference)
    if found is not None:
        _same_movement(row, writer, found, (reserve, year, amount))
        return
    if reserve is None or amount is None or year is None or row.problems:
        return
    said: dict[str, Any] = {"year": year, "kind": kind, "amount": amount}
    said["decision"], said["decided_by"] = row.text("decision"), _decider(row)
    try:
        writer.ledger.let_in(reserve, **said)
    except TownclerkError as error:
        row.wrong("", str(error))
    values = {
        "reserve": reserve,
        **said,
        "happened_on": row.day_or_none("happened_on"),
        "reason": row.text("reason"),
        "source": row.text("source"),
    }
    writer.put(ReserveMovement, {"reference": reference}, values, row=row)


def _decider(row: Row) -> str:
    if not row.text("decided_by"):
        return ""
    return row.choice("decided_by", filter(None, ReserveMovement.Decider.values))


def _same_movement(row: Row, writer: Writer, found: Draft, said: tuple[Any, ...]) -> None:
    """A movement is posted once; the same again changes nothing, other values are refused."""
    reserve, year, amount = said
    stored = (found["reserve_id"], found["year"], found["amount"])
    if stored != (reserve.pk if reserve else None, year, amount):
        row.wrong("reference", "This movement is in the ledger with other values.")
    writer.counts["same"] += 1


def fund_source(row: Row, writer: Writer) -> None:
    code, name = row.text("fund", required=True), row.text("fund_name", required=True)
    amount = row.money_or_none("amount")
    reserve = _reserve(row, writer.known, required=False)
    if amount is None:
        row.wrong("amount", "This cell is empty.", "Enter the amount.")
    total = row.money_or_none("fund_total")
    fund_values = {"name": name, **({"printed_total": total} if total is not None else {})}
    fund = writer.put(ChangeFund, {"code": code}, fund_values, row=row)
    if fund is None:
        return
    values = {
        "name": row.text("name", required=True),
        "kind": row.choice("kind", ChangeFundSource.Kind.values),
        "amount": amount,
        "available_from": row.day_or_none("available_from"),
        "reserve": reserve,
        "source": row.text("source"),
    }
    key = {"fund": fund, "code": row.text("code", required=True)}
    writer.put(ChangeFundSource, key, values, row=row)


def capital(row: Row, writer: Writer) -> None:
    """A grant in a year; or a grant whose award is known as a whole and not by year."""
    receipts, commitments = row.money_or_none("receipts"), row.money_or_none("commitments")
    awarded = row.money_or_none("awarded")
    by_year = receipts is not None or commitments is not None
    year = row.year_or_none("year", required=by_year or awarded is None)
    key = {"code": row.text("code", required=True)}
    values: dict[str, Any] = {
        "name": row.text("name", required=True),
        "source": row.text("source"),
    }
    if awarded is not None:
        values["awarded"] = awarded
    grant = writer.put(CapitalGrant, key, values, row=row)
    if grant is None or year is None:
        return
    money = {"receipts": receipts or Money.zero, "commitments": commitments or Money.zero}
    writer.put(CapitalGrantYear, {"grant": grant, "year": year}, money, row=row)


def printed(row: Row, writer: Writer) -> None:
    key = {name: row.text(name, required=True) for name in ("document", "place", "row", "column")}
    unit = row.text("unit") or "£"
    value = row.number_or_none("value")
    if value is None:
        row.wrong("value", "This cell is empty.", "Enter the printed value.")
        return
    values: dict[str, Any] = {"unit": unit, "qualifier": row.text("qualifier")}
    scale = {"£": 1, "£000": 1_000, "£m": 1_000_000}.get(unit)
    if scale is None:
        values |= {"number": value, "amount": None}
    else:
        values |= {"amount": Money.pounds(value * scale), "number": None}
    writer.put(PrintedFigure, key, values, row=row)
