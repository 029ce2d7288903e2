"""Figures of service plans, quarters and requests."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from townclerk.performance.counting import HIGHER, LOWER, NEUTRAL, Count, declare_counts
from townclerk.performance.models import IntelligenceRequest, ServicePlan
from townclerk.performance.queries import packs, service_plans
from townclerk.platform import records


def _submitted(one: Any, day: date) -> bool:
    return one.submitted_on is not None and one.submitted_on <= day


declare_counts(
    "performance.service_plans.",
    {
        "all": Count(
            "Service plans begun",
            "Plans of services under a template that was due by the day or within a year of it.",
            NEUTRAL,
            lambda _one, _day: True,
        ),
        "submitted": Count(
            "Service plans sent to directors",
            "Service plans sent to their director by the day, agreed or not.",
            HIGHER,
            _submitted,
        ),
        "late": Count(
            "Service plans begun and late",
            "Service plans that were begun, due before the day and not sent by it.",
            LOWER,
            lambda one, day: one.due < day and not _submitted(one, day),
        ),
        "agreed": Count(
            "Service plans agreed",
            "Service plans agreed by the day.",
            HIGHER,
            lambda one, day: one.agreed_on is not None and one.agreed_on <= day,
        ),
        "unlinked": Count(
            "Service plans without a priority",
            "Service plans that serve no aim of the corporate plan.",
            LOWER,
            lambda one, _day: one.state != ServicePlan.State.CLOSED and not one.served,
        ),
    },
    rows=service_plans.plans_held,
    register="service-plans",
    since=lambda one: one.due - timedelta(days=365),
    source="The register of service plans.",
)
declare_counts(
    "performance.quarters.",
    {
        "red": Count(
            "Red figures of quarters",
            "Figures of the council that missed their target when their quarter was collected.",
            LOWER,
            partial(packs.is_latest, wanted="red"),
        ),
        "amber": Count(
            "Amber figures of quarters",
            "Figures of the council that came near their target when their quarter was collected.",
            LOWER,
            partial(packs.is_latest, wanted="amber"),
        ),
        "red_without_action": Count(
            "Red figures without an action",
            "Red figures of the council about which nothing is to be done yet.",
            LOWER,
            lambda one, day: packs.is_latest(one, day, "red") and not one.acted,
        ),
        "unsigned": Count(
            "Figures of quarters not signed",
            "Figures of the council or a portfolio that their owner had not signed when collected.",
            LOWER,
            lambda one, _day: not one.signed,
        ),
    },
    rows=packs.figures_held,
    register="pack-figures",
    since=lambda one: one.quarter.last,
    source="The figures kept with each quarter.",
)
declare_counts(
    "performance.quarter_issues.",
    {
        "open": Count(
            "Issues of quarters open",
            "Issues and questions of quarters about which something is still to be done.",
            LOWER,
            lambda one, day: one.done_on is None or one.done_on > day,
        ),
        "late": Count(
            "Issues of quarters late",
            "Open issues of quarters that were due before the day.",
            LOWER,
            lambda one, day: (
                bool(one.due and one.due < day) and (one.done_on is None or one.done_on > day)
            ),
        ),
    },
    rows=packs.issues_held,
    register="pack-issues",
    since=lambda one: one.quarter.last,
    source="The register of issues of quarters.",
)


def _open(one: IntelligenceRequest, day: date) -> bool:
    if one.delivered_on is not None:
        return one.delivered_on > day
    return one.state in IntelligenceRequest.OPEN


declare_counts(
    "performance.requests.",
    {
        "open": Count(
            "Requests for intelligence open",
            "Requests logged by the day and not answered by it.",
            NEUTRAL,
            _open,
        ),
        "late": Count(
            "Requests for intelligence late",
            "Open requests that were wanted before the day.",
            LOWER,
            lambda one, day: _open(one, day) and bool(one.wanted_by and one.wanted_by < day),
        ),
        "delivered": Count(
            "Requests for intelligence answered",
            "Requests answered by the day.",
            HIGHER,
            lambda one, day: one.delivered_on is not None and one.delivered_on <= day,
        ),
        "repeated": Count(
            "Requests that were made before",
            "Requests that ask for what another asked for within sixty days before.",
            LOWER,
            lambda one, _day: one.like_id is not None,
        ),
    },
    rows=partial(records.as_known, IntelligenceRequest),
    register="intelligence-requests",
    since=lambda one: one.logged_on,
    source="The register of requests.",
)
