"""One row of a sheet read cell by cell: what is wrong is collected, and the reading goes on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from townclerk.kernel.errors import Problem, TownclerkError
from townclerk.kernel.money import Money
from townclerk.kernel.printed import parse_number
from townclerk.kernel.years import FinancialYear
from townclerk.platform.exchange.cells import parse_day, parse_flag, plain
from townclerk.platform.exchange.core.footing import FIRST_ROW, UNITS

T = TypeVar("T")


@dataclass
class Row:
    """One row of a sheet: its number in the file, its cells, and the problems found so far."""

    number: int
    cells: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)

    def text(self, column: str, *, required: bool = False) -> str:
        value = plain(self.cells.get(column))
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
        return bool(self._read(column, self.cells.get(column), parse_flag))

    def number_or_none(self, column: str) -> Decimal | None:
        """An empty cell says nothing was printed; a dash says nil was."""
        raw = self.cells.get(column)
        if isinstance(raw, Money):
            return raw.as_pounds()
        if not plain(raw):
            return None
        return raw if isinstance(raw, Decimal) else self._read(column, plain(raw), parse_number)

    def money_or_none(self, column: str) -> Money | None:
        """In the unit the row names: £ unless it says £000 or £m."""
        number = self.number_or_none(column)
        if number is None:
            return None
        return self._read(column, number * self.unit, Money.pounds)

    @property
    def unit(self) -> int:
        named = plain(self.cells.get("money_unit")) or "£"
        if named not in UNITS:
            self.wrong("money_unit", f"“{named}” is no unit of money.", "Use £, £000 or £m.")
        return UNITS.get(named, 1)

    def year_or_none(self, column: str, *, required: bool = False) -> int | None:
        raw = self.cells.get(column)
        if isinstance(raw, FinancialYear):
            return raw.start_year
        value = self.text(column, required=required)
        found = self._read(column, value, FinancialYear.parse) if value else None
        return found.start_year if found is not None else None

    def day_or_none(self, column: str) -> date | None:
        raw = self.cells.get(column)
        return self._read(column, raw, parse_day) if plain(raw) else None

    def _read(self, column: str, given: Any, parse: Callable[[Any], T]) -> T | None:
        try:
            return parse(given)
        except TownclerkError as problem:
            self.wrong(column, str(problem))
            return None

    def wrong(self, column: str, message: str, hint: str = "") -> None:
        problem = Problem(message=message, row=self.number, column=column, hint=hint)
        if problem not in self.problems:
            self.problems.append(problem)


def rows_of(cells: Iterable[Mapping[str, Any]], first: int = FIRST_ROW) -> list[Row]:
    """Rows numbered as a reader of the sheet sees them, under one header row."""
    return [Row(number, found) for number, found in enumerate(cells, start=first)]
