"""What is checked, declared beside the code it checks, in a module `soundness` of each area."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from townclerk.kernel.errors import Problem

Check = Callable[[], Iterable[Problem]]


@dataclass(frozen=True)
class Checked:
    name: str
    title: str
    problems: Check


CHECKS: dict[str, Checked] = {}


def check(name: str, title: str) -> Callable[[Check], Check]:
    """Declare a check. Its function yields every problem it finds, and none when all is well."""

    def declare(function: Check) -> Check:
        if name in CHECKS and CHECKS[name].problems is not function:
            raise ValueError(f"two checks are called {name}")
        CHECKS[name] = Checked(name, title, function)
        return function

    return declare
