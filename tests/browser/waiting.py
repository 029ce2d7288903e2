"""Records that wait for somebody, so that the pages of what is under way can be looked at."""

from datetime import date, timedelta
from typing import Any

from tests.browser.waiting_meetings import leave_meetings
from tests.browser.waiting_options import leave_options
from tests.browser.waiting_programme import leave_programme
from townclerk.finance.models import BudgetRound, TaxSetting
from townclerk.finance.operations import budget_amendments, budget_round, budget_submissions
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.performance import operations as performance
from townclerk.performance.models import Aim
from townclerk.platform import clock, records
from townclerk.platform.access.areas import Area
from townclerk.platform.access.models import User
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines.kinds import REDUNDANCY
from townclerk.platform.deadlines.operations import raise_task
from townclerk.platform.organisation.models import Unit
from townclerk.reports import commenting, contributing
from townclerk.reports import operations as reports


def leave_waiting(owner: User) -> None:
    """A task, a report being drafted, an action of the plan, a budget round, option sheets,
    a programme under way, what meetings leave to be done."""
    _task(owner)
    _draft()
    _action()
    _round()
    leave_options()
    leave_programme()
    leave_meetings()


def _by(username: str) -> dict[str, Any]:
    actor = Actor.at_terminal(User.objects.get(username=username))
    return {"actor": actor, "moment": clock.now()}


def _task(owner: User) -> None:
    raise_task(
        source=None,
        purpose="notify",
        title="Notify the Secretary of State",
        kind=REDUNDANCY,
        area=Area.PEOPLE,
        owner_user=owner,
        due=clock.today() + timedelta(days=3),
        **_by("s151"),
    )


def _draft() -> None:
    wanted = reports.Commission(
        reference="budget-report-next",
        template="budget-report",
        body="cabinet",
        meeting_date=clock.today() + timedelta(days=30),
        subject="The next budget report",
        period="2017/18",
    )
    report = reports.commission(wanted, **_by("analyst"))
    report = reports.move(report, "drafting", **_by("analyst"))
    asked = {"role": "risk-officer", "due": clock.today() + timedelta(days=3)}
    contributing.ask(report, "risks", **asked, **_by("analyst"))
    commenting.say(report, "Which risk moved most?", section="risks", **_by("s151"))


def _action() -> None:
    values = {"aim": Aim.objects.get(code="place"), "code": "pier", "title": "Open the pier again"}
    performance.create_action(values, **_by("chief"))


def _round() -> None:
    """Next year's budget: a submission over its limit, a tax to set, an amendment being drawn."""
    year = FinancialYear.containing(clock.today()).start_year + 1
    days = {"cabinet_on": date(year, 1, 15), "council_on": date(year, 3, 1)}
    made = budget_round.open_round({"year": year, **days}, **_by("s151"))
    unit = Unit.objects.get(code="adult-social-care")
    limit = {"round": made, "unit": unit, "cash_limit": Money.pounds(1_000_000)}
    sent = budget_submissions.issue_limit(limit, **_by("s151"))
    line = {"submission": sent, "code": "pay", "heading": "Pay", "kind": "pay"}
    budget_submissions.add_line({**line, "amount": Money.pounds(1_200_000)}, **_by("s151"))
    tax = {"band_d": Money.pounds(120), "last_band_d": Money.pounds(118)}
    records.create(TaxSetting(round=made, tax_base=10_000, **tax), **_by("s151"))
    BudgetRound.objects.filter(pk=made.pk).update(state=BudgetRound.State.RECOMMENDED)
    made.refresh_from_db()
    names = {"reference": "more-care", "title": "More care", "moved_by": "Opposition group"}
    amendment = budget_amendments.draw({"round": made, **names}, **_by("s151"))
    change = {"amendment": amendment, "unit": unit, "what": "Visits", "amount": Money.pounds(5_000)}
    budget_amendments.add_change(change, **_by("s151"))
