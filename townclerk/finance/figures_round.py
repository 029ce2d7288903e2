"""Figures of a budget round: what is not agreed or late, the requirement, and Band D."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

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
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import clock, records
from townclerk.platform.access.areas import Area
from townclerk.platform.records import Record, source_of

ROUND, BUDGET = "finance.round.", "finance.budget."
GRAIN = Grain(scopes=(COUNCIL,), periods=("financial-year",))


def periods() -> Mapping[str, Sequence[str]]:
    years = BudgetRound.objects.order_by("year").values_list("year", flat=True)
    return {COUNCIL: [FinancialYear(year).label for year in years]}


@dataclass(frozen=True)
class Held:
    """Every round with its submissions and the day they are due, as known at a moment."""

    rounds: dict[int, BudgetRound]
    submissions: dict[int, list[BudgetSubmission]]
    due: dict[int, date]


def read(known_at: datetime | None) -> Held:
    submissions: dict[int, list[BudgetSubmission]] = defaultdict(list)
    for one in records.as_known(BudgetSubmission, known_at):
        submissions[one.round_id].append(one)
    steps = records.as_known(BudgetStep, known_at, code="submissions")
    return Held(
        {found.year: found for found in records.as_known(BudgetRound, known_at)},
        submissions,
        {step.round_id: step.planned_on for step in steps},
    )


Asked = Sequence[tuple[str, Question]]


def round_in(held: Held, question: Question) -> BudgetRound:
    year = question.period.financial_year if question.period else None
    if year is None:
        raise NotAnswerable("A budget is asked for a financial year, such as 2017/18.")
    if year.start_year not in held.rounds:
        raise NotAnswerable(f"There is no budget round of {year.label}.")
    return held.rounds[year.start_year]


def by_moment(asked: Asked, answer: Callable[[Held, str, Question], Answer]) -> list[Answer]:
    """One reading of the rounds for each moment asked of."""
    held: dict[datetime | None, Held] = {}
    found = []
    for key, question in asked:
        if question.known_at not in held:
            held[question.known_at] = read(question.known_at)
        found.append(answer(held[question.known_at], key, question))
    return found


@batch(ROUND)
def submissions(asked: Asked) -> Sequence[Answer]:
    return by_moment(asked, _submissions)


def _submissions(held: Held, key: str, question: Question) -> Answer:
    late = key.endswith("late_submissions")
    if question.as_at is not None and not late:
        raise NotAnswerable("What is agreed is kept as it is known, not by day. Ask as known then.")
    found, on = round_in(held, question), question.as_at or clock.today()
    every, due = held.submissions[found.pk], held.due.get(found.pk) if late else None
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
                records=Records(count=1, kind="budget-submissions", label="submission"),
                source=source_of(one),
                held_by="budget-holder",
            )
            for one in open_ones
        ),
        held_by="s151-officer",
    )
    return Answer(value=len(open_ones), step=step, as_at=on if late else None)


def _counts(one: BudgetSubmission, due: date | None, on: date, *, late: bool) -> bool:
    if late:
        return due is not None and on > due and one.state in OUT
    return one.state != BudgetSubmission.State.AGREED


def _by_year(question: Question) -> None:
    if question.as_at is not None:
        raise NotAnswerable("A budget is kept by year, not by day. Ask as it was known then.")


def _status(found: BudgetRound) -> Status:
    return Status.PUBLISHED if found.is_fixed else Status.PROVISIONAL


@batch(f"{BUDGET}requirement")
def requirement(asked: Asked) -> Sequence[Answer]:
    """The council tax requirement with everything it was worked out from."""
    return by_moment(asked, _requirement)


def _requirement(held: Held, key: str, question: Question) -> Answer:
    _by_year(question)
    found = round_in(held, question)
    worked = resolutions.worked(found, question.known_at)
    if "requirement" not in worked.result or worked.step is None:
        raise NotAnswerable(" ".join(worked.missing) or "The requirement is not worked out yet.")
    amount, top = worked.result["requirement"]["amount"], worked.step.parts[0]
    step = Step(
        label=f"Council tax requirement {found.label}",
        value=amount,
        unit="£",
        how=top.parts[0].how if top.parts else "",
        rule=top.rule,
        parts=tuple(_parts(worked)),
        held_by="s151-officer",
        notes=(worked.balance_words,),
    )
    return Answer(value=amount, step=step, status=_status(found), caveats=worked.missing)


def _parts(worked: resolutions.WorkedResolution) -> Iterator[Step]:
    """Each line, item, precept and carried change, with where it came from."""
    held = worked.read
    for line in held.lines:
        yield _record(line, line.heading, line.amount, "submission-lines")
    for item in held.items:
        amount = -item.amount if item.is_deduction else item.amount
        yield _record(item, item.name, amount, "council-items")
    for area in held.parishes:
        if area.precept:
            yield _record(area, f"Precept of {area.name}", area.precept, "parish-areas")
    for amendment in held.amendments:
        yield _record(amendment, amendment.title, "carried", "budget-amendments")


def _record(record: Record, label: str, value: Money | str, kind: str) -> Step:
    return Step(
        label=label,
        value=value,
        unit="£" if isinstance(value, Money) else "",
        records=Records(count=1, kind=kind, label="record"),
        source=source_of(record),
        held_by="s151-officer",
    )


@batch(f"{BUDGET}band_d")
def band_d(asked: Asked) -> Sequence[Answer]:
    """Band D for the council's own purposes, as proposed and amended."""
    return by_moment(asked, _band_d)


def _band_d(held: Held, key: str, question: Question) -> Answer:
    _by_year(question)
    found = round_in(held, question)
    worked = resolutions.worked(found, question.known_at)
    tax, amount = worked.read.tax, worked.read.band_d
    if tax is None or amount is None:
        raise NotAnswerable(f"No Band D is proposed for {found.label} yet.")
    parts = [_record(tax, "As proposed", tax.band_d, "tax-settings")]
    parts += [
        _record(one, one.title, one.band_d_change, "budget-amendments")
        for one in worked.read.amendments
        if one.band_d_change
    ]
    step = Step(
        label=f"Band D for the council's own purposes, {found.label}",
        value=amount,
        unit="£",
        how=" + ".join(f"£{part.value}" for part in parts),
        parts=tuple(parts),
        held_by="s151-officer",
        notes=(worked.balance_words,),
    )
    return Answer(value=amount, step=step, status=_status(found))


def _declare(
    key: str,
    answers: Callable[[Asked], Sequence[Answer]],
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
    )(lambda question: answers([(key, question)])[0])


_declare(
    f"{ROUND}unagreed_submissions",
    submissions,
    label="Budget submissions not agreed",
    definition="Submissions of the round in any state but agreed.",
    unit=Unit.COUNT,
    display="count",
    public=False,
)
_declare(
    f"{ROUND}late_submissions",
    submissions,
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
