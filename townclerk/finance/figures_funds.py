"""Figures of the change fund and of capital grants."""

from collections.abc import Callable, Mapping, Sequence

from townclerk.figures import (
    Answer,
    Choice,
    Grain,
    NotAnswerable,
    Polarity,
    Question,
    Unit,
    batch,
    figure,
)
from townclerk.finance.models import CapitalGrant, ChangeFund
from townclerk.finance.queries import change_fund as funds
from townclerk.kernel.display import money_display
from townclerk.kernel.explained import Records, Step
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.access.areas import Area

FUND, CAPITAL = "finance.change_fund.", "finance.capital_grants."


def fund_scopes() -> Sequence[Choice]:
    return [Choice(fund.code, fund.name) for fund in ChangeFund.objects.all()]


@batch(FUND)
def answer_funds(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions about funds from one reading of them all."""
    by_code = {statement.fund.code: statement for statement in funds.statements()}
    return [
        _fund_answer(by_code.get(question.scope), key.removeprefix(FUND), question.scope)
        for key, question in asked
    ]


def _fund_answer(statement: funds.Statement | None, name: str, code: str) -> Answer:
    if statement is None:
        raise NotAnswerable(f"There is no fund {code}.")
    worked, is_headroom = statement.worked, name == "headroom"
    value = worked.headroom if is_headroom else worked.total
    sources = tuple(
        Step(label=source.name, value=source.amount, unit="£", notes=(source.source,))
        for source in statement.sources
    )
    awards = tuple(
        Step(label=request.title, value=-worked.awards[request.reference], unit="£")
        for request in statement.requests
        if is_headroom and request.reference in worked.awards
    )
    step = Step(
        label=statement.fund.name,
        value=value,
        unit="£",
        how=f"{_m(worked.total)} sources"
        + (f" − {_m(worked.promised)} awarded" if is_headroom else "")
        + f" = {_m(value)} (£m)",
        parts=(*sources, *awards),
        held_by="s151-officer",
    )
    return Answer(value=value, step=step)


def _fund(name: str) -> Callable[[Question], Answer]:
    def compute(question: Question) -> Answer:
        return answer_funds([(FUND + name, question)])[0]

    return compute


for _name, _label in (("total", "Change fund"), ("headroom", "Headroom of the change fund")):
    figure(
        key=FUND + _name,
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


def capital_periods() -> Mapping[str, Sequence[str]]:
    return {
        grant.code: [
            FinancialYear(row.year).label
            for row in sorted(grant.by_year.all(), key=lambda row: row.year)
        ]
        for grant in CapitalGrant.objects.prefetch_related("by_year")
    }


@batch(CAPITAL)
def answer_capital(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions about capital grants from one reading of them all."""
    grants = CapitalGrant.objects.prefetch_related("by_year")
    by_code = {grant.code: grant for grant in grants}
    return [
        _capital_answer(by_code.get(question.scope), key.removeprefix(CAPITAL), question)
        for key, question in asked
    ]


def _capital_answer(grant: CapitalGrant | None, name: str, question: Question) -> Answer:
    if grant is None:
        raise NotAnswerable(f"There is no capital grant {question.scope}.")
    rows = sorted(grant.by_year.all(), key=lambda row: row.year)
    if question.period is not None:
        year = question.period.financial_year
        rows = [row for row in rows if year is not None and row.year == year.start_year]
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


def _capital(name: str) -> Callable[[Question], Answer]:
    def compute(question: Question) -> Answer:
        return answer_capital([(CAPITAL + name, question)])[0]

    return compute


for _name, _label in (
    ("receipts", "Expected receipts of a capital grant"),
    ("commitments", "Commitments against a capital grant"),
    ("balance", "Capital grant left for new starts"),
):
    figure(
        key=CAPITAL + _name,
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
        periods_by_scope=capital_periods,
    )(_capital(_name))


def _m(amount: Money) -> str:
    return money_display(amount, "£m")
