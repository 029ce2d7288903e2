"""Addresses of figures, and where figures are printed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from townclerk.figures.declaration import COUNCIL
from townclerk.kernel.reporting_period import ReportingPeriod

if TYPE_CHECKING:
    from townclerk.figures.permission import Operator
    from townclerk.platform.access.reader import Reader


@dataclass(frozen=True)
class Printed:
    """One place where a figure stands in print."""

    title: str
    url: str
    printed_on: date | None
    value: str
    place: str = ""
    reference: str = ""
    """Names the place in addresses when the figure was kept there with its explanation."""
    document: Mapping[str, Any] | None = None
    """The figure as it was kept, uncut: only `kept.opened` may show it."""


Provider = Callable[[str, str, "ReportingPeriod | None", "Reader | Operator"], "list[Printed]"]
_providers: list[Provider] = []


def printed_in_provider(provider: Provider) -> Provider:
    """Register who knows where figures are printed; it answers only what the reader may open."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def printed_in(
    key: str, scope: str, period: ReportingPeriod | None, reader: "Reader | Operator"
) -> list[Printed]:
    found = [place for provider in _providers for place in provider(key, scope, period, reader)]
    return sorted(found, key=lambda place: (place.printed_on or date.min, place.title))


def url(
    key: str,
    scope: str | None = None,
    period: ReportingPeriod | str | None = None,
    as_at: date | None = None,
) -> str:
    """The address of a figure's page; it never changes for the same question."""
    query = _query(scope, period, as_at)
    return f"/figures/{key}/" + (f"?{query}" if query else "")


def kept_url(key: str, reference: str, scope: str, period: ReportingPeriod | None) -> str:
    """The address of the figure as a document keeps it."""
    query = _query(scope, period, None)
    return f"/figures/{key}/printed/{reference}/" + (f"?{query}" if query else "")


def _query(scope: str | None, period: ReportingPeriod | str | None, as_at: date | None) -> str:
    asked = {
        "scope": "" if scope in (None, COUNCIL) else str(scope),
        "period": str(period) if period else "",
        "as_at": as_at.isoformat() if as_at else "",
    }
    return urlencode({name: text for name, text in asked.items() if text}, safe="/.")
