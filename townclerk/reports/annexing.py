"""The option sheets of a budget report: their figures, their words, and how they are drawn.

The sheets are the register's, as the public gets them. Their amounts are figures like any other of
the report; their words are kept with the clearance, so that a sheet rewritten afterwards shows.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from townclerk.change.public import AnnexPackage, annex
from townclerk.kernel.errors import Problem
from townclerk.reports.core.annex import Annex, Group
from townclerk.reports.core.prose import FigureRef

if TYPE_CHECKING:
    from townclerk.platform.access.reader import Reader

SAVINGS = "change.options.savings"
COLUMNS = (
    ("Saving", "change.options.gross"),
    ("Spent again", "change.options.reinvestment"),
    ("Net", "change.options.net"),
)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Sheets:
    """The sheets of an annex that a reader may see, read once for all who ask."""

    def __init__(self, declared: Annex | None, reader: "Reader | None" = None) -> None:
        self.declared = declared
        self._reader = reader

    @cached_property
    def packages(self) -> tuple[AnnexPackage, ...]:
        if self.declared is None:
            return ()
        return annex(self.declared.kinds, self._reader)

    @cached_property
    def groups(self) -> tuple[tuple[Group, tuple[AnnexPackage, ...]], ...]:
        """Each group with its packages; those of no package are left out."""
        if self.declared is None or not self.packages:
            return ()
        kinds = dict.fromkeys(self.declared.kinds)
        by_kind = {kind: [one for one in self.packages if one.kind == kind] for kind in kinds}
        found = [
            (group, tuple(one for kind in group.kinds for one in by_kind[kind]))
            for group in self.declared.groups
        ]
        return tuple((group, told) for group, told in found if told)

    def for_reader(self, reader: "Reader | None") -> "Sheets":
        return Sheets(self.declared, reader)

    @cached_property
    def standing(self) -> tuple[tuple[FigureRef, str], ...]:
        """Every figure of the annex with each place it stands in."""
        return tuple(self._standing())

    def _standing(self) -> Iterator[tuple[FigureRef, str]]:
        if self.declared is None:
            return
        for group, told in self.groups:
            where = f"Table “{caption_of(group)}”"
            for period in self.declared.columns:
                for package in told:
                    yield FigureRef(SAVINGS, package.code, period), f"{where}, {package.title}"
                if group.counted:
                    yield group.ref(period), f"{where}, as the plan counts them"
        for package in self.packages:
            yield from _of_package(package)

    @property
    def refs(self) -> tuple[FigureRef, ...]:
        return tuple(dict.fromkeys(ref for ref, _ in self.standing))

    @property
    def questions(self) -> tuple[str, ...]:
        return (self.declared.question,) if self.declared and self.packages else ()

    def documents(self) -> dict[str, Any]:
        """The words of the sheets as data, with a checksum that tells when they have moved."""
        if self.declared is None or not self.packages:
            return {}
        told = [asdict(package) for package in self.packages]
        for package in told:
            for sheet in package["sheets"]:
                # Whether it is out is no word of it: publishing a sheet moves nothing.
                del sheet["published"]
        text = json.dumps(told, ensure_ascii=False, sort_keys=True)
        value = hashlib.sha256(text.encode()).hexdigest()
        count = sum(len(package["sheets"]) for package in told)
        return {
            self.declared.question: {
                "key": "options",
                "label": "The words of the option sheets",
                "value": value,
                "display": f"{count} sheets as written ({value[:6]})",
                "sheets": told,
                "url": reverse("change:options"),
            }
        }

    def problems(self) -> list[Problem]:
        """Sheets that are not out yet: the public gets no annex before they are."""
        return [
            Problem(
                f"The option sheet “{sheet.title}” is not published.",
                field="annex",
                hint="Publish it with this report, or withdraw it.",
                code="annex",
            )
            for package in self.packages
            for sheet in package.sheets
            if not sheet.published
        ]


def columns_of(keys: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The columns of a section's table: what is spent again only where any of it is.

    >>> columns_of(["change.options.gross"])
    (('Saving', 'change.options.gross'),)
    """
    return COLUMNS if COLUMNS[1][1] in keys else COLUMNS[:1]


def _of_package(package: AnnexPackage) -> Iterator[tuple[FigureRef, str]]:
    where = f"Table of option sheets, {package.title}"
    columns = columns_of([one.key for sheet in package.sheets for one in sheet.amounts])
    for sheet in package.sheets:
        if sheet.counted and sheet.amounts:
            for _, key in columns:
                yield FigureRef(key, sheet.reference), f"{where}, {sheet.title}"
        for amount in sheet.amounts:
            ref = FigureRef(amount.key, sheet.reference, amount.period)
            yield ref, f"Option sheet “{sheet.title}”"
    if package.complete:
        for _, key in columns:
            yield FigureRef(key, package.code), f"{where}, total"
    if package.rounding:
        yield FigureRef("change.options.rounding", package.code), f"{where}, rounding"


def caption_of(group: Group) -> str:
    return f"{group.title} by year, as the plan counts them"


def lettered(packages: Sequence[AnnexPackage]) -> dict[str, str]:
    """The letter of each section: its own where it has one, else the next that is free."""
    own = {one.code: one.section for one in packages if one.section in LETTERS and one.section}
    free = iter([letter for letter in LETTERS if letter not in own.values()])
    return {one.code: own.get(one.code) or next(free, "") for one in packages}


def lettered_title(title: str, section: str) -> str:
    """The title of a section, with the name its table went by where it had one."""
    return f"{title} ({section})" if len(section) > 1 else title
