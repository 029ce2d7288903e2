"""Writing reviews from outside: signed statements, evidence, recommendations and their progress."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.performance import policies, tasks
from townclerk.performance.models import Review, ReviewRecommendation
from townclerk.performance.operations.permission import check
from townclerk.performance.operations.steps import (
    check_roles,
    day_of,
    said,
    settle,
    take,
    tell,
)
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor

State = ReviewRecommendation.State


class FollowedElsewhere(TownclerkError):
    """The recommendation is kept in the register of recommendations, so it is reported there."""


@transaction.atomic
def create_review(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Review:
    """Record a review. One that is over already goes on to the state its days tell."""
    check(actor, Verb.CONTRIBUTE, moment=moment)
    check_roles(values)
    found = Review(**values)
    _in_order(found.first, found.last)
    reached = (
        ("reported_on", Review.State.REPORT),
        ("last", Review.State.VISIT),
        ("statement_on", Review.State.STATEMENT),
    )
    today = day_of(moment)
    for name, state in reached:
        day = getattr(found, name)
        if day is not None and day <= today:
            found.state = state
            break
    return records.create(found, actor=actor, moment=moment, reason=reason)


def _in_order(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise Problems([Problem("The visit ends before it begins.", field="last")])


@transaction.atomic
def begin_statement(found: Review, *, actor: Actor, moment: datetime, reason: str = "") -> Review:
    return _moved(found, "begin-statement", {}, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def sign_as_chief(found: Review, *, actor: Actor, moment: datetime, reason: str = "") -> Review:
    values = {"signed_by_chief": actor.user}
    return _moved(found, "sign-as-chief", values, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def sign_as_leader(found: Review, *, actor: Actor, moment: datetime, reason: str = "") -> Review:
    values = {"signed_by_leader": actor.user}
    return _moved(found, "sign-as-leader", values, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def visit(found: Review, *, actor: Actor, moment: datetime, reason: str = "") -> Review:
    """The reviewers come once the statement is signed and every question has an answer."""
    problems = []
    if found.signed_by_chief_id is None:
        problems.append(Problem("The Chief Executive has not signed the position statement."))
    if found.signed_by_leader_id is None:
        problems.append(Problem("The Leader has not signed the position statement."))
    problems += [
        Problem(f"“{question}” has no answer.", hint="Answer it, then record the visit.")
        for question in found.questions.filter(answer="")
    ]
    if found.first is None:
        problems.append(Problem("Enter the first day of the visit.", field="first"))
    if problems:
        raise Problems(problems)
    return _moved(found, "visit", {}, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def report(found: Review, *, actor: Actor, moment: datetime, reason: str = "") -> Review:
    values = {"reported_on": found.reported_on or day_of(moment)}
    return _moved(found, "report", values, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def plan(found: Review, *, actor: Actor, moment: datetime, reason: str = "") -> Review:
    """The action plan answers every recommendation: who does what, by when, or why nothing."""
    problems = []
    for one in found.recommendations.exclude(state__in=(State.DONE, State.NOTED)):
        if one.state != State.TRACKED:
            problems.append(Problem(f"{one}: {one.get_state_display().lower()}, not settled yet."))
        elif not one.tracker:
            wanted = {"owner": one.owner_role, "action": one.action, "date": one.due}
            missing = [name for name, value in wanted.items() if not value]
            if missing:
                problems.append(Problem(f"{one}: no {' and no '.join(missing)}."))
    if problems:
        raise Problems(problems)
    return _moved(found, "plan", {}, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def progress(found: Review, *, actor: Actor, moment: datetime, reason: str = "") -> Review:
    """The progress report says of each recommendation what was done."""
    silent = found.recommendations.filter(state=State.TRACKED, tracker="", progress="")
    if silent:
        raise Problems([Problem(f"{one}: no progress is reported.") for one in silent])
    return _moved(found, "progress", {}, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def close(found: Review, *, actor: Actor, moment: datetime, reason: str = "") -> Review:
    """Close it with its outcome, once nothing it recommends is left."""
    problems = [
        Problem(f"{one}: {one.get_state_display().lower()}.")
        for one in found.recommendations.filter(state__in=ReviewRecommendation.OPEN, tracker="")
    ]
    if not (found.outcome or reason).strip():
        problems.append(Problem("Say what came of it.", field="outcome"))
    if problems:
        raise Problems(problems)
    values = {"outcome": found.outcome or reason.strip()}
    return _moved(found, "close", values, actor=actor, moment=moment, reason=reason)


def _moved(
    found: Review,
    name: str,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    reason: str,
) -> Review:
    stamp: dict[str, Any] = {"actor": actor, "moment": moment, "reason": reason}
    moved: Review = take(policies.REVIEW, name, found, values, **stamp)
    return moved


@transaction.atomic
def create_recommendation(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> ReviewRecommendation:
    """Record a recommendation. One with an owner is tracked; one that only states a purpose is
    asked to be looked at, since nobody can do it."""
    check(actor, Verb.CONTRIBUTE, moment=moment)
    check_roles(values)
    found = ReviewRecommendation(**values)
    if found.statement:
        found.state = State.ASKED
    elif found.owner_role:
        found.state = State.TRACKED
    made = records.create(found, actor=actor, moment=moment, reason=reason)
    _tell(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def change_recommendation(
    found: ReviewRecommendation,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> ReviewRecommendation:
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
    _tell(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def ask(
    found: ReviewRecommendation, *, actor: Actor, moment: datetime, reason: str = ""
) -> ReviewRecommendation:
    """Ask for a look at what a recommendation wants, if anything."""
    why = said(reason, "Say what is unclear about it.")
    return _step(found, "ask", {}, actor=actor, moment=moment, reason=why)


@transaction.atomic
def track(
    found: ReviewRecommendation, *, actor: Actor, moment: datetime, reason: str = ""
) -> ReviewRecommendation:
    if not found.owner_role:
        raise Problems([Problem("Nobody owns it. Enter the owning role.", field="owner_role")])
    return _step(found, "track", {}, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def note(
    found: ReviewRecommendation, *, actor: Actor, moment: datetime, reason: str = ""
) -> ReviewRecommendation:
    why = said(reason, "Say why nothing is to be done.")
    values = {"progress": why, "progress_on": day_of(moment)}
    return _step(found, "note", values, actor=actor, moment=moment, reason=why)


@transaction.atomic
def report_on(
    found: ReviewRecommendation, *, actor: Actor, moment: datetime, reason: str = ""
) -> ReviewRecommendation:
    """The owner says what was done since."""
    return _progressed(found, "report", "Say what was done.", actor, moment, reason)


@transaction.atomic
def done(
    found: ReviewRecommendation, *, actor: Actor, moment: datetime, reason: str = ""
) -> ReviewRecommendation:
    return _progressed(found, "done", "Say what shows that it is done.", actor, moment, reason)


def _progressed(
    found: ReviewRecommendation,
    name: str,
    wanted: str,
    actor: Actor,
    moment: datetime,
    reason: str,
) -> ReviewRecommendation:
    if found.tracker:
        raise FollowedElsewhere(
            f"{found} is followed in the register of recommendations as {found.tracker}. "
            "Report on it there."
        )
    what = said(reason, wanted)
    values = {"progress": what, "progress_on": day_of(moment)}
    return _step(found, name, values, actor=actor, moment=moment, reason=what)


def _step(
    found: ReviewRecommendation,
    name: str,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    reason: str,
) -> ReviewRecommendation:
    stamp: dict[str, Any] = {"actor": actor, "moment": moment, "reason": reason}
    moved: ReviewRecommendation = take(policies.RECOMMENDATION, name, found, values, **stamp)
    _tell(moved, asked=reason if name == "ask" else "", actor=actor, moment=moment)
    return moved


def _tell(found: ReviewRecommendation, *, asked: str = "", actor: Actor, moment: datetime) -> None:
    """What its owner owes: to do it, or to say whether there is anything to do."""
    stamp: dict[str, Any] = {"actor": actor, "moment": moment}
    if found.state == State.ASKED:
        title, purpose = f"Say whether anything is to be done: {found}", "look"
    else:
        settle(found, "look", "Settled", **stamp)
        title, purpose = f"{found}", "do"
    if found.state not in (State.ASKED, State.TRACKED) or found.tracker:
        settle(found, "do", f"{found.get_state_display()}", **stamp)
        return
    tell(
        found,
        purpose,
        tasks.RECOMMENDATION,
        title[:200],
        due=found.due,
        role=found.owner_role,
        address=f"/performance/reviews/{found.review.code}/",
        note=f"From {found.review}. {asked}".strip(),
        reopen=bool(asked),
        **stamp,
    )
