"""The registers of change. Importing the modules registers what they declare."""

from townclerk.change import (
    registers_benefits,
    registers_delivery,
    registers_equality,
    registers_options,
    registers_options_parts,
    registers_programme,
    registers_programme_control,
)

MODULES = (
    registers_options,
    registers_options_parts,
    registers_programme,
    registers_programme_control,
    registers_equality,
    registers_delivery,
    registers_benefits,
)
