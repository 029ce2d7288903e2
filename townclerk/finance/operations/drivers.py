"""Which lines follow a driver, and how two drivers move together."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from townclerk.finance.models import Correlation, Driver, PlanLine
from townclerk.finance.operations.plan import change_line, check_editable
from townclerk.platform import records
from townclerk.platform.audit.log import Actor


@transaction.atomic
def follow(driver: Driver, lines: tuple[PlanLine, ...], *, actor: Actor, moment: datetime) -> None:
    """These lines follow the driver, and no others do."""
    wanted = {line.pk for line in lines}
    for line in driver.lines.exclude(pk__in=wanted):
        change_line(line, {"driver": None}, actor=actor, moment=moment)
    for line in lines:
        if line.driver_id != driver.pk:
            change_line(line, {"driver": driver}, actor=actor, moment=moment)


@transaction.atomic
def correlate(
    first: Driver, second: Driver, coefficient: Decimal, *, actor: Actor, moment: datetime
) -> Correlation | None:
    """Link two drivers of a version, whichever is named first; nought takes the link away."""
    check_editable(first.plan, actor=actor, moment=moment)
    pair = Q(first=first, second=second) | Q(first=second, second=first)
    found = Correlation.objects.filter(pair).first()
    if not coefficient:
        if found is not None:
            records.remove(found, actor=actor, moment=moment, reason="No longer linked")
        return None
    if found is None:
        link = Correlation(first=first, second=second, coefficient=coefficient)
        return records.create(link, actor=actor, moment=moment)
    return records.change(found, {"coefficient": coefficient}, actor=actor, moment=moment)
