"""The same thing told twice with two values, in one report or against an earlier one."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from townclerk.reports.core.checking.against import is_change, is_slip
from townclerk.reports.core.checking.anchors import Anchor, links, series_of
from townclerk.reports.core.checking.model import Finding, Severity, Value
from townclerk.reports.core.checking.numbers import Number, agree
from townclerk.reports.core.checking.reading import Mention, Reading, Sentence, subject_of
from townclerk.reports.core.checking.words import all_stems, stem, stems_of

_CONTRASTS = frozenset(
    stem(word)
    for word in [
        "original",
        "originally",
        "revised",
        "updated",
        "previous",
        "previously",
        "last",
        "target",
        "average",
        "national",
        "gross",
        "net",
        "north",
        "south",
        "east",
        "west",
        "first",
        "second",
        "third",
        "fourth",
        "minimum",
        "maximum",
        "former",
        "initial",
        "prior",
        "actual",
        "provisional",
        "actuals",
        "outturn",
        "budget",
        "budgeted",
        "one-off",
        "recurring",
        "male",
        "female",
        "women",
        "men",
        "adult",
        "children",
        "capital",
        "permanent",
        "temporary",
        "internal",
        "external",
        "opening",
        "closing",
        "other",
        "remaining",
        "rest",
        "another",
        "next",
        "per",
        "each",
        "every",
        "difference",
        "change",
        "increase",
        "decrease",
        "reduction",
        "rise",
        "fall",
        "ended",
        "before",
        "half",
        "early",
        "late",
        "earlier",
        "later",
        "new",
        "old",
        "local",
        "metropolitan",
        "regional",
        "additional",
        "extra",
    ]
)
_SUMMARY = re.compile(
    r"\b(?:summary|overview|key|brief|short|headline|highlight|glance|introduc|conclu|purpose"
    r"|recommend|message|foreword|implication|next steps|cover|beginning)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Told:
    """One number and what it is said to be of."""

    sentence: Sentence
    mention: Mention
    subject: frozenset[str]
    contrasts: frozenset[str]
    now: bool = True
    """Said of no year, or of the one the report speaks from."""
    table: int = -1
    """The table of its own section that has the value for the same thing."""

    @property
    def number(self) -> Number:
        return self.mention.number


def check(reading: Reading) -> Iterator[Finding]:
    """Two places that give the same thing different values.

    Applies: numbers of one unit whose subjects share their telling words and say no other ones,
    in different paragraphs. What one paragraph sets side by side is not compared.
    """
    told = told_by(reading)
    for one, other in _pairs(told, told):
        apart = _place(one)[:2] != _place(other)[:2]
        if apart and _place(one) < _place(other) and _differ(one, other):
            yield _finding(other, one, "elsewhere in the report", "repeated")


def against_earlier(reading: Reading) -> Iterator[Finding]:
    """What an earlier report gave for the same thing and the same period."""
    mine = told_by(reading)
    for earlier in reading.earlier:
        theirs = [one for one in told_by(earlier) if one.mention.years or _dated(one)]
        for one, other in _pairs(mine, theirs):
            same = one.mention.years == other.mention.years and (
                one.mention.years or _days(one) == _days(other) != frozenset()
            )
            if same and _differ(one, other):
                yield _finding(one, other, f"“{earlier.paper.title}”", "earlier")


def told_by(reading: Reading) -> list[Told]:
    found = []
    tables = series_of(reading)
    for sentence in reading.sentences:
        if sentence.text.rstrip().endswith(":"):
            # It counts the list it leads to.
            continue
        for mention in sentence.mentions:
            if mention.part in ("by", "from", "low", "high") or is_change(sentence, mention):
                continue
            if mention.number.size < 2 or _of_so_many(mention):
                continue
            subject = subject_of(mention, sentence)
            near = all_stems(mention.left) | all_stems(mention.right)
            found.append(
                Told(
                    sentence,
                    mention,
                    subject,
                    near & _CONTRASTS,
                    _is_now(mention, reading),
                    _table(mention, sentence, tables),
                )
            )
    return found


def _is_now(mention: Mention, reading: Reading) -> bool:
    if not mention.years or reading.on is None:
        return True
    first = reading.on.year - (reading.on.month < 4)
    return bool(mention.years & {f"{first}/{(first + 1) % 100:02d}", str(reading.on.year)})


def _table(
    mention: Mention, sentence: Sentence, tables: dict[tuple[int, int], list[Anchor]]
) -> int:
    for link in links(mention, sentence, tables):
        for one in link.anchors:
            if one.section == sentence.section and agree(mention.number, one.value, one.ulp):
                return one.table
    return -1


def _pairs(ones: Sequence[Told], others: Sequence[Told]) -> Iterator[tuple[Told, Told]]:
    """Those that share two telling stems, or all of the one they have."""
    by_stem: dict[str, list[Told]] = defaultdict(list)
    for other in others:
        for word in other.subject:
            by_stem[word].append(other)
    for one in ones:
        shared: dict[int, tuple[Told, int]] = {}
        for word in one.subject:
            for other in by_stem[word]:
                _, count = shared.get(id(other), (other, 0))
                shared[id(other)] = other, count + 1
        for other, count in shared.values():
            if count >= 2 or one.subject == other.subject:
                yield one, other


def _of_so_many(mention: Mention) -> bool:
    """'Two of the five': a group and how many of it, of no subject but their own sentence's."""
    if mention.number.size > 60:
        return False
    left = re.search(r"\bof\s+(?:the\s+|our\s+|all\s+)*$", mention.left, re.IGNORECASE)
    return bool(left or re.match(r"\s+(?:out\s+)?of\b", mention.right, re.IGNORECASE))


