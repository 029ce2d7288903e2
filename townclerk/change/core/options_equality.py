"""Which groups options, projects and decisions affect, over many of them at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from townclerk.kernel.display import date_display
from townclerk.kernel.errors import TownclerkError

DEGREES = ("low", "medium", "high")


class UnknownGroup(TownclerkError):
    """A group that is neither protected nor adopted on the day."""

    def __init__(self, group: str, on: date, known: Iterable[str]) -> None:
        super().__init__(
            f"{group} is no group that assessments look at on {date_display(on)}. "
            f"Use one of: {', '.join(known)}."
        )


@dataclass(frozen=True, kw_only=True)
class Group:
    """A group of people an assessment looks at, and whether law or the council named it."""

    code: str
    title: str
    local: bool = False


def groups(protected: Mapping[str, Any], adopted: Mapping[str, Any]) -> tuple[Group, ...]:
    """The groups of a day: the protected characteristics, then those the council adopted.

    Units: none.
    Source: Equality Act 2010, section 149(7); resolutions of the council.
    Applies: to the day whose parameters are given; marriage and civil partnership belongs to the
        duty only where discrimination at work is concerned.
    Rounding: none.
    Raises: nothing.
    Example:
    >>> [group.code for group in groups({"age": "Age"}, {"care": "Care-experienced people"})]
    ['age', 'care']
    """
    return (
        *(Group(code=code, title=str(title)) for code, title in protected.items()),
        *(Group(code=code, title=str(title), local=True) for code, title in adopted.items()),
    )


def check_group(code: str, known: Sequence[Group], *, on: date) -> None:
    """Refuse a group that is not looked at on the day.

    Units: none.
    Source: Equality Act 2010, section 149(7); resolutions of the council.
    Applies: to a new or changed impact.
    Rounding: none.
    Raises: UnknownGroup with those there are.
    Example:
    >>> check_group("age", [Group(code="age", title="Age")], on=date(2017, 1, 12))
    """
    codes = [group.code for group in known]
    if code not in codes:
        raise UnknownGroup(code, on, codes)


@dataclass(frozen=True, kw_only=True)
class Impact:
    """What one option, project or decision does to one group."""

    subject: str
    group: str
    effect: str
    degree: str = ""
    remaining: str = ""


@dataclass(frozen=True, kw_only=True)
class Assessed:
    """The equality status of one option, project or decision."""

    subject: str
    """Its reference."""
    title: str
    status: str
    assessed: bool


@dataclass(frozen=True, kw_only=True)
class GroupPicture:
    """One group over everything assessed: what affects it, how, and the worst that remains."""

    group: Group
    negative: tuple[str, ...]
    unknown: tuple[str, ...]
    positive: tuple[str, ...]
    neutral: tuple[str, ...]
    worst: str
    remaining: str

    @property
    def affected(self) -> bool:
        return bool(self.negative or self.unknown)

    @property
    def several(self) -> bool:
        """Whether effects add up on it: more than one thing affects it for the worse."""
        return len(self.negative) > 1


@dataclass(frozen=True, kw_only=True)
class Cumulative:
    groups: tuple[GroupPicture, ...]
    not_assessed: tuple[Assessed, ...]
    assessed: tuple[Assessed, ...]

    @property
    def affected(self) -> tuple[GroupPicture, ...]:
        return tuple(one for one in self.groups if one.affected)


def cumulative(
    known: Sequence[Group], subjects: Iterable[Assessed], impacts: Iterable[Impact]
) -> Cumulative:
    """The picture of many things together: each group once, with everything that touches it.

    Units: none.
    Source: Equality Act 2010, section 149: due regard is had to the effect of decisions together.
    Applies: to the impacts of the options, projects and decisions given. What nobody has assessed
        is listed as such, so that silence is not read as no impact.
    Rounding: none.
    Raises: nothing.
    Example:
    >>> two = [Impact(subject=o, group="age", effect="negative", degree="low") for o in "ab"]
    >>> found = cumulative([Group(code="age", title="Age")], [], two)
    >>> found.groups[0].negative, found.groups[0].several
    (('a', 'b'), True)
    """
    held = list(subjects)
    by_group: dict[str, list[Impact]] = {}
    for impact in impacts:
        by_group.setdefault(impact.group, []).append(impact)
    return Cumulative(
        groups=tuple(_picture(group, by_group.get(group.code, [])) for group in known),
        not_assessed=tuple(one for one in held if not one.assessed),
        assessed=tuple(one for one in held if one.assessed),
    )


def _picture(group: Group, impacts: Sequence[Impact]) -> GroupPicture:
    def those(effect: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.subject for one in impacts if one.effect == effect))

    bad = [one for one in impacts if one.effect == "negative"]
    return GroupPicture(
        group=group,
        negative=those("negative"),
        unknown=those("unknown"),
        positive=those("positive"),
        neutral=those("neutral"),
        worst=_worst(one.degree for one in bad),
        remaining=_worst(one.remaining or one.degree for one in bad),
    )


def _worst(degrees: Iterable[str]) -> str:
    ranked = [DEGREES.index(degree) for degree in degrees if degree in DEGREES]
    return DEGREES[max(ranked)] if ranked else ""
