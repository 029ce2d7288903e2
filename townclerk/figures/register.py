"""The register: every declared figure by its key, and the batch functions that answer many."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from townclerk.figures.core.terms import Unit
from townclerk.figures.declaration import Batch, Compute, Definition, Grain
from townclerk.figures.display import check_format
from townclerk.figures.errors import UnknownFigure
from townclerk.kernel.reporting_period import PeriodKind

_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_definitions: dict[str, Definition] = {}
_batches: dict[str, Batch] = {}


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
    _check(definition)
    _definitions[definition.key] = definition
    return definition


def _check(definition: Definition) -> None:
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


def keys() -> tuple[str, ...]:
    return tuple(sorted(_definitions))


def definition(key: str) -> Definition:
    try:
        return _definitions[key]
    except KeyError:
        raise UnknownFigure(key, keys()) from None


def definitions() -> Sequence[Definition]:
    return tuple(_definitions[key] for key in keys())


def batch_for(key: str) -> Batch | None:
    """The batch function with the longest prefix of the key."""
    found = [prefix for prefix in _batches if key.startswith(prefix)]
    return _batches[max(found, key=len)] if found else None
