"""No pound twice: what options claim of budget lines, posts, contracts and income."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money

ALIKE_AT_LEAST = (1, 2)
"""The share of words two incomes must have in common to be asked about: half of them."""
_SMALL = frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or")) | {
    *("our", "the", "to", "with", "income", "fees", "charges", "new")
}


@dataclass(frozen=True, kw_only=True)
class Slice:
    """What one claimant counts on of one thing."""

    kind: str
    reference: str
    title: str
    claimant: str
    growth: bool = False
    whole: Money | None = None
    amount: Money | None = None
    shared: bool = False
    left: Money = Money.zero

    @property
    def thing(self) -> tuple[str, str]:
        return (self.kind, self.reference)


class ClaimedTwice(TownclerkError):
    """Another option claims the thing already, and it is not shared."""


class MoreThanThereIs(TownclerkError):
    """A slice, or all shares together, is more than the whole."""


class SharesDoNotSum(TownclerkError):
    """The shares and what is left do not come to the whole."""


def check_claim(new: Slice, others: Iterable[Slice]) -> None:
    """Whether a claim may be made beside those there are.

    Units: money a year.
    Source: none; the council's own rule that no pound is counted twice.
    Applies: to claims on the same thing by claimants whose options still stand. A second claim is
        refused unless every claim on the thing is marked as shared.
    Rounding: none.
    Raises: ClaimedTwice with who claims it; MoreThanThereIs with both amounts.
    Example:
    >>> old = Slice(kind="post", reference="p1", title="Travel adviser", claimant="A")
    >>> check_claim(Slice(kind="post", reference="p1", title="Travel adviser", claimant="B"), [old])
    Traceback (most recent call last):
    ...
    townclerk.change.core.options_claims.ClaimedTwice: Travel adviser is claimed by A already. \
