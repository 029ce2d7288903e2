"""The door of change for other areas."""

from townclerk.change.queries.options_annex import Amount, AnnexPackage, AnnexSheet, annex

__all__ = ["Amount", "AnnexPackage", "AnnexSheet", "annex"]
