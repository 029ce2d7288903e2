"""Who can decide this? The lines of a scheme of delegation for a type of decision and a value."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from townclerk.kernel.display import money_display
from townclerk.kernel.errors import Problem
from townclerk.kernel.money import Money

_WORD = re.compile(r"[a-z0-9]+")
SHORTEST = 3
"""Words shorter than this find nothing by themselves."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line: the types of decision it covers, and the values it covers them for."""

    key: str
    subject: str
    made_by: str
    words: str = ""
    above: Money | None = None
    up_to: Money | None = None

    @property
    def bounded(self) -> bool:
        return self.above is not None or self.up_to is not None


def _stems(text: str) -> frozenset[str]:
    """Words without the endings that plurals and tenses add."""
    return frozenset(
        re.sub(r"(ies|ing|ed|es|s|y)$", "", word) if len(word) > SHORTEST + 1 else word
        for word in _WORD.findall(text.lower())
    )


def covers(line: Line, value: Money | None) -> bool:
    """Whether a line holds for a value; without a value every line does.

    Units: money. Source: the council's scheme: a limit of £100,000 includes £100,000.
    Applies: to lines of a scheme of delegation.

    >>> covers(Line(key="a", subject="", made_by="", up_to=Money.pounds(5)), Money.pounds(5))
    True
    """
    if value is None:
        return True
    enough = line.above is None or value > line.above
    return enough and (line.up_to is None or value <= line.up_to)


def who_decides(lines: Iterable[Line], words: str, value: Money | None = None) -> tuple[Line, ...]:
    """The lines that cover a decision, the lowest limit first: the first may decide.

    Units: money. Source: Local Government Act 1972, section 101; Local Government Act 2000,
        section 9E; the council's own scheme.
    Applies: to the lines that hold on the day; a word in the line must begin with each word asked.
    Rounding: none.
    Raises: nothing; no line answers an empty tuple.
    Example:

    >>> lines = [Line(key="c", subject="Award of contracts", made_by="Cabinet"),
    ...          Line(key="h", subject="Award of contracts", made_by="Head", up_to=Money.pounds(9))]
    >>> [line.made_by for line in who_decides(lines, "contract award", Money.pounds(7))]
    ['Head', 'Cabinet']
    """
    asked = _stems(words)
    found = [
        line
        for line in lines
        if asked
        and all(
            any(known.startswith(word) for known in _stems(f"{line.subject} {line.words}"))
            for word in asked
        )
        and covers(line, value)
    ]
    return tuple(sorted(found, key=_limit))


def lowest_first(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines by their type of decision, and within it the lowest limit first.

    Units: money. Source: the council's own scheme.
    Applies: to lines that are shown together. Rounding: none. Raises: nothing.
    Example:

    >>> cabinet = Line(key="c", subject="Award", made_by="Cabinet", above=Money.pounds(9))
    >>> head = Line(key="h", subject="Award", made_by="Head", up_to=Money.pounds(9))
    >>> [line.made_by for line in lowest_first([cabinet, head])]
    ['Head', 'Cabinet']
    """
    return tuple(sorted(lines, key=lambda line: (line.subject, _limit(line))))


def _limit(line: Line) -> tuple[bool, int, str]:
    return (line.up_to is None, line.up_to.pence if line.up_to else 0, line.subject)


def limits_said(line: Line) -> str:
    """What values a line covers, in words.

    >>> limits_said(Line(key="a", subject="", made_by="", above=Money.pounds(5)))
    'above £5'
    """
    parts = []
    if line.above is not None:
        parts.append(f"above {pounds(line.above)}")
    if line.up_to is not None:
        parts.append(f"up to {pounds(line.up_to)}")
    return " and ".join(parts) or "any value"


def pounds(amount: Money) -> str:
    """Whole pounds without their pence, as schemes print them.

    >>> pounds(Money.pounds(250_000))
    '£250,000'
    """
    return f"£{money_display(amount).removesuffix('.00')}"


def misfits(
    line: Line, *, made_by: str, value: Money | None, scheme: Iterable[Line]
) -> tuple[Problem, ...]:
    """Why a decision may not be taken under a line of the scheme, if it may not.

    Units: money. Source: Local Government Act 1972, section 101; Local Government Act 2000,
        section 9E; the council's own scheme.
    Applies: to the line a decision names, the body or role that decides, and what it is worth.
    Rounding: none.
    Raises: nothing; a decision that fits answers an empty tuple.
    Example:

    >>> head = Line(key="h", subject="Contracts", made_by="Head", up_to=Money.pounds(9))
    >>> [p.field for p in misfits(head, made_by="Chief", value=Money.pounds(10), scheme=[head])]
    ['delegation', 'value']
    """
    found = []
    if line.made_by.casefold() != made_by.strip().casefold():
        found.append(
            Problem(
                f"“{line.subject}” is delegated to {line.made_by} here, not to {made_by}.",
                field="delegation",
                hint="Name the line of who decides.",
            )
        )
    if line.bounded and value is None:
        found.append(
            Problem(
                f"The line covers {limits_said(line)}: say what the decision is worth.",
                field="value",
            )
        )
    elif not covers(line, value):
        others = [one for one in scheme if one.subject == line.subject and covers(one, value)]
        names = " or ".join(dict.fromkeys(one.made_by for one in others))
        found.append(
            Problem(
                f"The line covers {limits_said(line)}, which the decision is not worth.",
                field="value",
                hint=f"{names} may decide it." if names else "The scheme gives it to nobody.",
            )
        )
    return tuple(found)


def gaps(lines: Iterable[Line]) -> tuple[Problem, ...]:
    """Values of one type of decision that no line covers, or that two lines give to two.

    Units: money. Source: a scheme must say for each value who decides.
    Applies: to types of decision with limits.
    Raises: nothing.
    Example: up to £50,000 by one and above £60,000 by another leaves £50,000 to £60,000 to nobody.
    """
    by_subject: dict[str, list[Line]] = {}
    for line in lines:
        if line.bounded:
            by_subject.setdefault(line.subject, []).append(line)
    return tuple(
        problem for subject, some in sorted(by_subject.items()) for problem in _of(subject, some)
    )


def _of(subject: str, lines: list[Line]) -> list[Problem]:
    found = []
    ordered = sorted(lines, key=lambda line: line.above.pence if line.above else 0)
    for before, after in pairwise(ordered):
        start = after.above.pence if after.above else 0
        end = before.up_to.pence if before.up_to else None
        if end is None or end > start:
            found.append(
                Problem(
                    f"“{subject}”: {before.made_by} and {after.made_by} both decide some values."
                )
            )
        elif end < start:
            found.append(
                Problem(f"“{subject}”: nobody decides between {before.made_by}'s limit and more.")
            )
    last = ordered[-1]
    if last.up_to is not None:
        found.append(Problem(f"“{subject}”: nobody decides above {last.made_by}'s limit."))
    return found
