"""Members' interests, open but for what endangers somebody, and dispensations from them."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models

from townclerk.democracy.models.bodies import Member
from townclerk.kernel.periods import ONE_DAY
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


class Dispensation(Record):
    """Leave for a member to speak or vote though they have an interest, for a time."""

    class Ground(models.TextChoices):
        IMPEDED = "impeded", "Without it the business would be impeded"
        BALANCE = "balance", "Without it the balance of the groups would be upset"
        RESIDENTS = "residents", "It is in the interest of those who live in the area"
        EXECUTIVE = "executive", "Without it no member of the executive could take part"
        OTHERWISE = "otherwise", "It is otherwise appropriate"

    reference = models.SlugField(max_length=100, unique=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="dispensations")
    interest = models.ForeignKey(
        MemberInterest,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="dispensations",
    )
    matter = models.CharField(max_length=300, help_text="The interest, as it would be declared.")
    speaks = models.BooleanField(default=True, help_text="The member may take part in debate.")
    votes = models.BooleanField(default=False, help_text="The member may vote.")
    ground = models.CharField(max_length=9, choices=Ground.choices)
    reason = models.TextField()
    granted_by = models.CharField(max_length=120, help_text="The role or the body that granted it.")
    granted_on = models.DateField()
    start = models.DateField()
    end = models.DateField(help_text="The first day it no longer holds.")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["member", "start", "reference"]

    def __str__(self) -> str:
        return f"Dispensation of {self.member}: {self.allows}"

    @property
    def last(self) -> date:
        """The last day it holds, as people say until when."""
        return self.end - ONE_DAY

    @property
    def allows(self) -> str:
        told = [word for word, given in (("speak", self.speaks), ("vote", self.votes)) if given]
        return f"may {' and '.join(told)}"

    def clean(self) -> None:
        found = {}
        if not (self.speaks or self.votes):
            found["speaks"] = "Say what it allows: to speak, to vote, or both."
        if self.interest is not None and self.interest.member_id != self.member_id:
            found["interest"] = f"That interest is {self.interest.member}'s."
        if self.start is not None and self.granted_on is not None and self.start < self.granted_on:
            found["start"] = "It does not hold before the day it was granted."
        if self.end is not None and self.start is not None and self.end <= self.start:
            found["end"] = "The end must be after the start."
        if found:
            raise ValidationError(found)
