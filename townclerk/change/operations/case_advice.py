"""Asking officers what they think of a business case, and what they answer."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from townclerk.change.models import BusinessCase, CaseAdvice
from townclerk.change.operations.programme import ProjectIsClosed, check_project, day_of
from townclerk.change.permissions import check_other
from townclerk.change.permissions_programme import CASE_ADVISERS, check_role
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.audit.log import Actor

State = CaseAdvice.State


class NotAsked(TownclerkError):
    """The version stands no longer for what officers think of it."""


@transaction.atomic
def ask(
    case: BusinessCase, *, due: date | None = None, actor: Actor, moment: datetime, reason: str = ""
) -> tuple[CaseAdvice, ...]:
    """Ask finance, people and legal, those who are not asked yet, what they think of a version."""
    check_project(case.project, actor=actor, moment=moment)
    _stands(case)
    asked = set(case.advice.values_list("discipline", flat=True))
    missing = [one for one in CaseAdvice.Discipline.values if one not in asked]
    if not missing:
        raise NotAsked(f"Finance, people and legal are asked already about {case}.")
    if due is not None and due < day_of(moment):
        raise Problems([Problem("Choose a day to come.", field="due")])
    given = {"case": case, "due": due, "asked_on": day_of(moment)}
    return tuple(
        records.create(
            CaseAdvice(**given, discipline=one), actor=actor, moment=moment, reason=reason
        )
        for one in missing
    )


@transaction.atomic
def answer(
    advice: CaseAdvice, *, answer: str, text: str, actor: Actor, moment: datetime
) -> CaseAdvice:
    """What a discipline thinks of a version, in its words; not by who wrote it.

    It may be said anew until the version is signed.
    """
    check_answer(advice, actor=actor, moment=moment)
    if advice.case.project.is_closed:
        raise ProjectIsClosed(advice.case.project)
    _stands(advice.case)
    problems = []
    if answer not in CaseAdvice.Answer.values:
        known = ", ".join(CaseAdvice.Answer.values)
        problems.append(Problem(f"{answer} is no answer. There are: {known}.", field="answer"))
    if not text.strip():
        problems.append(Problem("Say what you looked at, and what you ask for.", field="text"))
    if problems:
        raise Problems(problems)
    values = {
        "answer": answer,
        "text": text.strip(),
        "answered_on": day_of(moment),
        "answered_by": actor.user,
        "state": State.ANSWERED,
    }
    return records.change(advice, values, actor=actor, moment=moment, verb="answer")


def check_answer(advice: CaseAdvice, *, actor: Actor, moment: datetime) -> None:
    """Refuse whoever does not answer for the discipline, and who wrote the case."""
    check_role(actor, *CASE_ADVISERS[advice.discipline], moment=moment, record=advice)
    check_other(actor, (advice.case.written_by, "wrote"))


def overtake(advice: Iterable[CaseAdvice], why: str, *, actor: Actor, moment: datetime) -> None:
    """What was asked and said of a version that stands no longer. Its words stay as they are."""
    for one in advice:
        if one.state != State.OVERTAKEN:
            values = {"state": State.OVERTAKEN, "overtaken_by": why[:300]}
            records.change(one, values, actor=actor, moment=moment, reason=why, verb="overtake")


def _stands(case: BusinessCase) -> None:
    """Refuse a version that is signed, or that another came after."""
    if case.signed_on is not None:
        raise NotAsked(f"{case} is signed, so it stays as it was read.")
    later = case.project.cases.filter(kind=case.kind, number__gt=case.number)
    latest = later.order_by("-number").first()
    if latest is not None:
        raise NotAsked(f"{latest} came after it. What is said is said of that one.")
