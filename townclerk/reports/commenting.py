"""Comments on a report that is being written: said, answered, resolved."""

from datetime import datetime

from django.db.models import QuerySet

from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.audit.log import Actor
from townclerk.reports import sections
from townclerk.reports.core.states import CannotMove
from townclerk.reports.models import Comment, Report
from townclerk.reports.permissions import (
    comments,
    reader_of,
    require_exempt,
    sees_exempt,
    writes,
)

State = Comment.State


def say(
    report: Report,
    text: str,
    *,
    section: str = "",
    must_be_answered: bool = False,
    actor: Actor,
    moment: datetime,
) -> Comment:
    """Say something about a section, or about the whole report.

    One that must be answered keeps the report from being cleared until it is.
    """
    _require(report, section, actor, moment)
    if report.state == Report.State.PUBLISHED:
        raise CannotMove("The report is published. Comment on the next one.")
    _require_words(text, "text", "The comment is blank.")
    made = Comment(
        report=report,
        section=section,
        text=text.strip(),
        must_be_answered=must_be_answered,
        said_by=actor.user,
        said_at=moment,
    )
    return records.create(made, actor=actor, moment=moment)


def answer(comment: Comment, text: str, *, actor: Actor, moment: datetime) -> Comment:
    """Answer a comment; whoever writes the report does, or is asked for the section."""
    _require(comment.report, comment.section, actor, moment)
    _require_words(text, "answer", "The answer is blank.")
    if comment.state == State.RESOLVED:
        raise CannotMove("The comment is resolved.")
    values = {"answer": text.strip(), "state": State.ANSWERED, "answered_by": actor.user}
    return records.change(comment, values, actor=actor, moment=moment, verb="answer")


def resolve(comment: Comment, *, actor: Actor, moment: datetime) -> Comment:
    """Close a comment: by who said it, or by who writes reports."""
    reader = _require(comment.report, comment.section, actor, moment)
    if comment.said_by_id != reader.user_id and not writes(reader):
        raise Refused("Who said it, or who writes the report, resolves a comment.")
    if comment.state == State.RESOLVED:
        return comment
    if comment.must_be_answered and not comment.answer and comment.said_by_id != reader.user_id:
        raise CannotMove("It must be answered first, or taken back by who said it.")
    state = {"state": State.RESOLVED}
    return records.change(comment, state, actor=actor, moment=moment, verb="resolve")


def unanswered(report: Report) -> "QuerySet[Comment]":
    """The comments that must be answered and are not."""
    return report.comments.filter(must_be_answered=True, state=State.OPEN).select_related("said_by")


def blocking(report: Report) -> None:
    """Refuse while a comment that must be answered is open. Its words stay with who may read it."""
    named = {one.name: one.title for one in sections.parts(report)}
    found = [
        Problem(
            f"A comment of {one.said_by} on {named.get(one.section, 'the report')} must be "
            "answered.",
            field=one.section or "comments",
            hint="Answer it, or have who said it resolve it.",
            code="comment",
        )
        for one in unanswered(report)
    ]
    if found:
        raise Problems(found)


def seen_by(report: Report, reader: Reader) -> "QuerySet[Comment]":
    """The comments open to the reader: those on exempt sections need the clearance."""
    found = report.comments.select_related("said_by", "answered_by")
    if sees_exempt(reader):
        return found
    closed = [one.name for one in sections.parts(report) if one.closed]
    return found.exclude(section__in=closed)


def _require(report: Report, section: str, actor: Actor, moment: datetime) -> Reader:
    reader = reader_of(actor, moment)
    decision = comments(reader)
    if not decision:
        raise Refused(decision.reason)
    if section and sections.part(report, section).closed:
        require_exempt(reader, "This section")
    return reader


def _require_words(text: str, field: str, message: str) -> None:
    if not text.strip():
        raise Problems([Problem(message, field=field)])
