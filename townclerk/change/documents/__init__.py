"""Documents of change, made from what its queries answer."""
