"""The permission matrix as data: every role, every area, and what each cell grants.

`matrix.csv` holds one line per cell: the words of the matrix, and beside them the grants they
mean, written `verb:reach[:subject][!clearance]` and separated by semicolons. An empty last column
means nothing at all: no page, no search, no export, no interface, no figure.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from townclerk.platform.access.areas import Area, Reach, Verb


@dataclass(frozen=True)
class Granted:
    """One thing a cell allows. A subject narrows it; a clearance must be held besides."""

    area: Area
    verb: Verb
    reach: Reach
    subject: str = ""
    clearance: str = ""

    @classmethod
    def parse(cls, text: str, area: Area) -> "Granted":
        text, _, clearance = text.strip().partition("!")
        verb, reach, *subject = text.split(":")
        return cls(area, Verb(verb), Reach[reach.upper()], subject[0] if subject else "", clearance)


@dataclass(frozen=True)
class Cell:
    role: str
    title: str
    area: Area
    text: str
    grants: tuple[Granted, ...]


@cache
def cells() -> tuple[Cell, ...]:
    """Every cell of the matrix, in its order."""
    place = resources.files("townclerk.platform.access").joinpath("matrix.csv")
    with place.open(encoding="utf-8") as lines:
        return tuple(_cell(row) for row in csv.DictReader(lines))


def _cell(row: dict[str, str]) -> Cell:
    area = Area(row["area"])
    grants = tuple(Granted.parse(part, area) for part in row["grants"].split(";") if part.strip())
    return Cell(row["role"], row["title"], area, row["text"], grants)


@cache
def roles() -> dict[str, str]:
    """Role codes and titles, in the order of the matrix."""
    return {cell.role: cell.title for cell in cells()}


@cache
def published_to_everyone() -> tuple[Granted, ...]:
    """What anybody may open without an account: the published part of the resident's row."""
    return tuple(
        granted
        for cell in cells()
        if cell.role == "resident"
        for granted in cell.grants
        if granted.verb is Verb.READ and granted.reach is Reach.PUBLISHED
    )


@cache
def roles_with(area: Area, verb: Verb) -> tuple[str, ...]:
    """Titles of the roles that hold a verb in an area, for the page that says who may."""
    return tuple(
        cell.title
        for cell in cells()
        if cell.area is area and any(granted.verb is verb for granted in cell.grants)
    )
