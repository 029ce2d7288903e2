"""The pages of capital: the programme with its strategies, one scheme, and the pots of grant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from townclerk.figures import url as figure_url
from townclerk.finance import permissions
from townclerk.finance.core.capital import (
    SOURCE_WORDS,
    ByYear,
    Pot,
    Programme,
    Source,
    Stack,
    Year,
    sum_said,
    year_label,
)
from townclerk.finance.documents_capital import approval_of
from townclerk.finance.models import CapitalGrant, CapitalScheme, FinancialStrategy, SchemeFunding
from townclerk.finance.permissions import PLANNING
from townclerk.finance.queries import capital_programme as queries
from townclerk.finance.queries.budget_round import current_round
from townclerk.finance.queries.capital import Grant
from townclerk.finance.queries.capital_programme import Expected, SchemeFacts
from townclerk.finance.web import reading
from townclerk.finance.web.cells import Cell, TableRow, cell
from townclerk.kernel.display import date_display
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import actor, needs

COLOURS = {
    "pipeline": "grey",
    "feasibility": "grey",
    "business-case": "blue",
    "approved": "turquoise",
    "in-delivery": "turquoise",
    "variation": "yellow",
    "complete": "green",
    "closed": "green",
    "withdrawn": "grey",
}
ALL = "All years"


@dataclass(frozen=True)
class Waiting:
    """A scheme that is not in the programme yet, and what stands in its way."""

    code: str
    name: str
    stage: str
    colour: str
    cost: str
    funding: str
    faults: tuple[str, ...]


@needs(Verb.READ, PLANNING)
def programme(request: HttpRequest) -> HttpResponse:
    """What is approved by year and source, what waits for approval, and the year's strategies."""
    reading.whole_plan(request)
    unit = reading.unit_of(request)
    every = queries.schemes()
    held = [one for one in every if one.scheme.stage in CapitalScheme.PROGRAMME]
    waiting = [
        one
        for one in every
        if one.scheme.stage not in (*CapitalScheme.PROGRAMME, CapitalScheme.Stage.WITHDRAWN)
    ]
    found = queries.programme(held).value
    year = _strategy_year(clock.today())
    content = {
        "unit": unit,
        "found": found,
        "columns": [year_label(one) for one in found.years],
        "costs": _cost_rows(held, found, unit),
        "funding": _funding_rows(found, unit),
        "borrowing": sum_said(found.borrowing),
        "borrowing_url": _borrowing_url(found),
        "total": sum_said(found.total),
        "count": len(held),
        "is_funded": found.is_funded,
        "waiting": [_waiting(one) for one in waiting],
        "year": FinancialYear(year).label,
        "strategies": strategy_rows(queries.strategies(year)),
        "may_add": permissions.can(actor(request), Verb.CONTRIBUTE, moment=clock.now()),
    }
    return render(request, "finance/capital.html", content)


def _strategy_year(today: date) -> int:
    """The year of the budget in hand; this year where none is."""
    found = current_round()
    return found.year if found is not None else FinancialYear.containing(today).start_year


def _borrowing_url(found: Programme) -> str:
    held = Source.BORROWING in found.funding
    return figure_url("finance.capital.funding", Source.BORROWING) if held else ""


def _cost_rows(held: Sequence[SchemeFacts], found: Programme, unit: str) -> list[TableRow]:
    """One row a scheme with its page, and the programme's total last."""
    key = "finance.capital.cost"
    rows = [
        TableRow(
            one.scheme.name,
            (
                *(
                    _amount(one.amounts.costs.get(year), unit, key, one.scheme.code, year)
                    for year in found.years
                ),
                cell(one.stack.value.cost, unit, figure_url(key, one.scheme.code)),
            ),
            url=f"/plan/capital/{one.scheme.code}/",
        )
        for one in held
    ]
    total = [_amount(found.cost.get(year), unit, key, None, year) for year in found.years]
    last = cell(found.total, unit, figure_url(key))
    return [*rows, TableRow("All schemes", (*total, last), is_total=True)]


def _amount(amount: Money | None, unit: str, key: str, scope: str | None, year: Year) -> Cell:
    """A cell that opens its figure; one in no year is no figure of its own."""
    if amount is None:
        return Cell("–", "")
    address = "" if year is None else figure_url(key, scope, FinancialYear(year).label)
    return cell(amount, unit, address)


