"""Risks on a matrix of likelihood and impact: scores, bands, and how far from appetite."""

from collections.abc import Sequence
from dataclasses import dataclass

from townclerk.kernel.errors import Problem, Problems, TownclerkError


class BadMatrix(TownclerkError):
    """A matrix that cannot score: its steps or bands have holes. The message says which."""


@dataclass(frozen=True)
class Band:
    """From a score on, a risk is called this."""

    label: str
    lowest: int


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """One version of the matrix: the points of each step on both axes, and its bands."""

    key: str
    likelihood: tuple[int, ...]
    """Points of the steps from the least likely up; step 1 is the first."""
    impact: tuple[int, ...]
    bands: tuple[Band, ...]

    def points(self, place: "Place") -> int:
        return self.likelihood[place.likelihood - 1] * self.impact[place.impact - 1]

    def band(self, score: int) -> str:
        return max((b for b in self.bands if b.lowest <= score), key=lambda b: b.lowest).label


@dataclass(frozen=True)
class Place:
    """A cell of the matrix: the step of likelihood and the step of impact."""

    likelihood: int
    impact: int


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A risk by one matrix: three scores with their bands, and the distances between them."""

    inherent: int
    current: int
    target: int | None
    inherent_band: str
    current_band: str
    target_band: str
    control_effect: int
    """What the controls take off the inherent score."""
    gap_to_target: int | None
    over_appetite: int | None
    """Points above the appetite, nil within it; None where none is set on this matrix."""


def check_matrix(matrix: Matrix) -> None:
    """Refuse a matrix that leaves a cell without points or without a band.

    Units: points. Source: local practice; the matrix is a dated setting of the council.
    Applies: before a version is published. Rounding: none. Raises: `BadMatrix`.

    >>> check_matrix(Matrix(key="m", likelihood=(1, 2), impact=(1, 2), bands=(Band("low", 1),)))
    """
    for name, steps in (("likelihood", matrix.likelihood), ("impact", matrix.impact)):
        if len(steps) < 2:
            raise BadMatrix(f"{matrix.key} has fewer than two steps of {name}. Add its steps.")
        if list(steps) != sorted(set(steps)) or steps[0] < 1:
            raise BadMatrix(f"The points of {name} in {matrix.key} must rise from step to step.")
    lowest = matrix.likelihood[0] * matrix.impact[0]
    if not any(band.lowest <= lowest for band in matrix.bands):
        raise BadMatrix(f"No band of {matrix.key} begins at {lowest}, its lowest score. Add one.")


def judged(
    *,
    inherent: Place,
    current: Place,
    target: Place | None,
    matrix: Matrix,
    appetite: int | None = None,
) -> Judged:
    """Work out the scores of a risk and their distances.

    Units: points of the matrix. Source: local practice; matrix and appetite are dated settings.
    Applies: a risk scored on one version of the matrix. Rounding: none.
    Raises: `Problems` with every place outside the matrix, a current score above the inherent
    one, and a target above the current one.

    >>> five = (1, 2, 3, 4, 5)
    >>> bands = (Band("low", 1), Band("medium", 5), Band("high", 10), Band("very high", 16))
    >>> matrix = Matrix(key="usual", likelihood=five, impact=five, bands=bands)
    >>> found = judged(inherent=Place(5, 5), current=Place(3, 5), target=Place(2, 5),
    ...                matrix=matrix, appetite=10)
    >>> found.current, found.current_band, found.over_appetite, found.control_effect
    (15, 'high', 5, 10)
    """
    problems = [
        *_outside("inherent", inherent, matrix),
        *_outside("current", current, matrix),
        *(_outside("target", target, matrix) if target is not None else ()),
    ]
    if problems:
        raise Problems(problems)
    scores = matrix.points(inherent), matrix.points(current)
    aimed = matrix.points(target) if target is not None else None
    if scores[1] > scores[0]:
        problems.append(_above("current", scores[1], "inherent", scores[0]))
    if aimed is not None and aimed > scores[1]:
        problems.append(_above("target", aimed, "current", scores[1]))
    if problems:
        raise Problems(problems)
    return Judged(
        inherent=scores[0],
        current=scores[1],
        target=aimed,
        inherent_band=matrix.band(scores[0]),
        current_band=matrix.band(scores[1]),
        target_band=matrix.band(aimed) if aimed is not None else "",
        control_effect=scores[0] - scores[1],
        gap_to_target=None if aimed is None else scores[1] - aimed,
        over_appetite=None if appetite is None else max(0, scores[1] - appetite),
    )


def _above(name: str, score: int, other: str, limit: int) -> Problem:
    return Problem(
        f"The {name} score {score} is above the {other} score {limit}.",
        field=f"{name}_likelihood",
        hint=f"Lower the {name} one or raise the {other} one.",
    )


def _outside(name: str, place: Place, matrix: Matrix) -> list[Problem]:
    asked = (
        ("likelihood", place.likelihood, len(matrix.likelihood)),
        ("impact", place.impact, len(matrix.impact)),
    )
    return [
        Problem(f"The {name} {axis} must be from 1 to {most}, not {step}.", field=f"{name}_{axis}")
        for axis, step, most in asked
        if not 1 <= step <= most
    ]


@dataclass(frozen=True)
class Moved:
    """The way a risk went between two days."""

    before: int | None
    now: int | None

    @property
    def said(self) -> str:
        if self.now is None:
            return "closed"
        if self.before is None:
            return "new"
        if self.now == self.before:
            return "same"
        return "up" if self.now > self.before else "down"


def movement(scores: Sequence[tuple[str, int]]) -> Moved:
    """How the score of a risk moved over its scorings, each with its matrix, the oldest first.

    Units: points. Source: local practice. Applies: scorings on one version of the matrix; an
    older one on another version is no measure, so the risk then counts as new.
    Rounding: none.

    >>> movement([("2023", 12), ("2023", 16)]).said, movement([("2019", 12), ("2023", 16)]).said
    ('up', 'new')
    """
    if not scores:
        return Moved(None, None)
    key, now = scores[-1]
    before = [score for matrix, score in scores[:-1] if matrix == key]
    return Moved(before[-1] if before else None, now)
