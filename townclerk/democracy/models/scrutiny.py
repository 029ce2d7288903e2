"""The work of scrutiny: programmes of a year, their topics, surveys, and the city region."""

from django.db import models

from townclerk.democracy.models.agendas import AgendaItem
from townclerk.democracy.models.bodies import Body, Dated, Member
from townclerk.democracy.models.forward_plan import Entry
from townclerk.democracy.models.meetings import Meeting
from townclerk.platform.records import Record


class Programme(Record):
    """What one scrutiny body means to look at in a municipal year, and how much it can take."""

    reference = models.SlugField(max_length=100, unique=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="programmes")
    year = models.CharField(max_length=7, help_text="The municipal year, like 2024/25.")
    start = models.DateField(help_text="The first day it covers.")
    end = models.DateField(help_text="The last day it covers.")
    capacity = models.PositiveIntegerField(default=5, help_text="Topics a meeting can take.")
    agreed_on = models.DateField(null=True, blank=True)
    officer_role = models.CharField(max_length=60, default="democratic-services")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-start", "body"]
        constraints = [
            models.UniqueConstraint(fields=["body", "year"], name="one_programme_a_body_a_year"),
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="programme_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}: work programme {self.year}"


class Topic(Record):
    """One thing a scrutiny body looks at, from suggestion to what followed."""

    class Kind(models.TextChoices):
        REPORT = "report", "Report"
        PRESENTATION = "presentation", "Presentation"
        PERFORMANCE = "performance", "Performance"
        POLICY = "policy", "Policy development"
        PORTFOLIO = "portfolio", "Portfolio report"
        REVIEW = "review", "Review"
        INFORMAL = "informal", "Informal meeting"

    class Origin(models.TextChoices):
        MEMBER = "member", "A member"
        COMMITTEE = "committee", "The committee"
        FORWARD_PLAN = "forward-plan", "The forward plan"
        PERFORMANCE = "performance", "Performance"
        PUBLIC = "public", "The public"
        OFFICER = "officer", "An officer"
        AUDIT = "audit", "Audit or inspection"
        REGION = "city-region", "The city region"

    class State(models.TextChoices):
        SUGGESTED = "suggested", "Suggested"
        ACCEPTED = "accepted", "Accepted"
        SCHEDULED = "scheduled", "Scheduled"
        CONSIDERED = "considered", "Considered"
        FOLLOWED_UP = "followed-up", "Followed up"
        DROPPED = "dropped", "Dropped"

    LIVE = (State.SUGGESTED, State.ACCEPTED, State.SCHEDULED)
    SETTLED = (State.CONSIDERED, State.FOLLOWED_UP)

    reference = models.SlugField(max_length=100, unique=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="topics")
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True, help_text="What scrutiny wants to find out.")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.REPORT)
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.COMMITTEE)
    suggested_on = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True, help_text="When it is to be looked at.")
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="topics"
    )
    officer_role = models.CharField(max_length=60, blank=True, help_text="Who brings it.")
    entry = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="topics"
    )
    figure = models.CharField(max_length=200, blank=True, help_text="Key of a figure it is about.")
    overlaps = models.TextField(blank=True, help_text="What it overlapped when it was weighed.")
    overlap_reason = models.TextField(blank=True, help_text="Why it goes ahead all the same.")
    deferrals = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True, help_text="Why it was deferred or dropped.")
    minuted = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="topics"
    )
    outcome = models.TextField(blank=True, help_text="What came of it.")
    state = models.CharField(max_length=11, choices=State.choices, default=State.SUGGESTED)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["due", "reference"]
        indexes = [models.Index(fields=["state", "due"])]

    def __str__(self) -> str:
        return self.title


class MemberSurvey(Record):
    """A survey about scrutiny or about the development of members, with how many answered."""

    class About(models.TextChoices):
        SCRUTINY = "scrutiny", "Scrutiny"
        DEVELOPMENT = "development", "Member development"

    reference = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    about = models.CharField(max_length=11, choices=About.choices)
    sent_on = models.DateField()
    closes_on = models.DateField(null=True, blank=True)
    asked = models.PositiveIntegerField(null=True, blank=True)
    answered = models.PositiveIntegerField(null=True, blank=True)
    findings = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-sent_on", "reference"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered__isnull=True)
                | models.Q(asked__isnull=True)
                | models.Q(answered__lte=models.F("asked")),
                name="no_more_answers_than_asked",
                violation_error_message="More answered than were asked.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class LinkItem(Record):
    """What the link member brings back from the scrutiny of the city region."""

    class State(models.TextChoices):
        NOTED = "noted", "Noted"
        FED_BACK = "fed-back", "Fed back"

    reference = models.SlugField(max_length=100, unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="link_items")
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    link_member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="link_items"
    )
    feeds = models.ForeignKey(
        Body,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="link_items",
        help_text="The body of this council that is to hear of it.",
    )
    fed_at = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="heard_links"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.NOTED)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["meeting", "reference"]

    def __str__(self) -> str:
        return self.title


class ScrutinySubject(Dated):
    """A subject under the names it goes by, so that two topics that name it differently meet."""

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    names = models.TextField(help_text="The names it goes by, in the singular, one on each line.")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["title", "code"]

    def __str__(self) -> str:
        return self.title
