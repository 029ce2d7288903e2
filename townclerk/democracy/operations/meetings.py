"""Writes of meetings: planning, notice, agenda, holding, cancelling."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.democracy import permissions, policies
from townclerk.democracy.core.meeting_days import check_day
from townclerk.democracy.models import Body, Meeting
from townclerk.democracy.operations import agendas
from townclerk.democracy.queries import meetings as queries
from townclerk.democracy.queries import privacy
from townclerk.kernel.calculation import ParameterSource
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.parameters import source

OF_OTHERS = (Body.Kind.OUTSIDE, Body.Kind.JOINT)
"""Bodies whose calendar others keep: their dates are taken as they are."""


class CannotMeet(TownclerkError):
    """The meeting cannot stand as it is entered. The message says what to change."""


@transaction.atomic
def plan(values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = "") -> Meeting:
    """Put a meeting in the calendar. Refused on a bank holiday, and where it clashes."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=Meeting(**values))
    draft = Meeting(**values)
    _check(draft)
    return records.create(draft, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change(
    meeting: Meeting,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Meeting:
    """Change a meeting to come; moved to another day it needs its notices afresh."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=meeting, values=values)
    values = dict(values)
    if meeting.state not in Meeting.TO_COME:
        raise CannotMeet(f"{meeting} is {meeting.get_state_display().lower()}: it stays as it is.")
    if {"on", "starts", "place", "body"} & set(values):
        draft = Meeting.objects.get(pk=meeting.pk)
        for name, value in values.items():
            setattr(draft, name, value)
        _check(draft)
    if "on" in values and meeting.state != Meeting.State.PLANNED:
        values |= {"state": Meeting.State.PLANNED, "notified_on": None, "agenda_on": None}
    return records.change(
        meeting,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


def _check(draft: Meeting, law: ParameterSource | None = None) -> None:
    found = []
    if draft.body.kind not in OF_OTHERS:
        try:
            check_day(draft.on, (law or source()).calendar("england"))
        except TownclerkError as error:
            found.append(Problem(str(error), field="on"))
    found += [Problem(sentence, field="starts") for sentence in queries.clashes(draft)]
    if not draft.clash_reason:
        hint = "Choose another time, or say why both may stand."
        found += [
            Problem(sentence, field="clash_reason", hint=hint)
            for sentence in queries.shared_members(draft)
        ]
    if found:
        raise Problems(found)


@transaction.atomic
def notify(
    meeting: Meeting,
    *,
    on: date | None = None,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> Meeting:
    """Publish the time and place."""
    step = policies.step(policies.MEETING, "notify", meeting.state, meeting)
    permissions.check(actor, *step.roles, moment=moment, record=meeting)
    day = on or today(moment)
    _not_after(meeting, day)
    values = {"state": step.target, "notified_on": day}
    return _moved(meeting, values, "notify", actor=actor, moment=moment, reason=reason)


@transaction.atomic
def publish_agenda(
    meeting: Meeting,
    *,
    on: date | None = None,
    actor: Actor,
    moment: datetime,
    reason: str = "",
    law: ParameterSource | None = None,
) -> Meeting:
    """Publish the agenda, with what is to be reported back to the meeting. After its last day a
    reason is needed, and it is kept and shown."""
    step = policies.step(policies.MEETING, "publish-agenda", meeting.state, meeting)
    permissions.check(actor, *step.roles, moment=moment, record=meeting)
    day = on or today(moment)
    _not_after(meeting, day)
    notice = queries.agenda_by(meeting, law or source())
    late = notice is not None and day > notice.last_day.value
    if notice is not None and late and not reason.strip():
        raise CannotMeet(
            f"The agenda of {meeting} was to be published by "
            f"{date_display(notice.last_day.value)}. Give the reason why it is late."
        )
    unnoticed = privacy.unnoticed(meeting, law or source())
    if unnoticed:
        raise CannotMeet(
            f"{meeting} is to take business in private under paragraph {', '.join(unnoticed)}, and "
            "no notice of that was given in full. Give both notices, or record who agreed that it "
            "cannot wait, on the notices of private meetings."
        )
    agendas.bring_reports_back(meeting, actor=actor, moment=moment)
    values = {"state": step.target, "agenda_on": day, "notified_on": meeting.notified_on or day}
    if late:
        values["late_reason"] = reason
    return _moved(meeting, values, "publish-agenda", actor=actor, moment=moment, reason=reason)


@transaction.atomic
def hold(meeting: Meeting, *, actor: Actor, moment: datetime, reason: str = "") -> Meeting:
    """Record that a meeting was held; not before its day."""
    step = policies.step(policies.MEETING, "hold", meeting.state, meeting)
    permissions.check(actor, *step.roles, moment=moment, record=meeting)
    if meeting.on > today(moment):
        raise CannotMeet(f"{meeting} is still to come, so it has not been held.")
    return _moved(
        meeting, {"state": step.target}, "hold", actor=actor, moment=moment, reason=reason
    )


@transaction.atomic
def cancel(meeting: Meeting, *, actor: Actor, moment: datetime, reason: str = "") -> Meeting:
    step = policies.step(policies.MEETING, "cancel", meeting.state, meeting)
    permissions.check(actor, *step.roles, moment=moment, record=meeting)
    if not reason.strip():
        raise CannotMeet("Give the reason why the meeting is cancelled.")
    values = {"state": step.target}
    return _moved(meeting, values, "cancel", actor=actor, moment=moment, reason=reason)


def _moved(
    meeting: Meeting,
    values: Mapping[str, Any],
    verb: str,
    *,
    actor: Actor,
    moment: datetime,
    reason: str,
) -> Meeting:
    return records.change(meeting, values, actor=actor, moment=moment, reason=reason, verb=verb)


def _not_after(meeting: Meeting, day: date) -> None:
    if day > meeting.on:
        raise CannotMeet(f"{meeting} is over, so nothing is published ahead of it.")


def today(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()
