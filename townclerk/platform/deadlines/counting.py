"""From a rule by name to the last day of a task, with the stops of its clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from townclerk.kernel.calculation import ParameterSource
from townclerk.kernel.explained import Explained
from townclerk.platform.deadlines.core.limits import Limit, counting_calendar, read_limit
from townclerk.platform.deadlines.core.stopping import Stop, due_day
from townclerk.platform.deadlines.models import Deadline


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A time limit by the name of its parameter, and the day it starts from."""

    rule: str
    start: date
    number: int | None = None
    also_closed: tuple[date, ...] = ()

    @classmethod
    def of(cls, deadline: Deadline) -> "Counted":
        return cls(
            rule=deadline.rule,
            start=deadline.start,
            number=deadline.number,
            also_closed=tuple(date.fromisoformat(day) for day in deadline.also_closed),
        )

    def limit(self, law: ParameterSource) -> Limit:
        """The limit in force on the day the count starts from, under its title."""
        parameter = law.parameter(self.rule)
        found = read_limit(parameter.title, parameter.at(self.start))
        return found if self.number is None else found.with_number(self.number)

    def last_day(self, law: ParameterSource, stops: Sequence[Stop] = ()) -> Explained[date]:
        limit = self.limit(law)
        calendar = counting_calendar(
            limit=limit, calendar=law.calendar(limit.calendar), also_closed=self.also_closed
        )
        return due_day(limit=limit, start=self.start, calendar=calendar, stops=stops)


def stops_of(deadline: Deadline) -> tuple[Stop, ...]:
    return tuple(Stop(row.first, row.last) for row in deadline.stoppages.order_by("first", "id"))
