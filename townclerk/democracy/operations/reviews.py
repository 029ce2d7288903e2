"""Writes of reviews: scope, evidence, the route of the report, responses and progress."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.democracy import permissions
from townclerk.democracy.models import (
    RecommendationProgress,
    Review,
    ReviewEvidence,
    ScrutinyRecommendation,
)
from townclerk.democracy.operations.meetings import today
from townclerk.democracy.operations.scrutiny import require_weighed
from townclerk.democracy.permissions import DEMOCRATIC
from townclerk.democracy.policies_scrutiny import RECOMMENDATION, REVIEW, SCRUTINEERS
from townclerk.kernel.deadlines import add_months
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.access import matrix
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines import operations as tasks
from townclerk.platform.deadlines.counting import Counted
from townclerk.platform.deadlines.kinds import task_kind
from townclerk.platform.parameters import source
from townclerk.platform.registers.steps import step

RESPONSE = task_kind("scrutiny-response", "Response to a scrutiny report")
PROGRESS = task_kind("recommendation-progress", "Progress on a recommendation")
INTERVAL = "democracy/review-progress"
RESPOND_BY = "platform/scrutiny-response"


AGREED_ON = {state: f"{state.value}_on" for state in Review.ROUTE}
"""Where the day is kept on which each body of the route agreed, or is to."""


class CannotReview(TownclerkError):
    """The step does not fit the review as it stands. The message says what to do."""


@transaction.atomic
def scope(values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = "") -> Review:
    """A review with its scope. A topic that covers the same ground as another is settled first."""
    permissions.check(actor, *SCRUTINEERS, moment=moment, record=Review(**values))
    review = Review(**values)
    if review.topic is not None:
        require_weighed(review.topic)
    if review.reported_on is not None:
        if review.scoped_on is not None and review.reported_on < review.scoped_on:
            raise Problems([Problem("It is before the scope was agreed.", field="reported_on")])
        review.state = Review.State.COMMITTEE
    else:
        review.scoped_on = review.scoped_on or today(moment)
    return records.create(review, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change(
    review: Review,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Review:
    permissions.check(actor, *SCRUTINEERS, moment=moment, record=review, values=values)
    order = list(Review.State.values)
    wrong = [
        Problem("That body has agreed the report, so the day stays.", field=name)
        for state, name in AGREED_ON.items()
        if name in values
        and values[name] != getattr(review, name)
        and order.index(review.state) > order.index(state)
    ]
    if wrong:
        raise Problems(wrong)
    return records.change(
        review,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def add_evidence(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> ReviewEvidence:
    permissions.check(actor, *SCRUTINEERS, moment=moment, record=ReviewEvidence(**values))
    found = ReviewEvidence(**values)
    if found.kind == ReviewEvidence.Kind.WITNESS and not found.witness_role:
        raise Problems([Problem("Name the role of the witness.", field="witness_role")])
    return records.create(found, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def recommend(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> ScrutinyRecommendation:
    """A recommendation, to a body that may decide on it."""
    permissions.check(
        actor, *permissions.CLERKS, moment=moment, record=ScrutinyRecommendation(**values)
    )
    made = ScrutinyRecommendation(**values)
    if made.to is not None and not made.to.decides:
        raise Problems(
            [
                Problem(
                    f"{made.to} has no power to decide.",
                    field="to",
                    hint="Name Cabinet, Council, or a committee that decides.",
                )
            ]
        )
    return records.create(made, actor=actor, moment=moment, reason=reason)


def _moved(
    review: Review,
    name: str,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> Review:
    move = step(REVIEW, name, review.state, review)
    permissions.check(actor, *move.roles, moment=moment, record=review)
    return records.change(
        review,
        {"state": move.target, **values},
        actor=actor,
        moment=moment,
        reason=reason,
        verb=name,
    )


@transaction.atomic
def gather(review: Review, *, actor: Actor, moment: datetime, reason: str = "") -> Review:
    if not review.scope.strip():
        raise CannotReview("Write what the review asks first.")
    return _moved(review, "gather", {}, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def draft(review: Review, *, actor: Actor, moment: datetime, reason: str = "") -> Review:
    return _moved(review, "draft", {}, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def finish(
    review: Review, *, on: date | None = None, actor: Actor, moment: datetime, reason: str = ""
) -> Review:
    """The report is final. It has recommendations, or says that it has none."""
    if not review.recommendations.exists() and not reason.strip():
        raise CannotReview("Record the recommendations first, or give the reason for none.")
    values = {"reported_on": on or today(moment)}
    return _moved(review, "finish", values, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def agree(
    review: Review,
    *,
    on: date,
    next_on: date | None = None,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> Review:
    """The body before which the report is agrees it; it goes to the next of its route.

    A report agreed by Cabinet still waits for Council where it is for Council too.
    """
    if review.awaited is None:
        raise CannotReview(f"{review} is before no body.")
    if review.reported_on is not None and on < review.reported_on:
        said = date_display(review.reported_on)
        raise Problems([Problem(f"The report was final on {said}.", field="on")])
    if next_on is not None and next_on < on:
        raise Problems([Problem("The next body meets after this one.", field="next_on")])
    at = review.state
    values: dict[str, Any] = {f"{at}_on": on}
    if at == Review.State.COMMITTEE:
        values["cabinet_on"] = next_on or review.cabinet_on
    elif at == Review.State.CABINET and review.needs_council:
        values["council_on"] = next_on or review.council_on
    elif at == Review.State.CABINET:
        values["state"] = Review.State.MONITORED
    made = _moved(review, f"agree-{at}", values, actor=actor, moment=moment, reason=reason)
    if at == Review.State.COMMITTEE:
        _ask_response(made, on, actor=actor, moment=moment)
    return made


def _ask_response(review: Review, on: date, *, actor: Actor, moment: datetime) -> None:
    if not review.recommendations.filter(state=ScrutinyRecommendation.State.AWAITING).exists():
        return
    tasks.raise_task(
        source=review,
        purpose="response",
        title=f"Respond to the recommendations of “{review}”"[:200],
        kind=RESPONSE,
        area=DEMOCRATIC,
        owner_role=review.respondent_role,
        counted=Counted(rule=RESPOND_BY, start=on),
        address=f"/democracy/reviews/{review.reference}/",
        actor=actor,
        moment=moment,
    )


@transaction.atomic
def respond(
    found: ScrutinyRecommendation,
    *,
    response: str,
    response_reason: str = "",
    owner_role: str = "",
    due: date | None = None,
    on: date | None = None,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> ScrutinyRecommendation:
    """Accept with an owner and a day; accept in part or reject with the reason."""
    move = step(RECOMMENDATION, "respond", found.state, found)
    permissions.check(actor, *move.roles, moment=moment, record=found)
    answer = ScrutinyRecommendation.Response(response)
    rejected = answer is ScrutinyRecommendation.Response.REJECT
    problems = []
    if answer is not ScrutinyRecommendation.Response.ACCEPT and not response_reason.strip():
        problems.append(Problem("Say why it is not accepted whole.", field="response_reason"))
    if not rejected and owner_role not in matrix.roles():
        problems.append(Problem("Name the role that carries it out.", field="owner_role"))
    if not rejected and due is None:
        problems.append(Problem("Give the day by which it is carried out.", field="due"))
    if problems:
        raise Problems(problems)
    day = on or today(moment)
    values: dict[str, Any] = {
        "state": ScrutinyRecommendation.ANSWERS[answer],
        "response": answer.value,
        "response_reason": response_reason.strip(),
        "responded_on": day,
        "owner_role": "" if rejected else owner_role,
        "due": None if rejected else due,
        "progress_due": None if rejected else _next_progress(day),
    }
    made = records.change(found, values, actor=actor, moment=moment, reason=reason, verb="respond")
    review = made.review
    if not review.recommendations.filter(state=ScrutinyRecommendation.State.AWAITING).exists():
        why = "Every recommendation is answered"
        tasks.settle(source=review, purpose="response", reason=why, actor=actor, moment=moment)
    if not rejected:
        _ask_progress(made, actor=actor, moment=moment)
    return made


def _next_progress(day: date) -> date:
    return add_months(day, int(source().parameter(INTERVAL).at(day).value))


def _ask_progress(found: ScrutinyRecommendation, *, actor: Actor, moment: datetime) -> None:
    tasks.raise_task(
        source=found,
        purpose="progress",
        title=f"Report progress: {found}"[:200],
        kind=PROGRESS,
        area=DEMOCRATIC,
        owner_role=found.owner_role,
        due=found.progress_due,
        address=f"/democracy/reviews/{found.review.reference}/",
        reopen=True,
        actor=actor,
        moment=moment,
    )


@transaction.atomic
def report_progress(
    found: ScrutinyRecommendation,
    *,
    text: str,
    on: date | None = None,
    actor: Actor,
    moment: datetime,
) -> ScrutinyRecommendation:
    """Say how far it is. The next report is due after the council's interval."""
    move = step(RECOMMENDATION, "progress", found.state, found)
    permissions.check(actor, found.owner_role, *move.roles, moment=moment, record=found)
    if not text.strip():
        raise Problems([Problem("Say how far it is.", field="text")])
    day = on or today(moment)
    told = RecommendationProgress(recommendation=found, on=day, text=text.strip())
    records.create(told, actor=actor, moment=moment)
    values = {"progress_due": _next_progress(day)}
    made = records.change(found, values, actor=actor, moment=moment, verb="progress")
    _ask_progress(made, actor=actor, moment=moment)
    return made


