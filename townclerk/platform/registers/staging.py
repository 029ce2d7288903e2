"""Many rows written at once: laid out beside the database first, then taken over in one stroke.

The rows and their checks go into a temporary table. It belongs to this connection alone and dies
with it, so that filling it holds up nobody and a killed process leaves nothing. What then needs
the database to itself is one statement a table, inside the caller's transaction.

Every name in the statements comes from a model and is quoted; every value is a parameter.
"""
# ruff: noqa: S608

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection, models

from townclerk.kernel.errors import Problem, TownclerkError
from townclerk.platform.records import Record

CHUNK = 2_000
MOST_NAMED = 1000
"""How many rows one broken rule names; a sheet that breaks it everywhere says so in these."""


class ChangedMeanwhile(TownclerkError):
    """Records were written while the sheet was checked. Bring the file again."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"{title} were changed while the sheet was checked, and nothing of it is saved. "
            "Bring the file again."
        )


class Staged:
    """Rows of a model on their way in: those without a key are new, the others are changes."""

    def __init__(self, model: type[Record]) -> None:
        self.model = model
        self.meta = model._meta  # noqa: SLF001 (the documented way to a model's fields)
        self.fields = [field for field in self.meta.concrete_fields if not field.primary_key]
        self.history = model.history.model
        self.name = _q(f"staged_{self.meta.db_table}"[:60])
        self.table = _q(self.meta.db_table)
        self.key = _q(str(self.meta.pk.column))
        self.columns = [_q(field.column) for field in self.fields]

    def lay_out(self, rows: Iterable[Sequence[Any]]) -> None:
        """Each row: its place, its number in the sheet, its key if it has one, then every field."""
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {self.name}")
            cursor.execute(
                f"CREATE TEMPORARY TABLE {self.name} AS SELECT 0 AS staged_place, 0 AS staged_row,"
                f" {self.key}, {_list(self.columns)} FROM {self.table} WHERE 1 = 0"
            )
            _fill[connection.vendor](cursor, self.name, 3 + len(self.columns), rows)

    def keys(self) -> list[Any]:
        """Keys of every row, once the new ones have theirs."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {self.key} FROM {self.name}")
            return [row[0] for row in cursor.fetchall()]

    def drop(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {self.name}")

    def breaking_unique(self, names: Sequence[str], condition: models.Q | None = None) -> list[int]:
        """Numbers of rows that share these fields with one another or with a stored record.

        With a condition, only among the rows and records it is true of. A stored record that a
        row changes counts as it will be.
        """
        columns = [_q(field.column) for field in self.fields if field.name in names]
        filled = " AND ".join(f"s.{column} IS NOT NULL" for column in columns)
        same = " AND ".join(f"t.{column} = s.{column}" for column in columns)
        rows, stored = self.name, self.table
        if condition is not None:
            held = self._as_sql(condition)
            rows, stored = (f"(SELECT * FROM {one} WHERE {held})" for one in (rows, stored))
        return self._rows(
            f"SELECT staged_row FROM (SELECT s.staged_row, COUNT(*) OVER (PARTITION BY"
            f" {_list(columns)}) AS times FROM {rows} s WHERE {filled}) counted"
            f" WHERE times > 1"
            f" UNION SELECT s.staged_row FROM {rows} s JOIN {stored} t ON {same}"
            f" WHERE (s.{self.key} IS NULL OR s.{self.key} <> t.{self.key}) AND NOT EXISTS"
            f" (SELECT 1 FROM {self.name} moved WHERE moved.{self.key} = t.{self.key})"
        )

    def breaking_check(self, constraint: models.CheckConstraint) -> list[int]:
        """Numbers of rows the constraint refuses, by the database's own reading of it."""
        condition = self._as_sql(constraint.condition)
        return self._rows(f"SELECT staged_row FROM {self.name} WHERE NOT ({condition})")

    def _as_sql(self, condition: Any) -> str:
        constraint = models.CheckConstraint(condition=condition, name="staged")
        # Made for its quoting only and never entered: nothing of the schema changes.
        editor = connection.schema_editor(collect_sql=True)
        return str(constraint._get_check_sql(self.model, editor))  # type: ignore[attr-defined]  # noqa: SLF001

    def index_places(self) -> None:
        """So that rows of another kind find the new records they lead to at once."""
        index = _q(f"place_of_{self.meta.db_table}"[:60])
        schema = "temp." if connection.vendor == "sqlite" else ""
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE INDEX {schema}{index} ON {self.name} (staged_place)")

    def point(self, name: str, to: "Staged") -> None:
        """Give rows the keys of new records they lead to, which stand as places less than nil."""
        column = _q(next(field.column for field in self.fields if field.name == name))
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {self.name} SET {column} = (SELECT p.{to.key} FROM {to.name} p"
                f" WHERE p.staged_place = -{self.name}.{column}) WHERE {column} < 0"
            )

    def _rows(self, query: str) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM ({query}) found ORDER BY 1 LIMIT {MOST_NAMED}")
            return [row[0] for row in cursor.fetchall()]

    def take_over(
        self, *, moment: datetime, user_id: int | None, reason: str, batch: str
    ) -> tuple[int, int]:
        """Write the records with their history; answers how many were added and changed.

        A change counts only when the record still has the version it was compared with.
        """
        with connection.cursor() as cursor:
            _number[connection.vendor](cursor, self)
            chosen = {"batch": "%s"} if "batch" in {field.name for field in self.fields} else {}
            values = [chosen.get(field.name, _q(field.column)) for field in self.fields]
            stamps = [batch] * len(chosen)
            changed = self._change(cursor, chosen, stamps)
            self._write_history(cursor, "~", values, stamps, moment, user_id, reason)
            cursor.execute(
                f"INSERT INTO {self.table} ({self.key}, {_list(self.columns)})"
                f" SELECT {self.key}, {_list(values)} FROM {self.name}"
                " WHERE staged_place > 0 ORDER BY staged_place",
                stamps,
            )
            added = cursor.rowcount
            self._write_history(cursor, "+", values, stamps, moment, user_id, reason)
        return added, changed

    def _change(self, cursor: Any, chosen: dict[str, str], stamps: list[str]) -> int:
        version = _q("version")
        moved = ", ".join(
            f"{_q(f.column)} = {chosen.get(f.name, f's.{_q(f.column)}')}" for f in self.fields
        )
        cursor.execute(
            f"UPDATE {self.table} SET {moved} FROM {self.name} AS s"
            f" WHERE s.staged_place = 0 AND {self.table}.{self.key} = s.{self.key}"
            f" AND {self.table}.{version} = s.{version} - 1",
            stamps,
        )
        return int(cursor.rowcount)

    def _write_history(
        self,
        cursor: Any,
        kind: str,
        values: Sequence[str],
        stamps: Sequence[str],
        moment: datetime,
        user_id: int | None,
        reason: str,
    ) -> None:
        meta = self.history._meta  # noqa: SLF001
        kept = {field.column for field in meta.concrete_fields}
        pairs = [
            (column, value)
            for field, column, value in zip(self.fields, self.columns, values, strict=True)
            if field.column in kept
        ]
        dated = meta.get_field("history_date").get_db_prep_save(moment, connection)
        stamped = [stamp for _, value in pairs if value == "%s" for stamp in stamps]
        cursor.execute(
            f"INSERT INTO {_q(meta.db_table)} ({self.key}, {_list(c for c, _ in pairs)},"
            " history_date, history_type, history_user_id, history_change_reason)"
            f" SELECT {self.key}, {_list(v for _, v in pairs)},"
            " %s, %s, %s, %s || CAST(staged_row AS text)"
            f" FROM {self.name} WHERE {'staged_place > 0' if kind == '+' else 'staged_place = 0'}"
            " ORDER BY staged_row",
            [*stamped, dated, kind, user_id, f"{reason}, row "],
        )


def _q(name: str | None) -> str:
    return str(connection.ops.quote_name(str(name)))


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)


