"""The records of democracy: bodies, meetings and their business, decisions and what follows."""

from townclerk.democracy.models.actions import CommitteeAction
from townclerk.democracy.models.agendas import (
    AgendaItem,
    Attendance,
    Declaration,
    ExemptMinute,
    MinuteLine,
    Minutes,
    StandingItem,
    Vote,
    VoteCast,
)
from townclerk.democracy.models.bodies import Affiliation, Body, Member, Membership, PoliticalGroup
from townclerk.democracy.models.decisions import CallIn, Decision, ExemptPart
from townclerk.democracy.models.forward_plan import Entry
from townclerk.democracy.models.meetings import Meeting

__all__ = [
    "Affiliation",
    "AgendaItem",
    "Attendance",
    "Body",
    "CallIn",
    "CommitteeAction",
    "Decision",
    "Declaration",
    "Entry",
    "ExemptMinute",
    "ExemptPart",
    "Meeting",
    "Member",
    "Membership",
    "MinuteLine",
    "Minutes",
    "PoliticalGroup",
    "StandingItem",
    "Vote",
    "VoteCast",
]
