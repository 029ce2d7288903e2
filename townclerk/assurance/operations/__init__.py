"""Writes of assurance: one function a verb."""
