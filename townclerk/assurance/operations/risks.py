"""Writes of risks: scoring, moderating, approving, reviewing, raising up, closing."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.assurance import policies, tasks
from townclerk.assurance.aims import aim_of
from townclerk.assurance.core.scoring import judged
from townclerk.assurance.models import Risk, RiskAction, RiskMatrix, RiskPaper, RiskScore
from townclerk.assurance.operations.errors import CannotAct, MixedMatrices, NoMatrix
from townclerk.assurance.operations.offered_risks import tell_programme
from townclerk.assurance.permissions import (
    ASSURANCE,
    MODERATORS,
    RISKS,
    check_decides,
    check_keeps,
    check_role,
    unit_code,
)
from townclerk.assurance.queries import risks as queries
from townclerk.figures import UnknownFigure, definition
from townclerk.kernel.deadlines import add_months
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.deadlines import operations as deadlines
from townclerk.platform.parameters import source

State = Risk.State
REVIEW = "assurance/risk-review"
"""How many months later a risk is looked at again where nobody gives a day."""


def day_of(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()


def _check(risk: Risk, *, actor: Actor, moment: datetime) -> None:
    check_keeps(actor, moment=moment, unit=unit_code(risk), subject=RISKS)


@transaction.atomic
def create(values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = "") -> Risk:
    """Propose a risk, which is scored next. One that comes with the day it was closed is closed."""
    risk = Risk(**values)
    if risk.closed_on is not None:
        risk.state = State.CLOSED
    _check_figure(risk.figure)
    _check_aim(risk.objective)
    _check(risk, actor=actor, moment=moment)
    return records.create(risk, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change(
    risk: Risk,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Risk:
    _check(risk, actor=actor, moment=moment)
    if values.get("closed_on", risk.closed_on) != risk.closed_on:
        raise CannotAct("Close a risk by the step, so that its reason is kept.")
    _check_figure(values.get("figure", ""))
    _check_aim(values.get("objective", ""))
    return records.change(
        risk,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


def _check_figure(key: str) -> None:
    """Refuse to link a figure that nobody declared."""
    if not key:
        return
    try:
        definition(key)
    except UnknownFigure as error:
        raise Problems([Problem(str(error), field="figure")]) from error


def _check_aim(code: str) -> None:
    """Refuse to link an aim that no plan has."""
    if code and not aim_of(code):
        raise Problems(
            [
                Problem(
                    f"No plan has the aim {code}.",
                    field="objective",
                    hint="Write the code of an aim, as the register of aims has it.",
                )
            ]
        )


@transaction.atomic
def score(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> RiskScore:
    """Score a risk on the matrix in force on the day: the three scores are worked out and kept."""
    made = RiskScore(**values)
    risk = made.risk
    _check(risk, actor=actor, moment=moment)
    if risk.state == State.OFFERED:
        raise CannotAct(f"{risk} is only offered. Accept it first.")
    if not risk.is_open:
        raise CannotAct(f"{risk} is closed and kept as it was. Raise a new risk.")
    _must_not_be_ahead(made.on, moment)
    matrix = queries.matrix_on(made.on)
    if matrix is None:
        raise NoMatrix(
            f"No matrix is in force on {date_display(made.on)}. Publish one, then score."
        )
    if made.matrix_id is not None and made.matrix_id != matrix.pk:
        raise CannotAct(
            f"On {date_display(made.on)} {matrix} was in force, not {made.matrix}. "
            "Score on that one."
        )
    made.matrix, made.scored_by = matrix, actor.user
    places: dict[str, Any] = made.places()
    found = judged(**places, matrix=matrix.core)
    made.inherent, made.current, made.target = found.inherent, found.current, found.target
    made = records.create(made, actor=actor, moment=moment, reason=reason)
    _stand(risk, actor=actor, moment=moment)
    return made


def _must_not_be_ahead(day: date, moment: datetime) -> None:
    if day > day_of(moment):
        raise Problems([Problem("A score cannot be of a day to come.", field="on")])


def _stand(risk: Risk, *, actor: Actor, moment: datetime) -> Risk:
    """The risk stands as its latest scoring says."""
    last = risk.scores.select_related("matrix").order_by("-on").first()
    if last is None:
        return risk
    now = queries.matrix_on(day_of(moment))
    values: dict[str, Any] = {
        "matrix": last.matrix,
        "inherent": last.inherent,
        "current": last.current,
        "target": last.target,
        "rescore": now is not None and last.matrix_id != now.pk,
    }
    if risk.state == State.PROPOSED:
        values["state"] = State.SCORED
    return records.change(risk, values, actor=actor, moment=moment, verb="score")


@transaction.atomic
def moderate(risk: Risk, *, reason: str = "", actor: Actor, moment: datetime) -> Risk:
    """The risk team stands behind the latest scoring; whoever scored leaves it to another."""
    policies.step(policies.RISK, "moderate", risk.state, risk)
    check_role(actor, *MODERATORS, moment=moment, record=risk)
    _check(risk, actor=actor, moment=moment)
    last = risk.scores.order_by("-on").first()
    if last is None:
        raise CannotAct(f"{risk} is not scored yet. Score it first.")
    if last.scored_by_id is not None and actor.user is not None:
        _leave_to_another(last, actor, "scored it", "moderates")
    stamp: dict[str, Any] = {"actor": actor, "moment": moment, "reason": reason}
    records.change(last, {"moderated_on": day_of(moment)}, verb="moderate", **stamp)
    return records.change(risk, {}, verb="moderate", **stamp)


def _leave_to_another(last: RiskScore, actor: Actor, did: str, does: str) -> None:
    if actor.user is not None and last.scored_by_id == actor.user.pk:
        raise CannotAct(f"You {did}, so somebody else {does}.")


@transaction.atomic
def approve(risk: Risk, *, reason: str = "", actor: Actor, moment: datetime) -> Risk:
    """Leadership takes a moderated score as the council's; above appetite it needs an action."""
    move = policies.step(policies.RISK, "approve", risk.state, risk)
    check_decides(actor, moment=moment, unit=unit_code(risk))
    last = risk.scores.order_by("-on").first()
    problems = _not_ready(risk, last, day_of(moment))
    if problems:
        raise Problems(problems)
    if last is not None:
        _leave_to_another(last, actor, "scored it", "approves")
    values = {"state": move.target, "review_on": _next_review(risk, moment)}
    made = records.change(risk, values, actor=actor, moment=moment, reason=reason, verb="approve")
    _ask_for_review(made, actor=actor, moment=moment)
    return made


