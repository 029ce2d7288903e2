"""The answers to a consultation are disposed of together, with a certificate; findings stay."""

from collections.abc import Sequence
from datetime import date, datetime

from townclerk.customers import permissions
from townclerk.customers.models import Answer, Consultation
from townclerk.platform.access.reader import Reader
from townclerk.platform.audit.log import Actor
from townclerk.platform.retention import hooks, queries
from townclerk.platform.retention.classes import by_code
from townclerk.platform.retention.removing import forget_originals, guarded, numbers_of

RESPONSES = "responses:"
KIND = f"{RESPONSES}consultation"
TITLE = "Answers to consultations"
CLASS = "consultation-answers-2-years"
"""The class of the answers; the consultation itself has one of its own."""


class Responses:
    """Each consultation's answers, codes and addresses, by its reference."""

    prefix = RESPONSES

    def kinds(self, reader: Reader) -> Sequence[hooks.Kind]:
        if not (permissions.proposes(reader) or queries.may_decide(reader)):
            return []
        return [hooks.Kind(KIND, TITLE, CLASS)]

    def find(self, record_type: str, record_id: str) -> hooks.Subject | None:
        held = Consultation.objects.filter(reference=record_id, responses__isnull=False)
        found = held.distinct().first()
        return _subject(found) if found is not None else None

    def due(self, name: str, on: date, most: int) -> Sequence[hooks.Subject]:
        held = Consultation.objects.filter(responses__isnull=False, analysed_on__isnull=False)
        found: list[hooks.Subject] = []
        for consultation in held.distinct().order_by("closes_on", "reference"):
            subject = _subject(consultation)
            if subject.due_on is not None and subject.due_on <= on and len(found) < most:
                found.append(subject)
        return found

    def erase(self, entry: str, actor: Actor, moment: datetime) -> None:
        """Answers are rows of the database alone; nothing is left to erase beside them."""


hooks.store(Responses())


def _subject(consultation: Consultation) -> hooks.Subject:
    def take(number: int, actor: Actor, moment: datetime) -> hooks.Removal:
        return _take(consultation, hooks.Removal(record=consultation, number=number))

    ended = consultation.analysed_on
    return hooks.Subject(
        record_type=KIND,
        record_id=consultation.reference,
        title=TITLE,
        label=f"Answers to “{consultation}”",
        retention=CLASS,
        due_on=by_code(CLASS).due(ended) if ended is not None else None,
        may_propose=lambda reader: bool(permissions.proposes(reader)),
        take=take,
    )


def _take(consultation: Consultation, removal: hooks.Removal) -> hooks.Removal:
    with guarded(removal):
        brought = consultation.responses.exclude(came_by="").values_list("came_by", flat=True)
        forget_originals(numbers_of(brought), removal)
        removal.count("answers", Answer.objects.filter(response__consultation=consultation).count())
        removal.count("responses", consultation.responses.count())
        removal.count("addresses", consultation.addresses.count())
        consultation.responses.all().delete()
        consultation.addresses.all().delete()
    return removal
