"""Petitions read: what the signatures of one are owed on a day."""

from datetime import date

from townclerk.democracy.models import PetitionThreshold
from townclerk.democracy.queries.bodies import on_day


def threshold(signatures: int | None, on: date) -> PetitionThreshold | None:
    """The highest threshold of the council's scheme that was reached; None below all of them."""
    if signatures is None:
        return None
    reached = PetitionThreshold.objects.filter(on_day(on), signatures__lte=signatures)
    return reached.order_by("-signatures").first()
