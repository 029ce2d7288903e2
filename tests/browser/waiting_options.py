"""Option sheets that wait for their next step, and a budget report that waits for one of them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from townclerk.change.models import Claim, OptionPackage, OptionSheet
from townclerk.change.operations import options, options_equality, options_parts
from townclerk.change.registers_options_parts import RISKS, STAFFING
from townclerk.kernel.money import Money
from townclerk.platform import clock, records
from townclerk.platform.access.models import User
from townclerk.platform.audit.log import Actor
from townclerk.platform.organisation.models import Unit
from townclerk.platform.registers import operations as registers
from townclerk.reports import operations as reports

PRINT_ROOM = "share-one-print-room"
PURPOSES = ("protect", "communities", "core_services", "place", "reform", "prosperity", "income")


def leave_options() -> None:
    """Sheets that finance validated, one that is approved, one of which a heading is missing."""
    package = OptionPackage.objects.get(code="table-2")
    for reference in ("lamps-dimmed", "lamps-sold", "lamps-rented"):
        title = reference.replace("-", " ").capitalize()
        sheet = OptionSheet(reference=reference, title=title, package=package)
        sheet.gross, sheet.state = Money.pounds(5_000), OptionSheet.State.VALIDATED
        records.create(sheet, **_by("analyst"))
    dimmed, sold, rented = OptionSheet.objects.filter(reference__startswith="lamps").order_by("pk")
    for sheet in (dimmed, sold):
        claim = Claim(option=sheet, kind="contract", reference="lamps", title="Lamps")
        records.create(claim, **_by("analyst"))
    started = {"option": dimmed, "started_on": clock.today(), "screening": "Walkers at night"}
    options_equality.create(started, **_by("analyst"))
    # Published and outside every total, so that it stops no report and moves no sum.
    apart = {"outside_reason": "For a year, in no total", "published_in": "Budget report"}
    approved = {"state": "approved", "decision": "Council", "published_on": clock.today()}
    OptionSheet.objects.filter(pk=rented.pk).update(**approved, **apart)
    _print_room()
    _report()


def _print_room() -> None:
    """Raised by a head of service with all its parts; only why it is proposed is not said yet."""
    stamp = _by("head")
    sheet = options.create(
        {
            "reference": PRINT_ROOM,
            "title": "Share one print room",
            "package": OptionPackage.objects.get(code="table-1"),
            "unit": Unit.objects.get(code="corporate-resources"),
            "gross": Money.pounds(30_000),
            "service": "Corporate resources",
            "approval_sought": "consult",
            "description": "Two print rooms become one.",
            "stops": "The second print room closes.",
            "outcomes": "Printing costs less.",
            "impact_users": "None outside the council.",
            "impact_partners": "None.",
            "impact_council": "Services plan printing a day ahead.",
            "evidence": "Print runs of recent years.",
            "legislation": "None.",
            "classification": "specific-saving",
            "kind": "efficiency",
            "recurrence": "recurring",
            "cash": "cashable",
            "equality": "none-expected",
            "consult_internal": "yes",
        },
        **stamp,
    )
    for measure, number in (("in-scope", 4), ("vacancies", 1)):
        known = {"standing": "known", "low": Decimal(number), "high": Decimal(number)}
        registers.create(STAFFING, {"option": sheet, "measure": measure, **known}, **stamp)
    unknown = {"standing": "unknown", "note": "Known once the shifts are settled."}
    registers.create(STAFFING, {"option": sheet, "measure": "redundancies", **unknown}, **stamp)
    risk = {"option": sheet, "number": 1, "risk": "A queue at noon", "mitigation": "Booking"}
    registers.create(RISKS, risk, **stamp)
    claim = {"title": "Print room lease", "kind": "budget-line", "reference": "print-room"}
    options_parts.create_claim(claim | {"option": sheet, "amount": Money.pounds(30_000)}, **stamp)


def _report() -> None:
    """A budget report whose cover is filled in and that nobody has submitted."""
    wanted = reports.Commission(
        reference="print-room-budget",
        template="budget-report",
        body="cabinet",
        meeting_date=clock.today() + timedelta(days=40),
        subject="The budget with one print room",
        period="2017/18",
    )
    stamp = _by("analyst")
    report = reports.move(reports.commission(wanted, **stamp), "drafting", **stamp)
    reports.fill_cover(report, {"core_purposes": dict.fromkeys(PURPOSES, "neutral")}, **stamp)


def _by(username: str) -> dict[str, Any]:
    actor = Actor.at_terminal(User.objects.get(username=username))
    return {"actor": actor, "moment": clock.now()}
