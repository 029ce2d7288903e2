"""The door of democracy for reports and other areas: meetings to report to, decisions to make."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from townclerk.democracy import permissions
from townclerk.democracy.models import (
    Body,
    CommitteeAction,
    Decision,
    Meeting,
    ReportHeading,
    Review,
    ScrutinyRecommendation,
)
from townclerk.democracy.operations import actions
from townclerk.democracy.queries.boards import Board, board_on
from townclerk.democracy.queries.bodies import on_day
from townclerk.democracy.queries.meetings import agenda_by
from townclerk.democracy.queries.named import (
    NamedDecision,
    decision_or_plan,
    decisions_or_plans,
)
from townclerk.democracy.queries.papers import PublishedReport, find_reports_with
from townclerk.democracy.queries.votes import NamedVote, council_vote, council_votes
from townclerk.kernel.errors import TownclerkError
from townclerk.platform import parameters, records
from townclerk.platform.access.reader import Reader
from townclerk.platform.audit.log import Actor
from townclerk.platform.registers.permission import place_of

__all__ = [
    "AlreadyDecided",
    "AskedHeading",
    "Board",
    "NamedDecision",
    "NamedVote",
    "PublishedReport",
    "RecommendedLine",
    "ReportToDecide",
    "ScrutinyAsked",
    "TakenDecision",
    "UnknownBody",
    "ask_at_meeting",
    "board_on",
    "body_named",
    "clerk_of",
    "council_vote",
    "council_votes",
    "decision_named",
    "decision_or_plan",
    "decisions_or_plans",
    "find_reports_with",
    "headings_asked",
    "papers_by",
    "record_recommendations",
    "require_clerk",
    "scrutiny_recommendations",
]
RECORDERS = (*permissions.CLERKS, "s151-officer", "monitoring-officer", "chief-executive")


class UnknownBody(TownclerkError):
    """No body has this code or name."""


class AlreadyDecided(TownclerkError):
    """A recommendation that was decided on does not change with its report."""


@dataclass(frozen=True)
class AskedHeading:
    """A heading that a resolution puts into reports."""

    name: str
    title: str
    mandatory: bool


@dataclass(frozen=True)
class RecommendedLine:
    """One numbered recommendation of a report, in its words."""

    number: int
    text: str


@dataclass(frozen=True, kw_only=True)
class ReportToDecide:
    """What of a report the register of decisions needs."""

    reference: str
    subject: str
    body: str
    """Code or name of the body."""
    meeting_date: date
    recommendations: Sequence[RecommendedLine]
    key_decision: bool = False
    exempt_paragraph: str = ""
    reasons: str = ""
    alternatives: str = ""
    implementing_role: str = ""


@dataclass(frozen=True, kw_only=True)
class TakenDecision:
    """What other areas may know of a decision they lean on."""

    reference: str
    title: str
    taken: bool
    """Made, and neither withdrawn nor revoked."""
    by_executive: bool
    by_council: bool
    decided_on: date | None


@dataclass(frozen=True, kw_only=True)
class ScrutinyAsked:
    """A recommendation of scrutiny, for the register that follows every recommendation."""

    reference: str
    review: str
    text: str
    response: str
    owner_role: str
    due: date | None
    closed_on: date | None
    address: str


def scrutiny_recommendations() -> tuple[ScrutinyAsked, ...]:
    """The recommendations of the reviews whose report is final, those running first."""
    rows = ScrutinyRecommendation.objects.filter(review__state__in=Review.REPORTED)
    return tuple(
        ScrutinyAsked(
            reference=one.reference,
            review=one.review.title,
            text=one.text,
            response=one.response,
            owner_role=one.owner_role,
            due=one.due,
            closed_on=one.closed_on,
            address=f"/democracy/reviews/{one.review.reference}/",
        )
        for one in rows.select_related("review").order_by("closed_on", "due", "reference")
    )


def decision_named(reference: str) -> TakenDecision | None:
    """The decision of a reference in the register, for an area whose records lean on it."""
    found = Decision.objects.select_related("body").filter(reference=reference).first()
    if found is None:
        return None
    executive = found.body is not None and found.body.kind == Body.Kind.EXECUTIVE
    standing = found.state in Decision.TAKEN and found.state != Decision.State.REVOKED
    return TakenDecision(
        reference=found.reference,
        title=found.title,
        taken=standing,
        by_executive=executive,
        by_council=found.body is not None and found.body.kind == Body.Kind.COUNCIL,
        decided_on=found.decided_on,
    )


def body_named(name: str) -> Body:
    """The body of a code or a name, however it is cased."""
    found = _body(name)
    if found is None:
        raise UnknownBody(
            f"There is no body called {name}. Add it to the register of bodies, then try again."
        )
    return found


def _body(name: str) -> Body | None:
    found = Body.objects.filter(code=slugify(name)).first()
    return found or Body.objects.filter(name__iexact=name.strip()).order_by("pk").first()


@transaction.atomic
def record_recommendations(
    report: ReportToDecide, *, actor: Actor, moment: datetime
) -> tuple[Decision, ...]:
    """Make a proposed decision of each recommendation; said again, those still open follow it.

    Recommendations the report no longer has are withdrawn. One that was decided on is refused a
    change: the report that was decided on is not the report given.
    """
    body = body_named(report.body)
    permissions.check(actor, *RECORDERS, moment=moment, record=body)
    meeting = Meeting.objects.filter(body=body, on=report.meeting_date).order_by("pk").first()
    known = {
        found.recommendation: found for found in Decision.objects.filter(report=report.reference)
    }
    made = []
    for line in report.recommendations:
        values = _values(report, line, body, meeting)
        existing = known.pop(line.number, None)
        made.append(_kept(existing, values, report, line, actor=actor, moment=moment))
    for gone in known.values():
        if gone.state == Decision.State.PROPOSED:
            why = f"{report.reference} no longer recommends it"
            state = {"state": Decision.State.WITHDRAWN}
            records.change(gone, state, actor=actor, moment=moment, reason=why, verb="withdraw")
    return tuple(made)


def _values(
    report: ReportToDecide, line: RecommendedLine, body: Body, meeting: Meeting | None
) -> dict[str, Any]:
    return {
        "title": f"{report.subject}: recommendation {line.number}"[:300],
        "body": body,
        "meeting": meeting,
        "text": line.text,
        "reasons": report.reasons,
        "alternatives": report.alternatives,
        "key_decision": report.key_decision,
        "exempt_paragraph": report.exempt_paragraph,
        "implementing_role": report.implementing_role,
    }


def _kept(
    existing: Decision | None,
    values: dict[str, Any],
    report: ReportToDecide,
    line: RecommendedLine,
    *,
    actor: Actor,
    moment: datetime,
) -> Decision:
    why = f"Recommendation {line.number} of {report.reference}"
    if existing is None:
        draft = Decision(
            reference=f"{slugify(report.reference)}-{line.number}"[:100],
            report=report.reference,
            recommendation=line.number,
            source=f"Report {report.reference}",
            **values,
        )
        return records.create(draft, actor=actor, moment=moment, reason=why)
    moved = {name: value for name, value in values.items() if getattr(existing, name) != value}
    if existing.state == Decision.State.WITHDRAWN:
        moved["state"] = Decision.State.PROPOSED
    if not moved:
        return existing
    if existing.state not in (Decision.State.PROPOSED, Decision.State.WITHDRAWN):
        raise AlreadyDecided(
            f"{existing.reference} is {existing.get_state_display().lower()}, so recommendation "
            f"{line.number} of {report.reference} stays as it was decided."
        )
    return records.change(existing, moved, actor=actor, moment=moment, reason=why)


def headings_asked(form: str, body: str, on: date) -> tuple[AskedHeading, ...]:
    """What resolutions ask of every report of a form to a body's meeting on a day."""
    rows = ReportHeading.objects.filter(on_day(on), form=form).select_related("body")
    named = (slugify(body), body.strip().casefold())
    return tuple(
        AskedHeading(name=one.code, title=one.title, mandatory=one.mandatory)
        for one in rows
        if one.body is None or one.body.code == named[0] or one.body.name.casefold() == named[1]
    )


