"""Navigation entries of the platform's own pages, whose apps stand below the navigation."""

from functools import partial

from townclerk.platform.access.reader import Reader
from townclerk.platform.registers import Register, all_registers
from townclerk.platform.registers.permission import opens
from townclerk.platform.web.navigation import SECTIONS, Entry


def _open(register: Register, reader: Reader) -> bool:
    return opens(register, reader)


NAVIGATION: tuple[Entry, ...] = (
    Entry("Council", "Organisation", "access:organisation"),
    Entry("Council", "People and roles", "access:users"),
    Entry("Council", "Access review", "access:reviews"),
    Entry("Council", "Settings", "access:settings"),
    Entry("Council", "Access log", "access:log"),
    Entry("Council", "Registers", "registers:index"),
    Entry("Council", "Imports", "exchange:index"),
    Entry("Council", "What I owe", "tasks:mine"),
    Entry("Council", "Retention", "retention:index"),
    Entry("Council", "Mail", "mail:letters"),
    Entry("Council", "Jobs", "jobs:mine"),
)

# Each register under the section its area named; one of a section that is no work stands in none.
NAVIGATION += tuple(
    Entry(found.section, found.title, "registers:list", (found.name,), partial(_open, found))
    for found in all_registers()
    if found.section in SECTIONS
)
