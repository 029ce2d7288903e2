"""The register: every declared figure by its key, and the batch functions that answer many."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from townclerk.figures.core.terms import Unit
from townclerk.figures.declaration import Batch, Compute, Definition, Grain
from townclerk.figures.display import check_format
from townclerk.figures.errors import UnknownFigure
from townclerk.kernel.reporting_period import PeriodKind

_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_definitions: dict[str, Definition] = {}
_providers: list["Provider"] = []
_batches: dict[str, Batch] = {}


class Provider(Protocol):
    """Figures defined by records: a council adds a measure without a line of code."""

    def keys(self) -> Sequence[str]: ...

    def definitions(self, keys: Iterable[str] | None = None) -> Sequence[Definition]:
        """Those with these keys, or all of them, in one query."""
        ...


def provider(found: Provider) -> Provider:
    """Register who knows figures that records define."""
    _providers.append(found)
    return found


def figure(**declared: Any) -> Callable[[Compute], Compute]:
    """Register the decorated function as a figure. Takes the fields of `Definition`."""

    def register(compute: Compute) -> Compute:
        add(Definition(compute=compute, **declared))
        return compute

    return register


def returned_figure(**declared: Any) -> Definition:
    """Register a figure whose values a service states, with evidence and sign-off."""
    return add(Definition(**declared))


def batch(prefix: str) -> Callable[[Batch], Batch]:
    """Register a function that answers many figures whose keys start with `prefix` at once."""

    def register(function: Batch) -> Batch:
        _batches[prefix] = function
        return function

    return register


def add(definition: Definition) -> Definition:
    """Check a definition and enter it; the same key twice is a mistake in the code."""
    if not _KEY.fullmatch(definition.key):
        raise ValueError(f"{definition.key!r} is not a key: use dotted lower-case names")
    known = _definitions.get(definition.key)
    if known is not None and known is not definition:
        raise ValueError(f"the figure {definition.key} is declared twice")
    check(definition)
    _definitions[definition.key] = definition
    return definition


def check(definition: Definition) -> None:
    """Refuse a definition that lacks what every figure has, or contradicts itself."""
    for name in ("label", "definition", "source", "owner_role"):
        if not getattr(definition, name):
            raise ValueError(f"the figure {definition.key} is declared without a {name}")
    check_format(definition.display, definition.unit)
    _check_grain(definition.key, definition.grain)
    if definition.changes and definition.changes[-1].version != definition.definition_version:
        raise ValueError(f"the last change of {definition.key} is not its version")
    if definition.unit is Unit.RATIO and definition.additive:
        raise ValueError(f"the ratio {definition.key} cannot be additive")


def _check_grain(key: str, grain: Grain) -> None:
    unknown = set(grain.periods) - {kind.value for kind in PeriodKind}
    if unknown or not grain.scopes:
        raise ValueError(f"the figure {key} has a grain without scopes or with {unknown}")


def discard(key: str) -> None:
    """Take a figure out again; only tests that declare their own need it."""
    _definitions.pop(key, None)


def declared() -> tuple[str, ...]:
    """The keys that code declares; no record may take one of them."""
    return tuple(sorted(_definitions))


def keys() -> tuple[str, ...]:
    recorded = (key for source in _providers for key in source.keys())  # noqa: SIM118
    return tuple(sorted({*_definitions, *recorded}))


def definition(key: str) -> Definition:
    return definitions_of([key])[key]


def definitions_of(wanted: Iterable[str]) -> dict[str, Definition]:
    """The definitions of many keys, a query for each provider at most."""
    asked = set(wanted)
    found = {key: _definitions[key] for key in asked if key in _definitions}
    for source in _providers:
        if missing := asked - set(found):
            found |= {one.key: one for one in source.definitions(missing)}
    for key in sorted(asked - set(found)):
        raise UnknownFigure(key, keys())
    return found


def definitions() -> Sequence[Definition]:
    recorded = {one.key: one for source in _providers for one in source.definitions()}
    every = recorded | _definitions
    return tuple(every[key] for key in sorted(every))


def batch_for(key: str) -> Batch | None:
    """The batch function with the longest prefix of the key."""
    found = [prefix for prefix in _batches if key.startswith(prefix)]
    return _batches[max(found, key=len)] if found else None
