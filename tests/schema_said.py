"""What a database holds, said so that two of them can be compared: names that nobody chose are left
out, and the order in which columns came."""

import json
import re
from typing import Any

from django.db import connection

LEFT_OUT = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}
"""Filled by Django afterwards, numbered in the order it meets the models."""
NAMED_AFTER = re.compile(r"_[0-9a-f]{8}(_\w+)?\b")


def schema() -> dict[str, Any]:
    with connection.cursor() as cursor:
        names = sorted(connection.introspection.table_names(cursor))
        tables = {name: _table(cursor, name) for name in names}
        return {"tables": tables, "beside": _beside(cursor)}


def _table(cursor: Any, name: str) -> dict[str, Any]:
    introspection = connection.introspection
    columns = {
        column.name: [_type(column), column.null_ok]
        for column in introspection.get_table_description(cursor, name)
    }
    constraints = [
        {
            "columns": found["columns"],
            "kinds": [kind for kind in ("primary_key", "unique", "index", "check") if found[kind]],
            "to": found["foreign_key"],
            "sort": found.get("orders"),
        }
        for found in introspection.get_constraints(cursor, name).values()
    ]
    return {
        "columns": columns,
        "constraints": sorted(constraints, key=lambda one: json.dumps(one, default=str)),
        "rows": _rows(cursor, name, sorted(columns)),
    }


def _type(column: Any) -> list[Any]:
    """Migrations number the rows of a table between two models wider than the models do."""
    if column.name == "id":
        return ["number"]
    return [str(column.type_code), column.internal_size]


def _rows(cursor: Any, name: str, columns: list[str]) -> list[str]:
    if name in LEFT_OUT or name.startswith("search_words"):
        return []
    chosen = ", ".join(f'"{column}"' for column in columns if column != "id")
    cursor.execute(f'SELECT {chosen or 1} FROM "{name}"')  # noqa: S608 (names of our own tables)
    return sorted(json.dumps(row, default=str) for row in cursor.fetchall())


def _beside(cursor: Any) -> list[str]:
    """Triggers and virtual tables, generated columns and the conditions of indexes and checks."""
    if connection.vendor == "sqlite":
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        found = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%'")
        found += [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'table'")
        checks = re.compile(r"CONSTRAINT \S+ CHECK \(.*?\)(?=,|\)$)", re.DOTALL)
        for table, sql in cursor.fetchall():
            found += [f"{table}: {one}" for one in sorted(checks.findall(sql or ""))]
    else:
        cursor.execute(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM "
            "pg_constraint WHERE connamespace = 'public'::regnamespace"
        )
        found = [f"{table}: {said}" for table, said in cursor.fetchall()]
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'")
        found += [re.sub(r"INDEX \S+ ON", "INDEX ON", row[0]) for row in cursor.fetchall()]
    return sorted(NAMED_AFTER.sub("", one) for one in found)
