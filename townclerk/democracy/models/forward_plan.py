"""The forward plan: decisions to come, the notice given of them, and how often they slipped."""

from django.core.exceptions import ValidationError
from django.db import models

from townclerk.democracy.models.bodies import Body
from townclerk.democracy.models.decisions import PARAGRAPHS, Decision
from townclerk.kernel.display import date_display
from townclerk.platform.records import Record


class Entry(Record):
    """One decision to come, as the public is told of it."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        DEFERRED = "deferred", "Deferred"
        DECIDED = "decided", "Decided"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Route(models.TextChoices):
        ORDINARY = "ordinary", "Full notice"
        GENERAL_EXCEPTION = "general exception", "General exception"
        SPECIAL_URGENCY = "special urgency", "Special urgency"

    class Ruling(models.TextChoices):
        KEY = "key", "Key"
        NOT_KEY = "not-key", "Not key"

    OPEN = (State.PUBLISHED, State.DEFERRED, State.DECIDED, State.WITHDRAWN)
    TO_COME = (State.PUBLISHED, State.DEFERRED)
    SLIPPED = 2
    """From this many deferrals on, readers are told how often a decision slipped."""

    reference = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    text = models.TextField(help_text="What is to be decided.")
    maker = models.CharField(
        max_length=14, choices=Decision.Maker.choices, default=Decision.Maker.BODY
    )
    body = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="forward_plan"
    )
    maker_role = models.CharField(max_length=120, blank=True)
    key = models.BooleanField(default=False)
    key_reason = models.CharField(max_length=300, blank=True, help_text="Why it is or is not key.")
    ruling = models.CharField(max_length=8, choices=Ruling.choices, blank=True)
    ruling_reason = models.CharField(max_length=300, blank=True)
    wards = models.CharField(max_length=200, blank=True, default="All wards")
    portfolio = models.CharField(max_length=120, blank=True)
    lead_role = models.CharField(max_length=120, help_text="The role that brings the report.")
    consultees = models.TextField(blank=True)
    documents = models.TextField(blank=True, help_text="What will be before the decision-maker.")
    report = models.CharField(max_length=100, blank=True, help_text="Reference of its report.")
    exempt_paragraph = models.CharField(max_length=1, blank=True, choices=PARAGRAPHS)
    private_reason = models.TextField(blank=True, help_text="Why any of it is taken in private.")
    decision_on = models.DateField()
    first_for = models.DateField(null=True, blank=True, help_text="The day first given.")
    deferrals = models.PositiveIntegerField(default=0)
    defer_reason = models.TextField(blank=True)
    published_on = models.DateField(null=True, blank=True)
    route = models.CharField(max_length=20, choices=Route.choices, blank=True)
    route_reason = models.TextField(blank=True)
    agreed_by = models.CharField(max_length=120, blank=True)
    of_interest = models.BooleanField(default=False, help_text="Marked by scrutiny.")
    interest_note = models.CharField(max_length=300, blank=True)
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="foretold_by"
    )
    withdraw_reason = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["decision_on", "reference"]
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["decision_on"])]

    def __str__(self) -> str:
        return self.title

    @property
    def made_by(self) -> str:
        return str(self.body) if self.body is not None else self.maker_role

    @property
    def is_key(self) -> bool:
        """As the monitoring officer ruled, else as entered."""
        return self.ruling == self.Ruling.KEY if self.ruling else self.key

    @property
    def slipped(self) -> bool:
        return self.deferrals >= self.SLIPPED

    def clean(self) -> None:
        found = {}
        if self.maker == Decision.Maker.BODY and self.body is None:
            found["body"] = "Name the body that decides."
        if self.maker != Decision.Maker.BODY and not self.maker_role:
            found["maker_role"] = "Name the role of the person who decides."
        if self.key and not self.key_reason:
            found["key_reason"] = "Say why it is a key decision."
        if self.exempt_paragraph and not self.private_reason:
            found["private_reason"] = "Say why it is taken in private."
        if found:
            raise ValidationError(found)


class PublishedPlan(Record):
    """The forward plan as it was published on a day. What it says follows from what was known at
    that moment, so the same document can be made again."""

    reference = models.SlugField(max_length=100, unique=True, editable=False)
    published_on = models.DateField(editable=False)
    known_at = models.DateTimeField(editable=False)
    copies = models.TextField(
        help_text="Where the documents can be had, and how to ask for those that come later."
    )
    remark = models.TextField(blank=True, help_text="What the public should know of this plan.")

    class Meta:
        ordering = ["-known_at", "-id"]
        verbose_name = "published plan"

    def __str__(self) -> str:
        return f"Forward plan of {date_display(self.published_on)}"
