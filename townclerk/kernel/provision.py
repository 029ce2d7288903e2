"""A citation: the instrument and the provision that a rule rests on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provision:
    """Where a rule is laid down.

    >>> str(Provision("Local Government Finance Act 1992", "section 5(1)"))
    'Local Government Finance Act 1992, section 5(1)'
    """

    instrument: str
    provision: str = ""
    url: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if not self.instrument.strip():
            raise ValueError("a Provision names its instrument")

    def __str__(self) -> str:
        return f"{self.instrument}, {self.provision}" if self.provision else self.instrument
