"""Writing the audit log. An entry is part of the write it describes: same transaction, or none."""

import getpass
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from townclerk.platform.audit.models import AuditEntry

if TYPE_CHECKING:
    from townclerk.platform.access.models import User


@dataclass(frozen=True)
class Actor:
    """Who acts: a user of this installation, and the operating-system user beside a command."""

    user: "User | None"
    os_user: str = ""

    @classmethod
    def at_terminal(cls, user: "User | None") -> "Actor":
        return cls(user=user, os_user=getpass.getuser())


def record(
    *,
    actor: Actor,
    verb: str,
    target: models.Model,
    moment: datetime,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Write one entry. Refuses to run outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit entry is written in the transaction of the act it records")
    return AuditEntry.objects.create(
        moment=moment,
        user=actor.user,
        os_user=actor.os_user,
        verb=verb,
        record_type=target._meta.label_lower,
        record_id=str(target.pk),
        record_label=str(target)[:300],
        reason=reason,
        details=dict(details or {}),
    )
