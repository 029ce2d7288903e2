"""Writes of change, one function a verb."""
