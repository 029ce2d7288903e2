"""What a published report tells other areas: its recommendations and its effect on purposes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from townclerk.democracy.public import (
    RecommendedLine,
    ReportToDecide,
    UnknownBody,
    body_named,
    record_recommendations,
)
from townclerk.performance.public import purposes, rate_report
from townclerk.platform.audit.log import Actor
from townclerk.reports.models import Report


def has_body(report: Report) -> bool:
    """Whether the register of bodies knows where the report goes."""
    try:
        body_named(report.body)
    except UnknownBody:
        return False
    return True


def propose(report: Report, content: Mapping[str, Any], *, actor: Actor, moment: datetime) -> None:
    """Each recommendation, as published, becomes a decision proposed to the body.

    Nothing is proposed to a body the register does not know: the page of the report says so.
    """
    if not has_body(report):
        return
    cover = report.cover
    record_recommendations(
        ReportToDecide(
            reference=report.reference,
            subject=report.subject,
            body=report.body,
            meeting_date=report.meeting_date,
            recommendations=[
                RecommendedLine(row["number"], row["text"]) for row in content["recommendations"]
            ],
            key_decision=cover.get("key_decision") == "yes",
            reasons=str(cover.get("reasons") or ""),
            alternatives=str(cover.get("alternatives") or ""),
        ),
        actor=actor,
        moment=moment,
    )


def rate(report: Report, *, actor: Actor, moment: datetime) -> None:
    """The marks of the cover are kept with the plan in force, when the form marks its purposes."""
    marks = report.cover.get("core_purposes") or {}
    wanted = {code for code, _ in purposes(report.meeting_date)}
    if wanted and wanted == set(marks):
        rate_report(
            report.reference,
            report.subject,
            marks,
            on=report.meeting_date,
            actor=actor,
            moment=moment,
        )
