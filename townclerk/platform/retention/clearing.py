"""After a disposal: files erased, the database's leftovers overwritten. May be done again."""

from datetime import datetime

from django.conf import settings
from django.db import connection

from townclerk.platform import occupancy, records
from townclerk.platform.audit.log import Actor
from townclerk.platform.home import Home
from townclerk.platform.retention.models import Disposal
from townclerk.platform.retention.subjects import store_of
from townclerk.platform.search import index


def clear(disposals: list[Disposal], *, actor: Actor, moment: datetime) -> int:
    """Clear what was removed; how many disposals are now done. Not inside a transaction."""
    if not disposals:
        return 0
    home: Home = settings.HOME
    with occupancy.erasing(home):
        for disposal in disposals:
            for name in disposal.erase:
                kept = store_of(name)
                if kept is not None:
                    kept.erase(name, actor, moment)
                else:
                    (home.files / name).unlink(missing_ok=True)
        _overwrite()
    for disposal in disposals:
        records.change(
            disposal,
            {"state": Disposal.State.CLEARED, "erase": [], "cleared_at": moment},
            actor=actor,
            moment=moment,
            verb="clear",
        )
    return len(disposals)


def _overwrite() -> None:
    """A deleted row stays readable in the file until its place is used again: write it anew."""
    index.purge()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute("VACUUM FULL")
