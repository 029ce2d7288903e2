"""The door of change for other areas: the annex of sheets, and risks of the board."""

from townclerk.change.operations import board_risks
from townclerk.change.queries.board_risks import BoardRisk, board_risk
from townclerk.change.queries.options_annex import Amount, AnnexPackage, AnnexSheet, annex

__all__ = [
    "Amount",
    "AnnexPackage",
    "AnnexSheet",
    "BoardRisk",
    "annex",
    "board_risk",
    "board_risks",
]
