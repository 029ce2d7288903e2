"""The schedules beside the plan as a page shows them: tax options, reserves, grants, funds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from townclerk.figures import url as figure_url
from townclerk.finance.core.business_rates import rates_kept
from townclerk.finance.models import (
    ChangeRequest,
    GrantStream,
    RiskAssessment,
    TaxAssumption,
)
from townclerk.finance.queries import change_fund as fund_queries
from townclerk.finance.queries import grants as grant_queries
from townclerk.finance.queries import reserves as reserve_queries
from townclerk.finance.queries.change_fund import Statement
from townclerk.finance.queries.facts import PlanFacts
from townclerk.finance.queries.grants import Settled
from townclerk.finance.queries.reserves import ReserveRow
from townclerk.finance.queries.tax import Worked
from townclerk.finance.web.cells import Cell, TableRow, cell
from townclerk.kernel.display import (
    date_display,
    money_display,
    number_display,
    percent_display,
    pounds_display,
)
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear


@dataclass(frozen=True)
class Option:
    """A tax option by year: the rise, what the model yields, what was printed, what is left."""

    code: str
    name: str
    labels: tuple[str, ...]
    rows: tuple[TableRow, ...]
    verdict: str
    is_balanced: bool
    warnings: tuple[str, ...]


def option(worked: Worked, unit: str) -> Option:
    result, code = worked.result, worked.record.code
    labels = tuple(FinancialYear(year.year).label for year in result.years)

    def row(label: str, amounts: Sequence[Money | None], key: str = "") -> TableRow:
        total = Money.total(amount for amount in amounts if amount is not None)
        links = [figure_url(key, code, year) if key else "" for year in labels]
        cells = [
            cell(amount, unit, link) if amount is not None else Cell("not printed", "")
            for amount, link in zip(amounts, links, strict=True)
        ]
        last = cell(total, unit, figure_url(key, code) if key else "")
        return TableRow(
            label, (*cells, last if any(a is not None for a in amounts) else Cell("", ""))
        )

    rises = TableRow(
        "Increase",
        (*(Cell(percent_display(year.rise.total, 2), "") for year in result.years), Cell("", "")),
    )
    room = TableRow(
        "Precept room left in the period",
        (*(_room(year.precept_room_period) for year in result.years), Cell("", "")),
    )
    rows = (
        rises,
        row("Yield by the model", [y.modelled for y in result.years], "finance.tax.yield"),
        row("Yield as printed", [y.printed for y in result.years]),
        row("Left of the year's gap", list(result.residual), "finance.tax.residual"),
        row("Left of it after carry", list(result.after_carry)),
        room,
    )
    return Option(
        code, result.name, labels, rows, result.verdict, result.is_balanced, result.warnings
    )


def assumption_table(held: TaxAssumption, unit: str) -> tuple[TableRow, ...]:
    """What every option rests on; a line that is not recorded is left out."""
    kept = None
    if held.rates_income is not None and held.rates_share is not None:
        kept = rates_kept(held.rates_income, held.appeals_provision or Money.zero, held.rates_share)
    lines: tuple[tuple[str, Money | str | None], ...] = (
        ("Council tax income of the year before", held.base),
        ("Growth of the base a year", _percent(held.base_growth)),
        ("Tax base, Band D equivalents", _number(held.tax_base)),
        ("Collection rate", _percent(held.collection_rate)),
        ("Cost of the reduction scheme", held.reduction_scheme_cost),
        ("Collection fund surplus", held.fund_surplus),
        ("Limit of the core increase a year", _percent(held.core_cap)),
        ("Limit of the social care precept a year", _percent(held.precept_cap)),
        ("Limit of the precept over the period", _percent(held.precept_cap_period)),
        ("Business rates income", held.rates_income),
        ("Provision for appeals", held.appeals_provision),
        ("Share of business rates kept", _percent(held.rates_share)),
        ("Business rates kept", kept),
        ("Pool or pilot", held.pool or None),
    )
    return tuple(
        TableRow(label, (cell(one, unit) if isinstance(one, Money) else Cell(one, ""),))
        for label, one in lines
        if one is not None
    )


def _percent(number: Decimal | None) -> str | None:
    return None if number is None else percent_display(number, 3)


def _number(number: Decimal | None) -> str | None:
    return None if number is None else number_display(number, 2)


def _room(points: object) -> Cell:
    return Cell("no limit recorded" if points is None else percent_display(points, 2), "")  # type: ignore[arg-type]


def residual_table(options: Sequence[Worked], unit: str) -> tuple[TableRow, ...]:
    """What each option leaves of the gap, by year and in total."""
    return tuple(
        TableRow(
            label=worked.result.name,
            cells=(
                *(
                    cell(
                        year.residual,
                        unit,
                        figure_url(
                            "finance.tax.residual",
                            worked.record.code,
                            FinancialYear(year.year).label,
                        ),
                    )
                    for year in worked.result.years
                ),
                cell(
                    Money.total(worked.result.residual),
                    unit,
                    figure_url("finance.tax.residual", worked.record.code),
                ),
            ),
        )
        for worked in options
    )


def reserve_table(rows: Sequence[ReserveRow], unit: str) -> tuple[TableRow, ...]:
    """Each reserve in each year; the closing balance opens its figure."""
    made = []
    for row in rows:
        for year in row.years:
            address = figure_url("finance.reserves.balance", row.reserve.code, year.label)
            made.append(
                TableRow(
                    f"{row.reserve.name}, {year.label}",
                    (
                        cell(year.opening, unit),
                        cell(year.added, unit),
                        cell(year.used, unit),
                        cell(year.closing, unit, address),
                    ),
                )
            )
    return tuple(made)


@dataclass(frozen=True)
class Ratio:
    """The general balance against the net budget, with both and the year of the budget."""

    display: str
    balance: str
    budget: str
    budget_year: str
    url: str


def ratio(rows: Sequence[ReserveRow], assessment: RiskAssessment | None) -> Ratio | None:
    general = reserve_queries.general(rows)
    if general is None or assessment is None or not assessment.net_budget:
        return None
    share = general.closing / assessment.net_budget * 100
    return Ratio(
        percent_display(share, 2),
        money_display(general.closing, "£m"),
        money_display(assessment.net_budget, "£m"),
        FinancialYear(assessment.net_budget_year).label,
        figure_url("finance.reserves.ratio"),
    )


def grant_table(settled: Sequence[Settled], unit: str) -> tuple[TableRow, ...]:
    return tuple(
        TableRow(
            f"{row.stream.name}, {FinancialYear(row.year).label}",
            (
                cell(row.assumed.amount, unit) if row.assumed else Cell("not assumed", ""),
                cell(row.firmest.amount, unit),
                Cell(row.firmest.get_stage_display(), ""),
                Cell(row.sentence, ""),
            ),
        )
        for row in settled
    )


def grant_schedule(plan: PlanFacts, unit: str) -> tuple[TableRow, ...]:
    """Each stream with who pays, what it asks, its end, its posts and what the plan assumes."""
    made = []
    for stream in GrantStream.objects.prefetch_related("amounts"):
        assumed = {row.year: row.amount for row in stream.amounts.all() if row.assumed}
        ends = date_display(stream.end_date) if stream.end_date else "no end set"
        told = (
            stream.department,
            f"{stream.get_type_display()}, {stream.get_state_display().lower()}",
            f"{ends}; needs a certificate" if stream.certified else ends,
            stream.conditions,
            stream.posts,
        )
        amounts = [
            cell(assumed[year], unit) if year in assumed else Cell("not assumed", "")
            for year in plan.years
        ]
        made.append(TableRow(stream.name, (*(Cell(text, "") for text in told), *amounts)))
    return tuple(made)


def without_grant_table(plan: PlanFacts, unit: str) -> tuple[TableRow, ...]:
    """What the gap widens by in each year if a stream stops from the plan's first year."""
    streams = GrantStream.objects.filter(amounts__assumed=True).distinct()
    made = []
    for stream in streams.prefetch_related("amounts"):
        widened = grant_queries.if_it_stops(stream, plan, from_year=plan.years[0])
        cells = [cell(amount, unit) for amount in widened.values()]
        made.append(TableRow(stream.name, (*cells, cell(Money.total(widened.values()), unit))))
    return tuple(made)


