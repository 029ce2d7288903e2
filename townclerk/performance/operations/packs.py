"""Writing a quarter: opened, collected, moderated, signed, decided, closed; issues and answers."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.kernel.errors import Problem, Problems
from townclerk.kernel.reporting_period import PeriodKind, parse_period
from townclerk.performance import policies, tasks
from townclerk.performance.models import PackFigure, PackIssue, PackSign, Quarter
from townclerk.performance.operations.permission import PERFORMANCE, check
from townclerk.performance.operations.steps import (
    check_roles,
    day_of,
    said,
    settle,
    take,
    tell,
)
from townclerk.performance.queries import packs as queries
from townclerk.platform import records
from townclerk.platform.access.areas import Reach, Verb
from townclerk.platform.access.duties import reader_of
from townclerk.platform.access.reader import Refused, of_unit
from townclerk.platform.audit.log import Actor
from townclerk.platform.organisation.models import Unit

State = Quarter.State
DAYS = ("collect_by", "moderate_by", "leadership_on", "cabinet_on")
WAITS = {
    "collect": ("collect_by", "Collect the figures of"),
    "moderate": ("moderate_by", "Moderate the figures of"),
    "to-leadership": ("leadership_on", "Take to leadership"),
    "to-cabinet": ("cabinet_on", "Take to Cabinet"),
}


@transaction.atomic
def open_quarter(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Quarter:
    """Open a quarter with the days by which each step is taken."""
    check(actor, Verb.CONTRIBUTE, moment=moment)
    found = Quarter(**values)
    period = parse_period(found.period)
    last = period.period.last
    if period.kind is not PeriodKind.QUARTER or last is None:
        raise Problems([Problem("Write a quarter, as 2024/25-Q2.", field="period")])
    found.period, found.first, found.last = period.label, period.period.start, last
    _check_days({name: getattr(found, name) for name in DAYS}, last)
    made = records.create(found, actor=actor, moment=moment, reason=reason)
    _tell(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def change_quarter(
    found: Quarter,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Quarter:
    check(actor, Verb.CONTRIBUTE, moment=moment)
    _check_days({name: values.get(name, getattr(found, name)) for name in DAYS}, found.last)
    made = records.change(
        found,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )
    _tell(made, actor=actor, moment=moment)
    return made


def _check_days(days: Mapping[str, date], last: date) -> None:
    """Each day comes after the one before, and none before the quarter has ended."""
    problems, before = [], last
    for name in DAYS:
        if days[name] < before:
            label = name.replace("_", " ")
            problems.append(
                Problem(f"The day of “{label}” comes before the step it follows.", field=name)
            )
        before = days[name]
    if problems:
        raise Problems(problems)


@transaction.atomic
def collect(found: Quarter, *, actor: Actor, moment: datetime, reason: str = "") -> Quarter:
    """Keep what every item answers now, with its source and the day it speaks of. Collected again,
    what moved is changed and keeps its narrative."""
    reader = reader_of(actor, day_of(moment))
    made = _step(found, "collect", {"collected_on": day_of(moment)}, actor, moment, reason)
    there = {(one.item_id, one.portfolio_id): one for one in made.figures.all()}
    for one in queries.collected(made, reader):
        row = there.get((one.item.pk, one.portfolio.pk if one.portfolio else None))
        if row is None:
            fresh = PackFigure(quarter=made, item=one.item, portfolio=one.portfolio, **one.values)
            records.create(fresh, actor=actor, moment=moment)
            continue
        moved = {name: v for name, v in one.values.items() if getattr(row, name) != v}
        if moved:
            records.change(row, moved, actor=actor, moment=moment, verb="collect")
    return made


@transaction.atomic
def moderate(found: Quarter, *, actor: Actor, moment: datetime, reason: str = "") -> Quarter:
    """Every item is answered and signed by its owner, and portfolios add up to the council."""
    figures = queries.figures_of(found)
    if said := queries.unready(found, figures):
        raise Problems([Problem(one) for one in said])
    return _step(found, "moderate", {}, actor, moment, reason)


def _require_actions(figures: list[PackFigure]) -> None:
    """What is red has an action before anybody stands behind it."""
    if left := queries.red_and_idle(figures):
        raise Problems([Problem(one) for one in left])


@transaction.atomic
def to_leadership(found: Quarter, *, actor: Actor, moment: datetime, reason: str = "") -> Quarter:
    _require_actions(queries.figures_of(found))
    return _step(found, "to-leadership", {}, actor, moment, reason)


def check_signer(actor: Actor, portfolio: Unit, *, moment: datetime) -> None:
    """Refuse whoever signs no packs, or those of other portfolios."""
    reader = reader_of(actor, day_of(moment))
    at = of_unit(portfolio.code)
    decision = reader.may_at(at, Verb.APPROVE, PERFORMANCE, subject=policies.SIGN_PACK)
    if not decision:
        raise Refused(decision.reason)


def check_asker(actor: Actor, *, moment: datetime) -> None:
    """Refuse whoever signs no pack: those who sign one may ask about the whole of it."""
    reader = reader_of(actor, day_of(moment))
    if reader.reach(PERFORMANCE, Verb.APPROVE, subject=policies.SIGN_PACK) < Reach.OWN:
        reader.require(Verb.APPROVE, PERFORMANCE, subject=policies.SIGN_PACK)


@transaction.atomic
def sign(
    found: Quarter,
    portfolio: Unit,
    *,
    note: str = "",
    actor: Actor,
    moment: datetime,
) -> PackSign:
    """A Cabinet Member stands behind the pack of their portfolio, before it goes to Cabinet."""
    check_signer(actor, portfolio, moment=moment)
    if found.state not in (State.MODERATED, State.LEADERSHIP):
        raise Problems(
            [Problem(f"{found} is {found.get_state_display().lower()}, so it is not signed now.")]
        )
    figures = [one for one in queries.figures_of(found) if one.portfolio == portfolio]
    if not figures:
        raise Problems([Problem(f"{portfolio} has no figure in {found}.", field="portfolio")])
    _require_actions(figures)
    if found.signs.filter(portfolio=portfolio).exists():
        raise Problems([Problem(f"The pack of {portfolio} is signed already.")])
    signed = PackSign(
        quarter=found,
        portfolio=portfolio,
        signed_by=actor.user,
        signed_on=day_of(moment),
        note=note.strip(),
    )
    return records.create(signed, actor=actor, moment=moment)


@transaction.atomic
def to_cabinet(found: Quarter, *, actor: Actor, moment: datetime, reason: str = "") -> Quarter:
    """Every portfolio's pack is signed, and the questions of the quarter before are answered."""
    pack = queries.pack(found)
    problems = [
        Problem(f"No Cabinet Member has signed the pack of {unit}.")
        for unit in pack.portfolios
        if unit.pk not in pack.signed
    ]
    problems += [Problem(f"Asked last quarter and not answered: {one}") for one in pack.unanswered]
    if problems:
        raise Problems(problems)
    return _step(found, "to-cabinet", {}, actor, moment, reason)


