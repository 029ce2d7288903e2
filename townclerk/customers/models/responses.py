"""What is asked, what was answered, and the people the answers are weighed against.

Answers hang on no name and no address. An address left for feedback hangs on no answer.
"""

from django.core.exceptions import ValidationError
from django.db import models

from townclerk.customers.models.consultations import Consultation, Theme
from townclerk.platform.records import Record


class PopulationGroup(Record):
    """How many people a group has, such as those aged 16 to 24."""

    code = models.SlugField(max_length=60, unique=True)
    dimension = models.SlugField(max_length=60, help_text="Such as age or area.")
    name = models.CharField(max_length=120)
    people = models.PositiveIntegerField()
    as_at = models.DateField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["dimension", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["dimension", "name"], name="a_group_is_named_once_a_dimension"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Question(Record):
    """One question of a consultation."""

    class Kind(models.TextChoices):
        ONE = "one", "One answer of several"
        MANY = "many", "Several answers of several"
        WORDS = "words", "In words"
        GROUP = "group", "Which group somebody is in"

    FIXED = (Kind.ONE, Kind.MANY)

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="questions"
    )
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=400)
    kind = models.CharField(max_length=5, choices=Kind.choices, default=Kind.ONE)
    options = models.TextField(blank=True, help_text="The possible answers, with “;” between.")
    dimension = models.SlugField(
        max_length=60, blank=True, help_text="For a group: which dimension of the population."
    )
    required = models.BooleanField(default=False)

    class Meta:
        ordering = ["consultation", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "number"], name="a_question_has_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"

    @property
    def answers(self) -> list[str]:
        """The possible answers of a question that has them."""
        return [part.strip() for part in self.options.split(";") if part.strip()]

    def clean(self) -> None:
        if self.kind in self.FIXED and len(self.answers) < 2:
            raise ValidationError({"options": "Give at least two possible answers."})
        if self.kind == self.Kind.GROUP and not self.dimension:
            raise ValidationError({"dimension": "Say which dimension of the population."})


class Response(models.Model):
    """One person's answers. Nobody is named; the code is theirs, to take the answers back."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="responses"
    )
    code = models.CharField(max_length=40)
    on = models.DateField()
    came_by = models.CharField(max_length=200, blank=True)
    """The import it came by; empty for the page."""

    class Meta:
        ordering = ["consultation", "id"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "code"], name="a_response_has_a_code")
        ]

    def __str__(self) -> str:
        return f"Response {self.pk}"


class Answer(models.Model):
    """One answer; several chosen ones with line breaks between."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="given")
    text = models.TextField(max_length=4000)
    themes = models.ManyToManyField(Theme, blank=True, related_name="answers")

    class Meta:
        ordering = ["response", "question"]
        constraints = [
            models.UniqueConstraint(fields=["response", "question"], name="one_answer_a_question")
        ]

    def __str__(self) -> str:
        return f"Answer {self.pk}"


class FeedbackAddress(models.Model):
    """Who wants to hear what came of it. Nothing leads to an answer, and it goes once used."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="addresses"
    )
    address = models.EmailField()

    class Meta:
        ordering = ["consultation", "id"]
        verbose_name_plural = "feedback addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "address"], name="an_address_once_a_consultation"
            )
        ]

    def __str__(self) -> str:
        return f"Address {self.pk}"
