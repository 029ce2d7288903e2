"""Figures of savings in delivery: targets, what came, what finance found, what is short."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from townclerk.change.core.delivery import Position
from townclerk.change.models import Saving
from townclerk.change.permissions_programme import RUNNING
from townclerk.change.queries import delivery as queries
from townclerk.figures import (
    COUNCIL,
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
from townclerk.kernel.display import pounds_display
from townclerk.kernel.explained import Records, Step
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import records

PREFIX = "change.delivery."
OWNER = "s151-officer"


def scopes() -> Sequence[Choice]:
    return [Choice(one.code, one.title) for one in Saving.objects.order_by("code")]


def periods_by_scope() -> Mapping[str, Sequence[str]]:
    found: dict[str, set[int]] = {}
    for one in queries.read().tracked:
        for scope in (COUNCIL, one.saving.code):
            found.setdefault(scope, set()).add(one.target.year)
    return {
        scope: [FinancialYear(year).label for year in sorted(years)]
        for scope, years in found.items()
    }


@batch(PREFIX)
def answer(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    known: dict[datetime | None, queries.Held] = {}
    found = []
    for key, question in asked:
        if question.known_at not in known:
            known[question.known_at] = queries.read(question.known_at)
        found.append(_answered(key.removeprefix(PREFIX), known[question.known_at], question))
    return found


def _answered(name: str, held: queries.Held, question: Question) -> Answer:
    if question.scope != COUNCIL and question.scope not in {one.code for one in held.savings}:
        raise NotAnswerable(f"There is no saving {question.scope}.")
    if question.as_at is not None:
        raise NotAnswerable(
            "Savings in delivery are kept by year, not by day. Ask for a period, or as it was "
            "known at a moment."
        )
    year = None
    if question.period is not None:
        year = FinancialYear.containing(question.period.period.start).start_year
    rows = [
        one
        for one in held.tracked
        if question.scope in (COUNCIL, one.saving.code) and year in (None, one.target.year)
    ]
    parts = tuple(part_of(one, KINDS[name](one.position)) for one in rows)
    total = Money.total(KINDS[name](one.position) for one in rows)
    step = Step(
        label=LABELS[name],
        value=total,
        unit="£",
        display=pounds_display(total),
        how=f"{len(rows)} targets of savings added",
        parts=parts,
        held_by=OWNER,
    )
    return Answer(value=total, step=step)


def part_of(one: queries.Tracked, amount: Money) -> Step:
    step = one.found.step
    label = f"{one.saving.title}, {FinancialYear(one.target.year).label}"
    return replace(
        step,
        label=label,
        value=amount,
        display=pounds_display(amount),
        access="records",
        held_by=OWNER,
        records=Records(
            count=1,
            kind="saving-years",
            label="target",
            keys=(one.saving.code,),
            url=f"/r/saving-years/{one.target.pk}/",
        ),
        source=records.source_of(one.target),
        notes=(one.target.risk_why,) if one.target.risk_why else (),
    )


KINDS: Mapping[str, Callable[[Position], Money]] = {
    "target": lambda found: found.target,
    "delivered": lambda found: found.delivered,
    "confirmed": lambda found: found.confirmed,
    "at_risk": lambda found: found.at_risk,
    "pressure": lambda found: found.pressure,
}
LABELS = {
    "target": "Savings to be delivered",
    "delivered": "Savings reported as delivered",
    "confirmed": "Savings confirmed in the ledger",
    "at_risk": "Savings at risk",
    "pressure": "Savings at risk or not to be achieved",
}
MEANING = {
    "target": "What approved savings are to bring, with what rolled in from the year before.",
    "delivered": "What the owners of savings reported as delivered, confirmed or not.",
    "confirmed": "What finance found of it as a reduction of the budget in the ledger.",
    "at_risk": "What is still to come and may not, as the owners say.",
    "pressure": "What monitoring must reckon with: what is at risk, and what is not expected.",
}


Answers = Callable[[Sequence[tuple[str, Question]]], Sequence[Answer]]


def _computed(answers: Answers, key: str) -> Callable[[Question], Answer]:
    def one(question: Question) -> Answer:
        return answers([(key, question)])[0]

    return one


def declare(
    prefix: str,
    answers: Answers,
    *,
    labels: Mapping[str, str],
    meaning: Mapping[str, str],
    bad: Collection[str],
    scope: str,
    scopes: Callable[[], Sequence[Choice]],
    periods_by_scope: Callable[[], Mapping[str, Sequence[str]]],
) -> None:
    """Declare amounts of savings by year, of the council and of a kind of scope. `bad` are those of
    which less is better."""
    for name, label in labels.items():
        key = prefix + name
        figure(
            key=key,
            label=label,
            unit=Unit.MONEY,
            display="£m 3 dp",
            polarity=Polarity.LOWER_IS_BETTER if name in bad else Polarity.HIGHER_IS_BETTER,
            grain=Grain(scopes=(COUNCIL, scope), periods=("financial-year",)),
            definition=meaning[name],
            source="The registers of savings in delivery, their targets and months.",
            owner_role=OWNER,
            area=RUNNING,
            additive=True,
            scopes=scopes,
            periods_by_scope=periods_by_scope,
        )(_computed(answers, key))


declare(
    PREFIX,
    answer,
    labels=LABELS,
    meaning=MEANING,
    bad=("at_risk", "pressure"),
    scope="saving",
    scopes=scopes,
    periods_by_scope=periods_by_scope,
)
