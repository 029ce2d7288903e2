"""Separation of duties: who may not be the same person, and who alone changes legal parameters."""

from datetime import date
from typing import Any

from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.audit.log import Actor

LEGAL_ROLES = ("monitoring-officer", "hr-officer")


def other_than(record: Any, fields: tuple[str, ...], actor: Actor, act: str = "do this") -> None:
    """Refuses when the actor is the person named in one of the record's fields.

    The author is never the sole clearer; whoever raises an option does not validate it.
    """
    if actor.user is None:
        raise Refused("Nobody is signed in, so nobody can be named as having done this. Sign in.")
    for name in fields:
        if getattr(record, f"{name}_id", None) == actor.user.pk:
            role = name.removesuffix("_by").replace("_", " ")
            raise Refused(f"You {role} this, so somebody else has to {act}.")


def legal_parameter(reader: Reader) -> None:
    """Notice periods and limits set by law are changed by the monitoring officer or HR lead."""
    if not reader.held(*LEGAL_ROLES):
        raise Refused(
            "Only the monitoring officer or the HR lead changes what the law sets, with a date."
        )


def reader_of(actor: Actor, on: date) -> Reader:
    """The reader for whoever acts."""
    return Reader.anonymous(on) if actor.user is None else Reader.of(actor.user, on)
