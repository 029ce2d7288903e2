"""A paper read once for all checks: its sentences with their numbers and dates, and its tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from townclerk.reports.core.checking.dates import When, read_dates
from townclerk.reports.core.checking.grids import Grid, grid_of
from townclerk.reports.core.checking.model import KnownFigure, Mark, Paper, Paragraph, Place, Table
from townclerk.reports.core.checking.numbers import Number, read_numbers
from townclerk.reports.core.checking.words import DEICTIC, all_stems, quoted, stems_of, words_of

_END = re.compile(
    r"(?<=[.!?;])(?<!\b[A-Z]\.)(?<!i\.e\.)(?<!e\.g\.)(?<!approx\.)(?<!\bNo\.)(?<!\bc\.)\s+(?=[A-Z(“‘\"£0-9])"
)
LONGEST = 1200
"""Characters a sentence has at most."""

_BREAK = re.compile(r"[,;:()–—]|\b(?:and|but|while|whereas|compared|against|although|which)\b")
_CHANGE = re.compile(
    r"\b(?:rise|rose|risen|rising|increas\w*|grew|grow\w*|gain\w*|up|fell|fall\w*|decreas\w*|drop\w*"
    r"|declin\w*|reduc\w*|down|improv(?:ed|es|ing)|improvement (?:of|from|in)|worsen\w*"
    r"|climb\w*|went|moved?|chang\w*|widen\w*|narrow\w*"
    r"|cut|slip\w*|jump\w*|doubl\w*|halv\w*|trebl\w*"
    r"|tripl\w*)\b",
    re.IGNORECASE,
)
_HEDGED = (
    r"(?:(?:about|around|some|just|nearly|almost|over|under|only|a|an|the|more|less|than|roughly|"
    r"approximately|further|original|low|high|record|of|peak)\s+){0,3}"
)
_NO_CHANGE = re.compile(
    rf"\b(?:(?:amount\w*|adds? up|c[ao]mes?|equals?|sums?)\s+to\s+{_HEDGED}£?"
    r"|(?:over|under)sp\w+\s+by\s+\w*\s?£?)$",
    re.IGNORECASE,
)
"""'comes to' and 'overspends by' give a value, not a change."""


@dataclass(frozen=True)
class Mention:
    """A number in its sentence: the words about it, the years said of it, its part in a change."""

    number: Number
    left: str
    right: str
    years: frozenset[str]
    part: str = ""
    """`from`, `to` or `by` in a change, `low` or `high` in a range, else empty."""

    @property
    def stems(self) -> frozenset[str]:
        return stems_of(self.left) | stems_of(self.right)


@dataclass(frozen=True)
class Sentence:
    text: str
    section: int
    title: str
    paragraph: int
    block: int
    start: int
    """Where it starts in its paragraph."""
    numbers: tuple[Number, ...]
    dates: tuple[When, ...]
    marks: tuple[Mark, ...]
    cited: str = ""

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        return tuple(_mentions(self))

    @cached_property
    def stems(self) -> frozenset[str]:
        return stems_of(self.text)

    @cached_property
    def all_stems(self) -> frozenset[str]:
        return all_stems(self.text)

    def at(self, start: int, end: int) -> Place:
        """The place of a stretch, with enough words around it to be found."""
        left = self.text.rfind(" ", 0, max(0, start - 30)) + 1
        right = self.text.find(" ", min(len(self.text), end + 25))
        words = self.text[left : right if right > 0 else len(self.text)]
        return Place(self.title, self.paragraph, quoted(words), self.section, self.cited)

    @property
    def place(self) -> Place:
        return Place(self.title, self.paragraph, quoted(self.text), self.section, self.cited)

    def marked(self, start: int, end: int) -> Mark | None:
        """What stands over a stretch, when anything does."""
        first, last = self.start + start, self.start + end
        return next((one for one in self.marks if one.start < last and first < one.end), None)


@dataclass(frozen=True)
class Reading:
    """Everything the checks look at."""

    paper: Paper
    sentences: tuple[Sentence, ...]
    grids: tuple[Grid, ...]
    figures: tuple[KnownFigure, ...] = ()
    earlier: tuple["Reading", ...] = ()
    on: date | None = field(default=None)

    def of_section(self, section: int) -> Iterator[Sentence]:
        return (one for one in self.sentences if one.section == section)

    def grids_by(self, sentence: Sentence) -> list[Grid]:
        """The tables, those of the sentence's own section and nearest to it first."""
        return sorted(
            self.grids,
            key=lambda grid: (
                grid.section != sentence.section,
                abs(grid.place - sentence.block),
                abs(grid.section - sentence.section),
            ),
        )


def read(
    paper: Paper, figures: Sequence[KnownFigure] = (), earlier: Sequence[Paper] = ()
) -> Reading:
    """Read a paper and what it is compared with."""
    sentences: list[Sentence] = []
    grids: list[Grid] = []
    for number, section in enumerate(paper.sections):
        count = 0
        for place, block in enumerate(section.blocks):
            if isinstance(block, Table):
                grid = grid_of(block, number, place)
                grids += [grid] if grid else []
                continue
            count += 1
            sentences += _sentences(block, number, section.title, count, place)
    found = tuple(sentences)
    return Reading(
        paper,
        found,
        tuple(grids),
        tuple(figures),
        tuple(read(one) for one in earlier),
        paper.on or _speaks_from(found),
    )


