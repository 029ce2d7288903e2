"""Errors that say what is wrong, where, and what to do."""


class TownclerkError(Exception):
    """The base of every error a person may read."""
