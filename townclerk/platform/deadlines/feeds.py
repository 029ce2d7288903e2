"""A person's calendar of what they owe, at an address only they were told."""

import hashlib
import secrets
from datetime import date, datetime

from django.db import transaction

from townclerk.platform import records
from townclerk.platform.access.models import User
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines.core.calendar_file import Entry, calendar_file
from townclerk.platform.deadlines.models import CalendarFeed
from townclerk.platform.deadlines.owed import owed

RESTRICTED = "A task that needs a clearance"
ALSO: dict[str, str] = {}
"""Other calendars that the secret of a person opens: the name of the address, by what it shows.
An area adds its own when the service starts."""


@transaction.atomic
def open_feed(*, actor: Actor, moment: datetime) -> str:
    """Give the actor a new secret address; an earlier one no longer works. Shown once."""
    user = _user(actor)
    secret = secrets.token_urlsafe(32)
    values = {"digest": _digest(secret)}
    found = CalendarFeed.objects.filter(user=user).first()
    if found is None:
        records.create(CalendarFeed(user=user, **values), actor=actor, moment=moment)
    else:
        records.change(found, values, actor=actor, moment=moment, verb="renew")
    return secret


@transaction.atomic
def close_feed(*, actor: Actor, moment: datetime) -> None:
    found = CalendarFeed.objects.filter(user=_user(actor)).first()
    if found is not None:
        records.remove(found, actor=actor, moment=moment, reason="Calendar closed")


def has_feed(user: User) -> bool:
    return CalendarFeed.objects.filter(user=user).exists()


def owner_of(secret: str) -> User | None:
    """Whose calendar a secret opens; nobody's once the account is closed."""
    found = CalendarFeed.objects.select_related("user").filter(digest=_digest(secret)).first()
    return found.user if found is not None and found.user.is_active else None


def calendar_of(user: User, *, on: date, made: datetime, site: str) -> str:
    """What the user owes today as a calendar; restricted titles stay inside the service."""
    entries = [
        Entry(
            key=f"task-{one.task}@townclerk" if one.task else f"{one.kind}-{one.address}@townclerk",
            day=one.due,
            title=RESTRICTED if one.restricted else one.title,
            address=f"{site}/tasks/{one.task}/" if one.task else f"{site}{one.address}",
        )
        for one in owed(Reader.of(user, on), on)
        if one.due is not None
    ]
    return calendar_file(name="What I owe", entries=entries, made=made)


def _user(actor: Actor) -> User:
    if actor.user is None:
        raise Refused("Sign in to have a calendar.")
    return actor.user


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
