"""Writes of financial planning, one function a verb."""
