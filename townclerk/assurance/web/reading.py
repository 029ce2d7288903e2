"""Which risks a reader opens on their pages."""

from django.db.models import QuerySet

from townclerk.assurance.models import Risk
from townclerk.assurance.permissions import ASSURANCE, PROGRAMME
from townclerk.assurance.registers_risks import RISKS_REGISTER
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.registers.permission import visible


def seen_by(reader: Reader) -> "QuerySet[Risk]":
    """The risks of the register that are open to the reader. The programme's office follows
    those the programme offered."""
    offered = bool(reader.may(Verb.READ, ASSURANCE, subject=PROGRAMME))
    try:
        rows: QuerySet[Risk] = visible(RISKS_REGISTER, reader)
    except Refused:
        if not offered:
            raise
        return Risk.objects.exclude(raised_from="")
    return rows | Risk.objects.exclude(raised_from="") if offered else rows
