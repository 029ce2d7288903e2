"""Reports that come again and again: their kinds, their sections by date, and their periods."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from townclerk.kernel.display import date_range
from townclerk.platform.organisation.models import Unit
from townclerk.platform.records import Record
from townclerk.reports.models.report import Report
from townclerk.reports.models.writing import Contribution


class ReportKind(Record):
    """A report the council owes regularly: by what law, from whom, how often, when next."""

    class Cadence(models.TextChoices):
        MEETING = "meeting", "Every ordinary meeting"
        MONTH = "month", "Every month"
        QUARTER = "quarter", "Every quarter"
        HALF_YEAR = "half-year", "Twice a year"
        YEAR = "year", "Every year"
        NEEDED = "needed", "When it is needed"

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=300, blank=True)
    inputs = models.TextField(blank=True)
    audience = models.CharField(max_length=200, blank=True)
    body = models.CharField(max_length=100, blank=True, help_text="Code of the body it goes to.")
    owner_role = models.SlugField(max_length=60)
    sign_off_role = models.SlugField(max_length=60, blank=True)
    cadence = models.CharField(max_length=10, choices=Cadence.choices, default=Cadence.YEAR)
    evidenced = models.BooleanField(
        default=False, help_text="Whether every paragraph has a figure or cites its evidence."
    )
    last_issued = models.DateField(null=True, blank=True)
    next_due = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.title


class SectionEntry(Record):
    """A section of a kind of report while it is in force: whose, in which place, fed by what."""

    reference = models.SlugField(max_length=100, unique=True)
    kind = models.ForeignKey(ReportKind, models.PROTECT, related_name="sections")
    section = models.SlugField(max_length=80)
    """The name it keeps over the periods, whoever writes it."""
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    portfolio = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    contributor_role = models.SlugField(max_length=60, blank=True)
    contributor = models.CharField(max_length=150, blank=True)
    """The account of a person, by its name."""
    position = models.PositiveIntegerField(default=10)
    wanted = models.TextField(blank=True)
    figures = models.TextField(blank=True)
    extracts = models.TextField(blank=True)
    trends = models.BooleanField(default=False)
    """Whether what it prints is drawn over time, where a figure has three values by then."""
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    """The first day it is no longer in force."""
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("kind", "position", "reference")
        verbose_name_plural = "section entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gt=F("start")), name="section_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.reference})"


class ReportPeriod(Record):
    """One period of a kind of report: its window, its meeting, its days, its report."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        COLLECTING = "collecting", "Collecting"
        COMPILED = "compiled", "Compiled"
        EDITED = "edited", "Edited"
        SIGNED = "signed", "Signed"
        PUBLISHED = "published", "Published"
        CONSIDERED = "considered", "Considered"

    reference = models.SlugField(max_length=60, unique=True)
    """Of the report too."""
    kind = models.ForeignKey(ReportKind, models.PROTECT, related_name="windows")
    title = models.CharField(max_length=300)
    first = models.DateField()
    last = models.DateField()
    portfolio = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    about = models.SlugField(
        max_length=100, blank=True, help_text="Reference of the one record it is about."
    )
    body = models.CharField(max_length=100)
    meeting_date = models.DateField()
    due = models.DateField()
    compile_by = models.DateField(null=True, blank=True)
    sign_by = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    report = models.OneToOneField(
        Report, models.PROTECT, null=True, blank=True, related_name="cycle"
    )
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-last", "reference")

    def __str__(self) -> str:
        return f"{self.title}, {self.window_title}"

    @property
    def window(self) -> str:
        """As figures and extracts name it."""
        return f"{self.first.isoformat()}..{self.last.isoformat()}"

    @property
    def window_title(self) -> str:
        return date_range(self.first, self.last)

    def clean(self) -> None:
        wrong: dict[str, str] = {}
        if _both(self.first, self.last) and self.last < self.first:
            wrong["last"] = "The period ends before it begins."
        if _both(self.due, self.meeting_date) and self.due > self.meeting_date:
            wrong["due"] = "The day is after the meeting."
        if _both(self.last, self.meeting_date) and self.meeting_date < self.first:
            wrong["meeting_date"] = "The meeting is before the period begins."
        if wrong:
            raise ValidationError(wrong)


def _both(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None


class PeriodSection(Record):
    """A section as it was asked for in one period, kept as the catalogue had it then."""

    period = models.ForeignKey(ReportPeriod, models.CASCADE, related_name="sections")
    entry = models.ForeignKey(SectionEntry, models.PROTECT, related_name="+")
    section = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    place = models.PositiveIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    portfolio = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    figures = models.JSONField(default=list, blank=True)
    extracts = models.JSONField(default=list, blank=True)
    trends = models.BooleanField(default=False)

    class Meta:
        ordering = ("period", "place")
        constraints = [
            models.UniqueConstraint(fields=("period", "section"), name="section_once_a_period")
        ]

    def __str__(self) -> str:
        return f"“{self.title}” of {self.period}"


class ContributionLink(Record):
    """An address that opens one contribution without signing in, until a day."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    """Of the secret, which is told once and not kept."""
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Whose link it is: it closes once they are no longer asked. Empty when it was made by hand."""
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("contribution", "-pk")

    def __str__(self) -> str:
        return f"Link to {self.contribution}"


class CommitteeQuestion(Record):
    """What the body asked when it considered a report, and the action it became."""

    period = models.ForeignKey(ReportPeriod, models.PROTECT, related_name="questions")
    number = models.PositiveIntegerField()
    section = models.SlugField(max_length=80, blank=True)
    text = models.TextField()
    owner_role = models.SlugField(max_length=60)
    due = models.DateField()
    action = models.SlugField(max_length=100, blank=True)
    """Reference of the action in the register of democracy."""

    class Meta:
        ordering = ("period", "number")
        constraints = [models.UniqueConstraint(fields=("period", "number"), name="question_number")]

    def __str__(self) -> str:
        return f"Question {self.number} on {self.period}"
