"""Bodies, members, political groups, and who sits where from when to when."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from townclerk.kernel.periods import years_from
from townclerk.platform.organisation.models import Unit
from townclerk.platform.records import Record


class PoliticalGroup(Record):
    """A political group as notified under the 1990 regulations, or the members of none."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, unique=True)
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return self.name


class Member(Record):
    """Somebody who sits on a body. Only what the public register shows is kept."""

    class Kind(models.TextChoices):
        COUNCILLOR = "councillor", "Councillor"
        CO_OPTED = "co-opted", "Co-opted member"
        INDEPENDENT = "independent", "Independent person"

    code = models.SlugField(max_length=60, unique=True)
    label = models.CharField(
        max_length=120, help_text="As the public register shows the member, or the seat held."
    )
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.COUNCILLOR)
    ward = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["label", "code"]

    def __str__(self) -> str:
        return self.label


class Dated(Record):
    """True from a day until the day before `end`."""

    start = models.DateField()
    end = models.DateField(null=True, blank=True, help_text="The first day it no longer holds.")

    class Meta:
        abstract = True

    def clean(self) -> None:
        if self.end is not None and self.start is not None and self.end <= self.start:
            raise ValidationError({"end": "The end must be after the start."})


class Affiliation(Dated):
    """A member belongs to a group, from a day."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="affiliations")
    group = models.ForeignKey(PoliticalGroup, on_delete=models.PROTECT, related_name="affiliations")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["member", "start", "id"]
        constraints = [
            models.UniqueConstraint(fields=["member", "start"], name="one_group_a_member_a_day"),
            models.UniqueConstraint(
                fields=["member"], condition=Q(end__isnull=True), name="one_open_group_a_member"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.group}"


class Body(Record):
    """Something that meets: the council, its executive, a committee, a panel, an outside body."""

    class Kind(models.TextChoices):
        COUNCIL = "council", "Council"
        EXECUTIVE = "executive", "Executive"
        SCRUTINY = "scrutiny", "Overview and scrutiny committee"
        BOARD = "board", "Scrutiny management board"
        COMMITTEE = "committee", "Regulatory or other committee"
        SUB_COMMITTEE = "sub-committee", "Sub-committee"
        PANEL = "panel", "Panel or working group"
        STATUTORY = "statutory", "Statutory board"
        JOINT = "joint", "Joint or city-region body"
        OUTSIDE = "outside", "Outside body"

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=14, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    terms = models.TextField(blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    quorum = models.PositiveIntegerField(null=True, blank=True)
    balanced = models.BooleanField(default=False)
    substitutes = models.BooleanField(default=False)
    decides = models.BooleanField(default=True)
    remote_counts = models.BooleanField(
        default=False,
        help_text="Those who join remotely count towards the quorum and vote.",
    )
    public = models.BooleanField(default=True)
    term_years = models.PositiveIntegerField(null=True, blank=True)
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name", "code"]
        verbose_name_plural = "bodies"
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="body_not_its_own_parent",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.quorum and self.size and self.quorum > self.size:
            raise ValidationError({"quorum": "The quorum is larger than the body."})


class Membership(Dated):
    """A member sits on a body from a day, in a capacity."""

    class Role(models.TextChoices):
        CHAIR = "chair", "Chair"
        VICE_CHAIR = "vice-chair", "Vice-chair"
        MEMBER = "member", "Member"
        SUBSTITUTE = "substitute", "Substitute"

    SINGLE = (Role.CHAIR, Role.VICE_CHAIR)

    reference = models.CharField(max_length=140, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="memberships")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.MEMBER)
    seat = models.CharField(max_length=80, blank=True, help_text="Portfolio or seat, if named.")
    voting = models.BooleanField(default=True)
    appointed_by = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["body", "start", "id"]

    def __str__(self) -> str:
        return f"{self.member}, {self.get_role_display().lower()} of {self.body}"

    @property
    def runs_out(self) -> date | None:
        """The first day it no longer holds: as it was ended, else after the term of the body."""
        years = self.body.term_years
        if self.end is not None or not years:
            return self.end
        return years_from(self.start, years)
