"""Reading requests, dashboards and who may go down to a client."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from townclerk.performance.core.requests import WINDOW_DAYS, Asked, repeated
from townclerk.performance.models import Authorisation, Dashboard, DataSource, IntelligenceRequest
from townclerk.performance.operations.permission import PERFORMANCE
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.reader import Decision, Place, Reader, Refused
from townclerk.platform.registers import by_name
from townclerk.platform.registers.permission import visible


def repeats(found: IntelligenceRequest) -> IntelligenceRequest | None:
    """The request that this one repeats, asked within sixty days before it."""
    first = found.logged_on - timedelta(days=WINDOW_DAYS)
    rows = IntelligenceRequest.objects.filter(logged_on__range=(first, found.logged_on))
    held = {one.code: one for one in rows.exclude(state=IntelligenceRequest.State.DECLINED)}
    asked = repeated(_asked(found), [_asked(one) for one in held.values()])
    return None if asked is None else held[asked.code]


def _asked(one: IntelligenceRequest) -> Asked:
    return Asked(one.code, one.title, one.logged_on)


def may_drill(dashboard: Dashboard, reader: Reader) -> Decision:
    """Whether a reader may go down to a client on a dashboard, and why or why not."""
    if dashboard.level != Dashboard.Level.CLIENT:
        return Decision(False, "The dashboard does not go down to a client.")
    if dashboard.state != Dashboard.State.IN_USE:
        return Decision(False, "The dashboard is retired.")
    rows = Authorisation.objects.filter(dashboard=dashboard).select_related("unit")
    for one in rows:
        if not one.start <= reader.on <= one.end:
            continue
        units = frozenset((one.unit.code,)) if one.unit else frozenset[str]()
        at = Place(units, of_units=one.unit is not None)
        for held in reader.roles:
            if held.code == one.role and held.counts(at):
                return Decision(True, f"{held.title} is authorised until {one.end}.")
    return Decision(False, "Nobody of your roles is authorised by the data's owner today.")


def dashboards(reader: Reader) -> list[Dashboard]:
    """What is in use and open to the reader by its level of access."""
    rows = Dashboard.objects.filter(state=Dashboard.State.IN_USE)
    return [one for one in rows.select_related("unit", "data") if sees(one, reader)]


def sees(dashboard: Dashboard, reader: Reader) -> bool:
    level = dashboard.level
    if level == Dashboard.Level.OPEN:
        return True
    if reader.user_id is None:
        return False
    if level == Dashboard.Level.STAFF:
        return True
    unit = dashboard.unit.code if dashboard.unit else None
    return bool(reader.may(Verb.READ, PERFORMANCE, unit=unit))


@dataclass(frozen=True)
class Source:
    """A source of data, what is made from it, and whether its refreshing is overdue."""

    source: DataSource
    dashboards: tuple[Dashboard, ...]
    stale: bool


def sources(reader: Reader, on: date) -> list[Source]:
    """The sources open to the reader, those overdue first, each with what comes of it."""
    try:
        rows = visible(by_name("data-sources"), reader).select_related("unit")
    except Refused:
        return []
    made: dict[int | None, list[Dashboard]] = defaultdict(list)
    for one in dashboards(reader):
        made[one.data_id].append(one)
    found = [Source(one, tuple(made[one.pk]), is_stale(one, on)) for one in rows]
    return sorted(found, key=lambda one: (not one.stale, one.source.title))


def is_stale(one: DataSource, on: date) -> bool:
    """Whether a source was due to be refreshed before the day."""
    if one.refresh_days is None:
        return False
    return one.refreshed_on is None or one.refreshed_on + timedelta(days=one.refresh_days) < on
