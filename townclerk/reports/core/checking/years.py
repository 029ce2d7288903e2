"""Years that cannot be meant: in captions and headings, along a table, and in how long one is."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from townclerk.kernel.deadlines import add_months
from townclerk.kernel.display import date_display
from townclerk.kernel.periods import ONE_DAY
from townclerk.reports.core.checking.dates import When, read_dates
from townclerk.reports.core.checking.model import Finding, Place, Severity, Table, Value
from townclerk.reports.core.checking.reading import Reading, Sentence

LONGEST = 12
"""Years a span written 2011/23 may have."""
NEAR = timedelta(days=45)
"""How far a stretch may be from the months said of it for these to be its length."""
_SPAN = re.compile(
    r"\b(?:plan|strateg|programme|framework|vision|period|contract|agreement|budgets?\b)",
    re.IGNORECASE,
)
_TO = re.compile(r"\s*(?:to|and|until|–|-)\s*(?:the\s)?", re.IGNORECASE)


def check(reading: Reading) -> Iterator[Finding]:
    """Dates of captions and headings, years of no one year, and months that are not so many.

    Source: the calendar. Applies: a financial year is one year long unless the sentence speaks of
    a plan, and never longer than twelve.
    """
    spans = Counter(_length(one) for one in _every_year(reading))
    for number, section in enumerate(reading.paper.sections):
        yield from _label(section.title, Place(section.title, 0, section.title, number), spans)
        for place, block in enumerate(section.blocks):
            if not isinstance(block, Table):
                continue
            at = Place(section.title, place + 1, block.caption or block.header[0], number)
            yield from _label(block.caption, at, spans)
            for label in (*block.header, *(row[0] for row in block.rows)):
                yield from _label(label, at, spans, of_table=True)
            yield from _columns(block, at)
    for sentence in reading.sentences:
        yield from _odd(sentence, spans)
        yield from _months(sentence)


def _every_year(reading: Reading) -> Iterator[When]:
    for sentence in reading.sentences:
        yield from _financial(sentence.dates)
    for grid in reading.grids:
        for line in (*grid.rows, *grid.columns):
            yield from _financial(read_dates(line.label))


def _financial(dates: Sequence[When]) -> list[When]:
    return [one for one in dates if one.kind == "years" and "/" in one.text and not one.wrong]


def _length(when: When) -> int:
    return (when.last_year or 0) - (when.year or 0)


def _label(
    text: str, at: Place, spans: Counter[int], *, of_table: bool = False
) -> Iterator[Finding]:
    """What stands in a caption, a heading or a label of a table."""
    for when in read_dates(text):
        if when.wrong and not of_table:
            yield _finding("date", at, when.text, f"“{when.text}” is no date: {when.wrong}")
        elif when in _financial([when]) and _is_odd(when, text, spans):
            yield _not_one_year(at, when)


def _columns(table: Table, at: Place) -> Iterator[Finding]:
    """One column that is no year where the others are."""
    numbers = [one.strip() for one in table.header if re.fullmatch(r"\d{4}", one.strip())]
    years = [one for one in numbers if one[:2] in ("19", "20")]
    if len(numbers) == len(years) + 1 and len(years) > 1:
        (odd,) = [one for one in numbers if one not in years]
        yield _finding("date", at, odd, f"{table.name}: {odd} is no year, as the others are")


def _odd(sentence: Sentence, spans: Counter[int]) -> Iterator[Finding]:
    for when in _financial(sentence.dates):
        if _is_odd(when, sentence.text, spans):
            yield _not_one_year(sentence.at(when.start, when.end), when)


def _is_odd(when: When, text: str, spans: Counter[int]) -> bool:
    length = _length(when)
    if length == 1:
        return False
    others = spans[1] >= 2 * sum(count for one, count in spans.items() if one != 1)
    return length > LONGEST or (others and spans[1] > 1 and not _SPAN.search(text))


def _not_one_year(at: Place, when: When) -> Finding:
    return _finding("year", at, when.text, f"{when.text} is not one year")


def _months(sentence: Sentence) -> Iterator[Finding]:
    """'The six months from 1 April to 30 September': as many as are said."""
    said = [one for one in sentence.numbers if one.unit == "month" and one.value == int(one.value)]
    stretches = [*_stretches(sentence)]
    if len(said) != 1 or len(stretches) != 1 or said[0].hedge:
        return
    start, first, last, end = stretches[0]
    due = add_months(first, int(said[0].value)) - ONE_DAY
    if last not in _ends(first, int(said[0].value)) and abs(due - last) < NEAR:
        yield _finding(
            "period",
            sentence.at(start, end),
            said[0].text,
            f"{said[0].text} from {date_display(first)} end on {date_display(due)}, not on "
            f"{date_display(last)}",
        )


def _stretches(sentence: Sentence) -> Iterator[tuple[int, date, date, int]]:
    for one, other in pairwise(sentence.dates):
        if not _TO.fullmatch(sentence.text[one.end : other.start]) or other.on is None:
            continue
        first = one.on or (one.on_in(other.on.year) if one.kind == "day" else None)
        if first and first < other.on:
            yield one.start, first, other.on, other.end


def _ends(first: date, months: int) -> set[date]:
    """The days on which so many months may be said to end: the one before the same date, that date,
    and from the end of a month the end of a month."""
    same = add_months(first, months)
    ends = {same - ONE_DAY, same}
    if (first + ONE_DAY).day == 1:
        ends.add(add_months(same.replace(day=1), 1) - ONE_DAY)
    return ends


def _finding(kind: str, at: Place, said: str, why: str) -> Finding:
    return Finding(
        kind=kind,
        severity=Severity.WARNING if kind == "year" else Severity.ERROR,
        place=at,
        why=f"{why}.",
        what_to_do="Correct the date, or write a span out: 2011/12 to 2012/13.",
        values=(Value(said, "the text"),),
    )
