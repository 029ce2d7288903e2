"""What the operations of assurance refuse for the state of a record."""

from townclerk.kernel.errors import TownclerkError


class CannotAct(TownclerkError):
    """The step does not fit the record as it stands. The message says what to do."""


class NoMatrix(TownclerkError):
    """No matrix is in force, so nothing can be scored."""


class MixedMatrices(TownclerkError):
    """A paper would show scores of two versions of the matrix beside one another."""
