"""Figures of the reserves: the balance of each at a year's end, and the general balance's ratio."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

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
    batch,
    figure,
)
from townclerk.figures.declaration import COUNCIL
from townclerk.finance.core.reserves import Balance, balance_ratio
from townclerk.finance.models import Reserve, ReserveMovement, RiskAssessment
from townclerk.finance.queries import reserves as ledger
from townclerk.kernel.display import date_display, money_display
from townclerk.kernel.explained import Records, Step
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.access.areas import Area
from townclerk.platform.records import source_of

PREFIX = "finance.reserves."
Rows = tuple[ledger.ReserveRow, ...]


def scopes() -> Sequence[Choice]:
    return [Choice(row.code, row.name) for row in Reserve.objects.all()]


def periods() -> Mapping[str, Sequence[str]]:
    """The years of each reserve, and of all of them under the council."""
    years = {row.reserve.code: [year.label for year in row.years] for row in ledger.schedule()}
    council = sorted({label for labels in years.values() for label in labels})
    return {**years, COUNCIL: council}


def year_of(question: Question) -> int:
    year = question.period.financial_year if question.period else None
    if year is None:
        raise NotAnswerable("A balance is asked for a financial year, such as 2016/17.")
    return year.start_year


@batch(PREFIX)
def answer(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions from one reading of the ledger (one for each moment asked of)."""
    last = max(year_of(question) for _, question in asked)
    read: dict[tuple[datetime | None, date | None], Rows] = {}
    assessed: dict[datetime | None, tuple[RiskAssessment, ...]] = {}
    found = []
    for key, question in asked:
        known, year = question.known_at, year_of(question)
        # A day after the year's end takes nothing of the year away.
        day = question.as_at
        if day is not None and day >= FinancialYear(year).last:
            day = None
        if (known, day) not in read:
            read[known, day] = ledger.schedule(last=last, known_at=known, as_at=day)
        if key != f"{PREFIX}ratio":
            found.append(_balance(read[known, day], question.scope, year, day))
            continue
        if known not in assessed:
            assessed[known] = ledger.assessments(known)
        found.append(_ratio(read[known, day], assessed[known], year, day))
    return found


def _balance(rows: Rows, code: str, year: int, day: date | None) -> Answer:
    row = next((found for found in rows if found.reserve.code == code), None)
    found = row.in_year(year) if row else None
    if row is None or found is None:
        raise NotAnswerable(f"There is no balance of {code} in that year.")
    _require_open(row, day)
    return Answer(
        value=found.closing,
        step=_balance_step(row, found, day),
        as_at=day or FinancialYear(year).last,
        status=Status.PROVISIONAL,
        caveats=()
        if row.reserve.opening_known
        else ("No opening balance is known: nil is assumed.",),
    )


def _require_open(row: ledger.ReserveRow, day: date | None) -> None:
    if day is not None and day < row.reserve.opened_on:
        raise NotAnswerable(
            f"{row.reserve} opened on {date_display(row.reserve.opened_on)}; ask for a later day."
        )


def _balance_step(row: ledger.ReserveRow, year: Balance, day: date | None) -> Step:
    moved = [movement for movement in row.movements if movement.year == year.year]
    last = date_display(day or FinancialYear(year.year).last)
    return Step(
        label=f"{row.reserve.name} at {last}",
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
        parts=(_opening_step(row, year), *(_movement_step(movement) for movement in moved)),
        held_by=row.reserve.owner_role,
        notes=(row.reserve.source,),
    )


def _opening_step(row: ledger.ReserveRow, year: Balance) -> Step:
    """What the reserve opened the year with, down to its first balance and what moved since."""
    earlier = tuple(
        _movement_step(movement) for movement in row.movements if movement.year < year.year
    )
    reserve = row.reserve
    first = Step(
        label=f"Opening balance on {date_display(reserve.opened_on)}",
        value=reserve.opening,
        unit="£",
        records=Records(
            count=1,
            kind="reserves",
            label="reserve",
            keys=(reserve.code,),
            url=f"/r/reserves/{reserve.pk}/",
        ),
        source=source_of(reserve),
    )
    if not earlier:
        return first
    return Step(label="Brought forward", value=year.opening, unit="£", parts=(first, *earlier))


def _movement_step(movement: ReserveMovement) -> Step:
    return Step(
        label=movement.reason or movement.reference,
        value=movement.amount,
        unit="£",
        notes=(f"Decision {movement.decision}.", movement.source),
        records=Records(
            count=1,
            kind="reserve-movements",
            label="movement",
            keys=(movement.reference,),
            url=f"/r/reserve-movements/{movement.pk}/",
        ),
        source=source_of(movement),
    )


def _ratio(rows: Rows, assessed: tuple[RiskAssessment, ...], year: int, day: date | None) -> Answer:
    row = ledger.general(rows)
    assessment = ledger.assessment_for(year, assessed)
    found = row.in_year(year) if row else None
    if row is None or found is None or assessment is None:
        raise NotAnswerable("There is no general balance with a net budget to compare it with.")
    _require_open(row, day)
    explained = balance_ratio(found.closing, assessment.net_budget, assessment.net_budget_year)
    label = FinancialYear(assessment.net_budget_year).label
    last = day or FinancialYear(year).last
    net_budget = Step(
        label=f"Net budget {label}",
        value=assessment.net_budget,
        unit="£",
        records=Records(
            count=1,
            kind="risk-assessments",
            label="assessment",
            keys=(str(assessment.year),),
        ),
        source=source_of(assessment),
    )
    step = explained.step.with_parts(
        _balance_step(row, found, day), net_budget, *explained.step.parts
    )
    return Answer(
        value=explained.value.percent,
        step=step,
        as_at=last,
        numerator=Part(found.closing, row.reserve.name, last),
        denominator=Part(assessment.net_budget, f"Net budget {label}"),
    )


@figure(
    key=f"{PREFIX}balance",
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
    scopes=scopes,
    periods_by_scope=periods,
)
def balance(question: Question) -> Answer:
    return answer([(f"{PREFIX}balance", question)])[0]


@figure(
    key=f"{PREFIX}ratio",
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
    periods_by_scope=periods,
)
def ratio(question: Question) -> Answer:
    return answer([(f"{PREFIX}ratio", question)])[0]


def _m(amount: Money) -> str:
    return money_display(amount, "£m")
