"""Lines of a table along its years or rows, and the words that claims are made in."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from townclerk.reports.core.checking.grids import Cell, Grid, Line, years_of
from townclerk.reports.core.checking.model import Finding, Severity, Value
from townclerk.reports.core.checking.reading import Reading, Sentence
from townclerk.reports.core.checking.words import stems_of

N = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"
UP = (
    r"(?:rise|rose|risen|rising|increas\w*|grow\w*|grew|grown|climb\w*|went up|gone up"
    r"|going up|improv\w*|gain\w*|higher)"
)
DOWN = (
    r"(?:fall|fell|fallen|falling|decreas\w*|declin\w*|drop\w*|reduc\w*|went down|gone "
    r"down|going down|shrunk|shrank|lower|worsen\w*)"
)
ALWAYS = (
    rf"(?:(?:in |for |over )?(?:each|every)(?: single)?(?: one)?(?: of)?(?: the)?(?: last| "
    rf"past)?(?: {N})? years?"
    r"|year (?:on|after|by) year|consistently|constantly|steadily|continuously|without "
    r"exception"
    rf"|for {N} years running|{N} years (?:in a row|running)|throughout|always|in all {N} "
    rf"years"
    rf"|(?:for|over|in) (?:each of )?(?:the )?(?:last |past |all )?{N} (?:consecutive "
    rf"|successive )?years)"
)
BELOW = re.compile(r"below|under|lower|behind|less|fewer|short|miss|worse|adrift", re.IGNORECASE)
NUMBERS = [
    "none",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
RAISED = re.compile(rf"^{UP}$", re.IGNORECASE)
GOOD = re.compile(r"improv|gain|worsen", re.IGNORECASE)


@dataclass(frozen=True)
class Series:
    """Values of one line of a table along its years, or along its rows."""

    line: Line
    labels: tuple[str, ...]
    cells: tuple[Cell, ...]
    grid: Grid
    timed: bool

    @property
    def values(self) -> list[Decimal]:
        return [one.value for one in self.cells]

    @property
    def told(self) -> str:
        return ", ".join(f"{a} {b.text}" for a, b in zip(self.labels, self.cells, strict=True))


def series_in(grid: Grid) -> list[Series]:
    """Every line of the table both ways; those along the years marked."""
    found = []
    for lines, others, cell in ways(grid):
        kept = [one for one in others if not one.total]
        timed = len(kept) > 1 and all(one.years or _dated(one.label) for one in kept)
        for line in lines:
            pairs = [(one.label, cell(line, one)) for one in kept]
            told = [(label, one) for label, one in pairs if one is not None and not one.blank]
            if len(told) >= 2 and len({one.unit for _, one in told}) == 1:
                labels, cells = zip(*told, strict=True)
                found.append(Series(line, labels, cells, grid, timed))
    return found


def _dated(label: str) -> bool:
    return bool(
        re.search(
            r"\b(?:19|20)\d\d\b|\bQ[1-4]\b|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)",
            label,
        )
    )


def ways(
    grid: Grid,
) -> list[tuple[Sequence[Line], Sequence[Line], Callable[[Line, Line], Cell | None]]]:
    return [
        (grid.rows, grid.columns, lambda a, b: grid.cells.get((a.place, b.place))),
        (grid.columns, grid.rows, lambda a, b: grid.cells.get((b.place, a.place))),
    ]


def named(reading: Reading, sentence: Sentence, *, timed: bool) -> Series | None:
    """The one series the sentence speaks of: most of its label said; the only one there."""
    best: tuple[tuple[int, float, int, int], Series] | None = None
    own = [grid for grid in reading.grids if grid.section == sentence.section]
    for place, grid in enumerate(reading.grids_by(sentence)):
        near = grid.section == sentence.section
        caption = stems_of(grid.table.caption) & sentence.stems
        every = [one for one in series_in(grid) if one.timed == timed]
        for one in every:
            said = one.line.stems & sentence.all_stems
            whole = len(said) / max(len(one.line.stems), 1)
            alone = near and len(every) == 1 and len(own) == 1
            if one.line.total and not said:
                whole = 0
            if not (whole >= 0.6 or (alone and (caption or not one.line.stems))):
                continue
            if not near and not caption and len(said) < 2:
                continue
            score = (int(near), whole, len(said) + len(caption), -place)
            if best is None or score > best[0]:
                best = score, one
    if best is None and len(own) == 1:
        every = [one for one in series_in(own[0]) if one.timed == timed and not one.line.total]
        captioned = stems_of(own[0].table.caption) & sentence.stems
        ours = [one for one in every if not is_other(one.line)]
        if captioned and len(ours) == 1:
            return ours[0]
    return best[1] if best else None


def is_other(line: Line) -> bool:
    return bool(
        re.search(
            r"nation|england|average|target|median|region|metropol|neighbour|family|others?",
            line.label,
            re.IGNORECASE,
        )
    )


def said_years(sentence: Sentence) -> frozenset[str]:
    return frozenset(one.label for one in sentence.dates if one.label)


def years_in(label: str) -> frozenset[str]:
    return years_of(label)


def number_in(words: str) -> int:
    for word in re.findall(r"[a-z]+|\d+", words.lower()):
        if word.isdigit():
            return int(word)
        if word in NUMBERS[2:]:
            return NUMBERS.index(word)
    return 0


def finding(
    sentence: Sentence, start: int, end: int, series: Series, told: str, claim: str
) -> Finding:
    name = series.grid.table.name
    return Finding(
        kind="claim",
        severity=Severity.ERROR,
        place=sentence.at(start, end),
        why=f"The text says {claim}; by {name}, {told}.",
        what_to_do="Say what the table shows, or correct the table.",
        values=(
            Value(claim.strip("“”"), "the text"),
            Value(series.told, f"{name}, {series.line.label}"),
        ),
    )
