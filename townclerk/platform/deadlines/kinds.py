"""The kinds of task there are, declared beside the code that raises them."""

from townclerk.kernel.errors import TownclerkError

KINDS: dict[str, str] = {}


class UnknownTaskKind(TownclerkError):
    """No kind of task has this name: a fault of the program, never of the user."""


def task_kind(name: str, label: str) -> str:
    """Declare a kind of task by its name and the words its filter shows."""
    if KINDS.setdefault(name, label) != label:
        raise ValueError(f"two kinds of task are called {name}")
    return name


def label_of(name: str) -> str:
    try:
        return KINDS[name]
    except KeyError as error:
        raise UnknownTaskKind(f"There is no kind of task called {name}.") from error


REDUNDANCY = task_kind("redundancy", "Redundancy consultation")
