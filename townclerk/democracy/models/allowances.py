"""What members are paid: the council's own scheme with dated rates, and each year's statement."""

from django.core.exceptions import ValidationError
from django.db import models

from townclerk.democracy.models.bodies import Body, Member, Membership
from townclerk.platform.fields import MoneyField
from townclerk.platform.records import Record


class AllowanceScheme(Record):
    """A scheme of members' allowances as the council made it, from a day until another."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    one_special = models.BooleanField(
        default=False,
        help_text="A member with several special responsibilities is paid for the highest alone.",
    )
    decision = models.ForeignKey(
        "democracy.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    start = models.DateField()
    end = models.DateField(null=True, blank=True, help_text="The first day it no longer holds.")
    example = models.BooleanField(
        default=False, help_text="Put in to try the pages on; it is not the council's own."
    )
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["start", "code"]
        verbose_name = "scheme of allowances"
        verbose_name_plural = "schemes of allowances"

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.end is not None and self.start is not None and self.end <= self.start:
            raise ValidationError({"end": "The end must be after the start."})


class AllowanceRate(Record):
    """What a scheme pays in a year for one thing: being a councillor, or a role on a body."""

    class Kind(models.TextChoices):
        BASIC = "basic", "Basic"
        SPECIAL = "special", "Special responsibility"
        CO_OPTEE = "co-optee", "Co-optee"

    reference = models.SlugField(max_length=100, unique=True)
    scheme = models.ForeignKey(AllowanceScheme, on_delete=models.PROTECT, related_name="rates")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=160, help_text="For what, like Chair of licensing.")
    body = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="allowances"
    )
    role = models.CharField(
        max_length=12,
        choices=Membership.Role.choices,
        blank=True,
        help_text="Any role on the body without one.",
    )
    seat = models.CharField(
        max_length=80, blank=True, help_text="The seat or portfolio, where only it is paid."
    )
    yearly = MoneyField(help_text="For a whole year.")
    start = models.DateField()
    end = models.DateField(null=True, blank=True, help_text="The first day it no longer holds.")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["scheme", "kind", "title", "start"]
        verbose_name = "rate of an allowance"
        verbose_name_plural = "rates of allowances"

    def __str__(self) -> str:
        return f"{self.title}: {self.get_kind_display().lower()}"

    def clean(self) -> None:
        found = {}
        if self.kind != self.Kind.BASIC and self.body is None:
            found["body"] = "Name the body whose role it pays."
        if self.kind == self.Kind.BASIC and (self.body or self.role or self.seat):
            found["body"] = "Every councillor has the basic allowance: leave body and role empty."
        if self.yearly is not None and self.yearly.pence < 0:
            found["yearly"] = "An allowance is not below nothing."
        if self.end is not None and self.start is not None and self.end <= self.start:
            found["end"] = "The end must be after the start."
        if found:
            raise ValidationError(found)


class AllowanceStatement(Record):
    """What every member was entitled to in a financial year, as it is published."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"

    year = models.PositiveSmallIntegerField(
        unique=True, help_text="The year in which the financial year begins."
    )
    note = models.CharField(max_length=300, blank=True)
    published_on = models.DateField(null=True, blank=True, editable=False)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)

    class Meta:
        ordering = ["-year"]
        verbose_name = "statement of allowances"
        verbose_name_plural = "statements of allowances"

    def __str__(self) -> str:
        return f"Allowances of {self.year}/{(self.year + 1) % 100:02d}"


class AllowanceLine(Record):
    """One allowance of one member in a statement, as it stood when that was published."""

    statement = models.ForeignKey(
        AllowanceStatement, on_delete=models.PROTECT, related_name="lines"
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="allowances")
    kind = models.CharField(max_length=8, choices=AllowanceRate.Kind.choices)
    title = models.CharField(max_length=160)
    yearly = MoneyField()
    days = models.PositiveSmallIntegerField()
    amount = MoneyField()

    class Meta:
        ordering = ["statement", "member", "kind", "title", "id"]
        verbose_name = "allowance of a member"
        verbose_name_plural = "allowances of members"

    def __str__(self) -> str:
        return f"{self.member}: {self.title}"
