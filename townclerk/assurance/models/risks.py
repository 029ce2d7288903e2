"""Risks, their scorings, the controls on them, what is still to be done, and papers about them."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from townclerk.assurance.core import scoring
from townclerk.assurance.models.matrices import RiskCategory, RiskMatrix
from townclerk.assurance.models.sourced import Sourced
from townclerk.platform.organisation.models import Unit


class Risk(Sourced):
    """What could go wrong, why, and with which effect; who answers for it, and how it stands."""

    class Level(models.TextChoices):
        CORPORATE = "corporate", "Corporate"
        SERVICE = "service", "Service"
        PROJECT = "project", "Project"
        THEMED = "themed", "Themed"

    class State(models.TextChoices):
        OFFERED = "offered", "Offered by the programme"
        PROPOSED = "proposed", "Proposed"
        SCORED = "scored", "Scored"
        APPROVED = "approved", "Approved"
        REVIEWED = "reviewed", "Reviewed"
        ESCALATED = "escalated", "Escalated"
        DE_ESCALATED = "de-escalated", "De-escalated"
        RETURNED = "returned", "Returned to the programme"
        CLOSED = "closed", "Closed"

    ENDED = (State.RETURNED, State.CLOSED)

    code = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    level = models.CharField(max_length=9, choices=Level.choices, default=Level.SERVICE)
    theme = models.CharField(
        max_length=120, blank=True, help_text="The event or programme every service scores."
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="risks")
    owner_role = models.CharField(max_length=60, default="head-of-service")
    category = models.ForeignKey(
        RiskCategory, null=True, blank=True, on_delete=models.PROTECT, related_name="risks"
    )
    cause = models.TextField(blank=True)
    event = models.TextField(blank=True, help_text="What would happen.")
    consequence = models.TextField(blank=True)
    objective = models.SlugField(
        max_length=80, blank=True, help_text="Code of the aim of the plan it threatens."
    )
    figure = models.CharField(max_length=120, blank=True, help_text="Key of a linked figure.")
    figure_scope = models.CharField(max_length=80, blank=True)
    figure_period = models.CharField(max_length=40, blank=True)
    figure_as_at = models.DateField(null=True, blank=True)
    raised_on = models.DateField(null=True, blank=True)
    raised_from = models.SlugField(
        max_length=120, blank=True, editable=False, help_text="Code of the programme's risk."
    )
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    review_on = models.DateField(null=True, blank=True, help_text="When it is looked at next.")
    reviewed_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    matrix = models.ForeignKey(
        RiskMatrix, null=True, blank=True, editable=False, on_delete=models.PROTECT
    )
    inherent = models.PositiveIntegerField(null=True, blank=True, editable=False)
    current = models.PositiveIntegerField(null=True, blank=True, editable=False)
    target = models.PositiveIntegerField(null=True, blank=True, editable=False)
    rescore = models.BooleanField(
        "rescore needed", default=False, editable=False, help_text="Scored on an older matrix."
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.PROPOSED)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["level", "state"], name="risk_level_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["raised_from"],
                condition=~models.Q(raised_from="") & ~models.Q(state__in=["returned", "closed"]),
                name="one_open_risk_of_a_programme_risk",
                violation_error_message="The programme's risk is on the register already.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """On the register: one that is only offered is not there yet, one returned never was."""
        return self.state not in (self.State.OFFERED, *self.ENDED)

    def clean(self) -> None:
        if self.level == self.Level.THEMED and not self.theme:
            raise ValidationError({"theme": "Name the event or programme every service scores."})
        if self.figure_scope and not self.figure:
            raise ValidationError({"figure": "Name the figure of that scope."})


class RiskScore(Sourced):
    """One scoring of a risk on one version of the matrix; the latest is how the risk stands."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="scores")
    on = models.DateField()
    matrix = models.ForeignKey(
        RiskMatrix, null=True, blank=True, on_delete=models.PROTECT, related_name="scores"
    )
    inherent_likelihood = models.PositiveSmallIntegerField()
    inherent_impact = models.PositiveSmallIntegerField()
    current_likelihood = models.PositiveSmallIntegerField()
    current_impact = models.PositiveSmallIntegerField()
    target_likelihood = models.PositiveSmallIntegerField(null=True, blank=True)
    target_impact = models.PositiveSmallIntegerField(null=True, blank=True)
    why = models.TextField(blank=True, help_text="What moved since it was scored last.")
    inherent = models.PositiveIntegerField(default=0, editable=False)
    current = models.PositiveIntegerField(default=0, editable=False)
    target = models.PositiveIntegerField(null=True, blank=True, editable=False)
    scored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    moderated_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["risk", "on"]
        constraints = [models.UniqueConstraint(fields=["risk", "on"], name="one_scoring_a_day")]

    def __str__(self) -> str:
        return f"{self.risk}: {self.current}"

    def clean(self) -> None:
        if (self.target_likelihood is None) is not (self.target_impact is None):
            raise ValidationError({"target_impact": "Give both parts of the target or neither."})

    def places(self) -> dict[str, scoring.Place | None]:
        target = None
        if self.target_likelihood is not None and self.target_impact is not None:
            target = scoring.Place(self.target_likelihood, self.target_impact)
        return {
            "inherent": scoring.Place(self.inherent_likelihood, self.inherent_impact),
            "current": scoring.Place(self.current_likelihood, self.current_impact),
            "target": target,
        }


class RiskControl(Sourced):
    """What keeps a risk down today, and how well it was found to work."""

    class Effect(models.TextChoices):
        EFFECTIVE = "effective", "Effective"
        PARTLY = "partly", "Partly effective"
        NOT_EFFECTIVE = "not-effective", "Not effective"
        NOT_TESTED = "not-tested", "Not tested"

    code = models.SlugField(max_length=100, unique=True)
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="controls")
    title = models.CharField(max_length=300)
    owner_role = models.CharField(max_length=60, blank=True)
    effect = models.CharField(max_length=13, choices=Effect.choices, default=Effect.NOT_TESTED)
    tested_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["risk", "code"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.effect != self.Effect.NOT_TESTED and self.tested_on is None:
            raise ValidationError({"tested_on": "Say when it was tested."})


class RiskAction(Sourced):
    """What is still to be done about a risk, by whom and by when."""

    code = models.SlugField(max_length=100, unique=True)
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="actions")
    title = models.CharField(max_length=300)
    owner_role = models.CharField(max_length=60, default="head-of-service")
    due = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["due", "code"]
        indexes = [models.Index(fields=["due"], name="risk_action_due")]

    def __str__(self) -> str:
        return self.title

    def late_on(self, day: date) -> bool:
        return self.due is not None and self.done_on is None and self.due < day


class RiskPaper(Sourced):
    """A register of risks as it went to the audit committee: movement is told since the last."""

    on = models.DateField(unique=True)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    meeting = models.CharField(max_length=120, blank=True, help_text="Reference of the meeting.")
    matrix = models.ForeignKey(
        RiskMatrix, null=True, editable=False, on_delete=models.PROTECT, related_name="papers"
    )
    risks = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-on"]

    def __str__(self) -> str:
        return f"Register of risks, {self.on:%-d %B %Y}"
