"""The scheme of delegation read: the lines of a day, as who-decides reads them."""

from datetime import date

from django.db.models import Q, QuerySet

from townclerk.democracy.core.delegation import Line
from townclerk.democracy.models import Delegation


def in_force(on: date) -> "QuerySet[Delegation]":
    begun, lasting = Q(start=None) | Q(start__lte=on), Q(end=None) | Q(end__gt=on)
    return Delegation.objects.filter(begun & lasting).select_related("body", "section")


def line_of(row: Delegation) -> Line:
    return Line(
        key=str(row.pk),
        subject=row.subject,
        words=row.words,
        made_by=row.made_by,
        above=row.above,
        up_to=row.up_to,
    )
