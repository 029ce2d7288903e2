"""Redundancy proposals and the dated tasks they bring; the law is read again for open ones."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.kernel.calculation import ParameterSource
from townclerk.kernel.display import date_display
from townclerk.platform import parameters, records
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.duties import reader_of
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.deadlines import operations
from townclerk.platform.deadlines.core.redundancy import Beside, Duty, Timetable, timetable
from townclerk.platform.deadlines.counting import Counted
from townclerk.platform.deadlines.kinds import REDUNDANCY
from townclerk.platform.deadlines.models import RedundancyProposal, Task, record_type
from townclerk.platform.organisation.models import Unit

OWNER = "hr-officer"
PURPOSES = ("hr1", "consultation")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a redundancy proposal states."""

    reference: str
    establishment: str
    proposed: int
    consultation_starts: date
    first_dismissal: date | None = None
    local_days: int | None = None
    unit: Unit | None = None


@transaction.atomic
def propose(
    facts: Facts, *, law: ParameterSource | None = None, actor: Actor, moment: datetime
) -> RedundancyProposal:
    """Record proposed redundancies, and raise the tasks their number brings."""
    _check(actor, moment, facts.unit)
    made = RedundancyProposal(**vars(facts))
    made = records.create(made, actor=actor, moment=moment)
    retime(made, law=law, actor=actor, moment=moment)
    _retime_others(made, law=law, actor=actor, moment=moment)
    return made


@transaction.atomic
def revise(
    proposal: RedundancyProposal,
    values: dict[str, Any],
    *,
    law: ParameterSource | None = None,
    reason: str,
    actor: Actor,
    moment: datetime,
) -> RedundancyProposal:
    """Change what a proposal states; its open tasks follow."""
    _check(actor, moment, proposal.unit)
    changed = records.change(proposal, values, actor=actor, moment=moment, reason=reason)
    retime(changed, law=law, reason=reason, actor=actor, moment=moment)
    _retime_others(changed, law=law, actor=actor, moment=moment)
    return changed


def timed(proposal: RedundancyProposal, law: ParameterSource | None = None) -> Timetable:
    """The timetable of a proposal by the law in force when its consultation starts."""
    held = law or parameters.source()
    return timetable(
        proposed=proposal.proposed,
        consultation_starts=proposal.consultation_starts,
        first_dismissal=proposal.first_dismissal,
        local_days=proposal.local_days,
        others=_others(proposal),
        source=held,
        calendar=held.calendar("england"),
    )


def _others(proposal: RedundancyProposal) -> list[Beside]:
    """The other proposals at the same establishment, however its name is written."""
    rows = RedundancyProposal.objects.exclude(pk=proposal.pk)
    return [
        Beside(reference=one.reference, proposed=one.proposed, starts=one.consultation_starts)
        for one in rows.filter(establishment__iexact=proposal.establishment)
    ]


def _retime_others(
    proposal: RedundancyProposal,
    *,
    law: ParameterSource | None,
    actor: Actor,
    moment: datetime,
) -> None:
    """What is counted together with this one has its tasks follow."""
    rows = RedundancyProposal.objects.exclude(pk=proposal.pk)
    for one in rows.filter(establishment__iexact=proposal.establishment):
        reason = f"Counted together with {proposal.reference}"
        retime(one, law=law, reason=reason, actor=actor, moment=moment)


@transaction.atomic
def retime(
    proposal: RedundancyProposal,
    *,
    law: ParameterSource | None = None,
    reason: str = "",
    actor: Actor,
    moment: datetime,
) -> None:
    """Bring the open tasks of a proposal to what the law says; finished ones keep their date."""
    found = timed(proposal, law)
    if found.duty is Duty.NONE or found.earliest_dismissal is None or found.notice_by is None:
        _drop(proposal, actor, moment)
        return
    asked = {
        "hr1": (
            f"Send form HR1 for {proposal.establishment}",
            Counted(
                rule=found.duty.notice,
                # Counted back from the planned dismissal, else from the earliest lawful one.
                start=proposal.first_dismissal or _lawful_dismissal(proposal, found, law),
            ),
        ),
        "consultation": (
            f"Confirm consultation is complete before dismissals at {proposal.establishment}",
            Counted(
                rule=found.duty.consultation,
                start=proposal.consultation_starts,
                number=proposal.local_days,
            ),
        ),
    }
    for purpose, (title, counted) in asked.items():
        operations.raise_task(
            source=proposal,
            purpose=purpose,
            title=title,
            kind=REDUNDANCY,
            area=Area.PEOPLE,
            owner_role=OWNER,
            unit=proposal.unit,
            counted=counted,
            note=_note(proposal, found),
            law=law,
            reason=reason,
            actor=actor,
            moment=moment,
        )


def with_open_tasks() -> list[RedundancyProposal]:
    """Proposals some task of which is open."""
    keys = Task.objects.filter(
        source_type=record_type(RedundancyProposal), state=Task.State.OPEN
    ).values_list("source_id", flat=True)
    return list(RedundancyProposal.objects.filter(pk__in=[int(key) for key in keys]))


def _lawful_dismissal(
    proposal: RedundancyProposal, found: Timetable, law: ParameterSource | None
) -> date:
    held = law or parameters.source()
    by_law = Counted(rule=found.duty.consultation, start=proposal.consultation_starts)
    return by_law.last_day(held).value


def _note(proposal: RedundancyProposal, found: Timetable) -> str:
    words = f"{proposal.proposed} redundancies proposed. {found.step.how}"
    if found.too_early and found.earliest_dismissal and proposal.first_dismissal:
        words += (
            f" The first dismissal planned for {date_display(proposal.first_dismissal)} is before "
            f"{date_display(found.earliest_dismissal.value)}, the earliest the rule allows."
        )
    return words


def _drop(proposal: RedundancyProposal, actor: Actor, moment: datetime) -> None:
    """The number fell below the duty, so what was asked for need not be done."""
    left = Task.objects.filter(
        source_type=record_type(RedundancyProposal),
        source_id=str(proposal.pk),
        purpose__in=PURPOSES,
        state=Task.State.OPEN,
    )
    for task in left:
        records.change(
            task,
            {"state": Task.State.CANCELLED},
            actor=actor,
            moment=moment,
            reason="The number proposed brings no collective duty",
            verb="cancel",
        )


def _check(actor: Actor, moment: datetime, unit: Unit | None) -> None:
    reader = reader_of(actor, moment.astimezone(LOCAL).date())
    reader.require(Verb.CONTRIBUTE, Area.PEOPLE, unit=unit.code if unit is not None else None)
