"""The sheet of responses: one person a row, one column a question."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from townclerk.customers import permissions
from townclerk.customers.models import Consultation, Question, Response
from townclerk.customers.operations.proposals import today
from townclerk.customers.operations.responses import write, wrong_answers
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Decision, Reader
from townclerk.platform.audit import log
from townclerk.platform.audit.log import Actor
from townclerk.platform.exchange import ImportColumn, register_template
from townclerk.platform.exchange.origins import reason_of
from townclerk.platform.exchange.rows import Row, rows_of
from townclerk.platform.registers.importing import Loaded

MOST_QUESTIONS = 30
COLUMNS = (
    ImportColumn("consultation", "Reference of the consultation.", required=True, groups=True),
    ImportColumn(
        "code", "What tells one person from another: a number, never a name.", required=True
    ),
    ImportColumn("on", "Day it was answered; the day of the import when empty."),
    *(
        ImportColumn(f"q{n}", f"Answer to question {n}; several with “;” between.")
        for n in range(1, MOST_QUESTIONS + 1)
    ),
)
Person = tuple[date, dict[int, Sequence[str]], str]


@transaction.atomic
def load(
    rows: Iterable[Mapping[str, Any]], *, actor: Actor, moment: datetime, batch: str = ""
) -> Loaded:
    """Every response, or everything that is wrong with any. One that is there already stays."""
    permissions.check_proposes(actor, moment=moment)
    found: dict[str, dict[str, Person]] = defaultdict(dict)
    asked = {each.reference: each for each in Consultation.objects.all()}
    questions: dict[str, list[Question]] = {}
    problems, done = [], Loaded()
    known = set(Response.objects.values_list("consultation__reference", "code"))
    for row in rows_of(rows):
        reference = row.text("consultation", required=True)
        # What a sheet calls somebody is not kept: it could be their name.
        told = f"{reference}:{row.text('code', required=True)}"
        code = hashlib.sha256(told.encode()).hexdigest()[:40]
        _check_open(row, asked.get(reference), reference)
        if code in found[reference]:
            row.wrong("code", "Another row of the sheet has this code.", "Keep one of the two.")
        if not row.problems:
            if reference not in questions:
                questions[reference] = list(asked[reference].questions.all())
            given = _answers(row, questions[reference])
            if (reference, code) in known:
                done.same += 1
            else:
                on = row.day_or_none("on") or today(moment)
                found[reference][code] = (on, given, reason_of(batch, row.number))
        problems += row.problems
    if problems:
        raise Problems(problems)
    for reference, people in found.items():
        if not people:
            continue
        done.added += len(write(asked[reference], questions[reference], people))
        log.record(
            actor=actor,
            verb="import answers",
            target=asked[reference],
            moment=moment,
            details={"responses": len(people)},
        )
    return done


def _check_open(row: Row, consultation: Consultation | None, reference: str) -> None:
    if consultation is None:
        row.wrong("consultation", f"There is no consultation {reference}.", "Correct it.")
    elif consultation.state != Consultation.State.LIVE:
        state = consultation.get_state_display().lower()
        row.wrong(
            "consultation", f"{consultation} is {state}.", "Answers belong to one that is open."
        )


def _answers(row: Row, questions: Sequence[Question]) -> dict[int, Sequence[str]]:
    given: dict[int, Sequence[str]] = {}
    for number in range(1, MOST_QUESTIONS + 1):
        text = row.text(f"q{number}")
        if not text:
            continue
        kind = next((q.kind for q in questions if q.number == number), None)
        given[number] = text.split(";") if kind == Question.Kind.MANY else [text]
    for problem in wrong_answers(questions, given):
        row.wrong(problem.field or "code", problem.message, problem.hint)
    return given


def _may(reader: Reader) -> Decision:
    return permissions.proposes(reader)


register_template(
    "consultation-responses",
    title="Responses to consultations",
    columns=COLUMNS,
    load=load,
    may=_may,
)
