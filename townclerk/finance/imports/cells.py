"""Reading the cells of one row, collecting what is wrong instead of stopping at the first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from townclerk.kernel.errors import Problem, TownclerkError
from townclerk.kernel.money import Money
from townclerk.kernel.printed import UnreadableNumber, parse_number
from townclerk.kernel.years import FinancialYear

UNITS = {"£": 1, "£000": 1_000, "£m": 1_000_000}
YES = {"yes", "y", "true", "1"}
NO = {"no", "n", "false", "0", ""}


@dataclass
class Row:
    """One row of a sheet: its number in the file, its cells, and the problems found so far."""

    number: int
    cells: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)

    def text(self, column: str, *, required: bool = False) -> str:
        raw = self.cells.get(column)
        value = "" if raw is None else str(raw).strip()
        if required and not value:
            self.wrong(column, "This cell is empty.", "Enter a value.")
        return value

    def choice(self, column: str, allowed: Iterable[str], *, default: str = "") -> str:
        value = self.text(column, required=not default).lower() or default
        known = {name.lower(): name for name in allowed}
        if value and value not in known:
            self.wrong(column, f"“{value}” is not known here.", f"Use {', '.join(known.values())}.")
        return known.get(value, "")

    def flag(self, column: str) -> bool:
        value = self.text(column).lower()
        if value not in YES | NO:
            self.wrong(column, f"“{value}” is neither yes nor no.", "Enter yes or no.")
        return value in YES

    def number_or_none(self, column: str) -> Decimal | None:
        raw = self.cells.get(column)
        if raw is None or isinstance(raw, Decimal):
            return raw
        if not str(raw).strip():
            # An empty cell says nothing was printed; a dash says nil was.
            return None
        if isinstance(raw, Money):
            return raw.as_pounds()
        try:
            return parse_number(str(raw))
        except UnreadableNumber as problem:
            self.wrong(column, str(problem))
            return None

    def money_or_none(self, column: str) -> Money | None:
        """In the unit the row names: £ unless it says £000 or £m."""
        if isinstance(raw := self.cells.get(column), Money):
            return Money(raw.pence * self.unit)
        number = self.number_or_none(column)
        if number is None:
            return None
        try:
            return Money.pounds(number * self.unit)
        except TownclerkError as problem:
            self.wrong(column, str(problem))
            return None

    @property
    def unit(self) -> int:
        named = str(self.cells.get("money_unit") or "£").strip()
        if named not in UNITS:
            self.wrong("money_unit", f"“{named}” is no unit of money.", "Use £, £000 or £m.")
        return UNITS.get(named, 1)

    def year_or_none(self, column: str, *, required: bool = False) -> int | None:
        raw = self.cells.get(column)
        if isinstance(raw, FinancialYear):
            return raw.start_year
        value = self.text(column, required=required)
        if not value:
            return None
        try:
            return FinancialYear.parse(value).start_year
        except TownclerkError as problem:
            self.wrong(column, str(problem))
            return None

    def day_or_none(self, column: str) -> date | None:
        raw = self.cells.get(column)
        if isinstance(raw, datetime):
            return raw.date()
        if raw is None or isinstance(raw, date):
            return raw
        if not (value := str(raw).strip()):
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.wrong(column, f"“{value}” is not a date.", "Write it like 2017-04-01.")
            return None

    def wrong(self, column: str, message: str, hint: str = "") -> None:
        problem = Problem(message=message, row=self.number, column=column, hint=hint)
        if problem not in self.problems:
            self.problems.append(problem)


def rows_of(cells: Iterable[Mapping[str, Any]], first: int = 2) -> list[Row]:
    """Rows numbered as a reader of the sheet sees them, under one header row."""
    return [Row(number, found) for number, found in enumerate(cells, start=first)]
