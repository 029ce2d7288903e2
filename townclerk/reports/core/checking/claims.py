"""Claims in words over a table: every year, highest since, three of four, doubled."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from townclerk.reports.core.checking.claims_count import count
from townclerk.reports.core.checking.claims_gap import GAP, gap_between
from townclerk.reports.core.checking.claims_move import moved_by
from townclerk.reports.core.checking.claims_peak import peak
from townclerk.reports.core.checking.grids import Cell
from townclerk.reports.core.checking.model import Finding
from townclerk.reports.core.checking.reading import Reading, Sentence
from townclerk.reports.core.checking.series import (
    ALWAYS,
    DOWN,
    GOOD,
    RAISED,
    UP,
    Series,
    finding,
    named,
    number_in,
    said_years,
    years_in,
)

_TREND = re.compile(
    rf"\b(?:(?P<verb>{UP}|{DOWN})\b[^.;]{{0,60}}?\b(?P<a>{ALWAYS})"
    rf"|(?P<b>{ALWAYS})\b[^.;]{{0,60}}?\b(?P<verb2>{UP}|{DOWN}))\b",
    re.IGNORECASE,
)


def check(reading: Reading) -> Iterator[Finding]:
    """Words that a table beside them contradicts.

    Applies: to the table whose line the sentence names, in its own section first. A claim whose
    line is not plain is left alone.
    """
    for sentence in reading.sentences:
        for claim in (_trend, peak, count, gap_between, moved_by, _change):
            found = claim(reading, sentence)
            if found is not None:
                yield found
                break


def _trend(reading: Reading, sentence: Sentence) -> Finding | None:
    match = _TREND.search(sentence.text)
    if match is None or _negated(sentence, match.start()):
        return None
    verb = match["verb"] or match["verb2"]
    series = named(reading, sentence, timed=True)
    if series is None or GOOD.search(verb) or GAP.search(sentence.text):
        return None
    values = _last_years(series, match["a"] or match["b"])
    up = bool(RAISED.match(verb))
    breaks = [place for place, (a, b) in enumerate(pairwise(values)) if (b <= a if up else b >= a)]
    if not breaks:
        return None
    labels = series.labels[len(series.labels) - len(values) :]
    at = labels[breaks[0] + 1]
    return finding(
        sentence, match.start(), match.end(), series, f"it did not in {at}", f"“{match[0].strip()}”"
    )


def _negated(sentence: Sentence, start: int) -> bool:
    return bool(
        re.search(
            r"\b(?:not|never|no longer|rather than)\s+(?:\w+\s+)?$",
            sentence.text[:start],
            re.IGNORECASE,
        )
    )


def _last_years(series: Series, words: str) -> list[Decimal]:
    """The stretch the words speak of: 'three years running' is the last three changes."""
    count = number_in(words)
    if count and re.search(r"running|in a row|consecutive|successive", words, re.IGNORECASE):
        return series.values[-(count + 1) :]
    if count and count <= len(series.values):
        return series.values[-max(count, 2) :]
    return series.values


def _change(reading: Reading, sentence: Sentence) -> Finding | None:
    """'fell by 3% since 2019/20', 'doubled between the first and the last year'."""
    match = re.search(
        r"\b(?P<word>doubled|trebled|tripled|halved|quadrupled)\b", sentence.text, re.IGNORECASE
    )
    direction = re.search(
        rf"\b(?P<verb>{UP}|{DOWN})\b[^.;]*?\b(?:since|over the|between|from|in the)\b",
        sentence.text,
        re.IGNORECASE,
    )
    series = named(reading, sentence, timed=True) if match or direction else None
    if series is None or len([n for n in sentence.mentions if n.part in ("from", "to")]) == 2:
        return None
    years = said_years(sentence)
    at = [
        n
        for n, label in enumerate(series.labels)
        if years_in(label) & years or (_stem_year(label) & years)
    ]
    first = at[0] if at else 0
    last = at[-1] if len(at) > 1 else len(series.cells) - 1
    if first == last:
        return None
    a, b = series.cells[first], series.cells[last]
    if match is not None and a.value:
        return _multiple(sentence, match, series, a, b)
    if direction is None or not at or GOOD.search(direction["verb"]):
        return None
    up = bool(RAISED.match(direction["verb"]))
    if a.value != b.value and (b.value > a.value) != up and not _is_gap_line(series):
        return finding(
            sentence,
            direction.start(),
            direction.start() + len(direction["verb"]),
            series,
            f"it went from {a.text} to {b.text}",
            f"“{direction['verb']}”",
        )
    return None


def _stem_year(label: str) -> frozenset[str]:
    return frozenset(re.findall(r"\b(?:19|20)\d\d\b", label))


def _is_gap_line(series: Series) -> bool:
    return series.cells[0].value < 0 or series.cells[-1].value < 0


def _multiple(
    sentence: Sentence, match: re.Match[str], series: Series, a: Cell, b: Cell
) -> Finding | None:
    word = match["word"].lower()
    wanted = {
        "doubled": Decimal(2),
        "trebled": Decimal(3),
        "tripled": Decimal(3),
        "quadrupled": Decimal(4),
        "halved": Decimal("0.5"),
    }[word]
    before = sentence.text[max(0, match.start() - 14) : match.start()].lower()
    ratio = b.value / a.value
    low, high = wanted * Decimal("0.93"), wanted * Decimal("1.12")
    if re.search(r"more than\s$|over\s$", before):
        low, high = (wanted, wanted * 2) if wanted > 1 else (Decimal(0), wanted)
    elif re.search(r"nearly\s$|almost\s$", before):
        low, high = (wanted * Decimal("0.8"), wanted) if wanted > 1 else (wanted, Decimal("0.65"))
    if low <= ratio <= high:
        return None
    return finding(
        sentence,
        match.start(),
        match.end(),
        series,
        f"it went from {a.text} to {b.text}, {round(ratio, 2).normalize():f} times",
        f"“{match[0]}”",
    )
