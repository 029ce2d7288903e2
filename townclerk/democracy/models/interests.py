"""The register of members' interests, which is open but for what would put somebody in danger."""

from django.core.exceptions import ValidationError
from django.db import models

from townclerk.democracy.models.bodies import Member
from townclerk.platform.records import Record


class MemberInterest(Record):
    """One interest a member has notified to the monitoring officer."""

    class Kind(models.TextChoices):
        EMPLOYMENT = "employment", "Employment, office, trade or profession"
        SPONSORSHIP = "sponsorship", "Sponsorship"
        CONTRACTS = "contracts", "Contracts with the council"
        LAND = "land", "Land in the area"
        LICENCES = "licences", "Licences to occupy land"
        TENANCIES = "tenancies", "Corporate tenancies"
        SECURITIES = "securities", "Securities"
        OTHER = "other", "Other interest under the code of conduct"

    reference = models.SlugField(max_length=100, unique=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="interests")
    kind = models.CharField(max_length=11, choices=Kind.choices)
    text = models.CharField(max_length=300, help_text="What it is, in the words of the register.")
    sensitive = models.BooleanField(
        default=False, help_text="The monitoring officer agrees that its details are withheld."
    )
    start = models.DateField(help_text="When it was notified.")
    end = models.DateField(null=True, blank=True, help_text="The first day it no longer holds.")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["member", "kind", "reference"]
        verbose_name = "interest of a member"
        verbose_name_plural = "interests of members"

    def __str__(self) -> str:
        return f"{self.member}: {self.get_kind_display().lower()}"

    @property
    def pecuniary(self) -> bool:
        """Whether it is disclosable under the Localism Act 2011, and not by the code alone."""
        return self.kind != self.Kind.OTHER

    def clean(self) -> None:
        if self.end is not None and self.start is not None and self.end <= self.start:
            raise ValidationError({"end": "The end must be after the start."})