@transaction.atomic
def close(found: Quarter, *, actor: Actor, moment: datetime, reason: str = "") -> Quarter:
    """Cabinet has decided, and everything raised has somebody who does it."""
    decision = (found.decision or reason).strip()
    problems = []
    if not decision:
        problems.append(Problem("Name Cabinet's decision.", field="decision"))
    raised = found.issues.filter(state=PackIssue.State.RAISED)
    problems += [Problem(f"Nobody does anything about it yet: {one}") for one in raised]
    if problems:
        raise Problems(problems)
    return _step(found, "close", {"decision": decision[:120]}, actor, moment, reason)


def _step(
    found: Quarter,
    name: str,
    values: Mapping[str, Any],
    actor: Actor,
    moment: datetime,
    reason: str,
) -> Quarter:
    stamp: dict[str, Any] = {"actor": actor, "moment": moment}
    made: Quarter = take(policies.QUARTER, name, found, values, reason=reason, **stamp)
    if name in WAITS:
        settle(made, name, made.get_state_display(), **stamp)
    return made


def _tell(found: Quarter, *, actor: Actor, moment: datetime) -> None:
    if found.cabinet_on < day_of(moment):
        # Recorded afterwards, so nobody owes what its days asked for.
        return
    taken = list(State.values).index(found.state)
    for place, (name, (field, words)) in enumerate(WAITS.items()):
        if place >= taken:
            tell(
                found,
                name,
                tasks.QUARTER,
                f"{words} {found.period}",
                due=getattr(found, field),
                address=f"/performance/quarters/{found.code}/",
                actor=actor,
                moment=moment,
            )


