"""Restoring: checked whole beside the data, then put in its place; never half of it.

Until the note of the restore is written nothing is touched. After it nobody works on the data, and
the restore can only be finished: each of its steps may be done again.
"""

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import occupancy
from townclerk.platform.backup import database
from townclerk.platform.backup.archive import FOLDERS, unpack
from townclerk.platform.backup.manifest import DATABASES, Manifest
from townclerk.platform.home import Home
from townclerk.platform.organisation.queries import council

STAGE = ".restore-"
LOG = "restores.log"


class NotEmpty(TownclerkError):
    """The installation already serves a council, and that council was not named."""


class CannotRestore(TownclerkError):
    """The archive is whole, but not one for this installation."""


@dataclass(frozen=True)
class Restored:
    manifest: Manifest
    content: str
    """Worked out again from what is now in place."""


def restore(home: Home, archive: Path, *, replace: str | None, moment: datetime) -> Restored:
    """Put an archive in the place of what is there. Raises before anything is touched."""
    with occupancy.alone(home):
        if (home.path / occupancy.RESTORING).exists():
            raise occupancy.CutOff(home)
        _require_empty(replace)
        _clear_stages(home)
        stage = home.path / f"{STAGE}{token_hex(4)}"
        stage.mkdir(mode=0o700)
        try:
            manifest = unpack(archive, stage)
            _require_fitting(manifest)
            for name in FOLDERS:
                (stage / name).mkdir(exist_ok=True, mode=0o700)
        except BaseException:
            shutil.rmtree(stage)
            raise
        _note(home, stage, manifest, archive, moment)
        return _finish(home)


def finish(home: Home) -> Restored:
    """Go on with a restore that was cut off."""
    with occupancy.alone(home):
        if not (home.path / occupancy.RESTORING).exists():
            raise CannotRestore("No restore was cut off here. Nothing was changed.")
        return _finish(home)


def _require_empty(replace: str | None) -> None:
    name = _name()
    if name is None or name == replace:
        return
    if replace is None:
        raise NotEmpty(
            f"This installation holds {name}. Nothing was changed. To put the backup in its "
            f'place, add --replace "{name}".'
        )
    raise NotEmpty(f"This installation holds {name}, not {replace}. Nothing was changed.")


def _name() -> str | None:
    """The council that is here; None when there is no database, or none of our tables in it."""
    if database.vendor() == "sqlite" and not Path(connection.settings_dict["NAME"]).is_file():
        return None
    try:
        with transaction.atomic():
            if "organisation_council" not in connection.introspection.table_names():
                return None
            found = council()
    except DatabaseError as error:
        raise CannotRestore(
            f"The database that is here cannot be read ({error}), so its council is not known. "
            "Nothing was changed. Put that right, or move the database away, and run this again."
        ) from error
    return found.name if found else None


def _require_fitting(manifest: Manifest) -> None:
    here = database.vendor()
    if manifest.database != here:
        raise CannotRestore(
            f"The backup is of a {manifest.database} database and this installation uses {here}. "
            "Nothing was changed. Restore it where TOWNCLERK_DATABASE_URL names the same kind."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = sorted(set(manifest.migrations) - known)
    if unknown:
        raise CannotRestore(
            f"The backup was made by a newer Townclerk ({manifest.version}): this one does not "
            f"know {unknown[0]}. Nothing was changed. Install that version and run this again."
        )


def _note(home: Home, stage: Path, manifest: Manifest, archive: Path, moment: datetime) -> None:
    (stage / "manifest.json").write_text(manifest.as_text())
    draft = stage / "note.json"
    draft.write_text(
        json.dumps({"stage": stage.name, "archive": str(archive), "at": moment.isoformat()})
    )
    draft.rename(home.path / occupancy.RESTORING)


def _finish(home: Home) -> Restored:
    note = json.loads((home.path / occupancy.RESTORING).read_text())
    stage = home.path / note["stage"]
    manifest = Manifest.parse((stage / "manifest.json").read_text())
    database.load(stage / DATABASES[manifest.database])
    for name in FOLDERS:
        _swap(home.path / name, stage / name, stage / f"before-{name}-{token_hex(4)}")
    content = _require_equal(manifest, stage)
    with (home.path / LOG).open("a") as log:
        log.write(f"{note['at']} {note['archive']} {content}\n")
    (home.path / occupancy.RESTORING).unlink()
    shutil.rmtree(stage)
    home.prepare()
    return Restored(manifest, content)


def _swap(live: Path, new: Path, before: Path) -> None:
    """The new folder in the place of the old one; it is moved last, so its absence says done."""
    if not new.exists():
        return
    if live.exists():
        live.rename(before)
    new.rename(live)


def _require_equal(manifest: Manifest, stage: Path) -> str:
    """The database as it now is has the rows the archive says."""
    work = stage / "compared"
    work.mkdir(exist_ok=True)
    with database.snapshot(work) as taken:
        tables = taken.tables()
    wrong = sorted(
        name
        for name in tables.keys() | manifest.tables.keys()
        if tables.get(name) != manifest.tables.get(name)
    )
    if wrong:
        raise Problems(
            [
                Problem(f"The table {name} is not as it was saved.", code="checksum")
                for name in wrong
            ]
        )
    return manifest.content


def _clear_stages(home: Home) -> None:
    """What a restore left that was killed before it touched anything."""
    for left in home.path.glob(f"{STAGE}*"):
        shutil.rmtree(left)
