"""What a section is asked for in a period: its figures and its extracts, line by line."""

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from townclerk.kernel.errors import Problem
from townclerk.kernel.reporting_period import financial_year, month, quarter
from townclerk.kernel.years import FinancialYear

WINDOW, LAST_DAY, MONTH, QUARTER, YEAR, WHOLE = (
    "window",
    "last-day",
    "month",
    "quarter",
    "year",
    "whole",
)
ABOUT = "{about}"
"""Stands in a facet for the reference of the record a period is about."""
AT = (WINDOW, LAST_DAY, MONTH, QUARTER, YEAR, WHOLE)
_KEY = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")
_NAME = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class FigureDue:
    """A figure a section owes, for a scope, of the window or of another stretch that ends in it."""

    key: str
    scope: str = ""
    at: str = WINDOW

    def to_json(self) -> dict[str, str]:
        return asdict(self)

    def question(self, first: date, last: date) -> tuple[str, str]:
        """The period and the day to ask for; one of the two is empty.

        Units: days, both counted. Source: house rule; one window in all parts of a report.
        Applies: month, quarter and year are those in which the last day lies. Rounding: none.
        Raises: nothing.

        >>> FigureDue("a.b", "", "quarter").question(date(2024, 2, 1), date(2024, 6, 30))
        ('2024/25-Q1', '')
        """
        year = FinancialYear.containing(last)
        if self.at == LAST_DAY:
            return "", last.isoformat()
        if self.at == MONTH:
            return month(last.year, last.month).label, ""
        if self.at == QUARTER:
            return quarter(year, (last.month - 4) % 12 // 3 + 1).label, ""
        if self.at == YEAR:
            return financial_year(year).label, ""
        if self.at == WHOLE:
            return "", ""
        return f"{first.isoformat()}..{last.isoformat()}", ""


@dataclass(frozen=True)
class ExtractDue:
    """A table of records of the window, narrowed as the list of its register can be."""

    name: str
    where: str = ""

    def to_json(self) -> dict[str, str]:
        return asdict(self)


def figure_due(given: Mapping[str, Any]) -> FigureDue:
    return FigureDue(**given)


def extract_due(given: Mapping[str, Any]) -> ExtractDue:
    return ExtractDue(**given)


def figures_due(text: str, known: Collection[str]) -> tuple[list[FigureDue], list[Problem]]:
    """The figures named one a line: `key`, then `scope=…` and `at=…` where they are needed.

    >>> figures_due("a.b scope=north at=month", {"a.b"})[0]
    [FigureDue(key='a.b', scope='north', at='month')]
    """
    found: list[FigureDue] = []
    wrong: list[Problem] = []
    for line in _lines(text):
        key, *rest = line.split()
        named = dict(part.split("=", 1) for part in rest if "=" in part)
        strange = sorted(set(named) - {"scope", "at"}) + [one for one in rest if "=" not in one]
        if strange:
            wrong.append(_wrong("figures", f"“{line}” holds {', '.join(strange)}."))
        elif not _KEY.fullmatch(key) or key not in known:
            wrong.append(_wrong("figures", f"There is no figure called {key}."))
        elif named.get("at", WINDOW) not in AT:
            wrong.append(_wrong("figures", f"“{line}”: at is one of {', '.join(AT)}."))
        else:
            found.append(FigureDue(key, named.get("scope", ""), named.get("at", WINDOW)))
    return found, wrong


def extracts_due(text: str, known: Collection[str]) -> tuple[list[ExtractDue], list[Problem]]:
    """The extracts named one a line: its name, then facets as the list's address says them.

    >>> extracts_due("meetings-held body=cabinet", {"meetings-held"})[0]
    [ExtractDue(name='meetings-held', where='body=cabinet')]
    """
    found: list[ExtractDue] = []
    wrong: list[Problem] = []
    for line in _lines(text):
        name, *rest = line.split()
        if not _NAME.fullmatch(name) or name not in known:
            hint = f"There are: {', '.join(sorted(known))}."
            wrong.append(_wrong("extracts", f"There is no extract called {name}.", hint))
        elif any("=" not in one for one in rest):
            wrong.append(_wrong("extracts", f"“{line}” is narrowed by words without =."))
        else:
            found.append(ExtractDue(name, "&".join(rest)))
    return found, wrong


def _lines(text: str) -> list[str]:
    return [line.strip() for line in re.split(r"[\n;]", text) if line.strip()]


def _wrong(column: str, message: str, hint: str = "") -> Problem:
    said = hint or "Write one a line, as “key scope=code at=month”."
    return Problem(message, field=column, hint=said, code="catalogue")
