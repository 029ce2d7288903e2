"""Every page in each of its states, looked at once, whichever test asks first."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from tests.browser.conftest import Served
from tests.browser.inspecting import Found, Pool, Visit, opened, problems
from tests.browser.makings import telling
from tests.browser.states import refused, swapped

SWAPPED = ("everything", "anonymous")


def drawn(served: Served) -> list[Visit]:
    """Pages shown to somebody; what only sends them elsewhere is not one."""
    return [
        visit for visits in served.told["visits"].values() for visit in visits if visit["drawn"]
    ]


def look(page, visit):
    yield visit["kind"], opened(page, visit["address"]) or problems(page)


@dataclass
class Looks:
    """What is looked at in each state, and what was found wrong with it.

    Filled: each address of the table and each template, and every page that has an element of its
    own. In error, empty, and with a part swapped: each template that can be, and every page that
    shows there what no other does.
    """

    council: Served
    empty_council: Callable[[], Served]
    pool: Pool

    @cached_property
    def filled_visits(self) -> list[Visit]:
        return telling(drawn(self.council), ("name", "template"))

    @cached_property
    def filled(self) -> Found:
        return self.pool.inspect(self.council, self.filled_visits, look)

    @cached_property
    def empty_visits(self) -> list[Visit]:
        known = {making for visit in drawn(self.council) for making in visit["makings"]}
        return telling(drawn(self.empty_council()), ("template",), known)

    @cached_property
    def empty(self) -> Found:
        return self.pool.inspect(self.empty_council(), self.empty_visits, look)

    @cached_property
    def error_visits(self) -> list[Visit]:
        return telling([visit for visit in drawn(self.council) if visit["sends"]], ("template",))

    @cached_property
    def error(self) -> Found:
        return self.pool.inspect(self.council, self.error_visits, refused)

    @cached_property
    def swapped_visits(self) -> list[Visit]:
        return [visit for visit in drawn(self.council) if visit["moving"]]

    @cached_property
    def swapped(self) -> Found:
        return self.pool.inspect(self.council, self.swapped_visits, swapped)