def _funding_rows(found: Programme, unit: str) -> list[TableRow]:
    """What pays, by source and year; then what has no funding, where there is any."""
    key = "finance.capital.funding"
    rows = [
        TableRow(
            SOURCE_WORDS[source],
            (
                *(_amount(by_year.get(year), unit, key, source, year) for year in found.years),
                cell(found.source(source), unit, figure_url(key, source)),
            ),
        )
        for source, by_year in found.funding.items()
    ]
    paid = [_amount(found.funded(year), unit, key, None, year) for year in found.years]
    whole = found.total - found.unfunded
    rows.append(TableRow("All funding", (*paid, cell(whole, unit, figure_url(key))), is_total=True))
    if not found.is_funded:
        short = [cell(found.short(year), unit) for year in found.years]
        rows.append(TableRow("Cost without funding", (*short, cell(found.unfunded, unit))))
    return rows


def _waiting(one: SchemeFacts) -> Waiting:
    stack = one.stack.value
    return Waiting(
        code=one.scheme.code,
        name=one.scheme.name,
        stage=one.scheme.get_stage_display(),
        colour=COLOURS[one.scheme.stage],
        cost=_said(stack.cost, bool(one.costs)),
        funding=_said(stack.funding, bool(one.funding)),
        faults=stack.faults,
    )


def _said(amount: Money, is_recorded: bool) -> str:
    return sum_said(amount) if is_recorded else "not recorded"


@dataclass(frozen=True)
class StrategyRow:
    """One strategy of a year; or one that is expected and not recorded."""

    title: str
    name: str
    address: str
    state: str
    colour: str
    approved: str
    why: str


def strategy_rows(found: Iterable[Expected]) -> list[StrategyRow]:
    rows = []
    for kind in found:
        why = f"Expected by {kind.provision}" if kind.provision else ""
        if kind.unconfirmed:
            why += " (unconfirmed: check it before relying on it)"
        if not kind.found:
            rows.append(StrategyRow(kind.title, "", "", "Missing", "red", "", why))
        rows += [
            StrategyRow(
                kind.title,
                one.name,
                f"/r/financial-strategies/{one.pk}/",
                one.get_state_display(),
                "green" if one.state == FinancialStrategy.State.APPROVED else "blue",
                approval_of(one),
                why,
            )
            for one in kind.found
        ]
    return rows


@needs(Verb.READ, PLANNING)
def scheme(request: HttpRequest, code: str) -> HttpResponse:
    """One scheme: what it is for, its cost and funding year by year, and what is missing."""
    found = get_object_or_404(CapitalScheme.objects.select_related("unit"), code=code)
    unit = found.unit.code if found.unit is not None else None
    request.reader.require(Verb.READ, PLANNING, unit=unit)  # type: ignore[attr-defined]
    facts = queries.SchemeFacts(
        scheme=found,
        costs=tuple(found.costs.all()),
        funding=tuple(found.funding.select_related("grant", "reserve")),
    )
    stack, money = facts.stack.value, reading.unit_of(request)
    moment = clock.now()
    content = {
        "found": found,
        "colour": COLOURS[found.stage],
        "stack": stack,
        "unit": money,
        "columns": [year.label for year in stack.years],
        "rows": _stack_rows(facts, stack, money),
        "facts": _facts(found),
        "is_open": found.stage in CapitalScheme.OPEN,
        "may_change": permissions.can(actor(request), Verb.CONTRIBUTE, moment=moment, unit=unit),
        "reads_whole": reading.reads_drafts(request.reader),  # type: ignore[attr-defined]
    }
    return render(request, "finance/capital_scheme.html", content)


def _facts(found: CapitalScheme) -> list[tuple[str, str]]:
    told = (
        ("What it is for", found.objective),
        ("What is built or bought", found.asset),
        ("Start", date_display(found.start) if found.start else ""),
        ("Finish", date_display(found.finish) if found.finish else ""),
        ("Effect on revenue", found.revenue_note),
        ("Approved by", _approval(found)),
        ("Source", found.source),
    )
    return [(label, text or "Not given") for label, text in told]


