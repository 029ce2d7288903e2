"""The number check: what a report says, held against itself, its tables and the known figures.

Each check is a function from `Reading` to findings, in a module of its own; `run.check` runs them.
"""
