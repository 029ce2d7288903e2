"""The figures finance publishes: the plan by step and year, tax, reserves, the fund, capital."""

from townclerk.finance import (
    figures_bridge,
    figures_budget,
    figures_capital,
    figures_funds,
    figures_plan,
    figures_reserves,
    figures_round,
    figures_simulated,
    figures_tax,
    figures_tax_base,
    figures_units,
    figures_virements,
)

MODULES = (
    figures_plan,
    figures_bridge,
    figures_tax,
    figures_reserves,
    figures_funds,
    figures_units,
    figures_budget,
    figures_capital,
    figures_round,
    figures_simulated,
    figures_tax_base,
    figures_virements,
)
"""Importing them registers what they declare."""