@transaction.atomic
def close_recommendation(
    found: ScrutinyRecommendation, *, evidence: str, actor: Actor, moment: datetime
) -> ScrutinyRecommendation:
    move = step(RECOMMENDATION, "close", found.state, found)
    permissions.check(actor, *move.roles, moment=moment, record=found)
    if not evidence.strip():
        raise Problems([Problem("Say what shows that it is done.", field="evidence")])
    values = {
        "state": move.target,
        "evidence": evidence.strip(),
        "closed_on": today(moment),
        "progress_due": None,
    }
    made = records.change(found, values, actor=actor, moment=moment, verb="close")
    why = "The recommendation is closed"
    tasks.settle(source=made, purpose="progress", reason=why, actor=actor, moment=moment)
    return made


@transaction.atomic
def close(review: Review, *, actor: Actor, moment: datetime, reason: str = "") -> Review:
    """Close the review once no recommendation waits or runs."""
    waiting = review.recommendations.filter(
        state__in=(ScrutinyRecommendation.State.AWAITING, *ScrutinyRecommendation.RUNNING)
    )
    problems = [
        Problem(
            f"Recommendation {one.number} is {one.get_state_display().lower()}.",
            field="recommendations",
        )
        for one in waiting
    ]
    if problems:
        raise Problems(problems)
    values = {"closed_on": today(moment)}
    return _moved(review, "close", values, actor=actor, moment=moment, reason=reason)