def left_behind(plan: PlanFacts) -> tuple[str, ...]:
    """A sentence for each stream that ends inside the plan while its cost goes on."""
    return tuple(
        f"{stream.name} ends; from {FinancialYear(year).label} the "
        f"{pounds_display(cost, '£')} a year it pays for goes on without it."
        for stream, year, cost in grant_queries.left_behind(plan)
    )


@dataclass(frozen=True)
class Fund:
    name: str
    sources: tuple[TableRow, ...]
    total: Cell
    promised: Cell
    headroom: Cell
    requests: tuple[TableRow, ...]
    unspent: tuple[TableRow, ...]


def fund(found: Statement, unit: str) -> Fund:
    code = found.fund.code
    sources = tuple(
        TableRow(source.name, (Cell(source.get_kind_display(), ""), cell(source.amount, unit)))
        for source in found.sources
    )
    requests = tuple(
        TableRow(
            str(asked),
            (Cell(_stands(asked), ""), Cell(_payback(asked), ""), cell(asked.amount, unit)),
        )
        for asked in found.requests
    )
    unspent = tuple(
        TableRow(
            str(asked),
            (
                Cell(date_display(asked.awarded_on) if asked.awarded_on else "", ""),
                cell(fund_queries.undrawn(asked), unit),
            ),
        )
        for asked in found.unspent
    )
    return Fund(
        found.fund.name,
        sources,
        cell(found.worked.total, unit, figure_url("finance.change_fund.total", code)),
        cell(found.worked.promised, unit),
        cell(found.worked.headroom, unit, figure_url("finance.change_fund.headroom", code)),
        requests,
        unspent,
    )


def request_table(asked: Iterable[ChangeRequest], unit: str) -> tuple[TableRow, ...]:
    """Requests with where each stands, when it pays back, and what is drawn of it."""
    return tuple(
        TableRow(
            str(one),
            (
                Cell(_stands(one), ""),
                Cell(_payback(one), ""),
                cell(one.amount, unit),
                cell(one.drawn or Money.zero, unit),
            ),
        )
        for one in asked
    )


def _stands(asked: ChangeRequest) -> str:
    """Where a request stands, and why when it was refused."""
    state = asked.get_state_display()
    return f"{state}: {asked.refusal}" if asked.refusal else state


def _payback(asked: ChangeRequest) -> str:
    years = fund_queries.payback_years(asked)
    if years is None:
        return "social return"
    size = number_display(years, 1)
    return f"{size} year" if size == "1.0" else f"{size} years"
