"""What numbers of the text are held against: cells of tables and known figures, by their labels."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from townclerk.reports.core.checking.grids import Grid, Line, years_of
from townclerk.reports.core.checking.model import KnownFigure
from townclerk.reports.core.checking.numbers import PERCENT, PLAIN, POINTS, Number
from townclerk.reports.core.checking.reading import Mention, Reading, Sentence
from townclerk.reports.core.checking.words import all_stems, is_telling, stem, stems_of, words_of

_TOTAL_SAID = re.compile(
    r"\b(?:total\w*|overall|altogether|in all|sum|combined|together|whole|entire|adds? up)\b",
    re.IGNORECASE,
)
_OF = re.compile(r"\s*of\b", re.IGNORECASE)


@dataclass(frozen=True)
class Anchor:
    """A labelled value. `stems` must all be said near a number for it to speak of this value."""

    value: Decimal
    unit: str
    ulp: Decimal
    shown: str
    source: str
    stems: frozenset[str]
    also: frozenset[str]
    """Stems that may be said besides: of the caption, the section, the columns."""
    years: frozenset[str] = frozenset()
    head: frozenset[str] = frozenset()
    """Stems of the other label, such as budget or forecast."""
    order: tuple[str, ...] = ()
    """The stems of the label as they follow each other."""
    heads: frozenset[str] = frozenset()
    """Stems of every other label of its table, which may be said besides."""
    total: bool = False
    whole: bool = False
    """The cell of a total column: what a number without a year means."""
    bind: str = ""
    table: int = -1
    row: int = -1
    at: tuple[int, int] = (-1, -1)
    """Row and column of its cell."""
    section: int = -1


def same_unit(number: Number, unit: str) -> bool:
    if number.unit == unit:
        return True
    return PLAIN in (number.unit, unit) and not {number.unit, unit} & {"money", "percent", POINTS}


def of_grid(grid: Grid, number: int) -> list[Anchor]:
    """One anchor a cell: named by its series, placed in time by the other label."""
    timed_rows = sum(bool(line.years) for line in grid.rows) * 2 > len(grid.rows)
    caption = stems_of(grid.table.caption)
    heads = frozenset().union(*(line.stems for line in (grid.rows if timed_rows else grid.columns)))
    vocabulary = caption | frozenset().union(*(line.stems for line in grid.columns))
    found = []
    for (row, column), cell in grid.cells.items():
        across = grid.rows[row]
        down = next(line for line in grid.columns if line.place == column)
        series, other = (down, across) if timed_rows else (across, down)
        if cell.blank:
            continue
        found.append(
            Anchor(
                value=cell.value,
                unit=cell.unit,
                ulp=cell.ulp,
                shown=cell.text,
                source=f"{grid.table.name}, {_name(across, grid.table.header[0])}, "
                f"{_name(down, str(column + 1))}",
                stems=_named(series, caption, single=len(grid.columns) == 1 or timed_rows),
                also=vocabulary | series.stems | other.stems,
                years=series.years | other.years,
                head=frozenset() if other.total else stems_of(other.label),
                order=tuple(stem(word) for word in words_of(series.label) if is_telling(word)),
                heads=heads,
                total=series.total,
                whole=other.total,
                table=number,
                row=series.place,
                at=(row, column),
                section=grid.section,
            )
        )
    return found


def _name(line: Line, otherwise: str) -> str:
    return f"“{line.label or otherwise}”"


def _named(series: Line, caption: frozenset[str], *, single: bool) -> frozenset[str]:
    if series.total:
        return stems_of(series.label) - {"total"} or caption
    return series.stems or (caption if single else frozenset({"\x00"}))


def of_figure(figure: KnownFigure) -> Anchor:
    stems = stems_of(figure.label) | stems_of(figure.scope)
    said = f" for {figure.period}" if figure.period else ""
    where = f", {figure.scope}" if figure.scope else ""
    return Anchor(
        value=figure.value,
        unit=figure.unit,
        ulp=figure.ulp,
        shown=figure.display,
        source=f"the figure {figure.label}{where}{said}",
        stems=stems or all_stems(figure.label),
        also=stems,
        years=years_of(figure.period),
        whole=not figure.period,
        bind=figure.bind,
    )


def zones(mention: Mention, sentence: Sentence) -> Iterator[frozenset[str]]:
    """Where a label is looked for, nearest first: before the number, after it, the sentence."""
    yield stems_of(mention.left)
    if mention.number.unit == PERCENT and _OF.match(mention.right):
        # What stands after 'of' is what it is a share of.
        return
    yield stems_of(mention.right)
    yield stems_of(mention.left) | stems_of(mention.right)
    yield sentence.stems


@dataclass(frozen=True)
class Link:
    """The cells of one series a number speaks of, and the words that are not theirs."""

    anchors: tuple[Anchor, ...]
    extras: frozenset[str]
    near: bool
    """The label stands beside the number, not only in its sentence."""


def links(
    mention: Mention, sentence: Sentence, series: dict[tuple[int, int], list[Anchor]]
) -> list[Link]:
    """The series whose label is said of the number: the longest label, each table for itself."""
    found: dict[int, tuple[int, Link]] = {}
    order = [stem(word) for word in words_of(sentence.text)]
    for place, zone in enumerate(zones(mention, sentence)):
        for (table, _), anchors in series.items():
            stems = anchors[0].stems
            if table in found and found[table][0] < place:
                continue
            if not _said(stems, zone, anchors[0], sentence) or _turned(stems, anchors[0], order):
                continue
            usable = tuple(one for one in anchors if same_unit(mention.number, one.unit))
            if not usable:
                continue
            also = anchors[0].also | stems if len(stems) > 1 else anchors[0].heads | stems
            extras = zone - also - stems_of(sentence.title)
            link = Link(usable, extras, place < 3)
            known = found.get(table)
            if known is None or len(stems) > len(known[1].anchors[0].stems):
                found[table] = place, link
            elif len(stems) == len(known[1].anchors[0].stems):
                found[table] = place, Link((*known[1].anchors, *usable), extras, place < 3)
    return [link for _, link in found.values()]


def _said(stems: frozenset[str], zone: frozenset[str], anchor: Anchor, sentence: Sentence) -> bool:
    common = stems & zone
    if not common:
        return False
    if len(stems) == 1 and anchor.table >= 0:
        return anchor.section == sentence.section or bool((anchor.also - stems) & sentence.stems)
    # A figure's whole name is long; two thirds of it say it, three quarters of a row's label.
    share = (3, 2) if anchor.bind else (4, 3)
    if len(common) < min(2, len(stems)) or len(common) * share[0] < len(stems) * share[1]:
        return False
    return not anchor.total or bool(_TOTAL_SAID.search(sentence.text)) or stems <= zone


def _turned(stems: frozenset[str], anchor: Anchor, order: list[str]) -> bool:
    """'care homes' is not 'home care': two words side by side in the other order only."""
    if len(stems) != 2 or len(anchor.order) != 2:
        return False
    pairs = [*pairwise(order)]
    first, last = anchor.order
    return (last, first) in pairs and (first, last) not in pairs


def series_of(reading: Reading) -> dict[tuple[int, int], list[Anchor]]:
    """Every series of every table, and every figure, by where it stands."""
    found: dict[tuple[int, int], list[Anchor]] = {}
    for number, grid in enumerate(reading.grids):
        for anchor in of_grid(grid, number):
            found.setdefault((number, anchor.row), []).append(anchor)
    return found


def figures_by_label(reading: Reading) -> dict[tuple[int, int], list[Anchor]]:
    """Figures of one label and scope together, whatever their period."""
    found: dict[tuple[int, int], list[Anchor]] = {}
    labels: dict[tuple[str, str], int] = {}
    for figure in reading.figures:
        place = labels.setdefault((figure.label, figure.scope), len(labels))
        found.setdefault((-1 - place, 0), []).append(of_figure(figure))
    return found


def resolved(link: Link, mention: Mention, sentence: Sentence) -> tuple[list[Anchor], bool]:
    """The cells of a series a number can be, and whether its words say which one."""
    anchors = list(link.anchors)
    if mention.years:
        timed = [one for one in anchors if one.years & mention.years]
        if timed:
            anchors = timed
        elif any(one.years for one in anchors):
            return [], False
        elif all(one.bind for one in anchors):
            # A figure of no year is not the value of the year that is said.
            return [], False
    elif any(one.whole for one in anchors):
        anchors = [one for one in anchors if one.whole]
    headed = [one for one in anchors if one.head and one.head & _words_near(mention, sentence)]
    if headed:
        best = max(len(one.head & _words_near(mention, sentence)) for one in headed)
        anchors = [one for one in headed if len(one.head & _words_near(mention, sentence)) == best]
    return anchors, len({one.value for one in anchors}) == 1


def _words_near(mention: Mention, sentence: Sentence) -> frozenset[str]:
    near = stems_of(mention.left) | stems_of(mention.right)
    return near or sentence.stems