def clerk_of(body: str, reader: Reader) -> bool:
    """Whether the reader keeps the meetings of the body."""
    return reader.held(*permissions.CLERKS, at=place_of(_body(body)))


def require_clerk(body: str, actor: Actor, moment: datetime) -> None:
    """Refuse who does not keep the meetings of the body."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=_body(body))


def ask_at_meeting(
    *,
    reference: str,
    text: str,
    body: str,
    on: date,
    owner_role: str,
    due: date,
    actor: Actor,
    moment: datetime,
) -> str:
    """Make an action of what a body asked at its meeting; answers the reference of the action."""
    known = body_named(body)
    meeting = Meeting.objects.filter(body=known, on=on).order_by("pk").first()
    values = {
        "reference": reference,
        "title": text[:300],
        "text": text,
        "origin": CommitteeAction.Origin.QUESTION,
        "meeting": meeting,
        "owner_role": owner_role,
        "due": due,
        "report_to": known,
    }
    return actions.raise_action(values, actor=actor, moment=moment).reference


def papers_by(body: str, on: date) -> date | None:
    """The last day to open the papers of a body's meeting to the public.

    A body that the register does not know is counted as a committee of the council.
    """
    try:
        known = body_named(body)
    except UnknownBody:
        known = Body(kind=Body.Kind.COMMITTEE)
    notice = agenda_by(Meeting(body=known, on=on), parameters.source())
    return notice.last_day.value if notice else None
