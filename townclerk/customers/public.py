"""The door of customers for other areas: the consultation that a record refers to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from townclerk.customers.models import Consultation
from townclerk.kernel.errors import Problem

__all__ = ["Told", "named", "problem_with", "refers_to_one"]


@dataclass(frozen=True)
class Told:
    """What everybody may know of a consultation."""

    reference: str
    title: str
    standing: str
    closes_on: date | None
    responses: int | None
    """None where too few answered for the number to be shown, or none are counted yet."""
    findings: str
    use_in_decision: str
    address: str

    @property
    def sentence(self) -> str:
        """What it is and where it stands, in one line."""
        many = f", {self.responses:,} answered" if self.responses else ""
        return f"{self.title} ({self.standing.lower()}{many})"


def named(reference: str) -> Told | None:
    """The consultation of a reference, as the public register shows it."""
    found = Consultation.objects.filter(reference=reference, state__in=Consultation.PUBLIC).first()
    if found is None:
        return None
    reported = found.state in Consultation.FOUND
    return Told(
        reference=found.reference,
        title=found.title,
        standing=found.heading,
        closes_on=found.closes_on,
        responses=found.analysis.get("responses") if reported else None,
        findings=found.findings if reported else "",
        use_in_decision=found.use_in_decision if reported else "",
        address=f"/consultations/{found.reference}/",
    )


def problem_with(reference: str) -> str:
    """What is wrong with a reference another record gives; empty when nothing is."""
    if not reference or Consultation.objects.filter(reference=reference).exists():
        return ""
    return f"There is no consultation {reference}. Propose it, or enter one held before."


def refers_to_one(field: str) -> Callable[[Mapping[str, Any], Any], list[Problem]]:
    """For the register of another area: its field names a consultation, or nothing."""

    def validate(values: Mapping[str, Any], existing: Any) -> list[Problem]:
        sentence = problem_with(str(values.get(field) or ""))
        return [Problem(sentence, field=field)] if sentence else []

    return validate
