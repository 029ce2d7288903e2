"""What to try first on the demonstration council: steps given by the areas that have something."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import resolve

from townclerk.platform.access.http import decide, declared
from townclerk.platform.access.reader import Reader, Refused


@dataclass(frozen=True)
class Step:
    """One thing to try. Steps stand in the order of their numbers."""

    order: int
    title: str
    sentence: str
    link: str
    address: str
    besides: tuple[tuple[str, str], ...] = ()
    """Further links, each with its words and its address."""


Provider = Callable[[Reader], Iterable[Step]]
_PROVIDERS: list[Provider] = []


def guide_provider(provider: Provider) -> Provider:
    """Register who has something to try; it leaves out what is not loaded."""
    if provider not in _PROVIDERS:
        _PROVIDERS.append(provider)
    return provider


def steps(reader: Reader) -> list[Step]:
    """What this reader can try. Somebody unknown sees every step; some begin by signing in."""
    found = [step for provider in _PROVIDERS for step in provider(reader)]
    return sorted((s for s in found if _opens(s, reader)), key=lambda step: step.order)


def _opens(step: Step, reader: Reader) -> bool:
    if reader.user_id is None:
        return True
    try:
        decide(declared(resolve(step.address.partition("?")[0]).func), reader)
    except Refused:
        return False
    return True
