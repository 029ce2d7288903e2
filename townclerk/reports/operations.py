"""Writes of reports on their way to publication: the cover, the states and the clearances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.democracy.public import UnknownBody, body_named
from townclerk.figures import Status
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import jobs, records
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.duties import other_than
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.documents import check_footing
from townclerk.platform.jobs.models import Job
from townclerk.platform.organisation.models import Unit
from townclerk.reports import (
    changing,
    checking,
    commenting,
    composing,
    drafting,
    making,
    queries,
    versions,
)
from townclerk.reports.building import Documents
from townclerk.reports.catalogue import Template
from townclerk.reports.core.references import Consultee, reference_problems
from townclerk.reports.core.states import CannotMove, check_move
from townclerk.reports.models import Chapter, Clearance, Contribution, Recommendation, Report
from townclerk.reports.permissions import clears, reader_of, require_writer
from townclerk.reports.writing import require_open


@dataclass(frozen=True, kw_only=True)
class Commission:
    reference: str
    template: str
    body: str
    meeting_date: date
    subject: str
    period: str = ""
    unit: Unit | None = None
    portfolio: Unit | None = None


def commission(wanted: Commission, *, actor: Actor, moment: datetime) -> Report:
    """Open a report for a body's meeting, by the template and the form in force for it then."""
    require_writer(actor, moment)
    if wanted.reference in versions.titles():
        raise Problems(
            [
                Problem(
                    f"{wanted.reference} is the name of a template.",
                    field="reference",
                    hint="Add the year, so that the address of the report is its own.",
                )
            ]
        )
    body, on = wanted.body, wanted.meeting_date
    own = versions.in_force(versions.TEMPLATE, wanted.template, body=body, on=on)
    template = versions.template(wanted.template, own)
    form = versions.in_force(versions.FORM, template.form, body=body, on=on)
    with transaction.atomic():
        made = _opened(wanted, template, actor, moment)
        if own is not None or form is not None:
            made = records.change(
                made,
                {"template_version": own, "form_version": form},
                actor=actor,
                moment=moment,
                reason="As the council wrote them itself",
            )
        _fill(made, template, actor, moment)
    return made


def _fill(made: Report, template: Template, actor: Actor, moment: datetime) -> None:
    """The recommendations and chapters the template starts it with."""
    for number, text in enumerate(template.recommendations, start=1):
        records.create(
            Recommendation(report=made, number=number, text=text), actor=actor, moment=moment
        )
    for place, one in enumerate(template.chapters, start=1):
        chapter = Chapter(
            report=made,
            place=place,
            name=one.name,
            title=one.title,
            text=one.text,
            exempt=one.exempt,
        )
        records.create(chapter, actor=actor, moment=moment, reason="As the template begins")


def _opened(wanted: Commission, template: Template, actor: Actor, moment: datetime) -> Report:
    """The report with what its template's cover starts with."""
    named = _body_name(wanted.body)
    head = {
        "body": named or wanted.body[:1].upper() + wanted.body[1:],
        "date": wanted.meeting_date.isoformat(),
        "subject": wanted.subject,
    }
    return records.create(
        Report(
            cover={**template.cover, **head},
            reference=wanted.reference,
            template=wanted.template,
            body=wanted.body,
            body_name=named,
            meeting_date=wanted.meeting_date,
            subject=wanted.subject,
            period=wanted.period,
            unit=wanted.unit,
            portfolio=wanted.portfolio,
            author=actor.user,
        ),
        actor=actor,
        moment=moment,
    )


def _body_name(body: str) -> str:
    """What the register of bodies calls it; nothing when it does not know it."""
    try:
        return body_named(body).name
    except UnknownBody:
        return ""


