"""Numbers of the text against the tables and the known figures they speak of."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from townclerk.reports.core.checking.anchors import (
    Anchor,
    Link,
    figures_by_label,
    links,
    resolved,
    same_unit,
    series_of,
)
from townclerk.reports.core.checking.model import Finding, Severity, Value
from townclerk.reports.core.checking.numbers import Number, agree
from townclerk.reports.core.checking.reading import Mention, Reading, Sentence

_CHANGE_OF = re.compile(
    r"\b(?:increases?|decreases?|rise|fall|reductions?|drop|growth|improvement|difference|movement"
    r"|change|cut|another|further|additional|extra|more than|fewer than|compared (?:with|to)"
    r"|against|from|target of|last year|previous(?:ly)?|limit of|cap of|threshold)\s+"
    r"(?:of\s+)?(?:about\s+|some\s+)?£?$",
    re.IGNORECASE,
)
_PART_OF = re.compile(
    r"\b(?:of which|of this|of these|of that|of them|includ\w+|part of|such as|mainly|largest"
    r"|each|per|every|average|earlier|originally|first|previously|last year|up from"
    r"|down from|out of)\b",
    re.IGNORECASE,
)
_OF_SO_MANY = re.compile(
    r"\b(?:(?:out\s+)?of\s+(?:the\s+|our\s+|all\s+|these\s+|its\s+)+|out\s+of\s+|remaining\s+)$",
    re.IGNORECASE,
)
"""Before the size of a group, and before what is left of one."""


def check(reading: Reading) -> Iterator[Finding]:
    """A number that is not what the table, or the figure, says of the same thing.

    Applies: where the label of a row (or a figure) is said of the number and the units agree.
    Rounding: a number may be printed coarser than its table; 'over', 'nearly' and 'about' are
    read as what they say.
    """
    tables, figures = series_of(reading), figures_by_label(reading)
    for sentence in reading.sentences:
        for place, mention in enumerate(sentence.mentions):
            mark = sentence.marked(mention.number.start, mention.number.end)
            bound = mark is not None and mark.kind == "bound"
            if mention.part in ("low", "high"):
                if mention.part == "high" and place:
                    low = sentence.mentions[place - 1]
                    found = links(low, sentence, tables) or links(mention, sentence, tables)
                    yield from _range(sentence, low, mention, found)
                continue
            found = links(mention, sentence, tables)
            cut = [*_cut_down(sentence, mention.number, found)]
            yield from cut or _held(sentence, mention, found, tables)
            if not bound:
                known = links(mention, sentence, figures)
                yield from _figures(reading, sentence, mention, known)


def _held(
    sentence: Sentence,
    mention: Mention,
    found: Sequence[Link],
    series: dict[tuple[int, int], list[Anchor]],
) -> Iterator[Finding]:
    number = mention.number
    if any(agree(number, one.value, one.ulp) for link in found for one in link.anchors):
        return
    if is_change(sentence, mention):
        return
    elsewhere = _anywhere(number, series)
    for link in found:
        anchors, sure = resolved(link, mention, sentence)
        if elsewhere and not (sure and link.near and not link.extras and _plain(link)):
            continue
        if not anchors or not _believable(link, number, anchors, sure, mention, sentence):
            continue
        nearest = min(anchors, key=lambda one: abs(abs(one.value) - number.size))
        yield contradiction(sentence, number, nearest)
        return


def _plain(link: Link) -> bool:
    return len(link.anchors[0].stems) > 1


def _anywhere(number: Number, series: dict[tuple[int, int], list[Anchor]]) -> bool:
    """A number of three digits or more that some other cell holds exactly speaks of that cell."""
    telling = len(number.size.normalize().as_tuple().digits) >= 3
    return telling and any(
        same_unit(number, one.unit) and abs(one.value) == number.size
        for anchors in series.values()
        for one in anchors
    )


def _believable(
    link: Link,
    number: Number,
    anchors: Sequence[Anchor],
    sure: bool,
    mention: Mention,
    sentence: Sentence,
) -> bool:
    """Whether the number means to be this value: the label, few other words, a likely slip."""
    values = [abs(one.value) for one in anchors]
    slip = any(is_slip(number, value) for value in values)
    part = bool(
        _PART_OF.search(mention.left[-25:])
        or _PART_OF.search(mention.right[:25])
        or _OF_SO_MANY.search(mention.left)
    )
    extras = len(link.extras)
    if part or mention.part == "by":
        return False
    if mention.part == "from":
        return slip and link.near and extras <= 2 and sure
    if not sure:
        return link.near and _unsure(link, number, slip)
    if slip:
        return extras <= (3 if link.near else 4)
    return _far(link, number, values, sentence)


def _unsure(link: Link, number: Number, slip: bool) -> bool:
    """Nothing says which column is meant."""
    extras = len(link.extras)
    if len(link.anchors[0].stems) == 1:
        exact = number.ulp <= 1 and number.size >= 100 and not number.hedge
        return slip and extras == 0 and exact
    return extras <= 2 if slip else extras <= 1 and number.size > 9


def _far(link: Link, number: Number, values: Sequence[Decimal], sentence: Sentence) -> bool:
    """Not a slip of the pen: the label must be said plainly, and the sizes comparable."""
    single = len(link.anchors[0].stems) == 1
    extras = len(link.extras)
    if not any(value / 20 <= number.size <= value * 20 for value in values):
        return False
    if not link.near:
        return extras <= 1 and not single and len(sentence.numbers) <= 2
    return extras <= (0 if single else 1) and number.size > 1


def is_slip(number: Number, value: Decimal) -> bool:
    """Near enough to be the same amount mistyped: within a quarter, swapped, a wrong scale."""
    mine = number.size
    if not mine or not value:
        return False
    ratio = mine / value
    if Decimal("0.75") <= ratio <= Decimal("1.34"):
        return True
    mine_digits = "".join(str(one) for one in mine.normalize().as_tuple().digits)
    their_digits = "".join(str(one) for one in value.normalize().as_tuple().digits)
    if len(mine_digits) >= 2 and mine_digits == their_digits:
        return True
    if len(mine_digits) >= 2 and sorted(mine_digits) == sorted(their_digits):
        return True
    if len(mine_digits) == len(their_digits) >= 3:
        differing = sum(a != b for a, b in zip(mine_digits, their_digits, strict=True))
        return differing == 1
    return False


def is_change(sentence: Sentence, mention: Mention) -> bool:
    before = sentence.text[max(0, mention.number.start - 40) : mention.number.start]
    return mention.part == "by" or bool(_CHANGE_OF.search(before))


def contradiction(sentence: Sentence, number: Number, anchor: Anchor) -> Finding:
    kind = "figure" if anchor.bind else "table"
    return Finding(
        kind=f"against-{kind}",
        severity=Severity.ERROR,
        place=sentence.at(number.start, number.end),
        why=f"The text says {number.text}; {anchor.source} says {anchor.shown}.",
        what_to_do="Correct the text, or say how the two differ."
        if not anchor.bind
        else "Bind the figure, or say how the two differ.",
        values=(Value(number.text, "the text"), Value(anchor.shown, anchor.source)),
        bind=anchor.bind,
    )


def _cut_down(sentence: Sentence, number: Number, found: Sequence[Link]) -> Iterator[Finding]:
    """Printed coarser than the text, and cut off where it should be rounded."""
    for link in found:
        for one in link.anchors:
            gap = number.size - abs(one.value)
            if one.ulp > number.ulp and not number.hedge and gap >= one.ulp / 2 and gap < one.ulp:
                yield Finding(
                    kind="cut-down",
                    severity=Severity.WARNING,
                    place=sentence.at(number.start, number.end),
                    why=f"{number.text} in the text is {one.shown} in {one.source}: it was "
                    "cut off, not rounded.",
                    what_to_do="Round it up in the table, or print both to the same place.",
                    values=(Value(number.text, "the text"), Value(one.shown, one.source)),
                )
                return


def _range(
    sentence: Sentence, low: Mention, high: Mention, found: Sequence[Link]
) -> Iterator[Finding]:
    """A range of the text that its table's value lies outside."""
    first, last = low.number, high.number
    own = [one for one in found if one.anchors[0].section == sentence.section]
    found = own or found
    if any(_inside(one, first, last) for link in found for one in link.anchors):
        return
    for link in found:
        anchors, sure = resolved(link, high, sentence)
        values = [one for one in anchors if same_unit(last, one.unit)]
        likely = [one for one in values if first.size / 2 <= abs(one.value) <= last.size * 2]
        if not likely or len(link.extras) > 8 or not (sure or len(values) == 1):
            continue
        one = likely[0]
        side = "above" if abs(one.value) > last.size else "below"
        yield Finding(
            kind="range",
            severity=Severity.ERROR,
            place=sentence.at(first.start, last.end),
            why=f"The text gives {sentence.text[first.start : last.end]}; {one.source} says "
            f"{one.shown}, which is {side} the range.",
            what_to_do="Widen the range, or correct the table.",
            values=(
                Value(sentence.text[first.start : last.end], "the text"),
                Value(one.shown, one.source),
            ),
        )
        return


