"""How an area declares a figure, and the shape of a question and of its answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from townclerk.figures.core.terms import Polarity, Status, Unit, Value
from townclerk.kernel.display import date_display
from townclerk.kernel.explained import Step
from townclerk.kernel.reporting_period import ReportingPeriod

if TYPE_CHECKING:
    from townclerk.platform.access.areas import Area

COUNCIL = "council"


@dataclass(frozen=True)
class Grain:
    """For which kinds of scope and of period the figure speaks. No periods: it has one value."""

    scopes: tuple[str, ...] = (COUNCIL,)
    periods: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """What is asked. Without a period, the whole of what the figure covers."""

    scope: str = COUNCIL
    period: ReportingPeriod | None = None
    as_at: date | None = None
    known_at: datetime | None = None


@dataclass(frozen=True)
class Part:
    """The top or the bottom of a ratio, with the date it speaks of."""

    value: Value
    label: str
    as_at: date | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the area's function gives back."""

    value: Value
    step: Step
    as_at: date | None = None
    status: Status = Status.PROVISIONAL
    caveats: tuple[str, ...] = ()
    numerator: Part | None = None
    denominator: Part | None = None
    signed_on: date | None = None
    qualifier: str = ""
    """How exactly the value was stated: over, under, up to, about, at least."""


@dataclass(frozen=True)
class DefinitionChange:
    """From `start` the figure means something else; the line of a series breaks there."""

    version: int
    start: date
    what: str


@dataclass(frozen=True)
class Choice:
    """One value of a scope or period that can be asked for."""

    code: str
    label: str = ""


Compute = Callable[[Question], Answer]
Batch = Callable[[Sequence[tuple[str, Question]]], Sequence[Answer]]
Compare = Callable[[Question], Answer | None]


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A registered figure: what it means, in what unit, for what, whose it is, and how to get it.

    `clearance` names the clearance a reader needs besides the area (confidential figures).
    `public` figures are open to everybody once their value is published.
    `scopes` and `periods` list what can be asked; they are functions, since records decide.
    `periods_by_scope` lists the periods of every scope at once, for areas that read them in one go.
    `whole` is False where values of several periods do not make one (a rate, a balance).
    `unit_of` is the organisation unit whose figure it is, where its scopes are no units.
    """

    key: str
    label: str
    unit: Unit
    display: str
    definition: str
    source: str
    owner_role: str
    area: "Area"
    compute: Compute | None = None
    polarity: Polarity = Polarity.NEUTRAL
    grain: Grain = field(default_factory=Grain)
    public: bool = False
    clearance: str = ""
    comparators: tuple[str, ...] = ()
    compare: Mapping[str, Compare] = field(default_factory=dict)
    additive: bool = False
    whole: bool = True
    scopes: Callable[[], Sequence[Choice]] | None = None
    periods: Callable[[str], Sequence[str]] | None = None
    periods_by_scope: Callable[[], Mapping[str, Sequence[str]]] | None = None
    unit_of: str = ""
    definition_version: int = 1
    changes: tuple[DefinitionChange, ...] = ()

    @property
    def returned(self) -> bool:
        """Stated by a service with evidence, not computed from records."""
        return self.compute is None

    def changed_between(self, first: date, then: date) -> bool:
        """Whether it came to mean something else after the first day, up to the other."""
        return any(first < change.start <= then for change in self.changes)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One answered figure, already cut to what its reader may open."""

    key: str
    label: str
    value: Value
    unit: Unit
    display: str
    scope: str
    period: ReportingPeriod | None
    as_at: date | None
    known_at: datetime | None
    status: Status
    definition: Definition
    caveats: tuple[str, ...]
    explain: Callable[[], Step] = field(compare=False, repr=False)
    """Makes the explanation, which few of those who ask for a value open."""
    numerator: Part | None = None
    denominator: Part | None = None
    qualifier: str = ""
    signed_on: date | None = None
    """The day the owner role stood behind this value; None when it has not."""

    @cached_property
    def explanation(self) -> Step:
        return self.explain()

    @property
    def begins(self) -> date:
        """The first day it speaks of."""
        return self.period.period.start if self.period else self.as_at or date.min

    @property
    def span(self) -> str:
        """The period or the day it speaks of, as a reader says it; empty for the whole."""
        if self.period is not None:
            return self.period.title
        return date_display(self.as_at) if self.as_at else ""
