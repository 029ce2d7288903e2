"""Opening every figure as a given reader: what the generated tests of permission walk over."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from townclerk.figures import register
from townclerk.figures.asking import every
from townclerk.figures.declaration import Figure
from townclerk.kernel.explained import Step

if TYPE_CHECKING:
    from townclerk.platform.access.reader import Reader


@dataclass(frozen=True)
class Opened:
    """One step of one figure as the reader sees it."""

    figure: Figure
    step: Step

    @property
    def shows_records(self) -> bool:
        return self.step.records is not None and bool(self.step.records.keys)

    @property
    def names_someone(self) -> bool:
        return self.step.source is not None and bool(self.step.source.who)


def opened(reader: "Reader", *, public: bool | None = None) -> Iterator[Opened]:
    """Every step of every value of every figure (or only the public ones) open to the reader."""
    for definition in register.definitions():
        if public is None or definition.public is public:
            for figure in every(definition.key, reader=reader):
                for step in figure.explanation.walk():
                    yield Opened(figure, step)
