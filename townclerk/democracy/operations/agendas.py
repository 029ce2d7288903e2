"""Writes of agendas: composing, late items, attendance, interests, votes, minutes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from townclerk.democracy import permissions
from townclerk.democracy.core import voting
from townclerk.democracy.core.redaction import repeated
from townclerk.democracy.models import (
    AgendaItem,
    Attendance,
    ExemptMinute,
    Meeting,
    Member,
    MinuteLine,
    Minutes,
    StandingItem,
    Vote,
    VoteCast,
)
from townclerk.democracy.queries import agendas as queries
from townclerk.democracy.queries.papers import day_of as today
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.audit.log import Actor

CHAIRS = ("democratic-services",)
"""The clerk records what the chair agreed."""
REPORT_BACK = "Actions to be reported back"
"""The item under which a body without a standing item for it hears of them."""


class CannotMinute(TownclerkError):
    """The step does not fit the meeting as it stands. The message says what to do."""


@transaction.atomic
def add_item(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> AgendaItem:
    """Put an item on an agenda. Once the agenda is published it is late, and says why it may be
    taken all the same."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=AgendaItem(**values))
    given = dict(values)
    meeting = given["meeting"]
    if meeting.state == Meeting.State.CANCELLED:
        raise CannotMinute(f"{meeting} is cancelled, so it has no business.")
    item = AgendaItem(**given)
    if not item.number:
        item.number = _next_number(meeting)
    item.late = meeting.state == Meeting.State.AGENDA
    if item.late and not item.late_reason.strip():
        raise Problems(
            [
                Problem(
                    "The agenda is published, so this item is late.",
                    field="late_reason",
                    hint="Give the special circumstances that the chair accepts as urgent.",
                )
            ]
        )
    return records.create(item, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change_item(
    item: AgendaItem,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> AgendaItem:
    """Change an item; what the confirmed minutes say of it stays."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=item, values=values)
    minutes = queries.minutes_of(item.meeting)
    if minutes is not None and minutes.state == Minutes.State.CONFIRMED:
        raise CannotMinute(
            f"The minutes of {item.meeting} are confirmed, so they stay as they are."
        )
    return records.change(
        item,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def minute(
    item: AgendaItem,
    *,
    outcome: str,
    text: str,
    actor: Actor,
    moment: datetime,
    private: str = "",
) -> AgendaItem:
    """Minute an item: what came of it, in the open part and, where it has one, the exempt part."""
    problems = []
    if item.meeting.state != Meeting.State.HELD:
        problems.append(Problem(f"{item.meeting} has not been held.", field="outcome"))
    if not text.strip():
        problems.append(Problem("Write what the minutes say.", field="text"))
    if private.strip() and not item.exempt_paragraph:
        problems.append(
            Problem(
                "The item is open, so it has no exempt minute.",
                field="private",
                hint="Give the item its paragraph of Schedule 12A first.",
            )
        )
    if problems:
        raise Problems(problems)
    stamp: dict[str, Any] = {"actor": actor, "moment": moment}
    changed = change_item(item, {"outcome": outcome}, **stamp)
    _keep_minute(MinuteLine(item=item, text=text.strip()), **stamp)
    if private.strip():
        kept = ExemptMinute(item=item, paragraph=item.exempt_paragraph, text=private.strip())
        _keep_minute(kept, **stamp)
    return changed


def _keep_minute(line: MinuteLine | ExemptMinute, *, actor: Actor, moment: datetime) -> None:
    found = type(line).objects.filter(item=line.item).first()
    if found is None:
        records.create(line, actor=actor, moment=moment)
    elif found.text != line.text:
        records.change(found, {"text": line.text}, actor=actor, moment=moment)


def _next_number(meeting: Meeting) -> int:
    last = AgendaItem.objects.filter(meeting=meeting).order_by("-number").first()
    return last.number + 1 if last else 1


@transaction.atomic
def compose(meeting: Meeting, *, actor: Actor, moment: datetime) -> tuple[AgendaItem, ...]:
    """Bring onto the agenda what belongs there: standing items, decisions foretold for the day,
    topics of scrutiny put on it, actions to be reported back. What is there is left alone.

    Once the agenda is out an item is late, and comes of itself only when its urgency was accepted
    by the route of its decision; the clerk adds another with the circumstances the chair accepts.
    """
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=meeting)
    if meeting.state not in Meeting.TO_COME:
        raise CannotMinute(f"{meeting} is {meeting.get_state_display().lower()}.")
    there = AgendaItem.objects.filter(meeting=meeting)
    standing = set(there.values_list("standing_id", flat=True))
    entries = set(there.values_list("entry_id", flat=True))
    made: list[AgendaItem] = []
    stamp: dict[str, Any] = {"actor": actor, "moment": moment}
    out = meeting.state == Meeting.State.AGENDA
    waiting = queries.to_report_back(meeting).exists()
    for standing_item in queries.standing_items(meeting):
        empty = standing_item.kind == StandingItem.Kind.ACTIONS and not waiting
        if out or standing_item.pk in standing or empty:
            continue
        values = {
            "meeting": meeting,
            "title": _title_of(standing_item, meeting),
            "kind": AgendaItem.Kind.STANDING,
            "standing": standing_item,
        }
        made.append(add_item(values, **stamp))
    for entry in queries.foretold(meeting):
        if entry.pk in entries or (out and not entry.route_reason):
            continue
        values = {
            "meeting": meeting,
            "title": entry.title,
            "kind": AgendaItem.Kind.DECISION,
            "entry": entry,
            "report": entry.report,
            "presenter_role": entry.lead_role,
            "exempt_paragraph": entry.exempt_paragraph,
            "late_reason": entry.route_reason,
        }
        made.append(add_item(values, **stamp))
    made += _topics(meeting, **stamp)
    brought = bring_reports_back(meeting, **stamp)
    return (*made, brought) if brought else tuple(made)


def _topics(meeting: Meeting, *, actor: Actor, moment: datetime) -> list[AgendaItem]:
    """The topics of the work programme that are put on the meeting, until its agenda is out."""
    if meeting.state == Meeting.State.AGENDA:
        return []
    there = {item.title.casefold(): item.entry_id for item in queries.items_of(meeting)}
    made = []
    for topic in queries.topics_on(meeting):
        foretold = topic.entry_id is not None and topic.entry_id in there.values()
        if topic.title.casefold() in there or foretold:
            continue
        values = {
            "meeting": meeting,
            "title": topic.title,
            "kind": AgendaItem.Kind.REPORT,
            "presenter_role": topic.officer_role,
        }
        made.append(add_item(values, actor=actor, moment=moment))
    return made


@transaction.atomic
def bring_reports_back(meeting: Meeting, *, actor: Actor, moment: datetime) -> AgendaItem | None:
    """An item for the actions that wait for this meeting, where no item is there for them."""
    if meeting.state == Meeting.State.AGENDA:
        return None
    there = AgendaItem.objects.filter(meeting=meeting)
    named = Q(standing__kind=StandingItem.Kind.ACTIONS) | Q(title=REPORT_BACK)
    if not queries.to_report_back(meeting).exists() or there.filter(named).exists():
        return None
    values = {"meeting": meeting, "title": REPORT_BACK, "kind": AgendaItem.Kind.STANDING}
    return add_item(values, actor=actor, moment=moment)


def _title_of(standing: StandingItem, meeting: Meeting) -> str:
    """The minutes to be confirmed are named by their day."""
    before = queries.last_before(meeting)
    if standing.kind == StandingItem.Kind.MINUTES and before is not None:
        return f"{standing.title} of {before.on:%-d %B %Y}"
    return standing.title


@transaction.atomic
def create_standing_item(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> StandingItem:
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=StandingItem(**values))
    return records.create(StandingItem(**values), actor=actor, moment=moment, reason=reason)


@transaction.atomic
def create_attendance(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Attendance:
    given = dict(values)
    meeting, member = given.pop("meeting"), given.pop("member")
    return attend(meeting, member, **given, actor=actor, moment=moment)


@transaction.atomic
def attend(
    meeting: Meeting,
    member: Member,
    *,
    kind: str,
    instead_of: Member | None = None,
    actor: Actor,
    moment: datetime,
) -> Attendance:
    """Record that a member was there, or was not; said again, it is put right."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=meeting)
    require_begun(meeting, moment)
    found = Attendance.objects.filter(meeting=meeting, member=member).first()
    values = {"kind": kind, "instead_of": instead_of}
    if found is None:
        made = Attendance(meeting=meeting, member=member, **values)
        return records.create(made, actor=actor, moment=moment)
    return records.change(found, values, actor=actor, moment=moment)


@transaction.atomic
def vote(
    item: AgendaItem,
    *,
    motion: str,
    count: voting.Count | None = None,
    casts: Mapping[Member, str] | None = None,
    casting: str = "",
    amendment: bool = False,
    actor: Actor,
    moment: datetime,
) -> Vote:
    """Record a vote: counted, or by name, from which the count follows."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=item)
    require_begun(item.meeting, moment)
    counted = voting.counted(casts.values()) if casts else count
    if counted is None:
        raise voting.BadCount("Give the count, or how each member voted.")
    _require_there(item, casts or {}, counted)
    made = records.create(
        Vote(
            item=item,
            motion=motion,
            amendment=amendment,
            recorded=bool(casts),
            votes_for=counted.votes_for,
            votes_against=counted.votes_against,
            abstained=counted.abstained,
            casting=casting,
            carried=voting.carried(counted, casting),
        ),
        actor=actor,
        moment=moment,
    )
    for member, choice in (casts or {}).items():
        cast = VoteCast(vote=made, member=member, choice=choice)
        records.create(cast, actor=actor, moment=moment)
    return made


def require_begun(meeting: Meeting, moment: datetime) -> None:
    """Nobody attends, moves or votes before the day of the meeting, nor at one that was
    cancelled."""
    if meeting.state == Meeting.State.CANCELLED:
        raise CannotMinute(f"{meeting} was cancelled, so nobody was there.")
    if meeting.on > today(moment):
        raise CannotMinute(f"{meeting} is still to come, so nobody has attended it.")


def _require_there(item: AgendaItem, casts: Mapping[Member, str], count: voting.Count) -> None:
    """Nobody votes who is kept from it; nor, once attendance is recorded, who was not there, nor
    more than were there."""
    there = set(queries.there(item.meeting).values_list("member_id", flat=True))
    kept = queries.kept_from_voting(item)
    problems = [
        Problem(f"{member} was not at the meeting.", field="casts")
        for member in casts
        if there and member.pk not in there
    ]
    problems += [
        Problem(f"{member} {kept[member.pk]}.", field="casts")
        for member, choice in casts.items()
        if member.pk in kept and choice != VoteCast.Choice.BARRED
    ]
    most = len(there - set(kept))
    total = count.votes_for + count.votes_against + count.abstained
    if there and total > most:
        problems.append(
            Problem(f"{total} votes are counted, and {most} members were there.", field="count")
        )
    if problems:
        raise Problems(problems)


@transaction.atomic
def draft_minutes(meeting: Meeting, *, actor: Actor, moment: datetime) -> Minutes:
    """Begin the minutes of a meeting that was held."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=meeting)
    if meeting.state != Meeting.State.HELD:
        raise CannotMinute(f"{meeting} is {meeting.get_state_display().lower()}, not held.")
    if queries.minutes_of(meeting) is not None:
        raise CannotMinute(f"The minutes of {meeting} are begun already.")
    made = Minutes(meeting=meeting, drafted_on=today(moment))
    return records.create(made, actor=actor, moment=moment)


@transaction.atomic
def approve_minutes(
    minutes: Minutes, *, actor: Actor, moment: datetime, reason: str = ""
) -> Minutes:
    """The chair agrees the draft. Every item must say what came of it, and no open minute repeats
    an exempt one, unless the reason says why it may."""
    permissions.check(actor, *CHAIRS, moment=moment, record=minutes)
    _require(minutes, Minutes.State.DRAFT)
    items = list(queries.items_of(minutes.meeting).select_related("minute", "exempt_minute"))
    problems = [
        Problem(f"Item {item} is not minuted.", field=f"item-{item.number}")
        for item in items
        if not item.outcome or getattr(item, "minute", None) is None
    ]
    if not items:
        problems.append(Problem("The meeting has no items.", field="items"))
    if not reason.strip():
        problems += [problem for item in items for problem in _disclosed(item)]
    if problems:
        raise Problems(problems)
    values = {"state": Minutes.State.APPROVED, "approved_on": today(moment)}
    return records.change(
        minutes, values, actor=actor, moment=moment, reason=reason, verb="approve"
    )


def _disclosed(item: AgendaItem) -> list[Problem]:
    """What the open minute of an item repeats of its exempt one."""
    opened, kept = getattr(item, "minute", None), getattr(item, "exempt_minute", None)
    if opened is None or kept is None:
        return []
    hint = "Take it out, or give the reason why it may be open."
    return [
        Problem(f"Item {item}: “{one}” is in the exempt minute.", field="reason", hint=hint)
        for one in repeated(opened.text, kept.text)
    ]


@transaction.atomic
def confirm_minutes(
    minutes: Minutes, *, at: Meeting, correction: str = "", actor: Actor, moment: datetime
) -> Minutes:
    """A later meeting of the body confirms the minutes, put right where it says so."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=minutes)
    _require(minutes, Minutes.State.APPROVED)
    if at.body_id != minutes.meeting.body_id or at.on <= minutes.meeting.on:
        raise CannotMinute("A later meeting of the same body confirms the minutes. Choose one.")
    if at.state != Meeting.State.HELD:
        raise CannotMinute(f"{at} has not been held, so it has confirmed nothing.")
    values = {
        "state": Minutes.State.CONFIRMED,
        "confirmed_at": at,
        "correction": correction.strip(),
    }
    return records.change(minutes, values, actor=actor, moment=moment, verb="confirm")


def _require(minutes: Minutes, state: str) -> None:
    if minutes.state != state:
        now = minutes.get_state_display().lower()
        raise CannotMinute(f"{minutes} are {now}, so this step is not open.")
