"""Granting, passing on, reviewing and ending what people hold. Each act is audited."""

import secrets
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.access import duties
from townclerk.platform.access.areas import CLEARANCES, Area, Verb
from townclerk.platform.access.holding import in_force
from townclerk.platform.access.models import (
    AccessReview,
    Clearance,
    Conflict,
    Holding,
    Role,
    SettingChange,
    User,
)
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit import log
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL


def _problem(message: str, field: str = "", hint: str = "") -> Problems:
    return Problems((Problem(message=message, field=field, hint=hint),))


def _day(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()


def administering(actor: Actor, moment: datetime) -> None:
    """Refuses whoever may not administer. The first person is let in at the terminal."""
    if actor.user is None and actor.os_user and not _anybody_administers(_day(moment)):
        return
    duties.reader_of(actor, _day(moment)).require(Verb.CONTRIBUTE, Area.ADMINISTRATION)


def _anybody_administers(on: date) -> bool:
    return Holding.objects.filter(
        in_force(on), role__code="system-administrator", user__is_active=True
    ).exists()


@transaction.atomic
def add_user(
    *,
    username: str,
    email: str = "",
    job_title: str = "",
    external: bool = False,
    password: str | None = None,
    actor: Actor,
    moment: datetime,
) -> tuple[User, str]:
    """Open an account; answers it with its first password, made at random when none is given."""
    administering(actor, moment)
    if User.objects.filter(username__iexact=username).exists():
        raise _problem(f"There is already a user called {username}.", "username")
    chosen = password or secrets.token_urlsafe(12)
    user = User(username=username, email=email, job_title=job_title, external=external)
    _check_password(chosen, user)
    user.set_password(chosen)
    user.full_clean()
    user.save()
    if email:
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    log.record(actor=actor, verb="add user", target=user, moment=moment)
    return user, chosen


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Problems(
            tuple(Problem(message=message, field="password") for message in error.messages)
        ) from error


@transaction.atomic
def reset_password(*, user: User, actor: Actor, moment: datetime) -> str:
    """A new random password, shown once; every session of the user ends."""
    administering(actor, moment)
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.save(update_fields=["password"])
    log.record(actor=actor, verb="reset password", target=user, moment=moment)
    return password


@transaction.atomic
def deactivate(*, user: User, reason: str, actor: Actor, moment: datetime) -> None:
    """Close an account: it cannot sign in, and all it holds or has passed on ends today."""
    administering(actor, moment)
    duties_of_self(user, actor, "close it")
    on = _day(moment)
    for holding in Holding.objects.filter(in_force(on), user=user):
        end_holding(holding=holding, on=on, reason=reason, actor=actor, moment=moment)
    user.is_active = False
    user.save(update_fields=["is_active"])
    log.record(actor=actor, verb="deactivate", target=user, moment=moment, reason=reason)


def duties_of_self(user: User, actor: Actor, act: str) -> None:
    if actor.user is not None and actor.user.pk == user.pk:
        raise Refused(f"This is your own account, so another administrator has to {act}.")


def grant_role(
    *,
    user: User,
    role: str,
    start: date,
    end: date | None = None,
    scope_kind: str = "",
    scope_code: str = "",
    reason: str = "",
    actor: Actor,
    moment: datetime,
) -> Holding:
    """Give a person a role, in the whole council or in one scope."""
    administering(actor, moment)
    duties_of_self(user, actor, "change what it holds")
    found = Role.objects.filter(code=role).first()
    if found is None:
        raise _problem(f"There is no role {role}.", "role", "See “townclerk user roles”.")
    holding = Holding(
        user=user,
        role=found,
        start=start,
        end=end,
        scope_kind=scope_kind,
        scope_code=scope_code,
        reason=reason,
    )
    return records.create(holding, actor=actor, moment=moment, reason=reason)


def pass_on(
    *,
    source: Holding,
    to: User,
    start: date,
    end: date,
    kind: str = Holding.Kind.DEPUTY,
    reason: str = "",
    actor: Actor,
    moment: datetime,
) -> Holding:
    """Name a deputy or delegate until a day. Its holder does so, or an administrator."""
    if actor.user is None or actor.user.pk != source.user_id:
        administering(actor, moment)
    if source.kind != Holding.Kind.OWN:
        raise _problem("What was passed to you cannot be passed on.", "source")
    if to.pk == source.user_id:
        raise _problem("Name somebody other than the holder.", "to")
    if start < source.start or (source.end is not None and end > source.end):
        raise _problem("It cannot be passed on for longer than it is held.", "end")
    holding = Holding(
        user=to,
        role=source.role,
        kind=kind,
        scope_kind=source.scope_kind,
        scope_code=source.scope_code,
        source=source,
        start=start,
        end=end,
        reason=reason,
    )
    return records.create(holding, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def end_holding(*, holding: Holding, on: date, reason: str, actor: Actor, moment: datetime) -> None:
    """End a role from a day, and with it whatever was passed on under it."""
    if actor.user is None or actor.user.pk != holding.user_id:
        administering(actor, moment)
    chain = [*Holding.objects.filter(source=holding).exclude(end__lte=on), holding]
    for each in chain:
        if each.start >= on:
            records.remove(each, actor=actor, moment=moment, reason=reason)
        else:
            records.change(each, {"end": on}, actor=actor, moment=moment, reason=reason, verb="end")


def clear(
    *,
    user: User,
    name: str,
    start: date,
    end: date | None,
    reason: str,
    actor: Actor,
    moment: datetime,
) -> Clearance:
    """Give a person one clearance. The monitoring officer does, never the person."""
    duties_of_self(user, actor, "clear you")
    if not duties.reader_of(actor, _day(moment)).held("monitoring-officer"):
        raise Refused("Only the monitoring officer gives clearances.")
    if name not in CLEARANCES:
        raise _problem(f"There is no clearance {name}.", "name", f"Use one of {list(CLEARANCES)}.")
    clearance = Clearance(user=user, name=name, start=start, end=end, reason=reason)
    return records.create(clearance, actor=actor, moment=moment, reason=reason)


def declare_interest(
    *, user: User, about: str, start: date, reason: str, actor: Actor, moment: datetime
) -> Conflict:
    """Record an interest. The person declares it, or the monitoring officer does."""
    own = actor.user is not None and actor.user.pk == user.pk
    if not own and not duties.reader_of(actor, _day(moment)).held("monitoring-officer"):
        raise Refused("An interest is declared by the person or by the monitoring officer.")
    conflict = Conflict(user=user, about=about, start=start, reason=reason)
    return records.create(conflict, actor=actor, moment=moment, reason=reason)


def due_for_review(on: date) -> list[Holding]:
    """Who holds what, since when, oldest review first."""
    held = Holding.objects.filter(in_force(on)).select_related("user", "role")
    return list(held.prefetch_related("reviews").order_by("start", "id"))


@transaction.atomic
def review(
    *, holding: Holding, keep: bool, reason: str, actor: Actor, moment: datetime
) -> AccessReview:
    """Confirm a holding or end it, with the reason. Nobody reviews their own."""
    administering(actor, moment)
    if actor.user is None:
        raise Refused("A review names its reviewer. Sign in.")
    duties_of_self(holding.user, actor, "review it")
    if not reason.strip():
        raise _problem("Say why it is kept or ended.", "reason")
    on = _day(moment)
    answer = AccessReview(
        holding=holding, kept=keep, reason=reason, reviewed_on=on, reviewer=actor.user
    )
    records.create(answer, actor=actor, moment=moment, reason=reason)
    if not keep:
        ends = {"end": max(on, holding.start.fromordinal(holding.start.toordinal() + 1))}
        for each in (*Holding.objects.filter(source=holding).exclude(end__lte=on), holding):
            records.change(each, ends, actor=actor, moment=moment, reason=reason, verb="end")
    return answer


Apply = Callable[[Any, Actor, datetime], object]
SETTINGS: dict[str, Apply] = {}
"""Settings that two administrators change together, each with what applies its value."""


def register_setting(name: str, apply: Apply) -> None:
    """A name that starts with `law.` is for the monitoring officer and the HR lead."""
    SETTINGS[name] = apply


def _may_set(setting: str, actor: Actor, moment: datetime) -> None:
    if setting not in SETTINGS:
        raise _problem(f"There is no setting {setting}.", "setting")
    if setting.startswith("law."):
        duties.legal_parameter(duties.reader_of(actor, _day(moment)))
    else:
        administering(actor, moment)


def request_setting(
    *, setting: str, value: Any, reason: str, actor: Actor, moment: datetime
) -> SettingChange:
    """Ask for a change; nothing changes until another confirms it."""
    _may_set(setting, actor, moment)
    if actor.user is None:
        raise Refused("A change of settings names who asked for it. Sign in.")
    asked = SettingChange(
        setting=setting,
        value=value,
        reason=reason,
        requested_by=actor.user,
        requested_at=moment,
    )
    return records.create(asked, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def confirm_setting(*, asked: SettingChange, actor: Actor, moment: datetime) -> SettingChange:
    """Confirm what another asked for, and apply it."""
    _may_set(asked.setting, actor, moment)
    duties.other_than(asked, ("requested_by",), actor, "confirm it")
    if asked.confirmed_at is not None:
        raise _problem("This change is confirmed already.")
    done = records.change(
        asked,
        {"confirmed_by": actor.user, "confirmed_at": moment},
        actor=actor,
        moment=moment,
        verb="confirm",
    )
    SETTINGS[asked.setting](asked.value, actor, moment)
    return done
