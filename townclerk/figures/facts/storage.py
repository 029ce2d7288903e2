"""The Delta tables on disk: the only module that speaks to deltalake and pyarrow.

Deletion vectors and column mapping stay off: readers are handed lists of Parquet files, which
would ignore both. The libraries are imported when used, since they are slow to load.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from townclerk.figures.facts.schema import BATCH, Cell, FactType, Table

try:
    import fcntl
except ImportError:  # pragma: no cover - not on Windows
    fcntl = None  # type: ignore[assignment]


def _fields(table: Table) -> Any:
    import pyarrow as pa

    types = {
        FactType.MONEY: pa.int64(),
        FactType.INTEGER: pa.int64(),
        FactType.TEXT: pa.string(),
        FactType.DATE: pa.date32(),
    }
    own = [pa.field(c.name, types[c.type], nullable=not c.required) for c in table.columns]
    return pa.schema([*own, pa.field(BATCH, pa.string(), nullable=False)])


def place(root: Path, table: Table) -> Path:
    return root / table.name.replace(".", "/")


def exists(root: Path, table: Table) -> bool:
    return (place(root, table) / "_delta_log").is_dir()


@contextmanager
def locked(root: Path, table: Table, *, alone: bool = True) -> Iterator[None]:
    """Appends share the table, Delta keeps them apart; who erases files is alone with it.

    Erasing removes every file no version names, which would take one just being appended.
    """
    folder = place(root, table)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".rewriting").open("w") as handle:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


def open_table(root: Path, table: Table, version: int | None = None) -> Any:
    from deltalake import DeltaTable

    return DeltaTable(str(place(root, table)), version=version)


def prepare(root: Path, table: Table) -> None:
    """Make the table when it is not there, plain, so that a file list is the whole truth."""
    from deltalake import DeltaTable

    if exists(root, table):
        return
    with locked(root, table):
        if not exists(root, table):
            DeltaTable.create(
                str(place(root, table)),
                schema=_fields(table),
                mode="ignore",
                configuration={"delta.enableDeletionVectors": "false"},
            )


def append(root: Path, table: Table, batch: str, columns: Mapping[str, Sequence[Cell]]) -> int:
    """Write the rows of one batch; the table's version afterwards."""
    import pyarrow as pa
    from deltalake import write_deltalake

    prepare(root, table)
    count = len(next(iter(columns.values())))
    schema = _fields(table)
    arrays = [pa.array(columns[c.name], type=schema.field(c.name).type) for c in table.columns]
    arrays.append(pa.array([batch] * count, type=pa.string()))
    rows = pa.Table.from_arrays(arrays, schema=schema)
    with locked(root, table, alone=False):
        # A column declared since the table was made is empty in what landed before.
        write_deltalake(str(place(root, table)), rows, mode="append", schema_mode="merge")
    return version(root, table)


def version(root: Path, table: Table) -> int:
    return int(open_table(root, table).version())


def files(root: Path, table: Table, at: int | None = None) -> list[str]:
    """The Parquet files that make up the table at a version."""
    found = open_table(root, table, at).file_uris()
    return [unquote(urlsplit(uri).path) if "://" in uri else uri for uri in found]


def compact(root: Path, table: Table) -> None:
    with locked(root, table):
        open_table(root, table).optimize.compact()


def erase(root: Path, table: Table, predicate: str) -> None:
    """Take rows out of every version: delete, then remove every file the table no longer needs.

    Older versions cannot be opened afterwards; batches are read by their id, so nothing is lost.
    """
    with locked(root, table):
        found = open_table(root, table)
        found.delete(predicate)
        found.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False, full=True)
        _forget_log(found)


def _forget_log(found: Any) -> None:
    """The log keeps file statistics (smallest and largest values), so old entries go too."""
    found.create_checkpoint()
    found.alter.set_table_properties({"delta.logRetentionDuration": "interval 0 days"})
    found.create_checkpoint()
    found.cleanup_metadata()
