"""Whether two pieces of scrutiny are about the same thing, by the words they share."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

_WORD = re.compile(r"[a-z]{3,}")
_EVERYWHERE = """
and any are for from how its new not our the this that their was were what when with
activity annual arrangement change committee council current development final impact item
member monitoring overview performance plan policy portfolio position presentation programme
progress proposal recent report review scrutiny service strategy summary topic update work
working group cabinet draft
"""
COMMON = frozenset(_EVERYWHERE.split())
"""Words that nearly every title of business has, so that sharing them says nothing."""
Subjects = Mapping[str, tuple[str, ...]]
"""Subjects, each with the names it goes by. Titles with no word in common may still meet there."""


@dataclass(frozen=True)
class Piece:
    """Something scrutiny, or somebody else, is to look at."""

    kind: str
    """What it is, in words: a topic, a decision to come, a report."""
    reference: str
    title: str
    where: str = ""
    on: date | None = None
    text: str = ""


@dataclass(frozen=True)
class Overlap:
    """One piece that covers the same ground, and the words that say so."""

    piece: Piece
    words: tuple[str, ...]
    subjects: tuple[str, ...]

    @property
    def why(self) -> str:
        said = []
        if self.words:
            said.append("both say " + ", ".join(self.words))
        if self.subjects:
            said.append("both are about " + " and ".join(self.subjects))
        return "; ".join(said)


def words_of(text: str) -> frozenset[str]:
    """The words of a text that tell what it is about, each without its plural.

    >>> sorted(words_of("Update on the Family Hubs"))
    ['family', 'hub']
    """
    return frozenset(_singular(word) for word in _WORD.findall(_plain(text))) - COMMON


def subjects_of(text: str, subjects: Subjects) -> frozenset[str]:
    """The subjects named in a text under any of their names."""
    plain = f" {_named(text)} "
    return frozenset(
        subject
        for subject, names in subjects.items()
        if any(f" {_named(name)} " in plain for name in names)
    )


def _named(text: str) -> str:
    """Its words in a row, each without its plural, as names are looked for."""
    return " ".join(_singular(word) for word in re.findall(r"[a-z]+", _plain(text)))


def _plain(text: str) -> str:
    return text.lower().replace("’", "").replace("'", "")


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "su" else word


def overlaps(
    mine: Piece, others: Iterable[Piece], subjects: Subjects | None = None
) -> Sequence[Overlap]:
    """The pieces that cover the same ground as one, the closest first.

    Units: none.
    Source: none in law; a rule of good management that the council may set aside with a reason.
    Applies: to titles, each once. They overlap when they share a subject, or at least two telling
        words, or all the telling words of the shorter one.
    Rounding: none.
    Raises: nothing.

    >>> mine = Piece("topic", "a", "Channel shift review")
    >>> named = {"customer contact": ("channel shift", "contact centre")}
    >>> found = overlaps(mine, [Piece("topic", "b", "Customer Contact Centre Activity")], named)
    >>> found[0].why
    'both are about customer contact'
    """
    named = subjects or {}
    words, about = words_of(mine.title), subjects_of(f"{mine.title} {mine.text}", named)
    found: list[Overlap] = []
    seen: set[str] = set()
    for other in others:
        if other.title.casefold() in seen:
            continue
        theirs = words_of(other.title)
        shared = words & theirs
        least = min(2, len(words), len(theirs))
        same = about & subjects_of(f"{other.title} {other.text}", named)
        if same or (shared and len(shared) >= least):
            seen.add(other.title.casefold())
            telling = tuple(sorted(shared))
            found.append(Overlap(other, telling, tuple(sorted(same))))
    return sorted(found, key=lambda one: (-len(one.subjects), -len(one.words), one.piece.title))
