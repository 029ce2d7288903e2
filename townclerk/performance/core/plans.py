"""What is missing in ratings, what an aim of an old plan became, what nobody works on."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

RATINGS = ("positive", "neutral", "negative")
OPEN = frozenset({"planned", "on-track", "off-track"})
LEAST_LIKENESS = Fraction(1, 5)
_COMMON = frozenset(
    ("a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "into", "its")
) | frozenset(("of", "on", "or", "our", "the", "their", "to", "with"))


@dataclass(frozen=True)
class Aim:
    """An aim of a plan: its code and the words it is put in."""

    code: str
    words: str
    parent: str = ""


@dataclass(frozen=True)
class Likeness:
    """An aim of a new plan that an old one may have become."""

    old: str
    new: str
    share: Fraction


@dataclass(frozen=True)
class Work:
    """An action for an aim."""

    code: str
    aim: str
    state: str
    due: date | None


@dataclass(frozen=True)
class Progress:
    """How the actions of a plan stand on a day."""

    by_state: Mapping[str, int]
    late: tuple[str, ...]
    done: Fraction | None
    """The share that is done of those not carried over; None when there is none."""


def missing_ratings(aims: Iterable[str], given: Mapping[str, str]) -> tuple[str, ...]:
    """The aims that have no rating, in their order.

    Applies: a rating that is none of positive, neutral and negative counts as missing.

    >>> missing_ratings(["protect", "place"], {"protect": "positive", "place": ""})
    ('place',)
    """
    return tuple(code for code in aims if given.get(code) not in RATINGS)


def likenesses(
    old: Iterable[Aim], new: Iterable[Aim], *, least: Fraction = LEAST_LIKENESS
) -> tuple[Likeness, ...]:
    """For each old aim the new one most like it in words, where it is like enough.

    Units: the share of words that both have among the words either has, from 0 to 1.
    Applies: small words are left out and plurals taken as one; equal shares go to the first.

    >>> likenesses([Aim("a", "Protect the vulnerable")], [Aim("b", "Protecting vulnerable people")])
    (Likeness(old='a', new='b', share=Fraction(2, 3)),)
    """
    candidates = [(aim.code, _stems(aim.words)) for aim in new]
    found = []
    for aim in old:
        words = _stems(aim.words)
        shares = [(_share(words, others), code) for code, others in candidates]
        best = max((share for share, _ in shares), default=Fraction(0))
        if best >= least and best:
            code = next(code for share, code in shares if share == best)
            found.append(Likeness(aim.code, code, best))
    return tuple(found)


def _stems(words: str) -> frozenset[str]:
    found = re.findall(r"[a-z]+", words.lower())
    return frozenset(_stem(word) for word in found if word not in _COMMON)


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "es", "s", "ed", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _share(one: frozenset[str], other: frozenset[str]) -> Fraction:
    either = one | other
    return Fraction(len(one & other), len(either)) if either else Fraction(0)


def progress(work: Iterable[Work], *, on: date) -> Progress:
    """Actions by state, those past their date and still open, and the share that is done.

    Applies: a due date that is the day itself is not yet late; carried actions count in no share.

    >>> progress([Work("a", "x", "done", None), Work("b", "x", "planned", None)],
    ...          on=date(2024, 4, 1)).done
    Fraction(1, 2)
    """
    held = list(work)
    counted = [one for one in held if one.state != "carried"]
    late = [one.code for one in held if one.state in OPEN and one.due and one.due < on]
    done = sum(one.state == "done" for one in counted)
    return Progress(
        by_state=Counter(one.state for one in held),
        late=tuple(late),
        done=Fraction(done, len(counted)) if counted else None,
    )


def unattended(aims: Iterable[Aim], work: Iterable[Work]) -> tuple[str, ...]:
    """Aims that no open action serves, neither of their own nor of an aim beneath them.

    >>> aims = [Aim("a", ""), Aim("b", "", "a"), Aim("c", "")]
    >>> unattended(aims, [Work("1", "b", "planned", None)])
    ('c',)
    """
    held = list(aims)
    parents = {aim.code: aim.parent for aim in held}
    served: set[str] = set()
    for one in work:
        code = one.aim if one.state in OPEN else ""
        while code and code not in served:
            served.add(code)
            code = parents.get(code, "")
    return tuple(aim.code for aim in held if aim.code not in served)
