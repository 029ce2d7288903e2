"""Figures of reviews, returns, boards and strategies."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from townclerk.performance.core.reviews import is_stale
from townclerk.performance.counting import HIGHER, LOWER, NEUTRAL, Count, declare_counts
from townclerk.performance.models import (
    EvidenceDocument,
    ReviewRecommendation,
    StatutoryReturn,
    Strategy,
)
from townclerk.performance.queries import partnerships, returns, reviews
from townclerk.platform import records

State = ReviewRecommendation.State
YEAR = timedelta(days=365)


def _sent_by(one: StatutoryReturn, day: date) -> bool:
    return one.submitted_on is not None and one.submitted_on <= day


declare_counts(
    "performance.evidence.",
    {
        "all": Count(
            "Documents of evidence",
            "Numbered documents and sub-items in the evidence library of reviews.",
            NEUTRAL,
            lambda _one, _day: True,
        ),
        "stale": Count(
            "Documents older than a year",
            "Documents of evidence that speak of a day more than twelve months before.",
            LOWER,
            lambda one, day: is_stale(one.dated, day),
        ),
        "undated": Count(
            "Documents without a day",
            "Documents of evidence of which it is not known which day they speak of.",
            LOWER,
            lambda one, _day: one.dated is None,
        ),
    },
    rows=partial(records.as_known, EvidenceDocument),
    since=lambda one: one.dated,
    register="evidence-documents",
    source="The evidence library.",
)
declare_counts(
    "performance.review_questions.",
    {
        "gaps": Count(
            "Questions of reviews with gaps",
            "Questions without an answer, without evidence, or with none that is fresh.",
            LOWER,
            reviews.has_gap,
        )
    },
    rows=reviews.questions_held,
    since=lambda one: one.review.statement_on or one.review.reported_on,
    register="review-questions",
    source="The questions of reviews and the evidence linked to them.",
)
declare_counts(
    "performance.review_recommendations.",
    {
        "tracked": Count(
            "Recommendations of reviews tracked",
            "Recommendations that somebody owns and is carrying out.",
            NEUTRAL,
            lambda one, _day: one.state == State.TRACKED,
        ),
        "asked": Count(
            "Recommendations asked for review",
            "Recommendations that ask for nothing that can be done, until somebody settles them.",
            LOWER,
            lambda one, _day: one.state == State.ASKED,
        ),
        "done": Count(
            "Recommendations of reviews done",
            "Recommendations recorded as done, or as needing nothing.",
            HIGHER,
            lambda one, _day: one.state in (State.DONE, State.NOTED),
        ),
        "late": Count(
            "Recommendations of reviews past their day",
            "Tracked recommendations that were due before the day.",
            LOWER,
            lambda one, day: one.state == State.TRACKED and bool(one.due and one.due < day),
        ),
    },
    rows=reviews.recommendations_held,
    since=lambda one: one.review.reported_on,
    register="review-recommendations",
    source="The register of recommendations of reviews.",
)
declare_counts(
    "performance.returns.",
    {
        "unsent": Count(
            "Statutory returns to be sent",
            "Returns due within a year or before that were not sent by the day.",
            NEUTRAL,
            lambda one, day: not _sent_by(one, day),
        ),
        "late": Count(
            "Statutory returns late",
            "Returns that were due before the day and not sent by it.",
            LOWER,
            lambda one, day: one.due < day and not _sent_by(one, day),
        ),
        "late_sent": Count(
            "Statutory returns sent late",
            "Returns that were sent after the day they were due.",
            LOWER,
            lambda one, day: _sent_by(one, day) and one.submitted_on > one.due,
        ),
        "sent": Count(
            "Statutory returns sent",
            "Returns that were sent by the day.",
            HIGHER,
            _sent_by,
        ),
        "unchecked": Count(
            "Statutory returns nobody checks",
            "Returns so close to their day that somebody should have taken on the check, "
            "and nobody has.",
            LOWER,
            returns.is_escalated,
        ),
    },
    rows=returns.returns_held,
    since=lambda one: one.due - YEAR,
    register="statutory-returns",
    source="The calendar of statutory returns.",
)


def _stands(wanted: str, one: Any, day: date) -> bool:
    return partnerships.standing_on(one, day) == wanted


declare_counts(
    "performance.strategies.",
    {
        "in_force": Count(
            "Strategies in force",
            "Adopted strategies that have neither expired nor are due for review.",
            NEUTRAL,
            partial(_stands, "adopted"),
        ),
        "review_due": Count(
            "Strategies due for review",
            "Adopted strategies whose review day has come.",
            LOWER,
            partial(_stands, "review-due"),
        ),
        "expired": Count(
            "Strategies expired",
            "Adopted strategies past their last day, which nothing has replaced.",
            LOWER,
            partial(_stands, "expired"),
        ),
    },
    rows=partial(records.as_known, Strategy),
    since=lambda one: one.adopted_on or one.start,
    register="strategies",
    source="The register of strategies.",
)
declare_counts(
    "performance.strategy_actions.",
    {
        "open": Count(
            "Actions of strategies open",
            "Actions that strategies ask for and that were not done by the day.",
            NEUTRAL,
            lambda one, day: not partnerships.is_done(one, day),
        ),
        "late": Count(
            "Actions of strategies late",
            "Open actions of strategies that were due before the day.",
            LOWER,
            partnerships.is_late,
        ),
    },
    rows=partnerships.asked_of_strategies,
    since=lambda one: one.strategy.adopted_on or one.strategy.start,
    register="strategy-actions",
    source="The register of actions of strategies.",
)
declare_counts(
    "performance.boards.",
    {
        "active": Count(
            "Partnership boards",
            "Boards the council shares with others that have not ended.",
            NEUTRAL,
            lambda one, _day: one.state == partnerships.ACTIVE,
        ),
        "alike": Count(
            "Partnership boards that look alike",
            "Active boards that have the same purpose as another and share four members with it.",
            LOWER,
            partnerships.is_alike,
        ),
    },
    rows=partnerships.boards_held,
    since=lambda one: one.started_on,
    register="partnership-boards",
    source="The registers of boards and of who sits on them.",
)
