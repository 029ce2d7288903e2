"""Who uses the data directory: many processes at once, or one alone that replaces what is in it.

The locks are the operating system's and end with the process that holds them, however it ends.
"""

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from townclerk.kernel.errors import TownclerkError
from townclerk.platform.home import Home

try:
    import fcntl
except ImportError:  # pragma: no cover - not on Windows
    fcntl = None  # type: ignore[assignment]

IN_USE = ".in-use"
ERASING = ".erasing"
RESTORING = "restoring.json"

_held: list[IO[str]] = []


class InUse(TownclerkError):
    """Another process uses, or replaces, what is in the data directory."""


class CutOff(TownclerkError):
    """A restore stopped half-way: nobody works on it before it is finished."""

    def __init__(self, home: Home) -> None:
        super().__init__(
            f"A restore into {home.path} was cut off. "
            "Run “townclerk restore --finish”; it goes on where it stopped."
        )


def enter(home: Home) -> None:
    """Use the data until this process ends. Raises when a restore runs, or was cut off."""
    if (home.path / RESTORING).exists():
        raise CutOff(home)
    home.prepare()
    handle = (home.path / IN_USE).open("w")
    try:
        _lock(handle, alone=False, wait=False)
    except BlockingIOError:
        handle.close()
        raise InUse(f"{home.path} is being restored. Try again when that is done.") from None
    _held.append(handle)


@atexit.register
def leave() -> None:
    """Use the data no longer."""
    while _held:
        _held.pop().close()


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """Nobody else works on the data meanwhile. Raises InUse at once when somebody does."""
    home.prepare()
    with (home.path / IN_USE).open("w") as handle:
        try:
            _lock(handle, alone=True, wait=False)
        except BlockingIOError:
            raise InUse(
                f"Townclerk is at work on {home.path}. Stop its web service and workers first. "
                "Nothing was changed."
            ) from None
        yield


@contextmanager
def erasing(home: Home) -> Iterator[None]:
    """Files are removed for good: waits for a backup that is still copying them."""
    home.prepare()
    with (home.path / ERASING).open("w") as handle:
        _lock(handle, alone=True, wait=True)
        yield


@contextmanager
def keeping(home: Home) -> Iterator[None]:
    """Nothing is removed for good meanwhile; waits for a removal that is under way."""
    home.prepare()
    with (home.path / ERASING).open("w") as handle:
        _lock(handle, alone=False, wait=True)
        yield


def _lock(handle: IO[str], *, alone: bool, wait: bool) -> None:
    if fcntl is not None:
        kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
        fcntl.flock(handle, kind if wait else kind | fcntl.LOCK_NB)
