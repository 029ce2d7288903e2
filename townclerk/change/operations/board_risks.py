"""What becomes, on the corporate register, of a risk the board holds."""

from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.change import tasks
from townclerk.change.models import ProgrammeRisk
from townclerk.change.operations.programme_control import check_keeps_risk
from townclerk.change.permissions_programme import CHANGE, OFFICE
from townclerk.kernel.errors import TownclerkError
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines import operations as deadlines

Corporate = ProgrammeRisk.Corporate
GOING = (Corporate.OFFERED, Corporate.ACCEPTED)


class CannotGoUp(TownclerkError):
    """The corporate register takes a risk that the board holds, and takes it once."""


def check_takes_on(code: str, *, actor: Actor, moment: datetime) -> None:
    """Refuse whoever may not take the risk to the board, and so may not take it further."""
    risk = ProgrammeRisk.objects.select_related("project__unit").get(code=code)
    check_keeps_risk(risk, actor=actor, moment=moment)


@transaction.atomic
def offer(code: str, corporate: str, *, why: str, actor: Actor, moment: datetime) -> None:
    """Note that a risk of the board is offered to the corporate register, by who keeps it."""
    risk = _held(code)
    check_keeps_risk(risk, actor=actor, moment=moment)
    if risk.state != ProgrammeRisk.State.ESCALATED:
        raise CannotGoUp(f"The board does not hold “{risk}”. Take it to the board first.")
    if risk.corporate_state in GOING:
        raise CannotGoUp(
            f"“{risk}” is on its way to the corporate register or stands on it, as "
            f"{risk.corporate}. Follow it there."
        )
    _note(risk, Corporate.OFFERED, why, corporate=corporate, actor=actor, moment=moment)


@transaction.atomic
def tell(code: str, state: str, *, why: str = "", actor: Actor, moment: datetime) -> None:
    """Note what the corporate register did with it. Its operation has asked whether it may.

    The programme's office is asked to look at one that was not taken.
    """
    risk = _note(_held(code), Corporate(state), why, actor=actor, moment=moment)
    stamp: dict[str, Any] = {"source": risk, "purpose": "returned", "actor": actor}
    if risk.corporate_state == Corporate.RETURNED:
        deadlines.raise_task(
            title=f"Not taken to the corporate register: {risk}"[:200],
            kind=tasks.RETURNED_RISK,
            area=CHANGE,
            owner_role=OFFICE,
            unit=risk.project.unit if risk.project is not None else None,
            note=why,
            reopen=True,
            moment=moment,
            **stamp,
        )


def _held(code: str) -> ProgrammeRisk:
    rows = ProgrammeRisk.objects.select_related("project__unit")
    found = rows.filter(code=code).first()
    if found is None:
        raise CannotGoUp(f"There is no risk {code} of a programme.")
    return found


def _note(
    risk: ProgrammeRisk,
    state: Corporate,
    why: str,
    *,
    corporate: str = "",
    actor: Actor,
    moment: datetime,
) -> ProgrammeRisk:
    values = {
        "corporate": corporate or risk.corporate,
        "corporate_state": state,
        "corporate_why": why.strip()[:300],
    }
    verb = "take to the corporate register" if state is Corporate.OFFERED else "corporate register"
    made = records.change(risk, values, actor=actor, moment=moment, reason=why, verb=verb)
    if state is not Corporate.RETURNED:
        deadlines.settle(
            source=made,
            purpose="returned",
            reason="It was offered again",
            actor=actor,
            moment=moment,
        )
    return made
