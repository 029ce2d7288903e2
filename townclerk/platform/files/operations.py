"""Putting a file on a record, and taking it off."""

from datetime import datetime
from pathlib import PurePath
from typing import Protocol

from django.conf import settings
from django.db import models, transaction

from townclerk.kernel.errors import TownclerkError
from townclerk.platform import occupancy, records
from townclerk.platform.access.reader import Decision, Reader, Refused
from townclerk.platform.audit import log
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.files import storage
from townclerk.platform.files.core.kinds import NotAccepted, recognise
from townclerk.platform.files.holders import holder_of, record_at, type_of
from townclerk.platform.files.models import Attachment
from townclerk.platform.files.queries import files_of

MEGABYTE = 1024 * 1024


class Upload(Protocol):
    """What is uploaded: Django's own file, or an open file with a name."""

    name: str | None
    size: int

    def read(self, size: int = ..., /) -> bytes: ...


class AlreadyThere(TownclerkError):
    """The same content hangs on the record already."""


def attach(
    record: models.Model, upload: Upload, *, actor: Actor, moment: datetime, note: str = ""
) -> Attachment:
    """Put a file on a record. Raises Refused, NotAccepted or AlreadyThere, and keeps nothing."""
    _require(holder_of(record).may_attach(_reader(actor, moment), record))
    # What browsers call a file may be a path of the sender's machine.
    name = PurePath((upload.name or "").replace("\\", "/")).name[-200:]
    content = _content(name, upload)
    kind = recognise(name, content)
    with occupancy.keeping(settings.HOME), transaction.atomic():
        sha256 = storage.keep(settings.HOME, content)
        same = files_of(record).filter(sha256=sha256).first()
        if same is not None:
            raise AlreadyThere(f"This file is there already, as {same.name}.")
        made = records.create(
            Attachment(
                record_type=type_of(record),
                record_id=str(record.pk),
                name=name,
                note=note[:300],
                media_type=kind.media_type,
                size=len(content),
                sha256=sha256,
                added_at=moment,
                added_by=actor.user,
            ),
            actor=actor,
            moment=moment,
            reason=note,
        )
        _tell(record, "attach", made, actor, moment, note)
    return made


def detach(
    attachment: Attachment, *, actor: Actor, moment: datetime, reason: str = ""
) -> Attachment:
    """Take a file off its record. It stays in the history until the record is disposed of."""
    record = record_at(attachment.record_type, attachment.record_id)
    _require(holder_of(record).may_attach(_reader(actor, moment), record))
    with transaction.atomic():
        gone = records.change(
            attachment,
            {"detached_at": moment},
            actor=actor,
            moment=moment,
            reason=reason,
            verb="detach",
        )
        _tell(record, "detach", gone, actor, moment, reason)
    return gone


def _content(name: str, upload: Upload) -> bytes:
    """The whole of it, within the cap: a container is known only by what lies at its end."""
    most: int = settings.MAX_UPLOAD_BYTES
    content = upload.read(most + 1) if upload.size <= most else None
    if content is None or len(content) > most:
        raise NotAccepted(
            f"{name} is larger than {most // MEGABYTE} MB. Make it smaller, or add it in parts."
        )
    return content


def _tell(
    record: models.Model,
    verb: str,
    attachment: Attachment,
    actor: Actor,
    moment: datetime,
    reason: str,
) -> None:
    """Beside the file's own history, the record's log says that a file came or went."""
    log.record(
        actor=actor,
        verb=verb,
        target=record,
        moment=moment,
        reason=reason,
        details={"attachment": attachment.pk, "sha256": attachment.sha256},
    )


def _reader(actor: Actor, moment: datetime) -> Reader:
    on = moment.astimezone(LOCAL).date()
    return Reader.of(actor.user, on) if actor.user is not None else Reader.anonymous(on)


def _require(decision: Decision) -> None:
    if not decision:
        raise Refused(decision.reason)
