"""Decisions from proposal to implementation, what of them is exempt, and call-ins."""

from django.core.exceptions import ValidationError
from django.db import models

from townclerk.democracy.models.bodies import Body
from townclerk.democracy.models.meetings import Meeting
from townclerk.platform.fields import MoneyField
from townclerk.platform.records import Record

PARAGRAPHS = (
    ("1", "1: an individual"),
    ("2", "2: the identity of an individual"),
    ("3", "3: financial or business affairs"),
    ("4", "4: labour relations"),
    ("5", "5: legal professional privilege"),
    ("6", "6: intended notices, orders or directions"),
    ("7", "7: prevention, investigation or prosecution of crime"),
)
"""Local Government Act 1972, Schedule 12A, Part 1."""


class Decision(Record):
    """One line of a decision: what a body or a person resolved, and what came of it."""

    class Maker(models.TextChoices):
        BODY = "body", "A body"
        CABINET_MEMBER = "cabinet-member", "Cabinet Member"
        OFFICER = "officer", "Officer"

    class CallInRule(models.TextChoices):
        APPLIES = "applies", "May be called in"
        URGENT = "urgent", "Urgent: call-in waived"
        RECOMMENDATION = "recommendation", "Recommendation to Council"
        NOT_EXECUTIVE = "not-executive", "Not an executive decision"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        MADE = "made", "Made"
        PUBLISHED = "published", "Published"
        CALLED_IN = "called-in", "Called in"
        EFFECTIVE = "effective", "Effective"
        IMPLEMENTED = "implemented", "Implemented"
        WITHDRAWN = "withdrawn", "Withdrawn"
        REVOKED = "revoked", "Revoked"

    OPEN = (State.PUBLISHED, State.CALLED_IN, State.EFFECTIVE, State.IMPLEMENTED, State.REVOKED)
    TAKEN = (State.MADE, *OPEN)

    reference = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    maker = models.CharField(max_length=14, choices=Maker.choices, default=Maker.BODY)
    body = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    maker_role = models.CharField(max_length=120, blank=True)
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    delegation = models.ForeignKey(
        "democracy.Delegation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
    )
    """The line of the scheme of delegation it is taken under."""
    value = MoneyField(null=True, blank=True, help_text="What it is worth, if it has a value.")
    report = models.CharField(max_length=100, blank=True)
    recommendation = models.PositiveIntegerField(null=True, blank=True)
    text = models.TextField()
    reasons = models.TextField(blank=True)
    alternatives = models.TextField(blank=True)
    interests = models.TextField(blank=True)
    key_decision = models.BooleanField(default=False)
    exempt_paragraph = models.CharField(max_length=1, blank=True, choices=PARAGRAPHS)
    decided_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    call_in = models.CharField(max_length=14, choices=CallInRule.choices, blank=True)
    call_in_days = models.PositiveIntegerField(null=True, blank=True)
    urgency_reason = models.TextField(blank=True)
    urgency_agreed_by = models.CharField(max_length=120, blank=True)
    last_call_in_day = models.DateField(null=True, blank=True, editable=False)
    effective_on = models.DateField(null=True, blank=True, editable=False)
    implement_by = models.DateField(null=True, blank=True)
    implementing_role = models.CharField(max_length=120, blank=True)
    implemented_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PROPOSED)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-decided_on", "reference"]
        indexes = [models.Index(fields=["decided_on"]), models.Index(fields=["report"])]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "recommendation"],
                condition=~models.Q(report="") & models.Q(recommendation__isnull=False),
                name="one_decision_a_recommendation",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def made_by(self) -> str:
        """The body's name, or the role of the person who decided."""
        return str(self.body) if self.body is not None else self.maker_role

    def clean(self) -> None:
        if self.maker == self.Maker.BODY and self.body is None:
            raise ValidationError({"body": "Name the body that decides."})
        if self.maker != self.Maker.BODY and not self.maker_role:
            raise ValidationError({"maker_role": "Name the role of the person who decides."})
        if self.call_in == self.CallInRule.URGENT and not (
            self.urgency_reason and self.urgency_agreed_by
        ):
            raise ValidationError(
                {"urgency_reason": "Say why it is urgent and who agreed to waive call-in."}
            )


class ExemptPart(Record):
    """The part of a decision that is not for publication, kept apart from the open part."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="exempt_part")
    paragraph = models.CharField(max_length=1, choices=PARAGRAPHS)
    text = models.TextField()
    public_interest = models.TextField(help_text="Why the exemption outweighs disclosure.")
    review_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["decision"]

    def __str__(self) -> str:
        return f"Exempt part of {self.decision.reference}"


class CallIn(Record):
    """A request that a decision be looked at again before it takes effect."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "Waiting for the hearing"
        UPHELD = "upheld", "Decision upheld"
        REFERRED_BACK = "referred-back", "Referred back to the decision-maker"
        REFERRED_TO_COUNCIL = "referred-to-council", "Referred to Council"
        NOT_VALID = "not-valid", "Not valid"

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="called")
    requested_on = models.DateField()
    signatory_count = models.PositiveIntegerField()
    reason = models.TextField()
    valid = models.BooleanField(null=True, blank=True)
    validity_reason = models.TextField(blank=True)
    heard_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, default=Outcome.WAITING)

    class Meta:
        ordering = ["-requested_on", "id"]

    def __str__(self) -> str:
        return f"Call-in of {self.decision.reference}"