def _fill_sqlite(cursor: Any, name: str, width: int, rows: Iterable[Sequence[Any]]) -> None:
    statement = f"INSERT INTO {name} VALUES ({_list(['%s'] * width)})"
    # One transaction for all rows, which stays beside the database: a deferred one takes no lock
    # on what others write, where the usual ones of the settings would.
    alone = connection.get_autocommit() and not connection.in_atomic_block
    if alone:
        cursor.execute("BEGIN DEFERRED")
    try:
        cursor.executemany(statement, rows)
    except BaseException:
        if alone:
            cursor.execute("ROLLBACK")
        raise
    if alone:
        cursor.execute("COMMIT")


def _fill_postgresql(cursor: Any, name: str, width: int, rows: Iterable[Sequence[Any]]) -> None:
    waiting = iter(rows)
    # In pieces, since whatever makes the rows may ask this connection something meanwhile.
    while chunk := list(islice(waiting, CHUNK)):
        with cursor.copy(f"COPY {name} FROM STDIN") as copy:
            for row in chunk:
                copy.write_row(row)
    cursor.execute(f"ANALYZE {name}")


def _number_sqlite(cursor: Any, staged: Staged) -> None:
    """New keys follow the highest ever given; the transaction keeps everybody else from them."""
    cursor.execute(
        f"SELECT MAX(COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0),"
        f" COALESCE((SELECT MAX({staged.key}) FROM {staged.table}), 0))",
        [staged.meta.db_table],
    )
    (last,) = cursor.fetchone()
    cursor.execute(
        f"UPDATE {staged.name} SET {staged.key} = %s + staged_place WHERE staged_place > 0", [last]
    )