Leave it to that option, or share it: mark each claim as shared and say how much each takes.
    """
    held = [one for one in others if one.thing == new.thing and one.claimant != new.claimant]
    wholes = {one.whole for one in (*held, new) if one.whole is not None}
    if len(wholes) > 1:
        given = " and ".join(f"£{whole}" for whole in sorted(wholes))
        raise MoreThanThereIs(
            f"{new.title} is said to be {given} as a whole. Give every claim the same whole."
        )
    if held and not (new.shared and all(one.shared for one in held)):
        who = ", ".join(sorted(one.claimant for one in held))
        raise ClaimedTwice(
            f"{new.title} is claimed by {who} already. Leave it to that option, or share it: "
            "mark each claim as shared and say how much each takes."
        )
    taken = Money.total(one.amount for one in (*held, new) if one.amount is not None)
    if wholes and taken > (whole := wholes.pop()):
        raise MoreThanThereIs(
            f"The claims on {new.title} come to £{taken}, and there is only £{whole} of it. "
            "Lower one of them."
        )


def check_shares(whole: Money, shares: Sequence[Money], left: Money) -> None:
    """Whether shares and what is left come to the whole, to the penny.

    Units: money a year.
    Source: none; arithmetic.
    Applies: to a thing that several options share.
    Rounding: none.
    Raises: SharesDoNotSum with the sum and the whole.
    Example:
    >>> check_shares(Money.pounds(100), [Money.pounds(60), Money.pounds(40)], Money.zero)
    """
    together = Money.total(shares) + left
    if together != whole:
        raise SharesDoNotSum(
            f"The shares and what is left come to £{together}; the whole is £{whole}. "
            "Change a share, or say what stays with the service."
        )


class Finding(StrEnum):
    """What is wrong with the claims on a thing."""

    OVERLAP = "overlap"
    GROWTH = "growth"
    OPEN_SHARES = "open-shares"
    ABOVE = "above"
    ALIKE = "alike"

    @property
    def stops(self) -> bool:
        """Whether a sheet may not go on with it; likeness of words only asks a person."""
        return self is not Finding.ALIKE


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """One thing that more than one claimant counts on, or may count on."""

    finding: Finding
    slices: tuple[Slice, ...]
    sentence: str

    @property
    def claimants(self) -> tuple[str, ...]:
        return tuple(one.claimant for one in self.slices)


def overlaps(slices: Iterable[Slice]) -> tuple[Overlap, ...]:
    """Everything claimed twice, shared without the shares being settled, or alike in words.

    Units: money a year.
    Source: none. That the growth programme counts the same income is a risk budget reports name.
    Applies: to claims of options that still stand, and of growth projects.
    Rounding: none.
    Raises: nothing.
    Example:
    >>> ours = Slice(kind="income", reference="lakeside", title="Lakeside centre lettings",
    ...              claimant="Lakeside centre")
    >>> theirs = Slice(kind="income", reference="lakeside", title="Lakeside centre lettings",
    ...                claimant="Coast growth", growth=True)
    >>> overlaps([ours, theirs])[0].finding.value
    'growth'
    """
    held = list(slices)
    things: dict[tuple[str, str], list[Slice]] = defaultdict(list)
    for one in held:
        things[one.thing].append(one)
    found = [overlap for claims in things.values() for overlap in _of_thing(claims)]
    return (*found, *_alike(held))


def _of_thing(claims: Sequence[Slice]) -> tuple[Overlap, ...]:
    title, who = claims[0].title, " and ".join(sorted(one.claimant for one in claims))
    whole = next((one.whole for one in claims if one.whole is not None), None)
    taken = Money.total(one.amount for one in claims if one.amount is not None)
    if whole is not None and taken > whole:
        sentence = f"Claims on {title} come to £{taken} of £{whole}."
        return (Overlap(finding=Finding.ABOVE, slices=tuple(claims), sentence=sentence),)
    if len(claims) < 2:
        return ()
    if all(one.shared for one in claims):
        left = max(one.left for one in claims)
        unknown = whole is None or any(one.amount is None for one in claims)
        if not unknown and taken + left == whole:
            return ()
        sentence = f"{title} is shared by {who}, and the shares do not come to the whole yet."
        return (Overlap(finding=Finding.OPEN_SHARES, slices=tuple(claims), sentence=sentence),)
    growth = any(one.growth for one in claims) and not all(one.growth for one in claims)
    if growth:
        sentence = f"{title} is counted on by {who}: by an option and by the growth programme."
        return (Overlap(finding=Finding.GROWTH, slices=tuple(claims), sentence=sentence),)
    sentence = f"{title} is claimed by {who}, and not shared."
    return (Overlap(finding=Finding.OVERLAP, slices=tuple(claims), sentence=sentence),)


def _alike(slices: Sequence[Slice]) -> tuple[Overlap, ...]:
    """Incomes of an option and of growth whose words are alike, though they are named apart."""
    ours = [one for one in slices if one.kind == "income" and not one.growth]
    theirs = [one for one in slices if one.kind == "income" and one.growth]
    found = []
    for mine in ours:
        for other in theirs:
            if mine.thing != other.thing and alike(mine.title, other.title):
                sentence = (
                    f"{mine.title} ({mine.claimant}) and {other.title} ({other.claimant}) "
                    "may be the same income."
                )
                found.append(
                    Overlap(finding=Finding.ALIKE, slices=(mine, other), sentence=sentence)
                )
    return tuple(found)


def alike(one: str, other: str) -> bool:
    """Whether at least half of the words of the shorter title are in the other.

    Units: none.
    Source: none; a way to ask a person, never a verdict.
    Applies: small words and words that every income has are left out.
    Rounding: none.
    Raises: nothing.
    Example:
    >>> alike("Lakeside centre lettings", "New lettings at the lakeside")
    True
    """
    first, second = _words(one), _words(other)
    least = min(len(first), len(second))
    top, bottom = ALIKE_AT_LEAST
    return bool(least) and len(first & second) * bottom >= least * top


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"[a-z]+", text.lower()) if word not in _SMALL)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """A service an option names."""

    option: str
    name: str


def in_two_scopes(scopes: Iterable[Scope]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Services that more than one option names, with the options.

    Units: none.
    Source: none.
    Applies: names are compared without case, stops and small words, so that "Library service"
        and "The library service." are one.
    Rounding: none.
    Raises: nothing.
    Example:
    >>> in_two_scopes([Scope(option="A", name="Public Health"), Scope(option="B",
    ...                name="public health.")])
    (('Public Health', ('A', 'B')),)
    """
    found: dict[str, list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    for scope in scopes:
        key = " ".join(
            word for word in re.findall(r"[a-z0-9]+", scope.name.lower()) if word != "the"
        )
        names.setdefault(key, scope.name)
        if scope.option not in found[key]:
            found[key].append(scope.option)
    return tuple((names[key], tuple(options)) for key, options in found.items() if len(options) > 1)
