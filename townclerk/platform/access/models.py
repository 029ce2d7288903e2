"""Users, the roles they hold, and what each role may do."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from townclerk.platform.access.areas import CLEARANCES, Area, Reach, Verb
from townclerk.platform.records import Record


class User(AbstractUser):
    """A person who signs in. Shown to others by role and job title, never by name in public."""

    job_title = models.CharField(max_length=120, blank=True)
    external = models.BooleanField(default=False)
    """A partner, auditor, school, applicant or panel member: not an officer or councillor."""

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.job_title or self.username


class Role(Record):
    """A row of the permission matrix."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.title


class MatrixCell(Record):
    """The words of one cell of the matrix, kept whole beside the grants read from them."""

    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="cells")
    area = models.CharField(max_length=2, choices=[(a.value, a.label) for a in Area])
    text = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "area"], name="one_cell_a_role_area")
        ]

    def __str__(self) -> str:
        return f"{self.role}: {Area(self.area).label}: {self.text}"


class Grant(Record):
    """One thing a role may do in an area."""

    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    area = models.CharField(max_length=2, choices=[(a.value, a.label) for a in Area])
    verb = models.CharField(max_length=12, choices=[(v.value, v.value) for v in Verb])
    reach = models.PositiveSmallIntegerField(choices=[(r.value, r.name.lower()) for r in Reach])
    subject = models.CharField(max_length=40, blank=True)
    clearance = models.CharField(max_length=20, blank=True, choices=list(CLEARANCES.items()))

    class Meta:
        ordering = ["role", "area", "verb"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "area", "verb", "subject", "clearance"], name="one_grant_a_subject"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.verb} {Area(self.area).label}"


class Dated(Record):
    """What a person holds from a day until the day before `end`."""

    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class Holding(Dated):
    """A role a person holds, as its own, as deputy, or by delegation."""

    class Kind(models.TextChoices):
        OWN = "own", "Own role"
        DEPUTY = "deputy", "Deputy"
        DELEGATED = "delegated", "Delegated"

    class Scope(models.TextChoices):
        COUNCIL = "", "Whole council"
        UNIT = "unit", "Unit"
        BODY = "body", "Body"
        PORTFOLIO = "portfolio", "Portfolio"
        PROJECT = "project", "Project"
        CASE_TYPE = "case-type", "Case type"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="holdings"
    )
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="holdings")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.OWN)
    scope_kind = models.CharField(max_length=10, choices=Scope.choices, blank=True, default="")
    scope_code = models.CharField(max_length=60, blank=True)
    source = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="passed_on"
    )
    """The holding that a deputy or delegate acts under."""

    class Meta:
        ordering = ["user", "start", "id"]
        indexes = [models.Index(fields=["user", "start", "end"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gt=F("start")),
                name="holding_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(kind="own") | (Q(end__isnull=False) & Q(source__isnull=False)),
                name="what_is_passed_on_has_an_end_and_a_source",
            ),
            models.CheckConstraint(
                condition=(Q(scope_kind="") & Q(scope_code=""))
                | (~Q(scope_kind="") & ~Q(scope_code="")),
                name="scope_has_kind_and_code",
            ),
        ]

    def __str__(self) -> str:
        where = f" for {self.scope_code}" if self.scope_code else ""
        return f"{self.user}: {self.role}{where}"


class Clearance(Dated):
    """Permission to open one class of restricted content, given to a person."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="clearances"
    )
    name = models.CharField(max_length=20, choices=list(CLEARANCES.items()))

    class Meta:
        ordering = ["user", "name", "start"]

    def __str__(self) -> str:
        return f"{self.user}: {CLEARANCES.get(self.name, self.name)}"


class Conflict(Dated):
    """A declared interest that keeps a person from deciding on one thing."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conflicts"
    )
    about = models.CharField(max_length=120)

    class Meta:
        ordering = ["user", "about"]

    def __str__(self) -> str:
        return f"{self.user}: {self.about}"


class AccessReview(Record):
    """The answer of a review about one holding: keep it or end it, and why."""

    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="reviews")
    kept = models.BooleanField()
    reason = models.CharField(max_length=300)
    reviewed_on = models.DateField()
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-reviewed_on", "-id"]

    def __str__(self) -> str:
        return f"{self.holding}: {'kept' if self.kept else 'ended'}"


class SettingChange(Record):
    """A change of a setting asked for by one administrator and confirmed by another."""

    setting = models.CharField(max_length=120)
    value = models.JSONField()
    reason = models.CharField(max_length=300)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("requested_by")),
                name="two_administrators_change_a_setting",
            )
        ]

    def __str__(self) -> str:
        return self.setting


class IdentityProvider(Record):
    """An OpenID Connect provider. Its secret or key lies in the keys directory, never here."""

    class Method(models.TextChoices):
        SECRET = "client_secret_basic", "Client secret"
        KEY = "private_key_jwt", "Private key"

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    issuer = models.URLField(unique=True)
    client_id = models.CharField(max_length=200)
    method = models.CharField(max_length=24, choices=Method.choices, default=Method.SECRET)
    creates_users = models.BooleanField(default=False)
    active = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LinkedIdentity(Record):
    """A user's account at a provider: issuer and subject, never an e-mail address."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="identities"
    )
    issuer = models.URLField()
    subject = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_user_a_subject")
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.issuer}"


class SignIn(models.Model):
    """A session of a user, kept as a log after it ends."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sign_ins"
    )
    session_key = models.CharField(max_length=64, db_index=True)
    started = models.DateTimeField()
    seen = models.DateTimeField()
    ended = models.DateTimeField(null=True, blank=True)
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-started"]

    def __str__(self) -> str:
        return f"{self.user} {self.started:%Y-%m-%d %H:%M}"
