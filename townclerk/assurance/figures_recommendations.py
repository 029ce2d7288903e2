"""Figures of recommendations: outstanding, unverified, late, verified, without evidence."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from townclerk.assurance.counting import counted
from townclerk.assurance.models import Recommendation
from townclerk.assurance.permissions import ASSURANCE
from townclerk.figures import (
    COUNCIL,
    Answer,
    Choice,
    Grain,
    Polarity,
    Question,
    Unit,
    batch,
    figure,
)
from townclerk.platform import clock, records

PREFIX = "assurance.recommendations."
OWNER = "internal-auditor"
State = Recommendation.State


def scopes() -> Sequence[Choice]:
    return [
        *(Choice(str(value), str(label)) for value, label in Recommendation.Priority.choices),
        *(Choice(str(value), str(label)) for value, label in Recommendation.Origin.choices),
    ]


@batch(PREFIX)
def answer(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions from one reading of the register for each moment asked of."""
    held: dict[datetime | None, list[Recommendation]] = {}
    found = []
    for key, question in asked:
        if question.known_at not in held:
            held[question.known_at] = records.as_known(Recommendation, question.known_at)
        day = question.as_at or clock.today()
        label, _, _, chosen = COUNTS[key.removeprefix(PREFIX)]
        rows = [
            one
            for one in held[question.known_at]
            if question.scope in (COUNCIL, one.priority, one.origin)
            and one.raised_on <= day
            and chosen(one, day)
        ]
        found.append(counted(rows, label, "recommendations", day, owner=OWNER))
    return found


def state_on(one: Recommendation, day: date) -> str:
    """How a recommendation stood on a day, as its dates tell."""
    if one.state == State.SUPERSEDED:
        return State.SUPERSEDED
    if one.verified_on is not None and one.verified_on <= day:
        return State.VERIFIED
    if one.reported_on is not None and one.reported_on <= day:
        return State.REPORTED
    return State.ACCEPTED


def _is(*states: str) -> Callable[[Recommendation, date], bool]:
    return lambda one, day: state_on(one, day) in states


def _late(one: Recommendation, day: date) -> bool:
    return state_on(one, day) == State.ACCEPTED and one.due is not None and one.due < day


def _bare(one: Recommendation, day: date) -> bool:
    return _is(State.REPORTED, State.VERIFIED)(one, day) and not one.evidence.strip()


COUNTS: dict[str, tuple[str, str, Polarity, Callable[[Recommendation, date], bool]]] = {
    "outstanding": (
        "Recommendations outstanding",
        "Recommendations that nobody has reported as done, whether or not they are due.",
        Polarity.LOWER_IS_BETTER,
        _is(State.ACCEPTED),
    ),
    "overdue": (
        "Recommendations overdue",
        "Outstanding recommendations that were due before the day.",
        Polarity.LOWER_IS_BETTER,
        _late,
    ),
    "unverified": (
        "Recommendations reported, unverified",
        "Recommendations reported as done that their originator has not agreed are done.",
        Polarity.LOWER_IS_BETTER,
        _is(State.REPORTED),
    ),
    "verified": (
        "Recommendations verified",
        "Recommendations whose originator agreed that they are done.",
        Polarity.HIGHER_IS_BETTER,
        _is(State.VERIFIED),
    ),
    "without_evidence": (
        "Recommendations closed without evidence",
        "Recommendations reported or verified as done with nothing that shows it.",
        Polarity.LOWER_IS_BETTER,
        _bare,
    ),
}


def _compute(key: str) -> Callable[[Question], Answer]:
    return lambda question: answer([(key, question)])[0]


for _name, (_label, _definition, _polarity, _) in COUNTS.items():
    figure(
        key=PREFIX + _name,
        label=_label,
        unit=Unit.COUNT,
        display="count",
        polarity=_polarity,
        grain=Grain(scopes=(COUNCIL, "priority", "origin")),
        definition=_definition,
        source="The register of recommendations.",
        owner_role=OWNER,
        area=ASSURANCE,
        scopes=scopes,
    )(_compute(PREFIX + _name))
