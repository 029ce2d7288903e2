"""The records of democracy: bodies with who sits on them, their meetings, and what was decided."""

from townclerk.democracy.models.bodies import Affiliation, Body, Member, Membership, PoliticalGroup
from townclerk.democracy.models.decisions import CallIn, Decision, ExemptPart
from townclerk.democracy.models.forward_plan import Entry
from townclerk.democracy.models.meetings import Meeting

__all__ = [
    "Affiliation",
    "Body",
    "CallIn",
    "Decision",
    "Entry",
    "ExemptPart",
    "Meeting",
    "Member",
    "Membership",
    "PoliticalGroup",
]
