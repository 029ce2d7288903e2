"""What a sentence gives of one row of a table: a value with its percentage, two ends, a list."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from townclerk.reports.core.checking.against import contradiction, is_change, is_slip
from townclerk.reports.core.checking.anchors import Anchor, links, same_unit, series_of
from townclerk.reports.core.checking.model import Finding
from townclerk.reports.core.checking.numbers import PERCENT, POINTS, Number, agree, read_numbers
from townclerk.reports.core.checking.reading import Mention, Reading, Sentence
from townclerk.reports.core.checking.words import stems_of

Series = dict[tuple[int, int], list[Anchor]]
TIMES = frozenset({"day", "week", "month", "year", "hour", "minute"})
TELLING = 10
"""A percentage of two digits or more is of one row; of one digit it may be of any."""
_FOLLOWS = re.compile(r"\s*(?:This|That|It) (?:is|was)\b")
_HEAD = re.compile(r"(?P<head>[A-Za-z-]+)\s+of\s+£?$")


def check(reading: Reading) -> Iterator[Finding]:
    """A number beside others of its row that the row does not have.

    Applies: to tables of the same section. What stands beside the number says which row it is of:
    its percentage, the other end of its change, the column its neighbours are of, or the label.
    """
    series = series_of(reading)
    sections: dict[int, Series] = {}
    for key, anchors in series.items():
        sections.setdefault(anchors[0].section, {})[key] = anchors
    before: Sentence | None = None
    for sentence in reading.sentences:
        if own := sections.get(sentence.section):
            yield from _paired(sentence, own)
            yield from _ends(sentence, own)
            yield from _listed(sentence, own)
            yield from _headed(sentence, own)
            yield from _labelled(reading, sentence, own)
            if before is not None and before.paragraph == sentence.paragraph:
                yield from _followed(sentence, before, own)
        before = sentence


def _agreeing(number: Number, anchors: Sequence[Anchor]) -> list[Anchor]:
    return [
        one
        for one in anchors
        if same_unit(number, one.unit) and agree(number, one.value, one.ulp) and not number.hedge
    ]


def _paired(sentence: Sentence, own: Series) -> Iterator[Finding]:
    """'£7.0m (2.6%)': both stand in one row."""
    for one, percent in pairwise(mention.number for mention in sentence.mentions):
        gap = sentence.text[one.end : percent.end]
        closed = sentence.text[percent.end - 1 : percent.end + 1].rstrip(" .,;").endswith(")")
        opened = gap.lstrip().startswith("(")
        if percent.unit != PERCENT or one.unit == PERCENT or not (opened and closed):
            continue
        rows = [row for row in _rows(own) if any(cell.unit == PERCENT for cell in row)]
        first = [row for row in rows if _agreeing(one, row)]
        second = [row for row in rows if _agreeing(percent, row)]
        if any(row in second for row in first):
            continue
        named = [row for row in first if _is_said(row, sentence)] or first
        if len(named) == 1:
            cells = [cell for cell in named[0] if cell.unit == PERCENT]
            if len(cells) == 1 and is_near(percent, cells[0]):
                yield contradiction(sentence, percent, cells[0])
        elif len(second) == 1 and not first and percent.size / percent.ulp >= TELLING:
            cells = [cell for cell in second[0] if is_near(one, cell)]
            if len(cells) == 1:
                yield contradiction(sentence, one, cells[0])


def _rows(own: Series) -> list[list[Anchor]]:
    """The cells of each row, whichever way its table runs."""
    found: dict[tuple[int, int], list[Anchor]] = {}
    for anchors in own.values():
        for one in anchors:
            found.setdefault((one.table, one.at[0]), []).append(one)
    return list(found.values())


def _is_said(row: Sequence[Anchor], sentence: Sentence) -> bool:
    return row[0].total or row[0].whole or bool(row[0].stems & sentence.stems)


def is_near(number: Number, cell: Anchor) -> bool:
    """Likely the cell mistyped: one digit of it, or near in size."""
    if not same_unit(number, cell.unit) or number.hedge:
        return False
    return is_slip(number, abs(cell.value)) or one_digit_off(number, cell)


def one_digit_off(number: Number, cell: Anchor) -> bool:
    """As many digits as the cell, and all but one the same.

    It takes two digits at least: of one digit any number is a slip of any other.
    """
    if number.ulp != cell.ulp:
        return False
    mine, theirs = str(int(number.size / number.ulp)), str(int(abs(cell.value) / cell.ulp))
    differing = sum(a != b for a, b in zip(mine, theirs, strict=False))
    return len(mine) == len(theirs) >= 2 and differing == 1


def _ends(sentence: Sentence, own: Series) -> Iterator[Finding]:
    """'Vehicles fell from 1,172 to 1,081': one end is the row's, and the other is not."""
    first = [one for one in sentence.mentions if one.part == "from"]
    last = [one for one in sentence.mentions if one.part == "to"]
    if len(first) != 1 or len(last) != 1:
        return
    for link in links(first[0], sentence, own):
        said = link.near or link.anchors[0].stems <= sentence.stems
        if not said or len(link.extras) > 2 or len(link.anchors) < 2:
            continue
        held = [bool(_agreeing(one.number, link.anchors)) for one in (first[0], last[0])]
        if sum(held) == 1:
            wrong = (last if held[0] else first)[0].number
            cells = [one for one in link.anchors if is_near(wrong, one)]
            if cells:
                yield contradiction(sentence, wrong, cells[0])
        return