def _place(told: Told) -> tuple[int, int, int, int]:
    one = told.sentence
    return one.section, one.paragraph, one.start, told.number.start


def _dated(told: Told) -> bool:
    return any(when.kind in ("day", "month") for when in told.sentence.dates)


def _days(told: Told) -> frozenset[str]:
    return frozenset(one.text for one in told.sentence.dates if one.kind in ("day", "month"))


def _differ(one: Told, other: Told) -> bool:
    """Whether two mentions are of the same thing, and cannot both be right."""
    if one.table >= 0 and other.table >= 0 and one.table != other.table:
        # Each is right by a table of its own, so they are of different things.
        return False
    if one.number.unit != other.number.unit or one.contrasts != other.contrasts:
        return False
    if not _same_time(one, other):
        return False
    if agree(one.number, other.number.value, other.number.ulp) or agree(
        other.number, one.number.value, one.number.ulp
    ):
        return False
    return _same_subject(one, other)


def _same_time(one: Told, other: Told) -> bool:
    years, theirs = one.mention.years, other.mention.years
    if years and theirs and years != theirs:
        return False
    if bool(years) != bool(theirs) and not (one.now and other.now and _alike(one, other)):
        return False
    return not (_days(one) and _days(other) and _days(one) != _days(other))


def _alike(one: Told, other: Told) -> bool:
    return is_slip(one.number, other.number.size)


def _same_subject(one: Told, other: Told) -> bool:
    common = one.subject & other.subject
    # What one says in words, the other may leave to the title it stands under.
    left = one.subject - common - stems_of(other.sentence.title)
    right = other.subject - common - stems_of(one.sentence.title)
    slip = is_slip(one.number, other.number.size)
    if not left and not right:
        return len(common) >= 3 or (len(common) == 2 and _weighs(one, other))
    if not slip or len(common) < 2:
        return False
    if not left or not right:
        return len(left | right) <= (2 if len(common) >= 3 else 1)
    return len(common) >= 3 and len(left) + len(right) <= 2


def _weighs(one: Told, other: Told) -> bool:
    """Two words alone name a thing when one place sums the other up, or the values are near."""
    summed = _SUMMARY.search(one.sentence.title) or _SUMMARY.search(other.sentence.title)
    near = one.number.unit in ("money", "percent") or is_slip(one.number, other.number.size)
    return bool(summed) or near


def _finding(one: Told, other: Told, where: str, kind: str) -> Finding:
    there = other.sentence
    source = f"{there.title}, paragraph {there.paragraph}"
    return Finding(
        kind=kind,
        severity=Severity.ERROR,
        place=one.sentence.at(one.number.start, one.number.end),
        why=(
            f"{one.number.text} here and {other.number.text} {where} ({source}) for the same thing."
        ),
        what_to_do="Make the two agree, or say how they differ.",
        values=(
            Value(one.number.text, f"{one.sentence.title}, paragraph {one.sentence.paragraph}"),
            Value(other.number.text, source),
        ),
    )