@transaction.atomic
def change_narrative(
    found: PackFigure,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> PackFigure:
    """What a figure means is written until the pack goes to Cabinet; its value stays."""
    unit = found.portfolio.code if found.portfolio else None
    check(actor, Verb.CONTRIBUTE, moment=moment, unit=unit)
    if found.quarter.state in (State.CABINET, State.CLOSED):
        raise Problems([Problem(f"{found.quarter} went to Cabinet, so it stays as it is.")])
    return records.change(
        found,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def raise_issue(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> PackIssue:
    """Raise an issue, a question or a decision. One that says what is done, by whom and by when is
    assigned at once."""
    check(actor, Verb.CONTRIBUTE, moment=moment)
    check_roles(values)
    found = PackIssue(**values)
    if found.action.strip() and found.owner_role and found.due:
        found.state = PackIssue.State.ASSIGNED
    made = records.create(found, actor=actor, moment=moment, reason=reason)
    _tell_issue(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def ask_question(
    found: Quarter, *, code: str, text: str, role: str, actor: Actor, moment: datetime
) -> PackIssue:
    """A Cabinet Member asks about the pack, once there is one."""
    check_asker(actor, moment=moment)
    if found.state == State.OPEN:
        raise Problems(
            [Problem(f"{found} is not collected yet, so there is no pack to ask about.")]
        )
    issue = PackIssue(
        quarter=found, code=code, kind=PackIssue.Kind.QUESTION, text=text, raised_by=role
    )
    return records.create(issue, actor=actor, moment=moment)


@transaction.atomic
def change_issue(
    found: PackIssue,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> PackIssue:
    check(actor, Verb.CONTRIBUTE, moment=moment)
    check_roles(values)
    made = records.change(
        found,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )
    _tell_issue(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def assign(found: PackIssue, *, actor: Actor, moment: datetime, reason: str = "") -> PackIssue:
    """Somebody does something about it by a day."""
    wanted = {"action": found.action.strip(), "owner_role": found.owner_role, "due": found.due}
    problems = [
        Problem(f"There is no {name.replace('_role', '').replace('due', 'date')}.", field=name)
        for name, value in wanted.items()
        if not value
    ]
    if problems:
        raise Problems(problems)
    made: PackIssue = take(
        policies.ISSUE, "assign", found, actor=actor, moment=moment, reason=reason
    )
    _tell_issue(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def done(found: PackIssue, *, actor: Actor, moment: datetime, reason: str = "") -> PackIssue:
    """It is done, or the question is answered."""
    why = said(reason, "Say what was done, or what was answered.")
    values = {"done_on": day_of(moment), "action": f"{found.action}\n{why}".strip()}
    made: PackIssue = take(
        policies.ISSUE, "done", found, values, actor=actor, moment=moment, reason=why
    )
    settle(made, "do", "Done", actor=actor, moment=moment)
    return made


def _tell_issue(found: PackIssue, *, actor: Actor, moment: datetime) -> None:
    if found.state != PackIssue.State.ASSIGNED:
        return
    tell(
        found,
        "do",
        tasks.PACK_ISSUE,
        str(found)[:200],
        due=found.due,
        role=found.owner_role,
        unit=found.figure.portfolio if found.figure else None,
        address=f"/performance/quarters/{found.quarter.code}/",
        note=found.action,
        actor=actor,
        moment=moment,
    )
