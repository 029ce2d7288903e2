"""What changed, as the home page tells it, given by the areas and reports that know."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from townclerk.platform.access.reader import Reader


class Section(Enum):
    """Where on the home page a piece of news stands."""

    MOVED = "Figures of yours that moved"
    DRAFTS = "Drafts that wait"
    PUBLISHED = "Published"


@dataclass(frozen=True)
class News:
    """One line: what it is, the value it has now if it is a figure, when, and where it opens."""

    title: str
    address: str
    detail: str = ""
    display: str = ""
    on: date | None = None


Provider = Callable[[Reader], Iterable[News]]
_PROVIDERS: list[tuple[Section, Provider]] = []


def news_provider(section: Section) -> Callable[[Provider], Provider]:
    """Register who knows news of a section; it answers only what the reader may open."""

    def register(provider: Provider) -> Provider:
        if (section, provider) not in _PROVIDERS:
            _PROVIDERS.append((section, provider))
        return provider

    return register


def news(section: Section, reader: Reader) -> list[News]:
    """The news of a section, newest first; what has no date comes last."""
    found = [one for where, provider in _PROVIDERS if where is section for one in provider(reader)]
    return sorted(found, key=lambda one: (one.on is None, -(one.on or date.min).toordinal()))
