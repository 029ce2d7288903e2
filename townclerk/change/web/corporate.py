"""What pages of the programme say of a risk on the corporate register."""

from dataclasses import dataclass

from django.urls import reverse

from townclerk.change.models import ProgrammeRisk
from townclerk.change.operations.board_risks import GOING
from townclerk.change.registers_programme_control import RISKS
from townclerk.platform.access.reader import Reader
from townclerk.platform.registers.permission import may_contribute


@dataclass(frozen=True)
class Corporate:
    """How a risk stands there, and where that is followed or asked for."""

    said: str = ""
    why: str = ""
    address: str = ""
    offer: str = ""


def corporate_of(reader: Reader, risk: ProgrammeRisk) -> Corporate:
    """It is offered once, by who keeps it and while the board holds it."""
    going = risk.corporate_state in GOING
    held = risk.state == ProgrammeRisk.State.ESCALATED
    may = held and not going and bool(may_contribute(RISKS, reader, risk))
    there = bool(risk.corporate)
    return Corporate(
        said=risk.get_corporate_state_display(),
        why=risk.corporate_why if not going else "",
        address=reverse("assurance:risk", args=[risk.corporate]) if there else "",
        offer=reverse("assurance:offer_risk", args=[risk.code]) if may else "",
    )
