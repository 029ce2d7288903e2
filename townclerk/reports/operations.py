"""Writes of reports on their way to publication: the cover, the states and the clearances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import jobs, records
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.documents import check_footing
from townclerk.platform.jobs.models import Job
from townclerk.reports import building, catalogue, composing, drafting, queries
from townclerk.reports.catalogue import Template
from townclerk.reports.core.states import CannotMove, check_move
from townclerk.reports.models import Clearance, Recommendation, Report

CLEARED_BY = {"finance": "s151-officer", "legal": "monitoring-officer"}
OPEN = ("commissioned", "drafting")


@dataclass(frozen=True, kw_only=True)
class Commission:
    reference: str
    template: str
    body: str
    meeting_date: date
    subject: str
    period: str = ""


def reader_of(actor: Actor, moment: datetime) -> Reader:
    if actor.user is None:
        raise Refused("Nobody is named for this. Sign in, or use --as on the command line.")
    return Reader.of(actor.user, moment.date())


def commission(wanted: Commission, *, actor: Actor, moment: datetime) -> Report:
    """Open a report for a body's meeting."""
    _require_writer(actor, moment)
    template = catalogue.template(wanted.template)
    if wanted.reference in catalogue.names():
        raise Problems(
            [
                Problem(
                    f"{wanted.reference} is the name of a template.",
                    field="reference",
                    hint="Add the year, so that the address of the report is its own.",
                )
            ]
        )
    with transaction.atomic():
        made = _opened(wanted, template, actor, moment)
        for number, text in enumerate(template.recommendations, start=1):
            records.create(
                Recommendation(report=made, number=number, text=text), actor=actor, moment=moment
            )
    return made


def _opened(wanted: Commission, template: Template, actor: Actor, moment: datetime) -> Report:
    """The report with what its template's cover starts with."""
    head = {
        "body": wanted.body[:1].upper() + wanted.body[1:],
        "date": wanted.meeting_date.isoformat(),
        "subject": wanted.subject,
    }
    return records.create(
        Report(
            cover={**template.cover, **head},
            reference=wanted.reference,
            template=wanted.template,
            body=wanted.body,
            meeting_date=wanted.meeting_date,
            subject=wanted.subject,
            period=wanted.period,
        ),
        actor=actor,
        moment=moment,
    )


def fill_cover(
    report: Report, values: Mapping[str, Any], *, actor: Actor, moment: datetime
) -> Report:
    """Fill in sections of the cover; the others stay. Blank ones are refused on submission."""
    _require_writer(actor, moment)
    _require_open(report)
    known = {section.name for section in drafting.sections(report)}
    strange = [Problem(f"The form has no section {n}.", field=n) for n in values if n not in known]
    if strange:
        raise Problems(strange)
    return records.change(report, {"cover": {**report.cover, **values}}, actor=actor, moment=moment)


def recommend(
    report: Report, texts: Sequence[str], *, actor: Actor, moment: datetime
) -> list[Recommendation]:
    """Set the numbered recommendations, in their order."""
    _require_writer(actor, moment)
    _require_open(report)
    if any(not text.strip() for text in texts):
        raise Problems([Problem("A recommendation is blank.", field="recommendations")])
    with transaction.atomic():
        for old in report.recommendations.all():
            records.remove(old, actor=actor, moment=moment, reason="Recommendations set anew")
        return [
            records.create(
                Recommendation(report=report, number=number, text=text), actor=actor, moment=moment
            )
            for number, text in enumerate(texts, start=1)
        ]


def ask_for_build(report: Report, *, site: str, actor: Actor, moment: datetime) -> Job:
    """Have the report's files made behind the page."""
    reader = reader_of(actor, moment)
    may = [reader.may(verb, Area.REPORTS) for verb in (Verb.CONTRIBUTE, Verb.APPROVE, Verb.PUBLISH)]
    if not any(may):
        raise Refused(may[0].reason)
    if report.state == Report.State.PUBLISHED:
        raise CannotMove("The report is published: its files are the ones that were signed.")
    key = f"{report.reference} {moment:%Y-%m-%dT%H:%M:%S}"
    return jobs.enqueue(
        "reports.build", key=key, actor=actor, reference=report.reference, site=site
    )


