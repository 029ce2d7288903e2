"""Writes of education appeals: lodging, listing in blocks, rosters, decisions, letters, charges."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.democracy import permissions
from townclerk.democracy.core.appeal_blocks import Listing
from townclerk.democracy.core.appeal_days import NoTerm, Term
from townclerk.democracy.models import (
    Appeal,
    AppealCharge,
    AppealSeason,
    HearingDay,
    PanelSeat,
    School,
)
from townclerk.democracy.operations.meetings import today
from townclerk.democracy.permissions import DEMOCRATIC
from townclerk.democracy.policies_development import APPEAL, APPEALS, CASE_TYPE, CHARGE, DAY
from townclerk.democracy.queries import appeals as queries
from townclerk.kernel.calculation import ParameterSource
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.reader import Reader, Refused, scope
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.deadlines import operations as tasks
from townclerk.platform.deadlines.kinds import task_kind
from townclerk.platform.parameters import source
from townclerk.platform.registers.steps import step

HEARING = task_kind("appeal-hearing", "Hearing of an appeal")
LETTER = task_kind("appeal-letter", "Letter after an appeal")


class CannotHear(TownclerkError):
    """The step does not fit the appeal as it stands. The message says what to do."""


def check(actor: Actor, *, moment: datetime, kind: str = "") -> None:
    """The clerks of appeals: by their role, for every kind or this one, and by the clearance."""
    of = Appeal(kind=kind) if kind else None
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=of)
    on = moment.astimezone(LOCAL).date()
    reader = Reader.of(actor.user, on) if actor.user is not None else Reader.anonymous(on)
    if APPEALS not in reader.clearances:
        raise Refused("This needs the clearance “education appeals”, which you do not hold.")
    own = scope(CASE_TYPE, kind) if kind else None
    reader.require(Verb.CONTRIBUTE, permissions.DEMOCRATIC, unit=own)


@transaction.atomic
def lodge(values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = "") -> Appeal:
    """An appeal with the last day for its hearing, counted by the rule of its kind."""
    appeal = Appeal(**values)
    check(actor, moment=moment, kind=appeal.kind)
    appeal.state = Appeal.State.LODGED
    counted = _counted(appeal, queries.terms(), source())
    appeal.hear_by = appeal.hear_by or counted
    made = records.create(appeal, actor=actor, moment=moment, reason=reason)
    if made.hear_by is not None:
        _ask(made, "hearing", "Hear", HEARING, made.hear_by, actor=actor, moment=moment)
    return made


def _counted(appeal: Appeal, terms: tuple[Term, ...], law: ParameterSource) -> date | None:
    try:
        return queries.hear_by(appeal, terms, law)
    except NoTerm:
        return None


def _ask(
    appeal: Appeal, purpose: str, verb: str, kind: str, due: date, *, actor: Actor, moment: datetime
) -> None:
    """A task that tells of the case by its reference alone, to who is cleared for appeals."""
    tasks.raise_task(
        source=appeal,
        purpose=purpose,
        title=f"{verb} {appeal.reference}",
        kind=kind,
        area=DEMOCRATIC,
        owner_role=permissions.CLERKS[0],
        clearance=APPEALS,
        due=due,
        address=f"/r/appeals/{appeal.pk}/",
        actor=actor,
        moment=moment,
    )


@transaction.atomic
def change(
    appeal: Appeal,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Appeal:
    check(actor, moment=moment, kind=appeal.kind)
    sent, day = values.get("papers_sent_on"), appeal.day
    if sent is not None and day is not None and sent >= day.on:
        raise Problems(
            [Problem(f"The hearing is on {date_display(day.on)}.", field="papers_sent_on")]
        )
    return records.change(
        appeal,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def list_season(season: AppealSeason, *, actor: Actor, moment: datetime) -> Listing:
    """List every appeal of a season that waits, in blocks; days are made as they are needed."""
    check(actor, moment=moment)
    found = queries.plan(season, source())
    days = {(day.on, day.panel): day for day in HearingDay.objects.filter(season=season)}
    waiting = {one.reference: one for one in season.appeals.filter(state=Appeal.State.LODGED)}
    for reference, place in found.placed.items():
        key = (place.on, place.panel)
        if key not in days:
            day = HearingDay(
                reference=f"{season.code}-{place.on:%Y%m%d}-{place.panel}",
                season=season,
                on=place.on,
                panel=place.panel,
                capacity=season.a_day,
            )
            days[key] = records.create(day, actor=actor, moment=moment)
        values = {"day": days[key], "state": APPEAL["list"].target}
        records.change(waiting[reference], values, actor=actor, moment=moment, verb="list")
    return found


@transaction.atomic
def list_for(
    appeal: Appeal, *, day: HearingDay, actor: Actor, moment: datetime, reason: str = ""
) -> Appeal:
    """List one appeal for a panel that has room and nobody tied to its school."""
    move = step(APPEAL, "list", appeal.state, appeal)
    check(actor, moment=moment, kind=appeal.kind)
    problems = []
    if day.state != HearingDay.State.PLANNED:
        problems.append(Problem(f"{day} is {day.get_state_display().lower()}.", field="day"))
    there = day.appeals.exclude(state=Appeal.State.WITHDRAWN).exclude(pk=appeal.pk)
    if there.count() >= day.capacity:
        problems.append(Problem(f"{day} takes {day.capacity} appeals and has them.", field="day"))
    problems += [
        Problem(f"{seat.panel_member} is tied to its school.", field="day")
        for seat in day.seats.select_related("panel_member")
        if seat.panel_member.connections.filter(school=appeal.school).exists()
    ]
    if appeal.hear_by is not None and day.on > appeal.hear_by and not reason.strip():
        problems.append(
            Problem(
                f"Its last day is {date_display(appeal.hear_by)}.",
                field="reason",
                hint="Choose an earlier day, or say why it is heard late.",
            )
        )
    if problems:
        raise Problems(problems)
    values = {"day": day, "state": move.target}
    return records.change(appeal, values, actor=actor, moment=moment, reason=reason, verb="list")


@transaction.atomic
def cancel_day(day: HearingDay, *, actor: Actor, moment: datetime, reason: str = "") -> HearingDay:
    """A panel does not sit. Its appeals are listed for another day first."""
    move = step(DAY, "cancel", day.state, day)
    permissions.check(actor, *move.roles, moment=moment)
    waiting = day.appeals.filter(state=Appeal.State.LISTED).count()
    if waiting:
        raise CannotHear(f"List its {waiting} appeals for other days first.")
    values = {"state": move.target}
    return records.change(day, values, actor=actor, moment=moment, reason=reason, verb="cancel")


@transaction.atomic
def roster(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> PanelSeat:
    """Roster a panel member: trained on the day, in the pool, free, and tied to no school of it."""
    check(actor, moment=moment)
    seat = PanelSeat(**values)
    day, member = seat.day, seat.panel_member
    problems = []
    if queries.lapsed(member, day.on):
        until = member.trained_until
        said = f"ended on {date_display(until)}" if until else "is not recorded"
        problems.append(
            Problem(
                f"The training of {member} {said}, so they may not be rostered for {day}.",
                field="panel_member",
                hint="Record their new training first, or choose another.",
            )
        )
    outside = (member.start and day.on < member.start) or (member.end and day.on >= member.end)
    if outside:
        problems.append(Problem(f"{member} is not in the pool that day.", field="panel_member"))
    others = PanelSeat.objects.filter(panel_member=member, day__on=day.on)
    if others.exists():
        problems.append(Problem(f"{member} sits on a panel that day.", field="panel_member"))
    problems += [
        Problem(f"{member} is tied to {row.school}: {row.what}", field="panel_member")
        for row in queries.conflicts(day, member)
    ]
    if seat.chairs and day.seats.filter(chairs=True).exists():
        problems.append(Problem("The panel has a chair.", field="chairs"))
    if problems:
        raise Problems(problems)
    return records.create(seat, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def hear(
    appeal: Appeal, *, on: date | None = None, actor: Actor, moment: datetime, reason: str = ""
) -> Appeal:
    """Its panel was whole, had its papers, and heard it."""
    move = step(APPEAL, "hear", appeal.state, appeal)
    check(actor, moment=moment, kind=appeal.kind)
    day = appeal.day
    if day is None:
        raise CannotHear("List the appeal for a day first.")
    problems = [Problem(said, field="day") for said in queries.lacking(day)]
    if appeal.papers_sent_on is None and not reason.strip():
        problems.append(
            Problem(
                "No papers are recorded as sent.",
                field="papers_sent_on",
                hint="Record the day they were sent, or say why it was heard without them.",
            )
        )
    if problems:
        raise Problems(problems)
    held = on or day.on
    if held > today(moment):
        raise CannotHear(f"It is listed for {date_display(held)}, which is still to come.")
    values = {"state": move.target, "heard_on": held}
    made = records.change(appeal, values, actor=actor, moment=moment, reason=reason, verb="hear")
    tasks.settle(source=made, purpose="hearing", reason="It was heard", actor=actor, moment=moment)
    return made


@transaction.atomic
def decide(
    appeal: Appeal,
    *,
    outcome: str,
    reasons: str,
    on: date | None = None,
    actor: Actor,
    moment: datetime,
) -> Appeal:
    move = step(APPEAL, "decide", appeal.state, appeal)
    check(actor, moment=moment, kind=appeal.kind)
    if not reasons.strip():
        raise Problems([Problem("Give the panel's reasons.", field="reasons")])
    values = {
        "state": move.target,
        "outcome": Appeal.Outcome(outcome).value,
        "reasons": reasons.strip(),
        "decided_on": on or today(moment),
    }
    made = records.change(appeal, values, actor=actor, moment=moment, verb="decide")
    try:
        heard = made.heard_on or today(moment)
        due = queries.last_day(queries.LETTER, heard, queries.terms(), source())
    except NoTerm:
        return made
    _ask(made, "letter", "Send the decision on", LETTER, due, actor=actor, moment=moment)
    return made


@transaction.atomic
def notify(
    appeal: Appeal, *, on: date | None = None, actor: Actor, moment: datetime, reason: str = ""
) -> Appeal:
    move = step(APPEAL, "notify", appeal.state, appeal)
    check(actor, moment=moment, kind=appeal.kind)
    values = {"state": move.target, "letter_on": on or today(moment)}
    made = records.change(appeal, values, actor=actor, moment=moment, reason=reason, verb="notify")
    tasks.settle(source=made, purpose="letter", reason="It was sent", actor=actor, moment=moment)
    return made


@transaction.atomic
def challenge(
    appeal: Appeal, *, before: str, actor: Actor, moment: datetime, reason: str = ""
) -> Appeal:
    """The decision is challenged before the ombudsman, the Secretary of State or the court."""
    move = step(APPEAL, "challenge", appeal.state, appeal)
    check(actor, moment=moment, kind=appeal.kind)
    values = {"state": move.target, "challenge": Appeal.Challenge(before).value}
    return records.change(
        appeal, values, actor=actor, moment=moment, reason=reason, verb="challenge"
    )


@transaction.atomic
def withdraw(appeal: Appeal, *, actor: Actor, moment: datetime, reason: str = "") -> Appeal:
    move = step(APPEAL, "withdraw", appeal.state, appeal)
    check(actor, moment=moment, kind=appeal.kind)
    if not reason.strip():
        raise CannotHear("Say why it goes no further.")
    values = {"state": move.target}
    made = records.change(
        appeal, values, actor=actor, moment=moment, reason=reason, verb="withdraw"
    )
    why = "The appeal is withdrawn"
    tasks.settle(source=made, purpose="hearing", reason=why, actor=actor, moment=moment)
    return made


@transaction.atomic
def charge(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> AppealCharge:
    """What another admission authority owes: its appeals heard in the season, at the rate."""
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    made = AppealCharge(**values)
    if made.school.authority == School.Authority.COUNCIL:
        raise Problems([Problem("The council does not charge itself.", field="school")])
    if made.cases is None:
        heard = made.season.appeals.filter(school=made.school, state__in=Appeal.HEARD_ONES)
        made.cases = heard.count()
    made.amount = made.rate * made.cases
    return records.create(made, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def invoice(
    made: AppealCharge, *, actor: Actor, moment: datetime, reason: str = ""
) -> AppealCharge:
    """Record that it was invoiced; the reason is the number of the invoice."""
    move = step(CHARGE, "invoice", made.state, made)
    permissions.check(actor, *move.roles, moment=moment)
    if not reason.strip():
        raise Problems([Problem("Give the number of the invoice.", field="reason")])
    values = {
        "state": move.target,
        "invoice": reason.strip()[:60],
        "invoiced_on": today(moment),
    }
    return records.change(made, values, actor=actor, moment=moment, reason=reason, verb="invoice")


@transaction.atomic
def pay(made: AppealCharge, *, actor: Actor, moment: datetime, reason: str = "") -> AppealCharge:
    move = step(CHARGE, "pay", made.state, made)
    permissions.check(actor, *move.roles, moment=moment)
    values = {"state": move.target, "paid_on": today(moment)}
    return records.change(made, values, actor=actor, moment=moment, reason=reason, verb="pay")
