"""Holding records, and disposing of them by two persons."""

from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import jobs, records
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.audit import log
from townclerk.platform.audit.log import Actor
from townclerk.platform.files.holders import NoSuchHolder
from townclerk.platform.registers.operations import reader_of
from townclerk.platform.retention import queries, subjects
from townclerk.platform.retention.core import certificates
from townclerk.platform.retention.hooks import Subject
from townclerk.platform.retention.models import Certificate, Disposal, LegalHold
from townclerk.platform.retention.removing import CannotDispose

State, Ground = Disposal.State, Disposal.Ground


def hold(
    record_type: str, record_id: str, *, reason: str, actor: Actor, moment: datetime
) -> LegalHold:
    """Keep a record, or with an empty key every record of its type, from being disposed of."""
    _require_holder(_reader(actor, moment))
    if not reason.strip():
        raise Problems([Problem("Say why the record is held.", field="reason")])
    return records.create(
        LegalHold(
            record_type=record_type,
            record_id=record_id,
            reason=reason.strip()[:300],
            placed_at=moment,
            placed_by=actor.user,
        ),
        actor=actor,
        moment=moment,
    )


def lift(held: LegalHold, *, reason: str, actor: Actor, moment: datetime) -> LegalHold:
    _require_holder(_reader(actor, moment))
    values = {"lifted_at": moment, "lifted_by": actor.user}
    return records.change(held, values, actor=actor, moment=moment, reason=reason, verb="lift")


def propose(record: Any, ground: str, *, actor: Actor, moment: datetime) -> Disposal:
    """Ask for a record to be disposed of. Raises CannotDispose before its time or under a hold."""
    return propose_subject(subjects.of_record(record), ground, actor=actor, moment=moment)


def propose_subject(subject: Subject, ground: str, *, actor: Actor, moment: datetime) -> Disposal:
    """As `propose`, of whatever may be disposed of."""
    reader = _reader(actor, moment)
    if not subject.may_propose(reader):
        raise Refused(f"You may not propose to dispose of {subject.title.lower()}.")
    due_on = subject.due_on
    if ground == Ground.PERIOD and (due_on is None or due_on > reader.on):
        when = f"until {due_on:%d %B %Y}".replace(" 0", " ") if due_on else "for good"
        raise CannotDispose(f"This record is kept {when}. Nothing was changed.")
    place = {"record_type": subject.record_type, "record_id": subject.record_id}
    _require_free(**place)
    if queries.waiting().filter(**place).exists():
        raise CannotDispose("This record is proposed already. Somebody else decides about it.")
    return records.create(
        Disposal(
            **place,
            retention_class=subject.retention,
            due_on=due_on,
            ground=ground,
            proposed_at=moment,
            proposed_by=actor.user,
        ),
        actor=actor,
        moment=moment,
    )


def reject(disposal: Disposal, *, actor: Actor, moment: datetime) -> Disposal:
    _require_decider(disposal, _reader(actor, moment))
    return _decide(disposal, State.REJECTED, actor, moment, verb="reject")


@transaction.atomic
def approve(disposal: Disposal, *, actor: Actor, moment: datetime) -> Certificate:
    """Agree, as somebody else than who proposed it, and remove the record for good."""
    _require_decider(disposal, _reader(actor, moment))
    # One disposal at a time, so that certificates follow each other.
    numbers = list(Certificate.objects.select_for_update().values_list("number", flat=True))
    _require_free(disposal.record_type, disposal.record_id)
    try:
        subject = subjects.find(disposal.record_type, disposal.record_id)
    except NoSuchHolder as error:
        raise CannotDispose("The record is not there any more. Reject the proposal.") from error
    number = max(numbers, default=0) + 1
    removal = subject.take(number, actor, moment)
    decided = _decide(disposal, State.REMOVED, actor, moment, verb="dispose", erase=removal.erase)
    content = _content(decided, removal.counts, removal.kept)
    made = certify(content, actor=actor, moment=moment, disposal=decided)
    jobs.enqueue("clear-disposals", key=f"disposal {decided.pk}", actor=actor)
    return made


def certify(
    content: dict[str, Any], *, actor: Actor, moment: datetime, disposal: Disposal | None = None
) -> Certificate:
    """The next certificate of the chain, inside the transaction of the removal."""
    last = Certificate.objects.order_by("-number").first()
    number = last.number + 1 if last else 1
    previous = last.sha256 if last else certificates.FIRST
    made = Certificate.objects.create(
        number=number,
        content=content,
        previous=previous,
        sha256=certificates.seal(number, content, previous),
        disposal=disposal,
    )
    log.record(actor=actor, verb="certify", target=made, moment=moment)
    return made


def _content(
    disposal: Disposal, counts: dict[str, int], kept: list[dict[str, Any]]
) -> dict[str, Any]:
    """Who, when, which class and how much; not a word of the record."""
    return {
        "record_type": disposal.record_type,
        "record_id": disposal.record_id,
        "class": disposal.retention_class,
        "due_on": disposal.due_on.isoformat() if disposal.due_on else None,
        "ground": disposal.ground,
        "proposed_at": disposal.proposed_at.isoformat(),
        "proposed_by": disposal.proposed_by_id,
        "approved_at": disposal.decided_at.isoformat() if disposal.decided_at else None,
        "approved_by": disposal.decided_by_id,
        "counts": counts,
        "figures_kept": kept,
    }


def _decide(
    disposal: Disposal, state: str, actor: Actor, moment: datetime, *, verb: str, **more: Any
) -> Disposal:
    if disposal.state != State.PROPOSED:
        raise CannotDispose(f"This proposal is {disposal.get_state_display().lower()} already.")
    values = {"state": state, "decided_at": moment, "decided_by": actor.user, **more}
    return records.change(disposal, values, actor=actor, moment=moment, verb=verb)


def _require_decider(disposal: Disposal, reader: Reader) -> None:
    if not queries.may_decide(reader):
        raise Refused("Your role does not decide about disposals.")
    if disposal.proposed_by_id == reader.user_id:
        raise Refused("You proposed this disposal, so somebody else decides.")


def _require_holder(reader: Reader) -> None:
    if not queries.may_hold(reader):
        raise Refused("Your role does not place or lift legal holds.")


def _require_free(record_type: str, record_id: str) -> None:
    held = queries.holds_on(record_type, record_id).first()
    if held is not None:
        raise CannotDispose(f"{held} stands on this record, and it wins. Nothing was changed.")


def _reader(actor: Actor, moment: datetime) -> Reader:
    return reader_of(actor, moment)
