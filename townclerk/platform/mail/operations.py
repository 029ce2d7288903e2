"""Queueing mail, the one door for every area; turning kinds off; trying again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.models import User
from townclerk.platform.access.reader import Reader
from townclerk.platform.audit import log
from townclerk.platform.audit.log import Actor
from townclerk.platform.jobs.operations import enqueue
from townclerk.platform.mail.kinds import KINDS, MailKind, Rhythm
from townclerk.platform.mail.models import Letter, Unwanted

SEND = "send-mail"
SYSTEM = Actor(user=None, os_user="mail")


class NotGivenUp(TownclerkError):
    """Only a mail that was given up is tried again."""


class MayNotBeTurnedOff(TownclerkError):
    """The kind of mail is unknown, or no one can do without it."""


def receiver_of(to: User | str) -> str:
    """One name for whoever receives: a user keeps it when their address changes."""
    return f"user:{to.pk}" if isinstance(to, User) else to.strip().lower()


@transaction.atomic
def queue(
    kind: MailKind,
    *,
    to: User | str,
    subject: str,
    text: str,
    link: str = "",
    links: Sequence[tuple[str, str]] = (),
    about: models.Model | None = None,
    key: str | None = None,
    tells: Sequence[str] = (),
    wait: timedelta | None = None,
    moment: datetime,
) -> Letter:
    """Queue one mail in the caller's transaction. The same kind, receiver and key is queued once.

    `link` is a path or an address of this installation, and so is each of `links` beside its
    words. Nothing confidential goes into subject or text: they say what to do, and the link leads
    to the record, which asks who may read it. `wait` leaves time for more to join it by `rewrite`.
    """
    if links and kind.rhythm is Rhythm.DAILY:
        raise ValueError(f"the links of {kind.name} cannot wait in a mail that gathers others")
    _check(to, subject, [link, *(path for _, path in links)])
    receiver = receiver_of(to)
    values = {
        "user": to if isinstance(to, User) else None,
        "address": "" if isinstance(to, User) else receiver,
        "subject": subject.strip(),
        "text": text.strip(),
        "link": _path(link),
        "links": _kept(links),
        "tells": list(tells),
        "queued_at": moment,
        "not_before": moment + (wait or timedelta()),
        **_about(about),
    }
    if Unwanted.objects.filter(receiver=receiver, kind=kind.name).exists():
        values |= {"state": Letter.State.UNWANTED, "finished_at": moment}
    if key is None:
        letter, new = Letter(kind=kind.name, receiver=receiver, **values), True
        letter.full_clean(exclude=["receiver"])
        letter.save()
    else:
        letter, new = Letter.objects.get_or_create(
            kind=kind.name, receiver=receiver, key=key, defaults=values
        )
    if new and letter.state == Letter.State.WAITING and kind.rhythm is Rhythm.AT_ONCE:
        ask_to_send(letter, wait=wait)
    return letter


def waiting(kind: MailKind, *, to: User | str, about: models.Model | None = None) -> Letter | None:
    """The mail of a kind to a receiver about a record that has not left yet."""
    found = Letter.objects.filter(
        kind=kind.name, receiver=receiver_of(to), state=Letter.State.WAITING, **_place(about)
    )
    return found.order_by("pk").last()


def rewrite(
    letter: Letter,
    *,
    subject: str,
    text: str,
    links: Sequence[tuple[str, str]],
    tells: Sequence[str],
) -> bool:
    """Let more join a mail that still waits; false when it has left meanwhile."""
    _check(letter.user or letter.address, subject, [path for _, path in links])
    values = {
        "subject": subject.strip(),
        "text": text.strip(),
        "links": _kept(links),
        "tells": list(tells),
    }
    still = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING)
    return bool(still.update(**values))


def ask_to_send(letter: Letter, *, wait: timedelta | None = None) -> None:
    """Ask the worker for a round of sending, later where there is something to wait for."""
    key = f"letter {letter.pk}, attempt {letter.attempts + 1}, {letter.not_before.isoformat()}"
    enqueue(SEND, key=key, actor=SYSTEM, wait=wait)


@transaction.atomic
def turn_off(*, receiver: str, kind: str, moment: datetime) -> None:
    """Send no more of an optional kind; what waits of it is left unsent."""
    _check_optional(kind)
    Unwanted.objects.get_or_create(receiver=receiver, kind=kind, defaults={"since": moment})
    waiting = Letter.objects.filter(receiver=receiver, kind=kind, state=Letter.State.WAITING)
    waiting.update(state=Letter.State.UNWANTED, finished_at=moment)


def turn_on(*, receiver: str, kind: str) -> None:
    _check_optional(kind)
    Unwanted.objects.filter(receiver=receiver, kind=kind).delete()


@transaction.atomic
def try_again(letter: Letter, *, reader: Reader, actor: Actor, moment: datetime) -> Letter:
    """Begin anew with a mail that was given up. Who runs the installation does."""
    reader.require(Verb.CONTRIBUTE, Area.ADMINISTRATION)
    current = Letter.objects.select_for_update().get(pk=letter.pk)
    kind = KINDS.get(current.kind)
    if current.state != Letter.State.GIVEN_UP:
        raise NotGivenUp("This mail was not given up, so there is nothing to try again.")
    if kind is not None and kind.secret:
        raise NotGivenUp("The link of this mail was wiped. Ask for a new one where it came from.")
    current.state, current.error, current.attempts = Letter.State.WAITING, "", 0
    current.not_before, current.finished_at = moment, None
    current.save()
    log.record(actor=actor, verb="send again", target=current, moment=moment)
    ask_to_send(current)
    return current


def _check_optional(kind: str) -> None:
    if kind not in KINDS or not KINDS[kind].optional:
        raise MayNotBeTurnedOff(f"Mail of the kind “{kind}” cannot be turned off.")


def _check(to: User | str, subject: str, links: Sequence[str]) -> None:
    found = []
    if not isinstance(to, User):
        try:
            validate_email(to.strip())
        except ValidationError:
            found.append(Problem(f"“{to}” is no e-mail address.", field="to"))
    if not subject.strip() or "\n" in subject or "\r" in subject:
        found.append(Problem("The subject of a mail is one line.", field="subject"))
    if len(subject.strip()) > 200:
        found.append(Problem("The subject is longer than 200 characters.", field="subject"))
    paths = [_path(link) for link in links if link]
    if any(not path.startswith("/") or len(path) > 500 for path in paths):
        found.append(Problem("A mail links to this installation only.", field="link"))
    if found:
        raise Problems(found)


def _path(link: str) -> str:
    """The address within this installation."""
    base = settings.SITE_URL.rstrip("/")
    path = link.removeprefix(base) if link.startswith(f"{base}/") else link
    return "" if path.startswith("//") else path


def _kept(links: Sequence[tuple[str, str]]) -> list[list[str]]:
    return [[words, _path(path)] for words, path in links]


def _place(record: models.Model | None) -> dict[str, str]:
    if record is None:
        return {}
    label = record._meta.label_lower  # noqa: SLF001 (the documented way to a model's name)
    return {"about_type": label, "about_id": str(record.pk)}


def _about(record: models.Model | None) -> dict[str, str]:
    return {**_place(record), "about_label": str(record)[:300]} if record is not None else {}
