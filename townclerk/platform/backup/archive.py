"""The archive: a tar file of parts, its manifest last, written and read in one pass."""

import hashlib
import io
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform.backup.manifest import DATABASES, Manifest, Part

FOLDERS = ("facts", "files", "keys")
MANIFEST, MANIFEST_SUM = "manifest.json", "manifest.sha256"
CHUNK = 1024 * 1024
LARGEST_MANIFEST = 256 * CHUNK


class Damaged(Problems):
    """The archive is not as it was written. Each problem names the part."""


class Taken(TownclerkError):
    """There is a file of that name already."""


class Writer:
    """Adds parts to an archive and keeps their checksums."""

    def __init__(self, tar: tarfile.TarFile):
        self._tar = tar
        self.parts: dict[str, Part] = {}

    def add(self, name: str, path: Path) -> None:
        """Add a file, as long as it was when it was opened."""
        with path.open("rb") as source:
            size = os.fstat(source.fileno()).st_size
            reading = _Hashing(source)
            self._tar.addfile(_entry(name, size), reading)
        self.parts[name] = Part(size, reading.sha256.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        text = manifest.as_text().encode()
        for name, body in ((MANIFEST, text), (MANIFEST_SUM, _sha256(text).encode())):
            self._tar.addfile(_entry(name, len(body)), io.BytesIO(body))


@contextmanager
def writing(out: Path) -> Iterator[Writer]:
    """An archive that appears under its name only when the whole of it is on the disk."""
    if out.exists():
        raise Taken(f"{out} exists. Choose another name, or move that file away.")
    partial = out.with_name(f".{out.name}.partial")
    try:
        # It holds keys and personal records: for its owner's eyes from the first byte.
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                yield Writer(tar)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(out)
    finally:
        partial.unlink(missing_ok=True)


def unpack(archive: Path, into: Path) -> Manifest:
    """Every part into an empty folder. Raises Damaged naming each part that is not as written."""
    found: dict[str, Part] = {}
    texts: dict[str, bytes] = {}
    reached = "its beginning"
    try:
        with archive.open("rb") as file, tarfile.open(fileobj=file, mode="r|") as tar:
            for member in tar:
                reached = member.name
                if member.name in (MANIFEST, MANIFEST_SUM):
                    texts[member.name] = _text(tar, member)
                else:
                    found[member.name] = _extract(tar, member, into)
    except (tarfile.TarError, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise _damaged(archive, [f"It breaks off in or after {reached}."]) from error
    manifest = _manifest(archive, texts, reached)
    wrong = list(_differences(manifest, found))
    if wrong:
        raise _damaged(archive, wrong)
    return manifest


def _manifest(archive: Path, texts: dict[str, bytes], reached: str) -> Manifest:
    text, said = texts.get(MANIFEST), texts.get(MANIFEST_SUM, b"")
    if text is None or not said:
        raise _damaged(archive, [f"It has no whole manifest: it breaks off in or after {reached}."])
    if _sha256(text) != said.decode("ascii", "replace"):
        raise _damaged(archive, [f"{MANIFEST} is not as it was written."])
    try:
        return Manifest.parse(text.decode())
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(
            archive, [f"{MANIFEST} is not one this version of Townclerk reads ({error})."]
        ) from error


def _differences(manifest: Manifest, found: dict[str, Part]) -> Iterator[str]:
    for name, part in sorted(manifest.parts.items()):
        if name not in found:
            yield f"{name} is missing."
        elif found[name] != part:
            yield f"{name} is not as it was written (its SHA-256 differs)."
    for name in sorted(found.keys() - manifest.parts.keys()):
        yield f"{name} is not in the manifest."


def _damaged(archive: Path, sentences: list[str]) -> Damaged:
    hint = "Nothing was changed. Restore from another copy."
    return Damaged(
        [
            Problem(f"The archive is damaged. {text}", file=str(archive), hint=hint)
            for text in sentences
        ]
    )


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> Part:
    source = tar.extractfile(member) if member.isreg() and _is_ours(member.name) else None
    if source is None:
        raise tarfile.ReadError(member.name)
    place = into / member.name
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    reading = _Hashing(source)
    with place.open("xb") as out:
        place.chmod(0o600)
        while chunk := reading.read(CHUNK):
            out.write(chunk)
    if reading.count != member.size:
        raise tarfile.ReadError(member.name)
    return Part(reading.count, reading.sha256.hexdigest())


def _is_ours(name: str) -> bool:
    """Only the places of an installation: an archive cannot write anywhere else."""
    parts = PurePosixPath(name).parts
    if name in DATABASES.values():
        return True
    return len(parts) > 1 and parts[0] in FOLDERS and ".." not in parts and "\\" not in name


def _text(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    source = tar.extractfile(member) if member.size <= LARGEST_MANIFEST else None
    if source is None:
        raise tarfile.ReadError(member.name)
    return source.read()


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class _Hashing(io.RawIOBase):
    """Reads through to a file and sums what passes."""

    def __init__(self, source: IO[bytes]):
        super().__init__()
        self._source = source
        self.sha256 = hashlib.sha256()
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(size)
        self.sha256.update(chunk)
        self.count += len(chunk)
        return chunk
