"""Figures of reserves, the change fund and capital grants."""

from collections.abc import Callable, Sequence

from townclerk.figures import (
    Answer,
    Choice,
    Grain,
    NotAnswerable,
    Part,
    Polarity,
    Question,
    Status,
    Unit,
    figure,
)
from townclerk.finance.core.reserves import balance_ratio
from townclerk.finance.models import CapitalGrant, ChangeFund, Reserve
from townclerk.finance.queries import change_fund as funds
from townclerk.finance.queries import reserves as ledger
from townclerk.kernel.display import money_display
from townclerk.kernel.explained import Records, Step
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.access.areas import Area


def reserve_scopes() -> Sequence[Choice]:
    return [Choice(row.code, row.name) for row in Reserve.objects.all()]


def reserve_periods(scope: str) -> Sequence[str]:
    rows = [row for row in ledger.schedule() if row.reserve.code == scope or scope == "council"]
    labels = {year.label for row in rows for year in row.years}
    return sorted(labels)


def _year(question: Question) -> int:
    year = question.period.financial_year if question.period else None
    if year is None:
        raise NotAnswerable("A balance is asked for a financial year, such as 2016/17.")
    return year.start_year


@figure(
    key="finance.reserves.balance",
    label="Balance of a reserve at the year's end",
    unit=Unit.MONEY,
    display="£m 3 dp",
    polarity=Polarity.HIGHER_IS_BETTER,
    grain=Grain(scopes=("reserve",), periods=("financial-year",)),
    definition="Opening balance with the year's contributions and uses, planned and made.",
    source="The reserves ledger.",
    owner_role="s151-officer",
    area=Area.FINANCIAL_RUNNING,
    public=True,
    whole=False,
    scopes=reserve_scopes,
    periods=reserve_periods,
)
def reserve_balance(question: Question) -> Answer:
    year = _year(question)
    rows = ledger.schedule(last=year, known_at=question.known_at)
    row = next((found for found in rows if found.reserve.code == question.scope), None)
    found = row.in_year(year) if row else None
    if row is None or found is None:
        raise NotAnswerable(f"There is no balance of {question.scope} in that year.")
    step = _balance_step(row, found)
    caveats = () if row.reserve.opening_known else ("No opening balance is known: nil is assumed.",)
    return Answer(
        value=found.closing,
        step=step,
        as_at=FinancialYear(year).last,
        status=Status.PROVISIONAL,
        caveats=caveats,
    )


def _balance_step(row: ledger.ReserveRow, year: ledger.YearOfReserve) -> Step:
    moved = [movement for movement in row.movements if movement.year == year.year]
    return Step(
        label=f"{row.reserve.name} at 31 March {year.year + 1}",
        value=year.closing,
        unit="£",
        how=f"{_m(year.opening)} opening + {_m(year.added)} in {_m(year.used)} out "
        f"= {_m(year.closing)} (£m)",
        records=Records(
            count=len(moved),
            kind="reserve-movements",
            label="movements of the year",
            total=year.added + year.used,
            keys=tuple(movement.reference for movement in moved),
            url=f"/r/reserve-movements/?reserve={row.reserve.code}",
        ),
        parts=tuple(
            Step(
                label=movement.reason or movement.reference,
                value=movement.amount,
                unit="£",
                notes=(f"Decision {movement.decision}.", movement.source),
            )
            for movement in moved
        ),
        held_by=row.reserve.owner_role,
        notes=(row.reserve.source,),
    )


@figure(
    key="finance.reserves.ratio",
    label="General balance as a share of net budget",
    unit=Unit.PERCENT,
    display="% 2 dp",
    polarity=Polarity.HIGHER_IS_BETTER,
    grain=Grain(scopes=("council",), periods=("financial-year",)),
    definition="The general balance at the year's end over the net budget of a named year.",
    source="The reserves ledger and the balances risk assessment.",
    owner_role="s151-officer",
    area=Area.FINANCIAL_PLANNING,
    public=True,
    whole=False,
    periods=reserve_periods,
)
def reserve_ratio(question: Question) -> Answer:
    year = _year(question)
    row = ledger.general(ledger.schedule(last=year, known_at=question.known_at))
    assessment = ledger.assessment_for(year)
    found = row.in_year(year) if row else None
    if row is None or found is None or assessment is None:
        raise NotAnswerable("There is no general balance with a net budget to compare it with.")
    explained = balance_ratio(found.closing, assessment.net_budget, assessment.net_budget_year)
    label = FinancialYear(assessment.net_budget_year).label
    step = explained.step.with_parts(_balance_step(row, found), *explained.step.parts)
    return Answer(
        value=explained.value.percent,
        step=step,
        as_at=FinancialYear(year).last,
        numerator=Part(found.closing, row.reserve.name, FinancialYear(year).last),
        denominator=Part(assessment.net_budget, f"Net budget {label}"),
    )


