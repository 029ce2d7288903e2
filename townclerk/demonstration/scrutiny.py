"""Scrutiny, member development, appeals and the civic office as the documents tell of them."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from townclerk.democracy.models import Engagement, Honour, Petition, Review, TrainingSession
from townclerk.democracy.operations import (
    actions,
    civic,
    member_development,
    petitions,
    reviews,
)
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL

SHEETS = (
    "scrutiny-subjects",
    "work-programmes",
    "scrutiny-topics",
    "petitions",
    "city-region-links",
    "scrutiny-reviews",
    "training-requirements",
    "training-sessions",
    "member-development",
    "appeal-seasons",
    "civic-engagements",
    "charity-accounts",
    "charity-entries",
    "honours",
    "ceremonial-plans",
)
HELD = ("licensing-2024-06-10", "licensing-2024-06-27")
"""Sessions the documents say were held."""
AGREED = ("housing-vulnerable-people", "enforcement-activity")
"""Reviews whose reports Cabinet agreed and which the documents still send to Council."""
BEFORE_CABINET = "mental-health-issues"
PARADED = "freedom-parade-2023"
"""The one engagement of which the documents say that it took place."""
WHY = "As the documents say"
CONSIDERED = "The committee considered it. What came of it the documents do not say."

Sheet = Callable[[str, str, str, Actor, datetime], None]


def load_scrutiny(sheet: Sheet, clerk: Actor, moment: datetime) -> None:
    """Every sheet by the door users bring theirs through, then the steps the documents tell of."""
    for name in SHEETS:
        sheet("democracy", name, name, clerk, moment)
    stamp: Any = {"actor": clerk, "moment": moment}
    for session in TrainingSession.objects.filter(reference__in=HELD):
        member_development.hold(session, reason=WHY, **stamp)
    for review in Review.objects.filter(reference__in=(*AGREED, BEFORE_CABINET)):
        _agree(review, clerk, moment)
    for engagement in Engagement.objects.all():
        accepted = civic.accept(engagement, reason=WHY, **stamp)
        if engagement.reference == PARADED:
            civic.hold(accepted, reason=WHY, **stamp)
    for petition in Petition.objects.select_related("action", "meeting"):
        if petition.action is not None and petition.meeting is not None:
            actions.heard(petition.action, at=petition.meeting, **stamp)
        answered = petitions.answer(petition, reason=CONSIDERED, **stamp)
        petitions.close(answered, reason=WHY, **stamp)
    for honour in Honour.objects.all():
        why = "Council agreed it before this register was kept"
        civic.agree_honour(honour, reason=why, **stamp)


def _agree(review: Review, clerk: Actor, moment: datetime) -> None:
    """By its committee; and by Cabinet where the documents say so."""
    on: date = review.committee_on or review.reported_on or moment.astimezone(LOCAL).date()
    stamp: Any = {"actor": clerk, "moment": moment}
    agreed = reviews.agree(review, on=on, reason=WHY, **stamp)
    if review.reference in AGREED and agreed.cabinet_on is not None:
        reviews.agree(agreed, on=agreed.cabinet_on, reason=WHY, **stamp)
