"""What an archive says about itself: every part with its checksum, and the sum of its content."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

FORMAT = 1
DATABASES = {"sqlite": "database.sqlite3.gz", "postgresql": "database.sql.gz"}
"""The part that holds the database, by the kind of database."""


@dataclass(frozen=True)
class Part:
    size: int
    sha256: str


@dataclass(frozen=True)
class TableSum:
    """How many rows a table has, and a sum over them that no order of the rows changes."""

    rows: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """`content` is the same for two installations that hold the same, whenever they were saved."""

    format: int
    version: str
    made_at: str
    council: str
    database: str
    migrations: tuple[str, ...]
    tables: Mapping[str, TableSum]
    parts: Mapping[str, Part]

    @property
    def content(self) -> str:
        """SHA-256 over the rows of every table and every file; not over the dump's own bytes."""
        files = {
            name: part.sha256 for name, part in self.parts.items() if name not in DATABASES.values()
        }
        rows = {name: [table.rows, table.sha256] for name, table in self.tables.items()}
        text = json.dumps({"tables": rows, "files": files}, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def as_text(self) -> str:
        return json.dumps(asdict(self) | {"content": self.content}, indent=1, sort_keys=True)

    @classmethod
    def parse(cls, text: str) -> "Manifest":
        """Raises ValueError, KeyError or TypeError when the text is no manifest of ours."""
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise ValueError(f"format {data['format']}")
        return cls(
            format=data["format"],
            version=data["version"],
            made_at=data["made_at"],
            council=data["council"],
            database=data["database"],
            migrations=tuple(data["migrations"]),
            tables={name: TableSum(**table) for name, table in data["tables"].items()},
            parts={name: Part(**part) for name, part in data["parts"].items()},
        )