def fund_scopes() -> Sequence[Choice]:
    return [Choice(fund.code, fund.name) for fund in ChangeFund.objects.all()]


def _fund(name: str) -> Callable[[Question], Answer]:
    def compute(question: Question) -> Answer:
        statement = next((s for s in funds.statements() if s.fund.code == question.scope), None)
        if statement is None:
            raise NotAnswerable(f"There is no fund {question.scope}.")
        value = statement.total if name == "total" else statement.headroom
        sources = tuple(
            Step(label=source.name, value=source.amount, unit="£", notes=(source.source,))
            for source in statement.sources
        )
        awards = tuple(
            Step(label=request.title, value=-funds.held(request), unit="£")
            for request in statement.requests
            if name == "headroom" and funds.held(request)
        )
        step = Step(
            label=statement.fund.name,
            value=value,
            unit="£",
            how=f"{_m(statement.total)} sources"
            + (f" − {_m(statement.promised)} awarded" if name == "headroom" else "")
            + f" = {_m(value)} (£m)",
            parts=(*sources, *awards),
            held_by="s151-officer",
        )
        return Answer(value=value, step=step)

    return compute


for _name, _label in (("total", "Change fund"), ("headroom", "Headroom of the change fund")):
    figure(
        key=f"finance.change_fund.{_name}",
        label=_label,
        unit=Unit.MONEY,
        display="£m 3 dp",
        polarity=Polarity.NEUTRAL,
        grain=Grain(scopes=("fund",)),
        definition=f"{_label}: the sources of the fund"
        + (" less what is awarded." if _name == "headroom" else "."),
        source="The change fund's register.",
        owner_role="s151-officer",
        area=Area.FINANCIAL_PLANNING,
        public=True,
        scopes=fund_scopes,
    )(_fund(_name))


def capital_scopes() -> Sequence[Choice]:
    return [Choice(grant.code, grant.name) for grant in CapitalGrant.objects.all()]


def capital_periods(scope: str) -> Sequence[str]:
    years = CapitalGrant.objects.filter(code=scope).values_list("by_year__year", flat=True)
    return [FinancialYear(year).label for year in sorted(year for year in years if year)]


def _capital(name: str) -> Callable[[Question], Answer]:
    def compute(question: Question) -> Answer:
        grant = CapitalGrant.objects.prefetch_related("by_year").get(code=question.scope)
        rows = sorted(grant.by_year.all(), key=lambda row: row.year)
        if question.period is not None:
            rows = [row for row in rows if row.year == _year(question)]
        if not rows:
            raise NotAnswerable(f"{grant} has no such year.")
        receipts = Money.total(row.receipts for row in rows)
        commitments = Money.total(row.commitments for row in rows)
        value = {"receipts": receipts, "commitments": commitments}.get(name, receipts - commitments)
        step = Step(
            label=grant.name,
            value=value,
            unit="£",
            how=f"{_m(receipts)} receipts − {_m(commitments)} commitments = "
            f"{_m(receipts - commitments)} (£m)",
            records=Records(
                count=len(rows),
                kind="capital-grants",
                label="years of the grant",
                keys=(grant.code,),
                url=f"/r/capital-grants/{grant.pk}/",
            ),
            held_by="s151-officer",
            notes=(grant.source,),
        )
        return Answer(value=value, step=step)

    return compute


for _name, _label in (
    ("receipts", "Expected receipts of a capital grant"),
    ("commitments", "Commitments against a capital grant"),
    ("balance", "Capital grant left for new starts"),
):
    figure(
        key=f"finance.capital_grants.{_name}",
        label=_label,
        unit=Unit.MONEY,
        display="£m 3 dp",
        polarity=Polarity.NEUTRAL,
        grain=Grain(scopes=("capital-grant",), periods=("financial-year",)),
        definition=f"{_label}, by year and over the plan.",
        source="The capital grants register.",
        owner_role="s151-officer",
        area=Area.FINANCIAL_PLANNING,
        public=True,
        additive=True,
        scopes=capital_scopes,
        periods=capital_periods,
    )(_capital(_name))


def _m(amount: Money) -> str:
    return money_display(amount, "£m")
