"""Navigation by work: what each area adds to the sections, and what this reader may open."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib import import_module
from importlib.util import find_spec
from itertools import groupby

from django.apps import apps
from django.urls import resolve, reverse

from townclerk.platform.access.http import Access, decide, declared
from townclerk.platform.access.reader import Reader, Refused

SECTIONS = (
    "Plan",
    "Monitor",
    "Change",
    "Assure",
    "Collect",
    "Serve",
    "People",
    "Buy",
    "Estate",
    "Decide",
    "Report",
    "Figures",
    "Council",
)


REGISTER = "registers:list"
MOST_REGISTERS = 4


@dataclass(frozen=True)
class Entry:
    """One page reached from the navigation. `url` is the name of an address that takes nothing,
    `arguments` what it takes."""

    section: str
    label: str
    url: str
    arguments: tuple[str, ...] = field(default=())
    opens: Callable[[Reader], bool] | None = None
    """Whether a reader has a way in, for a page whose door is open and whose rows are not: from
    what the reader holds alone, since it is asked once for each reader."""

    @cached_property
    def address(self) -> str:
        return reverse(self.url, args=self.arguments)


@dataclass(frozen=True)
class Section:
    name: str
    entries: tuple[Entry, ...]
    current: bool

    @property
    def address(self) -> str:
        return self.entries[0].address

    @cached_property
    def pages(self) -> tuple[Entry, ...]:
        """What is always shown; a few registers beside a few pages are shown as well."""
        return tuple(one for one in self.entries if not self.folded or one.url != REGISTER)

    @cached_property
    def folded(self) -> tuple[Entry, ...]:
        """Its registers, where there are so many that they would hide the pages."""
        registers = tuple(one for one in self.entries if one.url == REGISTER)
        return registers if len(registers) > MOST_REGISTERS else ()


@cache
def entries() -> tuple[Entry, ...]:
    """Every declared entry, in the order of the sections."""
    found: list[Entry] = []
    for config in apps.get_app_configs():
        place = f"{config.name}.web.navigation"
        if config.name.startswith("townclerk.") and _exists(place):
            found += import_module(place).NAVIGATION
    # An area's own pages come before its registers, so that a section opens with the first.
    found += import_module("townclerk.platform.web.entries").NAVIGATION
    # A register of the name of an area's own page is left to that page and the list of registers.
    first = {(entry.section, entry.label): entry for entry in reversed(found)}
    kept = [entry for entry in found if first[entry.section, entry.label] is entry]
    return tuple(sorted(kept, key=lambda entry: SECTIONS.index(entry.section)))


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


@cache
def _door(entry: Entry) -> Access:
    return declared(resolve(entry.address).func)


def _is_open(entry: Entry, reader: Reader) -> bool:
    try:
        decide(_door(entry), reader)
    except Refused:
        return False
    return entry.opens is None or entry.opens(reader)


@lru_cache(maxsize=500)
def open_to(reader: Reader) -> tuple[Entry, ...]:
    """What a reader may enter. It follows from what they hold, which is a part of the reader: who
    is given another role is another reader, so it is worked out once for as long as it stays."""
    return tuple(entry for entry in entries() if _is_open(entry, reader))


def sections(reader: Reader, path: str) -> tuple[Section, ...]:
    """The sections this reader may enter; the one that holds `path` is current."""
    open_entries = open_to(reader)
    here = max(
        (e for e in open_entries if path.startswith(e.address)),
        key=lambda e: len(e.address),
        default=None,
    )
    current = "" if here is None else here.section
    # The entries stand in the order of their sections.
    found = groupby(open_entries, key=lambda entry: entry.section)
    return tuple(Section(name, tuple(inside), name == current) for name, inside in found)
