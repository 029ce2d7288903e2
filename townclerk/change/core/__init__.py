"""The arithmetic and the rules of change, without Django."""
