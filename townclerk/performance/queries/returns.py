"""Reading the calendar of returns, and which of them are taken further up."""

from collections.abc import Iterable
from datetime import date, datetime

from townclerk.performance.core.returns import check_by, escalates
from townclerk.performance.models import ReturnKind, StatutoryReturn
from townclerk.performance.operations.permission import CHIEF, PERFORMANCE
from townclerk.performance.tasks import RETURN_CHECK
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.reader import Reader
from townclerk.platform.deadlines.core.stopping import standing
from townclerk.platform.deadlines.owed import Owed, owed_provider
from townclerk.platform.registers import by_name
from townclerk.platform.registers.permission import visible


def is_escalated(one: StatutoryReturn, on: date) -> bool:
    return escalates(
        due=one.due,
        days=one.kind.validator_days,
        has_validator=one.validator_id is not None,
        unsent=one.state in StatutoryReturn.UNSENT,
        on=on,
    )


def calendar(reader: Reader, on: date) -> list[StatutoryReturn]:
    """What is still to be sent and what was sent within the year, the next due first."""
    rows = visible(by_name("statutory-returns"), reader)
    found = rows.select_related("kind", "unit", "preparer", "validator").order_by("due", "code")
    year_ago = date(on.year - 1, on.month, min(on.day, 28))
    return [one for one in found if one.state in one.UNSENT or one.due >= year_ago]


def returns_held(known_at: datetime | None) -> list[StatutoryReturn]:
    """Every return with its kind, as known at a moment, in two queries."""
    kinds = {one.pk: one for one in records.as_known(ReturnKind, known_at)}
    held = [one for one in records.as_known(StatutoryReturn, known_at) if one.kind_id in kinds]
    for one in held:
        one.kind = kinds[one.kind_id]
    return held


@owed_provider
def escalated(reader: Reader, on: date) -> Iterable[Owed]:
    """Returns that nobody has taken on to check in time, shown to the Chief Executive."""
    if not reader.held(CHIEF) or not reader.may(Verb.READ, PERFORMANCE):
        return []
    rows = StatutoryReturn.objects.filter(state__in=StatutoryReturn.UNSENT, validator=None)
    return [
        Owed(
            title=f"Nobody checks {one}",
            kind=RETURN_CHECK,
            standing=standing(due=one.due, on=on, finished=False, stopped=False),
            due=one.due,
            address="/performance/returns/",
            about=str(one),
            note=f"Somebody was to take it on by {check_by(one.due, one.kind.validator_days)}.",
            escalated=True,
        )
        for one in rows.select_related("kind")
        if is_escalated(one, on)
    ]
