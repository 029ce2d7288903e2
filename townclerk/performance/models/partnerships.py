"""Partnership boards, who sits on them and what they decide; strategies with their dates."""

from django.db import models

from townclerk.kernel.money import Money
from townclerk.performance.models.plans import Aim
from townclerk.performance.models.sourced import Sourced
from townclerk.platform.fields import MoneyField
from townclerk.platform.organisation.models import Unit


class PartnershipBoard(Sourced):
    """A board the council shares with others, or a role it holds in the city region."""

    class Kind(models.TextChoices):
        STATUTORY = "statutory", "Statutory board"
        PARTNERSHIP = "partnership", "Partnership"
        REGION = "region", "City region"
        OFFICER = "officer", "Board of officers"

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        ENDED = "ended", "Ended"

    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=11, choices=Kind.choices, default=Kind.PARTNERSHIP)
    theme = models.CharField(
        "purpose in a word", max_length=80, blank=True, help_text="As children, safety, health."
    )
    purpose = models.TextField(blank=True)
    chair = models.CharField(max_length=200, blank=True, help_text="The chair, by role.")
    agreement = models.CharField(max_length=300, blank=True, help_text="Terms or agreement.")
    agreed_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True, help_text="When it is looked at next.")
    reviewed_on = models.DateField(null=True, blank=True, editable=False)
    meetings_a_year = models.PositiveIntegerField(null=True, blank=True)
    cost: MoneyField[Money | None, Money | None] = MoneyField("cost a year", null=True, blank=True)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    owner_role = models.CharField(max_length=60, default="chief-executive")
    started_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.ACTIVE)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class BoardMember(Sourced):
    """Who sits on a board, by the body or role they sit for."""

    board = models.ForeignKey(PartnershipBoard, on_delete=models.PROTECT, related_name="members")
    member = models.CharField(max_length=200, help_text="The body or role, never a person's name.")
    part = models.CharField(max_length=80, blank=True, help_text="As chair, vice-chair, adviser.")
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True, help_text="The first day they sit no longer.")

    class Meta:
        ordering = ["board", "member"]
        constraints = [
            models.UniqueConstraint(fields=["board", "member"], name="one_seat_of_a_member")
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.board}"


class BoardMeeting(Sourced):
    """A meeting of a partnership board and what it decided."""

    board = models.ForeignKey(PartnershipBoard, on_delete=models.PROTECT, related_name="meetings")
    on = models.DateField()
    decided = models.TextField(blank=True)

    class Meta:
        ordering = ["-on", "board"]
        constraints = [
            models.UniqueConstraint(fields=["board", "on"], name="one_board_meeting_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.board}, {self.on}"


class BoardReview(Sourced):
    """What was decided of two boards that look alike."""

    class Outcome(models.TextChoices):
        KEEP = "keep", "Keep both"
        MERGE = "merge", "Merge"
        END = "end", "End the second"

    code = models.SlugField(max_length=160, unique=True)
    board = models.ForeignKey(PartnershipBoard, on_delete=models.PROTECT, related_name="reviews")
    other = models.ForeignKey(PartnershipBoard, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=5, choices=Outcome.choices)
    reason = models.TextField()
    decided_on = models.DateField()

    class Meta:
        ordering = ["-decided_on", "code"]

    def __str__(self) -> str:
        return f"{self.board} and {self.other}: {self.get_outcome_display().lower()}"


class Strategy(Sourced):
    """A strategy from its draft to its end. That its review is due, or it has expired, is worked
    out from its dates on the day it is looked at."""

    class State(models.TextChoices):
        DRAFTING = "drafting", "Being drafted"
        CONSULTING = "consulting", "In consultation"
        ADOPTED = "adopted", "Adopted"
        REPLACED = "replaced", "Replaced"

    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    owner_role = models.CharField(max_length=60)
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True, help_text="The last day it holds.")
    consulted_first = models.DateField(null=True, blank=True)
    consulted_last = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=120, blank=True, help_text="By which it was adopted.")
    adopted_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    board = models.ForeignKey(
        PartnershipBoard,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="strategies",
    )
    aim = models.ForeignKey(
        Aim, null=True, blank=True, on_delete=models.PROTECT, related_name="strategies"
    )
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFTING)

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "strategies"

    def __str__(self) -> str:
        return self.title


class StrategyAction(Sourced):
    """Something a strategy asks to be done."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="actions")
    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=300)
    owner_role = models.CharField(max_length=60)
    due = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["strategy", "due", "code"]

    def __str__(self) -> str:
        return self.title
