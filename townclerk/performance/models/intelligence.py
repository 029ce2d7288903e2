"""Intelligence: sources of data, dashboards with who may open them, requests, matching of data."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from townclerk.performance.models.sourced import Sourced
from townclerk.platform.organisation.models import Unit


class DataSource(Sourced):
    """A system data comes from: how often it is refreshed, whose it is, how good it is."""

    class Quality(models.TextChoices):
        GOOD = "good", "Good"
        FAIR = "fair", "Fair"
        POOR = "poor", "Poor"
        UNKNOWN = "unknown", "Not judged"

    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    system = models.CharField(max_length=200, blank=True)
    owner_role = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    refresh_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="Days between refreshes."
    )
    refreshed_on = models.DateField(null=True, blank=True)
    quality = models.CharField(max_length=7, choices=Quality.choices, default=Quality.UNKNOWN)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Dashboard(Sourced):
    """A dashboard, a profile or a needs assessment: for whom it is and how deep it goes."""

    class Kind(models.TextChoices):
        DASHBOARD = "dashboard", "Dashboard"
        PROFILE = "profile", "Ward or area profile"
        NEEDS = "needs", "Needs assessment"
        REPORT = "report", "Report"

    class Level(models.TextChoices):
        OPEN = "open", "Open to all"
        STAFF = "staff", "Open to staff"
        SERVICE = "service", "Open to its service"
        CLIENT = "client", "Down to a client"

    class State(models.TextChoices):
        IN_USE = "in-use", "In use"
        RETIRED = "retired", "Retired"

    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.DASHBOARD)
    audience = models.CharField(max_length=200)
    level = models.CharField(max_length=7, choices=Level.choices, default=Level.STAFF)
    data = models.ForeignKey(
        DataSource, null=True, blank=True, on_delete=models.PROTECT, related_name="dashboards"
    )
    owner_role = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    address = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.IN_USE)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Authorisation(Sourced):
    """A role that may go down to clients on a dashboard, for a time, as its data's owner says."""

    dashboard = models.ForeignKey(
        Dashboard, on_delete=models.PROTECT, related_name="authorisations"
    )
    code = models.SlugField(max_length=100, unique=True)
    role = models.CharField(max_length=60)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, help_text="Only for this unit."
    )
    start = models.DateField()
    end = models.DateField(help_text="The last day.")
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["dashboard", "role", "start"]

    def __str__(self) -> str:
        return f"{self.role} on {self.dashboard}"


class Drill(Sourced):
    """Somebody asked to go down to a client, or to take data out: let through or not."""

    class Kind(models.TextChoices):
        DRILL = "drill", "Down to a client"
        EXTRACT = "extract", "Extract"

    dashboard = models.ForeignKey(Dashboard, on_delete=models.PROTECT, related_name="drills")
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.DRILL)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    purpose = models.CharField(max_length=300)
    allowed = models.BooleanField()
    why = models.CharField(max_length=300)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.dashboard}"


class IntelligenceRequest(Sourced):
    """Something the intelligence team is asked for."""

    class Priority(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    class State(models.TextChoices):
        LOGGED = "logged", "Logged"
        SCOPED = "scoped", "Scoped"
        ACCEPTED = "accepted", "Accepted"
        DELIVERED = "delivered", "Delivered"
        RATED = "rated", "Rated"
        ANSWERED = "answered", "Answered by what is there"
        DECLINED = "declined", "Declined"

    OPEN = (State.LOGGED, State.SCOPED, State.ACCEPTED)

    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    purpose = models.TextField(help_text="What it is for.")
    priority = models.CharField(max_length=6, choices=Priority.choices, default=Priority.MEDIUM)
    effort = models.DecimalField(
        "effort, days", max_digits=5, decimal_places=1, null=True, blank=True
    )
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    asked_by = models.CharField(max_length=60, blank=True, help_text="The role that asks.")
    logged_on = models.DateField()
    wanted_by = models.DateField(null=True, blank=True)
    like = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="repeated",
    )
    data = models.ForeignKey(
        DataSource, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    authorised = models.CharField(
        max_length=200, blank=True, help_text="Who of the data's owners let it, and when."
    )
    report = models.ForeignKey(
        Dashboard, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    delivered_on = models.DateField(null=True, blank=True)
    rating = models.PositiveIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.LOGGED)

    class Meta:
        ordering = ["-logged_on", "code"]

    def __str__(self) -> str:
        return self.title


class DataMatching(Sourced):
    """Data of two sources brought together: for what, on which ground, until when."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"

    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    one = models.ForeignKey(DataSource, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(DataSource, on_delete=models.PROTECT, related_name="+")
    purpose = models.TextField()
    basis = models.CharField(max_length=300, help_text="The lawful basis.")
    until = models.DateField(help_text="The last day the matched data are kept.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.PROPOSED)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "data matchings"

    def __str__(self) -> str:
        return self.title
