"""The edge where law and local policy are read: files beside each area, parsed once, no Django.

A parameter is named by its package and file: `finance/referendum-limits` is
`townclerk/finance/law/referendum-limits.yaml`.
"""

import csv
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import StringIO

from townclerk.kernel.calendars import Holiday, Holidays, WorkingCalendar
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.kernel.explained import Confidence
from townclerk.kernel.parameters import Parameter, UnknownParameter

BANK_HOLIDAYS = "bank-holidays.csv"
CALENDARS = {
    "england": ("england",),
    "uk": ("england", "scotland", "northern-ireland"),
}
"""England's bank holidays; and the days that are one in any part of the United Kingdom."""

_NAME = re.compile(r"(?P<package>[a-z_]+)/(?P<file>[a-z0-9-]+)")


class UnknownCalendar(TownclerkError):
    """No calendar has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is no calendar called {name}. There are {', '.join(sorted(CALENDARS))}."
        )


class MisnamedParameter(TownclerkError):
    """A parameter file says another name than its place gives it."""


class LawSource:
    """Parameters and calendars as the installed packages carry them."""

    def __init__(self, root: Traversable) -> None:
        self._root = root
        self._parameters: dict[str, Parameter] = {}
        self._calendars: dict[str, WorkingCalendar] = {}

    def names(self) -> tuple[str, ...]:
        """Every parameter there is, in order."""
        return tuple(sorted(self._names()))

    def parameter(self, name: str) -> Parameter:
        if name not in self._parameters:
            self._parameters[name] = self._read(name)
        return self._parameters[name]

    def calendar(self, name: str) -> WorkingCalendar:
        if name not in CALENDARS:
            raise UnknownCalendar(name)
        if name not in self._calendars:
            held = _holidays(
                self._root.joinpath("platform", "law", BANK_HOLIDAYS).read_text(encoding="utf-8")
            )
            self._calendars[name] = _calendar(name, held)
        return self._calendars[name]

    def _names(self) -> Iterator[str]:
        for package in self._root.iterdir():
            law = package.joinpath("law")
            if not (package.is_dir() and law.is_dir()):
                continue
            for place in law.iterdir():
                if place.name.endswith(".yaml"):
                    yield f"{package.name}/{place.name.removesuffix('.yaml')}"

    def _read(self, name: str) -> Parameter:
        found = _NAME.fullmatch(name)
        if found is None:
            raise UnknownParameter(name, self.names())
        place = self._root.joinpath(found["package"], "law", f"{found['file']}.yaml")
        if not place.is_file():
            raise UnknownParameter(name, self.names())
        parameter = Parameter.parse(place.read_text(encoding="utf-8"), f"{name}.yaml")
        if parameter.name != name:
            raise MisnamedParameter(
                f"{name}.yaml calls itself {parameter.name}. Make its name {name}."
            )
        return parameter


@cache
def source() -> LawSource:
    """The one source of this process; files are read when first asked for."""
    return LawSource(files("townclerk"))


def _holidays(text: str) -> Holidays:
    entries: list[Holiday] = []
    problems: list[Problem] = []
    for number, row in enumerate(csv.DictReader(StringIO(text)), start=2):
        try:
            entries.append(
                Holiday(
                    day=date.fromisoformat(row["day"]),
                    name=row["name"],
                    parts=frozenset({row["part"]}),
                    substitute=row["substitute"] == "yes",
                    one_off=row["one_off"] == "yes",
                    source=row["source"],
                    confidence=Confidence(row["confidence"]),
                )
            )
        except (KeyError, ValueError) as error:
            problems.append(Problem(str(error), file=BANK_HOLIDAYS, row=number))
    if problems:
        raise Problems(problems)
    return Holidays(tuple(entries))


def _calendar(name: str, held: Holidays) -> WorkingCalendar:
    years = [entry.day.year for entry in held.entries]
    return WorkingCalendar(
        name=name,
        holidays=held.of(*CALENDARS[name]),
        first=date(min(years), 1, 1),
        last=date(max(years), 12, 31),
    )
