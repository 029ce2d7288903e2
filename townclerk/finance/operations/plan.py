"""Writing plan versions and their lines."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.finance import permissions, policies
from townclerk.finance.models import (
    Correlation,
    Driver,
    DriverYear,
    LineAmount,
    PlanLine,
    PlanVersion,
    Scenario,
    ScenarioOverride,
    TaxAssumption,
    TaxOption,
    TaxOptionYear,
)
from townclerk.finance.models.plan import PublishedPlanIsFixed
from townclerk.finance.queries.plan import COPIED
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL


class VersionNumberTaken(TownclerkError):
    """There is a version of this number already."""


class VersionIsLocked(TownclerkError):
    """A version under officer review or with Cabinet is open to the s151 officer only."""

    def __init__(self, plan: PlanVersion) -> None:
        super().__init__(
            f"{plan} is locked at {plan.get_state_display().lower()}. "
            "Ask the s151 officer to return it to draft."
        )


class NotPublished(TownclerkError):
    """Cabinet notes what is published."""


class NotedAlready(TownclerkError):
    """The minute in which Cabinet noted a version is recorded once."""


class YearOutsidePlan(TownclerkError):
    def __init__(self, plan: PlanVersion, year: int) -> None:
        super().__init__(
            f"{FinancialYear(year).label} is not a year of {plan}, "
            f"which covers {plan.year_labels[0]} to {plan.year_labels[-1]}."
        )


def check_editable(plan: PlanVersion, *, actor: Actor, moment: datetime) -> None:
    """A draft is open to finance, a locked version to who approves, a published one to nobody."""
    if plan.is_fixed:
        raise PublishedPlanIsFixed(plan)
    if plan.state == PlanVersion.State.DRAFT:
        permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    elif not permissions.holds(actor, moment, permissions.S151):
        permissions.check(actor, Verb.READ, moment=moment)
        raise VersionIsLocked(plan)


@transaction.atomic
def create_version(
    *,
    number: int,
    title: str,
    first_year: int,
    years: int = 3,
    note: str = "",
    actor: Actor,
    moment: datetime,
) -> PlanVersion:
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    if PlanVersion.objects.filter(number=number).exists():
        raise VersionNumberTaken(f"There is a version {number} already. Use the next number.")
    plan = PlanVersion(number=number, title=title, first_year=first_year, years=years, note=note)
    return records.create(plan, actor=actor, moment=moment)


@transaction.atomic
def start_next_version(
    plan: PlanVersion, *, title: str, actor: Actor, moment: datetime
) -> PlanVersion:
    """A draft that starts as a copy of this version: lines, drivers, scenarios, tax options."""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    last = PlanVersion.objects.order_by("-number").first()
    following = PlanVersion(
        number=(last.number if last else 0) + 1,
        title=title,
        first_year=plan.first_year,
        years=plan.years,
        based_on=plan,
    )
    records.create(following, actor=actor, moment=moment, reason=f"Based on {plan}")
    _copy_parts(plan, following, actor=actor, moment=moment)
    return following


def _copy_parts(plan: PlanVersion, into: PlanVersion, *, actor: Actor, moment: datetime) -> None:
    stamp: Any = {"actor": actor, "moment": moment, "reason": f"{COPIED} {plan}"}
    drivers = {
        driver.pk: records.create(_copy(driver, plan=into), **stamp)
        for driver in plan.drivers.all()
    }
    for value in DriverYear.objects.filter(driver__plan=plan):
        records.create(_copy(value, driver=drivers[value.driver_id]), **stamp)
    lines = {}
    for line in plan.lines.all():
        driver = drivers.get(line.driver_id) if line.driver_id else None
        lines[line.pk] = records.create(_copy(line, plan=into, driver=driver), **stamp)
    for amount in LineAmount.objects.filter(line__plan=plan):
        records.create(_copy(amount, line=lines[amount.line_id]), **stamp)
    scenarios = {
        scenario.pk: records.create(_copy(scenario, plan=into), **stamp)
        for scenario in plan.scenarios.all()
    }
    for override in ScenarioOverride.objects.filter(scenario__plan=plan):
        changed = {
            "scenario": scenarios[override.scenario_id],
            "driver": drivers[override.driver_id],
        }
        records.create(_copy(override, **changed), **stamp)
    for link in Correlation.objects.filter(first__plan=plan):
        pair = {"first": drivers[link.first_id], "second": drivers[link.second_id]}
        records.create(_copy(link, **pair), **stamp)
    _copy_tax(plan, into, stamp)


def _copy_tax(plan: PlanVersion, into: PlanVersion, stamp: dict[str, Any]) -> None:
    """The tax assumptions and the options, each a draft again; a carry is decided anew."""
    for assumed in TaxAssumption.objects.filter(plan=plan):
        records.create(_copy(assumed, plan=into), **stamp)
    drawn = {
        option.pk: records.create(
            _copy(option, plan=into, state=TaxOption.State.DRAFT, decision=""), **stamp
        )
        for option in plan.tax_options.all()
    }
    for increase in TaxOptionYear.objects.filter(option__plan=plan):
        records.create(_copy(increase, option=drawn[increase.option_id]), **stamp)


def _copy(record: Any, **changed: Any) -> Any:
    values = {
        field.attname: getattr(record, field.attname)
        for field in record._meta.concrete_fields  # noqa: SLF001 (the documented way to a model's fields)
        if field.name not in ("id", "version", *changed)
    }
    return type(record)(**values, **changed)


@transaction.atomic
def move_version(
    plan: PlanVersion,
    move: str,
    *,
    actor: Actor,
    moment: datetime,
    reason: str = "",
    expected_version: int | None = None,
    published_on: date | None = None,
) -> PlanVersion:
    """Take a version along one declared step. Publishing supersedes the one published before.

    `published_on` is for a plan that was published before it is entered here: the day the paper
    came out. What was done here is still recorded at the moment it was done.
    """
    step = policies.step(policies.PLAN, move, plan.state, plan)
    permissions.check(actor, step.verb, moment=moment)
    if step.verb is Verb.APPROVE:
        permissions.check_role(actor, permissions.S151, moment=moment)
    values: dict[str, Any] = {"state": step.target}
    if step.target == PlanVersion.State.PUBLISHED:
        values["published_on"] = _publication_day(published_on, moment)
        for earlier in PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED):
            records.change(
                earlier,
                {"state": PlanVersion.State.SUPERSEDED},
                actor=actor,
                moment=moment,
                verb="supersede",
                reason=f"{plan} is published",
            )
    return records.change(
        plan,
        values,
        actor=actor,
        moment=moment,
        verb=move,
        reason=reason,
        expected_version=expected_version,
    )


def _publication_day(
    given: date | None, moment: datetime, field: str = "published_on", what: str = "was published"
) -> date:
    today = moment.astimezone(LOCAL).date()
    if given is not None and given > today:
        raise Problems(
            [
                Problem(
                    f"{date_display(given)} is still to come.",
                    field=field,
                    hint=f"Give the day the plan {what}.",
                )
            ]
        )
    return given or today


@transaction.atomic
def note_version(
    plan: PlanVersion, *, noted: str, noted_on: date, actor: Actor, moment: datetime
) -> PlanVersion:
    """Keep the minute in which Cabinet noted a published version."""
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    if not plan.is_fixed:
        raise NotPublished(f"{plan} is not published yet. Publish it, then record the minute.")
    if plan.noted:
        raise NotedAlready(f"{plan} was noted already, {plan.noted}. That minute stays.")
    if not noted.strip():
        raise Problems([Problem("Give the reference of the minute.", field="noted")])
    values = {
        "noted": noted.strip(),
        "noted_on": _publication_day(noted_on, moment, "noted_on", "was noted"),
    }
    return records.change(plan, values, actor=actor, moment=moment, verb="note")


@transaction.atomic
def add_line(
    plan: PlanVersion,
    values: Mapping[str, Any],
    amounts: Mapping[int, Money],
    *,
    actor: Actor,
    moment: datetime,
    printed: Mapping[int, Money] | None = None,
    reason: str = "",
) -> PlanLine:
    """A new line with what is typed for each year."""
    check_editable(plan, actor=actor, moment=moment)
    check_counted_once(plan, values)
    line = records.create(PlanLine(plan=plan, **values), actor=actor, moment=moment, reason=reason)
    printed = printed or {}
    for year in sorted({*amounts, *printed}):
        _check_year(plan, year)
        amount = LineAmount(
            line=line,
            year=year,
            amount=amounts.get(year, Money.zero),
            printed=printed.get(year),
            batch=line.batch,
        )
        records.create(amount, actor=actor, moment=moment, reason=reason)
    return line


@transaction.atomic
def change_line(
    line: PlanLine,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> PlanLine:
    check_editable(line.plan, actor=actor, moment=moment)
    check_counted_once(line.plan, {"code": line.code, **values}, besides=line)
    return records.change(
        line,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def set_amount(
    line: PlanLine,
    year: int,
    amount: Money,
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> LineAmount:
    """Type a line's amount for a year; 0 is the version of a cell nobody has filled yet."""
    check_editable(line.plan, actor=actor, moment=moment)
    _check_year(line.plan, year)
    cell = LineAmount.objects.filter(line=line, year=year).first()
    if cell is None:
        cell = LineAmount(line=line, year=year, amount=amount)
        return records.create(cell, actor=actor, moment=moment, reason=reason)
    return records.change(
        cell,
        # Typed by hand now, whatever file brought it first.
        {"amount": amount, "batch": ""},
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def remove_line(line: PlanLine, *, actor: Actor, moment: datetime, reason: str) -> None:
    check_editable(line.plan, actor=actor, moment=moment)
    for amount in line.amounts.all():
        records.remove(amount, actor=actor, moment=moment, reason=reason)
    records.remove(line, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def save_driver(
    plan: PlanVersion,
    values: Mapping[str, Any],
    by_year: Mapping[int, Mapping[str, Any]],
    *,
    actor: Actor,
    moment: datetime,
) -> Driver:
    """Create the driver of this code, or change it, with its value in each year."""
    check_editable(plan, actor=actor, moment=moment)
    driver = plan.drivers.filter(code=values["code"]).first()
    if driver is None:
        driver = records.create(Driver(plan=plan, **values), actor=actor, moment=moment)
    else:
        driver = records.change(driver, values, actor=actor, moment=moment)
    for year, parts in sorted(by_year.items()):
        _check_year(plan, year)
        found = driver.values.filter(year=year).first()
        if found is None:
            fresh = DriverYear(driver=driver, year=year, **parts)
            records.create(fresh, actor=actor, moment=moment)
        else:
            records.change(found, parts, actor=actor, moment=moment)
    return driver


@transaction.atomic
def save_scenario(
    plan: PlanVersion,
    *,
    code: str,
    name: str,
    case: str,
    overrides: Mapping[tuple[str, int | None], Any],
    actor: Actor,
    moment: datetime,
) -> Scenario:
    """Keep a scenario: which drivers move, in which year, by how many points."""
    check_editable(plan, actor=actor, moment=moment)
    scenario = plan.scenarios.filter(code=code).first()
    if scenario is None:
        scenario = Scenario(plan=plan, code=code, name=name, case=case)
        records.create(scenario, actor=actor, moment=moment)
    else:
        scenario = records.change(
            scenario, {"name": name, "case": case}, actor=actor, moment=moment
        )
        for old in scenario.overrides.all():
            records.remove(old, actor=actor, moment=moment, reason="Replaced")
    drivers = {driver.code: driver for driver in plan.drivers.all()}
    for (driver_code, year), points in overrides.items():
        override = ScenarioOverride(
            scenario=scenario, driver=drivers[driver_code], year=year, points=points
        )
        records.create(override, actor=actor, moment=moment)
    return scenario


@transaction.atomic
def discard_scenario(scenario: Scenario, *, actor: Actor, moment: datetime) -> None:
    check_editable(scenario.plan, actor=actor, moment=moment)
    for override in scenario.overrides.all():
        records.remove(override, actor=actor, moment=moment, reason="Scenario discarded")
    records.remove(scenario, actor=actor, moment=moment, reason="Discarded")


def check_counted_once(
    plan: PlanVersion, values: Mapping[str, Any], *, besides: PlanLine | None = None
) -> None:
    """No saving may narrow the gap twice, and none may hide inside a line that is not there."""
    others = plan.lines.exclude(pk=besides.pk) if besides else plan.lines.all()
    saving, holder = values.get("saving") or "", values.get("included_in") or ""
    found = []
    if saving and (twin := others.filter(saving=saving).first()):
        found.append(
            Problem(
                message=f"The saving {saving} is already counted by the line “{twin}”.",
                field="saving",
                hint="Change that line, or leave this field empty.",
                code="saving-counted-twice",
            )
        )
    if holder and not others.filter(code=holder).exists():
        found.append(
            Problem(
                message=f"{plan} has no line {holder} that could hold this one.",
                field="included_in",
                hint="Give the code of a line of the same version.",
                code="no-such-line",
            )
        )
    if found:
        raise Problems(found)


def _check_year(plan: PlanVersion, year: int) -> None:
    if year not in plan.year_numbers:
        raise YearOutsidePlan(plan, year)
