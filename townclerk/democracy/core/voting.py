"""Whether a motion is carried: by majority, by the casting vote in a tie, by the names recorded."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from townclerk.kernel.errors import TownclerkError


class BadCount(TownclerkError):
    """The votes cannot be what they are said to be. The message says what to correct."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many voted for, against, and not."""

    votes_for: int
    votes_against: int
    abstained: int = 0


def carried(count: Count, casting: str = "") -> bool:
    """Whether the motion is carried.

    Units: votes of members present.
    Source: Local Government Act 1972, Schedule 12, paragraph 39: a majority of those present and
        voting, and a second or casting vote of the person presiding in a tie.
    Applies: to the council and its committees; an abstention is no vote.
    Rounding: none.
    Raises: `BadCount` for a tie without a casting vote, or a casting vote without a tie.
    Example:

    >>> carried(Count(5, 4, 2)), carried(Count(5, 5), "against")
    (True, False)
    """
    tie = count.votes_for == count.votes_against
    if tie and not casting:
        raise BadCount(
            f"{count.votes_for} to {count.votes_against} is a tie. Say how the person presiding "
            "cast the second vote."
        )
    if casting and not tie:
        raise BadCount("There is no tie, so there is no casting vote. Leave it out.")
    return casting == "for" if tie else count.votes_for > count.votes_against


def counted(choices: Iterable[str]) -> Count:
    """The count of a recorded vote from what each member chose; who may not vote is not counted.

    >>> counted(["for", "for", "abstained", "against", "barred"])
    Count(votes_for=2, votes_against=1, abstained=1)
    """
    found = Counter(choices)
    return Count(found["for"], found["against"], found["abstained"])


def quorate(present: int, quorum: int | None, size: int | None) -> bool | None:
    """Whether enough members are there; None where neither a quorum nor a size is recorded.

    Units: members present, each with a vote.
    Source: the constitution where it sets a quorum; else Local Government Act 1972, Schedule 12,
        paragraph 6: one quarter of the whole number.
    Applies: to the council; a committee's own rule stands in its quorum.
    Rounding: up: a quarter of 66 is 17.
    Raises: nothing.
    Example:

    >>> quorate(17, None, 66), quorate(16, None, 66), quorate(3, 3, 11), quorate(2, None, None)
    (True, False, True, None)
    """
    if quorum is not None:
        return present >= quorum
    return None if size is None else present * 4 >= size
