"""Who is reading: the one object every page, export, search, interface and figure asks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from townclerk.kernel.errors import TownclerkError
from townclerk.platform.access.areas import CLEARANCES, Area, Reach, Verb
from townclerk.platform.access.matrix import Granted, published_to_everyone, roles_with

if TYPE_CHECKING:
    from townclerk.platform.access.models import User


UNIT_KINDS = ("unit", "portfolio")
"""Kinds of scope that are units of the organisation, each with all below it."""


def scope(kind: str, code: str) -> str:
    """What a role is held for: a unit by its code alone, anything else with its kind before it, so
    that a body and a unit of one code are two."""
    return f"{kind}:{code}" if kind else code


def scope_kind(held_for: str) -> str:
    """The kind of a scope; none for a unit."""
    return held_for.rpartition(":")[0]


def scope_code(held_for: str) -> str:
    return held_for.rpartition(":")[2]


@dataclass(frozen=True)
class Place:
    """Where a record belongs, for roles that are held for a part of the council."""

    scopes: frozenset[str] = frozenset()
    """What it is of: its unit, its body, its project, its kind of case."""
    of_units: bool = True
    """Whether its kind is of units, so that one without a unit is the whole council's."""


COUNCIL = Place()
"""The whole council: what is done here takes a role held for all of it."""


def of_unit(code: str | None) -> Place:
    """The place of what belongs to a unit, or without one to the whole council."""
    return Place(frozenset((code,))) if code else COUNCIL


@dataclass(frozen=True)
class HeldRole:
    """A role a person holds on a day: in the whole council, or in a scope."""

    code: str
    title: str
    scope_kind: str = ""
    scope_code: str = ""
    units: frozenset[str] | None = None
    """The unit of its scope with all below it, or the other scope; None for the whole council."""
    grants: tuple[Granted, ...] = ()
    on_behalf_of: int | None = None

    def counts(self, at: Place) -> bool:
        """Whether the role is held for all that a record is of, or for a part that it is in.

        A role to which the matrix gives something of its own unit is by nature held for one.
        Where records are of no unit, as decisions are, it counts whatever that unit is.
        """
        if self.units is None or not self.units.isdisjoint(at.scopes):
            return True
        return not at.of_units and self._of_a_unit

    @property
    def _of_a_unit(self) -> bool:
        own = any(granted.reach is Reach.OWN for granted in self.grants)
        return own and self.scope_kind in UNIT_KINDS


@dataclass(frozen=True)
class Decision:
    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


class Refused(TownclerkError):
    """The reader may not do this; the message says what is missing and who may."""


