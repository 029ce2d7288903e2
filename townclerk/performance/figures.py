"""Figures of the corporate plan: its actions and the aims nobody works on."""

from collections.abc import Callable, Sequence

from townclerk.figures import (
    Answer,
    Choice,
    Grain,
    NotAnswerable,
    Polarity,
    Question,
    Status,
    Unit,
    figure,
)
from townclerk.kernel.explained import Records, Step
from townclerk.performance import queries
from townclerk.performance.models import CorporatePlan
from townclerk.performance.operations import PERFORMANCE
from townclerk.platform import clock

ACTIONS = "performance.actions."
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


def _outlook(question: Question) -> queries.Outlook:
    plan = CorporatePlan.objects.filter(code=question.scope).first()
    if plan is None:
        raise NotAnswerable(f"There is no corporate plan {question.scope}.")
    return queries.outlook(plan, on=question.as_at or clock.today())


def _answer(found: queries.Outlook, value: int, step: Step) -> Answer:
    """Public with the plan: what an approved plan asks for is open, and so is how it goes."""
    is_draft = found.plan.state == CorporatePlan.State.DRAFT
    return Answer(
        value=value, step=step, status=Status.PROVISIONAL if is_draft else Status.PUBLISHED
    )


def _counted(name: str) -> Callable[[Question], Answer]:
    def compute(question: Question) -> Answer:
        found = _outlook(question)
        late = set(found.progress.late)
        matching = [
            action
            for action in found.actions
            if name == "all" or (action.code in late if name == "late" else action.state == name)
        ]
        step = Step(
            label=f"{NAMES[name]}: {found.plan.title}",
            value=len(matching),
            how=f"{len(matching)} of {len(found.actions)} actions",
            records=Records(
                count=len(matching),
                kind="plan-actions",
                label="actions",
                keys=tuple(action.code for action in matching),
                url="/r/plan-actions/",
            ),
        )
        return _answer(found, len(matching), step)

    return compute


for _name, _label in NAMES.items():
    figure(
        key=f"{ACTIONS}{_name.replace('-', '_')}",
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
    )(_counted(_name))


@figure(
    key="performance.aims.unattended",
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
)
def unattended(question: Question) -> Answer:
    found = _outlook(question)
    parts = tuple(Step(label=aim.title, value=1) for aim in found.unattended)
    step = Step(
        label=f"Aims nobody is working on: {found.plan.title}", value=len(parts), parts=parts
    )
    return _answer(found, len(parts), step)
