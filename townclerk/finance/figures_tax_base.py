"""Figures of the tax base, and of the collection fund with each authority's share."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from townclerk.figures import (
    Answer,
    Choice,
    Grain,
    NotAnswerable,
    Polarity,
    Question,
    Status,
    Unit,
    batch,
    figure,
)
from townclerk.figures.declaration import COUNCIL
from townclerk.finance.models import (
    BaseLine,
    BudgetRound,
    FundEstimate,
    TaxBaseReport,
)
from townclerk.finance.models.tax_base import AUTHORITIES, WHOLE
from townclerk.finance.queries.tax_base import WorkedBase, WorkedFund, worked_base, worked_fund
from townclerk.kernel.display import pounds_display, sum_display
from townclerk.kernel.explained import Records, Step
from townclerk.kernel.provision import Provision
from townclerk.kernel.years import FinancialYear
from townclerk.platform import records
from townclerk.platform.access.areas import Area
from townclerk.platform.records import source_of

BASE, FUND = "finance.tax_base.", "finance.collection_fund."
ESTIMATE_RULE = Provision(
    "Local Authorities (Funds) (England) Regulations 1992 (SI 1992/2428)",
    "regulation 10 and Schedule 2, paragraph 2",
)
NAMES = dict(AUTHORITIES)


def areas() -> Sequence[Choice]:
    codes = BaseLine.objects.exclude(area=WHOLE).values_list("area", flat=True)
    return [Choice(code) for code in sorted(set(codes))]


def authorities() -> Sequence[Choice]:
    return [Choice(code, name) for code, name in NAMES.items()]


def periods_of_areas() -> Mapping[str, Sequence[str]]:
    found: dict[str, set[int]] = defaultdict(set)
    begun = TaxBaseReport.objects.values("round")
    rows = BaseLine.objects.filter(round__in=begun).values_list("area", "round__year").distinct()
    for area, year in rows:
        found[COUNCIL if area == WHOLE else area].add(year)
    return {
        area: [FinancialYear(year).label for year in sorted(years)] for area, years in found.items()
    }


def periods_of_fund() -> Mapping[str, Sequence[str]]:
    years = FundEstimate.objects.order_by("round__year").values_list("round__year", flat=True)
    labels = [FinancialYear(year).label for year in years]
    return dict.fromkeys([COUNCIL, *NAMES], labels) if labels else {}


Asked = Sequence[tuple[str, Question]]


def _each(
    asked: Asked, work: Callable[[BudgetRound, datetime | None], Any], answer: Callable[..., Answer]
) -> list[Answer]:
    """One reading of a round's records for each round and moment asked of."""
    rounds: dict[datetime | None, dict[int, BudgetRound]] = {}
    read: dict[tuple[datetime | None, int], Any] = {}
    found = []
    for key, question in asked:
        if question.as_at is not None:
            raise NotAnswerable("It is kept by year, not by day. Ask as it was known then.")
        year = question.period.financial_year if question.period else None
        if year is None:
            raise NotAnswerable("It is asked for a financial year, such as 2017/18.")
        then = question.known_at
        if then not in rounds:
            rounds[then] = {one.year: one for one in records.as_known(BudgetRound, then)}
        if year.start_year not in rounds[then]:
            raise NotAnswerable(f"There is no budget round of {year.label}.")
        place = (then, year.start_year)
        if place not in read:
            read[place] = work(rounds[then][year.start_year], then)
        found.append(answer(read[place], key.split(".")[-1], question.scope))
    return found


@batch(BASE)
def bases(asked: Asked) -> Sequence[Answer]:
    return _each(asked, worked_base, _base)


def _base(worked: WorkedBase, name: str, scope: str) -> Answer:
    code = WHOLE if scope == COUNCIL else scope
    area = next((one for one in worked.areas if one.code == code), None)
    if area is None or worked.report is None:
        raise NotAnswerable(" ".join(worked.missing) or "No tax base of this part is recorded.")
    adopted = worked.report.adopted if code == WHOLE else None
    value = area.found.value.adopted if adopted is None else adopted
    lines = {f"Band {line.band}": line for line in area.lines}
    parts = [
        replace(part, records=_record("tax-base-lines"), source=source_of(lines[part.label]))
        for part in area.found.step.parts
    ]
    step = replace(area.found.step, value=value, parts=tuple(parts), held_by="s151-officer")
    decided = worked.report.state in TaxBaseReport.DECIDED
    return Answer(value=value, step=step, status=_status(decided), as_at=worked.report.adopted_on)


