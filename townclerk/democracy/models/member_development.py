"""What members must learn before they sit, when it was taught, and what supports them."""

from django.db import models

from townclerk.democracy.models.bodies import Body, Member
from townclerk.democracy.models.meetings import Meeting
from townclerk.platform.records import Record


class TrainingRequirement(Record):
    """Training that members of a body must have, or every member where no body is named."""

    code = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    body = models.ForeignKey(
        Body,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="training_requirements",
        help_text="Its sub-committees too. Leave empty for every member of the council.",
    )
    bars = models.BooleanField(
        default=False, help_text="A member who lacks it does not sit, or hears no case."
    )
    valid_months = models.PositiveIntegerField(
        null=True, blank=True, help_text="After so many months it is to be done again."
    )
    start = models.DateField(help_text="Asked for from this day.")
    end = models.DateField(null=True, blank=True, help_text="The first day it is not asked for.")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["title", "code"]

    def __str__(self) -> str:
        return self.title


class TrainingSession(Record):
    """A session: mandatory training, a mop-up, induction, a briefing before Council."""

    class Kind(models.TextChoices):
        MANDATORY = "mandatory", "Mandatory training"
        MOP_UP = "mop-up", "Mop-up"
        INDUCTION = "induction", "Induction"
        BRIEFING = "briefing", "Briefing before Council"
        SKILLS = "skills", "Skills"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    reference = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    requirement = models.ForeignKey(
        TrainingRequirement,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sessions",
    )
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.MANDATORY)
    on = models.DateField()
    place = models.CharField(max_length=160, blank=True)
    provider = models.CharField(max_length=160, blank=True)
    attended = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many came, where nobody is named."
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["on", "reference"]

    def __str__(self) -> str:
        return self.title


class MemberTraining(Record):
    """One requirement of one member: due, attended, evidenced, or barred meanwhile."""

    class State(models.TextChoices):
        DUE = "due", "Due"
        ATTENDED = "attended", "Attended"
        EVIDENCED = "evidenced", "Evidenced"
        BARRED = "barred", "Barred"

    DONE = (State.ATTENDED, State.EVIDENCED)

    reference = models.SlugField(max_length=140, unique=True)
    requirement = models.ForeignKey(
        TrainingRequirement, on_delete=models.PROTECT, related_name="members"
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="training")
    due = models.DateField()
    session = models.ForeignKey(
        TrainingSession, null=True, blank=True, on_delete=models.PROTECT, related_name="attenders"
    )
    attended_on = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DUE)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["requirement", "member"]
        verbose_name_plural = "member training"
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "member", "due"], name="one_training_a_member_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.requirement}"


class Sitting(Record):
    """A member chosen to sit at one meeting, where a sub-committee is drawn for a hearing."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="sittings")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="sittings")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["meeting", "member"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member"], name="one_sitting_a_member_a_meeting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.meeting}"


class DevelopmentRecord(Record):
    """Something of the programme: a need for skills, induction, equipment, charter evidence."""

    class Kind(models.TextChoices):
        SKILLS = "skills", "Skills need"
        INDUCTION = "induction", "Induction"
        EQUIPMENT = "equipment", "Equipment"
        CHARTER = "charter", "Charter evidence"
        STEERING = "steering", "Steering group"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        MET = "met", "Met"

    reference = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="development"
    )
    due = models.DateField(null=True, blank=True)
    met_on = models.DateField(null=True, blank=True)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=4, choices=State.choices, default=State.OPEN)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["kind", "due", "reference"]

    def __str__(self) -> str:
        return self.title


class SupportNeed(Record):
    """What a member needs to be given information accessibly. It may tell of health."""

    reference = models.SlugField(max_length=100, unique=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="support_needs")
    text = models.TextField()
    arranged = models.TextField(blank=True)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["member", "start"]

    def __str__(self) -> str:
        return f"Support {self.reference}"
