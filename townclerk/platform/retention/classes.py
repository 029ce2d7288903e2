"""The classes of retention: how long each kind of record is kept, by which rule."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.explained import Confidence
from townclerk.kernel.provision import Provision
from townclerk.platform.retention.core.dates import FromEndOf, disposal_date


class UnknownClass(TownclerkError):
    """A register names a class that is not in the list."""


@dataclass(frozen=True)
class RetentionClass:
    code: str
    title: str
    from_end_of: FromEndOf
    months: int | None
    """None: kept for good."""
    provision: Provision
    checked_on: date
    confidence: Confidence

    def due(self, trigger: date) -> date | None:
        return disposal_date(trigger, self.from_end_of, self.months)

    @property
    def period(self) -> str:
        if self.months is None:
            return "for good"
        length = f"{self.months // 12} years" if self.months % 12 == 0 else f"{self.months} months"
        year = self.from_end_of is FromEndOf.FINANCIAL_YEAR
        return f"{length} from the end of the financial year" if year else length


@cache
def classes() -> dict[str, RetentionClass]:
    text = resources.files(__package__).joinpath("classes.csv").read_text(encoding="utf-8")
    return {row["code"]: _read(row) for row in csv.DictReader(text.splitlines())}


def by_code(code: str) -> RetentionClass:
    found = classes().get(code)
    if found is None:
        raise UnknownClass(
            f"There is no retention class {code}. There are: {', '.join(classes())}."
        )
    return found


def _read(row: dict[str, str]) -> RetentionClass:
    return RetentionClass(
        code=row["code"],
        title=row["title"],
        from_end_of=FromEndOf(row["from_end_of"]),
        months=int(row["months"]) if row["months"] else None,
        provision=Provision(row["instrument"], row["provision"], row["url"], row["note"]),
        checked_on=date.fromisoformat(row["checked_on"]),
        confidence=Confidence(row["confidence"]),
    )
