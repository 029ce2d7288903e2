"""Scoring risks by the programme's matrix, and the level that decides a change."""

from dataclasses import dataclass
from enum import StrEnum

from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money

BOARD_MONEY, CABINET_MONEY = Money.pounds(50_000), Money.pounds(250_000)


class BadScore(TownclerkError):
    """A likelihood or impact is outside the matrix."""


class Colour(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Level(StrEnum):
    """Who decides a change, from the nearest up."""

    SPONSOR = "sponsor"
    BOARD = "board"
    CABINET = "cabinet"


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """The programme's matrix from a day on, with the limits of what a sponsor may decide."""

    size: int = 5
    amber_from: int = 8
    red_from: int = 15
    escalate_from: int = 15
    board_money: Money = BOARD_MONEY
    board_days: int = 30
    cabinet_money: Money = CABINET_MONEY
    cabinet_days: int = 180


@dataclass(frozen=True)
class Scored:
    score: int
    colour: Colour
    escalates: bool


def scored(likelihood: int, impact: int, matrix: Matrix) -> Scored:
    """Likelihood times impact, its colour, and whether it goes up to the board.

    Units: points of the matrix. Source: local practice; the matrix is a dated setting.
    Applies: risks of a programme or of a project.
    Rounding: none. Raises: `BadScore` outside the matrix.

    >>> scored(4, 4, Matrix()).colour.value, scored(2, 3, Matrix()).escalates
    ('red', False)
    """
    for name, value in (("likelihood", likelihood), ("impact", impact)):
        if not 1 <= value <= matrix.size:
            raise BadScore(f"The {name} must be from 1 to {matrix.size}, not {value}.")
    score = likelihood * impact
    colour = Colour.GREEN
    if score >= matrix.amber_from:
        colour = Colour.RED if score >= matrix.red_from else Colour.AMBER
    return Scored(score, colour, score >= matrix.escalate_from)


def level_of(*, money: Money, benefit: Money, days: int, matrix: Matrix) -> Level:
    """Who decides a change with this effect on cost, on the saving and on the last day.

    Units: money and days; only their size counts. Source: local practice, as a dated setting.
    Applies: the highest level that any one effect reaches.
    Rounding: none.

    >>> level_of(money=Money.zero, benefit=Money.pounds(-60_000), days=0, matrix=Matrix()).value
    'board'
    """
    most = max(abs(money), abs(benefit))
    if most >= matrix.cabinet_money or abs(days) >= matrix.cabinet_days:
        return Level.CABINET
    if most >= matrix.board_money or abs(days) >= matrix.board_days:
        return Level.BOARD
    return Level.SPONSOR
