"""Option sheets for tests."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from townclerk.change.core.options_completeness import MEASURES, TEXTS
from townclerk.change.models import OptionPackage, OptionSheet, OptionYear
from townclerk.change.operations import options, options_parts
from townclerk.change.registers_options_parts import RISKS, STAFFING
from townclerk.kernel.money import Money
from townclerk.platform import records
from townclerk.platform.access.testing import an_actor
from townclerk.platform.registers import operations as registers

MOMENT = datetime(2017, 1, 5, 10, tzinfo=UTC)
CHOICES = {
    "approval_sought": "consult",
    "classification": "specific-saving",
    "kind": "service-change",
    "recurrence": "recurring",
    "cash": "cashable",
    "equality": "to-be-assessed",
}


def by(*roles: str, moment: datetime = MOMENT) -> dict[str, Any]:
    return {"actor": an_actor(*roles), "moment": moment}


def a_package(code="table-2", **values) -> OptionPackage:
    found = OptionPackage.objects.filter(code=code).first()
    fresh = OptionPackage(**({"code": code, "title": code, "kind": "service-change"} | values))
    return found or records.create(fresh, **by("finance-partner"))


def a_sheet(reference="night-scouting", *, who=None, **values) -> OptionSheet:
    given = {
        "reference": reference,
        "title": reference.replace("-", " ").capitalize(),
        "package": a_package(),
        "gross": Money.thousands(13),
    }
    return options.create(given | values, **(who or by("finance-partner")))


def a_whole_sheet(reference="night-scouting", *, who=None, **values) -> OptionSheet:
    """A sheet that passes every gate, raised by `who`."""
    stamp = who or by("finance-partner")
    texts = {heading: CHOICES.get(heading, "Said.") for heading in TEXTS}
    sheet = a_sheet(reference, who=stamp, inform="yes", **(texts | values))
    for measure in MEASURES:
        part = {"option": sheet, "measure": measure, "standing": "known"}
        numbers = {"low": Decimal(0), "high": Decimal(12)}
        registers.create(STAFFING, part | numbers, **stamp)
    risk = {"option": sheet, "number": 1, "risk": "Complaints", "mitigation": "Watch them"}
    registers.create(RISKS, risk, **stamp)
    year = {"option": sheet, "year": 2017, "amount": sheet.gross}
    options_parts.adder(OptionYear, money=True)(year, **stamp)
    claim = {"option": sheet, "kind": "post", "reference": reference, "title": "Scouts"}
    options_parts.create_claim(claim, **stamp)
    return sheet


DAY = date(2017, 1, 12)