def _not_ready(risk: Risk, last: RiskScore | None, day: date) -> list[Problem]:
    found = []
    if last is None or risk.rescore:
        found.append(Problem(f"{risk} is not scored on the matrix in force.", hint="Score it."))
    elif last.moderated_on is None:
        found.append(Problem("The risk team has not moderated the score yet."))
    if risk.category_id is None:
        found.append(Problem("It has no category, so no appetite is known.", field="category"))
    if last is not None and last.matrix is not None:
        appetite = queries.appetite_on(risk, last.matrix, day)
        planned = risk.actions.filter(done_on=None).exclude(due=None)
        if appetite is not None and last.current > appetite.most and not planned.exists():
            over = last.current - appetite.most
            found.append(
                Problem(
                    f"It is {over} above the appetite and nothing is planned.",
                    hint="Add an action with a date.",
                )
            )
    return found


def _next_review(risk: Risk, moment: datetime) -> date:
    today = day_of(moment)
    if risk.review_on is not None and risk.review_on > today:
        return risk.review_on
    return _after_months(today)


def _after_months(day: date) -> date:
    return add_months(day, int(source().parameter(REVIEW).at(day).value))


def _ask_for_review(risk: Risk, *, actor: Actor, moment: datetime) -> None:
    if risk.review_on is None:
        return
    deadlines.raise_task(
        source=risk,
        purpose=f"review-{risk.review_on.isoformat()}",
        title=f"Look again at the risk “{risk}”",
        kind=tasks.RISK_REVIEW,
        area=ASSURANCE,
        owner_role=risk.owner_role,
        unit=risk.unit,
        due=risk.review_on,
        address=f"/assurance/risks/{risk.code}/",
        actor=actor,
        moment=moment,
    )


def _settle_review(risk: Risk, *, why: str, actor: Actor, moment: datetime) -> None:
    if risk.review_on is not None:
        purpose = f"review-{risk.review_on.isoformat()}"
        deadlines.settle(source=risk, purpose=purpose, reason=why, actor=actor, moment=moment)


