"""What the answers say: counts by answer and group, weighted, with small numbers hidden."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

NOT_SAID = "Not said"
TOGETHER = ""
Table = Mapping[str, Mapping[str, int]]
Hidden = dict[str, dict[str, int | None]]


@dataclass(frozen=True, slots=True)
class Reply:
    """One person's answer to one question, and the groups they say they are in, by dimension."""

    chosen: frozenset[str]
    groups: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One possible answer: how many gave it, of how many, as it is and weighted; by group."""

    answer: str
    count: int | None
    share: Fraction | None
    weighted: Fraction | None
    by_group: Mapping[str, int | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """One group among those who answered and among the people who live here."""

    group: str
    count: int | None
    share: Fraction | None
    population: Fraction | None


def weights(answered: Mapping[str, int], population: Mapping[str, int]) -> dict[str, Fraction]:
    """How much one answer of each group counts, so that the groups stand as they do in the people.

    Units: people who answered and people of each group; the result is a factor.
    Source: post-stratification to known totals of one dimension. Applies: to the groups that
        somebody answered for and whose people are known; whoever says no group counts once. A
        group from which nobody answered cannot be made up for and is left out.
    Rounding: none.
    Raises: nothing.
    Example: of 30 answers 20 are from a group that is half of the people:

        >>> weights({"old": 20, "young": 10}, {"old": 500, "young": 500})
        {'old': Fraction(3, 4), 'young': Fraction(3, 2)}
    """
    known = [group for group, count in answered.items() if count and population.get(group)]
    people = sum(population[group] for group in known)
    asked = sum(answered[group] for group in known)
    return {
        group: Fraction(population[group], people) / Fraction(answered[group], asked)
        for group in known
    }


def hide(table: Table, threshold: int) -> Hidden:
    """The table with small numbers hidden, and as many more as keep them from being worked out.

    Units: people. Source: UK GDPR article 5(1)(c); the threshold is the council's own.
    Applies: to rows that add up to a published total down each column. A number above nil and
        below the threshold is hidden; where only one of a row or of a column is, its smallest
        neighbour is hidden too, until none stands alone.
    Rounding: none.
    Raises: nothing.
    Example: one small number takes the smallest beside it along:

        >>> hide({"all": {"Yes": 40, "No": 3, "Unsure": 12}}, 10)
        {'all': {'Yes': 40, 'No': None, 'Unsure': None}}
    """
    gone = {
        (row, column)
        for row, cells in table.items()
        for column, count in cells.items()
        if 0 < count < threshold
    }
    while more := _alone(table, gone):
        gone |= more
    return {
        row: {column: None if (row, column) in gone else n for column, n in cells.items()}
        for row, cells in table.items()
    }


def _alone(table: Table, gone: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The neighbour to hide beside each number that is hidden alone in its row or column."""
    columns = next(iter(table.values()), {})
    lines = [[(row, column) for column in columns] for row in table]
    if len(table) > 1:
        lines += [[(row, column) for row in table] for column in columns]
    for line in lines:
        if len([cell for cell in line if cell in gone]) == 1:
            rest = [cell for cell in line if cell not in gone]
            if rest:
                return {min(rest, key=lambda cell: (table[cell[0]][cell[1]], cell))}
    return set()


def lines(
    replies: Sequence[Reply],
    answers: Sequence[str],
    *,
    dimension: str,
    population: Mapping[str, int],
    threshold: int,
) -> list[Line]:
    """Each possible answer with how many gave it: together, weighted, and by group.

    Units: people; shares are parts of those who answered the question. Source: as `weights` and
        `hide`. Applies: to a question with fixed answers, one or several of them chosen; with
        fewer answers than the threshold nothing is shown.
    Rounding: none; whoever shows a share rounds it.
    Raises: nothing.
    """
    group_of = [reply.groups.get(dimension, NOT_SAID) for reply in replies]
    factor = weights(Counter(g for g in group_of if g != NOT_SAID), population)
    groups = [*[g for g in population if g in group_of], *_others(group_of, population)]
    by_group = {
        group: {answer: _gave(replies, group_of, group, answer) for answer in answers}
        for group in groups
    }
    everybody = {answer: sum(answer in reply.chosen for reply in replies) for answer in answers}
    # The row of everybody is hidden along with the groups, so that neither tells the other.
    shown = hide({**(by_group if dimension else {}), TOGETHER: everybody}, threshold)
    together = shown.pop(TOGETHER)
    if len(replies) < threshold:
        together = dict.fromkeys(answers)
        shown = {group: dict.fromkeys(answers) for group in shown}
    weighed = [factor.get(group, Fraction(1)) for group in group_of]
    base = sum(weighed, Fraction(0))
    return [
        Line(
            answer=answer,
            count=together[answer],
            share=_part(together[answer], len(replies)),
            weighted=_weighted(replies, weighed, answer, base)
            if factor and together[answer] is not None
            else None,
            by_group={group: shown[group][answer] for group in shown},
        )
        for answer in answers
    ]


def compared(
    groups: Sequence[str], population: Mapping[str, int], threshold: int
) -> list[Compared]:
    """Who answered beside who lives here, group by group.

    Units: people; shares are parts of those who said their group, and of all the people.
    Source: as `hide`. Applies: to one dimension, such as age. Rounding: none. Raises: nothing.
    Example: three quarters of those who answered are of a group that is half of the people:

        >>> [(row.group, str(row.share), str(row.population))
        ...     for row in compared(["old"] * 30 + ["young"] * 10, {"old": 5, "young": 5}, 10)]
        [('old', '3/4', '1/2'), ('young', '1/4', '1/2')]
    """
    said = Counter(group for group in groups if group != NOT_SAID)
    names = list(dict.fromkeys([*population, *sorted(said)]))
    shown = hide({"all": {name: said.get(name, 0) for name in names}}, threshold)["all"]
    people, total = sum(population.values()), sum(said.values())
    return [
        Compared(
            group=name,
            count=shown[name],
            share=_part(shown[name], total),
            population=Fraction(population[name], people) if name in population else None,
        )
        for name in names
    ]


def _gave(replies: Sequence[Reply], group_of: Sequence[str], group: str, answer: str) -> int:
    return sum(
        answer in reply.chosen and its == group
        for reply, its in zip(replies, group_of, strict=True)
    )


def _others(group_of: Sequence[str], population: Mapping[str, int]) -> list[str]:
    return sorted(set(group_of) - set(population), key=lambda g: (g == NOT_SAID, g))


def _weighted(
    replies: Sequence[Reply], weighed: Sequence[Fraction], answer: str, base: Fraction
) -> Fraction:
    given = zip(replies, weighed, strict=True)
    return sum((weight for reply, weight in given if answer in reply.chosen), Fraction(0)) / base


def _part(count: int | None, of: int) -> Fraction | None:
    return Fraction(count, of) if count is not None and of else None