def _number_postgresql(cursor: Any, staged: Staged) -> None:
    cursor.execute(
        f"UPDATE {staged.name} SET {staged.key} = nextval(pg_get_serial_sequence(%s, %s))"
        " WHERE staged_place > 0",
        [staged.table, str(staged.meta.pk.column)],
    )


_fill = {"sqlite": _fill_sqlite, "postgresql": _fill_postgresql}
_number = {"sqlite": _number_sqlite, "postgresql": _number_postgresql}


def unique_sets(model: type[Record]) -> Iterator[tuple[tuple[str, ...], models.Q | None]]:
    """Fields that must differ between records, with the condition tied to it if there is one."""
    meta = model._meta  # noqa: SLF001
    for field in meta.concrete_fields:
        if field.unique and not field.primary_key:
            yield (field.name,), None
    yield from ((tuple(names), None) for names in meta.unique_together)
    for constraint in meta.constraints:
        if not isinstance(constraint, models.UniqueConstraint):
            continue
        if constraint.fields:
            yield tuple(constraint.fields), constraint.condition


def checks(model: type[Record]) -> list[models.CheckConstraint]:
    found = model._meta.constraints  # noqa: SLF001
    return [one for one in found if isinstance(one, models.CheckConstraint)]


def broken_rules(staged: Staged, key: set[str], label: Callable[[str], str]) -> Iterator[Problem]:
    """Rows that break the model's rules of uniqueness and range, as the database reads them.

    The key of the sheet is left out: its rows were told apart by it already.
    """
    for names, condition in unique_sets(staged.model):
        if set(names) == key and condition is None:
            continue
        labels = " and ".join(label(name).lower() for name in names)
        message = f"Another record has the same {labels}."
        for row in staged.breaking_unique(names, condition):
            yield Problem(message=message, row=row, column=names[-1])
    for constraint in checks(staged.model):
        for row in staged.breaking_check(constraint):
            yield Problem(message=str(constraint.get_violation_error_message()), row=row)
