"""Reviews of scrutiny: scope, evidence, the route of the report, and its recommendations."""

from datetime import date

from django.db import models

from townclerk.democracy.models.bodies import Body, Member
from townclerk.democracy.models.scrutiny import Topic
from townclerk.platform.records import Record


class Review(Record):
    """A review by a task group, from its scope until its recommendations are closed."""

    class State(models.TextChoices):
        SCOPED = "scoped", "Scoped"
        EVIDENCE = "evidence", "Gathering evidence"
        DRAFT = "draft", "Drafting the report"
        COMMITTEE = "committee", "Before its committee"
        CABINET = "cabinet", "Before Cabinet"
        COUNCIL = "council", "Before Council"
        MONITORED = "monitored", "Monitored"
        CLOSED = "closed", "Closed"

    REPORTED = (State.COMMITTEE, State.CABINET, State.COUNCIL, State.MONITORED, State.CLOSED)
    ROUTE = (State.COMMITTEE, State.CABINET, State.COUNCIL)

    reference = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="reviews", help_text="Its committee."
    )
    group = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews_done"
    )
    lead = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews_led"
    )
    topic = models.OneToOneField(
        Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="review"
    )
    officer_role = models.CharField(max_length=60, default="democratic-services")
    respondent_role = models.CharField(
        max_length=60, default="cabinet-member", help_text="Who answers for Cabinet."
    )
    scope = models.TextField(blank=True, help_text="What it asks, and what it leaves out.")
    scoped_on = models.DateField(null=True, blank=True)
    report_due = models.DateField(null=True, blank=True)
    reported_on = models.DateField(null=True, blank=True, help_text="When the report was final.")
    report = models.CharField(max_length=100, blank=True, help_text="Reference of its report.")
    committee_on = models.DateField(null=True, blank=True)
    cabinet_on = models.DateField(null=True, blank=True)
    needs_council = models.BooleanField(default=True)
    council_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    findings = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.SCOPED)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-scoped_on", "reference"]

    def __str__(self) -> str:
        return self.title

    @property
    def awaited(self) -> tuple[str, date | None] | None:
        """Who is to take the report next and on what day; None when nobody is."""
        named = {
            self.State.COMMITTEE: (str(self.body), self.committee_on),
            self.State.CABINET: ("Cabinet", self.cabinet_on),
            self.State.COUNCIL: ("Council", self.council_on),
        }
        return named.get(self.State(self.state))


class ReviewEvidence(Record):
    """A meeting, witness, visit or document of a review."""

    class Kind(models.TextChoices):
        MEETING = "meeting", "Meeting"
        WITNESS = "witness", "Witness"
        VISIT = "visit", "Visit"
        DOCUMENT = "document", "Document"

    reference = models.SlugField(max_length=100, unique=True)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    on = models.DateField()
    title = models.CharField(max_length=300)
    witness_role = models.CharField(max_length=120, blank=True, help_text="Role, not name.")
    text = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["review", "on", "reference"]
        verbose_name_plural = "review evidence"

    def __str__(self) -> str:
        return self.title


class ScrutinyRecommendation(Record):
    """One recommendation of a review, what was answered, and how far it has come."""

    class State(models.TextChoices):
        AWAITING = "awaiting", "Awaiting response"
        ACCEPTED = "accepted", "Accepted"
        IN_PART = "in-part", "Accepted in part"
        REJECTED = "rejected", "Rejected"
        CLOSED = "closed", "Carried out and closed"

    class Response(models.TextChoices):
        ACCEPT = "accept", "Accept"
        PART = "part", "Accept in part"
        REJECT = "reject", "Reject"

    ANSWERS = {
        Response.ACCEPT: State.ACCEPTED,
        Response.PART: State.IN_PART,
        Response.REJECT: State.REJECTED,
    }
    RUNNING = (State.ACCEPTED, State.IN_PART)

    reference = models.SlugField(max_length=100, unique=True)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="recommendations")
    number = models.PositiveIntegerField()
    text = models.TextField()
    to = models.ForeignKey(
        Body,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recommendations",
        help_text="The body that may decide on it.",
    )
    response = models.CharField(max_length=6, choices=Response.choices, blank=True)
    response_reason = models.TextField(blank=True)
    responded_on = models.DateField(null=True, blank=True)
    owner_role = models.CharField(max_length=60, blank=True)
    due = models.DateField(null=True, blank=True)
    progress_due = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    closed_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.AWAITING)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["review", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "number"], name="one_recommendation_of_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.review}: recommendation {self.number}"


class RecommendationProgress(Record):
    """What was reported of a recommendation on a day."""

    recommendation = models.ForeignKey(
        ScrutinyRecommendation, on_delete=models.PROTECT, related_name="progress"
    )
    on = models.DateField()
    text = models.TextField()
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["recommendation", "on"]
        verbose_name_plural = "recommendation progress"
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "on"], name="one_progress_of_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.recommendation}, {self.on:%-d %B %Y}"
