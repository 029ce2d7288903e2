"""Reads of assurance."""