def move(report: Report, to: str, *, actor: Actor, moment: datetime, reason: str = "") -> Report:
    """Move a report to its next state, or back to drafting, where its clearances fall."""
    if to == Report.State.PUBLISHED:
        raise CannotMove("A report becomes published by publishing it.")
    check_move(report.state, to)
    reader = reader_of(actor, moment)
    if to == Report.State.APPROVED:
        reader.require(Verb.APPROVE, Area.REPORTS)
    else:
        _require_writer(actor, moment)
    with transaction.atomic():
        if to == Report.State.CONSULTATION:
            _submit(report)
        if to in (Report.State.CLEARED, Report.State.APPROVED):
            _require_cleared(report)
        if to == Report.State.DRAFTING:
            for clearance in report.clearances.all():
                records.remove(clearance, actor=actor, moment=moment, reason="Back to drafting")
        return records.change(
            report, {"state": to}, actor=actor, moment=moment, reason=reason, verb="move"
        )


def clear(
    report: Report, kind: str, reference: str, *, actor: Actor, moment: datetime
) -> Clearance:
    """Clear a report for finance or law: every value is kept as it now stands."""
    _require_consultee(kind, actor, moment)
    if report.state not in ("consultation", "cleared", "approved"):
        raise CannotMove(f"A report that is {report.state} is not out for clearance yet.")
    if not reference.strip():
        raise Problems([Problem("The clearance has no reference.", field="reference")])
    with transaction.atomic():
        for old in report.clearances.filter(kind=kind):
            records.remove(old, actor=actor, moment=moment, reason="Cleared again")
        refs = composing.refs_of(drafting.of_report(report))
        found = Clearance(
            report=report,
            kind=kind,
            reference=reference,
            values=building.documents_of(refs, reader=OPERATOR),
            cleared_at=moment,
            cleared_by=actor.user,
        )
        return records.create(found, actor=actor, moment=moment)


def hold(clearance: Clearance, reason: str, *, actor: Actor, moment: datetime) -> Clearance:
    """Keep the cleared values although their source has moved to what it is now."""
    _require_consultee(clearance.kind, actor, moment)
    if not reason.strip():
        raise Problems([Problem("Say why the cleared values are kept.", field="reason")])
    moved = queries.moved([clearance])
    if not moved:
        raise CannotMove("Nothing has moved since this clearance, so there is nothing to hold.")
    values = {
        "held_reason": reason,
        "held_values": {one.question: one.now_value for one in moved},
    }
    return records.change(clearance, values, actor=actor, moment=moment, reason=reason, verb="hold")


def _submit(report: Report) -> None:
    draft = drafting.of_report(report)
    if found := drafting.problems(draft):
        raise Problems(found)
    # Every figure must have a value, and every table must add up.
    check_footing(composing.compose(draft, reader=OPERATOR))


def _require_cleared(report: Report) -> None:
    given = {clearance.kind for clearance in report.clearances.all()}
    missing = [kind for kind in CLEARED_BY if kind not in given]
    if missing:
        raise CannotMove(f"The report is not yet cleared by: {', '.join(missing)}.")
    blocking(report)


def blocking(report: Report) -> None:
    """Refuse while a cleared value has moved and is not expressly held."""
    moved = [one for one in queries.moved(list(report.clearances.all())) if not one.held]
    if moved:
        raise Problems([Problem(one.sentence, hint=one.hint, code="moved") for one in moved])


def _require_open(report: Report) -> None:
    if report.state not in OPEN:
        raise CannotMove(
            f"The report is {report.state} and can no longer be edited. Move it back to drafting."
        )


def _require_consultee(kind: str, actor: Actor, moment: datetime) -> None:
    role = CLEARED_BY.get(kind)
    if role is None:
        raise TownclerkError(f"{kind} does not clear reports: {', '.join(CLEARED_BY)} do.")
    if not reader_of(actor, moment).held(role):
        raise Refused(f"Your roles do not clear reports for {kind}. The {role} role does.")


def _require_writer(actor: Actor, moment: datetime) -> None:
    reader = reader_of(actor, moment)
    may = [reader.may(verb, Area.REPORTS) for verb in (Verb.CONTRIBUTE, Verb.PUBLISH)]
    if not any(may):
        raise Refused(may[0].reason)
