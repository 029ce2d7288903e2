"""A rule of law or arithmetic that anybody can run: its schema, sources, example and outcome."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from townclerk.kernel.calendars import WorkingCalendar
from townclerk.kernel.explained import Step
from townclerk.kernel.parameters import Parameter
from townclerk.kernel.provision import Provision


class ParameterSource(Protocol):
    """Where a calculation gets its dated values and calendars from."""

    def parameter(self, name: str) -> Parameter: ...

    def calendar(self, name: str) -> WorkingCalendar: ...


class Verdict(StrEnum):
    AGREES = "agrees"
    DIFFERS = "differs"
    CANNOT_BE_DERIVED = "cannot be derived"


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """A printed value beside the one worked out. The result is never bent to fit it."""

    name: str
    printed: Any
    computed: Any
    verdict: Verdict
    difference: str = ""
    """Printed less computed, in the same unit."""
    why: str = ""
    tolerance: str = ""


@dataclass(kw_only=True)
class Outcome:
    """What a calculation answers: JSON-ready result, explanation, checks and warnings."""

    result: dict[str, Any]
    explanation: Step
    checks: tuple[Check, ...] = ()
    warnings: tuple[str, ...] = ()
    unconfirmed: bool = False


@dataclass(frozen=True, kw_only=True)
class Calculation:
    """One public calculation. `schema` describes one case, with the unit of every value."""

    name: str
    title: str
    description: str
    schema: dict[str, Any]
    run: Callable[[Mapping[str, Any], ParameterSource], Outcome]
    example: dict[str, Any]
    sources: tuple[Provision, ...]
    parameters: tuple[str, ...] = ()
