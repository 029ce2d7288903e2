"""A table as numbers: cells with unit and precision, totals, and the labels that name them."""

import re
from dataclasses import dataclass
from decimal import Decimal

from townclerk.kernel.printed import UnreadableNumber, parse_number
from townclerk.reports.core.checking.dates import read_dates
from townclerk.reports.core.checking.model import Table
from townclerk.reports.core.checking.numbers import MONEY, PERCENT, PLAIN, POINTS, unit_name
from townclerk.reports.core.checking.words import all_stems, stems_of

_TOTAL = re.compile(
    r"^(?:(?:grand|overall|council|sub|net|gross|section|combined)[\s-]*)?totals?\b"
    r"|\btotals?\b|^(?:sum|overall|altogether|all|together|in all|whole)\b|^sub-?totals?\b"
    r"|\b(?:all|whole) (?:plan|years?|services|council|departments|teams|areas|wards"
    r"|groups|projects)\b"
    r"|\ball (?:three|four|five) years\b",
    re.IGNORECASE,
)
_SUBTOTAL = re.compile(r"\bsub[\s-]?totals?\b", re.IGNORECASE)
_DERIVED = re.compile(
    r"\b(?:varianc|differen|movement|change|average|mean|rate|share|proportion|percent|%|ratio"
    r"|rank|per |vs|cumulative|gap|growth|increase|decrease|target|year to date|ytd|median)",
    re.IGNORECASE,
)
_UNIT_WORDS = (
    (re.compile(r"£\s?bn|£ billion", re.IGNORECASE), MONEY, 9),
    (re.compile(r"£\s?m\b|£ ?million|£\(m\)|\(£m\)|£mn", re.IGNORECASE), MONEY, 6),
    (re.compile(r"£\s?[’'‘]?000|£\s?k\b|£ ?thousand|\(£k\)|£s 000|£000s", re.IGNORECASE), MONEY, 3),
    (re.compile(r"£"), MONEY, 0),
    (re.compile(r"percentage points?|\bpoints\b", re.IGNORECASE), POINTS, 0),
    (re.compile(r"%|\bper ?cent", re.IGNORECASE), PERCENT, 0),
    (re.compile(r"\b(?:FTEs?|WTEs?|full[- ]time equivalents?)\b", re.IGNORECASE), "fte", 0),
    (
        re.compile(
            r"\b(?:days|weeks|months|hours|minutes|tonnes|miles|km|hectares)\b", re.IGNORECASE
        ),
        "",
        0,
    ),
    (re.compile(r"\b(?:[’'‘]000s?|thousands)\b", re.IGNORECASE), PLAIN, 3),
)


@dataclass(frozen=True)
class Cell:
    value: Decimal
    unit: str
    ulp: Decimal
    text: str
    row: int
    column: int
    blank: bool = False


@dataclass(frozen=True)
class Line:
    """A row or a column: its label, the stems and years in it, and its cells by place."""

    label: str
    place: int
    stems: frozenset[str]
    years: frozenset[str]
    total: bool
    derived: bool


@dataclass(frozen=True)
class Grid:
    table: Table
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    cells: dict[tuple[int, int], Cell]
    section: int
    place: int
    """Where it stands among the blocks of its section."""

    def row(self, place: int) -> list[Cell | None]:
        return [self.cells.get((place, column.place)) for column in self.columns]

    def column(self, place: int) -> list[Cell | None]:
        return [self.cells.get((row.place, place)) for row in self.rows]


def unit_of(text: str) -> tuple[str, int] | None:
    """The unit a caption or header gives, and its power of ten.

    >>> unit_of("Savings (£000)"), unit_of("Rate, %"), unit_of("Year")
    (('money', 3), ('percent', 0), None)
    """
    for pattern, unit, power in _UNIT_WORDS:
        if found := pattern.search(text):
            return unit or unit_name(found[0]), power
    return None


def years_of(text: str) -> frozenset[str]:
    """Financial years by one name; a calendar year by itself."""
    found = [one.label for one in read_dates(text) if one.label]
    short = re.findall(r"(?<![\d/£])(\d{2})/(\d{2})\b(?!/)", text)
    return frozenset(found) | {f"20{a}/{b}" for a, b in short if int(b) == int(a) + 1}


def is_total(label: str) -> bool:
    return bool(_TOTAL.search(label.strip()))


def is_subtotal(label: str) -> bool:
    return bool(_SUBTOTAL.search(label))


def is_derived(label: str) -> bool:
    return bool(_DERIVED.search(label))


def grid_of(table: Table, section: int, place: int) -> Grid | None:
    """The table as numbers; None when none of its columns holds any."""
    width = len(table.header)
    numeric = [column for column in range(width) if _is_numeric(table, column)]
    labels = [column for column in range(width) if column not in numeric]
    if not numeric:
        return None
    if not labels:
        labels, numeric = [0], numeric[1:]
    lead = min(numeric, default=width)
    labels = [column for column in labels if column < lead] or labels[:1]
    rows = tuple(
        _line(" ".join(row[column] for column in labels if column < len(row)), number)
        for number, row in enumerate(table.rows)
    )
    columns = tuple(_line(table.header[column], column) for column in numeric)
    whole = unit_of(table.units) or unit_of(table.caption)
    cells = {}
    for number, row in enumerate(table.rows):
        own = unit_of(rows[number].label)
        for column in numeric:
            head = unit_of(table.header[column])
            cell = _cell(row[column], own or head or whole, number, column)
            if cell is not None:
                cells[number, column] = cell
    return Grid(table, rows, columns, cells, section, place) if cells else None


def _line(label: str, place: int) -> Line:
    stems = stems_of(label) or all_stems(label)
    return Line(label.strip(), place, stems, years_of(label), is_total(label), is_derived(label))


def _is_numeric(table: Table, column: int) -> bool:
    texts = [row[column].strip() for row in table.rows if column < len(row)]
    filled = [text for text in texts if text and text not in ("-", "–", "n/a", "N/A")]
    read = [text for text in filled if _read(text) is not None]
    if column == 0 and read and all(re.fullmatch(r"(?:19|20)\d\d", text) for text in read):
        return False
    return bool(read) and len(read) * 2 > len(filled)


def _read(text: str) -> Decimal | None:
    bare = re.sub(r"\s*(?:FTE|days?|points?|pp|million|per cent)$", "", text.strip().strip("*"))
    try:
        return parse_number(bare)
    except UnreadableNumber:
        return None


def _cell(text: str, given: tuple[str, int] | None, row: int, column: int) -> Cell | None:
    value = _read(text)
    if value is None:
        return None
    bare = text.strip()
    unit, power = given or (PLAIN, 0)
    if "£" in bare:
        scaled = re.search(r"\d\s?(?:k|m|bn)\b", bare, re.IGNORECASE)
        unit, power = MONEY, 0 if scaled or power == 0 else power
        if not scaled and given is None:
            power = 0
    elif "%" in bare or re.search(r"per ?cent$", bare, re.IGNORECASE):
        unit, power = PERCENT, 0
    elif tail := re.search(r"(?:FTE|days?|points?|pp)$", bare):
        unit, power = (POINTS if tail[0][0] == "p" else unit_name(tail[0])), 0
    exponent = int(value.as_tuple().exponent)
    blank = not any(character.isdigit() for character in bare)
    ulp = Decimal(1).scaleb(min(exponent, 0) if exponent < 0 else exponent)
    return Cell(value.scaleb(power), unit, ulp.scaleb(power), bare, row, column, blank)
