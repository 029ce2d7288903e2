"""What officers were asked of a business case, what they said, and which cases that opens."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from townclerk.change import tasks
from townclerk.change.core.programme_gates import Gate
from townclerk.change.models import BusinessCase, CaseAdvice
from townclerk.change.permissions_programme import CASE_ADVISERS
from townclerk.kernel.display import date_display
from townclerk.platform.access.reader import Reader
from townclerk.platform.deadlines.core.stopping import standing
from townclerk.platform.deadlines.owed import Owed, owed_provider
from townclerk.platform.registers.permission import place_of


def awaited(case: BusinessCase) -> tuple[str, ...]:
    """The disciplines whose officers have not answered on this version, by name."""
    given = set(
        case.advice.filter(state=CaseAdvice.State.ANSWERED).values_list("discipline", flat=True)
    )
    return tuple(one.label for one in CaseAdvice.Discipline if one.value not in given)


def advice_lines(case: BusinessCase) -> tuple[str, ...]:
    """What was said of a version, a line a discipline, as the gate keeps it."""
    said = case.advice.filter(state=CaseAdvice.State.ANSWERED).order_by("pk")
    return tuple(
        f"{one.get_discipline_display()}, {day_of(one)}: {one.get_answer_display().lower()}. "
        + " ".join(one.text.split())
        for one in said
    )


def day_of(advice: CaseAdvice) -> str:
    return date_display(advice.answered_on) if advice.answered_on else ""


def may_answer(reader: Reader, advice: CaseAdvice) -> bool:
    """Whether the reader answers for the discipline, for the project it is about."""
    return reader.held(*CASE_ADVISERS[advice.discipline], at=place_of(advice))


def was_asked(reader: Reader, case: BusinessCase) -> bool:
    """Whether the reader answers for a discipline that was ever asked of the version."""
    return any(may_answer(reader, one) for one in _asked_of(reader).filter(case=case))


def _asked_of(reader: Reader) -> "QuerySet[CaseAdvice]":
    """What the disciplines of the reader's roles were ever asked, wherever the roles are held."""
    mine = [name for name, who in CASE_ADVISERS.items() if reader.held_somewhere(*who)]
    rows = CaseAdvice.objects.filter(discipline__in=mine)
    return rows.select_related("case__project__unit").order_by("due", "pk")


@owed_provider
def cases_to_answer(reader: Reader, on: date) -> Iterator[Owed]:
    """A case that waits for what the reader's discipline thinks of it; not to who wrote it."""
    waiting = _asked_of(reader).filter(state=CaseAdvice.State.ASKED)
    waiting = waiting.exclude(case__project__gate=Gate.CLOSED.value)
    for one in waiting.exclude(case__written_by=reader.user_id):
        if not may_answer(reader, one):
            continue
        project = one.case.project
        yield Owed(
            title=f"Say what you think, for {one.get_discipline_display().lower()}: {one.case}",
            kind=tasks.CASE_ADVICE,
            standing=standing(due=one.due, on=on, finished=False, stopped=False),
            due=one.due,
            address=reverse("change:case", args=[project.code, one.case_id]),
            about=str(project),
            note="Officers sign the full case once finance, people and legal have answered.",
        )
