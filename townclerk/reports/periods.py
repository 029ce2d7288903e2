"""A period on its way: asking, compiling, editing, signing, publishing, and what the body asked."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.democracy import public as democracy
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.models import User
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.reports import contributing, kinds, noticing, operations, telling
from townclerk.reports.core.cycle import CannotStep, check_step
from townclerk.reports.models import (
    CommitteeQuestion,
    Contribution,
    PeriodSection,
    Report,
    ReportPeriod,
)
from townclerk.reports.permissions import place_of_period, reader_of, require_writer

State = ReportPeriod.State
OUTSTANDING = (Contribution.State.ASKED, Contribution.State.DRAFTING, Contribution.State.RETURNED)


def of_report(report: Report) -> ReportPeriod | None:
    """The period a report is of, when it is of one."""
    return ReportPeriod.objects.select_related("kind", "portfolio").filter(report=report).first()


@transaction.atomic
def collect(period: ReportPeriod, *, actor: Actor, moment: datetime) -> ReportPeriod:
    """Ask every contributor of the catalogue for their section by the day, in one mail each."""
    target = check_step("collect", period.state)
    require_writer(actor, moment)
    report = report_of(period)
    operations.move(report, "drafting", actor=actor, moment=moment)
    report.refresh_from_db()
    wrong: list[Problem] = []
    asked: list[Contribution] = []
    for section in period.sections.select_related("entry"):
        try:
            found = ask(section, report, due=period.due, actor=actor, moment=moment)
        except Problems as refused:
            wrong += [Problem(f"{section.title}: {one.message}") for one in refused.problems]
        else:
            asked += [found] if found is not None else []
    if wrong:
        raise Problems(wrong)
    telling.tell(asked, actor=actor, moment=moment)
    kinds.ladder(contributing.CONTRIBUTION, 3, "chief-executive", actor=actor, moment=moment)
    return _moved(period, target, "collect", actor, moment)


def ask(
    section: PeriodSection, report: Report, *, due: date, actor: Actor, moment: datetime
) -> Contribution | None:
    """Ask whoever the catalogue names, who are told of all their sections at once; a section that
    names nobody is the compiler's own."""
    entry = section.entry
    person = User.objects.filter(username=entry.contributor).first() if entry.contributor else None
    if person is None and not entry.contributor_role:
        return None
    return contributing.enter(
        report,
        section.section,
        role="" if person else entry.contributor_role,
        user=person,
        due=due,
        wanted=entry.wanted,
        actor=actor,
        moment=moment,
    )


@transaction.atomic
def compile_report(period: ReportPeriod, *, actor: Actor, moment: datetime) -> ReportPeriod:
    """Take what was given, as it was given; refused while somebody still owes a section."""
    target = check_step("compile", period.state)
    require_writer(actor, moment)
    report = report_of(period)
    waiting = list(report.contributions.filter(state__in=OUTSTANDING))
    if waiting:
        raise Problems(
            [
                Problem(
                    f"{one.section} is {one.get_state_display().lower()}.",
                    field=one.section,
                    hint="Wait for it, or take the request back.",
                )
                for one in waiting
            ]
        )
    for given in report.contributions.filter(state=Contribution.State.GIVEN):
        contributing.accept(given, actor=actor, moment=moment)
    return _moved(period, target, "compile", actor, moment)


@transaction.atomic
def finish_editing(period: ReportPeriod, *, actor: Actor, moment: datetime) -> ReportPeriod:
    """Close the text: from now on it changes only by collecting again."""
    target = check_step("edit", period.state)
    report = report_of(period)
    if report.state != Report.State.CONSULTATION:
        operations.move(report, Report.State.CONSULTATION, actor=actor, moment=moment)
    return _moved(period, target, "edit", actor, moment)


@transaction.atomic
def sign(period: ReportPeriod, *, actor: Actor, moment: datetime) -> ReportPeriod:
    """The one who answers for the report signs it; what the number check found stops them."""
    target = check_step("sign", period.state)
    report = report_of(period)
    wanted = period.kind.sign_off_role
    reader = reader_of(actor, moment)
    if wanted and not reader.held(wanted, at=place_of_period(period)):
        raise Refused(f"{period.kind} is signed by: {roles().get(wanted, wanted)}.")
    if actor.user is not None and report.author_id == actor.user.pk:
        raise Refused("You compiled this report, so somebody else signs it.")
    if stopped := noticing.stopping(period):
        raise Problems([Problem(one.words, field=one.section) for one in stopped])
    operations.sign(report, actor=actor, moment=moment, unit=_answers_for(period, reader))
    return _moved(period, target, "sign", actor, moment)


