"""The table of commands. A module is imported only when its command is used.

Each area adds its own line: the command's name, where its click command or group is, one sentence
for `townclerk --help`, and what it needs before it runs.
"""

from dataclasses import dataclass
from enum import Enum


class Needs(Enum):
    """What must be ready before a command's module is imported."""

    NOTHING = "nothing"
    DJANGO = "django"
    """Settings and models, but no database yet: `demo`, `restore`, `serve`."""
    DATABASE = "database"


@dataclass(frozen=True)
class Entry:
    target: str
    """'module:command'."""
    summary: str
    needs: Needs = Needs.DATABASE


COMMANDS: dict[str, Entry] = {
    "demo": Entry(
        "townclerk.demonstration.commands:demo",
        "Load a fresh demonstration council.",
        Needs.DJANGO,
    ),
    "serve": Entry(
        "townclerk.platform.web.commands:serve",
        "Serve the pages on the embedded database.",
        Needs.DJANGO,
    ),
    "backup": Entry(
        "townclerk.platform.backup.commands:backup",
        "Write the whole installation to one file.",
    ),
    "restore": Entry(
        "townclerk.platform.backup.commands:restore",
        "Put a backup in place, whole or not at all.",
        Needs.DJANGO,
    ),
    "check": Entry(
        "townclerk.platform.check.commands:check",
        "Check the installation, and tell everything that is wrong.",
    ),
    "figure": Entry(
        "townclerk.figures.commands:figure",
        "List figures and show their values with their reasons.",
    ),
    "import": Entry(
        "townclerk.platform.exchange.commands:import_",
        "Bring in whole sheets: list, show, blank, check, load.",
    ),
    "export": Entry(
        "townclerk.platform.registers.commands:export",
        "Write a register to a file: CSV, XLSX or JSON.",
    ),
    "user": Entry(
        "townclerk.platform.access.commands:user",
        "Open and close accounts, and give and end roles.",
    ),
    "search": Entry(
        "townclerk.platform.search.commands:search",
        "Build the search index anew.",
    ),
    "task": Entry(
        "townclerk.platform.deadlines.commands:task",
        "List what a user owes; count open deadlines again.",
    ),
    "worker": Entry(
        "townclerk.platform.jobs.commands:worker",
        "Do the jobs that wait behind the pages.",
    ),
    "report": Entry(
        "townclerk.reports.commands:report",
        "List, check, publish and verify reports, and show how they would read today.",
    ),
    "calc": Entry(
        "townclerk.calc.commands:calc",
        "Run a rule of law or arithmetic; needs no database.",
        Needs.NOTHING,
    ),
}
