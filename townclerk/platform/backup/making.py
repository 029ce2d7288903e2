"""Making a backup while the service runs."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from townclerk.platform import occupancy
from townclerk.platform.backup import database
from townclerk.platform.backup.archive import FOLDERS, writing
from townclerk.platform.backup.manifest import DATABASES, FORMAT, Manifest
from townclerk.platform.home import Home

try:
    import fcntl
except ImportError:  # pragma: no cover - not on Windows
    fcntl = None  # type: ignore[assignment]

REWRITING = ".rewriting"
"""The lock of a table of facts: whoever removes its files holds it alone."""
LOG = "_delta_log"
HINT = "_last_checkpoint"
"""Where to look first in a table's log. It is rewritten in place, and readers do without it."""


def make(home: Home, out: Path, *, moment: datetime) -> Manifest:
    """Write the archive. The database is read as it was at one moment; files that the database
    names are written before it names them and removed only by who waits for us, so those copied
    after it hold all that it names."""
    with (
        occupancy.keeping(home),
        _facts_kept(home),
        tempfile.TemporaryDirectory(prefix=".backup-", dir=out.absolute().parent) as folder,
        writing(out) as archive,
        database.snapshot(Path(folder)) as taken,
    ):
        kind = database.vendor()
        dump = Path(folder) / DATABASES[kind]
        taken.write(dump)
        archive.add(dump.name, dump)
        dump.unlink()
        for path in _files(home):
            archive.add(path.relative_to(home.path).as_posix(), path)
        manifest = Manifest(
            format=FORMAT,
            version=version("townclerk"),
            made_at=moment.isoformat(timespec="seconds"),
            council=taken.council(),
            database=kind,
            migrations=taken.migrations(),
            tables=taken.tables(),
            parts=archive.parts,
        )
        archive.finish(manifest)
    return manifest


def _files(home: Home) -> Iterator[Path]:
    """What lies beside the database. The log of a table comes before the rows it names."""
    found = [
        path
        for name in FOLDERS
        for path in sorted((home.path / name).rglob("*"))
        if path.is_file() and not path.is_symlink() and not _passing(path, home)
    ]
    yield from sorted(found, key=lambda path: LOG not in path.parts)


def _passing(path: Path, home: Home) -> bool:
    """Locks, and what somebody is just writing."""
    inside = path.relative_to(home.path).parts
    hidden = any(part.startswith(".") for part in inside)
    return hidden or path.name == HINT or path.suffix == ".tmp"


@contextmanager
def _facts_kept(home: Home) -> Iterator[None]:
    """No table of facts loses a file meanwhile; appending goes on."""
    with ExitStack() as stack:
        for path in sorted(home.facts.rglob(REWRITING)):
            handle = stack.enter_context(path.open("w"))
            if fcntl is not None:
                fcntl.flock(handle, fcntl.LOCK_SH)
        yield
