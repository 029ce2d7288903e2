"""What members are owed in allowances for a year: all of them, or one."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from townclerk.democracy.figures import OWNER
from townclerk.democracy.models import AllowanceLine
from townclerk.democracy.permissions import DEMOCRATIC
from townclerk.democracy.queries import allowances as queries
from townclerk.democracy.queries.allowances import Allowance, Entitled
from townclerk.figures import (
    COUNCIL,
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
from townclerk.kernel.explained import Records, Step
from townclerk.kernel.money import Money
from townclerk.kernel.reporting_period import PeriodKind
from townclerk.kernel.years import FinancialYear
from townclerk.platform import clock, records

KEY = "democracy.allowances.owed"
MEMBER = "member"
EXAMPLE = "It is worked out by a scheme that is an example; nobody is paid by it."


def scopes() -> Sequence[Choice]:
    """The whole council, and each member while a scheme is entered."""
    held = queries.read()
    if not held.schemes and not held.lines:
        return [Choice(COUNCIL)]
    members = sorted(held.members.values(), key=lambda one: (one.label, one.code))
    return [Choice(COUNCIL), *(Choice(one.code, one.label) for one in members)]


def periods() -> Mapping[str, Sequence[str]]:
    """The years in which each scope is owed anything."""
    held = queries.read()
    found: dict[str, list[str]] = {COUNCIL: []}
    for year in queries.years(held, clock.today()):
        owed = queries.of_year(held, year)
        if owed:
            found[COUNCIL].append(year.label)
        for one in owed:
            found.setdefault(one.member.code, []).append(year.label)
    return found


@batch(KEY)
def answer(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions from one reading for each moment, and one working out for each year."""
    known: dict[datetime | None, queries.Held] = {}
    worked: dict[tuple[datetime | None, FinancialYear], tuple[Entitled, ...]] = {}
    found = []
    for _, question in asked:
        year, moment = _year(question), question.known_at
        if moment not in known:
            known[moment] = queries.read(moment)
        if (moment, year) not in worked:
            worked[moment, year] = queries.of_year(known[moment], year)
        found.append(_answered(known[moment], worked[moment, year], question.scope, year))
    return found


def _year(question: Question) -> FinancialYear:
    if question.as_at is not None:
        raise NotAnswerable("Allowances are owed for a year, not as at a day. Leave the day out.")
    if question.period is None or question.period.kind is not PeriodKind.FINANCIAL_YEAR:
        raise NotAnswerable("Allowances are owed for a financial year. Say which, like 2024/25.")
    return FinancialYear.containing(question.period.period.start)


def _answered(
    held: queries.Held, owed: Sequence[Entitled], scope: str, year: FinancialYear
) -> Answer:
    chosen = [one for one in owed if scope in (COUNCIL, one.member.code)]
    if not chosen:
        raise NotAnswerable(f"No allowance is recorded for that in {year}.")
    statement = held.published(year)
    steps = tuple(_member(one) for one in chosen)
    if scope == COUNCIL:
        step = Step(
            label="Members' allowances",
            value=Money.total(one.total for one in chosen),
            unit="£",
            how=f"What {len(chosen)} members are owed for {year} by the scheme and their roles",
            parts=steps,
            held_by=OWNER,
        )
    else:
        step = steps[0]
    return Answer(
        value=step.value,
        step=step,
        as_at=statement.published_on if statement else clock.today(),
        status=Status.PUBLISHED if statement else Status.PROVISIONAL,
        caveats=(EXAMPLE,) if queries.from_example(held, chosen) else (),
    )


def _member(one: Entitled) -> Step:
    return Step(
        label=one.member.label,
        value=one.total,
        unit="£",
        how="Basic and other allowances together",
        parts=tuple(map(_allowance, one.allowances)),
        held_by=OWNER,
    )


def _allowance(one: Allowance) -> Step:
    line = isinstance(one.origin, AllowanceLine)
    register = "allowance-lines" if line else "allowance-rates"
    return Step(
        label=one.title,
        value=one.amount,
        unit="£",
        how=one.how,
        records=Records(
            count=1,
            kind=register,
            label="allowance" if line else "rate",
            keys=(one.title,),
            url=f"/r/{register}/{one.origin.pk}/",
        ),
        source=records.source_of(one.origin),
    )


@figure(
    key=KEY,
    label="Members' allowances owed",
    unit=Unit.MONEY,
    display="£ 2 dp",
    polarity=Polarity.NEUTRAL,
    grain=Grain(scopes=(COUNCIL, MEMBER), periods=("financial-year",)),
    definition=(
        "Basic, special responsibility and co-optees' allowances for the days each role was held, "
        "by the council's own scheme; as published once the year's statement is."
    ),
    source="The registers of schemes and rates of allowances, of memberships, and of statements.",
    owner_role=OWNER,
    area=DEMOCRATIC,
    public=True,
    whole=False,
    scopes=scopes,
    periods_by_scope=periods,
)
def owed(question: Question) -> Answer:
    return answer([(KEY, question)])[0]
