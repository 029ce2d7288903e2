"""Headline figures of the home page, given by the areas that publish them."""

from collections.abc import Callable
from dataclasses import dataclass

from townclerk.platform.access.reader import Reader


@dataclass(frozen=True)
class Headline:
    label: str
    display: str
    period: str
    address: str


Provider = Callable[[Reader], list[Headline]]
_PROVIDERS: list[Provider] = []


def headline_provider(provider: Provider) -> Provider:
    _PROVIDERS.append(provider)
    return provider


def headlines(reader: Reader) -> list[Headline]:
    return [headline for provider in _PROVIDERS for headline in provider(reader)]
