"""Loading the demonstration council: the real figures in `data/`, through the sheets users load."""

import csv
import shutil
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from django.core.management import call_command
from django.db import transaction

from townclerk.democracy.models import Meeting
from townclerk.democracy.operations.meetings import hold
from townclerk.demonstration.assurance import load_assurance
from townclerk.demonstration.budget import load_budget
from townclerk.demonstration.cycle import load_cycle
from townclerk.demonstration.draft_plan import draft_next_plan
from townclerk.demonstration.options import load_options
from townclerk.demonstration.performance import load_quarters, load_reviews_and_strategies
from townclerk.demonstration.programme import load_programme
from townclerk.demonstration.scrutiny import load_scrutiny
from townclerk.figures.models import ReturnedValue
from townclerk.figures.operations import publish_value, sign_value
from townclerk.finance.models import PlanVersion
from townclerk.finance.operations.plan import move_version
from townclerk.kernel.errors import TownclerkError
from townclerk.performance.models import CorporatePlan
from townclerk.performance.operations import approve_plan
from townclerk.platform.access.loading import load_roles
from townclerk.platform.access.models import User
from townclerk.platform.access.operations import add_user, grant_role
from townclerk.platform.audit.log import Actor
from townclerk.platform.exchange import operations as exchange
from townclerk.platform.exchange import template
from townclerk.platform.home import CHECKOUT, Home
from townclerk.platform.organisation import operations as organisation
from townclerk.platform.organisation.queries import council

DATA = CHECKOUT / "data"
SHEETS = (
    "plan-versions",
    "plan-lines",
    "reserves",
    "reserve-movements",
    "risk-assessments",
    "phasing",
    "tax-assumptions",
    "tax-options",
    "grants",
    "change-fund-sources",
    "capital-grants",
    "printed-figures",
)
DEMOCRACY = (
    "political-groups",
    "members",
    "group-members",
    "bodies",
    "bodies-below",
    "memberships",
    "meetings",
    "decisions",
    "agenda-items",
    "constitution-sections",
    "delegations",
    "allowance-schemes",
    "allowance-rates",
)
CUSTOMERS = ("consulted-people", "consultations", "consultation-people")
COUNCIL = {
    "name": "Sefton Council",
    "short_name": "Sefton",
    "ons_code": "E08000014",
    "colour": "#1d4f6e",
    "demonstration": True,
}
PUBLISHED_ON = date(2017, 1, 12)
"""The day the budget report with the plan came out; it is entered here when it is loaded."""
WHY = "Published in the budget report of 12 January 2017 and entered for the demonstration"
PUBLISHING = ("send-for-review", "put-to-cabinet", "publish")


class NotEmpty(TownclerkError):
    """The installation already serves a council."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"This installation holds {name}. Nothing was changed. To wipe it and load the "
            f'demonstration, add --replace "{name}".'
        )


class WrongName(TownclerkError):
    """The name given to --replace is not the council's."""

    def __init__(self, given: str, name: str) -> None:
        super().__init__(f"This installation holds {name}, not {given}. Nothing was changed.")


def wipe(home: Home) -> None:
    """Remove every record, fact, file and message of the installation; its keys stay."""
    call_command("flush", verbosity=0, interactive=False)
    for place in (home.facts, home.files, home.mail):
        shutil.rmtree(place, ignore_errors=True)
    home.prepare()


def check_empty(replace: str | None) -> bool:
    """True when there is a council to wipe first; raises when that was not asked for by name."""
    existing = council()
    if existing is None:
        return False
    if replace is None:
        raise NotEmpty(existing.name)
    if replace != existing.name:
        raise WrongName(replace, existing.name)
    return True


