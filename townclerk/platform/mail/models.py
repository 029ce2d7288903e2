"""Mail to be sent, what came of it, and who wants which kinds."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Letter(models.Model):
    """One mail to one receiver, queued in the transaction of what caused it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        SHOWN = "shown", "Shown only"
        GATHERED = "gathered", "In the mail of a day"
        UNWANTED = "unwanted", "Turned off"
        GIVEN_UP = "given-up", "Given up"

    kind = models.SlugField(max_length=60)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="letters",
    )
    address = models.EmailField(blank=True)
    """Of a receiver without an account; a user's is read when the mail is sent."""
    receiver = models.CharField(max_length=260, editable=False)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    link = models.CharField(max_length=500, blank=True)
    links = models.JSONField(default=list, blank=True)
    """Words and path of each link, where a mail asks several things."""
    about_type = models.CharField(max_length=100, blank=True)
    about_id = models.CharField(max_length=64, blank=True)
    about_label = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 (absent: never the same)
    tells = models.JSONField(default=list, blank=True)
    """Names of what it tells of, so that a later mail can leave out what was told."""
    gathered_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="gathered"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-queued_at", "-id"]
        indexes = [
            models.Index(fields=["state", "not_before"], name="letters_to_send"),
            models.Index(fields=["receiver", "state"], name="letters_of_a_receiver"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "receiver", "key"], name="the_same_mail_is_queued_once"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(address=""), name="a_mail_has_a_receiver"
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("queued_at")),
                name="a_mail_ends_after_it_is_queued",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def sent_to(self) -> str:
        """Where it goes as things stand."""
        return self.user.email if self.user is not None else self.address


class Unwanted(models.Model):
    """An optional kind of mail that a receiver turned off."""

    receiver = models.CharField(max_length=260)
    kind = models.SlugField(max_length=60)
    since = models.DateTimeField()

    class Meta:
        ordering = ["receiver", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["receiver", "kind"], name="a_kind_is_turned_off_once")
        ]

    def __str__(self) -> str:
        return f"{self.receiver} without {self.kind}"
