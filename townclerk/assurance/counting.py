"""A count of records as a figure: each record is a step that leads to it."""

from collections.abc import Sequence
from datetime import date

from townclerk.figures import Answer, Status
from townclerk.kernel.display import date_display
from townclerk.kernel.explained import Records, Step
from townclerk.platform import records
from townclerk.platform.records import Record

SHOWN = 200


def counted(
    rows: Sequence[Record],
    label: str,
    register: str,
    day: date,
    *,
    owner: str,
    each: Sequence[int] | None = None,
    public: bool = False,
) -> Answer:
    """How many records there are, or with `each` what they come to."""
    amounts = list(each) if each is not None else [1] * len(rows)
    parts = tuple(
        Step(
            label=str(row),
            value=amount,
            records=Records(count=1, kind=register, label="record", url=f"/r/{register}/{row.pk}/"),
            source=records.source_of(row),
        )
        for row, amount in list(zip(rows, amounts, strict=True))[:SHOWN]
    )
    more = sum(amounts[SHOWN:])
    if more:
        parts = (*parts, Step(label="More, in the register", value=more))
    total = sum(amounts)
    step = Step(
        label=label,
        value=total,
        how=f"As at {date_display(day)}",
        parts=parts,
        records=Records(count=len(rows), kind=register, label="records", url=f"/r/{register}/"),
        held_by=owner,
    )
    status = Status.PUBLISHED if public else Status.PROVISIONAL
    return Answer(value=total, step=step, as_at=day, status=status)
