"""The council and its dated tree of units."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from townclerk.platform.records import Record


class Council(Record):
    """The one council this installation serves."""

    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60)
    ons_code = models.CharField(max_length=9, blank=True)
    colour = models.CharField(
        max_length=7,
        default="#1d4f6e",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", "Give a colour as # and six digits.")],
    )
    demonstration = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Kind(models.TextChoices):
    DIRECTORATE = "directorate", "Directorate"
    SERVICE = "service", "Service"
    TEAM = "team", "Team"
    PORTFOLIO = "portfolio", "Portfolio"
    WARD = "ward", "Ward"
    COST_CENTRE = "cost-centre", "Cost centre"
    COMPANY = "company", "Company"
    BODY = "body", "Body"


class Unit(Record):
    """A node of the organisation whose code never changes; its names and places are dated."""

    code = models.SlugField(max_length=60, unique=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class UnitName(Record):
    """What a unit is called and where it sits, from a day until the day before `end`."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="names")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=160)
    parent = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="dated_children"
    )
    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["unit", "start"]
        indexes = [models.Index(fields=["start", "end"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gt=F("start")), name="name_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("unit")), name="not_its_own_parent"
            ),
            models.UniqueConstraint(fields=["unit", "start"], name="one_name_a_start"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(end__isnull=True), name="one_open_name_a_unit"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(Record):
    """From a day, a share of what an old unit did is done by a new one."""

    old = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    new = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessors")
    on = models.DateField()
    share = models.PositiveIntegerField()
    """Weight of this successor among all of the old unit's on that day."""

    class Meta:
        ordering = ["on", "old", "new"]
        constraints = [
            models.UniqueConstraint(fields=["old", "new", "on"], name="one_succession_a_day"),
            models.CheckConstraint(condition=Q(share__gt=0), name="a_share_is_above_nothing"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="succeeds_another_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.old} to {self.new} on {self.on}"
