"""The door of change for other areas."""
