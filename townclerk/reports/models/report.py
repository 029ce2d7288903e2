"""Reports, their recommendations and their clearances; the council's own templates and forms."""

from django.conf import settings
from django.db import models

from townclerk.platform.organisation.models import Unit
from townclerk.platform.records import Record


class Declaration(Record):
    """A version of a template or a form that the council wrote itself, in force from a day."""

    class Kind(models.TextChoices):
        TEMPLATE = "template", "Template"
        FORM = "form", "Form"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.SlugField(max_length=60)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    bodies = models.JSONField(default=list, blank=True)
    """Bodies whose reports it is for; empty for every body."""
    source = models.TextField()
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("kind", "name", "-number")
        constraints = [
            models.UniqueConstraint(
                fields=("kind", "name", "number"), name="declaration_numbered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class Report(Record):
    """One report on its way to a body."""

    class State(models.TextChoices):
        COMMISSIONED = "commissioned", "Commissioned"
        DRAFTING = "drafting", "Drafting"
        CONSULTATION = "consultation", "Consultation"
        CLEARED = "cleared", "Cleared"
        APPROVED = "approved", "Approved"
        PUBLISHED = "published", "Published"

    reference = models.SlugField(max_length=60, unique=True)
    template = models.CharField(max_length=60)
    period = models.CharField(max_length=40, blank=True)
    body = models.CharField(max_length=100)
    body_name = models.CharField(max_length=160, blank=True)
    """As the register of bodies had it when the report was commissioned."""
    meeting_date = models.DateField()
    subject = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    """The directorate or service it is of, whose head approves it where the form asks."""
    portfolio = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    """Whose holder approves it where the form asks."""
    state = models.CharField(max_length=20, choices=State.choices, default=State.COMMISSIONED)
    cover = models.JSONField(default=dict, blank=True)
    """Section name to what was filled in, by the form of the body on the day."""
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Who answers for the text, and therefore does not clear it."""
    template_version = models.ForeignKey(
        "Declaration", models.PROTECT, null=True, blank=True, related_name="+"
    )
    form_version = models.ForeignKey(
        "Declaration", models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The council's own template and form it began with; empty for those that come along."""

    class Meta:
        ordering = ("-meeting_date", "reference")

    def __str__(self) -> str:
        return f"{self.subject} ({self.reference})"

    @property
    def body_title(self) -> str:
        """The body it goes to, as a heading begins."""
        return self.body_name or self.body[:1].upper() + self.body[1:]


class Recommendation(Record):
    """One numbered recommendation; each becomes one line of the decision."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="recommendations")
    number = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ("report", "number")
        constraints = [
            models.UniqueConstraint(fields=("report", "number"), name="recommendation_number")
        ]

    def __str__(self) -> str:
        return f"Recommendation {self.number} of {self.report}"


class Clearance(Record):
    """What a consultee cleared: the reference given, and every value as it stood."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="clearances")
    kind = models.SlugField(max_length=20)
    """Which consultee of the report's form: finance, legal."""
    reference = models.CharField(max_length=60)
    values = models.JSONField(default=dict, blank=True)
    """The question of each figure to its exact value and display."""
    cleared_at = models.DateTimeField()
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    held_reason = models.TextField(blank=True)
    """Why the cleared values are kept although their source moved."""
    held_values = models.JSONField(default=dict, blank=True)
    """The moved values the hold was given for: a further move needs a new hold."""

    class Meta:
        ordering = ("report", "kind", "cleared_at")

    def __str__(self) -> str:
        return f"{self.kind.capitalize()} clearance {self.reference}"
