"""From a programme and its projects to what their pages show."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from townclerk.change.core.programme import Standing, State
from townclerk.change.core.programme_gates import NAMES, Gate, following, refusals, warnings
from townclerk.change.models import Benefit, BusinessCase, CaseAdvice, Project
from townclerk.change.queries.programme_board import Board, Waiting
from townclerk.change.queries.programme_gates import last_signed, readiness
from townclerk.kernel.display import date_display, money_display, number_display
from townclerk.kernel.money import Money
from townclerk.platform.charts.picture import Picture

COLOURS = {
    State.DONE: "blue",
    State.NOT_STARTED: "grey",
    State.ON_TRACK: "green",
    State.AT_RISK: "orange",
    State.OFF_TRACK: "red",
}

LONGEST = 34


def colour(state: State) -> str:
    return COLOURS[state]


def millions(amounts: Iterable[Money]) -> tuple[str, ...]:
    held = tuple(amounts)
    return tuple(money_display(amount, "£m") for amount in (*held, Money.total(held)))


def dependencies(waiting: Iterable[Waiting]) -> Picture | None:
    """What projects wait for: by when it is needed, when it is expected."""
    held = list(waiting)
    if not held:
        return None
    # The drawing library takes half a second to load: only where a picture is drawn.
    from townclerk.platform.charts import Due, timeline

    late = sum(bool(one.late_days) for one in held)
    title = (
        f"{late} of {len(held)} dependencies come late"
        if late
        else f"All {len(held)} dependencies come in time"
    )
    rows = [
        Due(
            "\n".join(
                (
                    _short(one.dependency.what),
                    f"from {_short(one.giver.title)}",
                    f"for {_short(one.receiver.title)}",
                )
            ),
            one.dependency.need_on,
            one.expected,
        )
        for one in held
    ]
    return timeline(rows, title=title, due="Needed", expected="Expected")


def _short(title: str) -> str:
    return title if len(title) <= LONGEST else f"{title[: LONGEST - 1].rstrip()}…"


def gate_rows(project: Project) -> list[tuple[str, str, str]]:
    """Each gate with its word and colour: passed, where it is now, still to come."""
    at = list(Gate).index(Gate(project.gate))
    found = []
    for place, gate in enumerate(Gate):
        word, shade = ("Passed", "blue") if place < at else ("To come", "grey")
        if place == at:
            word, shade = "It is here", "green"
        found.append((NAMES[gate], word, shade))
    return found


def next_gate(project: Project) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    """The next gate, what keeps it shut, and what it would only warn of."""
    to = following(Gate(project.gate))
    if to is None:
        return None
    ready = readiness(project)
    return NAMES[to], refusals(ready), warnings(ready)


def scope_changes(project: Project) -> tuple[str, str] | None:
    """The approved scope beside the current one, where they are not the same."""
    signed = last_signed(project, "full") or last_signed(project, "pid")
    if signed is None or signed.scope.strip() == project.scope.strip():
        return None
    return signed.scope, project.scope


def cases(project: Project) -> list[tuple[BusinessCase, list[tuple[str, str]]]]:
    """Each version of each document, the latest first, with what officers say of it in brief."""
    found = project.cases.order_by("kind", "-number").prefetch_related("advice")
    return [
        (one, [(advice.get_discipline_display(), brief(advice)) for advice in one.advice.all()])
        for one in found
    ]


def brief(advice: CaseAdvice) -> str:
    """What officers answered, or that they have not; and whether it is stale."""
    said = advice.get_answer_display().lower()
    if advice.state == CaseAdvice.State.OVERTAKEN:
        return f"{said or 'not answered'}, of an earlier version"
    if said:
        return said
    return f"asked by {date_display(advice.due)}" if advice.due else "asked"


def reasons(stood: Standing) -> tuple[str, ...]:
    return stood.reasons or ("Nothing in its records says otherwise.",)


def benefits(held: Iterable[Benefit]) -> list[tuple[str, ...]]:
    """Each benefit: what is measured, from where to where by when, and how far it came."""
    return [
        (
            one.title,
            one.measure,
            _plain(one.baseline),
            _plain(one.target),
            date_display(one.due),
            "" if one.result is None else _plain(one.result),
            one.came.said,
        )
        for one in held
    ]


def _plain(number: Decimal) -> str:
    """A number with as many places as it needs."""
    least = number.normalize()
    return number_display(least, max(0, -int(least.as_tuple().exponent)))


def headline(board: Board) -> str:
    """Where the programme stands, in a sentence."""
    whole = board.whole.value
    why = board.whole.step.how.partition("; ")[2]
    return f"{why[:1].upper()}{why[1:]}. {sum(whole.counts.values())} projects."


def day(value: date | None) -> str:
    return date_display(value) if value else ""