def _answers_for(period: ReportPeriod, reader: Reader) -> str | None:
    """The portfolio of the period; without one, a unit of the signer, whom the kind names."""
    if period.portfolio is not None:
        return period.portfolio.code
    own = reader.units(Area.REPORTS, Verb.APPROVE) if period.kind.sign_off_role else None
    return min(own) if own else None


@transaction.atomic
def reopen(period: ReportPeriod, reason: str, *, actor: Actor, moment: datetime) -> ReportPeriod:
    """Back to collecting, with a reason; a signature falls."""
    target = check_step("reopen", period.state)
    if not reason.strip():
        raise Problems([Problem("Say why it is opened again.", field="reason")])
    report = report_of(period)
    if report.state != Report.State.DRAFTING:
        operations.move(report, "drafting", actor=actor, moment=moment, reason=reason)
    require_writer(actor, moment)
    return _moved(period, target, "reopen", actor, moment, reason)


def published(report: Report, on: date, *, actor: Actor, moment: datetime) -> None:
    """Follow a report into publication: its period, and when its kind is due again."""
    period = of_report(report)
    if period is None or period.state in (State.PUBLISHED, State.CONSIDERED):
        return
    _moved(period, State.PUBLISHED, "publish", actor, moment)
    kinds.issued(period.kind, on, actor=actor, moment=moment)


@transaction.atomic
def consider(period: ReportPeriod, *, actor: Actor, moment: datetime) -> ReportPeriod:
    """The body has had it before it."""
    target = check_step("consider", period.state)
    if moment.astimezone(LOCAL).date() < period.meeting_date:
        raise CannotStep("The meeting has not been yet.")
    democracy.require_clerk(period.body, actor, moment)
    return _moved(period, target, "consider", actor, moment)


@transaction.atomic
def question(
    period: ReportPeriod, values: Mapping[str, Any], *, actor: Actor, moment: datetime
) -> CommitteeQuestion:
    """Record what the body asked: it becomes an action, and opens the next period's report."""
    if period.state not in (State.PUBLISHED, State.CONSIDERED):
        raise CannotStep("The body asks about a report once it is published.")
    text, owner, due = str(values.get("text", "")).strip(), values.get("owner_role"), values["due"]
    wrong = []
    if not text:
        wrong.append(Problem("Write what was asked.", field="text"))
    if owner not in roles():
        wrong.append(Problem("Choose the role that answers.", field="owner_role"))
    if due < period.meeting_date:
        wrong.append(Problem("The answer is due after the meeting.", field="due"))
    if wrong:
        raise Problems(wrong)
    number = period.questions.count() + 1
    action = democracy.ask_at_meeting(
        reference=f"{period.reference}-q{number}",
        text=text,
        body=period.body,
        on=period.meeting_date,
        owner_role=str(owner),
        due=due,
        actor=actor,
        moment=moment,
    )
    made = CommitteeQuestion(
        period=period,
        number=number,
        section=str(values.get("section") or ""),
        text=text,
        owner_role=str(owner),
        due=due,
        action=action,
    )
    return records.create(made, actor=actor, moment=moment, reason="Asked at the meeting")


def change(period: ReportPeriod, values: Mapping[str, Any], **named: Any) -> ReportPeriod:
    """Days and words of a period may move until it is published."""
    if period.state in (State.PUBLISHED, State.CONSIDERED):
        raise CannotStep("A published period stays as it is.")
    return records.change(period, values, **named)


def report_of(period: ReportPeriod) -> Report:
    if period.report_id is None:
        raise CannotStep(f"{period} has no report.")
    return Report.objects.get(pk=period.report_id)


def _moved(
    period: ReportPeriod,
    target: str,
    verb: str,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> ReportPeriod:
    return records.change(
        period, {"state": target}, actor=actor, moment=moment, verb=verb, reason=reason
    )
