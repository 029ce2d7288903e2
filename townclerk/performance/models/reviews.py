"""Peer challenges and other reviews from outside: evidence, questions, recommendations, plan."""

from django.conf import settings
from django.db import models

from townclerk.performance.models.sourced import Sourced


class Review(Sourced):
    """A look at the council by others, from its commission to its end."""

    class Kind(models.TextChoices):
        PEER = "peer-challenge", "Peer challenge"
        REVISIT = "revisit", "Revisit"
        INSPECTION = "inspection", "Inspection"
        OTHER = "other", "Other review"

    class State(models.TextChoices):
        COMMISSIONED = "commissioned", "Commissioned"
        STATEMENT = "statement", "Position statement"
        VISIT = "visit", "Visit"
        REPORT = "report", "Report"
        PLAN = "plan", "Action plan"
        PROGRESS = "progress", "Progress report"
        CLOSED = "closed", "Closed"

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=14, choices=Kind.choices, default=Kind.PEER)
    by = models.CharField(max_length=200, help_text="Who looks at the council.")
    team = models.TextField(blank=True, help_text="The team, by role.")
    scope = models.TextField(blank=True)
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    first = models.DateField(null=True, blank=True, help_text="First day of the visit.")
    last = models.DateField(null=True, blank=True, help_text="Last day of the visit.")
    statement_on = models.DateField(
        null=True, blank=True, help_text="The day of the position statement."
    )
    reported_on = models.DateField(null=True, blank=True)
    plan_due = models.DateField(null=True, blank=True)
    progress_due = models.DateField(null=True, blank=True)
    owner_role = models.CharField(max_length=60, default="chief-executive")
    signed_by_chief = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    signed_by_leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    outcome = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.COMMISSIONED)

    class Meta:
        ordering = ["-first", "code"]

    def __str__(self) -> str:
        return self.title


class ReviewQuestion(Sourced):
    """What the reviewers ask, or the council asks of them, and the answer so far."""

    class Theme(models.TextChoices):
        PRIORITIES = "priorities", "Priorities and outcomes"
        LEADERSHIP = "leadership", "Leadership"
        GOVERNANCE = "governance", "Governance and culture"
        FINANCE = "finance", "Financial planning and management"
        CAPACITY = "capacity", "Capacity for improvement"
        OTHER = "other", "Other"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="questions")
    code = models.SlugField(max_length=80, unique=True)
    number = models.PositiveIntegerField()
    theme = models.CharField(max_length=10, choices=Theme.choices, default=Theme.OTHER)
    question = models.CharField(max_length=300)
    answer = models.TextField(blank=True)
    owner_role = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["review", "number"]

    def __str__(self) -> str:
        return self.question


class EvidenceDocument(Sourced):
    """A numbered document of the evidence library, or a sub-item of one."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="documents")
    code = models.SlugField(max_length=80, unique=True)
    number = models.PositiveIntegerField()
    item = models.CharField("sub-item", max_length=4, blank=True, help_text="A letter, as a, b.")
    title = models.CharField(max_length=300)
    dated = models.DateField(null=True, blank=True, help_text="The day the document speaks of.")
    place = models.CharField(max_length=300, blank=True, help_text="Where it is kept.")
    owner_role = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["review", "number", "item"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "number", "item"], name="one_document_of_a_number"
            )
        ]

    @property
    def mark(self) -> str:
        """Its number as it is cited, as 6 or 6b."""
        return f"{self.number}{self.item}"

    def __str__(self) -> str:
        return f"{self.mark} {self.title}"


class EvidenceLink(Sourced):
    """A document that answers a question."""

    question = models.ForeignKey(ReviewQuestion, on_delete=models.PROTECT, related_name="links")
    document = models.ForeignKey(EvidenceDocument, on_delete=models.PROTECT, related_name="links")
    place = models.CharField(max_length=200, blank=True, help_text="Where in the document.")

    class Meta:
        ordering = ["question", "document"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "document"], name="one_link_of_question_and_document"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document} for “{self.question}”"


class ReviewRecommendation(Sourced):
    """What reviewers recommend, lettered as they print it, and what is done about it."""

    class State(models.TextChoices):
        RECEIVED = "received", "Received"
        ASKED = "asked-for-review", "Asked for review"
        TRACKED = "tracked", "Tracked"
        DONE = "done", "Done"
        NOTED = "noted", "Noted, nothing to do"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="recommendations")
    code = models.SlugField(max_length=80, unique=True)
    letter = models.CharField(max_length=4)
    title = models.CharField(max_length=300)
    statement = models.BooleanField(
        default=False, help_text="Whether it states a purpose and asks for nothing to be done."
    )
    owner_role = models.CharField(max_length=60, blank=True)
    action = models.TextField(blank=True, help_text="What the plan says is done about it.")
    due = models.DateField(null=True, blank=True)
    progress = models.TextField(blank=True)
    progress_on = models.DateField(null=True, blank=True)
    tracker = models.SlugField(
        max_length=100,
        blank=True,
        help_text="Its code in the register of recommendations, where it is followed there.",
    )
    state = models.CharField(max_length=16, choices=State.choices, default=State.RECEIVED)

    OPEN = (State.RECEIVED, State.ASKED, State.TRACKED)

    class Meta:
        ordering = ["review", "letter"]
        constraints = [
            models.UniqueConstraint(fields=["review", "letter"], name="one_recommendation_a_letter")
        ]

    def __str__(self) -> str:
        return f"{self.letter}: {self.title}"
