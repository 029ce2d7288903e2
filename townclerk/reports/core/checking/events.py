"""One event or one amount given two dates, and what is said to come mostly in one year."""

import re
from collections.abc import Iterator
from decimal import Decimal

from townclerk.reports.core.checking.anchors import series_of
from townclerk.reports.core.checking.dates import When
from townclerk.reports.core.checking.model import Finding, Severity, Value
from townclerk.reports.core.checking.numbers import MONEY
from townclerk.reports.core.checking.reading import Reading, Sentence
from townclerk.reports.core.checking.words import all_stems, quoted, stem, stems_of

_EVENTS = {
    "launch": (
        "launch launched launches go goes live opens open opened opening start starts started "
        "begin begins began introduced introduce available unveiled shown"
    ),
    "end": (
        "complete completed completion completes finish finished finishes end ends ended "
        "close closes closed closing expire expires"
    ),
    "meet": (
        "meeting meet meets met considered consider approve approved approves agreed agree "
        "approval decide decided"
    ),
    "award": "award awarded appointed appoint signed contract",
}
_KIND = {stem(word): kind for kind, words in _EVENTS.items() for word in words.split()}
_SINCE = re.compile(
    r"\b(?:since|from|between)\s+(?:the\s+)?(?:financial\s+year\s+)?$", re.IGNORECASE
)
_MOST = re.compile(
    r"\b(?:most|mostly|mainly|majority|bulk|largely|greater part|chiefly|main part|lion’s share)\b",
    re.IGNORECASE,
)
_MOVED = re.compile(
    (
        r"\b(?:delay\w*|postpon\w*|moved|slip\w*|revised|rather than|instead|originally"
        r"|brought forward|put back|extended?)\b"
    ),
    re.IGNORECASE,
)


def check(reading: Reading) -> Iterator[Finding]:
    """The same event on two dates, the same amount since two years, and a year too small for most.

    Applies: sentences of different sections that share at least two telling words besides the
    kind of event; where a sentence tells of a delay, nothing is said.
    """
    yield from _dated_apart(reading)
    yield from _since(reading)
    yield from _mostly(reading)


def _kinds(sentence: Sentence) -> frozenset[str]:
    return frozenset(_KIND[one] for one in all_stems(sentence.text) if one in _KIND)


def _subject(sentence: Sentence) -> frozenset[str]:
    return frozenset(one for one in sentence.stems if one not in _KIND and not _calendar(one))


def _calendar(word: str) -> bool:
    return (
        word[:3]
        in [
            "jan",
            "feb",
            "mar",
            "apr",
            "may",
            "jun",
            "jul",
            "aug",
            "sep",
            "oct",
            "nov",
            "dec",
            "mon",
            "tue",
            "wed",
            "thu",
            "fri",
            "sat",
            "sun",
        ]
        and len(word) > 2
    )


def _dated_apart(reading: Reading) -> Iterator[Finding]:
    dated = [
        (one, [w for w in one.dates if w.kind in ("day", "month")], _subject(one))
        for one in reading.sentences
        if not _MOVED.search(one.text)
    ]
    dated = [(one, days, subject) for one, days, subject in dated if len(days) == 1]
    for place, (one, days, subject) in enumerate(dated):
        for other, other_days, other_subject in dated[:place]:
            common = subject & other_subject
            small = min(len(subject), len(other_subject))
            if one.section == other.section or len(common) < 2 or len(common) * 3 < small * 2:
                continue
            if subject - common and other_subject - common and len(common) < 3:
                continue
            if not (_kinds(one) & _kinds(other)) or _meet(days[0], other_days[0]):
                continue
            if len(subject | other_subject) - len(common) > 6:
                continue
            yield Finding(
                kind="two-dates",
                severity=Severity.WARNING,
                place=one.at(days[0].start, days[0].end),
                why=f"{days[0].text} here, {other_days[0].text} in {other.title}, for what "
                f"looks like the same: “{quoted(other.text, 60)}”.",
                what_to_do="Make the two agree, or say what changed.",
                values=(
                    Value(days[0].text, one.title),
                    Value(other_days[0].text, f"{other.title}, paragraph {other.paragraph}"),
                ),
            )


