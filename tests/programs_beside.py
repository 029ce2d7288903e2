"""Programs beside the test, on a database that other processes can open too: to be killed."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).parents[1]
PATIENCE = 120
Process = subprocess.Popen[str]
Start = Callable[..., Process]


class Beside:
    """Starts one program, with words, as often as asked."""

    def __init__(self, home: Path, program: Path) -> None:
        self.program = program
        self.env = os.environ | {
            "TOWNCLERK_HOME": str(home),
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        if connection.vendor == "postgresql":
            at = connection.settings_dict
            self.env["TOWNCLERK_DATABASE_URL"] = (
                f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
            )
        self.started: list[Process] = []

    def start(self, *words: str) -> Process:
        process = subprocess.Popen(
            [sys.executable, str(self.program), *words],
            env=self.env,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def said(self, *words: str) -> list[str]:
        """What the program printed, when it ended well."""
        process = self.start(*words)
        out, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        return out.split()

    def heard(self, process: Process) -> str:
        """The next line of a program that goes on; nothing when none comes in good time."""
        late = threading.Timer(PATIENCE, process.kill)
        late.start()
        try:
            return process.stdout.readline().strip() if process.stdout else ""
        finally:
            late.cancel()

    def end(self) -> None:
        for process in self.started:
            process.kill()
            process.communicate()


def beside(home: Path, program: Path, lay_tables: Callable[[Path], None]) -> Iterator[Beside]:
    """The programs end with the test, however it ends."""
    if connection.vendor != "postgresql":
        lay_tables(home)
    programs = Beside(home, program)
    try:
        yield programs
    finally:
        programs.end()