@dataclass(frozen=True)
class Reader:
    """Roles, clearances and conflicts of one person on one day. Asking it costs no query."""

    user_id: int | None
    roles: tuple[HeldRole, ...]
    on: date
    clearances: frozenset[str] = frozenset()
    conflicts: frozenset[str] = frozenset()
    _index: dict[tuple[Area, Verb], tuple[tuple[HeldRole, Granted], ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        collected: dict[tuple[Area, Verb], list[tuple[HeldRole, Granted]]] = {}
        everyone = HeldRole("", "everyone", grants=published_to_everyone())
        for held in (*self.roles, everyone):
            for granted in held.grants:
                collected.setdefault((granted.area, granted.verb), []).append((held, granted))
        self._index.update({key: tuple(value) for key, value in collected.items()})

    @classmethod
    def anonymous(cls, on: date) -> "Reader":
        return cls(user_id=None, roles=(), on=on)

    @classmethod
    def of(cls, user: "User", on: date) -> "Reader":
        """The reader for a user: one query, and a second when a role is held for a unit."""
        from townclerk.platform.access.holding import reader_of

        return reader_of(user, on)

    def held(self, *codes: str, at: Place = COUNCIL) -> bool:
        """Whether one of the roles is held where it counts: for the place a record belongs to."""
        return any(role.code in codes and role.counts(at) for role in self.roles)

    def held_somewhere(self, *codes: str) -> bool:
        """Whether one of the roles is held for anything: what it is for is asked with a record."""
        return any(role.code in codes for role in self.roles)

    def reach(self, area: Area, verb: Verb = Verb.READ, *, subject: str = "") -> Reach:
        """The furthest any of the reader's roles goes."""
        return max(
            (self._reach(held, granted) for held, granted in self._grants(area, verb, subject)),
            default=Reach.NONE,
        )

    def units(
        self, area: Area, verb: Verb = Verb.READ, *, subject: str = ""
    ) -> frozenset[str] | None:
        """Codes of the units the verb reaches; None for every unit."""
        reached: set[str] = set()
        for held, granted in self._grants(area, verb, subject):
            reach = self._reach(held, granted)
            if reach is Reach.ALL:
                return None
            if reach is Reach.OWN:
                reached |= held.units or frozenset()
        return frozenset(reached)

    def may(
        self,
        verb: Verb,
        area: Area,
        *,
        unit: str | None = None,
        clearance: str | None = None,
        published: bool = False,
        aggregate: bool = False,
        subject: str = "",
        about: str = "",
    ) -> Decision:
        """Whether the reader may do this, and why not.

        `published` and `aggregate` say what kind of content it is; `about` names a company or
        matter in which the reader may have declared a conflict of interest.
        """
        if about and about in self.conflicts and verb is not Verb.READ:
            return Decision(False, f"You have declared an interest in {about}, so others decide.")
        if clearance and clearance not in self.clearances:
            name = CLEARANCES.get(clearance, clearance)
            return Decision(False, f"This needs the clearance “{name}”, which you do not hold.")
        for held, granted in self._grants(area, verb, subject):
            if self._covers(held, granted, unit, published=published, aggregate=aggregate):
                return Decision(True, f"As {held.title} you may {verb} in {area.label}.")
        return Decision(
            False, _refusal(verb, area, outside=bool(self._grants(area, verb, subject)))
        )

    def may_at(self, at: Place, verb: Verb, area: Area, *, subject: str = "") -> Decision:
        """Whether the reader may do this to what is of a place: for all, or for a scope of it."""
        whole = self.may(verb, area, subject=subject)
        parts = (self.may(verb, area, unit=one, subject=subject) for one in sorted(at.scopes))
        return whole or next((found for found in parts if found), whole)

    def require(
        self,
        verb: Verb,
        area: Area,
        *,
        unit: str | None = None,
        clearance: str | None = None,
        published: bool = False,
        aggregate: bool = False,
        subject: str = "",
        about: str = "",
    ) -> None:
        decision = self.may(
            verb,
            area,
            unit=unit,
            clearance=clearance,
            published=published,
            aggregate=aggregate,
            subject=subject,
            about=about,
        )
        if not decision:
            raise Refused(decision.reason)

    def _grants(self, area: Area, verb: Verb, subject: str) -> list[tuple[HeldRole, Granted]]:
        return [
            (held, granted)
            for held, granted in self._index.get((area, verb), ())
            if granted.subject in ("", subject)
            and (not granted.clearance or granted.clearance in self.clearances)
        ]

    def _reach(self, held: HeldRole, granted: Granted) -> Reach:
        """A role held for a scope reaches no further than that scope."""
        if granted.reach is Reach.ALL and held.units is not None:
            return Reach.OWN
        return granted.reach

    def _covers(
        self,
        held: HeldRole,
        granted: Granted,
        unit: str | None,
        *,
        published: bool,
        aggregate: bool,
    ) -> bool:
        reach = self._reach(held, granted)
        if published and reach >= Reach.PUBLISHED:
            return True
        if aggregate and reach is Reach.TOTALS:
            return True
        if reach is Reach.ALL:
            return True
        return reach is Reach.OWN and unit is not None and unit in (held.units or ())


def _refusal(verb: Verb, area: Area, *, outside: bool) -> str:
    who = _listed(roles_with(area, verb))
    if outside:
        return f"Your role does not reach this part of {area.label}. These roles may {verb}: {who}."
    return f"Your role may not {verb} in {area.label}. These roles may: {who}."


def _listed(titles: Iterable[str]) -> str:
    names = list(titles)
    return ", ".join(names) if names else "none"