def _meet(one: When, other: When) -> bool:
    """Whether the two dates can be the same day."""
    if one.month != other.month:
        return False
    if one.year and other.year and one.year != other.year:
        return False
    return not (one.day and other.day and one.day != other.day)


def _since(reading: Reading) -> Iterator[Finding]:
    """'£169m since 2010' and '£169m since 2011'."""
    seen: dict[tuple[Decimal, str], list[tuple[Sentence, When, str]]] = {}
    for sentence in reading.sentences:
        for mention in sentence.mentions:
            for when in sentence.dates:
                if not _SINCE.search(sentence.text[: when.start]) or when.kind not in (
                    "year",
                    "years",
                ):
                    continue
                if mention.number.size < 10 or mention.number.unit in ("year", "month", "percent"):
                    continue
                key = mention.number.size, mention.number.unit
                for other, before, text in seen.get(key, []):
                    shared = stems_of(sentence.text) & stems_of(other.text)
                    telling = len(key[0].normalize().as_tuple().digits) >= 3
                    same = shared or telling
                    if before.year != when.year and same and other is not sentence:
                        yield Finding(
                            kind="two-dates",
                            severity=Severity.ERROR,
                            place=sentence.at(when.start, when.end),
                            why=f"{mention.number.text} since {when.text} here, {text} since "
                            f"{before.text} in {other.title}, paragraph {other.paragraph}.",
                            what_to_do="Make the two years agree.",
                            values=(
                                Value(when.text, sentence.title),
                                Value(before.text, other.title),
                            ),
                        )
                seen.setdefault(key, []).append((sentence, when, mention.number.text))


def _mostly(reading: Reading) -> Iterator[Finding]:
    """'Most of the fund comes in 2019/20', and the table's year holds less than half of it."""
    series = series_of(reading)
    for sentence in reading.sentences:
        years = [one.label for one in sentence.dates if one.kind == "years"]
        if not _MOST.search(sentence.text) or len(years) != 1:
            continue
        amounts = [one for one in _amounts(reading, sentence) if one > 0]
        said = sentence.stems | stems_of(sentence.title)
        for anchors in series.values():
            cells = [one for one in anchors if years[0] in one.years and one.unit == MONEY]
            if (
                len(cells) != 1
                or not amounts
                or not cells[0].stems <= said | _around(reading, sentence)
            ):
                continue
            whole = max(amounts)
            if cells[0].stems and abs(cells[0].value) < whole / 2:
                match = _MOST.search(sentence.text)
                yield Finding(
                    kind="mostly",
                    severity=Severity.ERROR,
                    place=sentence.place,
                    why=(
                        f"“{match[0] if match else 'most'}” of {whole:,.0f} in {years[0]} "
                        f"is more than "
                        f"half; {cells[0].source} holds {cells[0].shown}."
                    ),
                    what_to_do="Correct the year, or say what part comes when.",
                    values=(
                        Value(f"{whole:,.0f}", "the text"),
                        Value(cells[0].shown, cells[0].source),
                    ),
                )
                return


def _amounts(reading: Reading, sentence: Sentence) -> list[Decimal]:
    own = [one.size for one in sentence.numbers if one.unit == MONEY]
    near = [
        one.size
        for other in reading.of_section(sentence.section)
        if other.paragraph == sentence.paragraph and other.start < sentence.start
        for one in other.numbers
        if one.unit == MONEY
    ]
    return own or near[-1:]


def _around(reading: Reading, sentence: Sentence) -> frozenset[str]:
    return frozenset().union(
        *(
            one.stems
            for one in reading.of_section(sentence.section)
            if one.paragraph == sentence.paragraph
        )
    )
