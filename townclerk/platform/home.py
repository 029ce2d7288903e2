"""Where this installation keeps its data, and the settings its environment gives it.

Read once, here. Anything a council chooses is data in the database, not a setting.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def _default_home() -> Path:
    """The checkout's own `var/` when run from a checkout, else the user's data directory."""
    if (CHECKOUT / "pyproject.toml").is_file():
        return CHECKOUT / "var"
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "townclerk"


@dataclass(frozen=True)
class Home:
    """The data directory of one installation and the places inside it."""

    path: Path

    @classmethod
    def from_environment(cls) -> "Home":
        named = os.environ.get("TOWNCLERK_HOME")
        return cls(Path(named).expanduser().resolve() if named else _default_home())

    @property
    def database(self) -> Path:
        return self.path / "townclerk.sqlite3"

    @property
    def facts(self) -> Path:
        return self.path / "facts"

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def mail(self) -> Path:
        return self.path / "mail"

    def prepare(self) -> None:
        for place in (self.path, self.facts, self.files, self.keys, self.mail):
            place.mkdir(parents=True, exist_ok=True, mode=0o700)

    def secret_key(self) -> str:
        """The installation's own secret key, made on first use and readable by its owner only."""
        place = self.keys / "secret_key"
        if not place.exists():
            self.prepare()
            handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as out:
                out.write(secrets.token_urlsafe(50))
        return place.read_text()
