"""Figures of a budget round: what is not agreed or late, the requirement, and Band D."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from townclerk.figures import (
    Answer,
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
from townclerk.finance.models import BudgetRound, BudgetStep, BudgetSubmission
from townclerk.finance.queries import resolution as resolutions
from townclerk.finance.queries.budget_round import OUT
from townclerk.kernel.explained import Records, Step
from townclerk.kernel.years import FinancialYear
from townclerk.platform import clock, records
from townclerk.platform.access.areas import Area
from townclerk.platform.records import source_of

ROUND, BUDGET = "finance.round.", "finance.budget."
GRAIN = Grain(scopes=(COUNCIL,), periods=("financial-year",))


def periods() -> Mapping[str, Sequence[str]]:
    years = BudgetRound.objects.order_by("year").values_list("year", flat=True)
    return {COUNCIL: [FinancialYear(year).label for year in years]}


def round_of(question: Question) -> BudgetRound:
    year = question.period.financial_year if question.period else None
    if year is None:
        raise NotAnswerable("A budget is asked for a financial year, such as 2017/18.")
    wanted = records.as_known(BudgetRound, question.known_at, year=year.start_year)
    if not wanted:
        raise NotAnswerable(f"There is no budget round of {year.label}.")
    return wanted[0]


def _submissions(question: Question, late: bool) -> Answer:
    found, on = round_of(question), question.as_at or clock.today()
    every = records.as_known(BudgetSubmission, question.known_at, round_id=found.pk)
    due = _due(found, question) if late else None
    open_ones = [one for one in every if _counts(one, due, on, late=late)]
    what = "late" if late else "not agreed"
    step = Step(
        label=f"Submissions {what}, {found.label}",
        value=len(open_ones),
        how=f"{len(open_ones)} of {len(every)} submissions",
        records=Records(
            count=len(open_ones),
            kind="budget-submissions",
            label="submissions",
            keys=tuple(one.reference for one in open_ones),
            url=f"/r/budget-submissions/?round={found.code}",
        ),
        parts=tuple(
            Step(
                label=one.reference,
                value=one.get_state_display(),
                source=source_of(one),
                held_by="budget-holder",
            )
            for one in open_ones
        ),
        held_by="s151-officer",
    )
    return Answer(value=len(open_ones), step=step, as_at=on)


def _counts(one: BudgetSubmission, due: date | None, on: date, *, late: bool) -> bool:
    if late:
        return due is not None and on > due and one.state in OUT
    return one.state != BudgetSubmission.State.AGREED


def _due(found: BudgetRound, question: Question) -> date | None:
    steps = records.as_known(BudgetStep, question.known_at, round_id=found.pk, code="submissions")
    return steps[0].planned_on if steps else None


def unagreed(question: Question) -> Answer:
    return _submissions(question, late=False)


def late_ones(question: Question) -> Answer:
    return _submissions(question, late=True)


def _worked(question: Question) -> tuple[BudgetRound, resolutions.WorkedResolution]:
    found = round_of(question)
    return found, resolutions.worked(found, question.known_at)


def _status(found: BudgetRound) -> Status:
    return Status.PUBLISHED if found.is_fixed else Status.PROVISIONAL


def requirement(question: Question) -> Answer:
    """The council tax requirement with everything it was worked out from."""
    found, worked = _worked(question)
    if "requirement" not in worked.result or worked.step is None:
        raise NotAnswerable(" ".join(worked.missing) or "The requirement is not worked out yet.")
    amount = worked.result["requirement"]["amount"]
    parts = [
        Step(label=item.name, value=item.amount, unit="£", source=source_of(item),
             how="taken away" if item.is_deduction else "added")
        for item in worked.read.items
    ]  # fmt: skip
    step = Step(
        label=f"Council tax requirement {found.label}",
        value=amount,
        unit="£",
        how=worked.step.parts[0].parts[0].how if worked.step.parts[0].parts else "",
        rule=worked.step.parts[0].rule,
        records=Records(
            count=len(worked.read.lines),
            kind="submission-lines",
            label="lines of services",
            total=worked.read.spending + worked.read.income,
            url="/r/submission-lines/",
        ),
        parts=tuple(parts),
        held_by="s151-officer",
        notes=(worked.balance_words,),
    )
    return Answer(value=amount, step=step, status=_status(found), caveats=worked.missing)


def band_d(question: Question) -> Answer:
    """Band D for the council's own purposes, as proposed and amended."""
    found, worked = _worked(question)
    tax, amount = worked.read.tax, worked.read.band_d
    if tax is None or amount is None:
        raise NotAnswerable(f"No Band D is proposed for {found.label} yet.")
    step = Step(
        label=f"Band D for the council's own purposes, {found.label}",
        value=amount,
        unit="£",
        how=f"£{tax.band_d} as proposed"
        + "".join(f" + £{one.band_d_change} ({one.title})" for one in worked.read.amendments),
        source=source_of(tax),
        held_by="s151-officer",
        notes=(worked.balance_words,),
    )
    return Answer(value=amount, step=step, status=_status(found))


def _declare(
    key: str,
    compute: Callable[[Question], Answer],
    *,
    label: str,
    definition: str,
    unit: Unit,
    display: str,
    public: bool,
) -> None:
    figure(
        key=key,
        label=label,
        unit=unit,
        display=display,
        polarity=Polarity.NEUTRAL if public else Polarity.LOWER_IS_BETTER,
        grain=GRAIN,
        definition=definition,
        source="The records of the budget round.",
        owner_role="s151-officer",
        area=Area.FINANCIAL_PLANNING,
        public=public,
        whole=False,
        periods_by_scope=periods,
    )(compute)
    batch(key)(lambda asked: [compute(question) for _, question in asked])


_declare(
    f"{ROUND}unagreed_submissions",
    unagreed,
    label="Budget submissions not agreed",
    definition="Submissions of the round in any state but agreed.",
    unit=Unit.COUNT,
    display="count",
    public=False,
)
_declare(
    f"{ROUND}late_submissions",
    late_ones,
    label="Budget submissions late",
    definition="Submissions still with their budget holder after the day they were due.",
    unit=Unit.COUNT,
    display="count",
    public=False,
)
_declare(
    f"{BUDGET}requirement",
    requirement,
    label="Council tax requirement",
    definition="What sections 31A(2) and (3) of the Act leave to be raised by council tax.",
    unit=Unit.MONEY,
    display="£m 3 dp",
    public=True,
)
_declare(
    f"{BUDGET}band_d",
    band_d,
    label="Band D for the council's own purposes",
    definition="The Band D proposed, or set, with the changes of amendments that were carried.",
    unit=Unit.MONEY,
    display="£",
    public=True,
)