def fill_cover(
    report: Report, values: Mapping[str, Any], *, actor: Actor, moment: datetime
) -> Report:
    """Fill in sections of the cover; the others stay. Blank ones are refused on submission."""
    require_writer(actor, moment)
    require_open(report)
    kinds = {section.name: section.kind for section in drafting.sections(report)}
    wrong = [Problem(f"The form has no section {n}.", field=n) for n in values if n not in kinds]
    wrong += [
        Problem(
            "A reference comes with its clearance and is not typed.",
            field=name,
            hint="Whoever clears the report gives it.",
        )
        for name in values
        if kinds.get(name) == "clearance"
    ]
    if wrong:
        raise Problems(wrong)
    return records.change(report, {"cover": {**report.cover, **values}}, actor=actor, moment=moment)


def belong(
    report: Report, *, unit: Unit | None, portfolio: Unit | None, actor: Actor, moment: datetime
) -> Report:
    """Say of which unit and which portfolio a report is: their heads are asked to approve it."""
    require_writer(actor, moment)
    require_open(report)
    if (report.unit, report.portfolio) == (unit, portfolio):
        return report
    return records.change(
        report, {"unit": unit, "portfolio": portfolio}, actor=actor, moment=moment, verb="belong"
    )


def recommend(
    report: Report, texts: Sequence[str], *, actor: Actor, moment: datetime
) -> list[Recommendation]:
    """Set the numbered recommendations, in their order."""
    require_writer(actor, moment)
    require_open(report)
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
        require_writer(actor, moment)
    with transaction.atomic():
        if to == Report.State.CONSULTATION:
            _submit(report)
        if to in (Report.State.CLEARED, Report.State.APPROVED):
            _require_cleared(report, _day(moment), to)
        if to == Report.State.DRAFTING:
            for clearance in report.clearances.all():
                records.remove(clearance, actor=actor, moment=moment, reason="Back to drafting")
        moved = records.change(
            report, {"state": to}, actor=actor, moment=moment, reason=reason, verb="move"
        )
        changing.note(moved, moment=moment)
    return moved


@transaction.atomic
def sign(report: Report, *, actor: Actor, moment: datetime, unit: str | None = None) -> Report:
    """Sign an edited report of a period; `unit` is the portfolio whose member answers for it."""
    if report.state != Report.State.CONSULTATION:
        raise CannotMove(f"A report that is {report.state} is not edited yet.")
    reader_of(actor, moment).require(Verb.APPROVE, Area.REPORTS, unit=unit)
    _require_cleared(report, _day(moment), Report.State.APPROVED)
    for state in (Report.State.CLEARED, Report.State.APPROVED):
        report = records.change(report, {"state": state}, actor=actor, moment=moment, verb="sign")
    changing.note(report, moment=moment)
    return report


def clear(
    report: Report, kind: str, reference: str, *, actor: Actor, moment: datetime
) -> Clearance:
    """Clear a report for finance or law, or approve it: every value is kept as it now stands.

    Who approves gives no reference: the cover says when they did.
    """
    consultee = _require_consultee(report, kind, actor, moment)
    other_than(report, ("author",), actor, "approve it" if consultee.approves else "clear it")
    if report.state not in ("consultation", "cleared", "approved"):
        raise CannotMove(f"A report that is {report.state} is not out for clearance yet.")
    if consultee.approves and report.state == Report.State.CONSULTATION:
        raise CannotMove("The report is approved once it is cleared.")
    commenting.blocking(report)
    said = (
        f"Approved on {date_display(_day(moment))}"
        if consultee.approves
        else _reference(report, consultee, reference)
    )
    with transaction.atomic():
        for old in report.clearances.filter(kind=kind):
            records.remove(old, actor=actor, moment=moment, reason="Cleared again")
        found = Clearance(
            report=report,
            kind=kind,
            reference=said,
            values=making.todays(report, drafting.of_report(report)),
            cleared_at=moment,
            cleared_by=actor.user,
        )
        return records.create(found, actor=actor, moment=moment)


def _day(moment: datetime) -> date:
    return moment.astimezone(LOCAL).date()


