"""Seats on a committee in proportion to the political groups on the council."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from townclerk.kernel.errors import Problem, Problems
from townclerk.kernel.explained import Confidence, Explained, Step
from townclerk.kernel.provision import Provision

SECTION_15 = Provision("Local Government and Housing Act 1989", "section 15(5)(a), (b) and (d)")


@dataclass(frozen=True, slots=True)
class Proposal:
    """The seats proposed, and the groups level for a last seat that the council must settle."""

    seats: dict[str, int]
    tied: tuple[str, ...]


def committee_seats(members: Mapping[str, int], size: int) -> Explained[Proposal]:
    """Seats for each group on one committee, by largest remainder.

    Units: members and seats, whole numbers.
    Source: Local Government and Housing Act 1989, section 15(5)(a), (b) and (d).
    Applies: one ordinary committee taken alone; section 15(5)(c), the total over all committees,
        is not applied. The largest remainder is practice: the Act asks for proportion as far as
        reasonably practicable.
    Rounding: none before the seats are given; a level remainder goes to the larger group as a
        proposal and is named in `tied`.
    Raises: Problems when the size or a group has no members, or no groups are given.
    Example:

    >>> committee_seats({"A": 51, "B": 9, "C": 5, "D": 1}, 11).value
    Proposal(seats={'A': 9, 'B': 1, 'C': 1, 'D': 0}, tied=('A', 'B'))
    """
    _check(members, size)
    total = sum(members.values())
    exact = {name: Fraction(count * size, total) for name, count in members.items()}
    seats = {name: int(share) for name, share in exact.items()}
    order = sorted(exact, key=lambda name: (-(exact[name] % 1), -members[name], name))
    left = size - sum(seats.values())
    for name in order[:left]:
        seats[name] += 1
    tied = _tied(exact, order, left)
    notes = [*_majority(members, seats, size), *_not_all_one(members, seats, size)]
    if tied:
        notes.append(f"{' and '.join(tied)} are level for the last seat: the council settles it")
    parts = tuple(
        Step(
            label=name,
            value=seats[name],
            unit="seats",
            how=f"{members[name]} × {size} ÷ {total} = {float(exact[name]):.3f}",
        )
        for name in members
    )
    step = Step(
        label="Seats proposed",
        value=size,
        unit="seats",
        how=f"whole seats first, then {left} by largest remainder",
        rule=SECTION_15,
        confidence=Confidence.MEDIUM,
        parts=parts,
        notes=tuple(notes),
    )
    return Explained(Proposal(seats, tied), step)


def _check(members: Mapping[str, int], size: int) -> None:
    problems = [
        Problem(message=f"Group {name} must have at least one member", field="members")
        for name, count in members.items()
        if count < 1
    ]
    if not members:
        problems.append(Problem(message="Enter at least one group", field="members"))
    if size < 1:
        problems.append(Problem(message="A committee must have at least one seat", field="size"))
    if problems:
        raise Problems(tuple(problems))


def _tied(exact: Mapping[str, Fraction], order: list[str], left: int) -> tuple[str, ...]:
    """The groups whose remainder equals that of the last seat, when not all of them got one."""
    if not left:
        return ()
    level = exact[order[left - 1]] % 1
    if exact[order[left]] % 1 != level:
        return ()
    return tuple(name for name in order if exact[name] % 1 == level)


def _majority(members: Mapping[str, int], seats: dict[str, int], size: int) -> list[str]:
    """Section 15(5)(b): a group with most of the members has most of the seats."""
    largest = max(members, key=lambda name: members[name])
    if members[largest] * 2 <= sum(members.values()) or seats[largest] * 2 > size:
        return []
    while seats[largest] * 2 <= size:
        giver = max((name for name in seats if name != largest), key=lambda name: seats[name])
        seats[giver] -= 1
        seats[largest] += 1
    return [f"{largest} holds most of the members, so it is given most of the seats"]


def _not_all_one(members: Mapping[str, int], seats: dict[str, int], size: int) -> list[str]:
    """Section 15(5)(a): not all the seats go to one group."""
    if size == 1 or len(members) == 1 or max(seats.values()) < size:
        return []
    holder = max(seats, key=lambda name: seats[name])
    other = max((name for name in members if name != holder), key=lambda name: members[name])
    if members[holder] * 2 > sum(members.values()) and (size - 1) * 2 <= size:
        return [f"{holder} keeps every seat: with {size} seats no other split gives it most"]
    seats[holder] -= 1
    seats[other] += 1
    return [f"Not all the seats may go to one group, so {other} is given one"]
