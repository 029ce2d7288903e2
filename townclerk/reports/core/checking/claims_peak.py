"""Claims of a peak: highest since, lowest of the five years, the largest of all."""

import re

from townclerk.reports.core.checking.footing import summed_rows
from townclerk.reports.core.checking.model import Finding
from townclerk.reports.core.checking.reading import Reading, Sentence
from townclerk.reports.core.checking.series import (
    Series,
    finding,
    is_other,
    named,
    number_in,
    said_years,
    years_in,
)

_PEAK = re.compile(
    r"\b(?P<word>highest|lowest|largest|smallest|greatest|fewest|most|least|biggest|best|worst|peak(?:ed)?"
    r"|record (?:high|low))\b(?=(?P<tail>[^.;]{0,80}))",
    re.IGNORECASE,
)
_AMONG = re.compile(r"\b(?:one of|among|second|third|next)\b", re.IGNORECASE)


def peak(reading: Reading, sentence: Sentence) -> Finding | None:
    """The first word of a peak that its table contradicts."""
    for match in _PEAK.finditer(sentence.text):
        before = sentence.text[: match.start()]
        word = match["word"].lower()
        judged = word in ("best", "worst") and not re.search("rate", sentence.text)
        if not judged and word not in ("most", "least") and not _AMONG.search(before):
            return _beaten(reading, sentence, match, word)
    return None


def _beaten(
    reading: Reading, sentence: Sentence, match: re.Match[str], word: str
) -> Finding | None:
    tail = match["tail"]
    lowest = word in ("lowest", "smallest", "fewest", "worst", "record low")
    since = re.match(r"[^.;]*?\b(?:since|for|in|over|of|ever|on record|at)\b", tail)
    timed = named(reading, sentence, timed=True)
    among = re.search(r"\bof (?:all|the)\b", tail) and not re.search(r"\byears?\b|since", tail)
    if timed is not None and since and not among:
        return _peak_in_time(sentence, match, timed, lowest)
    return _peak_among(reading, sentence, match, lowest)


def _peak_in_time(
    sentence: Sentence, match: re.Match[str], series: Series, lowest: bool
) -> Finding | None:
    labels, values = list(series.labels), series.values
    start = 0
    if since := re.search(r"\bsince\s+(?:the\s+)?((?:19|20)?\d\d(?:[/–-]\d{2,4})?)", match["tail"]):
        years = [n for n, label in enumerate(labels) if since[1][:4] in label]
        start = years[0] if years else 0
    elif (count := number_in(match["tail"][:30])) and re.search(r"\byears?\b", match["tail"][:40]):
        start = max(0, len(values) - count)
    said = [
        n
        for n, label in enumerate(labels)
        if any(
            when.text == label.strip() or (when.label and when.label in years_in(label))
            for when in sentence.dates
        )
        and not re.search(rf"since\s+(?:the\s+)?{re.escape(label[:4])}", match["tail"])
    ]
    at = said[0] if said else len(values) - 1
    window = values[start : at + 1] if not said else values[start:]
    if len(window) < 2 or at < start:
        return None
    top = min(window) if lowest else max(window)
    others = [
        value for n, value in enumerate(values[start:], start) if n != at and (said or n <= at)
    ]
    since_first = bool(since) and others and start < at
    if since_first and start in range(len(values)):
        # 'Highest since 2019/20' may leave out that year itself.
        others = values[start + 1 : at] or others
    beaten = [v for v in others if (v < values[at] if lowest else v > values[at])]
    if values[at] == top or not beaten:
        return None
    other = labels[values.index(min(beaten) if lowest else max(beaten))]
    return finding(
        sentence,
        match.start(),
        match.start() + len(match["word"]),
        series,
        f"{other} is {'lower' if lowest else 'higher'} than {labels[at]}",
        f"“{match['word']}”",
    )


def _peak_among(
    reading: Reading, sentence: Sentence, match: re.Match[str], lowest: bool
) -> Finding | None:
    """'Highways has the highest cost': among the rows of one column."""
    for grid in reading.grids_by(sentence):
        if grid.section != sentence.section:
            break
        sums = summed_rows(grid)
        lines = [
            one
            for one in grid.rows
            if not one.total and not is_other(one) and one.place not in sums
        ]
        if any(one.years for one in lines):
            continue
        named = [one for one in lines if one.stems and one.stems <= sentence.all_stems]
        if len(named) != 1 or len(lines) < 3:
            continue
        columns = [
            one
            for one in grid.columns
            if len(grid.columns) == 1
            or (one.stems & sentence.all_stems)
            or (one.years and one.years & said_years(sentence))
        ]
        if len(columns) != 1:
            columns = [one for one in columns if one.total] or [
                one for one in grid.columns if one.total
            ][:1]
        if len(columns) != 1:
            continue
        cells = {line.place: grid.cells.get((line.place, columns[0].place)) for line in lines}
        own = cells[named[0].place]
        if own is None:
            continue
        beaten = [
            (line, cell)
            for line in lines
            if (cell := cells[line.place])
            and line is not named[0]
            and (abs(cell.value) < abs(own.value) if lowest else abs(cell.value) > abs(own.value))
        ]
        if not beaten:
            return None
        line, cell = beaten[0]
        series = Series(named[0], (named[0].label, line.label), (own, cell), grid, False)
        return finding(
            sentence,
            match.start(),
            match.start() + len(match["word"]),
            series,
            f"{line.label} is {'lower' if lowest else 'higher'}",
            f"“{match['word']}”",
        )
    return None
