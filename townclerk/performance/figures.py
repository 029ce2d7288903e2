"""Figures of the corporate plan: its actions and the aims nobody works on."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from townclerk.figures import (
    Answer,
    Choice,
    Grain,
    NotAnswerable,
    Polarity,
    Question,
    Status,
    Unit,
    batch,
    figure,
)
from townclerk.kernel.display import date_display
from townclerk.kernel.explained import Records, Step
from townclerk.performance import queries
from townclerk.performance.core import plans
from townclerk.performance.models import Action, Aim, CorporatePlan
from townclerk.performance.operations import PERFORMANCE
from townclerk.platform import clock
from townclerk.platform.records import source_of

ACTIONS, AIMS = "performance.actions.", "performance.aims."
UNATTENDED = f"{AIMS}unattended"
NAMES = {
    "all": "Actions of the plan",
    "done": "Actions done",
    "on-track": "Actions on track",
    "off-track": "Actions off track",
    "late": "Actions past their date",
}


def plan_scopes() -> Sequence[Choice]:
    return [
        Choice(plan.code, plan.title)
        for plan in CorporatePlan.objects.exclude(state=CorporatePlan.State.DRAFT)
    ]


@batch(ACTIONS)
@batch(AIMS)
def answer(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions from one reading of the plans (one for each moment asked of)."""
    read: dict[datetime | None, dict[str, queries.Held]] = {}
    found = []
    for key, question in asked:
        known = question.known_at
        if known not in read:
            read[known] = queries.held(known)
        held, on = read[known].get(question.scope), question.as_at
        if held is None:
            raise NotAnswerable(f"There is no corporate plan {question.scope}.")
        if on is not None and held.plan.start > on:
            raise NotAnswerable(f"{held.plan} had not begun on {date_display(on)}.")
        day = on or clock.today()
        step = (
            _unattended(held)
            if key.startswith(AIMS)
            else _counted(held, key.removeprefix(ACTIONS).replace("_", "-"), day)
        )
        found.append(_answer(held, step, on))
    return found


def _answer(held: queries.Held, step: Step, on: date | None) -> Answer:
    """Public with the plan: what an approved plan asks for is open, and so is how it goes."""
    is_draft = held.plan.state == CorporatePlan.State.DRAFT
    status = Status.PROVISIONAL if is_draft else Status.PUBLISHED
    return Answer(value=step.value, step=step, as_at=on, status=status)


def _counted(held: queries.Held, name: str, on: date) -> Step:
    late = set(plans.progress(held.work, on=on).late)
    matching = [
        action
        for action in held.actions
        if name == "all" or (action.code in late if name == "late" else action.state == name)
    ]
    return Step(
        label=f"{NAMES[name]}: {held.plan.title}",
        value=len(matching),
        how=f"{len(matching)} of {len(held.actions)} actions",
        parts=tuple(_one(action, "plan-actions", "action") for action in matching),
        records=Records(
            count=len(matching),
            kind="plan-actions",
            label="actions",
            keys=tuple(action.code for action in matching),
            url="/r/plan-actions/",
        ),
    )


def _one(record: Action | Aim, kind: str, label: str) -> Step:
    return Step(
        label=record.title,
        value=1,
        records=Records(
            count=1, kind=kind, label=label, keys=(record.code,), url=f"/r/{kind}/{record.pk}/"
        ),
        source=source_of(record),
    )


def _unattended(held: queries.Held) -> Step:
    parts = tuple(_one(aim, "aims", "aim") for aim in held.unattended)
    return Step(
        label=f"Aims nobody is working on: {held.plan.title}", value=len(parts), parts=parts
    )


def compute(key: str) -> Callable[[Question], Answer]:
    def one(question: Question) -> Answer:
        return answer([(key, question)])[0]

    return one


for _name, _label in NAMES.items():
    _key = ACTIONS + _name.replace("-", "_")
    figure(
        key=_key,
        label=_label,
        unit=Unit.COUNT,
        display="count",
        polarity=Polarity.LOWER_IS_BETTER if _name in ("off-track", "late") else Polarity.NEUTRAL,
        grain=Grain(scopes=("plan",)),
        definition=f"{_label}, as last reported by the leads of the actions.",
        source="The register of actions of the plan.",
        owner_role="chief-executive",
        area=PERFORMANCE,
        public=True,
        scopes=plan_scopes,
    )(compute(_key))


figure(
    key=UNATTENDED,
    label="Aims nobody is working on",
    unit=Unit.COUNT,
    display="count",
    polarity=Polarity.LOWER_IS_BETTER,
    grain=Grain(scopes=("plan",)),
    definition="Aims of the plan that no open action serves, nor any aim beneath them.",
    source="The registers of aims and of actions of the plan.",
    owner_role="chief-executive",
    area=PERFORMANCE,
    public=True,
    scopes=plan_scopes,
)(compute(UNATTENDED))
