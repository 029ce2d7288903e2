"""Lists: an entry that stands twice, a count that its entries do not make, names used twice."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from townclerk.reports.core.checking.model import Finding, Paragraph, Place, Severity, Table, Value
from townclerk.reports.core.checking.numbers import PLAIN, read_numbers
from townclerk.reports.core.checking.reading import Reading
from townclerk.reports.core.checking.words import plain_text, quoted, stem, words_of

_BULLET = re.compile(r"^\s*(?:[•●▪◦*–-]|\(?[a-z0-9ivx]{1,4}[.)])\s+", re.IGNORECASE)
_FOLLOWING = re.compile(
    r"\b(?:following|below|these|are|were|include\w*|comprise\w*|namely|projects?|reviews?|priorities"
    r"|recommendations?|actions?|areas?|pillars?|themes?|risks?|schemes?|audits?)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"^\s*(?P<kind>table|figure|annex|appendix)\s+(?P<number>[A-Z]|\d+)\b", re.IGNORECASE
)


def check(reading: Reading) -> Iterator[Finding]:
    """Duplicate entries of lists and tables, counts of lists, two tables of one number."""
    for number, section in enumerate(reading.paper.sections):
        items: list[tuple[int, str]] = []
        lead = ""
        count = 0
        for block in [*section.blocks, Paragraph("")]:
            if isinstance(block, Paragraph):
                count += bool(block.text)
                if block.item:
                    items.append((count, _BULLET.sub("", block.text)))
                    continue
                yield from _list(section.title, number, lead, items)
                items, lead = [], block.text or lead
            else:
                yield from _list(section.title, number, lead, items)
                items = []
                yield from _rows(section.title, number, block, count)
        yield from _inline(reading, number)
    yield from _captions(reading)
    yield from _paragraphs(reading)


def same_entry(text: str) -> str:
    """What makes two entries of a list the same: their words without case, order kept.

    >>> same_entry("Home to School transport") == same_entry("Home-to-school Transport.")
    True
    """
    return " ".join(stem(word) for word in re.split(r"[^a-z0-9]+", plain_text(text)) if word)


def _list(title: str, number: int, lead: str, items: list[tuple[int, str]]) -> Iterator[Finding]:
    if len(items) < 2:
        return
    seen: dict[str, tuple[int, str]] = {}
    for place, text in items:
        key = same_entry(text)
        if key in seen and key:
            yield _twice(title, number, place, text, f"paragraph {seen[key][0]}")
        seen.setdefault(key, (place, text))
    yield from _counted(title, number, lead, items, len(seen))


def _twice(title: str, number: int, place: int, text: str, first: str) -> Finding:
    return Finding(
        kind="duplicate",
        severity=Severity.ERROR,
        place=Place(title, place, quoted(text), number),
        why=f"“{quoted(text, 60)}” stands twice: here and in {first}.",
        what_to_do="Take one out, and count the rest again.",
        values=(Value(quoted(text, 60), f"paragraph {place}"), Value(quoted(text, 60), first)),
    )


def _counted(
    title: str, number: int, lead: str, items: list[tuple[int, str]], distinct: int
) -> Iterator[Finding]:
    tail = lead.rstrip()
    last = re.split(r"(?<=[.!?])\s+", tail)[-1] if tail else ""
    if not last.endswith(":") or not _FOLLOWING.search(last):
        return
    counts = [
        one for one in read_numbers(last) if one.unit == PLAIN and one.value == int(one.value)
    ]
    counts = [one for one in counts if one.size <= 60 and not one.hedge and "£" not in one.text]
    if len(counts) != 1 or counts[0].size in (len(items), distinct):
        return
    if counts[0].size == len(items):
        return
    yield Finding(
        kind="list-count",
        severity=Severity.ERROR,
        place=Place(title, items[0][0] - 1, quoted(last), number),
        why=f"The text says {counts[0].text}; the list has {len(items)} entries"
        + (f", {distinct} of them different." if distinct != len(items) else "."),
        what_to_do="Correct the count or the list.",
        values=(Value(counts[0].text, "the text"), Value(str(len(items)), "the list")),
    )


def _rows(title: str, number: int, table: Table, place: int) -> Iterator[Finding]:
    """Rows of a table that repeat one before them, label and numbers."""
    seen: Counter[tuple[str, ...]] = Counter()
    labels: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in table.rows:
        key = tuple(plain_text(cell) for cell in row)
        label = same_entry(row[0])
        rest = tuple(cell for cell in key[1:] if cell.strip("-– 0.£%"))
        if label and (seen[(label, *key[1:])] and (rest or len(row) == 1)):
            yield _twice(title, number, place, row[0], table.name)
        seen[(label, *key[1:])] += 1
        labels[label].append(key[1:])


def _inline(reading: Reading, section: int) -> Iterator[Finding]:
    """A list inside a sentence: 'reviews of A, B, C and A'."""
    for sentence in reading.of_section(section):
        if sentence.text.count(",") < 3:
            continue
        parts = re.split(r",\s+(?:and\s+)?|\s+and\s+|;\s+|:\s+", sentence.text.rstrip("."))
        keys = [same_entry(part) for part in parts]
        for place, key in enumerate(keys):
            if key in keys[:place] and len(words_of(parts[place])) >= 2 and len(key) > 8:
                yield Finding(
                    kind="duplicate",
                    severity=Severity.ERROR,
                    place=sentence.place,
                    why=f"“{parts[place].strip()}” stands twice in one list.",
                    what_to_do="Take one out, and count the rest again.",
                    values=(Value(parts[place].strip(), "the list"),),
                )


def _captions(reading: Reading) -> Iterator[Finding]:
    """Two different tables under one number."""
    seen: dict[str, str] = {}
    for number, section in enumerate(reading.paper.sections):
        for place, block in enumerate(section.blocks):
            match = _NUMBERED.match(block.caption) if isinstance(block, Table) else None
            if match is None or not isinstance(block, Table):
                continue
            key = match[0].strip().lower()
            if key in seen:
                yield Finding(
                    kind="numbering",
                    severity=Severity.WARNING,
                    place=Place(section.title, place + 1, block.caption, number),
                    why=f"There are two of {match[0].strip()}: here and in {seen[key]}.",
                    what_to_do="Number them apart.",
                    values=(Value(block.caption, section.title), Value(match[0], seen[key])),
                )
            seen.setdefault(key, section.title)


def _paragraphs(reading: Reading) -> Iterator[Finding]:
    """A whole paragraph that stands in two places of one report."""
    seen: dict[str, tuple[str, int]] = {}
    for number, section in enumerate(reading.paper.sections):
        count = 0
        for block in section.blocks:
            if not isinstance(block, Paragraph):
                continue
            count += 1
            key = plain_text(block.text)
            if block.item or len(key) < 80:
                continue
            if key in seen:
                first = f"{seen[key][0]}, paragraph {seen[key][1]}"
                yield Finding(
                    kind="duplicate-text",
                    severity=Severity.WARNING,
                    place=Place(section.title, count, quoted(block.text), number),
                    why=f"The paragraph stands twice: here and in {first}.",
                    what_to_do="Keep it once, or say why it is repeated.",
                    values=(Value("the same words", first),),
                )
            seen.setdefault(key, (section.title, count))


def count_of(reading: Reading) -> Decimal:
    """How many numbers the checks looked at: of the text and of the tables."""
    return Decimal(
        sum(len(one.numbers) for one in reading.sentences)
        + sum(not cell.blank for grid in reading.grids for cell in grid.cells.values())
    )
