"""A consultation at each step, as small as a test needs it."""

from datetime import UTC, date, datetime, timedelta

from townclerk.customers.models import (
    Consultation,
    ConsultationGroup,
    ConsultedPeople,
    PopulationGroup,
    Question,
    Theme,
)
from townclerk.customers.operations import proposals
from townclerk.customers.parameters import standards

TODAY = date(2026, 3, 2)
OPENS, CLOSES, DECIDED = date(2026, 3, 9), date(2026, 4, 19), date(2026, 5, 7)
ALL = list(standards(TODAY))


def at(day=TODAY):
    return datetime(day.year, day.month, day.day, 10, 0, tzinfo=UTC)


def by(actor, day=TODAY):
    return {"actor": actor, "moment": at(day)}


def people(code="residents"):
    found, _ = ConsultedPeople.objects.get_or_create(
        code=code, defaults={"name": code.capitalize()}
    )
    return found


def a_proposal(actor, reference="parks", *, asks=("residents",), **values):
    given = {
        "reference": reference,
        "title": f"The future of {reference}",
        "question": "Which of three ways shall we take?",
        "reasons": "There is less money.",
        "accessibility": "Large print; by telephone.",
        "equality": "Older people are reached at their clubs.",
        "opens_on": OPENS,
        "closes_on": CLOSES,
        "decision_on": DECIDED,
        "decided_by": "Cabinet",
        **values,
    }
    made = proposals.create(given, **by(actor))
    for code in asks:
        ConsultationGroup.objects.create(consultation=made, people=people(code))
    return made


def questions(consultation):
    for number, (kind, text, more) in enumerate(
        (
            ("one", "Shall it stay?", {"options": "Yes; No; Not sure", "required": True}),
            ("words", "What matters to you?", {}),
            ("group", "How old are you?", {"dimension": "age"}),
        ),
        start=1,
    ):
        Question.objects.create(
            consultation=consultation, number=number, kind=kind, text=text, **more
        )
    for position, name in enumerate(("Under 65", "65 or more")):
        code = f"age-{position}"
        values = {"dimension": "age", "name": name, "people": 500, "position": position}
        PopulationGroup.objects.get_or_create(code=code, defaults=values)


def reviewed(consultation, reviewer, day=TODAY, **more):
    return proposals.review(consultation, **{"met": ALL, "on": day} | more, **by(reviewer, day))


def a_live(proposer, reviewer, reference="parks", **values):
    made = reviewed(a_proposal(proposer, reference, **values), reviewer)
    questions(made)
    return proposals.open_for_answers(made, **by(proposer, OPENS))


def a_theme(consultation, code="paths", **values):
    return Theme.objects.create(
        consultation=consultation, code=code, said="Mend the paths.", **values
    )


def after(consultation: Consultation) -> date:
    return consultation.closes_on + timedelta(days=1)
