"""The kinds of job there are, declared beside the code that does them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from townclerk.kernel.errors import TownclerkError
from townclerk.platform.jobs.core.timing import Rhythm

Work = Callable[..., "Outcome | None"]


@dataclass(frozen=True)
class Outcome:
    """What a job has to say for itself: how many done, left alone and refused, and the refusals."""

    done: int = 0
    left: int = 0
    refused: tuple[str, ...] = ()
    url: str = ""
    """Where what was made can be opened."""

    def as_json(self) -> dict[str, Any]:
        return {
            "done": self.done,
            "left": self.left,
            "refused": list(self.refused),
            "url": self.url,
        }


@dataclass(frozen=True)
class JobKind:
    name: str
    title: str
    work: Work
    attempts: int


@dataclass(frozen=True)
class Schedule:
    kind: str
    rhythm: Rhythm


class UnknownKind(TownclerkError):
    """No job of that name is declared."""


KINDS: dict[str, JobKind] = {}
SCHEDULES: dict[str, Schedule] = {}


def job(
    name: str, *, title: str = "", retries: int = 2, schedule: Rhythm | None = None
) -> Callable[[Work], Work]:
    """Declare a kind of job. Its function takes the run and the arguments it was asked with.

    A worker can be killed between any two instructions, and the job is then run again. Work that
    must not happen twice therefore writes `run.checkpoint(...)` in the transaction of the work and
    reads it at its start.
    """

    def declare(work: Work) -> Work:
        if name in KINDS and KINDS[name].work is not work:
            raise ValueError(f"two jobs are called {name}")
        KINDS[name] = JobKind(name, title or name, work, retries + 1)
        if schedule is not None:
            SCHEDULES[name] = Schedule(name, schedule)
        return work

    return declare


def kind(name: str) -> JobKind:
    try:
        return KINDS[name]
    except KeyError as error:
        raise UnknownKind(f"There is no kind of job called {name}.") from error
