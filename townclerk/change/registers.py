"""The registers of change. Importing the modules registers what they declare."""

from townclerk.change import registers_options, registers_options_parts

MODULES = (registers_options, registers_options_parts)
