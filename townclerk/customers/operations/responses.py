"""Taking answers, taking them back, and coding what was said in words."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from townclerk.customers import permissions
from townclerk.customers.models import (
    Answer,
    Consultation,
    FeedbackAddress,
    PopulationGroup,
    Question,
    Response,
    Theme,
)
from townclerk.customers.operations.proposals import CannotConsult, today
from townclerk.customers.queries.consultations import takes_answers
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform.audit import log
from townclerk.platform.audit.log import Actor

LONGEST = 4_000
PREFER_NOT = "Prefer not to say"


def groups_in(dimension: str) -> list[str]:
    found = PopulationGroup.objects.filter(dimension=dimension).order_by("position", "code")
    return list(found.values_list("name", flat=True))


@transaction.atomic
def answer(
    consultation: Consultation,
    given: Mapping[int, Sequence[str]],
    *,
    address: str = "",
    moment: datetime,
) -> Response:
    """Take the answers of somebody who has no account, by the numbers of the questions.

    Nothing is kept of who they are. An address for feedback is kept apart from the answers.
    """
    day = today(moment)
    if not takes_answers(consultation, day):
        raise CannotConsult("This consultation takes no answers any more.")
    questions = list(consultation.questions.all())
    problems = wrong_answers(questions, given)
    if address.strip():
        try:
            validate_email(address.strip())
        except ValidationError:
            problems.append(Problem("This is no e-mail address.", field="address"))
    if problems:
        raise Problems(problems)
    code = secrets.token_hex(6)
    made = write(consultation, questions, {code: (day, given, "")})[0]
    if address.strip():
        FeedbackAddress.objects.get_or_create(
            consultation=consultation, address=address.strip().lower()
        )
    return made


def wrong_answers(
    questions: Sequence[Question], given: Mapping[int, Sequence[str]]
) -> list[Problem]:
    """Everything that is wrong with one person's answers, each at its question."""
    problems = [
        Problem(f"There is no question {number}.", field=f"q{number}")
        for number in sorted(set(given) - {each.number for each in questions})
    ]
    said = False
    for each in questions:
        chosen = [text.strip() for text in given.get(each.number, ()) if text.strip()]
        said = said or bool(chosen and each.kind != Question.Kind.GROUP)
        sentence = _wrong(each, chosen)
        if sentence:
            problems.append(Problem(sentence, field=f"q{each.number}"))
    if not problems and not said:
        problems.append(Problem("Answer at least one question."))
    return problems


def _wrong(question: Question, chosen: Sequence[str]) -> str:
    if question.required and not chosen:
        return "This question needs an answer."
    if question.kind == Question.Kind.WORDS:
        too_long = sum(len(text) for text in chosen) > LONGEST
        return f"It is longer than {LONGEST:,} characters." if too_long else ""
    allowed = (
        [*groups_in(question.dimension), PREFER_NOT]
        if question.kind == Question.Kind.GROUP
        else question.answers
    )
    unknown = [text for text in chosen if text not in allowed]
    if unknown:
        return f"“{unknown[0]}” is none of its answers. They are: {'; '.join(allowed)}."
    if question.kind != Question.Kind.MANY and len(chosen) > 1:
        return "Choose one answer."
    return ""


def write(
    consultation: Consultation,
    questions: Sequence[Question],
    people: Mapping[str, tuple[date, Mapping[int, Sequence[str]], str]],
) -> list[Response]:
    """Responses by their codes, with their answers, in few strokes."""
    responses = Response.objects.bulk_create(
        Response(consultation=consultation, code=code, on=on, came_by=came_by)
        for code, (on, _, came_by) in people.items()
    )
    Answer.objects.bulk_create(
        Answer(response=response, question=each, text="\n".join(chosen))
        for response in responses
        for each in questions
        if (
            chosen := [
                t.strip() for t in people[response.code][1].get(each.number, ()) if t.strip()
            ]
        )
    )
    return responses


@transaction.atomic
def take_back(consultation: Consultation, *, code: str, actor: Actor, moment: datetime) -> None:
    """Remove the answers of somebody who asks for it by the code they were shown."""
    permissions.check_proposes(actor, moment=moment)
    found = consultation.responses.filter(code=code.strip().lower()).first()
    if found is None:
        raise Problems([Problem("No answers have this code.", field="code")])
    log.record(actor=actor, verb="take back answers", target=consultation, moment=moment)
    found.delete()


@transaction.atomic
def mark(
    theme: Theme,
    answers: Collection[Answer],
    *,
    actor: Actor,
    moment: datetime,
) -> int:
    """Say which answers in words belong to a theme; answers how many there are now."""
    permissions.check_proposes(actor, moment=moment)
    consultation = theme.consultation
    if consultation.state != Consultation.State.LIVE:
        raise CannotConsult(f"{consultation} is not being worked out, so its themes stay.")
    theme.answers.set(answers)
    log.record(
        actor=actor,
        verb="code answers",
        target=theme,
        moment=moment,
        details={"answers": len(answers)},
    )
    return len(answers)


def closed_text(consultation: Consultation) -> str:
    """Why nobody may answer, for the page."""
    if consultation.state == Consultation.State.REVIEWED and consultation.opens_on:
        return f"It opens on {date_display(consultation.opens_on)}."
    if consultation.closes_on:
        return f"It closed on {date_display(consultation.closes_on)}."
    return "It takes no answers here."
