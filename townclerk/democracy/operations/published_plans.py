"""Publishing the forward plan as a whole."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.democracy import permissions
from townclerk.democracy.models import PublishedPlan
from townclerk.democracy.operations.meetings import today
from townclerk.platform import records
from townclerk.platform.audit.log import Actor


@transaction.atomic
def publish_plan(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> PublishedPlan:
    """Publish the plan as it stands. What it says can be made again from what is known now."""
    permissions.check(actor, *permissions.CLERKS, moment=moment)
    day = today(moment)
    same = PublishedPlan.objects.filter(published_on=day).count()
    reference = f"{day}-{same + 1}" if same else str(day)
    plan = PublishedPlan(**values, reference=reference, published_on=day, known_at=moment)
    return records.create(plan, actor=actor, moment=moment, reason=reason)