def _speaks_from(sentences: Sequence[Sentence]) -> date | None:
    """A day a paper from outside speaks from: the middle of the dates it gives."""
    days = sorted(
        when.first
        for one in sentences
        for when in one.dates
        if when.kind in ("day", "month") and when.first
    )
    return days[len(days) // 2] if len(days) > 2 else None


def split_sentences(text: str) -> list[tuple[int, str]]:
    """The sentences with their places.

    >>> split_sentences("It fell by 1.5%. Then £2m came, i.e. more.")
    [(0, 'It fell by 1.5%.'), (17, 'Then £2m came, i.e. more.')]
    """
    found, start = [], 0
    for gap in [*_END.finditer(text)]:
        found.append((start, text[start : gap.start()]))
        start = gap.end()
    found.append((start, text[start:]))
    return [piece for place, one in found for piece in _cut(place, one) if piece[1].strip()]


def _cut(place: int, text: str) -> Iterator[tuple[int, str]]:
    """What is too long for a sentence, in pieces: no text may make the check slow."""
    while len(text) > LONGEST:
        end = text.rfind(" ", 1, LONGEST) + 1 or LONGEST
        yield place, text[:end]
        place, text = place + end, text[end:]
    yield place, text


def _sentences(
    block: Paragraph, section: int, title: str, paragraph: int, place: int
) -> Iterator[Sentence]:
    for start, text in split_sentences(block.text):
        dates = tuple(read_dates(text))
        numbers = tuple(read_numbers(text, tuple((one.start, one.end) for one in dates)))
        yield Sentence(
            text, section, title, paragraph, place, start, numbers, dates, block.marks, block.number
        )


def _mentions(sentence: Sentence) -> Iterator[Mention]:
    text, numbers = sentence.text, sentence.numbers
    for place, number in enumerate(numbers):
        before = numbers[place - 1].end if place else 0
        after = numbers[place + 1].start if place + 1 < len(numbers) else len(text)
        left, right = text[before : number.start], text[number.end : after]
        if stop := _BREAK.search(right):
            right = right[: stop.start()]
        yield Mention(
            number,
            left,
            right,
            _years_near(sentence, number, before, after),
            _part(text, numbers, place),
        )


def _years_near(sentence: Sentence, number: Number, before: int, after: int) -> frozenset[str]:
    """The years said of a number: between it and its neighbours, else the last said before it."""
    named = [one for one in sentence.dates if one.label]
    near = [one for one in named if before <= one.start and one.end <= after]
    left = [one for one in near if one.end <= number.start]
    right = [one for one in near if one.start >= number.end]
    if left and right:
        gap_left, gap_right = number.start - left[-1].end, right[0].start - number.end
        near = left if gap_left <= gap_right + 2 else right
    if not near:
        near = [one for one in named if one.end <= number.start][-1:]
    if not near and len({one.label for one in named}) == 1:
        near = named
    return frozenset(one.label for one in near)


def _part(text: str, numbers: Sequence[Number], place: int) -> str:
    if _is_low(text, numbers, place):
        return "low"
    if place and _is_low(text, numbers, place - 1):
        return "high"
    number = numbers[place]
    left = text[max(0, number.start - 25) : number.start]
    if _NO_CHANGE.search(left):
        return ""
    for part in ("by", "from", "to"):
        if re.search(rf"\b{part}\s+{_HEDGED}£?$", left, re.IGNORECASE):
            return part if part == "by" or _CHANGE.search(text) else ""
    return ""


def _is_low(text: str, numbers: Sequence[Number], place: int) -> bool:
    """Whether a number opens a range with the next one."""
    if place + 1 >= len(numbers):
        return False
    number, following = numbers[place], numbers[place + 1]
    gap = text[number.end : following.start]
    if re.fullmatch(r"\s*(?:-|–)\s*£?\s*", gap) and number.unit == following.unit:
        return True
    left = text[max(0, number.start - 25) : number.start]
    return bool(re.fullmatch(r"\s*(?:to|and)\s*£?\s*", gap)) and _opens(left, gap, text, number)


def _opens(left: str, gap: str, text: str, number: Number) -> bool:
    """'between A and B', 'A to B' without a change, 'from A to B' without one either."""
    if "and" in gap:
        return bool(re.search(r"\bbetween\s+(?:about\s+)?£?$", left, re.IGNORECASE))
    changed = _CHANGE.search(text[: number.start])
    opened = re.search(r"\bfrom\s+£?$", left, re.IGNORECASE)
    return not (changed and opened)


def subject_of(mention: Mention, sentence: Sentence) -> frozenset[str]:
    """The stems that say what a number is of; with the section's own where it says 'the team'."""
    stems = mention.stems
    near = {word.lower() for word in words_of(mention.left + " " + mention.right)}
    if near & DEICTIC or mention.left.rstrip().endswith(":"):
        # 'the team', and a labelled line such as 'Posts in scope: 12', are of their own section.
        stems |= stems_of(sentence.title)
    return stems
