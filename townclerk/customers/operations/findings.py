"""Writes after a consultation closed: analysing, reporting, and telling people what came of it."""

from datetime import datetime

from django.db import transaction

from townclerk.customers import permissions, policies
from townclerk.customers.models import Consultation, FeedbackAddress
from townclerk.customers.operations import tasks
from townclerk.customers.operations.proposals import today
from townclerk.customers.queries.findings import population, work_out
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.audit.log import Actor
from townclerk.platform.mail.kinds import mail_kind
from townclerk.platform.mail.operations import queue

FEEDBACK = mail_kind("consultation-feedback", "What came of a consultation you answered")


@transaction.atomic
def analyse(
    consultation: Consultation, *, weigh_by: str = "", actor: Actor, moment: datetime
) -> Consultation:
    """Work out the answers once its days are over, and keep what came out."""
    step = policies.step(policies.CONSULTATION, "analyse", consultation.state, consultation)
    permissions.check_proposes(actor, moment=moment)
    day = today(moment)
    problems = []
    if consultation.closes_on is not None and day <= consultation.closes_on:
        last = date_display(consultation.closes_on)
        problems.append(Problem(f"People may answer until {last}.", hint="Analyse it after that."))
    if weigh_by and not population(weigh_by):
        problems.append(
            Problem(
                f"No people are known by {weigh_by}.", field="weigh_by", hint="Load them first."
            )
        )
    if problems:
        raise Problems(problems)
    consultation.weigh_by = weigh_by
    values = {
        "state": step.target,
        "weigh_by": weigh_by,
        "analysis": work_out(consultation, day),
        "analysed_on": day,
    }
    done = records.change(consultation, values, actor=actor, moment=moment, verb="analyse")
    tasks.analysed(done, actor=actor, moment=moment)
    return done


@transaction.atomic
def report(
    consultation: Consultation, *, findings: str, actor: Actor, moment: datetime
) -> Consultation:
    """Publish what people said."""
    step = policies.step(policies.CONSULTATION, "report", consultation.state, consultation)
    permissions.check_proposes(actor, moment=moment)
    if not findings.strip():
        raise Problems([Problem("Say what people said.", field="findings")])
    values = {"state": step.target, "findings": findings.strip(), "reported_on": today(moment)}
    done = records.change(consultation, values, actor=actor, moment=moment, verb="report")
    tasks.reported(done, actor=actor, moment=moment)
    return done


@transaction.atomic
def feed_back(
    consultation: Consultation, *, use_in_decision: str, actor: Actor, moment: datetime
) -> Consultation:
    """Say how what people said changed the proposal, and tell those who left an address.

    Each address goes once its mail is queued: it was left for this and nothing else.
    """
    step = policies.step(policies.CONSULTATION, "feed-back", consultation.state, consultation)
    permissions.check_proposes(actor, moment=moment)
    problems = [
        Problem(
            f"“{theme.code}” does not say what was done about it.",
            hint="Say what was done, or why nothing was, on the theme.",
        )
        for theme in consultation.themes.order_by("code")
        if not theme.outcome or not theme.did.strip()
    ]
    if not use_in_decision.strip():
        problems.append(
            Problem("Say how what people said changed the proposal.", field="use_in_decision")
        )
    if problems:
        raise Problems(problems)
    values = {
        "state": step.target,
        "use_in_decision": use_in_decision.strip(),
        "fed_back_on": today(moment),
    }
    done = records.change(consultation, values, actor=actor, moment=moment, verb="feed back")
    for left in done.addresses.all():
        queue(
            FEEDBACK,
            to=left.address,
            subject=f"What came of: {done.title}"[:200],
            text="You answered a consultation of the council and asked to hear what came of it. "
            "What people said, and what was done about it, is here:",
            link=f"/consultations/{done.reference}/",
            about=done,
            key=done.reference,
            moment=moment,
        )
    FeedbackAddress.objects.filter(consultation=done).delete()
    tasks.settle_all(done, actor=actor, moment=moment)
    return done
