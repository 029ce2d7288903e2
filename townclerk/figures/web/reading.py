"""Reading the address of a figure's page."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import HttpRequest

from townclerk.figures.asking import ask
from townclerk.figures.declaration import Figure
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Step
from townclerk.platform import clock
from townclerk.platform.access.reader import Reader


class BadAddress(TownclerkError):
    """A date in the address cannot be read."""


def reader_of(request: HttpRequest) -> Reader:
    found = getattr(request, "reader", None)
    return found if isinstance(found, Reader) else Reader.anonymous(clock.today())


def asked(request: HttpRequest, key: str) -> Figure:
    """The figure the address asks for."""
    get = request.GET
    return ask(
        key,
        get.get("scope") or None,
        get.get("period") or None,
        _day(get.get("as_at", "")),
        _moment(get.get("known_at", "")),
        reader=reader_of(request),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadAddress(f"{text} is not a date. Write it like 2017-04-01.") from None


def _moment(text: str) -> datetime | None:
    """A day counts to its end."""
    try:
        if not text:
            return None
        whole = f"{text}T23:59:59.999999" if "T" not in text else text
        found = datetime.fromisoformat(whole)
    except ValueError:
        raise BadAddress(f"{text} is not a moment. Write it like 2017-04-01.") from None
    local = found if found.tzinfo else found.replace(tzinfo=clock.LOCAL)
    return local.astimezone(UTC)


@dataclass(frozen=True)
class Branch:
    """A step of the tree with its place, so that a page can ask for it alone."""

    step: Step
    path: str
    parts: tuple["Branch", ...]
    more: bool
    """There are parts below that this page does not carry."""


def branch(step: Step, path: str = "", levels: int = 2) -> Branch:
    """The step and as many levels below as are asked for."""
    parts = tuple(
        branch(part, f"{path}.{at}" if path else str(at), levels - 1)
        for at, part in enumerate(step.parts)
        if levels > 0
    )
    return Branch(step, path, parts, more=bool(step.parts) and levels <= 0)


def at(step: Step, path: str) -> Step:
    """The step at a place like '0.2'."""
    try:
        for number in path.split(".") if path else ():
            step = step.parts[int(number)]
    except (ValueError, IndexError):
        raise BadAddress("The explanation has no such part. Open it from the top.") from None
    return step
