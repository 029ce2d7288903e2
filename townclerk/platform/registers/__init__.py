"""Registers: an area declares a table of its records once, and lists, forms, history, exports and
imports follow from the declaration."""

from townclerk.platform.registers.columns import SOURCE, reference
from townclerk.platform.registers.declaration import (
    Column,
    Kind,
    Register,
    States,
    Transition,
    Ways,
    all_registers,
    by_name,
    register,
)

__all__ = [
    "SOURCE",
    "Column",
    "Kind",
    "Register",
    "States",
    "Transition",
    "Ways",
    "all_registers",
    "by_name",
    "reference",
    "register",
]
