"""Writes of work programmes: topics suggested, weighed, scheduled; and what came of them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.democracy import permissions
from townclerk.democracy.models import (
    AgendaItem,
    Entry,
    LinkItem,
    Meeting,
    MinuteLine,
    Topic,
)
from townclerk.democracy.operations import agendas
from townclerk.democracy.operations.meetings import today
from townclerk.democracy.policies_scrutiny import LINK, SCRUTINEERS, TOPIC
from townclerk.democracy.queries import scrutiny as queries
from townclerk.democracy.queries.forward_plan import PUBLIC
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.registers.steps import step

WORK_PROGRAMME = "Work programme"


class CannotScrutinise(TownclerkError):
    """The step does not fit the topic as it stands. The message says what to do."""


@transaction.atomic
def suggest(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Topic:
    """A suggested topic, with what it overlaps; given with its meeting, it goes on to that."""
    permissions.check(actor, *SCRUTINEERS, moment=moment, record=Topic(**values))
    given = dict(values)
    meeting, outcome = given.pop("meeting", None), given.pop("outcome", "")
    _require_told(given)
    topic = Topic(**given)
    topic.suggested_on = topic.suggested_on or (meeting.on if meeting else today(moment))
    made = records.create(topic, actor=actor, moment=moment, reason=reason)
    if meeting is not None and meeting.state == Meeting.State.HELD:
        values = {"meeting": meeting, "due": meeting.on, "state": Topic.State.CONSIDERED}
        values["outcome"] = outcome or "Considered"
        return records.change(made, values, actor=actor, moment=moment, verb="consider")
    made = weigh(made, actor=actor, moment=moment)
    if meeting is None:
        return made
    made = accept(made, actor=actor, moment=moment)
    return schedule(made, meeting=meeting, actor=actor, moment=moment)


def _require_told(values: Mapping[str, Any]) -> None:
    """A topic is open to everybody, so the decision to come that it names is too."""
    entry = values.get("entry")
    if entry is not None and not Entry.objects.filter(PUBLIC, pk=entry.pk).exists():
        message = f"{entry.reference} is not on the forward plan yet."
        hint = "Name it once notice of it is published."
        raise Problems([Problem(message, field="entry", hint=hint)])


def weigh(topic: Topic, *, actor: Actor, moment: datetime) -> Topic:
    """Keep what the topic overlaps now, in words that can be minuted."""
    found = queries.overlapping(topic, today(moment))
    said = "\n".join(
        f"{one.piece.title} ({one.piece.kind}{', ' + one.piece.where if one.piece.where else ''}"
        f"{', ' + date_display(one.piece.on) if one.piece.on else ''}): {one.why}"
        for one in found
    )
    if said == topic.overlaps:
        return topic
    return records.change(topic, {"overlaps": said}, actor=actor, moment=moment, verb="weigh")


@transaction.atomic
def change(
    topic: Topic,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Topic:
    permissions.check(actor, *SCRUTINEERS, moment=moment, record=topic, values=values)
    if "meeting" in values and values["meeting"] != topic.meeting:
        raise CannotScrutinise("Put the topic on a meeting, or defer it, by its own step.")
    _require_told(values)
    made = records.change(
        topic,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )
    return weigh(made, actor=actor, moment=moment) if made.state in Topic.LIVE else made


@transaction.atomic
def accept(topic: Topic, *, actor: Actor, moment: datetime, reason: str = "") -> Topic:
    """The committee takes it on. What covers the same ground is settled first."""
    move = step(TOPIC, "accept", topic.state, topic)
    permissions.check(actor, *move.roles, moment=moment, record=topic)
    topic = weigh(topic, actor=actor, moment=moment)
    require_weighed(topic)
    return records.change(
        topic, {"state": move.target}, actor=actor, moment=moment, reason=reason, verb="accept"
    )


def require_weighed(topic: Topic) -> None:
    """Refuse what overlaps and has no reason to go ahead all the same."""
    if topic.overlaps and not topic.overlap_reason.strip():
        others = len(topic.overlaps.splitlines())
        said = "another piece of work" if others == 1 else f"{others} other pieces of work"
        message = f"“{topic}” covers the same ground as {said}; its page names those you may open."
        hint = "Defer it, drop it, or say why it goes ahead all the same."
        raise Problems([Problem(message, field="overlap_reason", hint=hint)])


@transaction.atomic
def go_ahead(topic: Topic, *, actor: Actor, moment: datetime, reason: str = "") -> Topic:
    """Say why it is worth doing beside what it overlaps."""
    move = step(TOPIC, "go-ahead", topic.state, topic)
    permissions.check(actor, *move.roles, moment=moment, record=topic)
    if not reason.strip():
        raise Problems([Problem("Say why it goes ahead all the same.", field="reason")])
    values = {"overlap_reason": reason.strip()}
    return records.change(topic, values, actor=actor, moment=moment, reason=reason, verb="go-ahead")


@transaction.atomic
def schedule(
    topic: Topic, *, meeting: Meeting, actor: Actor, moment: datetime, reason: str = ""
) -> Topic:
    """Put it on a meeting of its body that has room for it."""
    move = step(TOPIC, "schedule", topic.state, topic)
    permissions.check(actor, *move.roles, moment=moment, record=topic)
    programme = topic.programme
    problems = []
    if meeting.body_id != programme.body_id:
        problems.append(Problem(f"{meeting} is no meeting of {programme.body}.", field="meeting"))
    if meeting.state not in Meeting.TO_COME:
        problems.append(
            Problem(f"{meeting} is {meeting.get_state_display().lower()}.", field="meeting")
        )
    there = Topic.objects.filter(meeting=meeting).exclude(state=Topic.State.DROPPED)
    taken = there.exclude(pk=topic.pk).count()
    if taken >= programme.capacity:
        problems.append(
            Problem(
                f"{meeting} has {taken} topics, and a meeting takes {programme.capacity}.",
                field="meeting",
                hint="Choose another meeting, or defer a topic of this one.",
            )
        )
    if problems:
        raise Problems(problems)
    values = {"state": move.target, "meeting": meeting, "due": meeting.on}
    return records.change(topic, values, actor=actor, moment=moment, reason=reason, verb="schedule")


@transaction.atomic
def consider(
    topic: Topic, *, outcome: str, actor: Actor, moment: datetime, reason: str = ""
) -> Topic:
    move = step(TOPIC, "consider", topic.state, topic)
    permissions.check(actor, *move.roles, moment=moment, record=topic)
    problems = []
    if topic.meeting is None or topic.meeting.state != Meeting.State.HELD:
        problems.append(Problem(f"{topic.meeting} has not been held.", field="meeting"))
    if not outcome.strip():
        problems.append(Problem("Say what came of it.", field="outcome"))
    if problems:
        raise Problems(problems)
    values = {"state": move.target, "outcome": outcome.strip()}
    return records.change(topic, values, actor=actor, moment=moment, reason=reason, verb="consider")


@transaction.atomic
def follow_up(
    topic: Topic, *, outcome: str, actor: Actor, moment: datetime, reason: str = ""
) -> Topic:
    move = step(TOPIC, "follow-up", topic.state, topic)
    permissions.check(actor, *move.roles, moment=moment, record=topic)
    if not outcome.strip():
        raise Problems([Problem("Say what followed.", field="outcome")])
    values = {"state": move.target, "outcome": f"{topic.outcome}\n{outcome.strip()}".strip()}
    return records.change(
        topic, values, actor=actor, moment=moment, reason=reason, verb="follow-up"
    )


@transaction.atomic
def defer(
    topic: Topic,
    *,
    to: date,
    at: Meeting,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> Topic:
    """Look at it later. The meeting that resolved so has the reason in its minutes."""
    move = step(TOPIC, "defer", topic.state, topic)
    permissions.check(actor, *move.roles, moment=moment, record=topic)
    was = topic.meeting.on if topic.meeting else topic.due
    if was is not None and to <= was:
        raise Problems([Problem(f"It is for {date_display(was)}. Choose a later day.", field="to")])
    said = f"“{topic}” was deferred to {date_display(to)}: {reason.strip()}"
    values = {
        "state": topic.state if topic.state == Topic.State.SUGGESTED else move.target,
        "meeting": None,
        "due": to,
        "deferrals": topic.deferrals + 1,
        "reason": reason.strip(),
        "minuted": _minuted(topic, at, said, reason, actor=actor, moment=moment),
    }
    return records.change(topic, values, actor=actor, moment=moment, reason=reason, verb="defer")


@transaction.atomic
def drop(topic: Topic, *, at: Meeting, actor: Actor, moment: datetime, reason: str = "") -> Topic:
    """Look at it no more. The meeting that resolved so has the reason in its minutes."""
    move = step(TOPIC, "drop", topic.state, topic)
    permissions.check(actor, *move.roles, moment=moment, record=topic)
    said = f"“{topic}” was dropped: {reason.strip()}"
    values = {
        "state": move.target,
        "meeting": None,
        "reason": reason.strip(),
        "minuted": _minuted(topic, at, said, reason, actor=actor, moment=moment),
    }
    return records.change(topic, values, actor=actor, moment=moment, reason=reason, verb="drop")


def _minuted(
    topic: Topic, at: Meeting, said: str, reason: str, *, actor: Actor, moment: datetime
) -> AgendaItem:
    """The item of the meeting's work programme, with what was resolved added to its minute."""
    body = topic.programme.body
    problems = []
    if not reason.strip():
        problems.append(Problem("Say why.", field="reason", hint="The reason is minuted."))
    if at.body_id != body.pk and at.body.kind != at.body.Kind.BOARD:
        problems.append(Problem(f"{at} is no meeting of {body} or of its board.", field="at"))
    if at.state != Meeting.State.HELD:
        problems.append(Problem(f"{at} has not been held, so it resolved nothing.", field="at"))
    if problems:
        raise Problems(problems)
    item = at.items.filter(title__icontains=WORK_PROGRAMME).order_by("number").first()
    if item is None:
        values = {"meeting": at, "number": 0, "title": WORK_PROGRAMME, "kind": "standing"}
        item = agendas.add_item(values, actor=actor, moment=moment)
    line = MinuteLine.objects.filter(item=item).first()
    text = f"{line.text}\n{said}" if line else said
    outcome = item.outcome or AgendaItem.Outcome.RESOLVED
    return agendas.minute(item, outcome=outcome, text=text, actor=actor, moment=moment)


