"""A file brought through a page: kept, checked behind the page, then saved or discarded."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.exchange import operations
from townclerk.platform.exchange.core.footing import NOTHING_EXPECTED, Control
from townclerk.platform.exchange.models import ImportBatch, Upload
from townclerk.platform.exchange.operations import File, Preview
from townclerk.platform.exchange.templates import ImportTemplate, Tell, silent, template
from townclerk.platform.jobs import enqueue

KEPT = timedelta(days=30)
"""How long a file waits that nobody saves."""
MOST_PROBLEMS = 2_000
"""How many are kept to be shown; their number is told in any case."""


class NotOpen(TownclerkError):
    """The upload is no longer in the state the step starts from."""


def bring(
    template: ImportTemplate,
    file: File,
    *,
    reader: Reader,
    actor: Actor,
    moment: datetime,
    expected: Control = NOTHING_EXPECTED,
) -> Upload:
    """Keep the file and ask for its check. Raises Refused when the actor may not import it."""
    require(template, reader)
    if actor.user is None:
        raise Refused("Sign in to import a sheet.")
    place = operations.keep(file)
    with transaction.atomic():
        upload = Upload.objects.create(
            template=template.name,
            filename=file.name[:200],
            sha256=file.sha256,
            size=len(file.content),
            stored=place,
            user=actor.user,
            moment=moment,
            expected={
                "rows": expected.rows,
                "totals": {name: str(total) for name, total in expected.totals.items()},
            },
        )
        enqueue("check-import", key=f"upload {upload.pk}", actor=actor, upload=upload.pk)
    return upload


def require(template: ImportTemplate, reader: Reader) -> None:
    decision = template.decide(reader)
    if not decision:
        raise Refused(decision.reason)


def examine(upload: Upload, *, actor: Actor, moment: datetime, tell: Tell = silent) -> Upload:
    """Check the file and keep what was found. Does nothing to an upload already looked at."""
    if upload.state != Upload.State.CHECKING:
        return upload
    found: Mapping[str, Any]
    try:
        preview = operations.check(
            template(upload.template),
            file_of(upload),
            actor=actor,
            moment=moment,
            expected=_expected(upload),
            tell=tell,
        )
    except TownclerkError as error:
        found = {"state": Upload.State.WRONG, "problems": _told(error)}
    else:
        found = {"state": Upload.State.READY, "preview": _as_json(preview)}
    return _move(upload, Upload.State.CHECKING, **found)


def approve(upload: Upload, *, actor: Actor) -> Upload:
    """Ask for the saving of a file that was looked at."""
    with transaction.atomic():
        moved = _move(upload, Upload.State.READY, state=Upload.State.SAVING)
        enqueue("save-import", key=f"upload {upload.pk}", actor=actor, upload=upload.pk)
    return moved


def save(
    upload: Upload,
    *,
    actor: Actor,
    moment: datetime,
    tell: Tell = silent,
    fence: Any = lambda: None,
) -> Upload:
    """Load the file. `fence` is called in the transaction, and stops it by raising.

    Run again after a worker was killed, it finds either nothing written or all of it.
    """
    if upload.state != Upload.State.SAVING:
        return upload

    def within(batch: ImportBatch) -> None:
        fence()
        _move(upload, Upload.State.SAVING, state=Upload.State.SAVED, batch=batch)

    try:
        operations.load(
            template(upload.template),
            file_of(upload),
            actor=actor,
            moment=moment,
            # It was shown beside the preview that the file had been loaded before.
            again=True,
            expected=_expected(upload),
            tell=tell,
            within=within,
        )
    except TownclerkError as error:
        wrong = {"state": Upload.State.WRONG, "problems": _told(error)}
        return _move(upload, Upload.State.SAVING, **wrong)
    upload.refresh_from_db()
    return upload


def discard(upload: Upload) -> Upload:
    """Leave the upload; its file goes too, unless a batch was loaded from the same."""
    open_states = (Upload.State.CHECKING, Upload.State.READY, Upload.State.WRONG)
    if upload.state not in open_states:
        raise NotOpen(f"{upload.filename} is {upload.get_state_display().lower()}. Open it again.")
    moved = _move(upload, *open_states, state=Upload.State.DISCARDED, preview=None, problems=[])
    _drop_file(moved)
    return moved


def discard_old(moment: datetime) -> int:
    """Discard what waited too long; answers how many there were."""
    old = Upload.objects.filter(
        state__in=(Upload.State.READY, Upload.State.WRONG), moment__lt=moment - KEPT
    )
    return len([discard(upload) for upload in old])


def file_of(upload: Upload) -> File:
    return File(upload.filename, operations.stored_at(upload.stored))


def _drop_file(upload: Upload) -> None:
    place = upload.stored
    waiting = Upload.objects.filter(stored=place).exclude(state=Upload.State.DISCARDED)
    if not waiting.exists() and not ImportBatch.objects.filter(stored=place).exists():
        default_storage.delete(place)


def _move(upload: Upload, *sources: Upload.State, **values: Any) -> Upload:
    if not Upload.objects.filter(pk=upload.pk, state__in=sources).update(**values):
        raise NotOpen(f"Somebody moved {upload.filename} on meanwhile. Open it again.")
    upload.refresh_from_db()
    return upload


def _expected(upload: Upload) -> Control:
    totals = {name: Decimal(total) for name, total in upload.expected.get("totals", {}).items()}
    return Control(rows=upload.expected.get("rows"), totals=totals)


def _told(error: TownclerkError) -> list[dict[str, Any]]:
    found = error.problems if isinstance(error, Problems) else (Problem(message=str(error)),)
    told = [asdict(problem) for problem in found[:MOST_PROBLEMS]]
    if len(found) > MOST_PROBLEMS:
        rest = Problem(message=f"There are {len(found) - MOST_PROBLEMS} more after these.")
        told.append(asdict(rest))
    return told


def _as_json(preview: Preview) -> dict[str, Any]:
    return {
        "rows": preview.rows,
        "added": preview.added,
        "changed": preview.changed,
        "same": preview.same,
        "totals": preview.totals,
        "unused": list(preview.unused),
        "samples": {
            what: [asdict(sample) for sample in samples]
            for what, samples in preview.samples.items()
        },
    }
