"""Documents of assurance, made from what its queries answer."""
