"""A risk the board holds, as the corporate register may know of it."""

from dataclasses import dataclass

from django.urls import reverse

from townclerk.change.models import ProgrammeRisk
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.organisation.models import Unit
from townclerk.platform.registers import by_name
from townclerk.platform.registers.permission import visible

REGISTER = "programme-risks"


@dataclass(frozen=True, kw_only=True)
class BoardRisk:
    """What the corporate register takes over of a risk, and how it stands in the programme."""

    code: str
    risk: str
    mitigation: str
    of: str
    """The project it is of, else the programme."""
    unit: Unit | None
    standing: str
    held_by_board: bool
    closed: bool
    closed_why: str
    address: str
    """Of its page, where a reader is given to whom it is open."""

    def __str__(self) -> str:
        return self.risk


def board_risk(code: str, reader: Reader | None = None) -> BoardRisk | None:
    """The risk of a code in the programme, or none."""
    rows = ProgrammeRisk.objects.select_related("programme", "project__unit")
    found = rows.filter(code=code).first()
    if found is None:
        return None
    closed = found.state == ProgrammeRisk.State.CLOSED
    project = found.project
    return BoardRisk(
        code=found.code,
        risk=found.risk,
        mitigation=found.mitigation,
        of=str(project or found.programme),
        unit=project.unit if project is not None else None,
        standing=found.get_state_display(),
        held_by_board=found.state == ProgrammeRisk.State.ESCALATED,
        closed=closed,
        closed_why=_why_closed(found) if closed else "",
        address=_address(found, reader),
    )


def _why_closed(risk: ProgrammeRisk) -> str:
    last = risk.history.filter(state=ProgrammeRisk.State.CLOSED).order_by("history_id").first()
    return (last.history_change_reason or "") if last is not None else ""


def _address(risk: ProgrammeRisk, reader: Reader | None) -> str:
    if reader is None:
        return ""
    try:
        seen = visible(by_name(REGISTER), reader).filter(pk=risk.pk).exists()
    except Refused:
        return ""
    return reverse("registers:detail", args=[REGISTER, risk.pk]) if seen else ""
