"""Reads of change into plain values."""