@transaction.atomic
def load(*, moment: datetime, today: date) -> dict[str, str]:
    """Load everything or nothing; answers the passwords of the role accounts."""
    terminal = Actor.at_terminal(None)
    load_roles(actor=terminal, moment=moment)
    passwords = _accounts(terminal, moment, today)
    officer = Actor.at_terminal(User.objects.get(username="s151"))
    organisation.set_council(COUNCIL, actor=terminal, moment=moment)
    for row in _rows(DATA / "organisation.csv"):
        organisation.create_unit(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            parent=row["parent"] or None,
            start=date.fromisoformat(row["start"]),
            actor=terminal,
            moment=moment,
        )
    _finance(officer, moment)
    load_budget(_sheet, officer, moment)
    load_options(_sheet, officer, moment)
    office = Actor.at_terminal(User.objects.get(username="programme"))
    load_programme(_sheet, office, moment)
    _performance(Actor.at_terminal(User.objects.get(username="chief")), moment)
    _measures(moment)
    _democracy(Actor.at_terminal(User.objects.get(username="clerk")), moment)
    auditor = Actor.at_terminal(User.objects.get(username="auditor"))
    load_assurance(_sheet, auditor, officer, moment)
    records = Actor.at_terminal(User.objects.get(username="records"))
    _sheets("customers", CUSTOMERS, records, moment)
    analyst = Actor.at_terminal(User.objects.get(username="analyst"))
    load_cycle(_sheet, office, analyst, records, moment)
    return passwords


def _accounts(terminal: Actor, moment: datetime, today: date) -> dict[str, str]:
    """The administrator opens the other accounts, as in a council."""
    passwords: dict[str, str] = {}
    actor = terminal
    for row in _rows(DATA / "accounts.csv"):
        made, password = add_user(
            username=row["username"],
            email=f"{row['username']}@example.org",
            job_title=row["job_title"],
            actor=actor,
            moment=moment,
        )
        grant_role(
            user=made,
            role=row["role"],
            start=today,
            scope_kind="unit" if row["unit"] else "",
            scope_code=row["unit"],
            reason="Demonstration",
            actor=actor,
            moment=moment,
        )
        passwords[row["username"]] = password
        if actor is terminal:
            actor = Actor.at_terminal(made)
    return passwords


def _finance(officer: Actor, moment: datetime) -> None:
    _sheets("finance", SHEETS, officer, moment)
    plan = PlanVersion.objects.get(number=1)
    for move in PUBLISHING:
        plan = move_version(
            plan,
            move,
            actor=officer,
            moment=moment,
            reason=WHY,
            published_on=PUBLISHED_ON if move == "publish" else None,
        )
    draft_next_plan(plan, actor=officer, moment=moment)


def _performance(chief: Actor, moment: datetime) -> None:
    """The core purposes of 2016 as approved, and the plan of 2023 as a draft to be tried on."""
    _sheets("performance", ("corporate-plans", "aims", "plan-actions"), chief, moment)
    plan = CorporatePlan.objects.get(code="2016-purpose")
    approve_plan(
        plan,
        decision="Council, November 2016",
        approved_on=plan.start,
        actor=chief,
        moment=moment,
    )
    load_reviews_and_strategies(_sheet, chief, moment)


def _measures(moment: datetime) -> None:
    """Measures and the values three documents print, stated by one role and signed by another."""
    recorder, owner = (
        Actor.at_terminal(User.objects.get(username=name)) for name in ("records", "head")
    )
    _sheets("performance", ("figure-scopes", "measures"), recorder, moment)
    for document in ("2021-10", "2023", "2024-08"):
        _sheet("performance", f"figure-values-{document}", "figure-values", recorder, moment)
    for value in ReturnedValue.objects.filter(signed_at=None):
        publish_value(sign_value(value, actor=owner, moment=moment), actor=owner, moment=moment)
    load_quarters(_sheet, Actor.at_terminal(User.objects.get(username="chief")), moment)


def _democracy(clerk: Actor, moment: datetime) -> None:
    """Bodies, members, the calendar and decisions; meetings the documents say were held are."""
    for name in DEMOCRACY:
        # Bodies that report to another come in a second sheet, once the other is there.
        _sheet("democracy", name, name.removesuffix("-below"), clerk, moment)
    held = [row["reference"] for row in _rows(DATA / "democracy" / "meetings-held.csv")]
    for meeting in Meeting.objects.filter(reference__in=held).select_related("body"):
        hold(meeting, actor=clerk, moment=moment, reason="Held, as the documents say")
    load_scrutiny(_sheet, clerk, moment)


def _sheets(folder: str, names: Sequence[str], actor: Actor, moment: datetime) -> None:
    """Every sheet by the door users bring theirs through, so that each record knows its file."""
    for name in names:
        _sheet(folder, name, name, actor, moment)


def _sheet(folder: str, name: str, into: str, actor: Actor, moment: datetime) -> None:
    path = DATA / folder / f"{name}.csv"
    sheet = exchange.File(path.name, path.read_bytes())
    exchange.load(template(into), sheet, actor=actor, moment=moment)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
