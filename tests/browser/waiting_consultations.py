"""Consultations at each step, and mail that was shown, given up and can be turned off."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from townclerk.customers.models import (
    Answer,
    Consultation,
    ConsultationGroup,
    ConsultedPeople,
    PanelMeeting,
    PopulationGroup,
    Question,
    Theme,
)
from townclerk.customers.operations import findings, proposals, responses
from townclerk.customers.parameters import standards
from townclerk.platform import clock
from townclerk.platform.access.models import User
from townclerk.platform.access.testing import a_user
from townclerk.platform.audit.log import Actor
from townclerk.platform.mail import sending, writing
from townclerk.platform.mail.kinds import mail_kind
from townclerk.platform.mail.models import Letter
from townclerk.platform.mail.operations import queue

NOTE = mail_kind("looked-at", "Something to look at", optional=True)
QUESTIONS = (
    ("one", "Shall the library open late?", {"options": "Yes; No", "required": True}),
    ("many", "What would you come for?", {"options": "Books; Classes; Warmth"}),
    ("words", "What else?", {}),
    ("group", "How old are you?", {"dimension": "age"}),
)


def leave_consultations(owner: User) -> dict[str, str]:
    """Leave them, and tell the addresses no page leads to first, each by the kind of its page."""
    proposer = Actor(a_user("communications", username="asks"))
    reviewer = Actor(a_user("information-officer", username="hears"))
    people, _ = ConsultedPeople.objects.get_or_create(code="readers", defaults={"name": "Readers"})
    PanelMeeting.objects.get_or_create(on=clock.today() + timedelta(days=9))
    for position, name in enumerate(("Under 65", "65 or more")):
        PopulationGroup.objects.create(
            code=f"age-{position}", dimension="age", name=name, people=500, position=position
        )
    steps = _Steps(proposer, reviewer, people)
    steps.proposed("late-opening", ahead=30)
    steps.reviewed("new-library", ahead=0)
    steps.live("reading-club", ahead=-5)
    steps.over("old-library")
    steps.analysed("book-bus")
    steps.reported("quiet-room")
    return _pages() | _letters(owner)


class _Steps:
    """The same consultation, taken as far as a page needs it."""

    def __init__(self, proposer: Actor, reviewer: Actor, people: ConsultedPeople) -> None:
        self.proposer, self.reviewer, self.people = proposer, reviewer, people

    def _by(self, actor: Actor, days_ago: int = 0) -> dict[str, Any]:
        return {"actor": actor, "moment": clock.now() - timedelta(days=days_ago)}

    def proposed(self, reference: str, ahead: int) -> Consultation:
        opens = clock.today() + timedelta(days=ahead)
        made = proposals.create(
            {
                "reference": reference,
                "title": reference.replace("-", " ").capitalize(),
                "question": "Which way shall it go?",
                "reasons": "There is less money.",
                "accessibility": "Large print.",
                "equality": "Older people are asked at their clubs.",
                "opens_on": opens,
                "closes_on": opens + timedelta(days=40),
                "decision_on": opens + timedelta(days=70),
                "decided_by": "Cabinet",
                "clash_reason": "They are about different things.",
            },
            **self._by(self.proposer, 90),
        )
        ConsultationGroup.objects.create(consultation=made, people=self.people)
        for number, (kind, text, more) in enumerate(QUESTIONS, start=1):
            Question.objects.create(consultation=made, number=number, kind=kind, text=text, **more)
        return made

    def reviewed(self, reference: str, ahead: int) -> Consultation:
        day = clock.today() - timedelta(days=80)
        return proposals.review(
            self.proposed(reference, ahead),
            met=list(standards(day))[1:],
            why_not="It is settled by law.",
            advice="Go to the clubs.",
            on=day,
            **self._by(self.reviewer, 80),
        )

    def live(self, reference: str, ahead: int) -> Consultation:
        made = self.reviewed(reference, ahead)
        made = proposals.open_for_answers(made, **self._by(self.proposer, -ahead))
        for number in range(24):
            given = {
                1: ["Yes" if number % 3 else "No"],
                2: ["Books", "Warmth"],
                3: ["Open on Sundays"],
                4: ["Under 65" if number % 2 else "65 or more"],
            }
            moment = clock.now() + timedelta(days=ahead)
            responses.answer(made, given, address="reader@example.org", moment=moment)
        theme = Theme.objects.create(consultation=made, code="sundays", said="Open on Sundays.")
        answers = Answer.objects.filter(response__consultation=made, question__number=3)
        responses.mark(theme, list(answers), **self._by(self.proposer))
        return made

    def over(self, reference: str) -> Consultation:
        return self.live(reference, ahead=-45)

    def analysed(self, reference: str) -> Consultation:
        made = self.over(reference)
        return findings.analyse(made, weigh_by="age", **self._by(self.proposer))

    def reported(self, reference: str) -> Consultation:
        made = self.analysed(reference)
        return findings.report(made, findings="Most would come.", **self._by(self.proposer))


def _pages() -> dict[str, str]:
    acts = {
        "late-opening": ("review", "withdraw"),
        "new-library": ("open",),
        "reading-club": ("code", "take-back"),
        "old-library": ("analyse",),
        "book-bus": ("report",),
        "quiet-room": ("feed-back",),
    }
    pages = {
        f"customers:consultation {reference}": reverse("customers:consultation", args=[reference])
        for reference in acts
    }
    pages |= {
        f"customers:act {act}": reverse("customers:act", args=[reference, act])
        for reference, names in acts.items()
        for act in names
    }
    for name, reference in (("closed", "old-library"), ("open", "reading-club")):
        pages[f"customers:answer {name}"] = reverse("customers:answer", args=[reference])
    return pages


def _letters(owner: User) -> dict[str, str]:
    moment = clock.now()
    shared: dict[str, Any] = {"text": "Look at it.", "link": "/tasks/", "moment": moment}
    shown = queue(NOTE, to=owner, subject="Something to look at", **shared)
    sending.send_due(moment)
    lost = queue(NOTE, to="lost@example.org", subject="Something lost", **shared)
    Letter.objects.filter(pk=lost.pk).update(
        state=Letter.State.GIVEN_UP, error="550 no such mailbox", finished_at=moment
    )
    return {
        "mail:one shown": reverse("mail:one", args=[shown.pk]),
        "mail:one given up": reverse("mail:one", args=[lost.pk]),
        "mail:stop": writing.stop_address("lost@example.org", NOTE.name),
    }
