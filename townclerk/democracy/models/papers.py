"""Papers kept from the public, packs of papers with continuing page numbers, private notes."""

from django.conf import settings
from django.db import models

from townclerk.democracy.models.agendas import AgendaItem
from townclerk.democracy.models.decisions import PARAGRAPHS
from townclerk.democracy.models.meetings import Meeting
from townclerk.platform.records import Record


class ExemptPaper(Record):
    """A paper of an item that is not for publication; its file hangs on this record."""

    reference = models.SlugField(max_length=100, unique=True)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="exempt_papers")
    title = models.CharField(max_length=200)
    paragraph = models.CharField(max_length=1, choices=PARAGRAPHS)
    public_interest = models.TextField(help_text="Why the exemption outweighs disclosure.")
    review_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["item", "reference"]

    def __str__(self) -> str:
        return self.title


class _Pack(Record):
    """One PDF of an agenda and its papers; a supplement takes the page numbers further."""

    number = models.PositiveIntegerField(help_text="1 is the agenda; the others supplement it.")
    first_page = models.PositiveIntegerField()
    last_page = models.PositiveIntegerField()
    made_on = models.DateField()
    holds = models.JSONField(default=list, editable=False)
    """Each paper in it: the item, the title, the checksum, its first page."""

    class Meta:
        abstract = True

    @property
    def title(self) -> str:
        return "Agenda pack" if self.number == 1 else f"Supplement {self.number - 1}"

    def __str__(self) -> str:
        return f"{self.title}, pages {self.first_page} to {self.last_page}"


class AgendaPack(_Pack):
    """The pack that everybody may read."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="packs")

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_pack_of_a_number")
        ]


class ExemptPack(_Pack):
    """The pack with the exempt papers in their place."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="exempt_packs")

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"], name="one_exempt_pack_of_a_number"
            )
        ]


class Annotation(models.Model):
    """What a person notes to themselves on an item. No history, no export: nobody else reads it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="annotations"
    )
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="annotations")
    text = models.TextField(max_length=5000)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["item"]
        constraints = [
            models.UniqueConstraint(fields=["user", "item"], name="one_annotation_a_person_an_item")
        ]

    def __str__(self) -> str:
        return f"A private note on item {self.item.number}"
