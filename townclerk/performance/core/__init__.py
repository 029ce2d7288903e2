"""Arithmetic of plans: ratings, mappings and progress. No Django, no clock."""