def _reference(report: Report, consultee: Consultee, given: str) -> str:
    """The reference as it is kept. Raises: Problems when it cannot be given."""
    said = " ".join(given.split())
    taken = Clearance.objects.exclude(report=report).filter(kind=consultee.kind)
    references = taken.values_list("reference", flat=True)
    if wrong := reference_problems(consultee, said, meeting=report.meeting_date, taken=references):
        raise Problems(wrong)
    return said


def hold(clearance: Clearance, reason: str, *, actor: Actor, moment: datetime) -> Clearance:
    """Keep the cleared values although their source has moved to what it is now."""
    _require_consultee(clearance.report, clearance.kind, actor, moment)
    other_than(clearance.report, ("author",), actor, "hold its values")
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
    found = [*drafting.problems(draft), *_awaited(report)]
    if found:
        raise Problems(found)
    # Every figure must have a value, and every table must add up.
    readers = composing.readers_of(report, draft)
    document, documents = composing.composed(draft, reader=OPERATOR, tables=readers)
    if unsigned := _unsigned(documents):
        raise Problems(unsigned)
    check_footing(document)
    public = drafting.public_of(draft)
    if public.tables:
        composing.gather(public, reader=OPERATOR, tables=composing.readers_of(report, public))


def _unsigned(documents: Documents) -> list[Problem]:
    """Returned values that their owner has not signed: what the council says rests on them."""
    return [
        Problem(
            f"{one['label']}, {one['display']}, is not signed off by its owner yet.",
            hint=f"Have it signed off where it stands: {one['url']}",
            code="unsigned",
        )
        for one in documents.values()
        if one.get("returned") and one.get("status") == Status.PROVISIONAL.value
    ]


def _awaited(report: Report) -> list[Problem]:
    """Sections asked of somebody that have not come in and been accepted."""
    waiting = report.contributions.exclude(state=Contribution.State.ACCEPTED)
    return [
        Problem(
            f"The section {one.section} is {one.get_state_display().lower()} and not accepted yet.",
            field=f"section {one.section}",
            hint="Accept it, or take the request back.",
            code="contribution",
        )
        for one in waiting
    ]


def _require_cleared(report: Report, on: date, to: str) -> None:
    """Refuse while somebody the form asks has not cleared it, or not approved it before it is."""
    given = {clearance.kind for clearance in report.clearances.all()}
    waited = [one for one in consultees(report) if one.kind not in given]
    missing = [one.kind for one in waited if not one.approves]
    if missing:
        raise CannotMove(f"The report is not yet cleared by: {', '.join(missing)}.")
    missing = [one.title.lower() for one in waited if to == Report.State.APPROVED]
    if missing:
        raise CannotMove(f"The report is not yet approved by: {', '.join(missing)}.")
    blocking(report, on)


def consultees(report: Report) -> tuple[Consultee, ...]:
    """Who clears the report, and who approves it, by its form."""
    return versions.consultees_of(report)


def blocking(report: Report, on: date) -> None:
    """Refuse while a cleared value has moved and is not held, a comment waits for the answer it
    must have, or a finding of the check stands."""
    moved = [one for one in queries.moved(list(report.clearances.all())) if not one.held]
    if moved:
        raise Problems([Problem(one.sentence, hint=one.hint, code="moved") for one in moved])
    commenting.blocking(report)
    checking.blocking(report, on)


def _require_consultee(report: Report, kind: str, actor: Actor, moment: datetime) -> Consultee:
    found = next((one for one in consultees(report) if one.kind == kind), None)
    if found is None:
        names = ", ".join(one.kind for one in consultees(report))
        raise TownclerkError(f"{kind} does not clear reports: {names} do.")
    if not clears(found, report, reader_of(actor, moment)):
        raise Refused(f"Your roles do not clear reports for {kind}. The {found.role} role does.")
    return found
