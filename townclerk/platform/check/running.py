"""Running every check: one that cannot run is a problem like any other, and stops no other."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform.check.declaring import CHECKS, Checked


@dataclass(frozen=True)
class Found:
    check: Checked
    problems: tuple[Problem, ...]


def _discover() -> None:
    """Areas declare theirs in a module `soundness`; the platform's stand beside this one."""
    import_module("townclerk.platform.check.soundness")
    autodiscover_modules("soundness")


def run(only: tuple[str, ...] = ()) -> Iterator[Found]:
    """What each check found, in the order of their names."""
    _discover()
    for name in sorted(only or CHECKS):
        yield Found(CHECKS[name], tuple(_problems(CHECKS[name])))


def names() -> list[str]:
    _discover()
    return sorted(CHECKS)


def _problems(check: Checked) -> Iterator[Problem]:
    try:
        # A failed statement would else spoil the connection for the checks after it.
        with transaction.atomic():
            yield from list(check.problems())
    except Problems as found:
        yield from found.problems
    except TownclerkError as error:
        yield Problem(str(error), code=check.name)
    except Exception as error:  # noqa: BLE001 (whatever breaks a check is what it is for)
        yield Problem(
            f"This could not be checked: {type(error).__name__}: {error}", code="could-not-run"
        )
