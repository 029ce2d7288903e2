"""Work done behind a page: declare it with `@job`, ask for it with `jobs.enqueue`."""

from typing import TYPE_CHECKING, Any

from townclerk.platform.jobs.core.timing import Every, Rhythm
from townclerk.platform.jobs.kinds import Outcome, job

if TYPE_CHECKING:
    from townclerk.platform.audit.log import Actor
    from townclerk.platform.jobs.models import Job

__all__ = ["Every", "Outcome", "Rhythm", "enqueue", "job"]


def enqueue(name: str, *, key: str, actor: "Actor", **arguments: Any) -> "Job":
    """Ask for a job; see `operations.enqueue`."""
    # Imported here: areas declare their jobs before Django's models are ready.
    from townclerk.platform.jobs import operations

    return operations.enqueue(name, key=key, actor=actor, **arguments)
