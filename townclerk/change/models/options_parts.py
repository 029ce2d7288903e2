"""What hangs on an option sheet: staffing, claims, scopes, risks, dependencies, advice."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from townclerk.change.models.options import OptionSheet, Sourced
from townclerk.kernel.money import Money
from townclerk.platform.fields import MoneyField
from townclerk.platform.organisation.models import Unit


class OptionStaffing(Sourced):
    """One measure of an option's staffing, as a range, or that it is not known."""

    class Measure(models.TextChoices):
        IN_SCOPE = "in-scope", "Staff in scope"
        VACANCIES = "vacancies", "Vacant posts deleted"
        REDUNDANCIES = "redundancies", "Redundancies"

    class Standing(models.TextChoices):
        KNOWN = "known", "Known"
        UNKNOWN = "unknown", "Unknown or to be confirmed"
        NOT_APPLICABLE = "not-applicable", "Not applicable"
        NOT_STATED = "not-stated", "Not stated"

    option = models.ForeignKey(OptionSheet, on_delete=models.CASCADE, related_name="staffing")
    measure = models.CharField(max_length=12, choices=Measure.choices)
    standing = models.CharField(max_length=14, choices=Standing.choices)
    low = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    words = models.CharField(max_length=200, blank=True, help_text="As the sheet says it.")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["option", "measure"]
        constraints = [
            models.UniqueConstraint(fields=["option", "measure"], name="one_staffing_a_measure"),
            models.CheckConstraint(
                condition=(
                    models.Q(standing="known", low__isnull=False, high__isnull=False)
                    | (~models.Q(standing="known") & models.Q(low=None, high=None))
                ),
                name="only_known_staffing_has_numbers",
                violation_error_message=(
                    "Give low and high where the number is known, and neither where it is not: "
                    "unknown is not nil."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.option}: {self.get_measure_display().lower()}"

    def clean(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValidationError({"low": "The low number is above the high one."})
        if self.standing == self.Standing.UNKNOWN and not (self.words or self.note):
            raise ValidationError({"note": "Say why it is not known, or when it will be."})


class Claim(Sourced):
    """The slice of a budget line, post, contract or income that an option counts on."""

    class Kind(models.TextChoices):
        BUDGET_LINE = "budget-line", "Budget line"
        POST = "post", "Post"
        CONTRACT = "contract", "Contract"
        INCOME = "income", "Income"

    option = models.ForeignKey(
        OptionSheet, null=True, blank=True, on_delete=models.CASCADE, related_name="claims"
    )
    growth = models.CharField(
        max_length=200, blank=True, help_text="The growth project that counts on it instead."
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    reference = models.SlugField(max_length=120)
    title = models.CharField(max_length=200)
    whole = MoneyField(null=True, blank=True, help_text="All there is of it in a year.")
    amount = MoneyField(null=True, blank=True, help_text="The slice that is claimed.")
    shared = models.BooleanField(default=False)
    left = MoneyField(default=Money.zero, help_text="What the shares leave with the service.")

    class Meta:
        ordering = ["kind", "reference", "option", "growth"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "reference", "option"],
                condition=models.Q(option__isnull=False),
                name="one_claim_an_option",
            ),
            models.UniqueConstraint(
                fields=["kind", "reference", "growth"],
                condition=models.Q(option__isnull=True),
                name="one_claim_a_growth_project",
            ),
            models.CheckConstraint(
                condition=models.Q(option__isnull=False) ^ ~models.Q(growth=""),
                name="claimed_by_an_option_or_by_growth",
                violation_error_message="Name the option that claims it, or the growth project.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, claimed by {self.claimant}"

    @property
    def claimant(self) -> str:
        return str(self.option) if self.option is not None else self.growth


class OptionScope(Sourced):
    """A service, building or group of staff an option names in its scope."""

    option = models.ForeignKey(OptionSheet, on_delete=models.CASCADE, related_name="scopes")
    name = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=10,
        choices=[("service", "Service"), ("building", "Service in a building")],
        default="service",
    )
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ["option", "name"]
        constraints = [
            models.UniqueConstraint(fields=["option", "name"], name="one_scope_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class OptionRisk(Sourced):
    """A numbered risk of an option, and what is done about it."""

    option = models.ForeignKey(OptionSheet, on_delete=models.CASCADE, related_name="risks")
    number = models.PositiveIntegerField()
    risk = models.TextField()
    mitigation = models.TextField(blank=True)

    class Meta:
        ordering = ["option", "number"]
        constraints = [
            models.UniqueConstraint(fields=["option", "number"], name="one_risk_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.risk}"


class OptionDependency(Sourced):
    """What an option waits for: another option, a package, or something outside."""

    option = models.ForeignKey(OptionSheet, on_delete=models.CASCADE, related_name="dependencies")
    number = models.PositiveIntegerField(default=1)
    on_option = models.ForeignKey(
        OptionSheet, null=True, blank=True, on_delete=models.PROTECT, related_name="dependants"
    )
    on_package = models.ForeignKey(
        "change.OptionPackage", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    on_other = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["option", "number"]
        constraints = [
            models.UniqueConstraint(fields=["option", "number"], name="one_dependency_of_a_number")
        ]

    def __str__(self) -> str:
        return str(self.on_option or self.on_package or self.on_other)

    def clean(self) -> None:
        if sum(bool(one) for one in (self.on_option, self.on_package, self.on_other)) != 1:
            raise ValidationError("Name one thing it waits for: an option, a package or another.")
        if self.on_option is not None and self.on_option_id == self.option_id:
            raise ValidationError({"on_option": "An option does not wait for itself."})


class OptionExclusion(Sourced):
    """One or the other of two options, not both, and why."""

    option = models.ForeignKey(OptionSheet, on_delete=models.CASCADE, related_name="exclusions")
    other = models.ForeignKey(OptionSheet, on_delete=models.CASCADE, related_name="excluded_by")
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["option", "other"]
        constraints = [
            models.UniqueConstraint(fields=["option", "other"], name="one_exclusion_of_a_pair"),
            models.CheckConstraint(
                condition=~models.Q(option=models.F("other")),
                name="an_option_excludes_another",
                violation_error_message="An option does not exclude itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.option} or {self.other}"

    def clean(self) -> None:
        twice = OptionExclusion.objects.filter(option=self.other_id, other=self.option_id)
        if twice.exclude(pk=self.pk).exists():
            raise ValidationError({"other": "The other option’s sheet says so already."})


class OptionAdvice(Sourced):
    """What finance, staffing, legal or equality advisers said on a sheet."""

    class Discipline(models.TextChoices):
        FINANCE = "finance", "Finance"
        STAFFING = "staffing", "Staffing"
        LEGAL = "legal", "Legal"
        EQUALITY = "equality", "Equality"

    option = models.ForeignKey(OptionSheet, on_delete=models.CASCADE, related_name="advice")
    discipline = models.CharField(max_length=8, choices=Discipline.choices)
    given_on = models.DateField()
    text = models.TextField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        ordering = ["option", "given_on", "id"]
        verbose_name_plural = "advice"

    def __str__(self) -> str:
        return f"{self.get_discipline_display()} advice on {self.option}"
