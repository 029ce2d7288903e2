"""Writes of democracy: one function a verb."""
