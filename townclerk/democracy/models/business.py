"""Questions of the public and of members, motions with their amendments, notices of privacy."""

from django.core.exceptions import ValidationError
from django.db import models

from townclerk.democracy.models.agendas import AgendaItem, Vote
from townclerk.democracy.models.bodies import Member
from townclerk.democracy.models.decisions import PARAGRAPHS
from townclerk.democracy.models.meetings import Meeting
from townclerk.platform.records import Record


class MeetingQuestion(Record):
    """A question given notice of for a meeting. Who of the public asks is not kept here."""

    class Kind(models.TextChoices):
        PUBLIC = "public", "Of the public"
        MEMBER = "member", "Of a member"

    class State(models.TextChoices):
        RECEIVED = "received", "Received"
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Refused"
        ANSWERED = "answered", "Answered"
        WITHDRAWN = "withdrawn", "Withdrawn"

    OPEN = (State.ACCEPTED, State.ANSWERED)

    reference = models.SlugField(max_length=100, unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="questions")
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.PUBLIC)
    member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="questions"
    )
    text = models.TextField()
    to_role = models.CharField(max_length=120, help_text="The office that answers.")
    received_on = models.DateField()
    refusal = models.TextField(blank=True, help_text="Why it may not be put.")
    answer = models.TextField(blank=True)
    supplementary = models.TextField(blank=True)
    supplementary_answer = models.TextField(blank=True)
    written = models.BooleanField(default=False, help_text="Whether it is answered in writing.")
    state = models.CharField(max_length=9, choices=State.choices, default=State.RECEIVED)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["meeting", "received_on", "reference"]
        verbose_name = "question at a meeting"
        verbose_name_plural = "questions at meetings"

    def __str__(self) -> str:
        return f"Question to {self.to_role}"

    def clean(self) -> None:
        if (self.kind == self.Kind.MEMBER) != (self.member is not None):
            raise ValidationError({"member": "Name the member who asks; for the public, nobody."})


class Motion(Record):
    """A motion before a meeting, or an amendment to one."""

    class State(models.TextChoices):
        GIVEN = "given", "Notice given"
        MOVED = "moved", "Moved"
        CARRIED = "carried", "Carried"
        LOST = "lost", "Lost"
        WITHDRAWN = "withdrawn", "Withdrawn"

    OPEN = (State.MOVED, State.CARRIED, State.LOST, State.WITHDRAWN)

    reference = models.SlugField(max_length=100, unique=True)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="motions")
    amends = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="amendments"
    )
    text = models.TextField(
        help_text="Of an amendment: what the motion would say if it were carried."
    )
    first_text = models.TextField(blank=True, editable=False)
    mover = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="moved"
    )
    seconder = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="seconded"
    )
    vote = models.OneToOneField(
        Vote, null=True, blank=True, on_delete=models.PROTECT, related_name="of_motion"
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.GIVEN)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["item", "id"]

    def __str__(self) -> str:
        return f"{'Amendment' if self.amends_id else 'Motion'} {self.reference}"

    def clean(self) -> None:
        found = {}
        if self.amends is not None and self.amends.item_id != self.item_id:
            found["amends"] = "An amendment is moved at the item of its motion."
        if self.amends is not None and self.amends.amends_id:
            found["amends"] = "Amend the motion, not an amendment."
        if self.mover_id and self.mover_id == self.seconder_id:
            found["seconder"] = "Somebody other than the mover seconds."
        if found:
            raise ValidationError(found)


class PrivateNotice(Record):
    """Notice that part of an executive meeting will be held in private, and what was said to it."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        FIRST = "first", "First notice published"
        SECOND = "second", "Second notice published"
        AGREED = "agreed", "Agreed without full notice"
        WITHDRAWN = "withdrawn", "Withdrawn: it meets in public"

    OPEN = (State.FIRST, State.SECOND, State.AGREED, State.WITHDRAWN)
    ENOUGH = (State.SECOND, State.AGREED)
    """States in which the law lets the meeting be private."""

    reference = models.SlugField(max_length=100, unique=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="private_notices")
    matter = models.CharField(max_length=300, help_text="The business, as far as it may be told.")
    paragraph = models.CharField(max_length=1, choices=PARAGRAPHS)
    reason = models.TextField(help_text="Why it is to be taken in private.")
    first_on = models.DateField(null=True, blank=True)
    second_on = models.DateField(null=True, blank=True)
    representations = models.TextField(blank=True, help_text="What was said for meeting openly.")
    response = models.TextField(blank=True, help_text="What the council answers to that.")
    agreed_by = models.CharField(max_length=120, blank=True, help_text="The office that agreed.")
    agreed_reason = models.TextField(blank=True, help_text="Why it cannot reasonably wait.")
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["meeting", "reference"]
        verbose_name = "notice of a private meeting"
        verbose_name_plural = "notices of private meetings"

    def __str__(self) -> str:
        return self.matter
