"""A decision by its reference, whether it was made or is foretold on the forward plan."""

from dataclasses import dataclass

from django.urls import reverse

from townclerk.democracy.models import Decision, Entry


@dataclass(frozen=True, kw_only=True)
class NamedDecision:
    """What another area may know of a decision, made or to come, that its records are about."""

    reference: str
    title: str
    address: str
    """Of the page that shows it, to whom it is open."""


def decision_or_plan(reference: str) -> NamedDecision | None:
    """The decision of a reference in the register of decisions, else on the forward plan."""
    wanted = reference.strip()
    made = Decision.objects.filter(reference=wanted).first()
    if made is not None:
        address = reverse("democracy:decision", args=[wanted])
        return NamedDecision(reference=wanted, title=made.title, address=address)
    to_come = Entry.objects.filter(reference=wanted).first()
    if to_come is None:
        return None
    address = reverse("democracy:entry", args=[wanted])
    return NamedDecision(reference=wanted, title=to_come.title, address=address)
