"""Issuing the decision notice of a meeting: every decision made at it is made known together."""

from datetime import datetime

from django.db import transaction

from townclerk.democracy import permissions
from townclerk.democracy.models import Decision, Meeting
from townclerk.democracy.operations import decisions
from townclerk.democracy.operations.decisions import CannotDecide
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform.audit.log import Actor


@transaction.atomic
def issue(meeting: Meeting, *, actor: Actor, moment: datetime) -> tuple[Decision, ...]:
    """Record as made what the meeting decided, and publish it, all or nothing. Each decision that
    lacks something is told at once, with what it lacks."""
    permissions.check(actor, *permissions.CLERKS, moment=moment, record=meeting)
    if meeting.state != Meeting.State.HELD:
        raise CannotDecide(f"{meeting} has not been held, so there is nothing to give notice of.")
    waiting = (Decision.State.PROPOSED, Decision.State.MADE)
    found = list(Decision.objects.filter(meeting=meeting, state__in=waiting).order_by("pk"))
    if not found:
        raise CannotDecide(f"No decision of {meeting} waits to be published.")
    problems: list[Problem] = []
    done: list[Decision] = []
    for decision in found:
        try:
            made = decision
            if decision.state == Decision.State.PROPOSED:
                made = decisions.make(decision, actor=actor, moment=moment)
            done.append(decisions.publish(made, actor=actor, moment=moment))
        except Problems as error:
            problems += [
                Problem(f"{decision.reference}: {each.message}", hint=each.hint)
                for each in error.problems
            ]
        except CannotDecide as error:
            problems.append(Problem(f"{decision.reference}: {error}"))
    if problems:
        raise Problems(problems)
    return tuple(done)
