"""Figures of the civic office. What the charity raised is its own and adds to no other figure."""

from collections.abc import Iterable
from datetime import date, datetime

from townclerk.democracy.figures import OWNER, PERIODS, municipal_scopes, within
from townclerk.democracy.figures_counting import (
    MUNICIPAL,
    Row,
    answered,
    declare_count,
    periods_of,
    said,
    span,
)
from townclerk.democracy.models import CharityEntry, Engagement, Honour
from townclerk.democracy.permissions import DEMOCRATIC
from townclerk.figures import COUNCIL, Answer, Grain, Polarity, Question, Unit, figure
from townclerk.kernel.explained import Records, Step
from townclerk.kernel.money import Money
from townclerk.platform import records

PREFIX = "democracy.civic."


def _engagements(known_at: datetime | None) -> Iterable[Row]:
    for one in records.as_known(Engagement, known_at, state__in=Engagement.HELD_ONES):
        yield Row(one, one.on, one.title)


def _raised(known_at: datetime | None) -> Iterable[Row]:
    for one in records.as_known(CharityEntry, known_at):
        if not one.paid_out:
            yield Row(one, one.on, one.title)


def _honours(known_at: datetime | None) -> Iterable[Row]:
    for one in records.as_known(Honour, known_at, state=Honour.State.CONFERRED):
        yield Row(one, one.conferred_on, one.recipient)


declare_count(
    f"{PREFIX}engagements",
    "Civic engagements held",
    "Engagements of the mayor's office that were held, by their day.",
    "civic-engagements",
    _engagements,
    unit="engagements",
)
declare_count(
    f"{PREFIX}honours",
    "Honours conferred",
    "Honorary freedoms and other honours, by the day they were conferred.",
    "honours",
    _honours,
    unit="honours",
)


@figure(
    key=f"{PREFIX}charity_raised",
    label="Raised for the mayor's charity",
    unit=Unit.MONEY,
    display="£ 2 dp",
    polarity=Polarity.HIGHER_IS_BETTER,
    grain=Grain(scopes=(COUNCIL, MUNICIPAL), periods=PERIODS),
    definition=(
        "Tickets, raffles and donations of the charity, before the cost of events. It is the "
        "charity's money and no part of the council's income."
    ),
    source="The register of the charity's money.",
    owner_role=OWNER,
    area=DEMOCRATIC,
    additive=True,
    scopes=municipal_scopes,
    periods_by_scope=periods_of(_raised),
)
def charity_raised(question: Question) -> Answer:
    days = span(question)
    rows = [
        one
        for one in records.as_known(CharityEntry, question.known_at)
        if not one.paid_out and within(one.on, days)
    ]
    rows.sort(key=lambda one: (one.on or date.min, one.reference))
    step = Step(
        label="Raised for the mayor's charity",
        value=sum((one.amount for one in rows), start=Money(0)),
        unit="£",
        how=f"Money that came to the charity {said(*days)}",
        parts=tuple(_entry(one) for one in rows),
        records=Records(
            count=len(rows), kind="charity-entries", label="entries", url="/r/charity-entries/"
        ),
        held_by=OWNER,
    )
    return answered(step, days[1])


def _entry(one: CharityEntry) -> Step:
    return Step(
        label=one.title,
        value=one.amount,
        unit="£",
        records=Records(
            count=1,
            kind="charity-entries",
            label="entry",
            keys=(one.reference,),
            url=f"/r/charity-entries/{one.pk}/",
        ),
        source=records.source_of(one),
    )