def _approval(found: CapitalScheme) -> str:
    """The decision that approved it; one that is named beforehand has approved nothing yet."""
    if found.approved_on is not None:
        return f"{found.decision}, {date_display(found.approved_on)}"
    return f"{found.decision}, not approved yet" if found.decision else ""


def _stack_rows(facts: SchemeFacts, stack: Stack, unit: str) -> list[TableRow]:
    """Cost, then each funder, then what is short, by year."""
    years = [year.year for year in stack.years]
    rows = [_row("Cost", facts.amounts.costs, years, unit, is_total=True)]
    paid: dict[tuple[str, str], dict[Year, Money]] = {}
    for one in facts.funding:
        paid.setdefault((one.funder, _pays(one)), {})[one.year] = one.amount
    rows += [
        _row(f"{funder} ({kind})", amounts, years, unit) for (funder, kind), amounts in paid.items()
    ]
    short = {year.year: year.short for year in stack.years}
    return [*rows, _row("Cost without funding", short, years, unit, is_total=True)]


def _pays(one: SchemeFunding) -> str:
    kind = SOURCE_WORDS[Source(one.kind)].lower()
    held = one.grant or one.reserve
    return kind if held is None else f"{kind}: {held}"


def _row(
    label: str,
    amounts: ByYear,
    years: Sequence[Year],
    unit: str,
    *,
    is_total: bool = False,
) -> TableRow:
    cells = [cell(amounts[year], unit) if year in amounts else Cell("–", "") for year in years]
    last = cell(Money.total(amounts.values()), unit)
    return TableRow(label, (*cells, last), is_total=is_total)


@dataclass(frozen=True)
class PotTable:
    """One pot of grant by year: what it brings, what is committed, called on, and left."""

    name: str
    labels: tuple[str, ...]
    rows: tuple[TableRow, ...]
    warnings: tuple[str, ...]


@needs(Verb.READ, PLANNING)
def grants(request: HttpRequest) -> HttpResponse:
    """Capital grants: expected receipts, commitments, what schemes call on, what is left."""
    reading.whole_plan(request)
    found = CapitalGrant.objects.prefetch_related("by_year").order_by("name", "code")
    unit, pots = reading.unit_of(request), queries.pots()
    tables = [pot_table(grant, pots[grant.pk].value, unit) for grant in found]
    return render(request, "finance/capital_grants.html", {"tables": tables, "unit": unit})


def pot_table(grant: CapitalGrant, pot: Pot, unit: str) -> PotTable:
    years = sorted(grant.by_year.all(), key=lambda row: row.year)
    labels = tuple(FinancialYear(row.year).label for row in years)
    by_year = Grant(grant, tuple(years)).is_known_by_year
    parts = (
        ("Expected receipts", "receipts", [row.receipts for row in years], pot.size),
        ("Current commitments", "commitments", [row.commitments for row in years], pot.commitments),
        (
            "Available for new starts",
            "balance",
            [row.receipts - row.commitments for row in years],
            pot.size - pot.commitments,
        ),
    )
    rows = []
    for label, name, amounts, total in parts:
        key = f"finance.capital_grants.{name}"
        cells = [
            cell(amount, unit, figure_url(key, grant.code, year))
            if by_year or name == "commitments"
            else Cell("–", "")
            for amount, year in zip(amounts, labels, strict=True)
        ]
        last = cell(total, unit, figure_url(key, grant.code))
        rows.append(TableRow(label, (*cells, last), is_total=name == "balance"))
    if pot.called:
        blank = [Cell("", "")] * len(labels)
        left = cell(pot.left, unit, figure_url("finance.capital.pot_left", grant.code))
        rows.append(TableRow("Called on by schemes", (*blank, cell(pot.called, unit))))
        rows.append(TableRow("Left for other schemes", (*blank, left), is_total=True))
    return PotTable(grant.name, labels, tuple(rows), tuple(_warnings(grant, pot)))


def _warnings(grant: CapitalGrant, pot: Pot) -> Iterable[str]:
    yield from pot.faults(grant.name)
    for year, short in pot.early:
        yield (
            f"By the end of {FinancialYear(year).label} schemes call on {sum_said(short)} more of "
            f"{grant} than is expected by then."
        )
