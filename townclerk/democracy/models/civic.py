"""The civic office: engagements, the mayor's charity, honours, gifts, ceremonial plans.

Money of the charity is not the council's. It is kept here alone and enters no figure of finance.
"""

from django.db import models

from townclerk.democracy.models.decisions import Decision
from townclerk.platform.fields import MoneyField
from townclerk.platform.records import Record


class Engagement(Record):
    """An invitation or event in the diary of the mayor's office."""

    class Kind(models.TextChoices):
        CIVIC = "civic", "Civic"
        CEREMONIAL = "ceremonial", "Ceremonial"
        CHARITY = "charity", "Charity event"
        VISIT = "visit", "Visit"

    class State(models.TextChoices):
        INVITED = "invited", "Invited"
        ACCEPTED = "accepted", "Accepted"
        BRIEFED = "briefed", "Briefed"
        HELD = "held", "Held"
        REVIEWED = "reviewed", "Reviewed"
        DECLINED = "declined", "Declined"

    TO_COME = (State.INVITED, State.ACCEPTED, State.BRIEFED)
    HELD_ONES = (State.HELD, State.REVIEWED)

    reference = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CIVIC)
    on = models.DateField()
    weekday = models.CharField(
        max_length=9, blank=True, help_text="The day of the week as it was given to us."
    )
    date_note = models.CharField(
        max_length=300, blank=True, help_text="Why a day of the week that does not fit may stand."
    )
    starts = models.CharField(max_length=5, blank=True, help_text="Like 18:30.")
    place = models.CharField(max_length=160, blank=True)
    host = models.CharField(max_length=160, blank=True)
    attends = models.CharField(max_length=120, default="Mayor", help_text="Who goes, by office.")
    deputy = models.CharField(max_length=120, blank=True, help_text="Who goes instead, by office.")
    protocol = models.TextField(blank=True, help_text="Dress, order of precedence, arrival.")
    brief = models.TextField(blank=True)
    review = models.TextField(blank=True, help_text="How it went.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.INVITED)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["on", "starts", "reference"]
        indexes = [models.Index(fields=["on"])]

    def __str__(self) -> str:
        return self.title


class CharityAccount(Record):
    """An account of the mayor's charity, apart from the council's money."""

    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    charity_number = models.CharField(max_length=20, blank=True)
    treasurer_role = models.CharField(max_length=120, default="Treasurer of the charity")
    reconciled_to = models.DateField(null=True, blank=True)
    reconciled_balance = MoneyField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return self.name


class CharityEntry(Record):
    """Money that came to the charity, or that it paid out or gave."""

    class Kind(models.TextChoices):
        TICKETS = "tickets", "Tickets"
        RAFFLE = "raffle", "Raffle or sweepstake"
        DONATION = "donation", "Donation"
        COST = "cost", "Cost of an event"
        GRANT = "grant", "Given to a cause"

    PAID_OUT = (Kind.COST, Kind.GRANT)

    reference = models.SlugField(max_length=100, unique=True)
    account = models.ForeignKey(CharityAccount, on_delete=models.PROTECT, related_name="entries")
    engagement = models.ForeignKey(
        Engagement, null=True, blank=True, on_delete=models.PROTECT, related_name="charity_entries"
    )
    on = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=200)
    tickets = models.PositiveIntegerField(null=True, blank=True)
    amount = MoneyField(help_text="As it was counted or paid, without a sign.")
    reconciled_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["on", "reference"]
        verbose_name_plural = "charity entries"

    def __str__(self) -> str:
        return self.title

    @property
    def paid_out(self) -> bool:
        return self.kind in self.PAID_OUT


class Honour(Record):
    """An honorary freedom or another honour the council confers, in exceptional circumstances."""

    class Kind(models.TextChoices):
        FREEDOM = "freedom", "Honorary freedom"
        ALDERMAN = "alderman", "Honorary alderman or alderwoman"
        OTHER = "other", "Other honour"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        AGREED = "agreed", "Agreed"
        CONFERRED = "conferred", "Conferred"
        DECLINED = "declined", "Declined"

    PUBLIC = (State.AGREED, State.CONFERRED)

    reference = models.SlugField(max_length=100, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    recipient = models.CharField(
        max_length=200, help_text="As the public register shows the recipient."
    )
    circumstances = models.TextField(help_text="The exceptional circumstances.")
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="honours"
    )
    conferred_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-conferred_on", "reference"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.recipient}"


class Gift(Record):
    """A gift or hospitality to the civic office, and where it went."""

    reference = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    received_on = models.DateField()
    giver = models.CharField(max_length=200)
    to_office = models.CharField(max_length=120, default="Mayor")
    value = MoneyField(null=True, blank=True, help_text="Estimated.")
    kept = models.CharField(max_length=200, blank=True, help_text="Where it is, or who has it.")
    declared_on = models.DateField(null=True, blank=True)
    engagement = models.ForeignKey(
        Engagement, null=True, blank=True, on_delete=models.PROTECT, related_name="gifts"
    )
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-received_on", "reference"]

    def __str__(self) -> str:
        return self.title


class CeremonialPlan(Record):
    """What is done on an occasion that comes again, or once and unannounced."""

    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    owner_role = models.CharField(max_length=60, default="democratic-services")
    reviewed_on = models.DateField(null=True, blank=True)
    review_due = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["title", "code"]

    def __str__(self) -> str:
        return self.title


class CivicLesson(Record):
    """What an event taught, until the plan says it."""

    class State(models.TextChoices):
        OPEN = "open", "To be taken up"
        APPLIED = "applied", "Taken up"

    reference = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    plan = models.ForeignKey(
        CeremonialPlan, null=True, blank=True, on_delete=models.PROTECT, related_name="lessons"
    )
    engagement = models.ForeignKey(
        Engagement, null=True, blank=True, on_delete=models.PROTECT, related_name="lessons"
    )
    owner_role = models.CharField(max_length=60, default="democratic-services")
    due = models.DateField(null=True, blank=True)
    applied_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["due", "reference"]

    def __str__(self) -> str:
        return self.title
