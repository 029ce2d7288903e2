"""Content by checksum, under the data directory and so outside everything that is served."""

import hashlib
import os
from pathlib import Path
from secrets import token_hex

from townclerk.kernel.errors import TownclerkError
from townclerk.platform.home import Home

FOLDER = "attachments"


class NotAsStored(TownclerkError):
    """The content is missing, or is not what was stored."""


def place(home: Home, sha256: str) -> Path:
    return home.files / FOLDER / sha256[:2] / sha256


def keep(home: Home, content: bytes) -> str:
    """Store content once; its SHA-256. It appears under its name only when it is whole."""
    sha256 = hashlib.sha256(content).hexdigest()
    final = place(home, sha256)
    if final.exists():
        return sha256
    final.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = final.with_name(f".{sha256}-{token_hex(4)}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.rename(final)
    finally:
        draft.unlink(missing_ok=True)
    return sha256


def checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def whole(home: Home, sha256: str) -> bool:
    found = place(home, sha256)
    return found.is_file() and checksum(found) == sha256


def opened(home: Home, sha256: str) -> Path:
    """Where the content lies. Raises NotAsStored when it is not what was stored."""
    if not whole(home, sha256):
        raise NotAsStored(
            "The file is missing or damaged. Ask who runs Townclerk to look at “townclerk check” "
            "and to bring it back from a backup."
        )
    return place(home, sha256)


def erase(home: Home, sha256: str) -> None:
    place(home, sha256).unlink(missing_ok=True)
