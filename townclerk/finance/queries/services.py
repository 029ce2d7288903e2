"""What the services of a budget are called in its year."""

from datetime import date

from townclerk.kernel.years import FinancialYear
from townclerk.platform.organisation.models import UnitName


class Names(dict[str, str]):
    """Names by code; a unit that never had one is called by its code."""

    def __missing__(self, code: str) -> str:
        return code


def service_names(year: int) -> Names:
    """Each unit's name on the first day of the year, or the nearest it had, in one query."""
    first: date = FinancialYear(year).start
    found = Names()
    for row in UnitName.objects.select_related("unit").order_by("start"):
        if row.unit.code not in found or row.start <= first:
            found[row.unit.code] = row.name
    return found
