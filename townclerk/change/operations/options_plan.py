"""Having the draft of the plan count what packages of options save."""

from datetime import datetime

from django.db import transaction

from townclerk.change import permissions
from townclerk.change.models import OptionPackage
from townclerk.change.queries import options as queries
from townclerk.finance.public import count_savings
from townclerk.kernel.errors import TownclerkError
from townclerk.platform.audit.log import Actor


class NotInThePlan(TownclerkError):
    """Why a package cannot be counted in the plan."""


@transaction.atomic
def count_in_plan(
    package: OptionPackage, *, actor: Actor, moment: datetime, reason: str = ""
) -> str:
    """Set the package's line of the draft to what it saves, year by year; answers its heading."""
    permissions.check_role(actor, permissions.S151, moment=moment)
    if not package.plan_line:
        raise NotInThePlan(f"{package} names no line of the plan. Name one on the package.")
    held = queries.read()
    phasing = next(one for one in held.phasings() if one.package.code == package.code)
    if not phasing.years:
        raise NotInThePlan(f"{package} is not phased by year yet.")
    return count_savings(
        package.plan_line,
        phasing.years,
        actor=actor,
        moment=moment,
        reason=reason or f"Counted from the option sheets of {package}",
    )
