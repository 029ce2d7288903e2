"""Figures of the forward plan: decisions to come, short notice, and what keeps slipping."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from townclerk.democracy.models import Entry
from townclerk.democracy.permissions import DEMOCRATIC
from townclerk.democracy.queries.forward_plan import published
from townclerk.figures import Answer, Polarity, Question, Status, Unit, batch, figure
from townclerk.kernel.explained import Records, Step
from townclerk.platform import clock, records

PREFIX = "democracy.forward_plan."
OWNER = "democratic-services"
Chosen = Callable[[Entry], bool]


def _to_come(row: Entry) -> bool:
    return row.state in Entry.TO_COME


WHICH: dict[str, tuple[str, Chosen]] = {
    "to_come": ("Decisions to come", _to_come),
    "key_to_come": ("Key decisions to come", lambda row: _to_come(row) and row.is_key),
    "short_notice": (
        "Key decisions on less than full notice",
        lambda row: row.route not in ("", Entry.Route.ORDINARY),
    ),
    "slipped": ("Decisions that keep slipping", lambda row: _to_come(row) and row.slipped),
}


@batch(PREFIX)
def answer(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions from one reading of the register for each moment asked of."""
    read: dict[datetime | None, list[Entry]] = {}
    found = []
    for key, question in asked:
        if question.known_at not in read:
            read[question.known_at] = published(question.known_at)
        day = question.as_at or clock.today()
        found.append(_counted(key.removeprefix(PREFIX), read[question.known_at], day))
    return found


def _counted(name: str, rows: Sequence[Entry], day: date) -> Answer:
    label, chosen = WHICH[name]
    found = [row for row in rows if row.published_on and row.published_on <= day and chosen(row)]
    step = Step(
        label=label,
        value=len(found),
        unit="decisions",
        how=f"Entries of the forward plan of which notice was given by {day:%-d %B %Y}",
        parts=tuple(_entry(row) for row in found),
        records=Records(
            count=len(found),
            kind="forward-plan",
            label="decisions to come",
            keys=tuple(row.reference for row in found[:20]),
            url="/r/forward-plan/",
        ),
        held_by=OWNER,
    )
    return Answer(value=len(found), step=step, as_at=day, status=Status.PUBLISHED)


def _entry(row: Entry) -> Step:
    return Step(
        label=row.reference,
        value=1,
        unit="decisions",
        how=f"Times deferred: {row.deferrals}" if row.deferrals else "",
        records=Records(
            count=1,
            kind="forward-plan",
            label="decision to come",
            keys=(row.reference,),
            url=f"/r/forward-plan/{row.pk}/",
        ),
        source=records.source_of(row),
    )


def _declare(name: str, definition: str, polarity: Polarity) -> None:
    def compute(question: Question) -> Answer:
        return answer([(f"{PREFIX}{name}", question)])[0]

    figure(
        key=f"{PREFIX}{name}",
        label=WHICH[name][0],
        unit=Unit.COUNT,
        display="count",
        definition=definition,
        source="the forward plan",
        owner_role=OWNER,
        area=DEMOCRATIC,
        polarity=polarity,
        public=True,
    )(compute)


_declare("to_come", "Decisions of which notice was given and that are not taken.", Polarity.NEUTRAL)
_declare(
    "key_to_come",
    "Key decisions of which notice was given and that are not taken.",
    Polarity.NEUTRAL,
)
_declare(
    "short_notice",
    "Key decisions published by the general exception or by special urgency "
    "(SI 2012/2089, regulations 10 and 11).",
    Polarity.LOWER_IS_BETTER,
)
_declare("slipped", "Decisions to come that were deferred twice or more.", Polarity.LOWER_IS_BETTER)