def _inside(one: Anchor, first: Number, last: Number) -> bool:
    low = first.size - first.ulp / 2 - one.ulp / 2
    return low <= abs(one.value) <= last.size + min(last.ulp, one.ulp) / 2


def _figures(
    reading: Reading, sentence: Sentence, mention: Mention, found: Sequence[Link]
) -> Iterator[Finding]:
    """An offer to bind what equals a figure, and a contradiction where its label is said."""
    number = mention.number
    equal = [one for link in found for one in link.anchors if agree(number, one.value, one.ulp)]
    if equal:
        if reading.paper.authored:
            yield _offer(sentence, number, equal[0])
        return
    telling = len(number.size.normalize().as_tuple().digits) >= 4
    same = [
        one
        for one in reading.figures
        if telling and same_unit(number, one.unit) and abs(one.value) == number.size
    ]
    if same:
        if reading.paper.authored:
            anchor = figures_by_label(Reading(reading.paper, (), (), (same[0],)))[-1, 0][0]
            yield _offer(sentence, number, anchor)
        return
    if is_change(sentence, mention):
        return
    for link in found:
        anchors, sure = resolved(link, mention, sentence)
        if anchors and _believable(link, number, anchors, sure, mention, sentence):
            nearest = min(anchors, key=lambda one: abs(abs(one.value) - number.size))
            yield contradiction(sentence, number, nearest)
            return


def _offer(sentence: Sentence, number: Number, anchor: Anchor) -> Finding:
    return Finding(
        kind="bind",
        severity=Severity.NOTE,
        place=sentence.at(number.start, number.end),
        why=f"{number.text} equals {anchor.source} ({anchor.shown}).",
        what_to_do="Bind it, so that it follows the figure.",
        values=(Value(number.text, "the text"), Value(anchor.shown, anchor.source)),
        bind=anchor.bind,
    )
