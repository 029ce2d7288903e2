"""What a meeting has before it and what came of it, item by item, vote by vote."""

from django.core.exceptions import ValidationError
from django.db import models

from townclerk.democracy.models.bodies import Body, Member
from townclerk.democracy.models.decisions import PARAGRAPHS
from townclerk.democracy.models.forward_plan import Entry
from townclerk.democracy.models.interests import Dispensation, MemberInterest
from townclerk.democracy.models.meetings import Meeting
from townclerk.platform.records import Record


class StandingItem(Record):
    """An item that every agenda of a body has, in its place."""

    class Kind(models.TextChoices):
        OPENING = "opening", "Apologies, declarations and the like"
        MINUTES = "minutes", "Minutes of the last meeting"
        ACTIONS = "actions", "Actions reported back"
        FORWARD_PLAN = "forward-plan", "Forward plan"
        BUSINESS = "business", "Business of every meeting"

    code = models.SlugField(max_length=80, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="standing_items")
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.BUSINESS)
    position = models.PositiveIntegerField(default=10)
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True, help_text="The first day it no longer holds.")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["body", "position", "code"]

    def __str__(self) -> str:
        return self.title


class AgendaItem(Record):
    """One numbered item of an agenda, with what was minuted of it."""

    class Kind(models.TextChoices):
        STANDING = "standing", "Standing item"
        REPORT = "report", "Report"
        DECISION = "decision", "Decision foretold"
        QUESTION = "question", "Question"
        MOTION = "motion", "Motion"
        PETITION = "petition", "Petition"
        OTHER = "other", "Other"

    class Outcome(models.TextChoices):
        CONSIDERED = "considered", "Considered"
        NOTED = "noted", "Noted"
        RESOLVED = "resolved", "Resolved"
        DEFERRED = "deferred", "Deferred"
        WITHDRAWN = "withdrawn", "Withdrawn"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.REPORT)
    standing = models.ForeignKey(
        StandingItem, null=True, blank=True, on_delete=models.PROTECT, related_name="items"
    )
    entry = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="items"
    )
    report = models.CharField(max_length=100, blank=True, help_text="Reference of its report.")
    presenter_role = models.CharField(max_length=120, blank=True)
    duration = models.PositiveIntegerField(
        null=True, blank=True, help_text="Minutes set aside for it."
    )
    exempt_paragraph = models.CharField(max_length=1, blank=True, choices=PARAGRAPHS)
    late = models.BooleanField(default=False, editable=False)
    late_reason = models.TextField(
        blank=True, help_text="The special circumstances that the chair accepts."
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_item_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Attendance(Record):
    """That a member was there, sent apologies, or was absent; and for whom a substitute came."""

    class Kind(models.TextChoices):
        PRESENT = "present", "Present"
        REMOTE = "remote", "Joined remotely"
        SUBSTITUTE = "substitute", "Present as a substitute"
        APOLOGIES = "apologies", "Apologies"
        ABSENT = "absent", "Absent"

    THERE = (Kind.PRESENT, Kind.REMOTE, Kind.SUBSTITUTE)

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="attendances")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    instead_of = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_at"
    )

    class Meta:
        ordering = ["meeting", "member"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member"], name="one_attendance_a_member_a_meeting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_kind_display().lower()}"

    def clean(self) -> None:
        if (self.kind == self.Kind.SUBSTITUTE) != (self.instead_of is not None):
            raise ValidationError({"instead_of": "A substitute names the member they stand for."})


class Declaration(Record):
    """An interest a member declared at a meeting, and whether they left."""

    class Kind(models.TextChoices):
        PECUNIARY = "pecuniary", "Disclosable pecuniary interest"
        REGISTRABLE = "registrable", "Other registrable interest"
        OTHER = "other", "Other interest"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="declarations")
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="declarations"
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="declarations")
    kind = models.CharField(max_length=11, choices=Kind.choices)
    text = models.CharField(max_length=300)
    left = models.BooleanField(default=False, help_text="Whether the member left for the item.")
    registered = models.ForeignKey(
        MemberInterest, null=True, blank=True, on_delete=models.PROTECT, related_name="declared"
    )
    """The interest of the register that it is; none where it was not notified before."""

    dispensation = models.ForeignKey(
        Dispensation, null=True, blank=True, on_delete=models.PROTECT, related_name="declarations"
    )
    notify_by = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["meeting", "member"]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_kind_display().lower()}"


class Vote(Record):
    """A vote on a motion or an amendment, counted or recorded by name."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="votes")
    motion = models.CharField(max_length=300)
    amendment = models.BooleanField(default=False)
    recorded = models.BooleanField(default=False, help_text="Whether each name is recorded.")
    votes_for = models.PositiveIntegerField()
    votes_against = models.PositiveIntegerField()
    abstained = models.PositiveIntegerField(default=0)
    casting = models.CharField(
        max_length=7,
        blank=True,
        choices=[("for", "For"), ("against", "Against")],
        help_text="How the person presiding cast the second vote in a tie.",
    )
    carried = models.BooleanField(editable=False)

    class Meta:
        ordering = ["item", "id"]

    def __str__(self) -> str:
        said = "carried" if self.carried else "lost"
        return f"{self.motion}: {said} by {self.votes_for} to {self.votes_against}"


class VoteCast(Record):
    """How one member voted in a recorded vote."""

    class Choice(models.TextChoices):
        FOR = "for", "For"
        AGAINST = "against", "Against"
        ABSTAINED = "abstained", "Abstained"
        BARRED = "barred", "May not vote"
        """Such as a member in arrears of council tax (Local Government Finance Act 1992, s 106)."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="casts")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="votes")
    choice = models.CharField(max_length=9, choices=Choice.choices)

    class Meta:
        ordering = ["vote", "member"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "member"], name="one_vote_a_member_a_vote")
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_choice_display().lower()}"


class Minutes(Record):
    """The minutes of one meeting on their way from draft to confirmation."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        APPROVED = "approved", "Approved by the chair"
        CONFIRMED = "confirmed", "Confirmed"

    OPEN = (State.APPROVED, State.CONFIRMED)

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    drafted_on = models.DateField()
    approved_on = models.DateField(null=True, blank=True)
    confirmed_at = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="confirms"
    )
    correction = models.TextField(blank=True, help_text="What was put right on confirmation.")

    class Meta:
        ordering = ["meeting"]
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return f"Minutes of {self.meeting}"


class MinuteLine(Record):
    """What the minutes say of one item; open once the chair approved the minutes."""

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="minute")
    text = models.TextField()

    class Meta:
        ordering = ["item"]

    def __str__(self) -> str:
        return f"Minute of {self.item}"


class ExemptMinute(Record):
    """What the minutes say of the part of an item taken in private."""

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="exempt_minute")
    paragraph = models.CharField(max_length=1, choices=PARAGRAPHS)
    text = models.TextField()

    class Meta:
        ordering = ["item"]

    def __str__(self) -> str:
        return f"Exempt minute of item {self.item.number}"