@batch(FUND)
def funds(asked: Asked) -> Sequence[Answer]:
    return _each(asked, worked_fund, _fund)


def _fund(worked: WorkedFund, name: str, scope: str) -> Answer:
    estimate = worked.estimate
    if estimate is None:
        raise NotAnswerable("No estimate of the collection fund is begun for this year.")
    decided = estimate.state in FundEstimate.DECIDED
    status, day = _status(decided), estimate.estimated_on
    made = Step(
        label=f"Estimated balance, {worked.word}",
        value=estimate.balance,
        unit="£",
        how=sum_display(
            [
                pounds_display(amount, "£")
                for amount in (estimate.opening, estimate.credits, -estimate.debits)
            ],
            pounds_display(estimate.balance, "£"),
        ),
        rule=ESTIMATE_RULE,
        records=_record("collection-fund-estimates"),
        source=source_of(estimate),
        held_by="s151-officer",
    )
    if name == "balance":
        return Answer(value=estimate.balance, step=made, status=status, as_at=day)
    if worked.shares is None:
        raise NotAnswerable(" ".join(worked.missing))
    demand = next((one for one in worked.demands if one.authority == scope), None)
    if demand is None:
        raise NotAnswerable(f"No demand of {NAMES.get(scope, scope)} is recorded for the year.")
    top = worked.shares.step
    mine = next(part for part in top.parts if part.label == scope)
    asked = [
        Step(
            label=f"Demand of {one.name}",
            value=one.amount,
            unit="£",
            records=_record("collection-fund-demands"),
            source=source_of(one),
            held_by="s151-officer",
        )
        for one in worked.demands
    ]
    step = replace(
        mine,
        label=f"Share of {demand.name}",
        rule=top.rule,
        confidence=top.confidence,
        parts=(made, *asked),
        held_by="s151-officer",
    )
    return Answer(value=worked.shares.value[scope], step=step, status=status, as_at=day)


def _record(kind: str) -> Records:
    return Records(count=1, kind=kind, label="record")


def _status(decided: bool) -> Status:
    return Status.PUBLISHED if decided else Status.PROVISIONAL


def _declare(key: str, answers: Callable[[Asked], Sequence[Answer]], **declared: Any) -> None:
    figure(
        key=key,
        polarity=Polarity.NEUTRAL,
        owner_role="s151-officer",
        area=Area.FINANCIAL_PLANNING,
        public=True,
        whole=False,
        **declared,
    )(lambda question: answers([(key, question)])[0])


_declare(
    f"{BASE}equivalents",
    bases,
    label="Council tax base",
    unit=Unit.NUMBER,
    display="number 2 dp",
    grain=Grain(scopes=(COUNCIL, "tax-area"), periods=("financial-year",)),
    definition=(
        "Dwellings of every band less discounts and reductions, with premiums and changes, in "
        "Band D equivalents, times the collection rate; as adopted once it is."
    ),
    source="The dwellings by band recorded for the year; SI 2012/2914.",
    scopes=areas,
    periods_by_scope=periods_of_areas,
)
_declare(
    f"{FUND}balance",
    funds,
    label="Council tax balance of the collection fund",
    unit=Unit.MONEY,
    display="£",
    grain=Grain(scopes=(COUNCIL,), periods=("financial-year",)),
    definition=(
        "What the council tax account is estimated to have over (positive) or lack (negative) at "
        "the end of the year before the one named."
    ),
    source="The estimate of January; SI 1992/2428.",
    periods_by_scope=periods_of_fund,
)
_declare(
    f"{FUND}share",
    funds,
    label="Share of the collection fund balance",
    unit=Unit.MONEY,
    display="£",
    grain=Grain(scopes=("authority",), periods=("financial-year",)),
    definition="What of the estimated balance goes to an authority, or is asked of it.",
    source="The estimate and the demands on the fund; SI 1992/2428, regulation 11.",
    scopes=authorities,
    periods_by_scope=periods_of_fund,
)
