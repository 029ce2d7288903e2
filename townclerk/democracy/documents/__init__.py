"""Documents of meetings: the pack of an agenda with its papers, and the notice of decisions."""