def _listed(sentence: Sentence, own: Series) -> Iterator[Finding]:
    """'Roads (£4.9m), parks (£0.9m)': the others are of one column, so this one is of it."""
    found: list[tuple[Mention, tuple[Anchor, ...]]] = []
    for mention in sentence.mentions:
        if mention.part or mention.number.unit in TIMES or is_change(sentence, mention):
            continue
        near = [one for one in links(mention, sentence, own) if one.near and len(one.extras) <= 2]
        said = [one for one in near if one.anchors[0].stems <= stems_of(mention.left)]
        if len(said) == 1:
            found.append((mention, said[0].anchors))
    columns = Counter(
        (one.table, one.at[1])
        for mention, anchors in found
        for one in _agreeing(mention.number, anchors)
    )
    if len(found) < 2 or not columns:
        return
    (table, column), _ = columns.most_common(1)[0]
    for mention, anchors in found:
        if _agreeing(mention.number, anchors):
            continue
        cells = [one for one in anchors if (one.table, one.at[1]) == (table, column)]
        if len(cells) == 1 and _comparable(mention.number, cells[0]):
            yield contradiction(sentence, mention.number, cells[0])


def _comparable(number: Number, cell: Anchor) -> bool:
    return bool(cell.value) and abs(cell.value) / 10 <= number.size <= abs(cell.value) * 10


def _headed(sentence: Sentence, own: Series) -> Iterator[Finding]:
    """'With a score of 25': a column is called score, and the row's cell in it says otherwise."""
    for mention in sentence.mentions:
        led = _HEAD.search(mention.left)
        if led is None or mention.part:
            continue
        head = stems_of(led["head"])
        rows = [row for row in _rows(own) if row[0].stems and row[0].stems <= sentence.all_stems]
        cells = [one for row in rows for one in row if head and one.head == head]
        if len(cells) == 1 and same_unit(mention.number, cells[0].unit):
            number = mention.number
            if not agree(number, cells[0].value, cells[0].ulp) and _comparable(number, cells[0]):
                yield contradiction(sentence, number, cells[0])


def _labelled(reading: Reading, sentence: Sentence, own: Series) -> Iterator[Finding]:
    """'393 were answered in 20 working days', and the row of the 393 says how many days."""
    times = [one for one in sentence.numbers if one.unit in TIMES and not one.hedge]
    counted = [one for one in sentence.numbers if one.unit not in TIMES and one.size >= 10]
    for anchors in own.values():
        here = anchors[0]
        label = reading.grids[here.table].rows[here.at[0]].label
        told = [one for one in read_numbers(label) if one.unit in TIMES]
        if len(told) != 1 or not any(_agreeing(one, anchors) for one in counted):
            continue
        alike = [one for one in times if one.unit == told[0].unit]
        words = stems_of(label) - {told[0].unit}
        if len(alike) == 1 and alike[0].size != told[0].size and words <= sentence.stems:
            yield contradiction(sentence, alike[0], _as_anchor(told[0], label, here))


def _as_anchor(number: Number, label: str, like: Anchor) -> Anchor:
    return Anchor(
        value=number.value,
        unit=number.unit,
        ulp=number.ulp,
        shown=number.text,
        source=f"{like.source.partition(',')[0]}, “{label}”",
        stems=like.stems,
        also=like.also,
    )


def _followed(sentence: Sentence, before: Sentence, own: Series) -> Iterator[Finding]:
    """'This is 5.1 points better', after a number of the row that gives the change."""
    points = [one for one in sentence.numbers if one.unit == POINTS]
    if not _FOLLOWS.match(sentence.text) or len(points) != 1:
        return
    told = [one for one in before.numbers if one.unit == PERCENT][-1:]
    for row in _rows(own):
        cells = [one for one in row if one.unit == POINTS]
        if told and len(cells) == 1 and _agreeing(told[0], row):
            if not agree(points[0], cells[0].value, cells[0].ulp):
                yield contradiction(sentence, points[0], cells[0])
            return
