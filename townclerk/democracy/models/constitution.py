"""The constitution by sections with their versions, how they are amended, and who may decide."""

from django.core.exceptions import ValidationError
from django.db import models

from townclerk.democracy.models.bodies import Body
from townclerk.democracy.models.decisions import Decision
from townclerk.democracy.models.meetings import Meeting
from townclerk.platform.fields import MoneyField
from townclerk.platform.records import Record


class ConstitutionSection(Record):
    """One section as it stands; what it said before is in its amendments and its history."""

    code = models.SlugField(max_length=80, unique=True)
    number = models.CharField(max_length=20, help_text="As cited, like 3.2.")
    title = models.CharField(max_length=200)
    text = models.TextField()
    edition = models.PositiveIntegerField(default=1, editable=False)
    in_force = models.DateField(help_text="From when this text holds.")
    reviewed_on = models.DateField(null=True, blank=True)
    example = models.BooleanField(
        default=False, help_text="Put in to try the pages on; it is not the council's own."
    )
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["number", "code"]
        verbose_name = "section of the constitution"
        verbose_name_plural = "sections of the constitution"

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ConstitutionAmendment(Record):
    """A change of a section on its way: proposed, the responsible committee, Council, in force."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        COMMITTEE = "committee", "Agreed by the responsible committee"
        COUNCIL = "council", "Agreed by Council"
        IN_FORCE = "in-force", "In force"
        REJECTED = "rejected", "Rejected"

    OPEN = (State.COMMITTEE, State.COUNCIL, State.IN_FORCE)

    reference = models.SlugField(max_length=100, unique=True)
    section = models.ForeignKey(
        ConstitutionSection, on_delete=models.PROTECT, related_name="amendments"
    )
    text = models.TextField(help_text="What the section would say.")
    reason = models.TextField()
    text_approved = models.BooleanField(
        default=False, editable=False, help_text="The monitoring officer approved the words."
    )
    committee_at = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    council_at = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    in_force = models.DateField(null=True, blank=True)
    replaced = models.TextField(blank=True, editable=False, help_text="What it said before.")
    edition = models.PositiveIntegerField(null=True, blank=True, editable=False)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["section", "id"]
        verbose_name = "amendment of the constitution"
        verbose_name_plural = "amendments of the constitution"

    def __str__(self) -> str:
        return f"Amendment {self.reference} of {self.section}"


class Delegation(Record):
    """A line of the scheme of delegation: who decides what, up to what value."""

    code = models.SlugField(max_length=80, unique=True)
    subject = models.CharField(max_length=200, help_text="The type of decision.")
    words = models.CharField(
        max_length=300, blank=True, help_text="Other words it is looked for by."
    )
    maker = models.CharField(max_length=14, choices=Decision.Maker.choices)
    body = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="delegations"
    )
    maker_role = models.CharField(max_length=120, blank=True)
    above = MoneyField(null=True, blank=True, help_text="It decides from more than this.")
    up_to = MoneyField(null=True, blank=True, help_text="It decides up to and with this.")
    conditions = models.TextField(blank=True)
    section = models.ForeignKey(
        ConstitutionSection, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True, help_text="The first day it no longer holds.")
    example = models.BooleanField(
        default=False, help_text="Put in to try the pages on; it is not the council's own."
    )
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["subject", "code"]

    def __str__(self) -> str:
        return f"{self.subject}: {self.made_by}"

    @property
    def made_by(self) -> str:
        return str(self.body) if self.body is not None else self.maker_role

    def clean(self) -> None:
        found = {}
        if self.maker == Decision.Maker.BODY and self.body is None:
            found["body"] = "Name the body that decides."
        if self.maker != Decision.Maker.BODY and not self.maker_role:
            found["maker_role"] = "Name the role of the person who decides."
        if self.above is not None and self.up_to is not None and self.up_to <= self.above:
            found["up_to"] = "It must be more than what it decides from."
        if found:
            raise ValidationError(found)