@transaction.atomic
def review(
    risk: Risk, *, next_on: date | None = None, reason: str = "", actor: Actor, moment: datetime
) -> Risk:
    """The owner looked at it again; an escalated risk stays escalated."""
    move = policies.step(policies.RISK, "review", risk.state, risk)
    _check(risk, actor=actor, moment=moment)
    if risk.rescore:
        raise CannotAct(f"{risk} was scored on an older matrix. Score it again, then review it.")
    today = day_of(moment)
    if next_on is not None and next_on <= today:
        raise Problems([Problem("Choose a day to come.", field="next_on")])
    _settle_review(risk, why="Reviewed", actor=actor, moment=moment)
    values = {
        "state": risk.state if risk.state == State.ESCALATED else move.target,
        "reviewed_on": today,
        "review_on": next_on or _after_months(today),
    }
    made = records.change(risk, values, actor=actor, moment=moment, reason=reason, verb="review")
    _ask_for_review(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def escalate(risk: Risk, *, reason: str = "", actor: Actor, moment: datetime) -> Risk:
    """Take a risk of a service, a project or a theme up to the corporate register."""
    move = policies.step(policies.RISK, "escalate", risk.state, risk)
    _check(risk, actor=actor, moment=moment)
    if risk.level == Risk.Level.CORPORATE:
        raise CannotAct(f"{risk} is on the corporate register already.")
    return _moved(risk, "escalate", move.target, reason, actor=actor, moment=moment)


@transaction.atomic
def de_escalate(risk: Risk, *, reason: str = "", actor: Actor, moment: datetime) -> Risk:
    """Give an escalated risk back to its service."""
    move = policies.step(policies.RISK, "de-escalate", risk.state, risk)
    check_decides(actor, moment=moment, unit=unit_code(risk))
    return _moved(risk, "de-escalate", move.target, reason, actor=actor, moment=moment)


def _moved(
    risk: Risk, name: str, target: str, reason: str, *, actor: Actor, moment: datetime
) -> Risk:
    if not reason.strip():
        raise Problems([Problem("Say why: it is kept with the risk.", field="reason")])
    values = {"state": target}
    return records.change(risk, values, actor=actor, moment=moment, reason=reason, verb=name)


@transaction.atomic
def close(risk: Risk, *, reason: str = "", actor: Actor, moment: datetime) -> Risk:
    """Close a risk with its reason; what was still to be done about it must be settled first."""
    move = policies.step(policies.RISK, "close", risk.state, risk)
    check_decides(actor, moment=moment, unit=unit_code(risk))
    waiting = risk.actions.filter(done_on=None).order_by("code")
    problems = [Problem(f"“{one}” is not done. Record it first.") for one in waiting]
    if not reason.strip():
        problems.append(Problem("Say why it is closed.", field="reason"))
    if problems:
        raise Problems(problems)
    _settle_review(risk, why="Closed", actor=actor, moment=moment)
    values = {"state": move.target, "closed_on": day_of(moment)}
    made = records.change(risk, values, actor=actor, moment=moment, reason=reason, verb="close")
    tell_programme(made, "closed", reason, actor=actor, moment=moment)
    return made


@transaction.atomic
def create_action(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> RiskAction:
    """Plan what is to be done about a risk; whoever owns it is told."""
    action = RiskAction(**values)
    _check(action.risk, actor=actor, moment=moment)
    made = records.create(action, actor=actor, moment=moment, reason=reason)
    _tell(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def change_action(
    action: RiskAction,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> RiskAction:
    _check(action.risk, actor=actor, moment=moment)
    made = records.change(
        action,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )
    _tell(made, actor=actor, moment=moment)
    return made


def _tell(action: RiskAction, *, actor: Actor, moment: datetime) -> None:
    if action.done_on is not None:
        why = f"Done on {date_display(action.done_on)}"
        deadlines.settle(source=action, purpose="do", reason=why, actor=actor, moment=moment)
    elif action.due is not None:
        deadlines.raise_task(
            source=action,
            purpose="do",
            title=f"{action}",
            kind=tasks.RISK_ACTION,
            area=ASSURANCE,
            owner_role=action.owner_role,
            unit=action.risk.unit,
            due=action.due,
            address=f"/assurance/risks/{action.risk.code}/",
            note=f"About the risk “{action.risk}”",
            actor=actor,
            moment=moment,
        )


@transaction.atomic
def publish_matrix(
    matrix: RiskMatrix, *, reason: str = "", actor: Actor, moment: datetime
) -> RiskMatrix:
    """Put a version in force: every open risk scored on another one must be scored again."""
    from townclerk.assurance.core.scoring import check_matrix

    move = policies.step(policies.MATRIX, "publish", matrix.state, matrix)
    check_decides(actor, moment=moment, unit=unit_code(matrix))
    check_matrix(matrix.core)
    if matrix.start > day_of(moment):
        raise CannotAct(f"{matrix} holds from {date_display(matrix.start)}. Publish it that day.")
    values = {"state": move.target, "decision": reason[:100] or matrix.decision}
    made = records.change(matrix, values, actor=actor, moment=moment, reason=reason, verb="publish")
    now = queries.matrix_on(day_of(moment))
    scored = Risk.objects.exclude(state__in=Risk.ENDED).exclude(matrix=None).order_by("pk")
    for risk in scored:
        needed = now is not None and risk.matrix_id != now.pk
        if risk.rescore is not needed:
            why = f"{made} is in force"
            flag = {"rescore": needed}
            records.change(risk, flag, actor=actor, moment=moment, reason=why, verb="rescore")
    return made


@transaction.atomic
def create_paper(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> RiskPaper:
    """Keep that the register went to the audit committee; it may not mix versions of the matrix."""
    paper = RiskPaper(**values)
    check_keeps(actor, moment=moment, unit=unit_code(paper), subject=RISKS)
    rows = corporate_rows(paper.on)
    refuse_mixed(rows)
    paper.matrix, paper.risks = queries.matrix_on(paper.on), len(rows)
    return records.create(paper, actor=actor, moment=moment, reason=reason)


def corporate_rows(day: date, *, since: date | None = None) -> list[queries.Row]:
    held = queries.read()
    risks = [risk for risk in held.risks if queries.on_corporate_register(risk)]
    return queries.rows_on(held, risks, day, since=since)


def refuse_mixed(rows: list[queries.Row]) -> None:
    """Refuse a paper that shows scores of several versions of the matrix."""
    old = [row for row in rows if row.rescore]
    if old:
        named = "; ".join(str(row.risk) for row in old)
        raise MixedMatrices(
            f"{len(old)} {'risk was' if len(old) == 1 else 'risks were'} scored on an older "
            f"matrix, and a paper does not mix versions. Score again: {named}."
        )