@transaction.atomic
def create_link(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> LinkItem:
    permissions.check(actor, *SCRUTINEERS, moment=moment, record=LinkItem(**values))
    item = LinkItem(**values)
    kinds = (item.meeting.body.Kind.JOINT, item.meeting.body.Kind.OUTSIDE)
    if item.meeting.body.kind not in kinds:
        raise Problems(
            [Problem(f"{item.meeting.body} is a body of this council.", field="meeting")]
        )
    return records.create(item, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def feed_back(
    item: LinkItem, *, at: Meeting, actor: Actor, moment: datetime, reason: str = ""
) -> LinkItem:
    """A body of this council heard what the link member brought back."""
    move = step(LINK, "feed-back", item.state, item)
    permissions.check(actor, *move.roles, moment=moment, record=item)
    problems = []
    if at.state != Meeting.State.HELD or at.on < item.meeting.on:
        problems.append(Problem("Choose a meeting held since then.", field="at"))
    if item.feeds_id is not None and at.body_id != item.feeds_id:
        problems.append(Problem(f"It is for {item.feeds}.", field="at"))
    if problems:
        raise Problems(problems)
    values = {"state": move.target, "fed_at": at}
    return records.change(item, values, actor=actor, moment=moment, reason=reason, verb="feed-back")
