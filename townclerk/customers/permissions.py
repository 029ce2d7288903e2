"""Who proposes and analyses consultations, who reviews them, and who sees the answers."""

from datetime import datetime

from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.reader import Decision, Reader, Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL

INFORMATION = Area.INFORMATION
CONSULTATION = "consultation"
"""Communications reach this part of the area and no other."""


def proposes(reader: Reader) -> Decision:
    """Proposing, opening, analysing and reporting; seeing the answers one by one."""
    return reader.may(Verb.CONTRIBUTE, INFORMATION, subject=CONSULTATION)


def reviews(reader: Reader) -> Decision:
    """Recording what the panel said, as whoever answers for the area."""
    return reader.may(Verb.APPROVE, INFORMATION, subject=CONSULTATION)


def reads(reader: Reader) -> Decision:
    return reader.may(Verb.READ, INFORMATION, subject=CONSULTATION)


def check_proposes(actor: Actor, *, moment: datetime) -> None:
    _require(proposes(_reader(actor, moment)))


def check_reviews(actor: Actor, *, moment: datetime) -> None:
    _require(reviews(_reader(actor, moment)))


def _reader(actor: Actor, moment: datetime) -> Reader:
    if actor.user is None:
        raise Refused("Nobody is signed in, so nobody can be named as having done this. Sign in.")
    return Reader.of(actor.user, moment.astimezone(LOCAL).date())


def _require(decision: Decision) -> None:
    if not decision:
        raise Refused(decision.reason)
