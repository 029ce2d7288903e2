"""A decision by its reference, whether it was made or is foretold on the forward plan."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.urls import reverse

from townclerk.democracy.models import Decision, Entry
from townclerk.platform.access.reader import Reader
from townclerk.platform.registers.values import References


@dataclass(frozen=True, kw_only=True)
class NamedDecision:
    """What another area may know of a decision, made or to come, that its records are about."""

    reference: str
    title: str
    address: str
    """Of the page that shows it, to whom it is open."""


def decisions_or_plans(
    references: Collection[str], reader: Reader | None = None
) -> Mapping[str, NamedDecision]:
    """By reference, the decisions in their register, else on the forward plan; to a reader only
    what is open to them."""
    wanted = {reference.strip() for reference in references}
    found: dict[str, NamedDecision] = {}
    for model, page in ((Entry, "democracy:entry"), (Decision, "democracy:decision")):
        rows = References(reader).rows(model) if reader else model.objects.all()
        for one in rows.filter(reference__in=wanted):
            found[one.reference] = NamedDecision(
                reference=one.reference,
                title=one.title,
                address=reverse(page, args=[one.reference]),
            )
    return found


def decision_or_plan(reference: str, reader: Reader | None = None) -> NamedDecision | None:
    """The one of a reference, as `decisions_or_plans` finds it."""
    return decisions_or_plans([reference], reader).get(reference.strip())
