"""Figures of consultations: what is open, planned and closed, and whom feedback is owed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from townclerk.customers.models import Consultation
from townclerk.customers.permissions import INFORMATION
from townclerk.customers.queries.consultations import over_from, published
from townclerk.figures import Answer, Polarity, Question, Status, Unit, batch, figure
from townclerk.kernel.explained import Records, Step
from townclerk.platform import clock, records

PREFIX = "customers.consultation."
OWNER = "communications"
State = Consultation.State
Chosen = Callable[["Standing", date], bool]


@dataclass(frozen=True)
class Standing:
    """A consultation, and the first day on which nobody could answer any more."""

    row: Consultation
    over: date | None


def read(known_at: datetime | None) -> list[Standing]:
    rows = published(known_at)
    over = over_from(rows)
    return [Standing(row, over.get(row.pk)) for row in rows]


def _live(one: Standing, on: date) -> bool:
    opens = one.row.opens_on
    begun = opens is not None and opens <= on and one.row.state not in Consultation.PLANNED
    return begun and (one.over is None or on < one.over)


def _closed(one: Standing, on: date) -> bool:
    begun = one.row.state not in Consultation.PLANNED
    return begun and one.over is not None and one.over <= on


def _planned(one: Standing, on: date) -> bool:
    reviewed = one.row.reviewed_on
    return one.row.state == State.REVIEWED and reviewed is not None and reviewed <= on


def _told(one: Standing, on: date) -> bool:
    told = one.row.fed_back_on
    return one.row.state == State.FED_BACK and told is not None and told <= on


def _owed(one: Standing, on: date) -> bool:
    row = one.row
    decided = row.decision_on is not None and row.decision_on < on
    return decided and row.state in (State.LIVE, State.ANALYSED, State.REPORTED)


WHICH: dict[str, tuple[str, str, Chosen]] = {
    "live": ("Consultations open", "Open for answers on the day.", _live),
    "planned": (
        "Consultations planned",
        "Reviewed by the panel and not yet open.",
        _planned,
    ),
    "closed": ("Consultations closed", "No longer open, with those held before.", _closed),
    "feedback_given": (
        "Consultations with feedback given",
        "Those who answered were told what came of it.",
        _told,
    ),
    "feedback_owed": (
        "Consultations that owe feedback",
        "Decided, and those who answered were not told yet what came of it.",
        _owed,
    ),
}
POLARITY = {"feedback_owed": Polarity.LOWER_IS_BETTER, "feedback_given": Polarity.HIGHER_IS_BETTER}


@batch(PREFIX)
def answer(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions from one reading of the register for each moment asked of."""
    held: dict[datetime | None, list[Standing]] = {}
    found = []
    for key, question in asked:
        if question.known_at not in held:
            held[question.known_at] = read(question.known_at)
        day = question.as_at or clock.today()
        found.append(_counted(key.removeprefix(PREFIX), held[question.known_at], day))
    return found


def _counted(name: str, held: Sequence[Standing], day: date) -> Answer:
    label, how, chosen = WHICH[name]
    found = [one.row for one in held if chosen(one, day)]
    step = Step(
        label=label,
        value=len(found),
        unit="consultations",
        how=f"{how} Counted on {day:%-d %B %Y}.",
        parts=tuple(_one(row) for row in found),
        records=Records(
            count=len(found),
            kind="consultations",
            label="consultations",
            keys=tuple(row.reference for row in found[:20]),
            url="/r/consultations/",
        ),
        held_by=OWNER,
    )
    return Answer(value=len(found), step=step, as_at=day, status=Status.PUBLISHED)


def _one(row: Consultation) -> Step:
    return Step(
        label=row.title,
        value=1,
        unit="consultations",
        how=row.get_state_display(),
        records=Records(
            count=1,
            kind="consultations",
            label="consultation",
            keys=(row.reference,),
            url=f"/r/consultations/{row.pk}/",
        ),
        source=records.source_of(row),
    )


def _declare(name: str) -> None:
    def compute(question: Question) -> Answer:
        return answer([(f"{PREFIX}{name}", question)])[0]

    figure(
        key=f"{PREFIX}{name}",
        label=WHICH[name][0],
        unit=Unit.COUNT,
        display="count",
        definition=WHICH[name][1],
        source="the register of consultations",
        owner_role=OWNER,
        area=INFORMATION,
        polarity=POLARITY.get(name, Polarity.NEUTRAL),
        public=True,
    )(compute)


for _name in WHICH:
    _declare(_name)
