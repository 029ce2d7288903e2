"""Petitions: what so many signatures are owed, and what became of each."""

from django.db import models

from townclerk.democracy.models.actions import CommitteeAction
from townclerk.democracy.models.bodies import Body, Dated
from townclerk.democracy.models.meetings import Meeting
from townclerk.platform.records import Record


class Owed(models.TextChoices):
    """What a petition is owed, the least first."""

    RESPONSE = "response", "A written response"
    COMMITTEE = "committee", "Consideration by the committee"
    DEBATE = "debate", "A debate by Council"


class PetitionThreshold(Dated):
    """From how many signatures on the council's own scheme owes a petition something."""

    code = models.SlugField(max_length=60, unique=True)
    signatures = models.PositiveIntegerField(help_text="So many, or more.")
    owed = models.CharField(max_length=9, choices=Owed.choices)
    days = models.PositiveIntegerField(help_text="Days from its receipt within which it is owed.")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["signatures", "start"]

    def __str__(self) -> str:
        return f"{self.get_owed_display()} from {self.signatures} signatures"


class Petition(Record):
    """A petition to the council. Who signed it is not kept here, only how many."""

    class State(models.TextChoices):
        RECEIVED = "received", "Received"
        ANSWERED = "answered", "Answered"
        CLOSED = "closed", "Closed"
        REFUSED = "refused", "Refused"

    PUBLIC = (State.RECEIVED, State.ANSWERED, State.CLOSED)

    reference = models.SlugField(max_length=90, unique=True)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True, help_text="What it asks.")
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="petitions", help_text="Whose business it is."
    )
    meeting = models.ForeignKey(
        Meeting,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="petitions",
        help_text="At which it is presented.",
    )
    signatures = models.PositiveIntegerField(
        null=True, blank=True, help_text="Left empty while they are not counted."
    )
    received_on = models.DateField()
    owner_role = models.CharField(max_length=60, default="democratic-services")
    owed = models.CharField(max_length=9, choices=Owed.choices, blank=True)
    due = models.DateField(
        null=True, blank=True, help_text="Counted by the threshold when left empty."
    )
    action = models.OneToOneField(
        CommitteeAction, null=True, blank=True, on_delete=models.PROTECT, related_name="petition"
    )
    response = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    refusal = models.TextField(blank=True, help_text="Why it is not taken.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.RECEIVED)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-received_on", "reference"]

    def __str__(self) -> str:
        return self.title
