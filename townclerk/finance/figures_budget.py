"""The budget of a year, from the budget lines in the facts store."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from townclerk.figures import (
    Answer,
    Choice,
    Grain,
    NotAnswerable,
    Polarity,
    Question,
    Unit,
    batch,
    figure,
)
from townclerk.figures.declaration import COUNCIL
from townclerk.figures.facts.batches import provenance
from townclerk.figures.models import FactBatch
from townclerk.finance.queries.budget_lines import Budgets, Group, budgets
from townclerk.kernel.display import pounds_display
from townclerk.kernel.explained import Provenance, Records, Step, brought_in
from townclerk.kernel.money import Money
from townclerk.platform.access.areas import Area
from townclerk.platform.exchange.origins import batch_of

PREFIX = "finance.budget."


def scopes() -> Sequence[Choice]:
    return [Choice(code) for code in budgets().years]


def periods() -> Mapping[str, Sequence[str]]:
    years = budgets().years
    council = sorted({label for labels in years.values() for label in labels})
    return {**years, COUNCIL: council}


@batch(PREFIX)
def answer(asked: Sequence[tuple[str, Question]]) -> Sequence[Answer]:
    """Many questions from one reading of the facts (one for each moment asked of)."""
    read: dict[datetime | None, Budgets] = {}
    found = []
    for _, question in asked:
        if question.as_at is not None:
            raise NotAnswerable(
                "A budget is kept by year, not by day. Ask with known_at for what was known at a "
                "moment."
            )
        if question.known_at not in read:
            read[question.known_at] = budgets(question.known_at)
        found.append(_answer(read[question.known_at], question))
    return found


def _answer(held: Budgets, question: Question) -> Answer:
    label = question.period.label if question.period else ""
    units = held.of_year(label)
    if question.scope != COUNCIL:
        units = {code: found for code, found in units.items() if code == question.scope}
    if not units:
        raise NotAnswerable(f"No budget of {question.scope} is held for {label or 'no year'}.")
    batch = held.batches[label]
    parts = tuple(_unit_step(code, found, label, batch) for code, found in units.items())
    value = Money.total(part.value for part in parts if isinstance(part.value, Money))
    step = Step(
        label=f"Net budget {label}",
        value=value,
        unit="£",
        how=f"{len(parts)} units add up to {pounds_display(value)}",
        parts=parts,
        source=_source(batch),
        held_by="s151-officer",
    )
    return Answer(value=value, step=step)


def _source(batch: FactBatch, rows: str = "") -> Provenance:
    """The file of the sheet that brought the lines; who landed them where there was no file."""
    if batch_of(batch.file)[0]:
        return brought_in(batch.file, rows) or provenance(batch)
    return replace(provenance(batch), row=rows)


def _unit_step(code: str, groups: tuple[Group, ...], label: str, batch: FactBatch) -> Step:
    amount = Money.total(group.amount for group in groups)
    return Step(
        label=code,
        value=amount,
        unit="£",
        records=Records(
            count=sum(group.rows for group in groups),
            kind="budget-lines",
            label=f"budget lines of {label}",
            total=amount,
        ),
        parts=tuple(
            Step(
                label=group.name,
                value=group.amount,
                unit="£",
                how=f"{group.rows} lines",
                records=Records(
                    count=group.rows,
                    kind="budget-lines",
                    label=f"budget lines of {label}",
                    total=group.amount,
                ),
                source=_source(batch, group.where),
            )
            for group in groups
        ),
        held_by="s151-officer",
    )


@figure(
    key=f"{PREFIX}net",
    label="Net budget",
    unit=Unit.MONEY,
    display="£m 3 dp",
    polarity=Polarity.NEUTRAL,
    grain=Grain(scopes=(COUNCIL, "unit"), periods=("financial-year",)),
    definition="The budget lines of the year added up; income counts against spending.",
    source="The budget lines of the ledger, in the facts store.",
    owner_role="s151-officer",
    area=Area.FINANCIAL_RUNNING,
    additive=True,
    whole=False,
    scopes=scopes,
    periods_by_scope=periods,
)
def net(question: Question) -> Answer:
    return answer([(f"{PREFIX}net", question)])[0]
