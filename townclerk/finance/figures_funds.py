"""Figures of the change fund and of capital grants."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

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
from townclerk.finance.models import (
    CapitalGrant,
    CapitalGrantYear,
    ChangeFund,
    ChangeFundSource,
    ChangeRequest,
)
from townclerk.finance.queries import capital
from townclerk.finance.queries import change_fund as funds
from townclerk.kernel.display import money_display
from townclerk.kernel.explained import Records, Step
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.access.areas import Area
from townclerk.platform.records import source_of

FUND, CAPITAL = "finance.change_fund.", "finance.capital_grants."


def fund_scopes() -> Sequence[Choice]:
    return [Choice(fund.code, fund.name) for fund in ChangeFund.objects.all()]


@batch(FUND)
def answer_funds(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions about funds from one reading of them all (one for each moment)."""
    read: dict[datetime | None, dict[str, funds.Statement]] = {}
    found = []
    for key, question in asked:
        known, day = question.known_at, question.as_at
        if known not in read:
            read[known] = {one.fund.code: one for one in funds.statements(known)}
        statement = read[known].get(question.scope)
        if statement is not None and day is not None:
            statement = funds.on_day(statement, day)
        answered = _fund_answer(statement, key.removeprefix(FUND), question.scope)
        found.append(replace(answered, as_at=day))
    return found


def _fund_answer(statement: funds.Statement | None, name: str, code: str) -> Answer:
    if statement is None:
        raise NotAnswerable(f"There is no fund {code}.")
    worked, is_headroom = statement.worked, name == "headroom"
    value = worked.headroom if is_headroom else worked.total
    sources = tuple(_source_step(source) for source in statement.sources)
    awards = tuple(
        _award_step(request, worked.awards[request.reference])
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


def _source_step(source: ChangeFundSource) -> Step:
    return Step(
        label=source.name,
        value=source.amount,
        unit="£",
        records=Records(
            count=1,
            kind="change-fund-sources",
            label="source of the fund",
            keys=(source.code,),
            url="/plan/change-fund/",
        ),
        source=source_of(source),
        notes=(source.source,),
    )


def _award_step(request: ChangeRequest, award: Money) -> Step:
    return Step(
        label=request.title,
        value=-award,
        unit="£",
        records=Records(
            count=1,
            kind="change-requests",
            label="request",
            keys=(request.reference,),
            url=f"/r/change-requests/{request.pk}/",
        ),
        source=source_of(request),
    )


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


def _periods(name: str) -> Callable[[], Mapping[str, Sequence[str]]]:
    """The years of each grant; of one award those only in which something of it is committed."""

    def periods() -> Mapping[str, Sequence[str]]:
        return {
            held.grant.code: [FinancialYear(row.year).label for row in held.years]
            for held in capital.grants()
            if name == "commitments" or held.is_known_by_year
        }

    return periods


@batch(CAPITAL)
def answer_capital(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions about capital grants from one reading of them (one for each moment)."""
    read: dict[datetime | None, dict[str, capital.Grant]] = {}
    found = []
    for key, question in asked:
        if question.as_at is not None:
            raise NotAnswerable(
                "Capital grants are kept by year, not by day. Ask with known_at for what was "
                "known at a moment."
            )
        known = question.known_at
        if known not in read:
            read[known] = {one.grant.code: one for one in capital.grants(known)}
        found.append(
            _capital_answer(read[known].get(question.scope), key.removeprefix(CAPITAL), question)
        )
    return found


def _capital_answer(held: capital.Grant | None, name: str, question: Question) -> Answer:
    if held is None:
        raise NotAnswerable(f"There is no capital grant {question.scope}.")
    grant, rows = held.grant, list(held.years)
    if question.period is not None:
        year = question.period.financial_year
        rows = [row for row in rows if year is not None and row.year == year.start_year]
    awarded = grant.awarded if question.period is None else None
    if not rows and awarded is None:
        raise NotAnswerable(f"{grant} has no such year.")
    if question.period is not None and name != "commitments" and not held.is_known_by_year:
        raise NotAnswerable(f"{grant} is known as one award and not by year. Ask for all years.")
    receipts = Money.total(row.receipts for row in rows) if awarded is None else awarded
    commitments = Money.total(row.commitments for row in rows)
    value = _part(name, receipts, commitments)
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
        parts=_capital_parts(name, grant, rows, awarded),
        held_by="s151-officer",
        notes=(grant.source,),
    )
    return Answer(value=value, step=step)


def _capital_parts(
    name: str, grant: CapitalGrant, rows: Sequence[CapitalGrantYear], awarded: Money | None
) -> tuple[Step, ...]:
    """The years; where the award is known as a whole, that and what the years commit of it."""
    held = Records(
        count=1,
        kind="capital-grants",
        label="year of the grant",
        keys=(grant.code,),
        url=f"/r/capital-grants/{grant.pk}/",
    )
    whole: tuple[Step, ...] = ()
    if awarded is not None and name != "commitments":
        whole = (
            Step(
                label="Whole award",
                value=awarded,
                unit="£",
                records=replace(held, label="grant"),
                source=source_of(grant),
            ),
        )
        if name == "receipts":
            return whole
    received = awarded is None
    return whole + tuple(
        Step(
            label=FinancialYear(row.year).label,
            value=_part(name, row.receipts if received else Money.zero, row.commitments),
            unit="£",
            records=held,
            source=source_of(row),
        )
        for row in rows
    )


def _part(name: str, receipts: Money, commitments: Money) -> Money:
    return {"receipts": receipts, "commitments": commitments}.get(name, receipts - commitments)


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
        periods_by_scope=_periods(_name),
    )(_capital(_name))


def _m(amount: Money) -> str:
    return money_display(amount, "£m")
