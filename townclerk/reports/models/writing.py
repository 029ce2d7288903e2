"""The text of a report: its chapters, who is asked to write them, and what is said about them."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from townclerk.kernel.display import date_display
from townclerk.platform.records import Record
from townclerk.reports.models.report import Report


class Chapter(Record):
    """One section of a report's text. Every earlier text of it is in its history."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="chapters")
    place = models.PositiveIntegerField()
    name = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    exempt = models.CharField(max_length=5, blank=True)
    """The paragraph of Schedule 12A that keeps all of it from the public."""

    class Meta:
        ordering = ("report", "place", "pk")
        constraints = [models.UniqueConstraint(fields=("report", "name"), name="chapter_name")]

    def __str__(self) -> str:
        return f"“{self.title}” of {self.report}"


class Contribution(Record):
    """A section asked of a role or a person, by a day."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        DRAFTING = "drafting", "Being written"
        GIVEN = "given", "Given"
        ACCEPTED = "accepted", "Accepted"
        RETURNED = "returned", "Returned"

    report = models.ForeignKey(Report, models.CASCADE, related_name="contributions")
    section = models.SlugField(max_length=90)
    """Name of a chapter, or of a section of the cover after `cover-`."""
    role = models.SlugField(max_length=60, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    due = models.DateField()
    wanted = models.TextField(blank=True)
    """What is asked for, in the author's words."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    nothing = models.BooleanField(default=False)
    """The contributor has nothing to report: an answer like another."""
    note = models.TextField(blank=True)
    """Why it was returned."""
    by_link = models.BooleanField(default=False)
    """Whether it came by a link, without signing in: who accepts it answers for it."""
    given_at = models.DateTimeField(null=True, blank=True)
    told = models.JSONField(default=list, blank=True)
    """Who was told of it last: the account, when, and why nothing could be sent."""
    drafted = models.JSONField(default=dict, blank=True)
    """What was typed and not handed in yet: values, words, where they are from."""
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_by_link = False
    """Set on the record at hand while a link to it is open; never kept."""

    class Meta:
        ordering = ("report", "due", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("report", "section"), name="contribution_once_a_section"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(role=""), name="contribution_of_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"Contribution “{self.section}” to {self.report}"

    @property
    def telling(self) -> list[str]:
        """Who was told of it, in words, and who was not and why."""
        return [
            f"Mail to {one['who']}, {date_display(date.fromisoformat(one['on']))}"
            if not one["why"]
            else f"Not told: {one['who']}, {one['why']}"
            if one["user"]
            else f"Not told: {one['why']}"
            for one in self.told
        ]


class Comment(Record):
    """Something said about a section, until it is answered and resolved."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ANSWERED = "answered", "Answered"
        RESOLVED = "resolved", "Resolved"

    report = models.ForeignKey(Report, models.CASCADE, related_name="comments")
    section = models.SlugField(max_length=90, blank=True)
    """Empty: about the whole report."""
    text = models.TextField()
    must_be_answered = models.BooleanField(default=False)
    """Whether the report is not cleared before it is answered."""
    answer = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("report", "said_at", "pk")

    def __str__(self) -> str:
        return f"Comment on {self.report}"


class Exemption(Record):
    """Why withholding under a paragraph of Schedule 12A serves the public better than opening."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="exemptions")
    paragraph = models.CharField(max_length=5)
    public_interest = models.TextField()
    review_on = models.DateField(null=True, blank=True)
    """When to look again whether it may be opened."""

    class Meta:
        ordering = ("report", "paragraph")
        constraints = [
            models.UniqueConstraint(fields=("report", "paragraph"), name="exemption_once")
        ]

    def __str__(self) -> str:
        return f"Paragraph {self.paragraph} in {self.report}"


class FigureChange(models.Model):
    """A figure that moved while the report was being written, with every place it stands in."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="figure_changes")
    question = models.CharField(max_length=400)
    label = models.CharField(max_length=300)
    before = models.CharField(max_length=200)
    after = models.CharField(max_length=200)
    places = models.JSONField(default=list)
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ("-noted_at", "-pk")

    def __str__(self) -> str:
        return f"{self.label}: {self.before} to {self.after}"


class Seen(models.Model):
    """The figures of a report as somebody saw them last; without a person, as last noted."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="seen")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    values = models.JSONField(default=dict)
    """The question of each figure to its display."""
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ("report", "pk")
        constraints = [
            models.UniqueConstraint(fields=("report", "user"), name="seen_once_a_person"),
            models.UniqueConstraint(
                fields=("report",), condition=Q(user__isnull=True), name="noted_once_a_report"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} as seen"
