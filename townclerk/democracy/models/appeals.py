"""Education appeals: schools, the cases, the panel pool, the days of hearing, what others owe.

A case tells of a child and a family. It is opened by a clearance of its own.
"""

from django.db import models

from townclerk.platform.fields import MoneyField
from townclerk.platform.organisation.models import Unit
from townclerk.platform.records import Record


class School(Record):
    """A school whose refusals of a place, or exclusions, are appealed against."""

    class Phase(models.TextChoices):
        PRIMARY = "primary", "Primary"
        SECONDARY = "secondary", "Secondary"
        ALL_THROUGH = "all-through", "All-through"
        SIXTH_FORM = "sixth-form", "Sixth form"
        SPECIAL = "special", "Special"

    class Authority(models.TextChoices):
        COUNCIL = "council", "The council"
        FAITH = "faith", "Governing body or diocese"
        ACADEMY = "academy", "Academy trust"

    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    phase = models.CharField(max_length=11, choices=Phase.choices)
    authority = models.CharField(max_length=7, choices=Authority.choices)
    authority_name = models.CharField(max_length=200, blank=True, help_text="Who is invoiced.")
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return self.name


class SchoolTerm(Record):
    """The days of a term, in which school days are counted."""

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=100)
    start = models.DateField()
    end = models.DateField(help_text="The last school day.")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["start"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="term_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.title


class AppealSeason(Record):
    """The weeks in which most appeals are heard, with what a day can take."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=160)
    start = models.DateField(help_text="The first day of hearings.")
    hear_by = models.DateField(help_text="The last day the rules allow, or that was planned.")
    panels = models.PositiveIntegerField(default=1, help_text="Panels that sit side by side.")
    a_day = models.PositiveIntegerField(default=10, help_text="Appeals one panel hears in a day.")
    expected = models.PositiveIntegerField(null=True, blank=True)
    heard_stated = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Heard as a document states, where no case is held.",
    )
    notes = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-start"]

    def __str__(self) -> str:
        return self.title


class PanelMember(Record):
    """Somebody in the pool who may hear appeals, as the file shows them."""

    class Kind(models.TextChoices):
        LAY = "lay", "Lay"
        EDUCATION = "education", "With experience of education"

    code = models.SlugField(max_length=60, unique=True)
    label = models.CharField(max_length=120)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    trained_on = models.DateField(null=True, blank=True)
    trained_until = models.DateField(null=True, blank=True, help_text="The last day it is good.")
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["label", "code"]

    def __str__(self) -> str:
        return self.label


class PanelConnection(Record):
    """What ties a panel member to a school, so that they hear no appeal about it."""

    panel_member = models.ForeignKey(
        PanelMember, on_delete=models.PROTECT, related_name="connections"
    )
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="connections")
    what = models.CharField(max_length=300)
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["panel_member", "school"]
        constraints = [
            models.UniqueConstraint(
                fields=["panel_member", "school"], name="one_connection_to_a_school"
            )
        ]

    def __str__(self) -> str:
        return f"{self.panel_member}: {self.school}"


class HearingDay(Record):
    """One panel on one day: how many cases it takes and who clerks it."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    reference = models.SlugField(max_length=100, unique=True)
    season = models.ForeignKey(
        AppealSeason, null=True, blank=True, on_delete=models.PROTECT, related_name="days"
    )
    on = models.DateField()
    panel = models.PositiveIntegerField(default=1, help_text="Which of the panels of that day.")
    capacity = models.PositiveIntegerField(default=10)
    place = models.CharField(max_length=160, blank=True)
    clerk_role = models.CharField(max_length=60, default="democratic-services")
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["on", "panel"]
        constraints = [
            models.UniqueConstraint(fields=["on", "panel"], name="one_panel_of_a_number_a_day")
        ]

    def __str__(self) -> str:
        return f"Panel {self.panel}, {self.on:%-d %B %Y}"


class PanelSeat(Record):
    """A panel member rostered to a day."""

    day = models.ForeignKey(HearingDay, on_delete=models.PROTECT, related_name="seats")
    panel_member = models.ForeignKey(PanelMember, on_delete=models.PROTECT, related_name="seats")
    chairs = models.BooleanField(default=False)

    class Meta:
        ordering = ["day", "-chairs", "panel_member"]
        constraints = [
            models.UniqueConstraint(fields=["day", "panel_member"], name="one_seat_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.panel_member}, {self.day}"


class Appeal(Record):
    """One appeal against a refused place or an exclusion."""

    class Kind(models.TextChoices):
        ON_TIME = "normal-round", "Normal round, on time"
        LATE = "normal-round-late", "Normal round, late"
        SIXTH_FORM = "sixth-form", "Sixth form"
        IN_YEAR = "in-year", "In-year admission"
        EXCLUSION = "exclusion", "Permanent exclusion review"

    class State(models.TextChoices):
        LODGED = "lodged", "Lodged"
        LISTED = "listed", "Listed"
        HEARD = "heard", "Heard"
        DECIDED = "decided", "Decided"
        NOTIFIED = "notified", "Notified"
        CHALLENGED = "challenged", "Challenged"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "Upheld"
        DISMISSED = "dismissed", "Dismissed"

    class Challenge(models.TextChoices):
        OMBUDSMAN = "ombudsman", "Ombudsman"
        SECRETARY = "secretary-of-state", "Secretary of State"
        COURT = "judicial-review", "Judicial review"

    HEARD_ONES = (State.HEARD, State.DECIDED, State.NOTIFIED, State.CHALLENGED)
    WAITING = (State.LODGED, State.LISTED)

    reference = models.SlugField(max_length=100, unique=True)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="appeals")
    kind = models.CharField(max_length=17, choices=Kind.choices, default=Kind.ON_TIME)
    season = models.ForeignKey(
        AppealSeason, null=True, blank=True, on_delete=models.PROTECT, related_name="appeals"
    )
    appellant = models.CharField(max_length=200, blank=True, help_text="As the file shows them.")
    child = models.CharField(max_length=200, blank=True, help_text="As the file shows them.")
    needs = models.TextField(blank=True, help_text="What the family needs at the hearing.")
    lodged_on = models.DateField()
    last_day_to_lodge = models.DateField(
        null=True, blank=True, help_text="The published last day; an appeal on time counts from it."
    )
    hear_by = models.DateField(null=True, blank=True, help_text="The last day for the hearing.")
    papers_sent_on = models.DateField(null=True, blank=True)
    day = models.ForeignKey(
        HearingDay, null=True, blank=True, on_delete=models.PROTECT, related_name="appeals"
    )
    heard_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    reasons = models.TextField(blank=True)
    letter_on = models.DateField(null=True, blank=True)
    challenge = models.CharField(max_length=18, choices=Challenge.choices, blank=True)
    challenge_outcome = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.LODGED)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["lodged_on", "reference"]
        indexes = [models.Index(fields=["state", "hear_by"])]

    def __str__(self) -> str:
        return self.reference


class AppealCharge(Record):
    """What another admission authority is charged for its appeals in a season."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        INVOICED = "invoiced", "Invoiced"
        PAID = "paid", "Paid"

    reference = models.SlugField(max_length=100, unique=True)
    season = models.ForeignKey(AppealSeason, on_delete=models.PROTECT, related_name="charges")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="charges")
    cases = models.PositiveIntegerField(null=True, blank=True, help_text="Appeals heard.")
    rate = MoneyField(help_text="For each appeal heard.")
    amount = MoneyField(null=True, blank=True)
    invoice = models.CharField(max_length=60, blank=True)
    invoiced_on = models.DateField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["season", "school"]
        constraints = [
            models.UniqueConstraint(
                fields=["season", "school"], name="one_appeal_charge_a_school_a_season"
            )
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.season}"
