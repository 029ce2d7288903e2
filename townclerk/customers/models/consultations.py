"""A consultation from its proposal to the feedback, the people it asks, and what they said."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from townclerk.platform.records import Record


class ConsultedPeople(Record):
    """People who are asked together: residents, users of a service, businesses."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)

    class Meta:
        ordering = ["name", "code"]
        verbose_name_plural = "consulted people"

    def __str__(self) -> str:
        return self.name


class Consultation(Record):
    """One question put to people before something is decided."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        REVIEWED = "panel-reviewed", "Reviewed by the panel"
        LIVE = "live", "Open for answers"
        ANALYSED = "analysed", "Analysed"
        REPORTED = "reported", "Reported"
        FED_BACK = "feedback-given", "Feedback given"
        WITHDRAWN = "withdrawn", "Withdrawn"
        EARLIER = "earlier", "Held before"

    class Method(models.TextChoices):
        SURVEY = "survey", "Questionnaire"
        MEETINGS = "meetings", "Meetings and workshops"
        COPRODUCTION = "co-production", "Co-production"
        INFORMAL = "informal", "Informal and iterative"
        MIXED = "mixed", "Several together"

    PLANNED = (State.REVIEWED,)
    CLOSED = (State.ANALYSED, State.REPORTED, State.FED_BACK, State.EARLIER)
    FOUND = (State.REPORTED, State.FED_BACK, State.EARLIER)
    """With findings that others may build on."""
    PUBLIC = (*PLANNED, State.LIVE, *CLOSED)

    reference = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    question = models.TextField(help_text="What is asked, and what can still change.")
    reasons = models.TextField(blank=True, help_text="What people need to know to answer.")
    method = models.CharField(max_length=14, choices=Method.choices, default=Method.SURVEY)
    accessibility = models.TextField(
        blank=True, help_text="Formats, languages and ways for those who answer in no usual way."
    )
    equality = models.TextField(
        blank=True, help_text="Who may be affected more than others, and how they are reached."
    )
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    why_short = models.CharField(
        max_length=300, blank=True, help_text="Why it is shorter than the least time."
    )
    decision_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=160, blank=True)
    decision = models.CharField(
        max_length=100, blank=True, help_text="Reference of the decision to come."
    )
    owner_role = models.SlugField(max_length=60, default="communications")
    builds_on = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="built_on_by"
    )
    earlier_findings = models.TextField(
        blank=True, help_text="What people said before, and why they are asked again."
    )
    clash_reason = models.CharField(
        max_length=300, blank=True, help_text="Why the same people are asked twice at once."
    )
    held_before = models.BooleanField(default=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="proposed_consultations",
    )
    proposed_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reviewed_consultations",
    )
    standards = models.JSONField(default=dict, blank=True)
    """By the short name of a standard: empty where it is met, else why it is not."""
    advice = models.TextField(blank=True, help_text="What the panel advised.")
    weigh_by = models.SlugField(
        max_length=60, blank=True, help_text="The dimension of the population to weight by."
    )
    analysis = models.JSONField(default=dict, blank=True)
    """What was worked out when it was analysed, with small numbers already hidden."""
    analysed_on = models.DateField(null=True, blank=True)
    findings = models.TextField(blank=True)
    reported_on = models.DateField(null=True, blank=True)
    use_in_decision = models.TextField(
        blank=True, help_text="How what people said changed the proposal."
    )
    fed_back_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=14, choices=State.choices, default=State.PROPOSED)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-closes_on", "reference"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True)
                | Q(closes_on__isnull=True)
                | Q(closes_on__gte=F("opens_on")),
                name="a_consultation_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValidationError({"closes_on": "It closes before it opens."})

    @property
    def heading(self) -> str:
        """Where it stands, in the words of the public register."""
        if self.state in self.CLOSED:
            return "Closed"
        return {self.State.LIVE: "Open", self.State.REVIEWED: "Planned"}.get(
            self.State(self.state), self.get_state_display()
        )


class ConsultationGroup(Record):
    """That a consultation asks these people."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="people")
    people = models.ForeignKey(
        ConsultedPeople, on_delete=models.PROTECT, related_name="consultations"
    )

    class Meta:
        ordering = ["consultation", "people"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "people"], name="people_once_a_consultation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.people}, {self.consultation}"


class Theme(Record):
    """Something that several people said, and what was done about it."""

    class Outcome(models.TextChoices):
        OPEN = "", "Not said yet"
        CHANGED = "changed", "The proposal was changed"
        KEPT = "kept", "The proposal was kept"
        ELSEWHERE = "elsewhere", "Passed on to where it belongs"

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="themes")
    code = models.SlugField(max_length=60)
    said = models.TextField(help_text="What people said, in a sentence or two.")
    outcome = models.CharField(
        max_length=10, blank=True, choices=[c for c in Outcome.choices if c[0]]
    )
    did = models.TextField(blank=True, help_text="What was done about it, or why nothing was.")

    class Meta:
        ordering = ["consultation", "code"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "code"], name="a_theme_has_a_code")
        ]

    def __str__(self) -> str:
        return self.said[:100]


class PanelMeeting(Record):
    """A meeting of the panel that reviews proposals."""

    on = models.DateField(unique=True)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-on"]

    def __str__(self) -> str:
        return f"Panel on {self.on:%-d %B %Y}"
