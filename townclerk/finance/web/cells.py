"""Rows and cells of the tables on finance pages: the amount in the reader's unit, pence beneath."""

from dataclasses import dataclass

from townclerk.kernel.display import TRUE_MINUS, money_display
from townclerk.kernel.money import Money


@dataclass(frozen=True)
class Cell:
    """An amount in the reader's unit, the exact pounds and pence beneath, and where it opens."""

    text: str
    exact: str
    url: str = ""


@dataclass(frozen=True)
class TableRow:
    label: str
    cells: tuple[Cell, ...]
    url: str = ""
    is_total: bool = False


def cell(amount: Money, unit: str, url: str = "") -> Cell:
    sign = TRUE_MINUS if amount.pence < 0 else ""
    return Cell(money_display(amount, unit), f"{sign}£{money_display(abs(amount))}", url)
