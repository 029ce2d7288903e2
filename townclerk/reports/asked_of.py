"""Whom a section is asked of: the accounts behind a role, and where they write."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from townclerk.platform.access.holding import in_force
from townclerk.platform.access.models import Holding, User
from townclerk.platform.organisation import queries as organisation
from townclerk.platform.organisation.models import Unit
from townclerk.reports.models import Contribution, PeriodSection, Report

OF_UNITS = (Holding.Scope.UNIT, Holding.Scope.PORTFOLIO)


@dataclass(frozen=True)
class Holder:
    """An account that holds a role, and the units it holds it for; none for the whole council."""

    user: User
    units: frozenset[str] | None

    def covers(self, unit: str) -> bool:
        return self.units is None or not unit or unit in self.units


def address(found: Contribution) -> str:
    """Where the section is written: on the short page when it is one of a period."""
    page = "reports:give" if of_period(found) else "reports:section"
    return reverse(page, args=[found.report.reference, found.section])


def of_period(found: Contribution) -> bool:
    sections = PeriodSection.objects.filter(period__report=found.report, section=found.section)
    return sections.exists()


def unit_of(found: Contribution) -> Unit | None:
    """The unit a section is of: its own in a period, else that of its report."""
    sections = PeriodSection.objects.filter(period__report=found.report, section=found.section)
    own = sections.select_related("unit").first()
    return own.unit if own is not None else found.report.unit


def holders(asked: Sequence[Contribution], on: date) -> dict[int, list[User]]:
    """The accounts each section is asked of, by the key of the contribution.

    The person who was named; else who holds the role, for the unit the section is of where it is
    of one.
    """
    units = _units(asked)
    held = _held({one.role for one in asked if one.role and one.user is None}, on)
    return {
        one.pk: [one.user]
        if one.user is not None
        else [each.user for each in held.get(one.role, ()) if each.covers(units.get(one.pk, ""))]
        for one in asked
    }


def addresses(asked: Sequence[Contribution], on: date) -> dict[int, str]:
    """The address of the one account that was asked, by the key of the contribution.

    A section asked of several has none: a link is for one person.
    """
    return {
        key: who[0].email
        for key, who in holders(asked, on).items()
        if len(who) == 1 and who[0].email
    }


def _units(asked: Sequence[Contribution]) -> Mapping[int, str]:
    """The code of the unit each is of, as `unit_of` says it, for many at once."""
    reports = {one.report_id for one in asked}
    rows = PeriodSection.objects.filter(period__report__in=reports)
    found = {
        (report, section): unit or ""
        for report, section, unit in rows.values_list("period__report", "section", "unit__code")
    }
    of_report = dict(Report.objects.filter(pk__in=reports).values_list("pk", "unit__code"))
    return {
        one.pk: found.get((one.report_id, one.section), of_report[one.report_id] or "")
        for one in asked
    }


def _held(roles: Iterable[str], on: date) -> dict[str, list[Holder]]:
    """Each role with who holds it on the day, an account once."""
    rows = list(
        Holding.objects.filter(in_force(on), role__code__in=roles, user__is_active=True)
        .select_related("user", "role")
        .order_by("user_id", "pk")
    )
    scopes = {one.scope_code for one in rows if one.scope_kind in OF_UNITS}
    below = organisation.all_below(scopes, on) if scopes else {}
    found: dict[str, dict[int, Holder]] = {}
    for one in rows:
        units: frozenset[str] | None = None
        if one.scope_kind:
            units = below.get(one.scope_code, frozenset())
        of_role = found.setdefault(one.role.code, {})
        before = of_role.get(one.user_id)
        if before is not None:
            units = None if units is None or before.units is None else units | before.units
        of_role[one.user_id] = Holder(one.user, units)
    return {role: list(each.values()) for role, each in found.items()}
