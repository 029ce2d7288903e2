"""Run a command beside a private PostgreSQL cluster, made for it and removed after it."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path


def programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise SystemExit("No PostgreSQL programs. Install Debian's package postgresql.")
    return found[-1].parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(command: list[str], user: str | None) -> None:
    subprocess.run(command, check=True, user=user, group=user, stdout=subprocess.DEVNULL, cwd="/")


def main(command: list[str]) -> int:
    place = Path(tempfile.mkdtemp(prefix="townclerk-pg-"))
    # The server refuses to run as root: Debian's package brings a user for it.
    user = "postgres" if os.getuid() == 0 else None
    if user:
        os.chown(place, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    tools, data, port = programs(), place / "data", free_port()
    options = " ".join(
        (
            f"-p {port} -k {place} -c listen_addresses=127.0.0.1",
            "-c max_locks_per_transaction=256",
            "-c jit=off -c fsync=off -c full_page_writes=off -c synchronous_commit=off",
        )
    )
    run(
        [
            str(tools / "initdb"),
            "-D",
            str(data),
            "-U",
            "townclerk",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ],
        user,
    )
    run(
        [
            str(tools / "pg_ctl"),
            "-D",
            str(data),
            "-o",
            options,
            "-l",
            str(place / "log"),
            "-w",
            "start",
        ],
        user,
    )
    try:
        address = f"postgresql://townclerk@127.0.0.1:{port}/postgres"
        return subprocess.run(
            command, env=os.environ | {"TOWNCLERK_DATABASE_URL": address}
        ).returncode
    finally:
        run([str(tools / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"], user)
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
