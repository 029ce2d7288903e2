"""What somebody owes of a consultation, and by when: raised by one step and settled by the next."""

from datetime import date, datetime, timedelta
from typing import Any

from townclerk.customers.models import Consultation
from townclerk.customers.parameters import number
from townclerk.customers.permissions import INFORMATION
from townclerk.customers.queries import consultations as queries
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.deadlines import operations
from townclerk.platform.deadlines.kinds import task_kind

CONSULTATION = task_kind("consultation", "Consultation")
REVIEWER = "information-officer"
PURPOSES = ("review", "open", "analyse", "report", "feed-back")


def to_review(consultation: Consultation, **stamp: Any) -> None:
    day: date = stamp["moment"].astimezone(LOCAL).date()
    opens = consultation.opens_on
    due = queries.panel_before(opens, day) if opens is not None else None
    _raise(consultation, "review", "Review the proposal", due, role=REVIEWER, **stamp)


def reviewed(consultation: Consultation, **stamp: Any) -> None:
    _settle(consultation, "review", **stamp)
    _raise(consultation, "open", "Open the consultation", consultation.opens_on, **stamp)


def opened(consultation: Consultation, **stamp: Any) -> None:
    _settle(consultation, "open", **stamp)
    closes = consultation.closes_on
    due = closes + timedelta(days=number("analysis-days", closes)) if closes else None
    _raise(consultation, "analyse", "Work out what people said", due, **stamp)


def analysed(consultation: Consultation, **stamp: Any) -> None:
    _settle(consultation, "analyse", **stamp)
    _raise(consultation, "report", "Report what people said", consultation.decision_on, **stamp)


def reported(consultation: Consultation, **stamp: Any) -> None:
    _settle(consultation, "report", **stamp)
    decided = consultation.decision_on
    due = decided + timedelta(days=number("feedback-days", decided)) if decided else None
    _raise(consultation, "feed-back", "Tell people what came of it", due, **stamp)


def settle_all(consultation: Consultation, **stamp: Any) -> None:
    for purpose in PURPOSES:
        _settle(consultation, purpose, **stamp)


def _raise(
    consultation: Consultation,
    purpose: str,
    what: str,
    due: date | None,
    *,
    role: str = "",
    actor: Actor,
    moment: datetime,
) -> None:
    operations.raise_task(
        source=consultation,
        purpose=purpose,
        title=f"{what}: {consultation}",
        kind=CONSULTATION,
        area=INFORMATION,
        owner_role=role or consultation.owner_role,
        due=due,
        address=f"/consultations/{consultation.reference}/",
        actor=actor,
        moment=moment,
    )


def _settle(consultation: Consultation, purpose: str, *, actor: Actor, moment: datetime) -> None:
    operations.settle(
        source=consultation, purpose=purpose, reason="Done", actor=actor, moment=moment
    )
