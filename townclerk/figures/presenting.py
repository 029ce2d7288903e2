"""A figure as data: the same document on the command line, in the API and in downloads."""

from typing import Any

from townclerk.figures.declaration import Definition, Figure, Part
from townclerk.figures.links import url
from townclerk.kernel.display import date_display
from townclerk.kernel.explained import to_json, value_shown


def document(figure: Figure, *, explain: bool = False) -> dict[str, Any]:
    """Money as text in pounds with pence, rates as text in their unit, dates ISO."""
    value = to_json(figure.value)
    found: dict[str, Any] = {
        "key": figure.key,
        "label": figure.label,
        "value": value,
        "unit": figure.unit.value,
        "display": figure.display,
        "qualifier": figure.qualifier,
        "scope": figure.scope,
        "period": figure.period.label if figure.period else None,
        "as_at": to_json(figure.as_at),
        "known_at": figure.known_at.isoformat() if figure.known_at else None,
        "status": figure.status.value,
        "definition": figure.definition.definition,
        "definition_version": figure.definition.definition_version,
        "returned": figure.definition.returned,
        "caveats": list(figure.caveats),
        "url": url(figure.key, figure.scope, figure.period, figure.as_at),
    }
    for name in ("numerator", "denominator"):
        part: Part | None = getattr(figure, name)
        if part is not None:
            found[name] = {
                "label": part.label,
                "value": to_json(part.value),
                "as_at": to_json(part.as_at),
            }
    if explain:
        found["explanation"] = figure.explanation.to_json()
    return found


def about(definition: Definition) -> dict[str, Any]:
    """A definition as data."""
    return {
        "key": definition.key,
        "label": definition.label,
        "unit": definition.unit.value,
        "display": definition.display,
        "polarity": definition.polarity.value,
        "scopes": list(definition.grain.scopes),
        "periods": list(definition.grain.periods),
        "definition": definition.definition,
        "definition_version": definition.definition_version,
        "source": definition.source,
        "owner_role": definition.owner_role,
        "public": definition.public,
        "returned": definition.returned,
        "comparators": list(definition.comparators),
        "url": url(definition.key),
    }


def flat(figure: Figure) -> dict[str, str]:
    """One row of a table of values."""
    found = document(figure)
    names = ("key", "scope", "period", "value", "unit", "display", "as_at", "status")
    return {name: "" if found[name] is None else str(found[name]) for name in names}


def citation(figure: Figure, site: str) -> str:
    """A sentence to quote the figure by."""
    of = f", {figure.period.title}" if figure.period else ""
    as_at = f", as at {date_display(figure.as_at)}" if figure.as_at else ""
    address = site.rstrip("/") + url(figure.key, figure.scope, figure.period, figure.as_at)
    return (
        f"{figure.label}{of}: {figure.display}{as_at} ({figure.status.value}; exact value "
        f"{value_shown(figure.value) or 'not shown'}). {address}"
    )
