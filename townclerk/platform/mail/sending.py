"""Sending what is due: tried again after growing waits, held back when too much."""

import smtplib
from datetime import datetime, timedelta

import requests
from django.core.mail import get_connection
from django.db import transaction

from townclerk.platform import parameters
from townclerk.platform.clock import LOCAL
from townclerk.platform.jobs.core.timing import back_off
from townclerk.platform.mail import writing
from townclerk.platform.mail.kinds import DIGEST, KINDS, Rhythm
from townclerk.platform.mail.models import Letter
from townclerk.platform.mail.notify import NotTaken
from townclerk.platform.mail.operations import ask_to_send, queue
from townclerk.platform.organisation import queries as organisation

State = Letter.State
MOST_ATTEMPTS = 10
FORGOTTEN = timedelta(minutes=15)
"""A mail that was being sent for so long lost its worker."""
HOUR = timedelta(hours=1)
A_ROUND = 500


def send_due(moment: datetime) -> list[Letter]:
    """Everything whose time has come, oldest first; answers each letter as it then stands."""
    _take_up_forgotten(moment)
    urgent = [name for name, kind in KINDS.items() if kind.rhythm is Rhythm.AT_ONCE]
    waiting = Letter.objects.filter(state=State.WAITING, kind__in=urgent, not_before__lte=moment)
    chosen = waiting.order_by("queued_at", "pk").values_list("pk", flat=True)[:A_ROUND]
    return [letter for pk in list(chosen) if (letter := _send(pk, moment)) is not None]


def gather(moment: datetime) -> list[Letter]:
    """One mail for each receiver, of all that waits for the mail of the day."""
    daily = [name for name, kind in KINDS.items() if kind.rhythm is Rhythm.DAILY]
    waiting = Letter.objects.filter(state=State.WAITING, kind__in=daily).select_related("user")
    by_receiver: dict[str, list[Letter]] = {}
    for letter in waiting.order_by("receiver", "queued_at", "pk"):
        by_receiver.setdefault(letter.receiver, []).append(letter)
    return [_gather(letters, moment) for letters in by_receiver.values()]


@transaction.atomic
def _gather(letters: list[Letter], moment: datetime) -> Letter:
    first = letters[0]
    one = len(letters) == 1
    made = queue(
        DIGEST,
        to=first.user or first.address,
        subject=first.subject if one else f"Today from Townclerk: {len(letters)} things",
        text=writing.own_text(first) if one else writing.gathered_text(letters),
        link=first.link if one else "",
        moment=moment,
    )
    Letter.objects.filter(pk__in=[each.pk for each in letters]).update(
        state=State.GATHERED, gathered_into=made, finished_at=moment
    )
    return made


def _take_up_forgotten(moment: datetime) -> None:
    lost = Letter.objects.filter(state=State.SENDING, not_before__lt=moment - FORGOTTEN)
    lost.update(state=State.WAITING)


def _send(pk: int, moment: datetime) -> Letter | None:
    """One letter, claimed first so that no second worker sends it as well."""
    claimed = Letter.objects.filter(pk=pk, state=State.WAITING, not_before__lte=moment)
    if not claimed.update(state=State.SENDING, not_before=moment):
        return None
    letter = Letter.objects.select_related("user").get(pk=pk)
    address = letter.sent_to
    if not address or (letter.user is not None and not letter.user.is_active):
        return _give_up(letter, "Its receiver has no e-mail address or no open account.", moment)
    council = organisation.council()
    if council is not None and council.demonstration:
        return _finish(letter, State.SHOWN, moment)
    free_at = _free_at(letter, moment)
    if free_at is not None:
        return _wait(letter, free_at, "Held back: enough was sent to this address for the hour.")
    try:
        get_connection().send_messages([writing.message(letter, address)])
    except (OSError, smtplib.SMTPException, NotTaken, requests.RequestException) as error:
        return _failed(letter, error, moment)
    return _finish(letter, State.SENT, moment)


def _free_at(letter: Letter, moment: datetime) -> datetime | None:
    """When the address may have another, if not now."""
    kind = KINDS.get(letter.kind)
    if kind is not None and not kind.capped:
        return None
    on = moment.astimezone(LOCAL).date()
    cap = int(parameters.source().parameter("platform/mail-hourly-cap").at(on).value)
    sent = Letter.objects.filter(
        receiver=letter.receiver, state=State.SENT, finished_at__gt=moment - HOUR
    )
    ended = sent.order_by("finished_at").values_list("finished_at", flat=True)
    times = [each for each in ended if each is not None]
    return None if len(times) < cap else times[len(times) - cap] + HOUR


def _failed(letter: Letter, error: Exception, moment: datetime) -> Letter:
    letter.attempts += 1
    reason = _reason(error)
    if _for_good(error):
        return _give_up(letter, f"The mail service refused it: {reason}", moment)
    if letter.attempts >= MOST_ATTEMPTS:
        return _give_up(letter, f"Tried {letter.attempts} times, the last time: {reason}", moment)
    until = moment + back_off(letter.attempts + 2)
    return _wait(letter, until, f"To be tried again: {reason}")


def _wait(letter: Letter, until: datetime, why: str) -> Letter:
    wait = until - letter.not_before
    letter.state, letter.not_before, letter.error = State.WAITING, until, why[:500]
    with transaction.atomic():
        letter.save()
        ask_to_send(letter, wait=wait)
    return letter


def _give_up(letter: Letter, why: str, moment: datetime) -> Letter:
    letter.error = why[:500]
    return _finish(letter, State.GIVEN_UP, moment, error=letter.error)


def _finish(letter: Letter, state: State, moment: datetime, *, error: str = "") -> Letter:
    kind = KINDS.get(letter.kind)
    letter.state, letter.finished_at, letter.error = state, moment, error
    if kind is not None and kind.secret and state is not State.SHOWN:
        letter.link = ""
        letter.links = [[words, ""] for words, _ in letter.links]
    letter.save()
    return letter


def _for_good(error: Exception) -> bool:
    """Whether asking again could not help."""
    if isinstance(error, NotTaken):
        return error.for_good
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError) and (
        500 <= error.smtp_code < 600
    )


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_words(text)}" for code, text in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_words(error.smtp_error)}"
    if isinstance(error, requests.RequestException):
        return f"GOV.UK Notify cannot be reached ({type(error).__name__})."
    return str(error) or type(error).__name__


def _words(text: bytes | str) -> str:
    return text.decode(errors="replace") if isinstance(text, bytes) else text
