"""Internal audit: what could be audited, the plan of a year, its engagements, and opinions."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models

from townclerk.assurance.core.auditing import normalised
from townclerk.assurance.models.risks import Risk
from townclerk.assurance.models.sourced import Sourced
from townclerk.kernel.years import FinancialYear
from townclerk.platform.access import matrix
from townclerk.platform.organisation.models import Unit


class AuditableArea(Sourced):
    """A part of the audit universe, with how risky it is and when it was looked at last."""

    class Rating(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    code = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    rating = models.CharField(max_length=6, choices=Rating.choices, default=Rating.MEDIUM)
    every_years = models.PositiveSmallIntegerField(null=True, blank=True)
    last_audited_on = models.DateField(null=True, blank=True)
    risk = models.ForeignKey(Risk, null=True, blank=True, on_delete=models.PROTECT)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class OpinionScale(Sourced):
    """The opinions in use from a day, until another scale is."""

    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    start = models.DateField(unique=True)

    class Meta:
        ordering = ["start"]

    def __str__(self) -> str:
        return self.title


class Opinion(Sourced):
    """One opinion of a scale, and what it means."""

    code = models.SlugField(max_length=100, unique=True)
    scale = models.ForeignKey(OpinionScale, on_delete=models.PROTECT, related_name="opinions")
    label = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0, help_text="1 is the best.")
    definition = models.TextField()

    class Meta:
        ordering = ["scale", "position"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "label"], name="one_opinion_a_label")
        ]

    def __str__(self) -> str:
        return self.label


class AuditPlan(Sourced):
    """The plan of a year: the days there are, the skills, and what it covers."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        APPROVED = "approved", "Approved"

    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    year = models.PositiveIntegerField(unique=True)
    days = models.DecimalField(max_digits=8, decimal_places=1, null=True, blank=True)
    skills = models.TextField(blank=True, help_text="Who and what skills there are; vacancies.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    approved_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["-year"]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return FinancialYear(self.year).label


class Engagement(Sourced):
    """One audit: what it looks at, who does it, its dates and days, its report, its opinion."""

    class Kind(models.TextChoices):
        ASSURANCE = "assurance", "Assurance"
        ADVISORY = "advisory", "Advisory"
        GRANT = "grant", "Grant certification"
        SCHOOL = "school", "School"
        FOLLOW_UP = "follow-up", "Follow-up"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        SCOPED = "scoped", "Scoped"
        FIELDWORK = "fieldwork", "Fieldwork"
        DRAFT = "draft", "Draft report"
        RESPONSE = "response", "Management response"
        FINAL = "final", "Final report"
        FOLLOWED_UP = "followed-up", "Followed up"
        CANCELLED = "cancelled", "Cancelled"

    IN_DRAFT = (State.DRAFT, State.RESPONSE)
    ISSUED = (State.FINAL, State.FOLLOWED_UP)
    REPORTED = (*IN_DRAFT, *ISSUED)
    WITHOUT_OPINION = (Kind.ADVISORY, Kind.GRANT, Kind.FOLLOW_UP)

    code = models.SlugField(max_length=100, unique=True)
    plan = models.ForeignKey(AuditPlan, on_delete=models.PROTECT, related_name="engagements")
    title = models.CharField(max_length=200)
    alike = models.CharField(max_length=200, editable=False, blank=True)
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.ASSURANCE)
    area = models.ForeignKey(
        AuditableArea, null=True, blank=True, on_delete=models.PROTECT, related_name="engagements"
    )
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    scope = models.TextField(blank=True)
    auditor_role = models.CharField(max_length=60, blank=True)
    grant = models.CharField(max_length=200, blank=True, help_text="The grant it certifies.")
    days_planned = models.DecimalField(
        max_digits=7, decimal_places=1, null=True, blank=True, default=None
    )
    days_used = models.DecimalField(max_digits=7, decimal_places=1, default=Decimal(0))
    begun_on = models.DateField(null=True, blank=True, help_text="The first day of fieldwork.")
    draft_on = models.DateField(null=True, blank=True, help_text="The day of the draft report.")
    final_on = models.DateField(null=True, blank=True, help_text="The day of the final report.")
    followed_up_on = models.DateField(null=True, blank=True)
    opinion = models.ForeignKey(
        Opinion, null=True, blank=True, on_delete=models.PROTECT, related_name="engagements"
    )
    high = models.PositiveIntegerField(null=True, blank=True)
    medium = models.PositiveIntegerField(null=True, blank=True)
    low = models.PositiveIntegerField(null=True, blank=True)
    follow_up = models.BooleanField(default=True, help_text="Whether it is to be followed up.")
    access = models.CharField(
        max_length=300, blank=True, help_text="Roles the report is given to, with commas."
    )
    published_on = models.DateField(
        null=True, blank=True, help_text="The day public papers told of it."
    )
    state = models.CharField(max_length=11, choices=State.choices, default=State.PLANNED)

    class Meta:
        ordering = ["plan", "title"]
        indexes = [models.Index(fields=["state"], name="engagement_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "alike"],
                name="one_review_a_plan",
                violation_error_message="The plan has this review already. Change that one.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def access_roles(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.access.split(",") if part.strip())

    def clean(self) -> None:
        self.alike = normalised(self.title)
        found = {}
        unknown = [role for role in self.access_roles if role not in matrix.roles()]
        if unknown:
            found["access"] = f"{', '.join(unknown)} is no role. Use the codes of roles."
        if self.kind == self.Kind.GRANT and not self.grant:
            found["grant"] = "Name the grant it certifies."
        days = [day for day in (self.begun_on, self.draft_on, self.final_on) if day is not None]
        if days != sorted(days):
            found["final_on"] = "Fieldwork comes before the draft, and the draft before the final."
        if self.kind == self.Kind.ADVISORY and self.opinion is not None:
            found["opinion"] = "Advice ends without an opinion. Leave it empty."
        if found:
            raise ValidationError(found)


class PlanChange(Sourced):
    """What is asked to change in an approved plan, and whether the audit committee agreed."""

    class Kind(models.TextChoices):
        ADD = "add", "Add a review"
        DROP = "drop", "Drop a review"
        DAYS = "days", "Change its days"

    class State(models.TextChoices):
        ASKED = "asked", "Asked for"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    asked_on = models.DateField()
    days = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    reason = models.CharField(max_length=300)
    decision = models.CharField(max_length=100, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)

    class Meta:
        ordering = ["-asked_on", "engagement"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "kind", "asked_on"], name="one_change_asked_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.engagement}"
